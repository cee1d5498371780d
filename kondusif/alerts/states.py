"""An alert's life, its levels, and who must stand behind which level."""

from enum import IntEnum, StrEnum


class AlertState(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"  # red only: the agency head signed, the second authority has not yet
    ISSUED = "issued"
    ESCALATED = "escalated"
    STOOD_DOWN = "stood_down"
    EXPIRED = "expired"
    DECLINED = "declined"


S = AlertState
MOVES: dict[AlertState, frozenset[AlertState]] = {
    S.DRAFT: frozenset({S.SIGNED, S.ISSUED, S.DECLINED}),
    S.SIGNED: frozenset({S.ISSUED, S.DECLINED}),
    S.ISSUED: frozenset({S.ESCALATED, S.STOOD_DOWN, S.EXPIRED}),
    S.ESCALATED: frozenset({S.STOOD_DOWN, S.EXPIRED}),
    S.STOOD_DOWN: frozenset(),
    S.EXPIRED: frozenset(),
    S.DECLINED: frozenset(),
}
IN_FORCE = frozenset({S.ISSUED, S.ESCALATED})
AWAITING = frozenset({S.DRAFT, S.SIGNED})


class Level(IntEnum):
    """Hijau, kuning, oranye, merah."""

    GREEN = 0
    YELLOW = 1
    ORANGE = 2
    RED = 3


# The deed that lets an office sign an alert of this level as the one who issues it.
SIGNING_DEED = {
    Level.GREEN: "alert.issue_yellow",
    Level.YELLOW: "alert.issue_yellow",
    Level.ORANGE: "alert.issue_orange",
    Level.RED: "alert.issue_red",
}


def deeds_of(level: Level) -> tuple[str, ...]:
    """This function will return the deeds that a warning of *level* needs, each by another person."""
    return (SIGNING_DEED[level], "alert.countersign") if level == Level.RED else (SIGNING_DEED[level],)
