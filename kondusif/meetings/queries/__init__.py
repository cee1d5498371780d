from kondusif.meetings.queries.attending import Entrance, Line, Roll, Tile, entrance, roll_of
from kondusif.meetings.queries.clashes import Clash, clashes
from kondusif.meetings.queries.inviting import (
    Call,
    calls_of,
    holders_by_office,
    invitations_awaiting,
    invitees_of,
    own_invitations,
)
from kondusif.meetings.queries.meetings import (
    meeting_for,
    meetings_coming,
    meetings_past,
    meetings_seen_by,
    meetings_today,
    possible_chairs,
)

__all__ = [
    "Call",
    "Clash",
    "Entrance",
    "Line",
    "Roll",
    "Tile",
    "calls_of",
    "clashes",
    "entrance",
    "holders_by_office",
    "invitations_awaiting",
    "invitees_of",
    "meeting_for",
    "meetings_coming",
    "meetings_past",
    "meetings_seen_by",
    "meetings_today",
    "own_invitations",
    "possible_chairs",
    "roll_of",
]
