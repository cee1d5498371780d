"""What people read for the codes of scans and clusters."""

from django.utils.translation import gettext_lazy as _

from kondusif.detection.counting import ALL
from kondusif.detection.states import Judgement, RunState, Source, Step
from kondusif.reports.categories import PublicGroup

STATES = {
    RunState.QUEUED: _("waiting"),
    RunState.RUNNING: _("under way"),
    RunState.DONE: _("finished"),
    RunState.FAILED: _("failed"),
}
STATE_TONES = {RunState.QUEUED: "outline", RunState.RUNNING: "brand", RunState.DONE: "good", RunState.FAILED: "alarm"}

STEPS = {
    Step.WAITING: _("Waiting for a worker"),
    Step.READING: _("Reading the reports"),
    Step.SCANNING: _("Comparing with 999 worlds without clusters"),
    Step.WRITING: _("Writing down what was found"),
    Step.ENDED: _("Ended"),
}

SOURCES = {Source.REPORTS: _("reports"), Source.INCIDENTS: _("incidents")}

STREAMS = {
    ALL: _("all kinds of reports"),
    PublicGroup.SECURITY: _("reports on security"),
    PublicGroup.FAIRNESS: _("reports on fairness"),
    PublicGroup.ORGANISATION: _("reports on the organisation of the vote"),
    PublicGroup.HAZARD: _("reports on hazards"),
    PublicGroup.OTHER: _("other reports"),
}

JUDGEMENTS = {
    Judgement.UNJUDGED: _("not judged yet"),
    Judgement.REAL: _("real: something is happening here"),
    Judgement.KNOWN: _("known: explained by a planned event or a case in hand"),
    Judgement.ARTEFACT: _("artefact: of reporting, not of events"),
}
JUDGEMENT_TONES = {Judgement.UNJUDGED: "outline", Judgement.REAL: "alarm", Judgement.KNOWN: "", Judgement.ARTEFACT: ""}

ERRORS = {
    "engine_refused": _(
        "The engine did not accept the counted reports. Nothing was lost; tell the administrator the number of this scan."
    ),
    "worker_lost": _(
        "The worker that made this scan stopped before the end. The next scan starts afresh; nothing was lost."
    ),
    "unexpected": _(
        "The scan broke off. Nothing was lost; it is tried again within the hour. If it breaks off again, tell the administrator the number of this scan."
    ),
}


def error_sentence(code: str) -> str:
    """This function will say why a scan failed and what now."""
    return str(ERRORS.get(code, ERRORS["unexpected"]))
