"""Reading public notices: what everybody may read of an area, and what officers have in hand."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kondusif.alerts.models import Alert
from kondusif.alerts.queries import public_alerts
from kondusif.core.problems import NotFound
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer
from kondusif.publication.models import NoticeVersion, PublicNotice
from kondusif.publication.states import TOLD, Change
from kondusif.regions.models import Region

RECENT = timedelta(days=60)
SHOWN = 50


def about(place: str) -> Q:
    """This function will return the condition that news concern *place*: of it, of what holds it, of what lies in it."""
    above = [place[:n] for n in (2, 5, 8, 13) if n <= len(place)]
    return Q(region__code__in=above) | Q(region__code__startswith=f"{place}.")


def _told(place: str) -> QuerySet[PublicNotice]:
    told = PublicNotice.objects.filter(state__in=TOLD, exercise=False).select_related("newest", "region")
    return (told.filter(about(place)) if place else told).order_by("-told_at", "-id")


def told_notices(place: str, at: datetime, *, most: int = SHOWN) -> list[PublicNotice]:
    """
    This function will return what the public of *place* was told of late, newest first; "" means everywhere.

    Everybody may read it: this door opens the scope for released notices, and nothing else.
    """
    with scoped(EVERYWHERE):
        return list(_told(place).filter(told_at__gt=at - RECENT)[:most])


def all_told() -> QuerySet[PublicNotice]:
    """This function will return every notice the public was told of, however long ago; read it within ``scoped``."""
    return _told("").order_by("-pk")


def address_of(notice: PublicNotice) -> str:
    """This function will return the whole address of the page on which the public reads *notice*."""
    _pu, regency, year, n = notice.number.split("/")
    return settings.PUBLIC_ADDRESS.rstrip("/") + reverse("publication:notice", args=[regency, int(year), int(n)])


def summary_of(notice: PublicNotice) -> str:
    """This function will return what is true, or why the notice was taken back; the claim itself is not passed on."""
    version = notice.newest
    is_over = version.change == Change.WITHDRAWAL
    return version.reason if is_over else version.finding or version.body


def told_notice(number: str) -> tuple[PublicNotice, list[NoticeVersion]]:
    """
    This function will return a notice the public was told of, with its versions, the newest first.

    :raises NotFound: if there is none of that number.
    """
    with scoped(EVERYWHERE):
        notice = _told("").filter(number=number).first()
        if notice is None:
            raise NotFound("public_notice.missing", _("There is no notice under this address."))
        return notice, list(notice.versions.order_by("-n"))


def warnings_about(place: str, at: datetime) -> list[Alert]:
    """This function will return the public warnings in force that concern *place*; "" means everywhere."""
    with scoped(EVERYWHERE):
        alerts = public_alerts(at)
        return list(alerts.filter(about(place)) if place else alerts)


def notices_seen_by(viewer: Viewer) -> QuerySet[PublicNotice]:
    """This function will return the notices of the viewer's regions, drafts as well, what waits first."""
    seen = PublicNotice.objects.filter(within(viewer.scope_for("public_notice.read")))
    return seen.select_related("newest", "region", "draft").order_by("-opened_at", "-id")


def notices_awaiting(viewer: Viewer) -> QuerySet[PublicNotice]:
    """This function will return the notices whose words wait for another person, the oldest first."""
    return notices_seen_by(viewer).filter(draft__isnull=False).order_by("draft__drafted_at")


def notice_for(viewer: Viewer, notice_id: UUID) -> PublicNotice:
    """
    This function will return the notice.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    notice = notices_seen_by(viewer).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound("public_notice.missing", _("There is no such notice, or it is not yours to see."))
    return notice


def regions_for_notices(viewer: Viewer) -> QuerySet[Region]:
    """This function will return the regencies and subdistricts for which *viewer* may write notices."""
    return Region.objects.filter(within(viewer.scope_for("public_notice.draft"), "code"), level__in=(2, 3)).order_by(
        "code"
    )


def place_of(code: str) -> Region:
    """
    This function will return the region of an address.

    :raises NotFound: if there is none of that code.
    """
    region = Region.objects.select_related("parent__parent").filter(pk=code).first()
    if region is None:
        raise NotFound("region.missing", _("There is no area under this code."))
    return region
