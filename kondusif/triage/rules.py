"""What a judgement is worth, whose it may be, and when an answer is late: decided without rows."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

LEASE = timedelta(minutes=15)
REOPEN_WITHIN = timedelta(days=14)
# At this probability the form proposes to join the incident; the officer still decides.
SUGGEST_JOINING_AT = 0.8
JOIN, ASK, NEW = "join", "ask", "new"
UNKNOWN_SOURCE, UNKNOWN_INFORMATION = "F", 6
SOURCE_RATINGS = "ABCDEF"
INFO_RATINGS = range(1, 7)


@dataclass(frozen=True)
class Evidence:
    """A judged report, as far as its weight is concerned."""

    source_rating: str
    info_rating: int
    source: Hashable  # who says it; two equal sources are one

    @property
    def is_sound(self) -> bool:
        """By itself good enough: source A-C and information 1-3."""
        return self.source_rating <= "C" and self.info_rating <= 3

    @property
    def is_unjudged(self) -> bool:
        """F and 6: neither source nor information could be judged."""
        return self.source_rating >= UNKNOWN_SOURCE and self.info_rating >= UNKNOWN_INFORMATION


def evidence_of(report: Any) -> Evidence:
    """
    This function will weigh *report* by its ratings and say who stands behind it.

    A person or an office is one source however often it reports. Anonymous reports count apart: an
    officer rated each of them, and until then they are F6 and weigh nothing.
    """
    source = report.reporter_id or report.reporter_office_id or report.pk
    return Evidence(report.source_rating, report.info_rating, source)


def is_alert_feeding(evidence: Iterable[Evidence]) -> bool:
    """
    This function will tell whether *evidence* of one thing may feed an alert or be published.

    One sound report is enough; else it takes two independent sources. A report that nobody could
    judge (F6) is never one of the two, so F6 alone never raises anything, however many there are.
    """
    weighed = [e for e in evidence if not e.is_unjudged]
    return any(e.is_sound for e in weighed) or len({e.source for e in weighed}) >= 2


@dataclass(frozen=True)
class Unit:
    """An office as far as conflicts of interest go: itself, and the agency it belongs to."""

    office_id: Hashable
    region_code: str
    agency: str = ""

    def is_same_as(self, other: "Unit") -> bool:
        """This function will tell whether both are one office or belong to one agency of one region."""
        if self.office_id == other.office_id:
            return True
        return bool(self.agency) and (self.agency, self.region_code) == (other.agency, other.region_code)


def may_judge(judge: Unit, subject: Unit | None) -> bool:
    """This function will tell whether *judge* may judge a report about *subject*: nobody judges their own unit."""
    return subject is None or not judge.is_same_as(subject)


def advice(probabilities: Iterable[float]) -> str:
    """This function will advise to join what is likely the same, to ask where it is open, and else to open anew."""
    highest = max(probabilities, default=0.0)
    return JOIN if highest >= SUGGEST_JOINING_AT else ASK if highest > 0 else NEW


def is_overdue(due_at: datetime | None, at: datetime) -> bool:
    """This function will tell whether the clock has run out at the moment *at*."""
    return due_at is not None and due_at < at


def percentile(values: list[float], share: float) -> float | None:
    """This function will return the value below which *share* of *values* lie, interpolated; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def incident_number(tenant_code: str, year: int, n: int) -> str:
    """This function will write an incident's number: ``K-35.26-2026-0007``."""
    return f"K-{tenant_code}-{year}-{n:04d}"
