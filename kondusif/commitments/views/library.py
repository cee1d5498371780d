"""The list of commitments, drafting one, one commitment's page, and how far agencies have signed."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.commitments import queries, words
from kondusif.commitments.actions import drafting, paper
from kondusif.commitments.actions.drafting import NewCommitment
from kondusif.commitments.forms import CommitmentForm, local_moment
from kondusif.commitments.states import Kind
from kondusif.commitments.views.page import onto, page_of
from kondusif.core.problems import Problem
from kondusif.documents.storing import read
from kondusif.people.routes import opens
from kondusif.regions.models import Region
from kondusif.reports.photos import read_photo

PAGE = 50


@opens("commitment.read")
def commitment_list(request: HttpRequest) -> HttpResponse:
    kind, state, typed = (request.GET.get(name, "")[:60] for name in ("jenis", "keadaan", "cari"))
    found = queries.listed(request.viewer, kind=kind, state=state, words=typed)
    return render(
        request,
        "commitments/list.html",
        {
            "page_obj": Paginator(found, PAGE).get_page(request.GET.get("hal")),
            "waiting": queries.waiting_for(request.viewer),
            "pacts": queries.pact_figure(request.viewer),
            "kind": kind,
            "state": state,
            "typed": typed,
            "may_draft": request.viewer.may("commitment.draft"),
            "words": words,
        },
    )


@opens("commitment.draft", methods="GET POST")
def draft(request: HttpRequest) -> HttpResponse:
    region = Region.objects.get(pk=request.viewer.scope_for("commitment.draft")[0])
    form = CommitmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = drafting.draft_commitment(new=_new(form.cleaned_data, region), by=request.viewer, at=request.at)
        except Problem as problem:
            onto(form, problem)
        else:
            messages.success(request, _("Drafted. Now add the parties."))
            return redirect("commitments:one", row.pk)
    return render(request, "commitments/draft.html", {"form": form}, status=422 if form.errors else 200)


def _new(data: dict, region: Region) -> NewCommitment:
    return NewCommitment(
        kind=Kind(data["kind"]), title=data["title"], articles=data["articles"], region_code=region.pk,
        preamble=data["preamble"], occasion=data["occasion"], place=data["place"], held_on=data["held_on"],
        closes_at=data["closes_at"] and local_moment(data["closes_at"].replace(tzinfo=None), region.timezone),
        valid_from=data["valid_from"], valid_until=data["valid_until"], is_public=data["is_public"],
    )  # fmt: skip


@opens("commitment.read")
def one(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    row = queries.commitment_for(request.viewer, commitment_id)
    return render(request, "commitments/one.html", page_of(request, row))


@opens("commitment.read")
def verdict(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    row = queries.commitment_for(request.viewer, commitment_id)
    if row.document is None:
        raise Http404
    found = paper.judge_paper(row, request.at)
    return render(request, "commitments/verdict.html", {"row": row, "verdict": found, **_signing_words()})


def _signing_words() -> dict[str, object]:
    from kondusif.documents.signing import words as signing_words

    return {"faults": signing_words.FAULTS, "levels": signing_words.LEVELS, "local": signing_words.LOCAL}


@opens("commitment.read")
def compliance(request: HttpRequest) -> HttpResponse:
    context = {"rows": queries.compliance(request.viewer), "figure": queries.pact_figure(request.viewer)}
    return render(request, "commitments/compliance.html", context)


@opens("commitment.read")
def paper_file(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    row = queries.commitment_for(request.viewer, commitment_id)
    if row.document is None:
        raise Http404
    return pdf_of(read(paper.latest_file(row.document)), row.document.code)


def pdf_of(content: bytes, code: str) -> HttpResponse:
    """This function will answer with a PDF to be saved."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f"attachment; filename=komitmen-{code}.pdf"
    return response


@opens("commitment.read")
def scan(request: HttpRequest, signing_id: UUID) -> HttpResponse:
    found = queries.scan_for(request.viewer, signing_id)
    if found is None:
        raise Http404
    return _picture(found.scan_path, bytes(found.scan_sha256))


@opens("commitment.read")
def photo(request: HttpRequest, event_id: UUID) -> HttpResponse:
    found = queries.monitoring_photo(request.viewer, event_id)
    if found is None:
        raise Http404
    return _picture(found.path, bytes(found.sha256))


def _picture(path: str, digest: bytes) -> HttpResponse:
    response = HttpResponse(read_photo(path, digest), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    return response
