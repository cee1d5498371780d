"""Today's grid, the light form of the field, and one report with its versions."""

from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kondusif.core.ids import new_id
from kondusif.core.phone_time import phone_times
from kondusif.core.problems import NotAllowed, Problem
from kondusif.daily import words
from kondusif.daily.actions.situation import NewSituation, Stored, write_situation
from kondusif.daily.forms import SituationForm
from kondusif.daily.queries import grid
from kondusif.daily.queries.silence import silent_areas, whom_to_call
from kondusif.daily.states import Crowd, HeadWhere
from kondusif.daily.views.faults import onto
from kondusif.elections.rules import day_name
from kondusif.meetings.queries.directory import masked, may_read
from kondusif.people.routes import opens


def own_region(request: HttpRequest, deed: str) -> str:
    """
    This function will return the region of the first office of the viewer that gives *deed*.

    :raises NotAllowed: if there is none.
    """
    scope = request.viewer.scope_for(deed)
    if not scope:
        raise NotAllowed("daily.no_place", _("None of your offices has a region for this page."))
    return scope[0]


@opens("daily.read")
def today(request: HttpRequest) -> HttpResponse:
    region_code = own_region(request, "daily.read")
    zone = grid.zone_of(region_code)
    now = request.at.astimezone(zone).date()
    day = _asked_day(request.GET.get("hari", ""), now)
    voting_on = grid.voting_day_of(region_code, day)
    silent = silent_areas(request.viewer, region_code[:8], request.at)
    context = {
        "grid": grid.grid_of(request.viewer, region_code[:8], day, request.at),
        "silent": silent,
        "contacts": whom_to_call(request.viewer, silent, now),
        "may_read": partial(may_read, request.viewer),
        "masked": masked,
        "day_name": day_name(voting_on, day) if voting_on else "",
        "today": now,
        "words": words,
        "may_write": request.viewer.may("situation.write"),
        "own": grid.own_reports(request.viewer)[:10],
        "yesterday": (day - timedelta(days=1)).isoformat(),
    }
    return render(request, "daily/today.html", context)


def _asked_day(text: str, today: date) -> date:
    try:
        day = min(date.fromisoformat(text), today)
    except ValueError:
        return today
    return day if day.year >= 2000 else today  # before the first days of the calendar there is nothing to count with


@opens("situation.write", methods="GET POST")
def write(request: HttpRequest) -> HttpResponse:
    areas = [(r.code, r.title) for r in grid.own_areas(request.viewer)]
    correcting = _corrected(request)
    form = SituationForm(request.POST or None, areas=areas, initial=_initial(request, areas, correcting))
    if request.method == "POST" and form.is_valid():
        try:
            stored = write_situation(new=_new(request, form.cleaned_data), by=request.viewer, at=request.at)
        except Problem as problem:
            onto(form, problem)
            return _answer(request, form, areas, correcting, problem.status)
        return _thanks(request, stored)
    return _answer(request, form, areas, correcting, 422 if form.errors else 200)


def _corrected(request: HttpRequest):
    try:
        number = UUID(request.GET.get("perbaiki", ""))
    except ValueError:
        return None
    return grid.situation_for(request.viewer, number)


def _initial(request: HttpRequest, areas: list[tuple[str, str]], correcting) -> dict[str, object]:
    initial: dict[str, object] = {"client_id": new_id(), "region": areas[0][0] if areas else "", "n_incidents": 0}
    if correcting:
        names = ("level", "crowd", "n_incidents", "incidents_note", "logistics_note", "head_where", "needs")
        initial |= {name: getattr(correcting, name) for name in names}
        initial |= {"region": correcting.region_id, "due_at": correcting.due_at.isoformat()}
    elif (wanted := request.GET.get("wilayah", "")) in dict(areas):
        initial["region"] = wanted
    return initial


def _new(request: HttpRequest, data: dict) -> NewSituation:
    return NewSituation(
        client_id=data["client_id"], region_code=data["region"], level=data["level"], crowd=Crowd(data["crowd"]),
        head_where=HeadWhere(data["head_where"]), event_at=data["event_at"],
        entered_at=written_at(request, data["entered_at"]), n_incidents=data["n_incidents"], incidents_note=data["incidents_note"],
        logistics_note=data["logistics_note"], needs=data["needs"], correction_note=data["correction_note"],
        due_at=data["due_at"],
    )  # fmt: skip


def written_at(request: HttpRequest, entered_at: datetime | None) -> datetime | None:
    """This function will return when a form was written, by our clock where its phone's queue tells of a wrong one."""
    if not request.POST.get("sent_at"):
        return entered_at
    return phone_times(request.POST, at=request.at).moment(request.at)


def wants_json(request: HttpRequest) -> bool:
    """This function will tell whether the page's own module sent this, and not a plain form."""
    return "application/json" in request.headers.get("Accept", "")


def _answer(request: HttpRequest, form: SituationForm, areas, correcting, status: int) -> HttpResponse:
    if wants_json(request):
        return faults_as_json(form, status)
    context = {"form": form, "areas": areas, "correcting": correcting, "words": words}
    return render(request, "daily/situation.html", context, status=status)


def faults_as_json(form, status: int) -> JsonResponse:
    """This function will answer each field's faults for the module that sent the form."""
    faults = {name: [str(m) for m in found] for name, found in form.errors.items()}
    return JsonResponse({"faults": faults}, status=status)


def _thanks(request: HttpRequest, stored: Stored) -> HttpResponse:
    report = stored.report
    said = _("Stored for %(place)s, %(hour)s.") % {
        "place": report.region.title,
        "hour": f"{report.due_at.astimezone(ZoneInfo(report.region.timezone)):%d-%m %H.%M}",
    }
    if wants_json(request):
        where = reverse("daily:situation", args=[report.pk])
        return JsonResponse({"stored": True, "new": stored.is_new, "said": said, "url": where}, status=201)
    messages.success(request, said)
    return redirect("daily:today")


@opens("daily.read")
def one(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = grid.situation_for(request.viewer, report_id)
    context = {
        "report": report,
        "versions": list(grid.versions_of(request.viewer, report)),
        "words": words,
        "may_correct": request.viewer.may("situation.write", report.region_id),
    }
    return render(request, "daily/one_situation.html", context)


@never_cache
@opens("signed_in")
def token(request: HttpRequest) -> HttpResponse:
    """This function will tell the module who is signed in, and the key its next message needs."""
    return JsonResponse({"person": str(request.viewer.person_id), "csrf": get_token(request)})


@opens("public")
def worker(request: HttpRequest) -> HttpResponse:
    """This function will let phones that still run the field's former worker leave it for the one of the whole site."""
    response = render(request, "daily/worker.js", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response
