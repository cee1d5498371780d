"""A person's certificates, and what everybody may fetch of the local authority."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.commitments import forms, queries, words
from kondusif.commitments.actions.certificates import request_certificate, revoke_certificate
from kondusif.commitments.rules import certificate_state
from kondusif.commitments.views.page import onto
from kondusif.core.problems import Problem
from kondusif.documents.signing import words as signing_words
from kondusif.documents.signing.installation import authority_here
from kondusif.people.queries import OFFICE_DAY
from kondusif.people.routes import opens


@opens("commitment.sign", methods="GET POST")
def certificates(request: HttpRequest) -> HttpResponse:
    form = forms.RequestForm(request.POST or None, holdings=_holdings(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            request_certificate(
                holding_id=UUID(data["holding"]), phrase=data["phrase"], by=request.viewer, at=request.at
            )
        except Problem as problem:
            onto(form, problem)
        else:
            messages.success(request, _("Your certificate is ready. Keep the phrase; nobody can give it back."))
            return redirect("commitments:certificates")
    return _page(request, form, status=422 if form.errors else 200)


@opens("commitment.sign", methods="POST")
def revoke(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    form = forms.RevokeForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else "superseded"
    try:
        revoke_certificate(certificate_id=certificate_id, reason=reason, by=request.viewer, at=request.at)
    except Problem as problem:
        return _page(request, forms.RequestForm(holdings=_holdings(request)), status=problem.status, problem=problem)
    messages.success(request, _("Taken back. It signs nothing more, and every check says so."))
    return redirect("commitments:certificates")


def _page(
    request: HttpRequest, form: forms.RequestForm, *, status: int, problem: Problem | None = None
) -> HttpResponse:
    own = [(c, _state(c, request)) for c in queries.certificates_of(request.viewer)]
    managed = []
    if request.viewer.may("certificate.revoke"):
        managed = [(c, _state(c, request)) for c in queries.certificates_managed_by(request.viewer)[:200]]
    context = {
        "form": form, "own": own, "managed": managed, "revoke_form": forms.RevokeForm(), "words": words,
        "label": signing_words.LOCAL, "problem": problem,
    }  # fmt: skip
    return render(request, "commitments/certificates.html", context, status=status)


def _state(certificate, request: HttpRequest):
    return certificate_state(
        valid_from=certificate.valid_from, valid_until=certificate.valid_until, revoked_at=certificate.revoked_at,
        at=request.at,
    )  # fmt: skip


def _holdings(request: HttpRequest) -> list[tuple[str, str]]:
    day = request.at.astimezone(OFFICE_DAY).date()
    return [(str(h.pk), h.full_title) for h in queries.own_holdings(request.viewer, day)]


@opens("public")
def authority_certificate(request: HttpRequest) -> HttpResponse:
    content = (authority_here(request.at).folder / "ca.crt").read_bytes()
    response = HttpResponse(content, content_type="application/x-pem-file")
    response["Content-Disposition"] = "attachment; filename=ca-lokal-kondusif.pem"
    return response


@opens("public")
def revocation_list(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(authority_here(request.at).revocation_list, content_type="application/pkix-crl")
    response["Content-Disposition"] = "attachment; filename=ca-lokal-kondusif.crl"
    return response
