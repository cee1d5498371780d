"""The figures of the morning board. None stands for "no data"; a zero is a counted zero."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q
from django.db.models.functions import TruncDate

from kondusif.alerts.queries import alerts_open, drafts_awaiting, unanswered
from kondusif.board.queries.day import PresenceFigure, SilentFigure, presence_figure, silent_figure
from kondusif.board.queries.place import Place
from kondusif.board.queries.situation import AreaRow, levels_by_day
from kondusif.board.rules import per_day
from kondusif.commitments.queries import Figure as PactsFigure
from kondusif.commitments.queries import pact_figure
from kondusif.coordination.queries import overdue_by_owner, tasks_unfinished
from kondusif.detection.queries import area_forecasts, clusters_telling, latest_forecast, latest_runs, silences_telling
from kondusif.detection.states import Judgement, Kind
from kondusif.elections.models import Election, Stage
from kondusif.elections.rules import days_until
from kondusif.people.viewers import Viewer
from kondusif.plans.queries.progress import RenaksiFigure, renaksi_figure
from kondusif.ratings.queries import last_round
from kondusif.regions.codes import lineage
from kondusif.reports.queries import reports_seen_by
from kondusif.triage.queries import ResponseFigures, response_figures

TROUBLED = 2
LINE_DAYS = 14
SOON = timedelta(days=7)


@dataclass(frozen=True)
class SituationFigure:
    """Areas in trouble, how many moved since yesterday, and when that was worked out."""

    n_troubled: int | None
    n_areas: int
    n_worse: int
    n_better: int
    as_of: datetime | None
    line: Sequence[int | None]


@dataclass(frozen=True)
class VoteFigure:
    """The nearest vote, and the stages that run or end soon."""

    election: Election
    days: int
    running: tuple[Stage, ...]
    due: tuple[Stage, ...]


@dataclass(frozen=True)
class ReportsFigure:
    """What came in and how quickly it was answered."""

    response: ResponseFigures
    line: Sequence[int | None]


@dataclass(frozen=True)
class AlertsFigure:
    """Warnings in force by level, drafts that wait, and answers that are overdue."""

    n_by_level: dict[int, int]
    n_drafts: int
    n_unanswered: int

    @property
    def n_open(self) -> int:
        return sum(self.n_by_level.values())


@dataclass(frozen=True)
class TasksFigure:
    """Unfinished tasks, and who is late with how many."""

    n_unfinished: int
    overdue: tuple[tuple[str, int], ...]

    @property
    def n_overdue(self) -> int:
        return sum(n for _owner, n in self.overdue)


@dataclass(frozen=True)
class ClustersFigure:
    """What the last scan found, and when it ran."""

    n: int
    n_unjudged: int
    n_silent: int | None  # None: not looked for yet
    as_of: datetime


@dataclass(frozen=True)
class ForecastFigure:
    """What the next seven days may bring, and where most."""

    expected: float
    where: str
    low: int
    high: int
    has_won: bool
    as_of: datetime


@dataclass(frozen=True)
class Figures:
    """All figures of the board; one that the viewer's office may not read, or that has no source, is None."""

    situation: SituationFigure
    vote: VoteFigure | None
    reports: ReportsFigure | None
    alerts: AlertsFigure | None
    tasks: TasksFigure | None
    clusters: ClustersFigure | None
    pacts: PactsFigure | None
    forecast: ForecastFigure | None = None
    renaksi: RenaksiFigure | None = None
    silent: SilentFigure | None = None
    presence: PresenceFigure | None = None


def figures(viewer: Viewer, place: Place, rows: Sequence[AreaRow], at: datetime) -> Figures:
    """This function will work out every figure of the place at the moment *at*."""
    return Figures(
        situation=_situation(viewer, place, rows, at),
        vote=vote(place, at),
        reports=_reports(viewer, place, at),
        alerts=_alerts(viewer, at),
        tasks=_tasks(viewer, at),
        clusters=_clusters(viewer, at),
        pacts=_pacts(viewer),
        forecast=_forecast(viewer, place, at),
        renaksi=renaksi_figure(viewer, place.code[:5], at),
        silent=silent_figure(viewer, place, at),
        presence=presence_figure(viewer, place, at),
    )


