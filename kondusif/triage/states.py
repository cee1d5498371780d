"""An incident's life: what one or more verified reports turned out to be."""

from enum import StrEnum


class IncidentState(StrEnum):
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    HANDLING = "handling"
    CONTAINED = "contained"
    RECOVERED = "recovered"
    CLOSED = "closed"


S = IncidentState
MOVES: dict[IncidentState, frozenset[IncidentState]] = {
    S.REPORTED: frozenset({S.CONFIRMED, S.CLOSED}),
    S.CONFIRMED: frozenset({S.HANDLING, S.CLOSED}),
    S.HANDLING: frozenset({S.CONTAINED}),
    S.CONTAINED: frozenset({S.HANDLING, S.RECOVERED}),
    S.RECOVERED: frozenset({S.CLOSED}),
    S.CLOSED: frozenset(),
}
OPEN = frozenset(S) - {S.CLOSED}
