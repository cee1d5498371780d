"""How far plans are: scores by period and stage, and which reports are late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from kondusif.people.viewers import Viewer
from kondusif.plans.models import ActionPlan, Measure, PeriodReport
from kondusif.plans.queries.deadlines import report_dates, report_limits
from kondusif.plans.queries.plans import measures_of, plans_seen_by
from kondusif.plans.rules import Period, Result, Score, period_of, score_of
from kondusif.plans.states import PlanState, Stage


@dataclass(frozen=True)
class Cell:
    """One measure in one period: its target, its report if there is one, and whether that is late."""

    measure: Measure
    period: Period
    target: Decimal
    report: PeriodReport | None
    due: datetime
    is_late: bool  # its time is over and nothing was handed in, or it came after its time

    @property
    def result(self) -> Result:
        return self.report.result() if self.report else Result(self.target, None)


@dataclass(frozen=True)
class PlanProgress:
    """A plan with every cell of its matrix, and the scores that follow."""

    plan: ActionPlan
    cells: tuple[Cell, ...]
    dates: Mapping[Period, datetime]
    now: Period
    at: datetime

    def score(self, *, period: Period | None = None, stage: str = "") -> Score:
        """This function will return the score of a period, a stage, or the whole year."""
        chosen = (
            c.result
            for c in self.cells
            if (period is None or c.period == period) and (not stage or c.measure.stage == stage)
        )
        return score_of(chosen, self.plan.near_from)

    def missing(self, period: Period | None = None) -> list[Cell]:
        """This function will return the cells whose time is over without a report handed in."""
        return [
            c
            for c in self.cells
            if (period is None or c.period == period) and c.due < self.at and not (c.report and c.report.is_handed_in)
        ]

    @property
    def periods(self) -> list[tuple[Period, Score, datetime]]:
        """Each period with its score and its last minute."""
        return [(p, self.score(period=p), self.dates[p]) for p in Period]

    @property
    def stages(self) -> list[tuple[Stage, Score]]:
        """Each stage with its score over the year."""
        return [(s, self.score(stage=s)) for s in Stage]

    @property
    def has_begun(self) -> bool:
        return self.plan.state in {PlanState.RUNNING, PlanState.CLOSED}


def progress_of(viewer: Viewer, plan: ActionPlan, at: datetime) -> PlanProgress:
    """This function will work out how far one plan is."""
    return _progress(plan, measures_of(viewer, plan), report_dates(plan), at)


def progress_by_plan(viewer: Viewer, plans: Sequence[ActionPlan], at: datetime) -> list[PlanProgress]:
    """This function will work out how far several plans are, with as many queries as for one."""
    measures: dict[object, list[Measure]] = {plan.pk: [] for plan in plans}
    by_id = {plan.pk: plan for plan in plans}
    rows = Measure.objects.filter(plan__in=list(by_id), plan_id__in=plans_seen_by(viewer).values("pk"))
    for measure in rows.select_related("owner").prefetch_related("reports").order_by("number"):
        measure.plan = by_id[measure.plan_id]
        for report in measure.reports.all():
            report.measure = measure
        measures[measure.plan_id].append(measure)
    limits = {year: report_limits(year) for year in {plan.year for plan in plans}}
    return [_progress(p, measures[p.pk], report_dates(p, limits[p.year]), at) for p in plans]


def _progress(
    plan: ActionPlan, measures: Iterable[Measure], dates: Mapping[Period, datetime], at: datetime
) -> PlanProgress:
    zone = ZoneInfo(plan.region.timezone)
    cells = [_cell(m, p, dates[p], at) for m in measures for p in m.periods]
    today = at.astimezone(zone).date()
    now = period_of(today) if today.year == plan.year else Period.B12 if today.year > plan.year else Period.B04
    return PlanProgress(plan, tuple(cells), dates, now, at)


def cell_of(measure: Measure, period: Period, at: datetime) -> Cell:
    """This function will return one cell of the matrix for its own page."""
    return _cell(measure, period, report_dates(measure.plan)[period], at)


def _cell(measure: Measure, period: Period, due: datetime, at: datetime) -> Cell:
    report = next((r for r in measure.reports.all() if r.period == period), None)
    handed_in_at = report.submitted_at if report and report.is_handed_in else None
    late = handed_in_at > due if handed_in_at else at > due
    return Cell(measure, period, measure.target(period), report, due, late)


@dataclass(frozen=True)
class RenaksiFigure:
    """The figure of the board: the running plan's present period."""

    plan: ActionPlan
    period: Period
    score: Score
    due: datetime
    n_late: int  # reports of this year's periods whose time is over


def renaksi_figure(viewer: Viewer, region_code: str, at: datetime) -> RenaksiFigure | None:
    """This function will return how far the region's running plan is in the present period, if there is one."""
    plan = plans_seen_by(viewer).filter(region_id=region_code, state=PlanState.RUNNING).order_by("-year").first()
    if plan is None:
        return None
    progress = progress_of(viewer, plan, at)
    due, score = progress.dates[progress.now], progress.score(period=progress.now)
    return RenaksiFigure(plan, progress.now, score, due, len(progress.missing()))
