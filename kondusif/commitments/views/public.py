"""What everybody may read: what was promised, by whom, and what came of it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kondusif.commitments import queries, words
from kondusif.commitments.actions import paper
from kondusif.commitments.views.library import pdf_of
from kondusif.core.compression import compressed
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.documents.storing import read
from kondusif.people.routes import opens
from kondusif.publication.queries import tenant_shown


@opens("public")
@compressed
def promises(request: HttpRequest) -> HttpResponse:
    slug = request.GET.get("wilayah", "")[:80]
    tenant = tenant_shown(slug)
    if tenant is None and slug:
        raise Http404
    rows = queries.public_commitments(tenant) if tenant else []
    response = render(request, "commitments/public.html", {"tenant": tenant, "rows": rows, "words": words})
    response["Cache-Control"] = "private, max-age=60"
    return response


@opens("public")
@compressed
def promise(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    found = queries.public_commitment(commitment_id)
    if found is None:
        raise Http404
    row, version, rows = found
    context = {"row": row, "version": version, "rows": rows, "words": words}
    return render(request, "commitments/promise.html", context)


@opens("public")
def promise_file(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    found = queries.public_commitment(commitment_id)
    if found is None or found[0].document is None:
        raise Http404
    with scoped(EVERYWHERE):  # only the paper of a published commitment
        return pdf_of(read(paper.latest_file(found[0].document)), found[0].document.code)
