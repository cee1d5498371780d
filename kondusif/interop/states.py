"""The life of an address that hears of events, and of one message to it."""

from enum import StrEnum


class EndpointState(StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"  # by a person, or after a day of failures
    ENDED = "ended"


ENDPOINT_MOVES: dict[EndpointState, frozenset[EndpointState]] = {
    EndpointState.ACTIVE: frozenset({EndpointState.DISABLED, EndpointState.ENDED}),
    EndpointState.DISABLED: frozenset({EndpointState.ACTIVE, EndpointState.ENDED}),
    EndpointState.ENDED: frozenset(),
}


class MessageState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    QUARANTINED = "quarantined"  # refused to the last try: a person has to look
