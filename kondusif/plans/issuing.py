"""A plan and a period's report as the papers of the documents room: what each row of them says."""

from fractions import Fraction

from kondusif.documents.kinds.plans import ActionPlan as PlanPaper
from kondusif.documents.kinds.plans import ActionPlanReport as ReportPaper
from kondusif.documents.kinds.plans import MeasureRow, ResultRow
from kondusif.plans.models import Measure, Tie
from kondusif.plans.queries.progress import Cell, PlanProgress
from kondusif.plans.rules import Band, Period, Score
from kondusif.plans.states import Stage

_BASIS = (
    "Undang-Undang Nomor 7 Tahun 2012 tentang Penanganan Konflik Sosial",
    "Peraturan Menteri Dalam Negeri Nomor 42 Tahun 2015",
)
_TEAM = "Tim Terpadu Penanganan Konflik Sosial"
_STAGES = {Stage.PREVENTION: "pencegahan", Stage.CESSATION: "penghentian", Stage.RECOVERY: "pemulihan"}
_BANDS = {
    Band.ABOVE: "melebihi target", Band.MET: "sesuai target", Band.NEAR: "mendekati target",
    Band.BELOW: "belum sesuai target", Band.NO_RATIO: "target nol", None: "belum ada data",
}  # fmt: skip


def plan_paper(progress: PlanProgress, measures: list[Measure]) -> PlanPaper:
    """This function will return what the paper of a plan says."""
    plan = progress.plan
    basis = (*_BASIS, plan.decree_number) if plan.decree_number else _BASIS
    return PlanPaper(
        year=plan.year, area=plan.region.title, measures=tuple(_row(m) for m in measures), team=_TEAM, basis=basis,
        introduction=plan.aim,
    )  # fmt: skip


def _row(measure: Measure) -> MeasureRow:
    targets = [_told(measure.target(p)) for p in Period]
    total = sum(measure.target(p) for p in measure.periods)
    issues = [t.issue.title for t in measure.ties.all() if t.to == Tie.To.ISSUE and t.untied_at is None]
    return MeasureRow(
        number=str(measure.number), stage=_STAGES[Stage(measure.stage)], issue=", ".join(issues) or "–",
        action=measure.title, owner=measure.owner.title, indicator=measure.success,
        target=f"{_told(total)} {measure.unit}", supporters=", ".join(s.name for s in measure.supporters.all()),
        b04=targets[0], b08=targets[1], b12=targets[2], note=measure.budget_source,
    )  # fmt: skip


def report_paper(progress: PlanProgress, period: Period) -> ReportPaper:
    """This function will return what the paper of a period's report says; what nobody reported says so."""
    score = progress.score(period=period)
    cells = [c for c in progress.cells if c.period == period]
    return ReportPaper(
        year=progress.plan.year, period=period.value.upper(), area=progress.plan.region.title, team=_TEAM,
        results=tuple(_result(c) for c in cells), score_capped=_per_cent(score.capped),
        score_uncapped=_per_cent(score.uncapped), summary=_summary(score),
    )  # fmt: skip


def _result(cell: Cell) -> ResultRow:
    report = cell.report if cell.report and cell.report.is_handed_in else None
    return ResultRow(
        number=str(cell.measure.number), action=cell.measure.title, owner=cell.measure.owner.title,
        target=f"{_told(cell.target)} {cell.measure.unit}", realisation=_told(report.realised) if report else "–",
        percent=_per_cent(cell.result.ratio), band=_BANDS[report.band if report else None],
        evidence=report.narrative if report else "", obstacle=report.obstacles if report else "",
    )  # fmt: skip


def _summary(score: Score) -> str:
    said = f"{score.n_reported} dari {score.n_due} renaksi dilaporkan, {score.n_verified} terverifikasi."
    if score.n_missing and score.range is not None:
        low, high = (_told_share(end) for end in score.range)
        said += (
            f" {score.n_missing} belum ada data dan tidak dihitung; bila masuk, nilai terbatas antara {low} dan {high}."
        )
    return said


def _told_share(share: Fraction) -> str:
    return f"{float(share) * 100:.1f} %".replace(".", ",")


def _per_cent(share: Fraction | None) -> float | None:
    return round(float(share) * 100, 1) if share is not None else None


def _told(number: object) -> str:
    return "" if number is None else f"{number:.2f}".rstrip("0").rstrip(".").replace(".", ",")
