"""Reading the status of conflict."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from kondusif.core.problems import NOT_HERE, NotFound
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer
from kondusif.plans.models import ConflictStatus, StatusPaper
from kondusif.plans.states import IN_FORCE, UNDECIDED, ConflictState
from kondusif.regions.codes import lineage


def statuses_seen_by(viewer: Viewer) -> QuerySet[ConflictStatus]:
    """
    This function will return the statuses of conflict of the viewer's territory and the declared ones above.

    A proposal is seen by the offices of its own region only: talk of it alone can do harm.
    """
    statuses = ConflictStatus.objects.select_related("region")
    if viewer.is_system:
        return statuses
    codes = viewer.scope_for("conflict_status.read")
    above = {c for code in codes for c in lineage(code)[:-1]}
    public = ~Q(state__in=UNDECIDED) & (within(codes) | Q(region_id__in=above))
    return statuses.filter(public | Q(region_id__in=codes))


def status_for(viewer: Viewer, status_id: UUID) -> ConflictStatus:
    """
    This function will return the status of conflict.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    status = statuses_seen_by(viewer).filter(pk=status_id).first()
    if status is None:
        raise NotFound("status.missing", NOT_HERE)
    return status


def statuses_in_force(viewer: Viewer, at: datetime) -> list[ConflictStatus]:
    """This function will return the statuses that hold at the moment *at*, by their dates, the first to end first."""
    rows = statuses_seen_by(viewer).filter(state__in=IN_FORCE).order_by("ends_on")
    return [s for s in rows if s.is_in_force(at.astimezone(ZoneInfo(s.region.timezone)).date())]


def statuses_to_decide(viewer: Viewer) -> QuerySet[ConflictStatus]:
    """This function will return the proposals whose next step an office of *viewer* takes, the oldest first."""
    answering = [g.region_code for g in viewer.grants_for("conflict_status.answer")]
    declaring = [g.region_code for g in viewer.grants_for("conflict_status.declare")]
    asked = Q(state=ConflictState.PROPOSED, region_id__in=answering)
    heard = Q(state=ConflictState.CONSULTED, region_id__in=declaring)
    return statuses_seen_by(viewer).filter(asked | heard).order_by("proposed_at", "id")


def papers_of(viewer: Viewer, status: ConflictStatus) -> QuerySet[StatusPaper]:
    """This function will return the papers of a status *viewer* may see."""
    return StatusPaper.objects.filter(status=status)


def paper_for(viewer: Viewer, paper_id: UUID) -> StatusPaper | None:
    """This function will return a paper of a status *viewer* may see, or None."""
    return StatusPaper.objects.filter(pk=paper_id, status__in=statuses_seen_by(viewer)).first()
