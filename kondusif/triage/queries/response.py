"""How quickly reports are answered, which are overdue, and who was told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from kondusif.elections.days_off import DaysOff
from kondusif.elections.deadlines import Limit, due, working_time_between
from kondusif.elections.queries import days_off_for, legal_limit, zone_of
from kondusif.people.queries import OFFICE_DAY
from kondusif.people.viewers import Viewer
from kondusif.reports.models import Report
from kondusif.reports.queries import reports_seen_by
from kondusif.reports.states import CONFIRMED, WAITING
from kondusif.triage.models import Escalation
from kondusif.triage.queries.sight import own_offices
from kondusif.triage.rules import percentile

WINDOW = timedelta(hours=24)
FIRST_ANSWER = "LAPOR-1"  # the legal limit for the first answer to a citizen


@dataclass(frozen=True)
class ResponseFigures:
    """The figures of response at a moment; None is "no data", never zero."""

    since: datetime
    until: datetime
    n_new: int
    verified_share: float | None  # of those that came in the window
    median_hours: float | None  # to the first human action, of those first acted upon in the window
    p90_hours: float | None
    n_answered: int
    n_late: int  # first acted upon past the legal limit
    n_overdue: int  # past our own limit, now


def response_figures(viewer: Viewer, at: datetime, *, window: timedelta = WINDOW) -> ResponseFigures:
    """This function will work out how the last *window* before *at* went, for the reports the viewer may read."""
    reports = reports_seen_by(viewer).filter(exercise=False)
    fresh = reports.filter(received_at__gt=at - window, received_at__lte=at)
    n_new = fresh.count()
    n_verified = fresh.filter(state__in=sorted(CONFIRMED)).count()
    answered = reports.filter(first_action_at__gt=at - window, first_action_at__lte=at)
    spans = list(answered.values_list("entered_at", "first_action_at", "region_id"))
    answers = list(_answers(spans, legal_limit(FIRST_ANSWER, at.astimezone(OFFICE_DAY).date()).limit)) if spans else []
    hours = [took for took, _late in answers]
    return ResponseFigures(
        since=at - window,
        until=at,
        n_new=n_new,
        verified_share=n_verified / n_new if n_new else None,
        median_hours=percentile(hours, 0.5),
        p90_hours=percentile(hours, 0.9),
        n_answered=len(spans),
        n_late=sum(late for _took, late in answers),
        n_overdue=reports.filter(state__in=sorted(WAITING), due_at__lt=at).count(),
    )


def escalated_to(viewer: Viewer, *, at: datetime) -> QuerySet[Report]:
    """This function will return the reports still overdue of which an office of the viewer was told."""
    told = Escalation.objects.filter(report=OuterRef("pk"), office__in=own_offices(viewer))
    overdue = Q(state__in=sorted(WAITING), due_at__lt=at)
    return (
        reports_seen_by(viewer)
        .filter(overdue, Exists(told))
        .select_related("region")
        .order_by("-urgency", "due_at", "id")
    )


def overdue_unescalated(viewer: Viewer, *, at: datetime, most: int) -> list[UUID]:
    """This function will return the overdue reports whose running clock nobody was told of, the longest overdue first."""
    told = Escalation.objects.filter(report=OuterRef("pk"), due_at=OuterRef("due_at"))
    overdue = reports_seen_by(viewer).filter(state__in=sorted(WAITING), due_at__lt=at)
    return list(overdue.filter(~Exists(told)).order_by(F("due_at")).values_list("pk", flat=True)[:most])


def _calendars() -> Callable[[str], tuple[ZoneInfo, DaysOff]]:
    """One look for each regency, however many of its reports are asked about."""
    known = lru_cache(maxsize=None)(lambda code: (zone_of(code), days_off_for(code)))
    return lambda region_code: known(region_code[:5])


def _answers(spans: list[tuple[datetime, datetime, str]], limit: Limit) -> Iterator[tuple[float, bool]]:
    """For each answer: the working hours it took, and whether it came after the legal limit."""
    calendar = _calendars()
    for entered, acted, code in spans:
        zone, days_off = calendar(code)
        took = working_time_between(entered, acted, zone=zone, days_off=days_off)
        yield took.total_seconds() / 3600, acted > due(limit, entered, zone=zone, days_off=days_off).at
