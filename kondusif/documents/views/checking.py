"""The public page on which anybody who holds a paper can check it."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.documents import queries, words
from kondusif.documents.signing import words as signing_words
from kondusif.people.policy import PUBLIC
from kondusif.people.routes import opens

BYTES_MAX = 20_000_000


@opens(PUBLIC)
def check_start(request: HttpRequest) -> HttpResponse:
    """This function will ask for the code of a paper."""
    code = "".join(c for c in request.GET.get("kode", "").upper() if c.isalnum())[:16]
    if code:
        return redirect("documents:check", code)
    return render(request, "documents/check_start.html")


@opens(PUBLIC, methods="GET POST")
def check(request: HttpRequest, code: str) -> HttpResponse:
    """This function will tell what is publicly known of a paper, and compare a file with it."""
    proof = queries.proof_of(code)
    if proof is None:
        return render(request, "documents/check_start.html", {"unknown": code[:16]}, status=404)
    context = {
        "proof": proof, "code": code.upper(), "words": words, "verdict": "", "status": 200, "faults": signing_words.FAULTS,
        "signatures": queries.signatures_of(code, request.at), "local": signing_words.LOCAL,
    }  # fmt: skip
    if request.method == "POST":
        context |= _compared(request, code)
    response = render(request, "documents/check.html", context, status=context["status"])
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _compared(request: HttpRequest, code: str) -> dict[str, object]:
    upload = request.FILES.get("file")
    if upload is None:
        return {"fault": _("Choose the file you received, then press the button."), "status": 422}
    if upload.size > BYTES_MAX:
        return {"fault": _("This file is larger than any of our papers (20 megabytes)."), "status": 422}
    mark = sha256()
    for chunk in upload.chunks():
        mark.update(chunk)
    known = queries.is_file_of(code, mark.hexdigest())
    return {"verdict": known or "changed", "file_mark": mark.hexdigest(), "file_name": upload.name[:120]}
