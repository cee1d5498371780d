"""The list of meetings, planning one, and one meeting's page."""

import re
from collections.abc import Mapping
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core import stale
from kondusif.core.problems import Problem
from kondusif.meetings import actions, queries, words
from kondusif.meetings.actions import NewItem, NewMeeting
from kondusif.meetings.actions.planning import USUALLY_LATE_AFTER, Clashes
from kondusif.meetings.forms import MeetingForm
from kondusif.meetings.models import AgendaItem, Body, Meeting
from kondusif.meetings.states import MeetingKind, MeetingState
from kondusif.meetings.views.pages import page_of
from kondusif.meetings.views.shared import did, onto
from kondusif.people.models import Office
from kondusif.people.roles import Classification, Role
from kondusif.people.routes import opens
from kondusif.people.viewers import Viewer
from kondusif.regions.models import Region

_MINUTES = re.compile(r"^(.*?)\s*\((\d{1,3})\)\s*$")
_PRESENTS = " @ "


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
    scope, typed = request.viewer.scope_for("meeting.plan"), request.POST.get("region", "")
    region_code = typed if Region.objects.filter(pk=typed[:13]).exists() else scope[0]
    form = MeetingForm(request.POST or None, initial=_initial(request, region_code), **_choices(request, region_code))
    found = []
    if request.method == "POST" and form.is_valid():
        try:
            meeting = actions.plan_meeting(new=_new(form, request.viewer), by=request.viewer, at=request.at)
        except Clashes as clash:
            found = clash.found
            form.add_error(None, clash.sentence)
        except Problem as problem:
            onto(form, problem)
        else:
            messages.success(request, _("Planned. Now choose who is invited."))
            return redirect("meetings:one", meeting.pk)
    context = {"form": form, "clashes": found, "zone": Region.objects.get(pk=region_code).timezone}
    return render(request, "meetings/plan.html", context, status=422 if form.errors else 200)


