"""The door, the wall, and the clerk's list."""

import json
from datetime import datetime
from uuid import UUID, uuid4

import segno
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from kondusif.core.problems import NotAllowed, Problem
from kondusif.meetings import actions, door, queries, words
from kondusif.meetings.actions import Guest, Note
from kondusif.meetings.forms import GuestForm
from kondusif.meetings.models import Attendance, Meeting
from kondusif.meetings.permissions import can_run
from kondusif.meetings.queries import Entrance
from kondusif.meetings.splices import clean_text
from kondusif.meetings.states import OPEN_DOOR
from kondusif.meetings.views.shared import did, onto
from kondusif.people.routes import opens

MOST_NOTES = 500
PASS = "tiket"  # the field that carries what the door gave


@opens("meeting.read")
def roll(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """This function will show the clerk's list, and to everybody else who came and who is missing."""
    meeting = queries.meeting_for(request.viewer, meeting_id)
    return render(
        request,
        "meetings/roll.html",
        {
            "meeting": meeting,
            "zone": meeting.region.timezone,
            "roll": queries.roll_of(meeting),
            "notes": can_run(request.viewer, meeting) and meeting.state in OPEN_DOOR,
            "words": words,
            "fresh": uuid4,
        },
    )


@opens("meeting.read", methods="POST")
def note(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """This function will take one tick of the list from a browser without scripts."""
    meeting = queries.meeting_for(request.viewer, meeting_id)
    taken = _note(request.POST.dict() | {"present": request.POST.get("present") != "0"}, request.at)
    if taken is None:
        return redirect("meetings:roll", meeting.pk)
    answer = did(request, meeting, _("Noted."), actions.note_attendance, meeting_id=meeting.pk, notes=[taken])
    return redirect("meetings:roll", meeting.pk) if answer.status_code == 302 else answer


@opens("meeting.read", methods="POST")
def sync(request: HttpRequest, meeting_id: UUID) -> JsonResponse:
    """This function will take the ticks that a phone kept while it had no signal; each is stored once."""
    meeting = queries.meeting_for(request.viewer, meeting_id)
    notes = _notes(request)
    if notes is None:
        return JsonResponse({"sentence": _("This list cannot be read.")}, status=400)
    try:
        done = actions.note_attendance(meeting_id=meeting.pk, notes=notes, by=request.viewer, at=request.at)
    except Problem as problem:
        return JsonResponse({"sentence": str(problem)}, status=problem.status)
    return JsonResponse(
        {"done": [{"id": str(o.client_id), "result": o.result, "sentence": str(o.sentence)} for o in done]}
    )


@opens("meeting.read")
def wall(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """This function will show the turning code, large, for the wall."""
    meeting = _run_by(request, meeting_id)
    return _code_page(request, meeting, door.turning_code(meeting, request.at), turning=True)


@opens("meeting.read")
def sheet(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """This function will show a code that stays, to be printed for the entrance."""
    meeting = _run_by(request, meeting_id)
    return _code_page(request, meeting, door.printed_code(meeting), turning=False)


@opens("meeting.read", methods="POST")
def paper(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = queries.meeting_for(request.viewer, meeting_id)
    return did(
        request, meeting, _("The attendance list has its number."), actions.issue_attendance_list, meeting_id=meeting.pk
    )


@opens("public", methods="GET POST")
def enter(request: HttpRequest, meeting_id: UUID, code: str) -> HttpResponse:
    """This function will let in who scanned the wall: an invitee with one tap, a guest with a name."""
    carried = request.POST.get(PASS, "")[:60]
    found = queries.entrance(meeting_id, code[:40], request.at, carried)
    if found is None:
        return _door(request, "meetings/door_closed.html", {}, status=404)
    if request.method == "POST":
        return _take_in(request, found, code)
    return _entrance_page(request, found, _form(found))


def _take_in(request: HttpRequest, found: Entrance, code: str) -> HttpResponse:
    meeting, own = found.meeting, request.POST.get("own", "")
    form = _form(found, request.POST)
    try:
        if own:
            row = actions.sign_in(
                meeting_id=meeting.pk, invitee_id=_uuid(own) or meeting.pk, carried=found.carried, by=request.viewer,
                at=request.at,
            )  # fmt: skip
        elif form.is_valid():
            row = actions.sign_in_guest(meeting_id=meeting.pk, guest=_guest(form), carried=found.carried, at=request.at)
        else:
            return _entrance_page(request, found, form, status=422)
    except Problem as problem:
        onto(form, problem)
        return _entrance_page(request, found, form, status=problem.status)
    return _in(request, meeting, row)


def _in(request: HttpRequest, meeting: Meeting, row: Attendance) -> HttpResponse:
    context = {"meeting": meeting, "row": row, "zone": meeting.region.timezone}
    return _door(request, "meetings/door_in.html", context)


def _entrance_page(request: HttpRequest, found: Entrance, form: GuestForm, status: int = 200) -> HttpResponse:
    offices = {g.office_id for g in request.viewer.grants}
    context = {
        "meeting": found.meeting,
        "zone": found.meeting.region.timezone,
        "own": [i for i in found.awaited if i.office_id in offices],
        "form": form,
        "carried": found.carried,
        "is_open": door.is_open(found.meeting, request.at),
    }
    return _door(request, "meetings/door.html", context, status=status)


def _door(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    add_never_cache_headers(response)
    return response


def _form(found: Entrance, data=None) -> GuestForm:
    awaited = [(str(i.pk), i.holder_title or i.guest_name) for i in found.awaited]
    return GuestForm(data, awaited=awaited, initial={"client_id": uuid4()})


def _guest(form: GuestForm) -> Guest:
    data = form.cleaned_data
    return Guest(data["client_id"], data["name"], data["organisation"], data["phone"], _uuid(data["invitee"]))


def _run_by(request: HttpRequest, meeting_id: UUID) -> Meeting:
    meeting = queries.meeting_for(request.viewer, meeting_id)
    if not can_run(request.viewer, meeting):
        raise NotAllowed("meeting.cannot_run", _("Only those who run this meeting show its code."))
    return meeting


def _code_page(request: HttpRequest, meeting: Meeting, code: str, *, turning: bool) -> HttpResponse:
    address = request.build_absolute_uri(reverse("meetings:enter", args=[meeting.pk, code]))
    context = {
        "meeting": meeting,
        "zone": meeting.region.timezone,
        "address": address,
        "code": segno.make(address, error="m").svg_inline(border=2, omitsize=True, svgclass="code", lineclass=None),
        "turning": turning,
        "roll": queries.roll_of(meeting),
        "is_open": door.is_open(meeting, request.at),
    }
    response = render(request, "meetings/wall.html", context)
    add_never_cache_headers(response)
    return response


def _notes(request: HttpRequest) -> list[Note] | None:
    try:
        rows = json.loads(request.body)["notes"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(rows, list) or len(rows) > MOST_NOTES:
        return None
    notes = [_note(row, request.at) if isinstance(row, dict) else None for row in rows]
    return None if None in notes else notes


def _note(row: dict, at: datetime) -> Note | None:
    client_id, invitee_id = _uuid(row.get("client_id")), _uuid(row.get("invitee"))
    if client_id is None or invitee_id is None:
        return None
    return Note(
        client_id, invitee_id, _moment(row.get("at")) or at, present=row.get("present") is not False,
        substitute=clean_text(str(row.get("substitute") or ""))[:120],
    )  # fmt: skip


def _moment(text: object) -> datetime | None:
    try:
        moment = parse_datetime(str(text or ""))
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
