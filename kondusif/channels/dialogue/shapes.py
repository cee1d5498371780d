"""What goes into the dialogue and what comes out of it: messages, drafts, states, turns."""

from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Protocol


class Step(StrEnum):
    """What the talk waits for."""

    IDLE = "idle"
    CATEGORY = "category"
    PLACE = "place"
    TIME = "time"
    WORDS = "words"
    CONFIRM = "confirm"
    CHANGE = "change"


class Silence(StrEnum):
    """Why a message is kept and not answered."""

    MACHINE = "machine"
    LOOP = "loop"
    FLOOD = "flood"
    MUTED = "muted"


@dataclass(frozen=True, slots=True)
class Place:
    """A region of this installation."""

    code: str
    title: str


class Gazetteer(Protocol):
    """What the engine may ask about places."""

    zone: tzinfo

    def named(self, text: str) -> tuple[Place, ...]:
        """The regions that an answer names, the likeliest first; one alone is meant."""

    def coded(self, code: str) -> Place | None:
        """The region with this code, if it lies here."""

    def near_code(self, code: str) -> tuple[Place, ...]:
        """The regions whose codes look like a mistyped *code*."""

    def at(self, lat: float, lon: float) -> Place | None:
        """The village at a point, if it lies here."""

    def told_in(self, text: str) -> Place | None:
        """The region that running words name beyond doubt."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of a person, whatever channel brought it."""

    key: str
    sent_at: datetime
    text: str = ""
    lat: float | None = None
    lon: float | None = None
    photos: tuple[str, ...] = ()
    n_untaken: int = 0  # voice, video, files: what this door cannot take
    brief: bool = False  # each answer costs the sender money
    button_of: str = ""  # the question whose button was pressed


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of the report so far."""

    category: str = ""
    region_code: str = ""
    region_title: str = ""
    lat: float | None = None
    lon: float | None = None
    event_at: datetime | None = None
    words: str = ""
    photos: tuple[str, ...] = ()
    keyed: bool = False  # it came in the keyword form, so nobody asks to confirm


@dataclass(frozen=True, slots=True)
class Say:
    """One sentence to the sender: its code in ``sentences``, and what stands in it."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """Where a talk stands."""

    step: Step = Step.IDLE
    draft: Draft = field(default_factory=Draft)
    options: tuple[Place, ...] = ()
    language: str = "id"
    misses: int = 0
    muted: bool = False
    last_at: datetime | None = None
    recent: tuple[tuple[str, datetime], ...] = ()
    reported: str = ""  # the message that completed the last report
    reported_at: datetime | None = None
    n_photos: int = 0  # of that report


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message leads to."""

    state: State
    says: tuple[Say, ...] = ()
    report: Draft | None = None
    photos: tuple[str, ...] = ()  # to be added to the report of ``state.reported``
    status_of: str = ""  # a receipt
    silence: Silence | None = None
