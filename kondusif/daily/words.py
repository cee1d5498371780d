"""How the states, levels and choices of the desk's day are told to people."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kondusif.daily import states as s

EVENTS = {
    "situation.written": _("Situation reported"),
    "silence.began": _("A report was missed"),
    "silence.deepened": _("Two reports missed: the desk is warned"),
    "silence.ended": _("Reported again"),
    "presence.declared": _("Presence reported"),
    "absence_order.drafted": _("Drafted"),
    "absence_order.issued": _("Issued"),
    "absence_order.in_force": _("In force"),
    "absence_order.lifted": _("Lifted"),
    "exception.asked": _("Exception asked for"),
    "exception.approved": _("Exception granted"),
    "exception.refused": _("Exception refused"),
    "daily_report.assembled": _("Assembled from the system"),
    "daily_report.edited": _("Text edited"),
    "daily_report.submitted": _("Submitted for approval"),
    "daily_report.sent_back": _("Sent back to the desk"),
    "daily_report.approved": _("Approved"),
    "daily_report.sent": _("Sent to the level above"),
    "daily_report.acknowledged": _("Received by the level above"),
    "press_note.drafted": _("Drafted"),
    "press_note.edited": _("Text edited"),
    "press_note.approved": _("Approved"),
    "press_note.published": _("Published"),
    "lesson.noted": _("Noted"),
    "lesson.carried": _("Carried into a plan"),
}
LEVELS = {
    s.SituationLevel.STABLE: pgettext_lazy("vulnerability", "stable"),
    s.SituationLevel.WATCHFUL: pgettext_lazy("vulnerability", "watchful"),
    s.SituationLevel.VULNERABLE: pgettext_lazy("vulnerability", "vulnerable"),
    s.SituationLevel.VERY_VULNERABLE: pgettext_lazy("vulnerability", "very vulnerable"),
}
LEVEL_HINTS = {
    s.SituationLevel.STABLE: _("nothing unusual"),
    s.SituationLevel.WATCHFUL: _("signs of trouble, no incident"),
    s.SituationLevel.VULNERABLE: _("an incident, or trouble that grows"),
    s.SituationLevel.VERY_VULNERABLE: _("violence or danger to people"),
}
CROWDS = {
    s.Crowd.NONE: _("no crowds"),
    s.Crowd.USUAL: _("crowds as usual (market, prayer, campaign)"),
    s.Crowd.GATHERING: _("an unusual gathering, calm"),
    s.Crowd.TENSE: _("a tense crowd"),
}
HEADS = {
    s.HeadWhere.PRESENT: _("in the area"),
    s.HeadWhere.AWAY_WITH_LEAVE: _("away, with permission"),
    s.HeadWhere.AWAY: _("away, without permission"),
}
CELLS = {
    "done": _("arrived in time"),
    "late": _("arrived late"),
    "missing": _("missing"),
    "due": _("due now"),
    "coming": _("not due yet"),
}
WAYS = {s.Way.POSITION: _("by position"), s.Way.STATEMENT: _("by statement")}
STANDINGS = {s.Standing.INSIDE: _("in the own area"), s.Standing.OUTSIDE: _("outside the own area")}
DISTANCES = {
    "": "",
    "lt1": _("less than 1 km from it"),
    "1to5": _("1 to 5 km from it"),
    "5to20": _("5 to 20 km from it"),
    "gt20": _("more than 20 km from it"),
}
KINDS = {s.AbsenceKind.LEAVE: _("Leave ban"), s.AbsenceKind.TRAVEL: _("Travel ban")}
ADDRESSED = {
    s.Addressed.CIVIL_SERVANTS: _("Civil servants (ASN)"),
    s.Addressed.SUBDISTRICT_HEADS: _("Heads of subdistricts"),
    s.Addressed.VILLAGE_HEADS: _("Heads of villages"),
    s.Addressed.REGIONAL_COMPANIES: _("Regional companies (BUMD)"),
    s.Addressed.STATE_COMPANIES: _("State companies (BUMN)"),
    s.Addressed.PRIVATE_EMPLOYERS: _("Private employers"),
}
NATURES = {
    s.AddressedNature.INSTRUCTION: _("instruction"),
    s.AddressedNature.REQUEST: _("request"),
    s.AddressedNature.APPEAL: _("appeal"),
}
ORDER_STATES = {
    s.OrderState.DRAFTED: _("draft"),
    s.OrderState.ISSUED: _("issued, begins later"),
    s.OrderState.IN_FORCE: _("in force"),
    s.OrderState.LIFTED: _("lifted"),
}
EXCEPTION_STATES = {
    s.ExceptionState.ASKED: _("waits for a decision"),
    s.ExceptionState.APPROVED: _("granted"),
    s.ExceptionState.REFUSED: _("refused"),
}
REPORT_STATES = {
    s.DailyReportState.ASSEMBLED: _("assembled"),
    s.DailyReportState.EDITED: _("being edited"),
    s.DailyReportState.SUBMITTED: _("waits for the secretary's approval"),
    s.DailyReportState.APPROVED: _("approved"),
    s.DailyReportState.SENT: _("sent"),
}
PRESS_STATES = {
    s.PressNoteState.DRAFTED: _("draft"),
    s.PressNoteState.APPROVED: _("approved"),
    s.PressNoteState.PUBLISHED: _("published"),
}
LESSON_STATES = {s.LessonState.NOTED: _("not yet in a plan"), s.LessonState.CARRIED: _("carried into a plan")}
# The figures of the daily report, in the order they are told.
FIGURES = {
    "subdistricts_reported": _("Subdistricts that reported"),
    "subdistricts_late": _("Subdistricts that reported late"),
    "subdistricts_silent": _("Silent subdistricts"),
    "reports_new": _("New reports of citizens and officers"),
    "reports_verified": _("of these verified"),
    "alerts_issued": _("Warnings issued"),
    "alerts_open": _("Warnings in force"),
    "tasks_done": _("Tasks done and verified"),
    "tasks_unfinished": _("Tasks unfinished"),
    "tasks_overdue": _("Tasks overdue"),
    "meetings": _("Meetings"),
    "heads_inside": _("Heads of subdistricts in their area"),
    "heads_leave": _("Heads of subdistricts away with permission"),
    "heads_outside": _("Heads of subdistricts outside their area"),
    "heads_unknown": _("Heads of subdistricts of whom nothing is known"),
    "logistics": _("Logistics"),
    "personnel": _("Personnel"),
    "violations": _("Violations"),
    "turnout": _("Turnout"),
}
HANDOVER_WAYS = {
    s.HandoverWay.INBOX: _("inbox of the level above"),
    s.HandoverWay.EMAIL: _("e-mail"),
    s.HandoverWay.DOWNLOAD: _("downloaded and handed over"),
}


def timeline(events) -> list[dict[str, object]]:
    """This function will turn events into the entries of the timeline macro, oldest first."""
    return [{"at": e.at, "title": EVENTS.get(e.name, e.name), "by": e.by_title} for e in events]
