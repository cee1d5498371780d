"""Taking the next number of a book: one at a time, in the transaction of the paper that carries it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kondusif.documents.kinds import Kind
from kondusif.documents.models import Letterhead, NumberCounter, TakenNumber
from kondusif.documents.rules import DEFAULT_PATTERN, SERIES_PATTERNS, next_free, written_number
from kondusif.documents.units import Unit


@dataclass(frozen=True)
class TakenPlace:
    """A number that now belongs to one document."""

    sequence: int
    year: int
    text: str


def lock_counter(unit: Unit, series: str, year: int) -> NumberCounter:
    """
    This function will return the counter of a book, locked until the transaction ends.

    :raises RuntimeError: if there is no transaction, because the lock would be gone at once.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken in the transaction of its document")
    NumberCounter.objects.bulk_create(
        [NumberCounter(region_id=unit.region_code, unit=unit.key, series=series, year=year)], ignore_conflicts=True
    )
    return NumberCounter.objects.select_for_update().get(unit=unit.key, series=series, year=year)


def take_number(*, kind: Kind, unit: Unit, letterhead: Letterhead | None, at: datetime) -> TakenPlace:
    """This function will take the next number of the unit's book; *at* is the moment by the office's clock."""
    counter = lock_counter(unit, kind.series, at.year)
    blocks = TakenNumber.objects.filter(
        unit=unit.key, series=kind.series, year=at.year, last__gt=counter.last
    ).values_list("first", "last")
    counter.last = next_free(counter.last, blocks)
    counter.save(update_fields=["last"])
    text = written_number(
        pattern_for(kind, letterhead), code=kind.number_code, sequence=counter.last,
        unit=letterhead.unit_code if letterhead else unit.code, year=at.year, month=at.month,
    )  # fmt: skip
    return TakenPlace(counter.last, at.year, text)


def pattern_for(kind: Kind, letterhead: Letterhead | None) -> str:
    """This function will return the pattern of a kind's numbers: the office's own, or the usual one."""
    own = letterhead.number_patterns.get(kind.code) if letterhead else ""
    general = letterhead.number_pattern if letterhead and not kind.series else ""
    return own or general or SERIES_PATTERNS.get(kind.series, DEFAULT_PATTERN)
