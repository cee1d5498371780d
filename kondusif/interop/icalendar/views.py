"""Calendar feeds of a person, opened by a secret word in their address, and the page on which they get it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from kondusif.core.scope import scoped
from kondusif.interop.icalendar import actions, mapping, queries
from kondusif.interop.icalendar.codec import Hours, calendar
from kondusif.people.routes import opens
from kondusif.people.viewers import Viewer
from kondusif.regions.queries import top_tenants


@opens("public")
def calendars(request: HttpRequest) -> HttpResponse:
    """This function will list the calendars: public ones for everybody, the own ones for who is signed in."""
    return _page(request)


def _page(request: HttpRequest, key: str = "") -> HttpResponse:
    feeds = [
        (_("Meetings of your offices"), request.build_absolute_uri(reverse("interop:meetings_calendar", args=[key]))),
        (_("Your duties and deadlines"), request.build_absolute_uri(reverse("interop:duties_calendar", args=[key]))),
    ] if key else []  # fmt: skip
    stages = request.build_absolute_uri(reverse("interop:stages_calendar"))
    context = {
        "stages": [(t.name, f"{stages}?wilayah={t.slug}") for t in top_tenants()], "feeds": feeds,
        "own": queries.calendar_key_of(request.viewer),
    }  # fmt: skip
    response = render(request, "interop/calendars.html", context)
    add_never_cache_headers(response)
    return response


@opens("signed_in", methods="POST")
def make(request: HttpRequest) -> HttpResponse:
    """This function will make the secret word and show the addresses this once."""
    return _page(request, actions.make_calendar_key(by=request.viewer, at=request.at))


@opens("signed_in", methods="POST")
def revoke(request: HttpRequest) -> HttpResponse:
    if actions.revoke_calendar_key(by=request.viewer, at=request.at):
        messages.success(request, _("Your calendar addresses no longer open anything."))
    return redirect("interop:calendars")


@opens("public")
def meetings(request: HttpRequest, key: str) -> HttpResponse:
    """This function will write the meetings of a person's offices."""
    viewer, host = _viewer(request, key), request.get_host()
    with scoped(viewer.scope):
        rows = queries.own_meetings(viewer, request.at)
        revisions = queries.revisions_of(rows)
        entries = [
            mapping.meeting_entry(
                m,
                revisions.get(str(m.pk)),
                host=host,
                url=request.build_absolute_uri(reverse("meetings:one", args=[m.pk])),
            )
            for m in rows
        ]
    return _calendar(request, _("Meetings: %(name)s") % {"name": viewer.title}, entries, "rapat.ics")


@opens("public")
def duties(request: HttpRequest, key: str) -> HttpResponse:
    """This function will write a person's duties and the deadlines of their offices."""
    viewer, host = _viewer(request, key), request.get_host()
    with scoped(viewer.scope):
        entries = [mapping.duty_entry(duty, host=host) for duty in queries.own_duties(viewer, request.at)]
        entries += [
            mapping.deadline_entry(
                task, host=host, url=request.build_absolute_uri(reverse("coordination:one", args=[task.pk]))
            )
            for task in queries.own_deadlines(viewer, request.at)
        ]
    return _calendar(request, _("Duties: %(name)s") % {"name": viewer.title}, entries, "piket.ics")


def _viewer(request: HttpRequest, key: str) -> Viewer:
    viewer = queries.viewer_opened_by(key, at=request.at)
    if viewer is None:
        raise Http404
    return viewer


def _calendar(request: HttpRequest, name: str, entries: list[Hours], file: str) -> HttpResponse:
    response = HttpResponse(calendar(name, entries, at=request.at), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f"inline; filename={file}"
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
