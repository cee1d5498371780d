from kondusif.meetings.queries.clashes import Clash, clashes
from kondusif.meetings.queries.meetings import (
    meeting_for,
    meetings_coming,
    meetings_past,
    meetings_seen_by,
    meetings_today,
    possible_chairs,
)

__all__ = [
    "Clash",
    "clashes",
    "meeting_for",
    "meetings_coming",
    "meetings_past",
    "meetings_seen_by",
    "meetings_today",
    "possible_chairs",
]
