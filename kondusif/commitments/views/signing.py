"""Signing: on one's own account, with a link, by a scanned paper, by certificate."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from kondusif.commitments import forms, keys, queries
from kondusif.commitments.actions import paper, signing
from kondusif.commitments.actions.signing import Ink
from kondusif.commitments.models import Party, SigningLink, TextVersion
from kondusif.commitments.views.page import done, onto, refused
from kondusif.core.problems import Conflict, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.documents.rendering.qr import qr_svg
from kondusif.people.routes import opens
from kondusif.people.viewers import CITIZEN
from kondusif.reports.photos import clean_photo


@opens("commitment.sign", methods="GET POST")
def sign(request: HttpRequest, party_id: UUID) -> HttpResponse:
    party = queries.party_for(request.viewer, party_id)
    version = queries.current_version(party.commitment)
    form = forms.SignForm(request.POST or None, initial={"seen": version.mark})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            signing.sign_by_hand(
                party_id=party.pk, seen=form.cleaned_data["seen"], ink=_ink(form), by=request.viewer, at=request.at
            )
        except Problem as problem:
            onto(form, problem)
            status = problem.status
        else:
            messages.success(request, _("Signed. Thank you."))
            return redirect("commitments:one", party.commitment_id)
    return _sign_page(
        request, party, version, form, status, back=reverse("commitments:one", args=[party.commitment_id])
    )


@opens("public", methods="GET POST")
def sign_link(request: HttpRequest, token: str) -> HttpResponse:
    with scoped(EVERYWHERE):  # the link's word is the key: it opens one party's page and nothing else
        link = queries.link_of(token)
        if link is None:
            return render(request, "commitments/link_gone.html", {"problem": _unknown()}, status=404)
        return _with_link(request, link, token)


def _unknown() -> Problem:
    return Problem("commitment.no_link", _("This link is not known. Ask the officer for a new one."))


def _with_link(request: HttpRequest, link: SigningLink, token: str) -> HttpResponse:
    party, version = link.party, queries.current_version(link.party.commitment)
    form = forms.LinkSignForm(request.POST or None, initial={"seen": version.mark})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            signing.sign_by_link(
                token=token, seen=form.cleaned_data["seen"], ink=_ink(form), by=CITIZEN, at=request.at,
                agreed_to_name=form.cleaned_data["agreed_to_name"],
            )  # fmt: skip
        except Problem as problem:
            onto(form, problem)
            status = problem.status
        else:
            return render(request, "commitments/signed.html", {"party": party, "row": party.commitment})
    elif request.method == "GET":
        try:
            signing.check_link(link, request.at)
        except Conflict as problem:
            return render(request, "commitments/link_gone.html", {"problem": problem}, status=problem.status)
    return _sign_page(request, party, version, form, status, back="")


def _sign_page(
    request: HttpRequest, party: Party, version: TextVersion, form: forms.SignForm, status: int, *, back: str
) -> HttpResponse:
    if form.is_bound and form.errors:
        form = _rewound(form, version)
    context = {"party": party, "row": party.commitment, "version": version, "form": form, "back": back}
    return render(request, "commitments/sign.html", context, status=_status(form, status))


def _status(form, status: int) -> int:
    """A refusal keeps its own status; a form that was filled in wrongly is 422."""
    return 422 if form.errors and status == 200 else status


def _rewound(form: forms.SignForm, version: TextVersion) -> forms.SignForm:
    """What is shown is the wording in force now: the next signature is bound to that one."""
    form.data = form.data.copy()
    form.data["seen"] = version.mark
    return form


def _ink(form: forms.SignForm) -> Ink:
    data = form.cleaned_data
    return Ink(data["strokes"], data["typed_name"], data["confirmed"], data["client_id"])


@opens("commitment.collect", methods="POST")
def hand_over(request: HttpRequest, party_id: UUID) -> HttpResponse:
    party = queries.party_for(request.viewer, party_id)
    try:
        link, token = signing.hand_over_link(party_id=party.pk, by=request.viewer, at=request.at)
    except Problem as problem:
        return refused(request, party.commitment, problem)
    address = request.build_absolute_uri(reverse("commitments:sign_link", args=[token]))
    context = {"party": party, "link": link, "address": address, "qr": Markup(qr_svg(address))}
    response = render(request, "commitments/hand_over.html", context)
    response["Cache-Control"] = "no-store"
    return response


@opens("commitment.collect", methods="POST")
def upload_scan(request: HttpRequest, party_id: UUID) -> HttpResponse:
    party = queries.party_for(request.viewer, party_id)
    form = forms.ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        return refused(
            request,
            party.commitment,
            Problem("commitment.no_scan_file", _("Choose a photo or scan of the signed page.")),
        )
    try:
        photo = clean_photo(form.cleaned_data["scan"].read())
    except Problem as problem:
        return refused(request, party.commitment, problem)
    thanks = _("Kept. It counts once a second officer has compared it with the paper.")
    return done(
        request, party.commitment_id, signing.upload_scan, thanks,
        party_id=party.pk, seen=form.cleaned_data["seen"], photo=photo,
    )  # fmt: skip


@opens("commitment.collect", methods="POST")
def judge_scan(request: HttpRequest, commitment_id: UUID, signing_id: UUID) -> HttpResponse:
    accepted = request.POST.get("verdict") == "accepted"
    thanks = _("Confirmed. The signature counts.") if accepted else _("Refused. A better scan can be uploaded.")
    return done(
        request, commitment_id, signing.judge_scan, thanks, signing_id=signing_id, accepted=accepted,
        note=request.POST.get("note", "")[:500],
    )  # fmt: skip


@opens("commitment.sign", methods="GET POST")
def sign_certificate(request: HttpRequest, party_id: UUID) -> HttpResponse:
    party = queries.party_for(request.viewer, party_id)
    version = queries.current_version(party.commitment)
    own = keys.choices(request.viewer, party, request.at)
    form = forms.CertificateSignForm(
        request.POST or None, request.FILES or None, certificates=own, initial={"seen": version.mark}
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _sign_certified(request, party, form)
        except Problem as problem:
            onto(form, problem)
            status = problem.status
        else:
            messages.success(request, _("Signed with your certificate. Thank you."))
            return redirect("commitments:one", party.commitment_id)
    context = {"party": party, "row": party.commitment, "version": version, "form": form, "n_own": len(own) - 1}
    return render(request, "commitments/sign_certificate.html", context, status=_status(form, status))


def _sign_certified(request: HttpRequest, party: Party, form: forms.CertificateSignForm) -> None:
    data = form.cleaned_data
    file = data["file"].read(200_000) if data["file"] else None
    choice = keys.Choice(data["certificate"], data["phrase"], file, data["account"])
    with keys.signer_of(choice, request.viewer, party, request.at) as signer:
        paper.sign_by_certificate(party_id=party.pk, seen=data["seen"], signer=signer, by=request.viewer, at=request.at)
