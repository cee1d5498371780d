"""The page for everybody: what is warned of, what to do, and the coarse map."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kondusif.core.compression import compressed
from kondusif.people.routes import opens
from kondusif.publication import queries, words
from kondusif.publication.drawing import WIDTH
from kondusif.publication.notice_queries import told_notices


@opens("public")
@compressed
def home(request: HttpRequest) -> HttpResponse:
    slug = request.GET.get("wilayah", "")[:80]
    tenant = queries.tenant_shown(slug)
    if tenant is None and slug:
        raise Http404
    if tenant is None:
        return render(request, "publication/empty.html")
    release, areas, height = queries.public_map(tenant)
    response = render(
        request,
        "publication/home.html",
        {
            "tenant": tenant,
            "warnings": queries.warnings_now(tenant, request.at),
            "notices": told_notices(tenant.region_id, request.at, most=3),
            "notice_words": words,
            "release": release,
            "areas": areas,
            "width": round(WIDTH),
            "height": height,
            "regency_groups": queries.regency_bands(tenant),
            "bands": words.BANDS,
            "groups": words.GROUPS,
        },
    )
    response["Cache-Control"] = "private, max-age=60"
    return response
