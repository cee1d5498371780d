"""The life of one message to one person."""

from enum import StrEnum


class DeliveryState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"  # the carrier took it
    DELIVERED = "delivered"  # the carrier says that it arrived
    ACKNOWLEDGED = "acknowledged"  # the person answered it
    FAILED = "failed"  # can never arrive: the number does not exist, the device signed off
    QUARANTINED = "quarantined"  # refused five times: a person has to look


S = DeliveryState
# An answer may come before the mark that the message went: the worker died in between.
MOVES: dict[DeliveryState, frozenset[DeliveryState]] = {
    S.QUEUED: frozenset({S.SENT, S.FAILED, S.QUARANTINED, S.ACKNOWLEDGED}),
    S.SENT: frozenset({S.DELIVERED, S.ACKNOWLEDGED, S.FAILED}),
    S.DELIVERED: frozenset({S.ACKNOWLEDGED}),
    S.ACKNOWLEDGED: frozenset(),
    S.FAILED: frozenset({S.QUEUED, S.ACKNOWLEDGED}),
    S.QUARANTINED: frozenset({S.QUEUED, S.ACKNOWLEDGED}),
}


class CallOutcome(StrEnum):
    """How a call at the desk ended."""

    REPORT = "report"
    INFORMATION = "information"
    BROKEN_OFF = "broken_off"
    NUISANCE = "nuisance"


class Step(StrEnum):
    """The steps of the call tree, from the ground up."""

    GROUND = "ground"  # village heads, Bhabinkamtibmas, Babinsa
    BELOW = "below"  # the camat
    POST = "post"  # the command post's operators on duty
    AGENCY = "agency"  # the head of Kesbangpol
    TOP = "top"  # head of region, secretary, police and military command


STEPS = tuple(Step)
