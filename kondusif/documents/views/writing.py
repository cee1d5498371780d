"""Writing the kinds that are born in this room: draft, look, issue."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core import stale
from kondusif.core.problems import NotFound, Problem
from kondusif.core.states import ForbiddenMove
from kondusif.documents import actions, queries
from kondusif.documents.actions import NewDocument
from kondusif.documents.forms import BORN_HERE, MapForm, PaperForm, initial_from
from kondusif.documents.kinds import KINDS
from kondusif.documents.mapping import map_data
from kondusif.documents.models import Document
from kondusif.documents.states import DocumentState
from kondusif.documents.views.library import posted, sent
from kondusif.people.models import Office
from kondusif.people.routes import opens
from kondusif.ratings.queries import authorities_seen_by
from kondusif.ratings.schemes import AUTHORITY_NAMES, Authority


@opens("document.write")
def choose_kind(request: HttpRequest) -> HttpResponse:
    """This function will show which papers can be written here."""
    kinds = [KINDS[code] for code in (*BORN_HERE, "vulnerability_map")]
    clearance = request.viewer.clearance_for("document.write")
    return render(request, "documents/choose.html", {"kinds": [k for k in kinds if k.classification <= clearance]})


@opens("document.write", methods="GET POST")
def write(request: HttpRequest, kind: str) -> HttpResponse:
    """This function will take a paper as somebody types it: keep it as a draft, show it, or issue it."""
    if kind not in BORN_HERE:
        raise Http404
    offices, signers = queries.writing_offices(request.viewer), queries.possible_signers(request.viewer)
    form = PaperForm(posted(request), kind=KINDS[kind], offices=offices, signers=signers)
    if request.method == "POST" and form.is_valid():
        return _take(request, form, offices, None)
    return _shown(request, form, None)


@opens("document.write", methods="GET POST")
def change(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """This function will let a draft be typed anew."""
    document = queries.document_for(request.viewer, document_id)
    if document.kind not in BORN_HERE or document.state != DocumentState.DRAFT:
        raise Http404
    kind = KINDS[document.kind]
    chosen = document.frame.get("chosen", {})
    initial = initial_from(kind, document.data) | {
        "title": document.title, "office": str(document.office_id), "signer": str(document.signer_office_id),
        "behalf": chosen.get("on_behalf_of", ""),
    }  # fmt: skip
    offices, signers = queries.writing_offices(request.viewer), queries.possible_signers(request.viewer)
    data, both = stale.merged(posted(request), initial)
    form = PaperForm(data, kind=kind, offices=offices, signers=signers, initial=initial)
    if request.method == "POST" and form.is_valid() and both and "preview" not in request.POST:
        stale.tell(form, both)
    elif request.method == "POST" and form.is_valid():
        return _take(request, form, offices, document)
    return _shown(request, form, document, stale.seen(initial))


def _take(request: HttpRequest, form: PaperForm, offices: list[Office], document: Document | None) -> HttpResponse:
    data = form.cleaned_data
    office = next(o for o in offices if str(o.pk) == data["office"])
    new = NewDocument(
        kind=form.kind.code, title=data["title"], data=form.data_of_paper(), region_code=office.region_id,
        office_id=office.pk, signer_office_id=UUID(data["signer"]),
        on_behalf_of_id=UUID(data["behalf"]) if data["behalf"] else None,
    )  # fmt: skip
    try:
        if "preview" in request.POST:
            return sent(
                actions.preview_document(new=new, by=request.viewer, at=request.at), "konsep.pdf", "application/pdf",
                inline=True,
            )  # fmt: skip
        if document is None:
            document = actions.write_draft(new=new, by=request.viewer, at=request.at)
        else:
            actions.rewrite_draft(document_id=document.pk, new=new, by=request.viewer, at=request.at)
    except NotFound:
        raise
    except Problem as problem:
        form.take(problem)
        return _shown(request, form, document)
    except ForbiddenMove:
        messages.error(request, _("This document has moved on meanwhile. This is how it stands now."))
        return redirect("documents:one", document.pk)
    messages.success(request, _("The draft is kept. Look at it, then issue it."))
    return redirect("documents:one", document.pk)


def _shown(request: HttpRequest, form: PaperForm, document: Document | None, seen: str = "") -> HttpResponse:
    context = {"form": form, "kind": form.kind, "document": document, "seen": seen or request.POST.get(stale.SEEN, "")}
    return render(request, "documents/write.html", context, status=422 if form.errors else 200)


@opens("document.write", methods="GET POST")
def write_map(request: HttpRequest) -> HttpResponse:
    """This function will make a draft of the vulnerability map out of what the authorities said."""
    offices, signers = queries.writing_offices(request.viewer), queries.possible_signers(request.viewer)
    # Our own situation is always there; the others only where they rated something.
    known = dict.fromkeys([Authority.KESBANGPOL.value, *authorities_seen_by(request.viewer)])
    form = MapForm(
        posted(request), offices=offices, signers=signers,
        authorities=[(a, AUTHORITY_NAMES[Authority(a)]) for a in known],
        initial={"as_of": _today(request.at, offices)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        office = next(o for o in offices if str(o.pk) == typed["office"])
        data = map_data(
            request.viewer, office.region, Authority(typed["authority"]), typed["as_of"], title=typed["title"],
            note=typed["note"],
        )  # fmt: skip
        new = NewDocument(
            kind="vulnerability_map", title=f"{typed['title']} {office.region.title}", data=data,
            region_code=office.region_id, office_id=office.pk, signer_office_id=UUID(typed["signer"]),
        )  # fmt: skip
        try:
            document = actions.write_draft(new=new, by=request.viewer, at=request.at)
        except Problem as problem:
            for sentence in [problem.sentence, *problem.fields.values()]:
                form.add_error(None, sentence)
        else:
            messages.success(request, _("The draft is kept. Look at it, then issue it."))
            return redirect("documents:one", document.pk)
    return render(request, "documents/map.html", {"form": form}, status=422 if form.errors else 200)


def _today(at: datetime, offices: list[Office]):
    return at.astimezone(ZoneInfo(offices[0].region.timezone if offices else "Asia/Jakarta")).date()
