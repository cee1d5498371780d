"""How this room's states, scales and events are told to officers."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kondusif.core.models import Event
from kondusif.reports.states import Channel, Maturity, ReportState, Urgency
from kondusif.triage.models import Assessment, Target
from kondusif.triage.states import IncidentState

S, K = ReportState, IncidentState

STATES = {
    S.RECEIVED: pgettext_lazy("report", "new"),
    S.SCREENED: pgettext_lazy("report", "screened"),
    S.VERIFYING: pgettext_lazy("report", "being verified"),
    S.VERIFIED: pgettext_lazy("report", "verified"),
    S.UNVERIFIED: pgettext_lazy("report", "not proven"),
    S.HOAX: pgettext_lazy("report", "hoax"),
    S.DUPLICATE: pgettext_lazy("report", "duplicate"),
    S.OUT_OF_SCOPE: pgettext_lazy("report", "referred"),
    S.ASSIGNED: pgettext_lazy("report", "task given"),
    S.IN_PROGRESS: pgettext_lazy("report", "being dealt with"),
    S.RESOLVED: pgettext_lazy("report", "dealt with"),
    S.CLOSED: pgettext_lazy("report", "closed"),
    S.REOPENED: pgettext_lazy("report", "reopened"),
    S.WITHDRAWN: pgettext_lazy("report", "withdrawn"),
}
INCIDENT_STATES = {
    K.REPORTED: pgettext_lazy("incident", "reported"),
    K.CONFIRMED: pgettext_lazy("incident", "confirmed"),
    K.HANDLING: pgettext_lazy("incident", "being handled"),
    K.CONTAINED: pgettext_lazy("incident", "contained"),
    K.RECOVERED: pgettext_lazy("incident", "recovered"),
    K.CLOSED: pgettext_lazy("incident", "closed"),
}
INCIDENT_MOVES = {
    K.CONFIRMED: pgettext_lazy("incident", "Confirm"),
    K.HANDLING: pgettext_lazy("incident", "Handle it"),
    K.CONTAINED: pgettext_lazy("incident", "It is contained"),
    K.RECOVERED: pgettext_lazy("incident", "It has recovered"),
    K.CLOSED: pgettext_lazy("incident", "Close the incident"),
}
MATURITIES = {
    Maturity.POTENTIAL: gettext_lazy("Potential: could become one"),
    Maturity.SYMPTOM: gettext_lazy("Symptom: first signs are there"),
    Maturity.OCCURRENCE: gettext_lazy("Occurrence: it is happening or has happened"),
}
URGENCIES = {
    Urgency.RED: pgettext_lazy("urgency", "Red: at once"),
    Urgency.ORANGE: pgettext_lazy("urgency", "Orange: within hours"),
    Urgency.YELLOW: pgettext_lazy("urgency", "Yellow: today"),
    Urgency.GREEN: pgettext_lazy("urgency", "Green: this week"),
}
CHANNELS = {
    Channel.WEB: gettext_lazy("citizens' page"),
    Channel.API: gettext_lazy("machine interface"),
    Channel.POSKO: gettext_lazy("command post"),
    Channel.THREE_PILLARS: gettext_lazy("three pillars"),
    Channel.FORUM: gettext_lazy("vigilance forum (FKDM)"),
    Channel.IMPORT: gettext_lazy("import"),
    Channel.SMS: "SMS",
    Channel.CHAT: gettext_lazy("chat"),
    Channel.EMAIL: gettext_lazy("e-mail"),
    Channel.LAPOR: "SP4N-LAPOR!",
    Channel.CALL: gettext_lazy("telephone"),
    Channel.FORM: gettext_lazy("field form (ODK)"),
}
SOURCES = {
    "A": gettext_lazy("A: always reliable"),
    "B": gettext_lazy("B: usually reliable"),
    "C": gettext_lazy("C: fairly reliable"),
    "D": gettext_lazy("D: not usually reliable"),
    "E": gettext_lazy("E: unreliable"),
    "F": gettext_lazy("F: cannot be judged"),
}
INFORMATION = {
    1: gettext_lazy("1: confirmed by other sources"),
    2: gettext_lazy("2: probably true"),
    3: gettext_lazy("3: possibly true"),
    4: gettext_lazy("4: doubtful"),
    5: gettext_lazy("5: improbable"),
    6: gettext_lazy("6: cannot be judged"),
}
TARGETS = {
    Target.NONE: gettext_lazy("no place of the election"),
    Target.KPU: gettext_lazy("an office of the KPU"),
    Target.BAWASLU: gettext_lazy("an office of Bawaslu"),
    Target.WAREHOUSE: gettext_lazy("a warehouse of ballots"),
}
EVENTS = {
    "report.received": gettext_lazy("Received"),
    "report.claimed": gettext_lazy("Taken by an officer"),
    "report.released": gettext_lazy("Given back to the queue"),
    "report.screened": gettext_lazy("Screened"),
    "report.corrected": gettext_lazy("Screening corrected"),
    "report.verification_started": gettext_lazy("Verification begun"),
    "report.verified": gettext_lazy("Verified"),
    "report.unverified": gettext_lazy("Could not be proven"),
    "report.hoax_proposed": gettext_lazy("Proposed as a hoax"),
    "report.hoaxed": gettext_lazy("Confirmed as a hoax by a second person"),
    "report.duplicated": gettext_lazy("Put to an incident as a duplicate"),
    "report.referred": gettext_lazy("Referred to another office"),
    "report.assigned": gettext_lazy("Task given"),
    "report.progressed": gettext_lazy("Being dealt with"),
    "report.resolved": gettext_lazy("Dealt with"),
    "report.closed": gettext_lazy("Case closed"),
    "report.reopened": gettext_lazy("Opened again by the reporter"),
    "report.messaged": gettext_lazy("Message"),
    "report.photo_added": gettext_lazy("A photo came after the report"),
    "report.photographed": gettext_lazy("Photos added by the reporter"),
    "report.escalated": gettext_lazy("Overdue: superior told"),
    "report.words_read": gettext_lazy("Sensitive words opened"),
    "contact.asked": gettext_lazy("Contact of the reporter asked for"),
    "contact.approved": gettext_lazy("Contact: approved by a second person"),
    "contact.refused": gettext_lazy("Contact: refused by a second person"),
    "contact.disclosed": gettext_lazy("Contact of the reporter opened"),
    "report.likeness_refused": gettext_lazy("Not the same as another report"),
    "report.likeness_reconsidered": gettext_lazy("Compared with that report again"),
    "incident.opened": gettext_lazy("Incident opened"),
    "incident.linked": gettext_lazy("Report joined"),
    "incident.unlinked": gettext_lazy("Report taken out"),
    "incident.moved": gettext_lazy("State changed"),
    "incident.described": gettext_lazy("Description changed"),
    "incident.merged": gettext_lazy("Merged into another incident"),
    "incident.unmerged": gettext_lazy("Merge taken back"),
}
VERDICTS = {
    "verified": EVENTS["report.verified"],
    "unverified": EVENTS["report.unverified"],
    "hoax_proposed": EVENTS["report.hoax_proposed"],
    "hoax": EVENTS["report.hoaxed"],
    "duplicate": EVENTS["report.duplicated"],
    "out_of_scope": EVENTS["report.referred"],
    "closed": EVENTS["report.closed"],
}
_ALARMED = {"report.escalated"}


def timeline(events: Iterable[Event], joinings: Iterable[tuple[Event, str]] = ()) -> list[dict[str, object]]:
    """This function will turn events into the entries of the timeline macro, the latest first; *joinings* with the incident's number."""
    told = [(event.pk, _entry(event)) for event in events]
    told += [(event.pk, _entry(event) | {"text": number}) for event, number in joinings]
    return [entry for _pk, entry in sorted(told, key=lambda pair: pair[0], reverse=True)]


def judgements(assessments: Iterable[Assessment]) -> list[dict[str, object]]:
    """This function will turn the judgements that carry a word of their own into entries of the timeline macro."""
    return [
        {"at": a.at, "title": _judged(a), "by": a.office.title, "text": a.note}
        for a in assessments
        if a.note or a.source_rating
    ]


def _judged(assessment: Assessment) -> str:
    word = str(VERDICTS.get(assessment.verdict, assessment.verdict))
    return f"{word} · {assessment.source_rating}{assessment.info_rating}" if assessment.source_rating else word


def _entry(event: Event) -> dict[str, object]:
    title = str(EVENTS.get(event.name, event.name))
    text = ""
    if event.name == "report.messaged":
        title = _("Message of the reporter") if event.payload.get("from_reporter") else _("Answer of the desk")
    elif event.name == "report.escalated":
        text = str(event.payload.get("office", ""))
    elif event.name == "incident.moved":
        text = str(INCIDENT_STATES.get(event.payload.get("to"), ""))  # type: ignore[call-overload]
    return {
        "at": event.at,
        "title": title,
        "by": event.by_title,
        "text": text,
        "tone": "alarmed" if event.name in _ALARMED else "",
    }
