"""One step each: what an officer does with a commitment."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kondusif.commitments import forms, queries
from kondusif.commitments.actions import drafting, paper, standing, watching
from kondusif.commitments.actions.drafting import NewParty
from kondusif.commitments.actions.watching import Allegation, Finding
from kondusif.commitments.models import Commitment
from kondusif.commitments.rules import typed_articles
from kondusif.commitments.states import Outcome, PartyKind
from kondusif.commitments.views.page import done, onto, party_choices, refused
from kondusif.core.problems import Problem
from kondusif.people.routes import opens
from kondusif.reports.photos import clean_photo


@opens("commitment.draft", methods="GET POST")
def reword(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    row = queries.commitment_for(request.viewer, commitment_id)
    version = queries.current_version(row)
    initial = {"preamble": version.preamble, "articles": typed_articles(version.articles)}
    form = forms.RewordForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            drafting.reword(commitment_id=row.pk, by=request.viewer, at=request.at, **form.cleaned_data)
        except Problem as problem:
            onto(form, problem)
        else:
            messages.success(request, _("The new text stands. Whoever signed the old one is asked again."))
            return redirect("commitments:one", row.pk)
    context = {"form": form, "row": row, "version": version}
    return render(request, "commitments/reword.html", context, status=422 if form.errors else 200)


@opens("commitment.draft", methods="POST")
def add_party(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    row = queries.commitment_for(request.viewer, commitment_id)
    form = forms.PartyForm(request.POST, offices=party_choices(request, row))
    if not form.is_valid():
        return _again(request, row, "party_form", form)
    data = form.cleaned_data
    party = NewParty(
        PartyKind(data["kind"]), UUID(data["office"]) if data["office"] else None, data["organisation"],
        data["person_name"], data["position"],
    )  # fmt: skip
    try:
        drafting.add_party(commitment_id=row.pk, party=party, by=request.viewer, at=request.at)
    except Problem as problem:
        onto(form, problem)
        return _again(request, row, "party_form", form)
    messages.success(request, _("The party is on the list."))
    return redirect("commitments:one", row.pk)


@opens("commitment.draft", methods="POST")
def remove_party(request: HttpRequest, party_id: UUID) -> HttpResponse:
    party = queries.party_for(request.viewer, party_id)
    return done(request, party.commitment_id, drafting.remove_party, _("The party was taken off."), party_id=party.pk)


@opens("commitment.decide", methods="POST")
def open_it(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    thanks = _("Open for signature. Every party with an account finds it under “Commitments”.")
    return done(request, commitment_id, drafting.open_for_signature, thanks, commitment_id=commitment_id)


@opens("commitment.collect", methods="POST")
def issue(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    thanks = _("The paper is issued and sealed. Now parties with a certificate can sign it too.")
    return done(request, commitment_id, paper.issue_paper, thanks, commitment_id=commitment_id)


@opens("commitment.collect", methods="POST")
def remind(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    thanks = _("Reminded by e-mail.")
    return done(request, commitment_id, watching.remind, thanks, commitment_id=commitment_id)


@opens("commitment.decide", methods="POST")
def put_in_force(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    return _with_reason(request, commitment_id, standing.put_in_force, _("The commitment is in force."))


@opens("commitment.decide", methods="POST")
def fulfil(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    return _with_reason(request, commitment_id, standing.fulfil, _("Written down as kept to its end."))


@opens("commitment.decide", methods="POST")
def restore(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    return _with_reason(request, commitment_id, standing.restore, _("The commitment is in force again."))


@opens("commitment.decide", methods="POST")
def withdraw(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    return _with_reason(request, commitment_id, drafting.withdraw, _("Given up."))


@opens("commitment.watch", methods="POST")
def monitor(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    row = queries.commitment_for(request.viewer, commitment_id)
    form = forms.FindingForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            photo = clean_photo(data["photo"].read()) if data["photo"] else None
            seen = Finding(data["on"], Outcome(data["outcome"]), data["finding"], data["public_text"], photo)
            today = timezone.localdate(request.at)
            watching.monitor(commitment_id=row.pk, seen=seen, today=today, by=request.viewer, at=request.at)
        except Problem as problem:
            onto(form, problem)
        else:
            messages.success(request, _("Written down."))
            return redirect("commitments:one", row.pk)
    return _again(request, row, "finding_form", form)


@opens("commitment.watch", methods="POST")
def register_breach(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    row = queries.commitment_for(request.viewer, commitment_id)
    parties = [(str(p.pk), p.name) for p in row.parties.select_related("office")]
    incidents = queries.incidents_to_name(request.viewer, row.region_id)
    form = forms.BreachForm(request.POST, parties=parties, incidents=incidents)
    if form.is_valid():
        data = form.cleaned_data
        said = Allegation(data["reason"], _id(data["party"]), _id(data["incident"]), data["case_number"])
        try:
            watching.register_breach(commitment_id=row.pk, said=said, by=request.viewer, at=request.at)
        except Problem as problem:
            onto(form, problem)
        else:
            messages.success(request, _("Registered as alleged. A head decides; until then nobody is called guilty."))
            return redirect("commitments:one", row.pk)
    return _again(request, row, "breach_form", form)


@opens("breach.decide", methods="POST")
def decide_breach(request: HttpRequest, commitment_id: UUID, breach_id: UUID) -> HttpResponse:
    row = queries.commitment_for(request.viewer, commitment_id)
    return done(
        request, row.pk, watching.decide_breach, _("Decided."), breach_id=breach_id,
        upheld=request.POST.get("verdict") == "upheld", decision=request.POST.get("decision", "")[:4000],
    )  # fmt: skip


def _with_reason(request: HttpRequest, commitment_id: UUID, action, thanks: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:2000]
    return done(request, commitment_id, action, thanks, commitment_id=commitment_id, reason=reason)


def _again(request: HttpRequest, row: Commitment, name: str, form) -> HttpResponse:
    """The page once more, with the form as it was typed."""
    problem = Problem("commitment.form", _("Nothing was saved yet. Look at the marked fields."))
    return refused(request, row, problem, **{name: form})


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None
