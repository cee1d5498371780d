"""How this room's events, states and results are told to people."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kondusif.plans.models import StatusPaper, Tie
from kondusif.plans.rules import Band, Period
from kondusif.plans.states import (
    ConflictState,
    CouncilView,
    IssueState,
    PeriodReportState,
    PlanState,
    Stage,
    SupporterKind,
)

EVENTS = {
    "plan.drafted": _("Plan drafted"),
    "plan.submitted": _("Put before the head of the region"),
    "plan.returned": _("Given back to be changed"),
    "plan.approved": _("Approved by decree"),
    "plan.started": _("Running"),
    "plan.closed": _("Closed with an evaluation"),
    "plan.withdrawn": _("Plan withdrawn"),
    "plan.imported": _("Table imported"),
    "plan.exported": _("Taken out as a file"),
    "plan.cut_set": _("Limit of results set"),
    "plan.document_issued": _("Document issued"),
    "measure.added": _("Measure added"),
    "measure.changed": _("Measure changed"),
    "measure.dropped": _("Measure taken out"),
    "measure.task_given": _("Task given"),
    "measure.reminded": _("Reminded of a missing report"),
    "measure.overdue": _("Report is late"),
    "period_report.saved": _("Draft kept"),
    "period_report.submitted": _("Report handed in"),
    "period_report.verified": _("Report verified"),
    "period_report.returned": _("Report given back"),
    "conflict_status.proposed": _("Proposed; the council's leaders are asked"),
    "conflict_status.consulted": _("Council consulted"),
    "conflict_status.declared": _("Declared by decree"),
    "conflict_status.extended": _("Extended by decree"),
    "conflict_status.ended": _("Ended by decision"),
    "conflict_status.ran_out": _("Ended by its date"),
    "conflict_status.withdrawn": _("Proposal withdrawn"),
    "conflict_status.paper_added": _("Paper added"),
    "strategic_issue.entered": _("Issue entered"),
    "strategic_issue.moved": _("Issue moved on"),
    "strategic_issue.changed": _("Entry changed"),
    "tie.made": _("Tied"),
    "tie.ended": _("Tie ended"),
}
PLAN_STATES = {
    PlanState.DRAFTED: _("being drafted"),
    PlanState.SUBMITTED: _("waits for approval"),
    PlanState.APPROVED: _("approved, not running yet"),
    PlanState.RUNNING: pgettext_lazy("plan", "running"),
    PlanState.CLOSED: pgettext_lazy("plan", "closed"),
    PlanState.WITHDRAWN: pgettext_lazy("plan", "withdrawn"),
}
REPORT_STATES = {
    PeriodReportState.DRAFT: pgettext_lazy("plan", "draft, not handed in"),
    PeriodReportState.SUBMITTED: _("handed in, waits for verification"),
    PeriodReportState.VERIFIED: pgettext_lazy("plan", "verified"),
    PeriodReportState.RETURNED: _("given back"),
}
CONFLICT_STATES = {
    ConflictState.PROPOSED: _("proposed, waits for the council"),
    ConflictState.CONSULTED: _("council consulted, waits for the head"),
    ConflictState.DECLARED: _("in force"),
    ConflictState.EXTENDED: _("in force, extended"),
    ConflictState.ENDED: pgettext_lazy("conflict", "ended"),
    ConflictState.WITHDRAWN: pgettext_lazy("conflict", "withdrawn"),
}
COUNCIL_VIEWS = {
    CouncilView.AGREES: _("The council agrees"),
    CouncilView.OBJECTS: _("The council objects"),
    CouncilView.SILENT: _("No answer within seven days"),
}
PAPERS = {
    StatusPaper.Kind.COUNCIL_LETTER: _("Letter of the council"),
    StatusPaper.Kind.DECREE: _("Decree of the status"),
    StatusPaper.Kind.EXTENSION: _("Decree of the extension"),
}
ISSUE_STATES = {
    IssueState.OPEN: pgettext_lazy("issue", "open"),
    IssueState.WATCHED: pgettext_lazy("issue", "watched"),
    IssueState.HANDLED: pgettext_lazy("issue", "being handled"),
    IssueState.CLOSED: pgettext_lazy("issue", "closed"),
}
ISSUE_VERBS = {
    IssueState.OPEN: _("Open again"),
    IssueState.WATCHED: _("Keep under watch"),
    IssueState.HANDLED: _("Take in hand"),
    IssueState.CLOSED: _("Close the issue"),
}
STAGES = {
    Stage.PREVENTION: pgettext_lazy("plan", "Prevention"),
    Stage.CESSATION: pgettext_lazy("plan", "Cessation"),
    Stage.RECOVERY: pgettext_lazy("plan", "Recovery"),
}
SUPPORTERS = {
    SupporterKind.AGENCY: _("Regional government"),
    SupporterKind.VERTICAL: _("Vertical agency"),
    SupporterKind.OUTSIDE: _("Outside the government"),
}
BANDS = {
    Band.ABOVE: _("above target"),
    Band.MET: _("on target"),
    Band.NEAR: _("near target"),
    Band.BELOW: _("below target"),
    Band.NO_RATIO: _("target is zero, judged in words"),
}
BAND_TONES = {Band.ABOVE: "good", Band.MET: "good", Band.NEAR: "caution", Band.BELOW: "alarm", Band.NO_RATIO: "outline"}
PERIODS = {
    Period.B04: _("B04 (January to April)"),
    Period.B08: _("B08 (May to August)"),
    Period.B12: _("B12 (September to December)"),
}
TIES = {
    Tie.To.INCIDENT: pgettext_lazy("tie", "Incident"),
    Tie.To.ALERT: pgettext_lazy("tie", "Warning"),
    Tie.To.MEETING: pgettext_lazy("tie", "Meeting"),
    Tie.To.ISSUE: pgettext_lazy("tie", "Strategic issue"),
}


def timeline(events) -> list[dict[str, object]]:
    """This function will turn events into the entries of the timeline macro, with the reason where one was given."""
    return [
        {
            "at": e.at, "title": EVENTS.get(e.name, e.name), "by": e.by_title,
            "text": e.payload.get("reason") or e.payload.get("note") or "",
        }
        for e in events
    ]  # fmt: skip
