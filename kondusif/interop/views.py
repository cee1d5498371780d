"""Doors for other programs: thin translations of queries into CAP, feeds and calendars."""

from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kondusif.core.compression import compressed
from kondusif.core.problems import NotFound
from kondusif.elections.queries import elections_of
from kondusif.interop import feeds, public_feed
from kondusif.interop.cap import queries as cap
from kondusif.interop.icalendar.codec import Day, calendar
from kondusif.interop.integrators import doors
from kondusif.people.routes import opens
from kondusif.publication.notice_queries import place_of
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region, Tenant
from kondusif.regions.queries import subtree, top_tenants

_MINUTE = "public, max-age=60"


@opens("public")
@compressed
def integrators(request: HttpRequest) -> HttpResponse:
    """This function will list every open address with a command that works."""
    base, tenant = request.build_absolute_uri("/").rstrip("/"), next(iter(top_tenants()), None)
    village = subtree(tenant.region_id, Level.VILLAGE).order_by("code").first() if tenant else None
    groups = doors(base, village_code=village.pk if village else "", client_id=str(uuid4()), at=request.at)
    return render(request, "interop/integrators.html", {"groups": groups})


@opens("public")
def cap_message(request: HttpRequest, identifier: str) -> HttpResponse:
    try:
        message = cap.message_for(request.viewer, identifier)
    except NotFound as error:
        raise Http404 from error
    answer = HttpResponse(bytes(message.content), content_type="application/cap+xml; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=86400, immutable" if message.is_public else "private, no-store"
    return answer


@opens("public")
@compressed
def cap_feed(request: HttpRequest) -> HttpResponse:
    feed, entries = _public(request, with_notices=False)
    return _told(feeds.atom(feed, entries), "application/atom+xml; charset=utf-8")


@opens("public")
@compressed
def atom_feed(request: HttpRequest) -> HttpResponse:
    feed, entries = _public(request, with_notices=True)
    return _told(feeds.atom(feed, entries), "application/atom+xml; charset=utf-8")


@opens("public")
@compressed
def rss_feed(request: HttpRequest) -> HttpResponse:
    feed, entries = _public(request, with_notices=True)
    return _told(feeds.rss(feed, entries), "application/rss+xml; charset=utf-8")


@opens("public")
@compressed
def geojson_feed(request: HttpRequest) -> HttpResponse:
    _feed, entries = _public(request, with_notices=True)
    answer = JsonResponse(feeds.geojson(entries), json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = "application/geo+json"
    answer["Cache-Control"] = _MINUTE
    return answer


@opens("public")
def stages_calendar(request: HttpRequest) -> HttpResponse:
    """This function will write the election calendar of a tenant for any calendar program."""
    tenant = _tenant(request)
    days = []
    for election in elections_of(tenant.region_id).prefetch_related("stages") if tenant else ():
        mark = _("(synthetic) ") if election.synthetic else ""
        for stage in election.stages.all():
            days.append(Day(
                f"stage-{election.slug}-{stage.code}@{request.get_host()}", f"{mark}{stage.name} — {election.name}",
                stage.from_on, stage.to_on, stage.source,
            ))  # fmt: skip
    name = _("Election stages %(place)s") % {"place": tenant.name if tenant else ""}
    answer = _told(calendar(name.strip(), days, at=request.at), "text/calendar; charset=utf-8")
    answer["Content-Disposition"] = "inline; filename=tahapan.ics"
    return answer


def _public(request: HttpRequest, *, with_notices: bool) -> tuple[feeds.Feed, list[feeds.Entry]]:
    """The feed of a place (``daerah``, a region's code), else of a tenant, else of the installation."""
    tenant, place = _tenant(request), _place(request)
    base = request.build_absolute_uri("/").rstrip("/")
    own = request.build_absolute_uri(request.path + (f"?{urlencode(request.GET)}" if request.GET else ""))
    name = place.title if place else tenant.name if tenant else settings.PUBLIC_ADDRESS
    title = _("Warnings and notices %(place)s") if with_notices else _("Early warnings %(place)s")
    within, about = (tenant.region_id if tenant and not place else ""), (place.pk if place else "")
    entries = public_feed.warnings(request.at, base, within=within, about=about)
    if with_notices:
        entries = public_feed.newest_first(entries, public_feed.notices(request.at, about or within))
    return feeds.Feed(title % {"place": name}, base + "/", own, name, request.at), entries


def _place(request: HttpRequest) -> Region | None:
    code = request.GET.get("daerah", "")[:13]
    try:
        return place_of(code) if code else None
    except NotFound as error:
        raise Http404 from error


def _tenant(request: HttpRequest) -> Tenant | None:
    """The tenant named in the address, else the installation's only one, else none: then all are meant."""
    slug = request.GET.get("wilayah", "")[:80]
    if slug:
        found = Tenant.objects.select_related("region").filter(slug=slug).first()
        if found is None:
            raise Http404
        return found
    tenants = top_tenants()
    return tenants[0] if len(tenants) == 1 else None


def _told(content: bytes, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Cache-Control"] = _MINUTE
    return answer
