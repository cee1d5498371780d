"""
What hands a message on, whatever the way: one shape of letter, one of answer, one of refusal.

A new way is a folder with a ``sender`` module of two functions, ``send(letter)`` and ``is_configured()``,
and a member of ``Kind``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from kondusif.channels.kinds import Kind


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with a letter."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True)
class Letter:
    """
    What one person is told.

    ``key`` is the same each time the letter is tried, so that a carrier which took it already can tell.
    ``keys`` are the subscription's own for Web Push; other ways have none.
    """

    key: str
    address: str
    subject: str
    body: str
    link: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    enclosures: tuple[Enclosure, ...] = ()
    is_urgent: bool = False
    at: datetime | None = None  # the moment of this try
    headers: Mapping[str, str] = field(default_factory=dict)  # of a mail: how to leave a list in one step
    # Buttons, where the way has them: what each sends back, and what stands on it. The body says it all as well.
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CarrierAnswer:
    """What the carrier said when it took a letter: its own number for it, by which it reports later."""

    provider_id: str = ""


class CarrierAway(OSError):
    """Nobody answers at the carrier's door: no message is at fault, so none is counted as tried."""


class Undeliverable(Exception):
    """This letter can never arrive at this address; trying again is of no use."""


class AddressGone(Undeliverable):
    """The address itself has ceased to be: nothing else can arrive there either."""


class Carrier(Protocol):
    """
    A way to hand letters on.

    ``send`` returns when the carrier took the letter; it raises OSError when it should be tried again
    and Undeliverable when never.
    """

    def send(self, letter: Letter) -> CarrierAnswer | None: ...

    def is_configured(self) -> bool: ...


def has_carrier(kind: Kind) -> bool:
    """This function will tell whether this installation can send by *kind*: the code is there and its secrets are set."""
    found = _sender(kind)
    return found is not None and found.is_configured()


def carrier(kind: Kind | str) -> Carrier:
    """
    This function will return the carrier of *kind*.

    :raises Undeliverable: if this installation has none.
    """
    found = _sender(Kind(kind))
    if found is None:
        raise Undeliverable(f"no carrier for {kind}")
    return found


def _sender(kind: Kind) -> Carrier | None:
    folder = f"kondusif.channels.{kind}"
    if find_spec(folder) is None or find_spec(f"{folder}.sender") is None:
        return None
    return import_module(f"{folder}.sender")
