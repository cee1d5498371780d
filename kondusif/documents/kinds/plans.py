"""Papers of the integrated action plan against social conflict."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kondusif.documents.kinds.fields import amount, choice, line, lines, prose, rows

STAGES = {"pencegahan": _("Prevention"), "penghentian": _("Cessation"), "pemulihan": _("Recovery")}
PERIODS = {"B04": _("January to April"), "B08": _("May to August"), "B12": _("September to December")}
BANDS = {
    "melebihi target": _("above target"),
    "sesuai target": _("on target"),
    "mendekati target": _("near target"),
    "belum sesuai target": _("below target"),
    "target nol": _("target is zero, judged in words"),
    "belum ada data": _("no data yet"),
}


@dataclass(frozen=True, kw_only=True)
class MeasureRow:
    """A row of the plan's matrix."""

    number: str = line(_("Number"), longest=20)
    stage: str = choice(_("Stage"), STAGES)
    issue: str = prose(_("Issue"))
    action: str = prose(_("Action"))
    owner: str = line(_("Owner"))
    indicator: str = prose(_("Measure of success"))
    target: str = prose(_("Target"))
    supporters: str = prose(_("Supporters"), default="")
    b04: str = prose(_("Target B04"), default="")
    b08: str = prose(_("Target B08"), default="")
    b12: str = prose(_("Target B12"), default="")
    note: str = prose(_("Note"), default="")


@dataclass(frozen=True, kw_only=True)
class ActionPlan:
    """Rencana Aksi Terpadu."""

    year: int = amount(_("Year"), least=2000, most=2100)
    area: str = line(_("Area"))
    measures: tuple[MeasureRow, ...] = rows(_("Measures"))
    team: str = line(_("Team"), default="")
    basis: tuple[str, ...] = lines(_("Basis"), required=False)
    introduction: str = prose(_("Introduction"), default="")


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    """What came of one measure in a period."""

    number: str = line(_("Number"), longest=20)
    action: str = prose(_("Action"))
    owner: str = line(_("Owner"))
    target: str = prose(_("Target"))
    realisation: str = prose(_("Realisation"))
    percent: float | None = amount(_("Per cent"), default=None, least=0)
    band: str = choice(_("Result"), BANDS, default="belum ada data")
    evidence: str = prose(_("Evidence"), default="")
    obstacle: str = prose(_("Obstacle"), default="")
    follow_up: str = prose(_("Follow-up"), default="")


@dataclass(frozen=True, kw_only=True)
class ActionPlanReport:
    """Laporan B04, B08 or B12; capped: no measure counts more than 100 %."""

    year: int = amount(_("Year"), least=2000, most=2100)
    period: str = choice(_("Period"), PERIODS)
    area: str = line(_("Area"))
    results: tuple[ResultRow, ...] = rows(_("Results"))
    team: str = line(_("Team"), default="")
    score_capped: float | None = amount(_("Score, capped"), default=None, least=0, most=100)
    score_uncapped: float | None = amount(_("Score, uncapped"), default=None, least=0)
    summary: str = prose(_("Summary"), default="")
    suggestions: tuple[str, ...] = lines(_("Suggestions"), required=False)
