"""Incidents: the list, one of them, and what may be done with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from kondusif.core.problems import NotFound, Problem
from kondusif.core.queries import history_of
from kondusif.core.states import ForbiddenMove
from kondusif.people.routes import opens
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.permissions import excerpt_for
from kondusif.triage import actions, forms, queries, words
from kondusif.triage.models import Incident
from kondusif.triage.states import MOVES, OPEN, IncidentState
from kondusif.triage.wording import link_in_words

PER_PAGE = 50
MOST_POINTS = 5000


@opens("incident.read")
def incident_list(request: HttpRequest) -> HttpResponse:
    """This function will list the incidents, the latest first; those still open unless asked otherwise."""
    everything = request.GET.get("tampil") == "semua"
    incidents = queries.with_counts(queries.incidents_seen_by(request.viewer))
    shown = incidents if everything else incidents.filter(state__in=sorted(OPEN))
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("hal"))
    context = {"page_obj": page, "everything": everything, "categories": CATEGORIES, "states": words.INCIDENT_STATES}
    return render(request, "triage/incidents.html", context)


@opens("incident.read")
def incident_points(request: HttpRequest) -> HttpResponse:
    """This function will answer the open incidents as GeoJSON points, for the map."""
    found = queries.incidents_seen_by(request.viewer).filter(state__in=sorted(OPEN), lon__isnull=False)[:MOST_POINTS]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [i.lon, i.lat]},
            "properties": {
                "title": i.title,
                "number": i.number,
                "day": localdate(i.happened_at).isoformat(),
                "url": reverse("triage:incident", args=[i.number]),
            },
        }
        for i in found
    ]
    body = {"type": "FeatureCollection", "features": features}
    return JsonResponse(body, content_type="application/geo+json", headers={"Cache-Control": "private, no-store"})


@opens("incident.read")
def incident(request: HttpRequest, number: str) -> HttpResponse:
    """This function will show one incident with its reports."""
    return render(request, "triage/incident.html", _page(request, _found(request, number)))


@opens("incident.move", methods="POST")
def describe(request: HttpRequest, number: str) -> HttpResponse:
    found = _found(request, number)
    form = forms.IncidentForm(request.POST)
    return _done(
        request,
        found,
        lambda typed: actions.describe_incident(**typed, **_who(request, found)),
        _("Saved."),
        form,
        "form",
    )


@opens("incident.move", methods="POST")
def move(request: HttpRequest, number: str) -> HttpResponse:
    found = _found(request, number)

    def deed(_typed: dict[str, Any]) -> object:
        return actions.move_incident(to=IncidentState(request.POST.get("to", "")), **_who(request, found))

    return _done(request, found, deed, _("State changed."))


@opens("incident.link", methods="POST")
def merge(request: HttpRequest, number: str) -> HttpResponse:
    found = _found(request, number)
    form = forms.IncidentChoiceForm(request.POST, incidents=_others(request, found))

    def deed(typed: dict[str, Any]) -> object:
        return actions.merge_incidents(
            into_id=UUID(typed["incident"]), from_id=found.pk, by=request.viewer, at=request.at
        )

    return _done(request, found, deed, _("Merged. It can be taken back."), form, "merge_form")


@opens("incident.link", methods="POST")
def unmerge(request: HttpRequest, number: str) -> HttpResponse:
    found = _found(request, number)
    return _done(
        request, found, lambda _typed: actions.unmerge_incident(**_who(request, found)), _("The merge was taken back.")
    )


def _found(request: HttpRequest, number: str) -> Incident:
    found = queries.incident_for(request.viewer, number[:24])
    if found is None:
        raise NotFound("no_such_incident", _("There is no such incident, or it lies outside your region."))
    return found


def _page(request: HttpRequest, found: Incident, **shown: forms.TellingForm) -> dict[str, Any]:
    viewer = request.viewer
    may_move = viewer.may("incident.move", found.region_code) and found.merged_into_id is None
    usual = {
        "title": found.title,
        "has_victims": found.has_victims,
        "has_weapon": found.has_weapon,
        "target": found.target,
    }
    fresh = {
        "form": forms.IncidentForm(initial=usual),
        "merge_form": forms.IncidentChoiceForm(incidents=_others(request, found)),
    }
    return {
        "incident": found,
        "category": CATEGORIES[found.category],
        "state_word": words.INCIDENT_STATES[IncidentState(found.state)],
        "target_word": words.TARGETS[found.target],
        "reports": list(queries.reports_of(found, viewer)),
        "excerpt_for": excerpt_for,
        "links": queries.links_by_report(found),
        "link_in_words": link_in_words,
        "categories": CATEGORIES,
        "states": words.STATES,
        "is_sound": queries.is_sound(found),
        "moves": [(s, words.INCIDENT_MOVES[s]) for s in IncidentState if s in MOVES[IncidentState(found.state)]]
        if may_move
        else [],
        "may_move": may_move,
        "may_link": viewer.may("incident.link", found.region_code),
        "entries": words.timeline(history_of(found)),
        "crumbs": [(_("Incidents"), reverse("triage:incidents")), (found.number, "")],
        **(fresh | shown),
    }


def _others(request: HttpRequest, found: Incident) -> list[tuple[str, str]]:
    nearby = queries.incidents_beside(found, request.viewer)
    return [(str(i.pk), f"{i.number} · {i.title}") for i in nearby]


def _who(request: HttpRequest, found: Incident) -> dict[str, Any]:
    return {"incident_id": found.pk, "by": request.viewer, "at": request.at}


def _done(
    request: HttpRequest,
    found: Incident,
    deed: Callable[[dict[str, Any]], object],
    thanks: str,
    form: forms.TellingForm | None = None,
    name: str = "",
) -> HttpResponse:
    if form is not None and not form.is_valid():
        return render(request, "triage/incident.html", _page(request, found, **{name: form}), status=422)
    try:
        deed(form.cleaned_data if form is not None else {})
    except NotFound:
        raise
    except (Problem, ForbiddenMove, ValueError) as refused:
        moved_on = Problem("moved_on", _("This incident has moved on meanwhile. This is how it stands now."))
        problem = refused if isinstance(refused, Problem) else moved_on
        context = _page(request, _found(request, found.number)) | {"problem": problem}
        return render(
            request, "triage/incident.html", context, status=problem.status if isinstance(refused, Problem) else 409
        )
    messages.success(request, thanks)
    return redirect("triage:incident", found.number)
