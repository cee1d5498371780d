"""What officers do with a report: one address for each deed, all in the same manner."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core.problems import NotFound, Problem
from kondusif.core.states import ForbiddenMove
from kondusif.people.routes import opens
from kondusif.reports.actions import answer_reporter
from kondusif.reports.envelopes import sealed_in
from kondusif.reports.models import Report
from kondusif.reports.queries import report_for
from kondusif.triage import actions, forms
from kondusif.triage.views.work import incident_choices, page_of, screen_form

Deed = Callable[[dict[str, Any]], object]


@opens("report.claim", methods="POST")
def claim(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = report_for(request.viewer, report_id)
    return _done(
        request,
        report,
        lambda _typed: actions.claim_report(**_who(request, report)),
        _("The report is with you for 15 minutes."),
    )


@opens("report.claim", methods="POST")
def release(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = report_for(request.viewer, report_id)
    return _done(
        request,
        report,
        lambda _typed: actions.release(**_who(request, report)),
        _("The report is back in the queue."),
        to_queue=True,
    )


@opens("report.screen", methods="POST")
def screen(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = report_for(request.viewer, report_id)

    def deed(typed: dict[str, Any]) -> object:
        about = typed.pop("about_office")
        return actions.screen_report(about_office_id=UUID(about) if about else "", **typed, **_who(request, report))

    form = screen_form(report, request.viewer, request.POST)
    return _done(request, report, deed, _("Screened."), form=form, name="screen_form")


@opens("report.verify", methods="POST")
def start(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = report_for(request.viewer, report_id)
    return _done(
        request, report, lambda _typed: actions.start_verification(**_who(request, report)), _("Verification begun.")
    )


@opens("report.verify", methods="POST")
def verify(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = report_for(request.viewer, report_id)

    def deed(typed: dict[str, Any]) -> object:
        chosen = typed.pop("incident")
        return actions.verify_report(
            incident_id=None if chosen == forms.NEW else UUID(chosen), **typed, **_who(request, report)
        )

    form = forms.VerifyForm(request.POST, incidents=incident_choices(report, request.viewer), prefix="v")
    return _done(request, report, deed, _("Verified."), form=form, name="verify_form")


@opens("report.verify", methods="POST")
def unverify(request: HttpRequest, report_id: UUID) -> HttpResponse:
    return _with(
        request, report_id, forms.ReasonForm, "unverify_form", actions.mark_unverified, _("Judged as not proven.")
    )


@opens("report.propose_hoax", methods="POST")
def suspect(request: HttpRequest, report_id: UUID) -> HttpResponse:
    return _with(
        request,
        report_id,
        forms.ReasonForm,
        "suspect_form",
        actions.propose_hoax,
        _("Proposed. A second person decides."),
    )


@opens("report.confirm_hoax", methods="POST")
def confirm(request: HttpRequest, report_id: UUID) -> HttpResponse:
    return _with(request, report_id, forms.NoteForm, "confirm_form", actions.confirm_hoax, _("Confirmed as a hoax."))


@opens("report.refer", methods="POST")
def refer(request: HttpRequest, report_id: UUID) -> HttpResponse:
    def deed(*, referred_to: str, **rest: Any) -> object:
        return actions.refer_report(addressee=referred_to, **rest)

    return _with(request, report_id, forms.ReferForm, "refer_form", deed, _("Referred; the reporter is told."))


@opens("incident.link", methods="POST")
def duplicate(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = report_for(request.viewer, report_id)

    def deed(typed: dict[str, Any]) -> object:
        return actions.mark_duplicate(incident_id=UUID(typed["incident"]), note=typed["note"], **_who(request, report))

    form = forms.IncidentChoiceForm(request.POST, incidents=incident_choices(report, request.viewer), prefix="d")
    thanks = _("Put to the incident as a duplicate. You can take it out again.")
    return _done(request, report, deed, thanks, form=form, name="duplicate_form")


@opens("report.verify", methods="POST")
def close(request: HttpRequest, report_id: UUID) -> HttpResponse:
    return _with(request, report_id, forms.NoteForm, "close_form", actions.close_report, _("Case closed."))


@opens("incident.link", methods="POST")
def open_new(request: HttpRequest, report_id: UUID) -> HttpResponse:
    return _with(request, report_id, forms.IncidentForm, "open_form", actions.open_incident, _("Incident opened."))


@opens("incident.link", methods="POST")
def link(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = report_for(request.viewer, report_id)

    def deed(typed: dict[str, Any]) -> object:
        return actions.link_report(incident_id=UUID(typed["incident"]), **_who(request, report))

    form = forms.IncidentChoiceForm(request.POST, incidents=incident_choices(report, request.viewer), prefix="l")
    return _done(request, report, deed, _("The report has joined the incident."), form=form, name="link_form")


@opens("incident.link", methods="POST")
def unlink(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = report_for(request.viewer, report_id)
    return _done(
        request, report, lambda _typed: actions.unlink_report(**_who(request, report)), _("Taken out of the incident.")
    )


@opens("incident.link", methods="POST")
def refuse(request: HttpRequest, report_id: UUID, other_id: UUID) -> HttpResponse:
    report = report_for(request.viewer, report_id)
    thanks = _("No longer proposed as the same. You can take that back below.")
    return _done(
        request, report, lambda _typed: actions.refuse_likeness(other_id=other_id, **_who(request, report)), thanks
    )


@opens("incident.link", methods="POST")
def reconsider(request: HttpRequest, report_id: UUID, other_id: UUID) -> HttpResponse:
    report = report_for(request.viewer, report_id)
    thanks = _("Proposed again.")
    return _done(
        request, report, lambda _typed: actions.reconsider_likeness(other_id=other_id, **_who(request, report)), thanks
    )


@opens("report.answer", methods="POST")
def answer(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = report_for(request.viewer, report_id)

    def deed(typed: dict[str, Any]) -> object:
        sealed = sealed_in(request.POST)
        return answer_reporter(
            report=report, text=typed.get("text", ""), by=request.viewer, at=request.at, sealed=sealed
        )

    form = None if request.POST.get("sealed") else forms.AnswerForm(request.POST, prefix="a")
    return _done(request, report, deed, _("Answer sent."), form=form, name="answer_form")


_PREFIXES = {
    "unverify_form": "u",
    "suspect_form": "h",
    "confirm_form": "k",
    "refer_form": "r",
    "close_form": "c",
    "open_form": "o",
}


def _with(
    request: HttpRequest, report_id: UUID, kind: type[forms.TellingForm], name: str, action: Callable, thanks: str
) -> HttpResponse:
    """A deed whose form has the very fields its action takes."""
    report = report_for(request.viewer, report_id)
    form = kind(request.POST, prefix=_PREFIXES[name])
    return _done(request, report, lambda typed: action(**typed, **_who(request, report)), thanks, form=form, name=name)


def _who(request: HttpRequest, report: Report) -> dict[str, Any]:
    return {"report_id": report.pk, "by": request.viewer, "at": request.at}


def _done(
    request: HttpRequest,
    report: Report,
    deed: Deed,
    thanks: str,
    *,
    form: forms.TellingForm | None = None,
    name: str = "",
    to_queue: bool = False,
) -> HttpResponse:
    """Do it and go on; a refusal is told on the page it came from, with the status that says so."""
    if form is not None and not form.is_valid():
        return _refused(request, report, None, form, name, 422)
    try:
        deed(form.cleaned_data if form is not None else {})
    except NotFound:
        raise
    except Problem as problem:
        return _refused(request, report, problem, form, name, problem.status)
    except ForbiddenMove:
        moved_on = Problem("moved_on", _("This report has moved on meanwhile. This is how it stands now."))
        return _refused(request, report, moved_on, None, "", 409)
    messages.success(request, thanks)
    return (
        redirect("triage:queue")
        if to_queue or not _still_visible(request, report)
        else redirect("triage:work", report.pk)
    )


def _refused(
    request: HttpRequest,
    report: Report,
    problem: Problem | None,
    form: forms.TellingForm | None,
    name: str,
    status: int,
) -> HttpResponse:
    report = report_for(request.viewer, report.pk)
    shown = {}
    if form is not None:
        if problem is not None:
            form.show(problem)
        shown[name] = form
    context = page_of(request, report, **shown) | {"problem": problem}
    return render(request, "triage/work.html", context, status=status)


def _still_visible(request: HttpRequest, report: Report) -> bool:
    try:
        report_for(request.viewer, report.pk)
    except NotFound:
        return False
    return True