def _situation(viewer: Viewer, place: Place, rows: Sequence[AreaRow], at: datetime) -> SituationFigure:
    done = last_round(viewer)
    known = [r for r in rows if r.level is not None]
    _days, lines = levels_by_day(viewer, place, at)
    return SituationFigure(
        n_troubled=sum(r.level >= TROUBLED for r in known) if known else None,
        n_areas=len(rows),
        n_worse=sum(1 for r in rows if r.change and r.change.worse),
        n_better=sum(1 for r in rows if r.change and r.change.better),
        as_of=done.at if done else None,
        line=per_day([line[-LINE_DAYS:] for line in lines.values()], LINE_DAYS, TROUBLED),
    )


def vote(place: Place, at: datetime) -> VoteFigure | None:
    """This function will return the nearest vote that concerns the place, today or later, if one is known."""
    today = place.day(at)
    concerned = Q(region=None) | Q(region__in=lineage(place.code))
    election = Election.objects.filter(concerned, voting_on__gte=today).order_by("voting_on", "slug").first()
    if election is None:
        return None
    stages = list(election.stages.filter(to_on__gte=today).order_by("to_on"))
    return VoteFigure(
        election,
        days_until(election.voting_on, today),
        running=tuple(s for s in stages if s.from_on <= today),
        due=tuple(s for s in stages if s.to_on <= today + SOON),
    )


def _reports(viewer: Viewer, place: Place, at: datetime) -> ReportsFigure | None:
    if not viewer.scope_for("report.read"):
        return None
    return ReportsFigure(response_figures(viewer, at), reports_by_day(viewer, place, at))


def reports_by_day(viewer: Viewer, place: Place, at: datetime) -> list[int | None]:
    """This function will count the reports of each of the last days; days before the very first report are None."""
    zone = ZoneInfo(place.zone)
    today = place.day(at)
    first_day = today - timedelta(days=LINE_DAYS - 1)
    reports = reports_seen_by(viewer).filter(exercise=False)
    rows = (
        reports.filter(received_at__gte=at - timedelta(days=LINE_DAYS + 1), received_at__lte=at)
        .annotate(day=TruncDate("received_at", tzinfo=zone))
        .order_by()
        .values_list("day")
        .annotate(n=Count("id"))
    )
    by_day: Counter[date] = Counter(dict(rows))
    began = reports.aggregate(first=Min("received_at"))["first"]
    days = [first_day + timedelta(days=n) for n in range(LINE_DAYS)]
    return [by_day[day] if began and day >= began.astimezone(zone).date() else None for day in days]


def _alerts(viewer: Viewer, at: datetime) -> AlertsFigure | None:
    if not viewer.scope_for("alert.read"):
        return None
    in_force = alerts_open(viewer).filter(exercise=False)
    return AlertsFigure(
        n_by_level=dict(sorted(Counter(in_force.values_list("level", flat=True)).items(), reverse=True)),
        n_drafts=drafts_awaiting(viewer).filter(exercise=False).count(),
        n_unanswered=unanswered(viewer, at).count(),
    )


def _tasks(viewer: Viewer, at: datetime) -> TasksFigure | None:
    if not viewer.scope_for("task.read"):
        return None
    return TasksFigure(tasks_unfinished(viewer).count(), tuple(overdue_by_owner(viewer, at)))


def _pacts(viewer: Viewer) -> PactsFigure | None:
    if not viewer.scope_for("commitment.read"):
        return None
    return pact_figure(viewer)


def _clusters(viewer: Viewer, at: datetime) -> ClustersFigure | None:
    done = latest_runs(viewer, at)
    if not done:
        return None
    found = clusters_telling(viewer, at)
    unjudged = sum(c.judgement == Judgement.UNJUDGED for c in found)
    listened = latest_runs(viewer, at, Kind.SILENT)
    n_silent = len(silences_telling(viewer, at)) if listened else None
    return ClustersFigure(len(found), unjudged, n_silent, max(r.finished_at for r in done))


def _forecast(viewer: Viewer, place: Place, at: datetime) -> ForecastFigure | None:
    made = latest_forecast(viewer, at, place.code)
    areas = area_forecasts(viewer, made) if made is not None and made.is_made else []
    if made is None or not areas:
        return None
    top = areas[0]
    expected = sum(a.mean for a in areas)
    return ForecastFigure(expected, top.region.title, top.low, top.high, made.has_won, made.at)
