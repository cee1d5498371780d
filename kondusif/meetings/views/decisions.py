"""What is born in the minutes, the chair's approval, and what is carried over to the next meeting."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.coordination.states import UNFINISHED
from kondusif.coordination.words import STATES
from kondusif.core.problems import NotFound, Problem
from kondusif.elections.explaining import address_of
from kondusif.meetings.actions import approval, decisions, oral
from kondusif.meetings.actions.decisions import NewDirective
from kondusif.meetings.actions.paper import preview_paper
from kondusif.meetings.forms import DirectiveForm
from kondusif.meetings.models import Decision, Directive, MeetingIssue
from kondusif.meetings.queries import meeting_for
from kondusif.meetings.queries import minutes as queries
from kondusif.meetings.views import minutes_page as page
from kondusif.people.routes import opens

_KINDS = {"keputusan": Decision, "arahan": Directive, "isu": MeetingIssue}


@opens("meeting.read", methods="POST")
def decide(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    return page.done(
        request, meeting_id, decisions.add_decision, _("Decision noted."), text=request.POST.get("text", ""),
        item_id=_item(request),
    )  # fmt: skip


@opens("meeting.read", methods="POST")
def issue(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    return page.done(
        request, meeting_id, decisions.raise_issue, _("Issue noted."), title=request.POST.get("title", ""),
        text=request.POST.get("text", ""), item_id=_item(request),
    )  # fmt: skip


@opens("meeting.read", methods="POST")
def direct(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = meeting_for(request.viewer, meeting_id)
    form = page.directive_form(request, meeting, request.POST)
    action = oral.give_oral_directive if request.POST.get("oral") else decisions.add_directive
    if form.is_valid():
        try:
            action(meeting_id=meeting.pk, new=_new(form), by=request.viewer, at=request.at)
        except NotFound:
            raise
        except Problem as problem:
            _onto(form, problem)
        else:
            messages.success(request, _("Directive noted."))
            return redirect(page.address(meeting.pk) + "#hasil")
    context = page.page_of(request, meeting) | {"directive_form": form}
    return render(request, "meetings/minutes.html", context, status=422)


@opens("meeting.read", methods="POST")
def take_out(request: HttpRequest, meeting_id: UUID, kind: str, pk: UUID) -> HttpResponse:
    if kind not in _KINDS:
        raise Http404
    return page.done(
        request, meeting_id, decisions.take_out, _("Taken out of the minutes."), without_meeting=True,
        kind=_KINDS[kind], pk=pk,
    )  # fmt: skip


@opens("meeting.read", methods="GET POST")
def approve(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The chair reads the whole once more, and approves exactly what was read."""
    meeting = meeting_for(request.viewer, meeting_id)
    if request.method == "POST":
        return page.done(
            request, meeting_id, approval.approve_minutes, _("Approved. The directives are tasks now; the paper is being made."),
            seen=request.POST.get("seen", ""), official_record=bool(request.POST.get("official_record")),
        )  # fmt: skip
    context = page.page_of(request, meeting) | {"seen": approval.content_of(meeting)}
    return render(request, "meetings/minutes_approve.html", context)


@opens("meeting.read", methods="POST")
def name_chair(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    return page.done(
        request, meeting_id, approval.name_acting_chair, _("Acting chair named."),
        office_id=page.uuid_of(request.POST.get("office")), reason=request.POST.get("reason", ""),
    )  # fmt: skip


@opens("meeting.read", methods="POST")
def correct(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    return page.done(
        request, meeting_id, approval.correct_minutes, _("Correction added. The paper is made anew."),
        text=request.POST.get("text", ""), reason=request.POST.get("reason", ""), item_id=_item(request),
    )  # fmt: skip


@opens("meeting.read", methods="POST")
def archive(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    return page.done(request, meeting_id, approval.archive_minutes, _("Archived."))


@opens("meeting.read")
def preview(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The paper as it would look, marked as a draft."""
    pdf = preview_paper(meeting_id=meeting_id, by=request.viewer, at=request.at)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = "inline; filename=notulen-draf.pdf"
    response["Cache-Control"] = "private, no-store"
    return response


@opens("meeting.read")
def carried_over(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = meeting_for(request.viewer, meeting_id)
    rows = queries.open_directives(request.viewer, meeting, request.at)
    context = {
        "meeting": meeting, "rows": rows, "states": STATES, "unfinished": UNFINISHED,
        "may_remind": bool(rows) and request.viewer.may("task.give", meeting.region_id), "zone": meeting.region.timezone,
        "crumbs": page.crumbs(meeting, _("Open directives")),
    }  # fmt: skip
    return render(request, "meetings/carried_over.html", context)


@opens("meeting.read", methods="GET POST")
def spoken(request: HttpRequest) -> HttpResponse:
    """Directives by word of mouth outside meetings: giving one, and those that wait to be ratified."""
    form = None
    if request.viewer.may("task.give"):
        form = page.directive_form(request, None, request.POST or None)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            oral.give_oral_directive(new=_new(form), by=request.viewer, at=request.at)
        except Problem as problem:
            _onto(form, problem)
        else:
            messages.success(request, _("Given. Ratify it within 48 hours."))
            return redirect("meetings:spoken")
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form, "waiting": queries.directives_to_ratify(request.viewer),
        "offices": {g.office_id for g in request.viewer.grants}, "why": _why_until,
    }  # fmt: skip
    return render(request, "meetings/spoken.html", context, status=status)


def _why_until(directive: Directive) -> str:
    """The page that counts the time to ratify a directive step by step."""
    return address_of(start=directive.added_at, region_code=directive.region_id, limit=oral.RATIFY)


@opens("meeting.read", methods="POST")
def ratify(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    if not queries.directives_seen_by(request.viewer).filter(pk=directive_id).exists():
        raise Http404
    try:
        oral.ratify_directive(directive_id=directive_id, by=request.viewer, at=request.at)
    except Problem as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, _("Ratified."))
    return redirect("meetings:spoken")


def _new(form: DirectiveForm) -> NewDirective:
    data = form.cleaned_data
    return NewDirective(
        title=data["title"], text=data["text"], owner_ids=tuple(UUID(pk) for pk in data["owners"]),
        due_at=None if data["due_rule"].strip() else data["due_at"], due_rule=data["due_rule"],
        item_id=UUID(data["item"]) if data["item"] else None, day_off_meant=data["day_off_meant"],
    )  # fmt: skip


def _item(request: HttpRequest) -> UUID | None:
    item = request.POST.get("item")
    return page.uuid_of(item) if item else None


def _onto(form: DirectiveForm, problem: Problem) -> None:
    for name, sentence in problem.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    for faults in getattr(problem, "rows", {}).values():
        for sentence in faults.values():
            form.add_error("owners", sentence)
    if not problem.fields and not getattr(problem, "rows", None):
        form.add_error(None, problem.sentence)
