"""Who a reporter is: the ledger of questions, one question, and the contact itself, shown for minutes."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kondusif.core.problems import Problem
from kondusif.people.routes import opens
from kondusif.reports import actions, queries
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.forms import DisclosureForm, RefusalForm
from kondusif.reports.models import Disclosure
from kondusif.reports.states import DisclosureState

PER_PAGE = 50
S = DisclosureState
STATES = {
    S.ASKED: gettext_lazy("waits for a second person"),
    S.APPROVED: gettext_lazy("approved, not opened yet"),
    S.REFUSED: gettext_lazy("refused"),
    S.DISCLOSED: gettext_lazy("contact opened"),
    S.LAPSED: gettext_lazy("time has passed"),
}


@opens("contact.ledger")
def disclosures(request: HttpRequest) -> HttpResponse:
    """This function will show every question for a contact in these regions, and what waits for this person."""
    page = Paginator(queries.disclosures_seen_by(request.viewer), PER_PAGE).get_page(request.GET.get("hal"))
    context = {
        "page_obj": page,
        "rows": [_told(asked, request) for asked in page.object_list],
        "waiting": [_told(asked, request) for asked in queries.awaiting_decision(request.viewer, at=request.at)],
        "ready": [_told(asked, request) for asked in queries.awaiting_opening(request.viewer, at=request.at)],
    }
    return render(request, "reports/disclosures.html", context)


@opens("contact.ledger")
def disclosure(request: HttpRequest, disclosure_id: UUID) -> HttpResponse:
    """This function will show one question with everything that was decided and done about it."""
    return _page(request, queries.disclosure_for(request.viewer, disclosure_id))


@opens("contact.ask", methods="GET POST")
def ask(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """This function will let an officer say why the contact of a reporter is needed."""
    report = queries.report_for(request.viewer, report_id)
    form = DisclosureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            asked = actions.ask_for_contact(report=report, reason=reason, by=request.viewer, at=request.at)
        except Problem as problem:
            form.add_error("reason", str(problem.fields.get("reason", problem.sentence)))
        else:
            messages.success(request, _("Written down. A second person has to approve it."))
            return redirect("reports:disclosure", asked.pk)
    context = {"form": form, "report": report, "category": CATEGORIES[report.category].name, "crumbs": _crumbs()}
    return render(request, "reports/ask_contact.html", context, status=422 if form.errors else 200)


@opens("contact.approve", methods="POST")
def decide(request: HttpRequest, disclosure_id: UUID) -> HttpResponse:
    """This function will take in the second person's yes or no."""
    asked = queries.disclosure_for(request.viewer, disclosure_id)
    form = RefusalForm(request.POST)
    who = {"disclosure_id": disclosure_id, "by": request.viewer, "at": request.at}
    try:
        if request.POST.get("answer") == "yes":
            actions.approve_disclosure(**who)
            messages.success(request, _("Approved. Whoever asked may open the contact within a day."))
        else:
            actions.refuse_disclosure(note=request.POST.get("note", ""), **who)
            messages.success(request, _("Refused. The contact stays closed."))
    except Problem as problem:
        form.add_error("note", str(problem.fields.get("note", problem.sentence)))
        return _page(request, asked, form=form, status=problem.status)
    return redirect("reports:disclosure", disclosure_id)


@opens("contact.ask", methods="POST")
def show(request: HttpRequest, disclosure_id: UUID) -> HttpResponse:
    """This function will show the contact to whoever asked, after writing that down."""
    asked = queries.disclosure_for(request.viewer, disclosure_id)
    try:
        contact = actions.disclose_contact(disclosure_id=disclosure_id, by=request.viewer, at=request.at)
    except Problem as problem:
        return _page(request, asked, refusal=problem, status=problem.status)
    return _page(request, queries.disclosure_for(request.viewer, disclosure_id), contact=contact)


def _told(asked: Disclosure, request: HttpRequest) -> dict[str, object]:
    state = queries.state_of(asked, at=request.at)
    return {
        "asked": asked,
        "report": asked.report,
        "category": CATEGORIES[asked.report.category].name,
        "state": state,
        "word": STATES[state],
    }


def _page(request: HttpRequest, asked: Disclosure, *, status: int = 200, **shown: object) -> HttpResponse:
    told = _told(asked, request)
    own = asked.person_id == request.viewer.person_id
    context = told | {
        "entries": _entries(asked),
        "may_decide": told["state"] is S.ASKED
        and not own
        and request.viewer.may("contact.approve", asked.report.region_id),
        "may_open": told["state"] in {S.APPROVED, S.DISCLOSED} and own,
        "may_read": request.viewer.may("report.claim", asked.report.region_id),
        "form": shown.pop("form", RefusalForm()),
        "crumbs": [*_crumbs(), (_("One question"), "")],
        **shown,
    }
    response = render(request, "reports/disclosure.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _entries(asked: Disclosure) -> list[dict[str, object]]:
    words = {S.APPROVED: _("Approved"), S.REFUSED: _("Refused"), S.DISCLOSED: _("Contact opened")}
    entries = [{"at": asked.at, "title": _("Asked"), "by": asked.office.title, "text": asked.reason}]
    entries += [
        {"at": step.at, "title": words[S(step.state)], "by": step.office.title, "text": step.note}
        for step in sorted(asked.steps.all(), key=lambda s: (s.at, s.pk))
    ]
    return entries[::-1]


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Contacts of reporters"), reverse("reports:disclosures"))]
