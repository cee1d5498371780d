"""The list of meetings, planning one, and one meeting's page."""

import re
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core.problems import Problem
from kondusif.core.queries import history_of
from kondusif.meetings import actions, queries, words
from kondusif.meetings.actions import NewItem, NewMeeting
from kondusif.meetings.actions.planning import Clashes
from kondusif.meetings.forms import MeetingForm
from kondusif.meetings.models import Body, Meeting
from kondusif.meetings.permissions import can_run
from kondusif.meetings.states import COMING, MeetingKind, MeetingState
from kondusif.people.roles import Classification
from kondusif.people.routes import opens
from kondusif.regions.models import Region

_MINUTES = re.compile(r"^(.*?)\s*\((\d{1,3})\)\s*$")


@opens("meeting.read")
def meeting_list(request: HttpRequest) -> HttpResponse:
    viewer, zone = request.viewer, _home_zone(request)
    return render(
        request,
        "meetings/list.html",
        {
            "today": queries.meetings_today(viewer, request.at, zone),
            "coming": queries.meetings_coming(viewer, request.at, zone)[:100],
            "past": queries.meetings_past(viewer, request.at, zone)[:50],
            "may_plan": viewer.may("meeting.plan"),
            "words": words,
        },
    )


@opens("meeting.plan", methods="GET POST")
def plan(request: HttpRequest) -> HttpResponse:
    region_code = request.POST.get("region") or request.viewer.scope_for("meeting.plan")[0]
    form = MeetingForm(request.POST or None, initial=_initial(request, region_code), **_choices(request, region_code))
    found = []
    if request.method == "POST" and form.is_valid():
        try:
            meeting = actions.plan_meeting(new=_new(form), by=request.viewer, at=request.at)
        except Clashes as clash:
            found = clash.found
            form.add_error(None, clash.sentence)
        except Problem as problem:
            _onto(form, problem)
        else:
            messages.success(request, _("Planned. Now choose who is invited."))
            return redirect("meetings:one", meeting.pk)
    context = {"form": form, "clashes": found, "zone": Region.objects.get(pk=region_code).timezone}
    return render(request, "meetings/plan.html", context, status=422 if form.errors else 200)


@opens("meeting.read")
def one_meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = queries.meeting_for(request.viewer, meeting_id)
    return render(request, "meetings/one.html", page_of(request, meeting))


def page_of(request: HttpRequest, meeting: Meeting) -> dict[str, object]:
    """This function will return what the page of one meeting shows."""
    runs = can_run(request.viewer, meeting)
    return {
        "meeting": meeting,
        "zone": meeting.region.timezone,
        "state_word": words.STATES[MeetingState(meeting.state)],
        "state_tone": words.TONES.get(MeetingState(meeting.state), ""),
        "kind_word": words.KINDS[MeetingKind(meeting.kind)],
        "agenda": meeting.agenda.select_related("presenter"),
        "entries": words.timeline(history_of(meeting)),
        "can_open": runs and meeting.state in COMING,
        "can_cancel": runs and meeting.state in COMING,
    }


def _new(form: MeetingForm) -> NewMeeting:
    data = form.cleaned_data
    zone = ZoneInfo(Region.objects.get(pk=data["region"]).timezone)
    return NewMeeting(
        kind=MeetingKind(data["kind"]), title=data["title"], region_code=data["region"], chair_id=UUID(data["chair"]),
        starts_at=form.moment("starts", zone), ends_at=form.moment("ends", zone), place=data["place"],
        purpose=data["purpose"], body_id=_id(data["body"]), parent_id=_id(data["parent"]), clerk_id=_id(data["clerk"]),
        classification=Classification(data["classification"]), agenda=agenda_from(data["agenda"]),
        clash_reason=data["clash_reason"],
    )  # fmt: skip


def agenda_from(text: str) -> tuple[NewItem, ...]:
    """This function will read an agenda typed one point a line, minutes in brackets at the end."""
    items = []
    for line in text.splitlines():
        words_and_minutes = _MINUTES.match(line)
        if words_and_minutes:
            items.append(NewItem(words_and_minutes[1].strip(), int(words_and_minutes[2]) or None))
        elif line.strip():
            items.append(NewItem(line.strip()))
    return tuple(items)


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None


def _choices(request: HttpRequest, region_code: str) -> dict[str, list[tuple[str, str]]]:
    viewer, codes = request.viewer, request.viewer.scope_for("meeting.plan")
    code = region_code if viewer.may("meeting.plan", region_code) else codes[0]
    return {
        "offices": [(str(o.pk), o.title) for o in queries.possible_chairs(viewer, code)],
        "regions": [(r.pk, r.title) for r in Region.objects.filter(pk__in=[*codes, code])],
        "bodies": [(str(b.pk), b.name) for b in Body.objects.filter(region_id=code).order_by("name")],
        "parents": [
            (str(m.pk), f"{m.title} · {m.starts_at.astimezone(m.zone):%d-%m-%Y}")
            for m in queries.meetings_past(viewer, request.at, _home_zone(request)).exclude(
                state=MeetingState.CANCELLED
            )[:40]
        ],
    }


def _initial(request: HttpRequest, region_code: str) -> dict[str, object]:
    return {"region": region_code, "parent": request.GET.get("lanjutan", ""), "starts": "09:00", "ends": "11:00"}


def _home_zone(request: HttpRequest) -> ZoneInfo:
    """The zone of the viewer's first office: whose today the list means."""
    scope = request.viewer.scope
    region = Region.objects.filter(pk__in=scope).order_by("level").first()
    return ZoneInfo(region.timezone if region else "Asia/Jakarta")


def _onto(form, problem: Problem) -> None:
    for name, sentence in problem.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not problem.fields:
        form.add_error(None, problem.sentence)
