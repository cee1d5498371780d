"""Decisions about alerts without rows: when one is drafted by itself, what a signature covers, who may sign."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kondusif.alerts.states import Level

# By when the addressees of each level must have answered.
ACKNOWLEDGE_WITHIN = {
    Level.RED: timedelta(minutes=15),
    Level.ORANGE: timedelta(hours=1),
    Level.YELLOW: timedelta(hours=4),
    Level.GREEN: timedelta(hours=24),
}
SINGLE_SIGN_AFTER = timedelta(minutes=15)  # the second authority could not be reached this long
SAME_PLACE_WINDOW = timedelta(hours=24)
SAME_PLACE_REPORTS = 3
GOOD_FOR = timedelta(days=3)

ORGANISER_TARGETS = frozenset({"kpu", "bawaslu", "warehouse"})


@dataclass(frozen=True)
class Fact:
    """A verified report as the triggers see it."""

    report_id: UUID
    category: str
    subdistrict_code: str
    event_at: datetime
    feeds_alerts: bool  # source and information grade are good enough, or two sources agree
    violent: bool = False
    has_weapon: bool = False
    has_victims: bool = False
    target: str = ""


@dataclass(frozen=True)
class Trigger:
    """A reason to draft an alert: what fired, how high, where, because of which reports."""

    code: str
    level: Level
    region_code: str
    report_ids: tuple[UUID, ...]
    figures: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """The same trouble fires again with each new report; one open alert per key is enough."""
        return f"{self.code}:{self.region_code}:{dict(self.figures).get('category', '')}"


def triggers(facts: Sequence[Fact], *, at: datetime) -> list[Trigger]:
    """
    This function will return what the verified *facts* fire at the moment *at*, the gravest first.

    Rules (a) and (b) of the specification, section 3.11. Only facts that may feed an alert count, so
    a single anonymous, ungraded report never raises orange.
    """
    usable = [f for f in facts if f.feeds_alerts]
    grave = _violence(usable, at)
    # Many reports of one violence are that violence: no second, lower warning beside it.
    told = {t.region_code: set(t.report_ids) for t in grave}
    found = [*grave, *(t for t in _same_place(usable, at) if not set(t.report_ids) <= told.get(t.region_code, set()))]
    return sorted(found, key=lambda t: (-t.level, t.region_code, t.code))


def _violence(facts: Sequence[Fact], at: datetime) -> list[Trigger]:
    grave = [f for f in facts if (f.violent or f.has_weapon) and at - f.event_at <= SAME_PLACE_WINDOW]
    places: dict[str, list[Fact]] = {}
    for fact in grave:
        places.setdefault(fact.subdistrict_code, []).append(fact)
    return [
        Trigger(
            "violence",
            Level.RED if any(f.has_victims or f.target in ORGANISER_TARGETS for f in here) else Level.ORANGE,
            place,
            tuple(f.report_id for f in here),
            (("n", str(len(here))),),
        )
        for place, here in places.items()
    ]


def _same_place(facts: Sequence[Fact], at: datetime) -> list[Trigger]:
    places: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        if at - fact.event_at <= SAME_PLACE_WINDOW:
            places.setdefault((fact.subdistrict_code, fact.category), []).append(fact)
    return [
        Trigger(
            "same_place",
            Level.YELLOW,
            place,
            tuple(f.report_id for f in here),
            (("n", str(len(here))), ("category", category)),
        )
        for (place, category), here in places.items()
        if len(here) >= SAME_PLACE_REPORTS
    ]


def content_hash(content: Mapping[str, object]) -> bytes:
    """
    This function will return the SHA-256 of what a signature covers.

    A draft changed after a signature has another hash, so the signature no longer counts.
    """
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).digest()


def needs_second_authority(level: Level) -> bool:
    """This function will tell whether the level needs a second authority beside the agency head: red does."""
    return level == Level.RED


def may_sign_alone(*, signed_at: datetime, at: datetime) -> bool:
    """This function will tell whether the second authority has been out of reach for long enough."""
    return at - signed_at >= SINGLE_SIGN_AFTER


def acknowledgement_due(level: Level, issued_at: datetime) -> datetime:
    """This function will return by when an addressee must have acknowledged."""
    return issued_at + ACKNOWLEDGE_WITHIN[level]
