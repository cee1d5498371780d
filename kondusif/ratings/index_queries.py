"""Reading the Kesbangpol index: the newest run, what it says of each area, and by whose weights."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotFound
from kondusif.detection.queries import in_scope
from kondusif.people.viewers import Viewer
from kondusif.ratings.index_structure import SURE, TONES
from kondusif.ratings.models import ExpertScore, IndexRun, IndexSetting, IndexValue


def index_runs(viewer: Viewer) -> QuerySet[IndexRun]:
    """This function will return the runs of the offices that hold the viewer's regions or lie in them, newest first."""
    scope = viewer.scope_for("rating.read")
    if "*" in scope:
        return IndexRun.objects.order_by("-at", "-id")
    above = {code[:n] for code in scope for n in (2, 5)}
    return (IndexRun.objects.filter(in_scope(scope)) | IndexRun.objects.filter(region_id__in=above)).order_by(
        "-at", "-id"
    )


def latest_index(viewer: Viewer, tenant_code: str) -> IndexRun | None:
    """This function will return the newest run of a tenant the viewer may read of, if any."""
    return index_runs(viewer).filter(region_id=tenant_code).first()


@dataclass(frozen=True)
class IndexLine:
    """One area of a run, as a line of the table."""

    value: IndexValue
    place: int | None  # 1 is the most vulnerable, equals share the first of theirs; None without data

    @property
    def tone(self) -> int | None:
        return TONES[self.value.level]

    @property
    def is_doubtful(self) -> bool:
        """Whether another class is likely enough that the map must show it."""
        return self.value.p_shown is not None and self.value.p_shown < SURE


def index_lines(viewer: Viewer, run: IndexRun) -> list[IndexLine]:
    """This function will return what a run says of the viewer's areas, the most vulnerable first, without data last."""
    values = IndexValue.objects.filter(in_scope(viewer.scope_for("rating.read")), run=run).select_related("region")
    ordered = sorted(values, key=lambda v: (v.value is None, -(v.value or 0.0), v.region_id))
    first: dict[float | None, int] = {None: 0}
    for n, v in enumerate(ordered, start=1):
        first.setdefault(v.value, n)
    return [IndexLine(v, first[v.value] or None) for v in ordered]


def index_value_for(viewer: Viewer, run: IndexRun, area_code: str) -> IndexValue:
    """
    This function will return what a run says of one area.

    :raises NotFound: if it says nothing of it, or the area is none of the viewer's.
    """
    seen = IndexValue.objects.filter(in_scope(viewer.scope_for("rating.read")), run=run, region_id=area_code)
    found = seen.select_related("region", "run").first()
    if found is None:
        raise NotFound("index_unknown", _("The index says nothing of this area."))
    return found


def newest_scores(viewer: Viewer, tenant_code: str) -> list[ExpertScore]:
    """This function will return the standing scores of each expert, by name; scores taken back are left out."""
    rows = ExpertScore.objects.filter(in_scope(viewer.scope_for("rating.read")), region_id=tenant_code)
    newest: dict[str, ExpertScore] = {}
    for row in rows.order_by("-at", "-id"):
        newest.setdefault(row.expert.casefold(), row)
    return [newest[name] for name in sorted(newest) if newest[name].scores]


def newest_setting(viewer: Viewer, tenant_code: str) -> IndexSetting | None:
    """This function will return how the tenant's index is cut now, if the office ever said."""
    seen = IndexSetting.objects.filter(in_scope(viewer.scope_for("rating.read")), region_id=tenant_code)
    return seen.first()