@opens("meeting.read", methods="GET POST")
def change(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = queries.meeting_for(request.viewer, meeting_id)
    stored, found = _typed(meeting), []
    posted, both = stale.merged(request.POST or None, stored)
    form = MeetingForm(posted, initial=stored, **_choices(request, meeting.region_id, meeting))
    if request.method == "POST" and form.is_valid() and both:
        stale.tell(form, both)
    elif request.method == "POST" and form.is_valid():
        try:
            actions.change_meeting(
                meeting_id=meeting.pk, new=_new(form, request.viewer), by=request.viewer, at=request.at
            )
        except Clashes as clash:
            found = clash.found
            form.add_error(None, clash.sentence)
        except Problem as problem:
            onto(form, problem)
        else:
            messages.success(request, _("Changed. Those invited hear of a new hour or room."))
            return redirect("meetings:one", meeting.pk)
    context = {"form": form, "clashes": found, "meeting": meeting, "seen": stale.seen(stored)}
    return render(request, "meetings/plan.html", context, status=422 if form.errors else 200)


@opens("meeting.read")
def one_meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = queries.meeting_for(request.viewer, meeting_id)
    actions.note_reading(meeting_id=meeting.pk, by=request.viewer, at=request.at)
    return render(request, "meetings/one.html", page_of(request, meeting))


@opens("meeting.read", methods="POST")
def open_it(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = queries.meeting_for(request.viewer, meeting_id)
    return did(request, meeting, _("Opened. Minutes can be taken now."), actions.open_meeting, meeting_id=meeting.pk)


@opens("meeting.read", methods="POST")
def cancel(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = queries.meeting_for(request.viewer, meeting_id)
    thanks = _("Called off. Those invited are told why.")
    return did(
        request, meeting, thanks, actions.cancel_meeting, meeting_id=meeting.pk, reason=request.POST.get("reason", "")
    )


def _new(form: MeetingForm, by: Viewer) -> NewMeeting:
    data = form.cleaned_data
    zone = ZoneInfo(Region.objects.get(pk=data["region"]).timezone)
    late_after = USUALLY_LATE_AFTER if data["late_after"] is None else data["late_after"]
    return NewMeeting(
        kind=MeetingKind(data["kind"]), title=data["title"], region_code=data["region"], chair_id=UUID(data["chair"]),
        starts_at=form.moment("starts", zone), ends_at=form.moment("ends", zone), place=data["place"],
        purpose=data["purpose"], body_id=_id(data["body"]), parent_id=_id(data["parent"]), clerk_id=_id(data["clerk"]),
        classification=Classification(data["classification"]),
        agenda=agenda_from(data["agenda"], {o.title: o.pk for o in queries.possible_chairs(by, data["region"])}),
        clash_reason=data["clash_reason"], late_after_minutes=late_after,
    )  # fmt: skip


def agenda_from(text: str, offices: Mapping[str, UUID]) -> tuple[NewItem, ...]:
    """
    This function will read an agenda typed one point a line: minutes in brackets, then who presents it after an @.

    :raises Problem: naming who presents by no title, or no clear part of one, among *offices*.
    """
    items = []
    for line in text.splitlines():
        point, _at, who = line.partition(_PRESENTS)
        words_and_minutes = _MINUTES.match(point)
        title = (words_and_minutes[1] if words_and_minutes else point).strip()
        if title:
            minutes = int(words_and_minutes[2]) or None if words_and_minutes else None
            items.append(NewItem(title, minutes, _office_named(who.strip(), offices) if who.strip() else None))
    return tuple(items)


def _office_named(who: str, offices: Mapping[str, UUID]) -> UUID:
    fits = [title for title in offices if who.lower() in title.lower()]
    exact = [title for title in fits if title.lower() == who.lower()]
    if len(exact or fits) == 1:
        return offices[(exact or fits)[0]]
    told = (
        _("“%(who)s” could be several offices: %(offices)s. Write more of the title.")
        % {"who": who[:80], "offices": ", ".join(fits[:5])}
        if fits
        else _("No office is called “%(who)s”. Write it as in the directory.") % {"who": who[:80]}
    )
    raise Problem("meeting.presenter", told, fields={"agenda": told})


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None


def _typed(meeting: Meeting) -> dict[str, object]:
    """A meeting as its form shows it."""
    start, end = meeting.starts_at.astimezone(meeting.zone), meeting.ends_at.astimezone(meeting.zone)
    lines = [_line(item) for item in meeting.agenda.select_related("presenter")]
    return {
        "kind": meeting.kind, "title": meeting.title, "region": meeting.region_id, "chair": str(meeting.chair_office_id),
        "clerk": str(meeting.clerk_office_id or ""), "body": str(meeting.body_id or ""),
        "parent": str(meeting.parent_id or ""), "day": start.date(), "starts": f"{start:%H:%M}", "ends": f"{end:%H:%M}",
        "late_after": meeting.late_after_minutes,
        "place": meeting.place, "purpose": meeting.purpose, "classification": meeting.classification,
        "agenda": "\n".join(lines), "clash_reason": meeting.clash_reason,
    }  # fmt: skip


def _line(item: AgendaItem) -> str:
    timed = f"{item.title} ({item.minutes_planned})" if item.minutes_planned else item.title
    return f"{timed}{_PRESENTS}{item.presenter.title}" if item.presenter else timed


def _choices(
    request: HttpRequest, region_code: str, meeting: Meeting | None = None
) -> dict[str, list[tuple[str, str]]]:
    viewer, codes = request.viewer, request.viewer.scope_for("meeting.plan")
    code = region_code if meeting or viewer.may("meeting.plan", region_code) else codes[0]
    return {
        "offices": [(str(o.pk), o.title) for o in queries.possible_chairs(viewer, code)],
        "regions": [(r.pk, r.title) for r in Region.objects.filter(pk__in=[code] if meeting else [*codes, code])],
        "bodies": [(str(b.pk), b.name) for b in Body.objects.filter(region_id=code).order_by("name")],
        "parents": [
            (str(m.pk), f"{m.title} · {m.starts_at.astimezone(m.zone):%d-%m-%Y}")
            for m in _possible_parents(request, meeting)
        ],
    }


def _possible_parents(request: HttpRequest, meeting: Meeting | None) -> list[Meeting]:
    """The latest meetings that were not called off; the one being changed keeps the parent it has."""
    past = queries.meetings_seen_by(request.viewer).filter(starts_at__lte=request.at).order_by("-starts_at")
    found = list(past.exclude(state=MeetingState.CANCELLED)[:40])
    if meeting and meeting.parent and meeting.parent not in found:
        found.append(meeting.parent)
    return [m for m in found if m != meeting]


def _initial(request: HttpRequest, region_code: str) -> dict[str, object]:
    heads = [Role.REGIONAL_HEAD, Role.SUBDISTRICT_HEAD]
    chair = Office.objects.filter(region_id=region_code, role__in=heads).order_by("title").first()
    return {
        "region": region_code, "parent": request.GET.get("lanjutan", ""), "starts": "09:00", "ends": "11:00",
        "late_after": USUALLY_LATE_AFTER,
        "chair": str(chair.pk) if chair else "",
    }  # fmt: skip


def _home_zone(request: HttpRequest) -> ZoneInfo:
    """The zone of the viewer's first office: whose today the list means."""
    scope = request.viewer.scope
    region = Region.objects.filter(pk__in=scope).order_by("level").first()
    return ZoneInfo(region.timezone if region else "Asia/Jakarta")
