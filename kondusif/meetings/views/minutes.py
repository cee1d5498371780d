"""Taking minutes: the page that several people write on at once, and the one address it talks to."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core.problems import NotFound, Problem
from kondusif.meetings import words
from kondusif.meetings.actions import minutes as actions
from kondusif.meetings.actions.minutes import Typed
from kondusif.meetings.queries import meeting_for
from kondusif.meetings.queries import minutes as queries
from kondusif.meetings.sections import Section
from kondusif.meetings.views.minutes_page import address, crumbs, done, laid_out, page_of, uuid_of
from kondusif.people.routes import opens

MOST_OPERATIONS = 40
MOST_SHOWN = 100  # revisions on the page of a text's history


@opens("meeting.read")
def minutes_page(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = meeting_for(request.viewer, meeting_id)
    return render(request, "meetings/minutes.html", page_of(request, meeting))


@opens("meeting.read", methods="POST")
def open_page(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    return done(request, meeting_id, actions.open_minutes, "")


@opens("meeting.read", methods="POST")
def sync(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """What a page sends and what it has not heard yet, in one exchange; each operation is answered by itself."""
    meeting = meeting_for(request.viewer, meeting_id)
    try:
        asked = _read(request)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return JsonResponse({"sentence": _("The page sent something that could not be read. Reload it.")}, status=400)
    answers = [_write(request, typed) for typed in asked.operations]
    meeting.refresh_from_db(fields=["state"])
    passages = queries.passages_of(request.viewer, meeting)
    numbers = list(passages.values_list("pk", "number"))
    stale = [pk for pk, number in numbers if asked.known.get(str(pk), number) != number]
    return JsonResponse(
        {
            "ops": answers,
            "passages": [{"id": str(p.pk), "number": p.number, "text": p.text} for p in passages.filter(pk__in=stale)],
            "writers": [
                {"client": str(w.client_id), "name": w.name, "passage": str(w.passage_id)}
                for w in queries.writers_now(meeting, request.at)
            ],
            "changed": laid_out(meeting, len(numbers)),
        }
    )


@opens("meeting.read", methods="POST")
def write(request: HttpRequest, passage_id: UUID) -> HttpResponse:
    """The plain form of one text, for a browser without scripts: it merges just the same."""
    passage = queries.passage_for(request.viewer, passage_id)
    text = request.POST.get("text", "")
    typed = Typed(
        passage.pk, uuid_of(request.POST.get("op")), uuid_of(request.POST.get("client")),
        _number(request.POST.get("base")), text,
    )  # fmt: skip
    try:
        written = actions.write_passage(typed=typed, by=request.viewer, at=request.at)
    except NotFound:
        raise
    except Problem as problem:
        context = page_of(request, passage.meeting) | {"problem": problem, "kept": {passage.pk: text}}
        return render(request, "meetings/minutes.html", context, status=problem.status)
    if not written.base_known:
        messages.warning(
            request, _("Both texts were laid together, because nobody knows where yours began. Read it through.")
        )
    messages.success(request, _("Saved."))
    return redirect(f"{address(passage.meeting_id)}#teks-{passage.pk}")


@opens("meeting.read")
def history(request: HttpRequest, passage_id: UUID) -> HttpResponse:
    passage = queries.passage_for(request.viewer, passage_id)
    chosen = _number(request.GET.get("ke"))
    return render(
        request,
        "meetings/minutes_history.html",
        {
            "passage": passage,
            "section_word": words.SECTIONS[Section(passage.section)],
            "revisions": queries.revisions_of(passage)[:MOST_SHOWN],
            "chosen": chosen,
            "then": queries.text_at(passage, chosen),
            "crumbs": crumbs(passage.meeting, _("History of the text")),
        },
    )


@opens("meeting.read", methods="POST")
def add_response(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    item, office = uuid_of(request.POST.get("item")), uuid_of(request.POST.get("office"))
    return done(request, meeting_id, actions.add_response, "", without_meeting=True, item_id=item, office_id=office)


@opens("meeting.read", methods="POST")
def add_item(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    return done(request, meeting_id, actions.add_item, _("Point added."), title=request.POST.get("title", "")[:500])


@opens("meeting.read", methods="POST")
def start_item(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    item = request.POST.get("item")
    return done(request, meeting_id, actions.start_item, "", item_id=uuid_of(item) if item else None)


@opens("meeting.read", methods="POST")
def finish(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    return done(
        request,
        meeting_id,
        actions.finish_meeting,
        _("The meeting is over. Complete the minutes, then the chair approves."),
    )


@dataclass(frozen=True)
class _Asked:
    operations: list[Typed]
    known: dict[str, int]


def _read(request: HttpRequest) -> _Asked:
    said = json.loads(request.body)
    client = UUID(str(said["client"]))
    operations = [
        Typed(UUID(str(op["passage"])), UUID(str(op["op"])), client, _number(op.get("base")), str(op["text"]))
        for op in said.get("ops", [])[:MOST_OPERATIONS]
    ]
    known = {str(pk): number for pk, number in said.get("known", {}).items() if isinstance(number, int)}
    return _Asked(operations, known)


def _write(request: HttpRequest, typed: Typed) -> dict[str, object]:
    answer: dict[str, object] = {"op": str(typed.op_id), "passage": str(typed.passage_id)}
    try:
        written = actions.write_passage(typed=typed, by=request.viewer, at=request.at)
    except Problem as problem:
        return answer | {"code": problem.code, "sentence": str(problem.sentence)}
    return answer | {"number": written.number, "text": written.text, "base_known": written.base_known}


def _number(value: object) -> int | None:
    try:
        return int(str(value)[:9])
    except ValueError:
        return None
