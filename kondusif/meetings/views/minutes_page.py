"""What the page of a meeting's minutes shows, and how a refusal is told on it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kondusif.coordination.queries import possible_owners
from kondusif.core.problems import NotFound, Problem
from kondusif.core.states import ForbiddenMove
from kondusif.documents.queries import documents_of
from kondusif.meetings import words
from kondusif.meetings.actions.approval import chair_is_vacant, chair_left
from kondusif.meetings.actions.minutes import WRITABLE
from kondusif.meetings.forms import DirectiveForm
from kondusif.meetings.models import AgendaItem, Decision, Directive, Meeting, MeetingIssue, Minutes, Passage
from kondusif.meetings.permissions import can_name_chair, can_run
from kondusif.meetings.queries import meeting_for, usual_chairs_first
from kondusif.meetings.queries import minutes as queries
from kondusif.meetings.sections import Section
from kondusif.meetings.states import MeetingState
from kondusif.people.models import Office


def done(
    request: HttpRequest, meeting_id: UUID, action: Callable, thanks: str, *, without_meeting: bool = False, **more: object
) -> HttpResponse:  # fmt: skip
    """
    This function will do *action* for the minutes; a refusal is told on their page, with the status that says so.
    """
    meeting = meeting_for(request.viewer, meeting_id)
    given = more if without_meeting else {"meeting_id": meeting.pk, **more}
    try:
        action(by=request.viewer, at=request.at, **given)
    except NotFound:
        raise
    except (Problem, ForbiddenMove) as refused:
        problem = refused
        if isinstance(refused, ForbiddenMove):
            problem = Problem("meeting.moved_on", _("This meeting has moved on meanwhile. This is how it stands now."))
            problem.status = 409
        meeting = meeting_for(request.viewer, meeting_id)
        context = page_of(request, meeting) | {"problem": problem, "typed": request.POST}
        return render(request, "meetings/minutes.html", context, status=problem.status)
    if thanks:
        messages.success(request, thanks)
    back = request.POST.get("back", "")
    return redirect(address(meeting.pk) + (f"#{back}" if back.replace("-", "").isalnum() else ""))


def page_of(request: HttpRequest, meeting: Meeting) -> dict[str, object]:
    """This function will return what the page of a meeting's minutes shows."""
    viewer = request.viewer
    minutes = queries.minutes_for(viewer, meeting)
    passages = list(queries.passages_of(viewer, meeting))
    born = _born(meeting)
    runs = can_run(viewer, meeting)
    return {
        "meeting": meeting,
        "zone": meeting.region.timezone,
        "minutes": minutes,
        "state_word": words.STATES[MeetingState(meeting.state)],
        "state_tone": words.TONES.get(MeetingState(meeting.state), ""),
        "points": _points(meeting, passages, born),
        "laid_out": laid_out(meeting, len(passages)),
        "client": uuid4(),
        "new_op": uuid4,
        "kept": {},
        "typed": {},
        "writes": runs and meeting.state in WRITABLE,
        "in_session": runs and meeting.state == MeetingState.HELD,
        "speakers": _speakers(meeting) if runs else [],
        "crumbs": crumbs(meeting, _("Minutes")),
        "person_id": viewer.person_id,
        "unbound": born.get(None),
        "n_carried": len(queries.open_directives(viewer, meeting, request.at)),
        "corrections": queries.corrections_of(meeting),
        "directive_form": directive_form(request, meeting) if runs and meeting.state in WRITABLE else None,
    } | _steps(request, meeting, minutes, runs)


def _steps(request: HttpRequest, meeting: Meeting, minutes: Minutes | None, runs: bool) -> dict[str, object]:
    """What the viewer can do with the minutes as a whole."""
    chair = (minutes and minutes.acting_chair) or meeting.chair_office
    is_chair = any(g.office_id == chair.pk for g in request.viewer.grants)
    vacant = minutes is not None and minutes.approved_at is None and chair_is_vacant(meeting, request.at)
    approved = meeting.state == MeetingState.MINUTES_APPROVED
    return {
        "can_approve": is_chair and meeting.state == MeetingState.MINUTES_DRAFT,
        "waits_for": None if is_chair or meeting.state != MeetingState.MINUTES_DRAFT else chair,
        "chair_left": chair_left(meeting.chair_office) if vacant and not minutes.acting_chair_id else "",
        "can_name_chair": vacant and can_name_chair(request.viewer, meeting),
        "can_correct": is_chair and approved,
        "can_archive": runs and approved and bool(minutes and minutes.document_id),
        "papers": documents_of(request.viewer, "meetings.meeting", meeting.pk) if approved or is_chair else [],
    }


