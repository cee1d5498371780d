"""Press notes of the office, and the public list; lessons of the period."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core import stale
from kondusif.core.compression import compressed
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.queries import history_of
from kondusif.core.states import ForbiddenMove
from kondusif.daily import words
from kondusif.daily.actions import lessons as lesson_actions
from kondusif.daily.actions import press as actions
from kondusif.daily.forms import LessonForm, PressForm
from kondusif.daily.models import PressNote
from kondusif.daily.queries import press as queries
from kondusif.daily.queries.lessons import lessons_seen_by, meetings_named, meetings_to_name, owner_choices
from kondusif.daily.queries.reports import latest_figures
from kondusif.daily.states import PressNoteState
from kondusif.daily.views.faults import onto
from kondusif.daily.views.situation import own_region
from kondusif.people.routes import opens
from kondusif.people.second_person import named, who_may


@opens("public")
@compressed
def public_list(request: HttpRequest) -> HttpResponse:
    return render(request, "daily/public_notes.html", {"notes": queries.published_notes()})


@opens("press.draft", methods="GET POST")
def press(request: HttpRequest) -> HttpResponse:
    latest = latest_figures(request.viewer)
    if request.method == "POST":
        if latest is None:
            messages.error(request, _("No daily report is approved yet; the press is told only approved figures."))
            return redirect("daily:press")
        try:
            note = actions.draft_press_note(report_id=latest.pk, by=request.viewer, at=request.at)
        except Conflict as problem:
            messages.error(request, problem.sentence)
            return redirect("daily:press")
        return redirect("daily:press_note", note.pk)
    context = {"notes": list(queries.press_notes_seen_by(request.viewer)[:60]), "latest": latest, "words": words}
    return render(request, "daily/press.html", context)


@opens("press.draft", methods="GET POST")
def press_note(request: HttpRequest, note_id: UUID) -> HttpResponse:
    note = queries.press_note_for(request.viewer, note_id)
    posted, both = stale.merged(request.POST or None, {"title": note.title, "body": note.body})
    form = PressForm(posted, initial={"title": note.title, "body": note.body})
    if request.method == "POST" and form.is_valid() and both:
        stale.tell(form, both)
    elif request.method == "POST" and form.is_valid():
        return _done(request, note, actions.edit_press_note, _("Text kept."), form=form, **form.cleaned_data)
    return _page(request, note, form=form)


@opens("press.approve", methods="POST")
def approve(request: HttpRequest, note_id: UUID) -> HttpResponse:
    note = queries.press_note_for(request.viewer, note_id)
    return _done(request, note, actions.approve_press_note, _("Approved. The paper carries its number."))


@opens("press.approve", methods="POST")
def publish(request: HttpRequest, note_id: UUID) -> HttpResponse:
    note = queries.press_note_for(request.viewer, note_id)
    return _done(request, note, actions.publish_press_note, _("On the public page."))


def _done(request: HttpRequest, note: PressNote, action: Callable, thanks: str, form=None, **more) -> HttpResponse:
    try:
        action(note_id=note.pk, by=request.viewer, at=request.at, **more)
    except NotFound:
        raise
    except ForbiddenMove:
        note.refresh_from_db()
        moved = Problem("press_note.moved_on", _("This note has moved on meanwhile. This is how it stands now."))
        return _page(request, note, problem=moved)
    except Problem as problem:
        note.refresh_from_db()
        if form is not None:
            onto(form, problem)
        return _page(request, note, form=form, problem=problem)
    messages.success(request, thanks)
    return redirect("daily:press_note", note.pk)


def _page(request: HttpRequest, note: PressNote, *, form=None, problem: Problem | None = None) -> HttpResponse:
    viewer = request.viewer
    drafted = note.state == PressNoteState.DRAFTED
    approves = viewer.may("press.approve", note.region_id)
    context = {
        "note": note,
        "form": (form or PressForm(initial={"title": note.title, "body": note.body})) if drafted else None,
        "seen": stale.seen({"title": note.title, "body": note.body}),
        "may_approve": approves and drafted and viewer.person_id not in note.authors,
        "approvers": named(who_may("press.approve", note.region_id, but=note.authors, at=request.at))
        if drafted
        else "",
        "may_publish": approves and note.state == PressNoteState.APPROVED,
        "entries": words.timeline(history_of(note)),
        "problem": problem,
        "words": words,
    }
    status = problem.status if problem else 422 if form is not None and form.errors else 200
    return render(request, "daily/press_note.html", context, status=status)


@opens("lesson.read")
def lessons(request: HttpRequest) -> HttpResponse:
    found = list(lessons_seen_by(request.viewer)[:200])
    context = {
        "lessons": found,
        "meetings": meetings_named(request.viewer, found),
        "may_write": request.viewer.may("lesson.write"),
        "words": words,
    }
    return render(request, "daily/lessons.html", context)


@opens("lesson.write", methods="GET POST")
def note_lesson(request: HttpRequest) -> HttpResponse:
    region_code = own_region(request, "lesson.write")
    form = LessonForm(request.POST or None, offices=owner_choices(request.viewer, region_code))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        owner = UUID(data.pop("owner")) if data["owner"] else data.pop("owner") or None
        new = lesson_actions.NewLesson(region_code=region_code, owner_id=owner, **data)
        try:
            lesson_actions.note_lesson(new=new, by=request.viewer, at=request.at)
        except Problem as problem:
            onto(form, problem)
        else:
            messages.success(request, _("Lesson noted."))
            return redirect("daily:lessons")
    context = {"form": form, "meetings": meetings_to_name(request.viewer)}
    return render(request, "daily/note_lesson.html", context, status=422 if form.errors else 200)


@opens("lesson.write", methods="POST")
def carry_lesson(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    try:
        lesson_actions.carry_lesson(
            lesson_id=lesson_id, to=request.POST.get("to", ""), by=request.viewer, at=request.at
        )
    except NotFound:
        raise
    except ForbiddenMove:
        messages.error(request, _("This lesson stands in a plan already."))
    except Problem as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, words.EVENTS["lesson.carried"])
    return redirect("daily:lessons")
