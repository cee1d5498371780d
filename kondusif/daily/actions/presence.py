"""A head shows that he or she is in the own area: by position, of which nothing is kept, or by word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, Problem
from kondusif.daily import rules
from kondusif.daily.models import PresenceCheck
from kondusif.daily.permissions import check_can_declare_presence
from kondusif.daily.states import Standing, Way
from kondusif.people.viewers import Grant, Viewer
from kondusif.regions.codes import lies_in
from kondusif.regions.kinds import Level
from kondusif.regions.queries import place_index, region, subtree, tenant_of

VAGUE_M = 3_000  # a phone that knows its place no better proves nothing


@dataclass(frozen=True)
class NewPresence:
    """What a head says: a position, or a word. A position is used at once and never stored."""

    client_id: UUID
    entered_at: datetime | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    standing: Standing | None = None
    statement: str = ""
    synthetic: bool = False


@transaction.atomic
def declare_presence(*, new: NewPresence, by: Viewer, at: datetime) -> PresenceCheck:
    """
    This function will note where a head is: inside the own area, or outside by a band of kilometres.

    :raises NotAllowed: if *by* heads no subdistrict or village.
    :raises Problem: if neither a usable position nor a word was given.
    :raises Conflict: if another person's message came under the same id.
    """
    grant = check_can_declare_presence(by)
    before = PresenceCheck.objects.filter(client_id=new.client_id).first()
    if before is not None:
        if before.person_id != by.person_id:
            raise Conflict("presence.sent_before", _("This message was sent already."))
        return before
    way, standing, distance = _judged(new, grant)
    entered_at = rules.clamped_entry(new.entered_at, at)
    if entered_at < at - rules.OLDEST:
        raise Problem("presence.too_old", _("This is more than three days ago. Tell the desk."))
    check = PresenceCheck.objects.create(
        client_id=new.client_id, region_id=grant.region_code, office_id=grant.office_id, person_id=by.person_id,
        day=entered_at.astimezone(ZoneInfo(region(grant.region_code).timezone)).date(), way=way, standing=standing,
        distance=distance, statement=new.statement.strip(), entered_at=entered_at, received_at=at, synthetic=new.synthetic,
    )  # fmt: skip
    record("presence.declared", subject=check, by=by, at=at, way=str(way), standing=str(standing))
    return check


def _judged(new: NewPresence, grant: Grant) -> tuple[Way, Standing, str]:
    if new.lat is not None and new.lon is not None:
        if new.accuracy_m is not None and new.accuracy_m > VAGUE_M:
            raise Problem(
                "presence.vague",
                _("The phone does not know its place well enough. Go outdoors and try again, or say it in words."),
            )
        inside = is_inside(grant.region_code, new.lon, new.lat)
        band = "" if inside else rules.distance_band(new.lon, new.lat, _villages(grant.region_code))
        return Way.POSITION, Standing.INSIDE if inside else Standing.OUTSIDE, band
    if new.standing is None:
        raise Problem(
            "presence.nothing_said", _("Send your position, or say in words where you are."),
            fields={"standing": _("Choose one, or send your position.")},
        )  # fmt: skip
    if new.standing == Standing.OUTSIDE and not new.statement.strip():
        raise Problem(
            "presence.no_reason", _("Say where you are and why."), fields={"statement": _("Say where you are and why.")}
        )
    return Way.STATEMENT, new.standing, ""


def is_inside(region_code: str, lon: float, lat: float) -> bool:
    """This function will tell whether a position lies in the region; outside the tenant is outside."""
    tenant = tenant_of(region_code)
    if tenant is None:
        return False
    try:
        village = place_index(tenant.region_id).village_of(lon, lat, region_name=tenant.name)
    except Problem:
        return False
    return lies_in(village, region_code)


def _villages(region_code: str) -> Iterable[tuple[float, float]]:
    return subtree(region_code, Level.VILLAGE).exclude(lon=None).values_list("lon", "lat")
