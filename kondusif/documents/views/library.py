"""The list of documents, one document, its files, and what may be done with it."""

from collections.abc import Callable
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core.problems import NotFound, Problem
from kondusif.core.queries import history_of
from kondusif.core.states import ForbiddenMove
from kondusif.documents import actions, queries, words
from kondusif.documents.forms import BORN_HERE, SoughtForm
from kondusif.documents.kinds import KINDS
from kondusif.documents.models import Document
from kondusif.documents.permissions import may_lower
from kondusif.documents.rendering.qr import address_of
from kondusif.documents.states import DocumentState, Format
from kondusif.people.roles import CLASSIFICATION_NAMES, Classification
from kondusif.people.routes import opens

PER_PAGE = 50


@opens("document.read")
def document_list(request: HttpRequest) -> HttpResponse:
    """This function will list the documents that this officer may read."""
    form = SoughtForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    sought = queries.Sought(
        asked.get("q", "").strip(),
        asked.get("jenis", ""),
        asked.get("keadaan", ""),
        asked.get("dari"),
        asked.get("sampai"),
    )
    page = Paginator(queries.documents_sought(request.viewer, sought), PER_PAGE).get_page(request.GET.get("hal"))
    return render(
        request,
        "documents/list.html",
        {
            "page_obj": page, "form": form, "words": words, "kinds": KINDS, "classes": CLASSIFICATION_NAMES,
            "may_write": request.viewer.may("document.write"), "may_issue": request.viewer.may("document.issue"),
            "may_format": request.viewer.may("document.format"),
        },
    )  # fmt: skip


@opens("document.read")
def one_document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """This function will show one document; of a classified one the look is written down first."""
    document = queries.document_for(request.viewer, document_id)
    actions.look_at_document(document=document, by=request.viewer, at=request.at)
    return render(request, "documents/one.html", _page(request, document))


@opens("document.read")
def document_file(request: HttpRequest, document_id: UUID, form: str) -> HttpResponse:
    """This function will send a document's file; of a classified one the reading is written down first."""
    if form not in set(Format):
        raise Http404
    try:
        copy = actions.read_document(document_id=document_id, format=Format(form), by=request.viewer, at=request.at)
    except NotFound as missing:
        raise Http404 from missing
    return sent(copy.content, copy.file_name, copy.media_type, inline=form != Format.DOCX)


def posted(request: HttpRequest) -> QueryDict | None:
    """This function will return what was sent, also if it is empty: a form sent empty is told what it lacks."""
    return request.POST if request.method == "POST" else None


def sent(content: bytes, name: str, media_type: str, *, inline: bool = False) -> HttpResponse:
    """This function will answer with a file that no browser keeps or takes for a page."""
    response = HttpResponse(content, content_type=media_type)
    how = "inline" if inline else "attachment"
    response["Content-Disposition"] = f"{how}; filename=\"{name}\"; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@opens("document.issue", methods="POST")
def issue(request: HttpRequest, document_id: UUID) -> HttpResponse:
    return _done(request, document_id, actions.issue_draft, _("Issued. The number and the files are there."))


@opens("document.write", methods="POST")
def discard(request: HttpRequest, document_id: UUID) -> HttpResponse:
    return _done(request, document_id, actions.discard_draft, _("The draft was set aside."))


@opens("document.withdraw", methods="POST")
def withdraw(request: HttpRequest, document_id: UUID) -> HttpResponse:
    sent_out = request.POST.get("sent") != "0"
    return _done(
        request, document_id, actions.withdraw_document, _("Withdrawn. Its page says so to everybody who checks it."),
        reason=_reason(request), sent=sent_out,
    )  # fmt: skip


@opens("document.withdraw", methods="POST")
def replace(request: HttpRequest, document_id: UUID) -> HttpResponse:
    document = queries.document_for(request.viewer, document_id)
    number = request.POST.get("with_number", "").strip()
    successor = queries.successors_of(request.viewer, document).filter(number=number).first() if number else None
    if successor is None:
        problem = Problem(
            "document.no_successor",
            _("No issued document of the same kind has this number: %(n)s.") % {"n": number or "–"},
        )
        return _refused(request, document, problem, 422)
    return _done(
        request, document_id, actions.replace_document, _("Replaced. Who checks the old one is led to the new one."),
        with_id=successor.pk, reason=_reason(request),
    )  # fmt: skip


@opens("document.write", methods="POST")
def classify(request: HttpRequest, document_id: UUID) -> HttpResponse:
    value = request.POST.get("classification", "")
    known = {str(int(c)): c for c in Classification}
    if value not in known:
        document = queries.document_for(request.viewer, document_id)
        return _refused(request, document, Problem("document.class", _("Choose a classification from the list.")), 422)
    return _done(
        request, document_id, actions.classify_document, _("The classification was changed."),
        classification=known[value], reason=_reason(request),
    )  # fmt: skip


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:1000]


def _done(request: HttpRequest, document_id: UUID, action: Callable, thanks: str, **more: object) -> HttpResponse:
    document = queries.document_for(request.viewer, document_id)
    try:
        action(document_id=document.pk, by=request.viewer, at=request.at, **more)
    except NotFound:
        raise
    except Problem as problem:
        return _refused(request, document, problem, problem.status)
    except ForbiddenMove:
        moved = Problem("document.moved_on", _("This document has moved on meanwhile. This is how it stands now."))
        return _refused(request, document, moved, 409)
    messages.success(request, thanks)
    return redirect("documents:one", document.pk)


def _refused(request: HttpRequest, document: Document, problem: Problem, status: int) -> HttpResponse:
    document.refresh_from_db()
    context = _page(request, document) | {"problem": problem, "typed": request.POST}
    return render(request, "documents/one.html", context, status=status)


def _page(request: HttpRequest, document: Document) -> dict[str, object]:
    viewer, region = request.viewer, document.region_id
    draft, issued = document.state == DocumentState.DRAFT, document.state == DocumentState.ISSUED
    clearance = viewer.clearance_for("document.write", region)
    return {
        "document": document,
        "kind": KINDS[document.kind],
        "words": words,
        "class_word": CLASSIFICATION_NAMES[Classification(document.classification)],
        "files": list(document.renditions.order_by("-at")),
        "entries": words.timeline(history_of(document)),
        "readers": list(queries.readers_of(viewer, document)[:50]) if document.is_classified else [],
        "check_address": address_of(document.code) if document.number else "",
        "classes": [
            (int(c), name, int(c) == document.classification)
            for c, name in CLASSIFICATION_NAMES.items()
            if c <= clearance and (c >= document.classification or may_lower(viewer, document))
        ],
        "can_edit": draft and document.kind in BORN_HERE and viewer.may("document.write", region),
        "can_discard": draft and viewer.may("document.write", region),
        "can_issue": draft and viewer.may("document.issue", region),
        "can_end": issued and viewer.may("document.withdraw", region),
        "can_classify": not draft and viewer.may("document.write", region),
    }
