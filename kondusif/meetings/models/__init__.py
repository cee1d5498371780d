from kondusif.meetings.models.bodies import Body, Membership
from kondusif.meetings.models.contacts import CallTreeCheck, PhoneNumber
from kondusif.meetings.models.invitations import Attendance, Invitee, InviteRule
from kondusif.meetings.models.meetings import AgendaItem, Meeting

__all__ = [
    "AgendaItem",
    "Attendance",
    "Body",
    "CallTreeCheck",
    "InviteRule",
    "Invitee",
    "Meeting",
    "Membership",
    "PhoneNumber",
]
