"""Which subdistricts say nothing, since when, and whom to phone. No data is never calm."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from kondusif.daily.models import Silence, SituationReport
from kondusif.daily.queries.grid import voting_day_of
from kondusif.daily.rules import Quiet, quiet_since, slots_between
from kondusif.meetings.queries.directory import Contact, contacts_of
from kondusif.people.models import Office
from kondusif.people.queries import within
from kondusif.people.roles import Role
from kondusif.people.viewers import Viewer
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region
from kondusif.regions.queries import region, subtree, tenant_of

LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True)
class SilentArea:
    """A subdistrict that says nothing."""

    code: str
    title: str
    since: datetime
    n_missed: int
    is_older: bool  # the silence reaches further back than we look
    head: str = ""  # who answers for it, and how to reach the office
    contact: str = ""
    office_id: UUID | None = None
    warned: bool = False


def silent_areas(viewer: Viewer, region_code: str, at: datetime) -> list[SilentArea]:
    """This function will return the silent subdistricts of a region that *viewer* may see, the longest silent first."""
    place = region(region_code)
    zone = ZoneInfo(place.timezone)
    areas = list(
        subtree(region_code, Level.SUBDISTRICT).filter(within(viewer.scope_for("daily.read"), "code")).order_by("code")
    )
    began = _began(region_code, at)
    due = [s for s in _due(region_code, zone, at) if s >= began]
    answered = _answered(viewer, areas, at - LOOK_BACK)
    quiet = {a.code: q for a in areas if (q := quiet_since(due, answered[a.code], at))}
    if not quiet:
        return []
    oldest = due[0] if began == at - LOOK_BACK else None  # else it was quiet since the office began
    offices = _offices(list(quiet))
    warned = set(
        Silence.objects.filter(region_id__in=quiet, ended_at=None, alert__isnull=False).values_list(
            "region_id", flat=True
        )
    )
    found = [_silent(a, quiet[a.code], oldest, offices.get(a.code), a.code in warned) for a in areas if a.code in quiet]
    return sorted(found, key=lambda s: (s.since, s.title))


def whom_to_call(viewer: Viewer, silent: Iterable[SilentArea], on: date) -> dict[UUID, Contact]:
    """This function will return the directory's entry of each silent subdistrict's office: who holds it, which numbers."""
    offices = list(Office.objects.filter(pk__in=[s.office_id for s in silent if s.office_id]))
    return {contact.office.pk: contact for contact in contacts_of(viewer, offices, on)}


def _began(region_code: str, at: datetime) -> datetime:
    """Nothing was due before the office took the system into use, which the first report shows at the latest."""
    tenant = tenant_of(region_code)
    if tenant is None:
        return at - LOOK_BACK
    here = SituationReport.objects.filter(within([region_code]))
    first = here.order_by("due_at").values_list("due_at", flat=True).first()
    return max(min(tenant.created_at, first or tenant.created_at), at - LOOK_BACK)


def _due(region_code: str, zone: ZoneInfo, at: datetime) -> Sequence[datetime]:
    today = at.astimezone(zone).date()
    slots = slots_between(voting_day_of(region_code, today), today - LOOK_BACK, today, zone)
    return [slot for slot in slots if slot <= at]


def _answered(viewer: Viewer, areas: list[Region], since: datetime) -> dict[str, set[datetime]]:
    rows = SituationReport.objects.filter(
        within(viewer.scope_for("daily.read")), region_id__in=[a.code for a in areas], due_at__gte=since
    ).values_list("region_id", "due_at")
    answered: dict[str, set[datetime]] = defaultdict(set)
    for code, due_at in rows:
        answered[code].add(due_at)
    return answered


def _offices(codes: list[str]) -> dict[str, Office]:
    heads = Office.objects.filter(region_id__in=codes, role=Role.SUBDISTRICT_HEAD).order_by("-title")
    return {office.region_id: office for office in heads}


def _silent(area: Region, quiet: Quiet, oldest: datetime | None, head: Office | None, warned: bool) -> SilentArea:
    return SilentArea(
        area.code, area.title, quiet.since, quiet.n_missed, is_older=quiet.n_missed > 1 and quiet.since == oldest,
        head=head.title if head else "", contact=head.email if head else "", office_id=head.pk if head else None,
        warned=warned,
    )  # fmt: skip
