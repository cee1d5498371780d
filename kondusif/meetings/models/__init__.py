from kondusif.meetings.models.bodies import Body, Membership
from kondusif.meetings.models.contacts import CallTreeCheck, PhoneNumber
from kondusif.meetings.models.decisions import Decision, Directive, DirectiveOwner, MeetingIssue
from kondusif.meetings.models.invitations import Attendance, Invitee, InviteRule
from kondusif.meetings.models.meetings import AgendaItem, Meeting
from kondusif.meetings.models.minutes import Correction, Minutes, Passage, Revision

__all__ = [
    "AgendaItem",
    "Attendance",
    "Body",
    "CallTreeCheck",
    "Correction",
    "Decision",
    "Directive",
    "DirectiveOwner",
    "InviteRule",
    "Invitee",
    "Meeting",
    "MeetingIssue",
    "Membership",
    "Minutes",
    "Passage",
    "PhoneNumber",
    "Revision",
]
