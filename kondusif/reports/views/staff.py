"""The officers' pages: enter a report for somebody, read the list, see photos, feed the map."""

from datetime import date, datetime, time, timedelta

import orjson
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from kondusif.core.problems import Problem
from kondusif.people.roles import Role
from kondusif.people.routes import opens
from kondusif.people.viewers import Grant, Viewer
from kondusif.regions.queries import places_like
from kondusif.regions.views import where
from kondusif.reports import queries, telling
from kondusif.reports.actions import note_reading, send_report
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.forms import OfficerReportForm
from kondusif.reports.photos import read_photo
from kondusif.reports.receipts import grouped
from kondusif.reports.states import Channel

MAP_DAYS = 30
PER_PAGE = 50
_CHANNELS = {
    Role.VILLAGE_POLICE: Channel.THREE_PILLARS,
    Role.VILLAGE_MILITARY: Channel.THREE_PILLARS,
    Role.VILLAGE_HEAD: Channel.THREE_PILLARS,
    Role.COMMUNITY_FORUM: Channel.FORUM,
}


@opens("report.enter", methods="GET POST")
def enter(request: HttpRequest) -> HttpResponse:
    """This function will let an officer enter what somebody told at the desk, on the phone or in the village."""
    offices = queries.offices_to_report_about(request.viewer)
    if request.method != "POST":
        return _enter_page(request, OfficerReportForm(offices=offices).blank())
    form = OfficerReportForm(request.POST, offices=offices)
    contents = [file.read() for file in request.FILES.getlist("photos")]
    if form.is_valid() and "search" not in request.POST:
        try:
            return _entered(request, form, contents)
        except Problem as problem:
            form.show(problem)
    return _enter_page(request, form, status=200 if "search" in request.POST else 422)


def _entered(request: HttpRequest, form: OfficerReportForm, contents: list[bytes]) -> HttpResponse:
    grant = _grant_for(request.viewer, form.cleaned_data)
    new = form.entered(
        at=request.at,
        channel=_CHANNELS.get(grant.role, Channel.POSKO),
        office_id=grant.office_id,
        title=grant.title,
        person_id=request.viewer.person_id,
    )
    done = send_report(new, photos=contents, at=request.at, by=request.viewer)
    messages.success(
        request, _("Stored. Receipt for whoever reported: %(receipt)s") % {"receipt": grouped(done.received.receipt)}
    )
    for sentence in done.refused:
        messages.warning(request, sentence)
    return redirect("reports:enter")


def _grant_for(viewer: Viewer, typed: dict) -> Grant:
    """This function will choose the office under which *viewer* enters: the one that holds the place, else the first."""
    code = typed.get("village_code") or typed.get("village_pick") or ""
    grants = viewer.grants_for("report.enter", code) if code else ()
    return (grants or viewer.grants_for("report.enter"))[0]


def _enter_page(request: HttpRequest, form: OfficerReportForm, status: int = 200) -> HttpResponse:
    typed = form.data.get("place_text", "")[:100] if form.is_bound else ""
    chosen = form.data.get("village_code") or form.data.get("lat") if form.is_bound else ""
    scope = list(request.viewer.scope_for("report.enter"))
    found = places_like(typed, within=scope, limit=8) if typed.strip() and not chosen else []
    context = {
        "form": form,
        "picks": [(r.code, f"{r.title}, {where(r)}") for r in found],
        "searched": typed if not chosen else "",
        "scope": scope,
    }
    return render(request, "reports/enter.html", context, status=status)


@opens("report.read")
def report_list(request: HttpRequest) -> HttpResponse:
    """This function will list the reports that this officer may see, newest first."""
    state = request.GET.get("keadaan", "")
    reports = queries.reports_seen_by(request.viewer).select_related("region__parent").order_by("-received_at", "id")
    if state in dict(telling.state_words()):
        reports = reports.filter(state=state)
    page = Paginator(reports, PER_PAGE).get_page(request.GET.get("hal"))
    rows = [(r, CATEGORIES[r.category].name, telling.state_word(r.state)) for r in page.object_list]
    context = {"page_obj": page, "rows": rows, "states": telling.state_words(), "state": state}
    return render(request, "reports/list.html", context)


@opens("report.read")
def photo(request: HttpRequest, id) -> HttpResponse:
    """This function will show a photo, made anew from its pixels, to an officer who may see its report."""
    found = queries.photo_for(request.viewer, id)
    note_reading(report=found.report, what="photo", by=request.viewer, at=request.at)
    response = HttpResponse(read_photo(found.path, found.sha256), content_type=found.media_type)
    response["Content-Disposition"] = (
        f'attachment; filename="foto-{found.pk.hex[-6:]}.{"tersegel" if found.key_id else "jpg"}"'
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


@opens("report.read")
def map_data(request: HttpRequest) -> HttpResponse:
    """This function will answer the reports of a span of days as GeoJSON for the staff map."""
    zone = get_current_timezone()
    last = _day(request.GET.get("sampai"), request.at.astimezone(zone).date())
    first = _day(request.GET.get("dari"), last - timedelta(days=MAP_DAYS))
    start, end = (datetime.combine(day, time.min, zone) for day in (first, last + timedelta(days=1)))
    features = list(queries.map_features(request.viewer, start, end))
    body = orjson.dumps({"type": "FeatureCollection", "features": features})
    return HttpResponse(body, content_type="application/geo+json", headers={"Cache-Control": "private, no-store"})


def _day(typed: str | None, otherwise: date) -> date:
    """
    This function will read a day of the address line.

    :raises Problem: if it is none.
    """
    if not typed:
        return otherwise
    try:
        day = date.fromisoformat(typed[:10])
    except ValueError:
        day = date.min
    if not 2000 <= day.year <= 2999:
        raise Problem("day.malformed", _("Write the day as 2027-02-14."))
    return day
