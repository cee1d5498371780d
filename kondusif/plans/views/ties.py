"""Tying measures and issues to what they concern, and untying them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kondusif.alerts.queries import alerts_seen_by
from kondusif.core.problems import Problem
from kondusif.people.routes import opens
from kondusif.people.viewers import Viewer
from kondusif.plans.actions import issues as actions
from kondusif.plans.models import Tie
from kondusif.plans.queries.issues import issue_for, tie_for
from kondusif.plans.queries.plans import measure_for
from kondusif.plans.views.doing import done
from kondusif.plans.views.issues import issue_page
from kondusif.plans.views.reports import measure_page
from kondusif.triage.queries import incidents_seen_by


def _found(viewer: Viewer, to: str, number: str) -> tuple[UUID, str]:
    """The incident or warning of a number that the viewer may see."""
    seen = {Tie.To.INCIDENT: incidents_seen_by, Tie.To.ALERT: alerts_seen_by}.get(to)
    wanted = number.strip()[:60]
    row = seen(viewer).filter(number__iexact=wanted).first() if seen and wanted else None
    if row is None:
        raise Problem("tie.nothing_found", _("There is no such number among what you may see. Check it and try again."))
    return row.pk, row.number


@opens("plan.write", methods="POST")
def tie_measure(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    measure_for(request.viewer, measure_id)
    to, wanted = request.POST.get("to", ""), request.POST.get("number", "")

    def act() -> object:
        common = {"measure_id": measure_id, "to": to, "by": request.viewer, "at": request.at}
        if to == Tie.To.ISSUE:
            return actions.tie_measure(issue_id=_uuid(request.POST.get("issue", "")), **common)
        to_id, label = _found(request.viewer, to, wanted)
        return actions.tie_measure(to_id=to_id, label=label, **common)

    def back(**told: object) -> HttpResponse:
        return measure_page(request, measure_id, **told)

    return done(request, act, _("Tied."), back, ("plans:measure", measure_id))


@opens("strategic_issue.write", methods="POST")
def tie_issue(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    issue_for(request.viewer, issue_id)
    to, wanted = request.POST.get("to", ""), request.POST.get("number", "")

    def act() -> object:
        to_id, label = _found(request.viewer, to, wanted)
        return actions.tie_issue(issue_id=issue_id, to=to, to_id=to_id, label=label, by=request.viewer, at=request.at)

    def back(**told: object) -> HttpResponse:
        return issue_page(request, issue_id, **told)

    return done(request, act, _("Tied."), back, ("plans:issue", issue_id))


@opens("strategic_issue.write", methods="POST")
def untie(request: HttpRequest, tie_id: UUID) -> HttpResponse:
    """Back to whichever of the two the tie belongs to."""
    tie = tie_for(request.viewer, tie_id)
    name, subject, page = (
        ("plans:measure", tie.measure_id, measure_page) if tie.measure_id else ("plans:issue", tie.issue_id, issue_page)
    )

    def act() -> object:
        return actions.untie(tie_id=tie_id, by=request.viewer, at=request.at)

    def back(**told: object) -> HttpResponse:
        return page(request, subject, **told)

    return done(request, act, _("Untied."), back, (name, subject))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
