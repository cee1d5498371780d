"""Which heads are in their areas today, who is away with leave, of whom nothing is known."""

from dataclasses import dataclass
from datetime import date

from kondusif.daily.models import ExceptionRequest, PresenceCheck
from kondusif.daily.states import ExceptionState, Standing
from kondusif.people.models import Office
from kondusif.people.queries import within
from kondusif.people.roles import Role
from kondusif.people.viewers import Viewer

HEADS = (Role.SUBDISTRICT_HEAD, Role.VILLAGE_HEAD)


@dataclass(frozen=True)
class PresenceRow:
    """One head's office on one day."""

    office: Office
    check: PresenceCheck | None
    exception: ExceptionRequest | None

    @property
    def state(self) -> str:
        """inside, leave, outside or unknown: nothing said is not the same as being there."""
        if self.exception:
            return "leave"
        if self.check is None:
            return "unknown"
        return "inside" if self.check.standing == Standing.INSIDE else "outside"


def presence_rows(viewer: Viewer, region_code: str, day: date) -> list[PresenceRow]:
    """This function will return every head's office of the region that *viewer* may see, with what was said on *day*."""
    scope = within(viewer.scope_for("presence.read"))
    offices = (
        Office.objects.select_related("region", "region__parent")
        .filter(scope, within([region_code]), role__in=[r.value for r in HEADS])
        .order_by("region__level", "region__name")
    )
    checks = PresenceCheck.objects.filter(scope, day=day).order_by("received_at", "id")
    by_office = {c.office_id: c for c in checks}  # the last word counts
    away = ExceptionRequest.objects.filter(
        scope, state=ExceptionState.APPROVED, from_on__lte=day, to_on__gte=day
    ).order_by("decided_at")
    leave = {e.office_id: e for e in away}
    return [PresenceRow(o, by_office.get(o.pk), leave.get(o.pk)) for o in offices]


def own_checks(viewer: Viewer) -> list[PresenceCheck]:
    """This function will return the last declarations of the viewer's own head office, the latest first."""
    offices = [g.office_id for g in viewer.grants_for("presence.declare")]
    return list(PresenceCheck.objects.filter(office_id__in=offices).order_by("-received_at")[:7])
