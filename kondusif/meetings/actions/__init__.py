from kondusif.meetings.actions.answering import answer_invitation, note_reading
from kondusif.meetings.actions.attending import Guest, Note, Outcome, note_attendance, sign_in, sign_in_guest
from kondusif.meetings.actions.bodies import (
    NewBody,
    add_member,
    confirm_body,
    end_body,
    end_membership,
    found_body,
    suggest_bodies,
)
from kondusif.meetings.actions.contacts import add_number, check_call_tree, read_number, remove_number
from kondusif.meetings.actions.inviting import NewRule, add_rule, remind_invitees, remove_rule, send_invitations
from kondusif.meetings.actions.papers import issue_attendance_list, issue_invitation_letter
from kondusif.meetings.actions.planning import (
    NewItem,
    NewMeeting,
    cancel_meeting,
    change_meeting,
    open_meeting,
    plan_meeting,
)

__all__ = [
    "Guest",
    "NewBody",
    "NewItem",
    "NewMeeting",
    "NewRule",
    "Note",
    "Outcome",
    "add_member",
    "add_number",
    "add_rule",
    "answer_invitation",
    "cancel_meeting",
    "change_meeting",
    "check_call_tree",
    "confirm_body",
    "end_body",
    "end_membership",
    "found_body",
    "issue_attendance_list",
    "issue_invitation_letter",
    "note_attendance",
    "note_reading",
    "open_meeting",
    "plan_meeting",
    "read_number",
    "remind_invitees",
    "remove_number",
    "remove_rule",
    "send_invitations",
    "sign_in",
    "sign_in_guest",
    "suggest_bodies",
]