def laid_out(meeting: Meeting, n_passages: int) -> str:
    """This function will return the mark of how the minutes are laid out; another mark, and the page is reloaded."""
    return f"{meeting.state}-{n_passages}"


@dataclass
class Born:
    """What came of a point: decisions, directives, issues."""

    decisions: list[Decision] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    issues: list[MeetingIssue] = field(default_factory=list)


@dataclass(frozen=True)
class Point:
    """A point of the agenda with its texts."""

    item: AgendaItem
    born: Born
    topics: list[Passage]
    responses: list[Passage]
    conclusions: list[Passage]


def _points(meeting: Meeting, passages: list[Passage], born: dict[UUID | None, Born]) -> list[Point]:
    sections = queries.sections_by_item(passages)
    empty: dict[Section, list[Passage]] = {section: [] for section in Section}
    return [
        Point(item, born.get(item.pk, Born()), *(sections.get(item.pk, empty)[section] for section in Section))
        for item in meeting.agenda.all()
    ]


def _born(meeting: Meeting) -> dict[UUID | None, Born]:
    found: dict[UUID | None, Born] = defaultdict(Born)
    for decision in queries.decisions_of(meeting):
        found[decision.item_id].decisions.append(decision)
    for directive in queries.directives_of(meeting):
        found[directive.item_id].directives.append(directive)
    for issue in queries.issues_of(meeting):
        found[issue.item_id].issues.append(issue)
    return dict(found)


def _speakers(meeting: Meeting) -> list[Office]:
    """Who may be entered as an agency that spoke: those invited, or all of the region where nobody was."""
    invited = Office.objects.filter(invitations__meeting=meeting).order_by("title")
    return list(invited) or list(Office.objects.filter(region_id=meeting.region_id).order_by("title")[:200])


def directive_form(request: HttpRequest, meeting: Meeting | None, data=None) -> DirectiveForm:
    """This function will return the form of a directive, the invited offices first."""
    region = meeting.region_id if meeting else (request.viewer.scope_for("task.give") or ("",))[0]
    offices = possible_owners(request.viewer, region).order_by(usual_chairs_first(), "region__level", "title")
    others = [(str(o.pk), o.title) for o in offices]
    if meeting:
        invited: QuerySet[Office] = Office.objects.filter(invitations__meeting=meeting).order_by("title")
        first = [(str(o.pk), o.title) for o in invited]
        known = {pk for pk, _title in first}
        rest = [one for one in others if one[0] not in known]
        others = [(_("Invited"), first), (_("Other offices"), rest)] if first else rest
    items = [(str(i.pk), f"{i.number}. {i.title}") for i in meeting.agenda.all()] if meeting else []
    return DirectiveForm(data, offices=others, items=items, initial={"due_at": request.at + timedelta(days=3)})


def uuid_of(text: str | None) -> UUID:
    """This function will read an id; a damaged or missing id counts as a new one: what was typed is worth more than the id."""
    try:
        return UUID(text or "")
    except ValueError:
        return uuid4()


def address(meeting_id: UUID) -> str:
    """This function will return the address of a meeting's minutes."""
    return reverse("meetings:minutes", args=[meeting_id])


def crumbs(meeting: Meeting, here: str) -> list[tuple[str, str]]:
    """This function will return the way from the list of meetings to this page."""
    trail = [(_("Meetings"), reverse("meetings:list")), (meeting.title, reverse("meetings:one", args=[meeting.pk]))]
    if here != _("Minutes"):
        trail.append((_("Minutes"), address(meeting.pk)))
    return [*trail, (here, "")]
