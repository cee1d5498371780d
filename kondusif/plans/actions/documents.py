"""Issuing a plan, or a period's report of it, as an official document."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed
from kondusif.documents.actions import NewDocument, issue_document
from kondusif.documents.models import Document
from kondusif.people.viewers import Viewer
from kondusif.plans.issuing import plan_paper, report_paper
from kondusif.plans.models import ActionPlan
from kondusif.plans.permissions import own_grant
from kondusif.plans.queries.plans import measures_of, plan_for
from kondusif.plans.queries.progress import progress_of
from kondusif.plans.rules import Period

SUBJECT = "plans.actionplan"


@transaction.atomic
def issue_plan_document(*, plan_id: UUID, period: Period | None = None, by: Viewer, at: datetime) -> Document:
    """
    This function will issue the plan, or its report of a *period*, with number, PDF and DOCX.

    :raises NotAllowed: if no office of *by* writes this plan and issues documents here.
    :raises Conflict: if the plan has no measure, or a report is asked of one that never ran.
    """
    plan = plan_for(by, plan_id)
    grant = own_grant(by, "plan.write", plan.region_id)
    if grant is None:
        raise NotAllowed("plans.not_yours", _("This belongs to another office. You can read it, not change it."))
    progress, measures = progress_of(by, plan, at), measures_of(by, plan)
    if not measures:
        raise Conflict("plan.nothing_to_issue", _("This plan has no measure yet; there is nothing to issue."))
    if period is not None and not any(c.period == period for c in progress.cells):
        raise Conflict("plan.nothing_due", _("Nothing is due in this period; there is nothing to report."))
    data = plan_paper(progress, measures) if period is None else report_paper(progress, period)
    document = issue_document(new=_new(plan, period, data, grant.office_id), by=by, at=at)
    record("plan.document_issued", subject=plan, by=by, at=at, document=str(document.pk), period=period or "")
    return document


def _new(plan: ActionPlan, period: Period | None, data: object, office_id: UUID) -> NewDocument:
    kind = "action_plan" if period is None else "action_plan_report"
    told = f"{plan.title} {plan.year}" if period is None else f"Laporan {period.value.upper()} {plan.title} {plan.year}"
    return NewDocument(
        kind, told, data, plan.region_id, office_id, subject_type=SUBJECT, subject_id=plan.pk, synthetic=plan.synthetic
    )
