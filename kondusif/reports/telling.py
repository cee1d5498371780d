"""What the reporter is told: each state in plain words, what comes next, and by when."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kondusif.core.models import Event
from kondusif.core.problems import Sentence
from kondusif.reports.models import Report
from kondusif.reports.states import EVENT_OF, ImportState, ReportState

S = ReportState
_HAPPENED: dict[str, Sentence] = {
    EVENT_OF[S.RECEIVED]: gettext_lazy("Your report has arrived."),
    EVENT_OF[S.SCREENED]: gettext_lazy("An officer has read your report."),
    EVENT_OF[S.VERIFYING]: gettext_lazy("Your report is being checked by an officer."),
    EVENT_OF[S.VERIFIED]: gettext_lazy("Your report was found to be true."),
    EVENT_OF[S.UNVERIFIED]: gettext_lazy("It could not be confirmed so far."),
    EVENT_OF[S.HOAX]: gettext_lazy("After checking, what was reported turned out not to be so."),
    EVENT_OF[S.DUPLICATE]: gettext_lazy("The same event was reported before; your report was added to it."),
    EVENT_OF[S.OUT_OF_SCOPE]: gettext_lazy("Another office is in charge of this; your report was passed on."),
    EVENT_OF[S.ASSIGNED]: gettext_lazy("Your report is being followed up."),
    EVENT_OF[S.IN_PROGRESS]: gettext_lazy("Work on it has begun."),
    EVENT_OF[S.RESOLVED]: gettext_lazy("Done."),
    EVENT_OF[S.CLOSED]: gettext_lazy("The case was closed."),
    EVENT_OF[S.REOPENED]: gettext_lazy("The case was opened again, because you objected."),
    EVENT_OF[S.WITHDRAWN]: gettext_lazy("The table that brought this report was taken back."),
}
_NEXT: dict[ReportState, Sentence] = {
    S.RECEIVED: gettext_lazy("Next, an officer reads it."),
    S.SCREENED: gettext_lazy("Next, it is checked whether it is so."),
    S.VERIFYING: gettext_lazy("Next, you read here what the check has shown."),
    S.VERIFIED: gettext_lazy("Next, somebody is given the task to act."),
    S.UNVERIFIED: gettext_lazy("If you know more, write it below; then it is checked again."),
    S.HOAX: gettext_lazy("Next, the case is closed. If you disagree, write below."),
    S.DUPLICATE: gettext_lazy("What becomes of that event, you read here too."),
    S.OUT_OF_SCOPE: gettext_lazy("Please ask that office for what comes next."),
    S.ASSIGNED: gettext_lazy("Next, the office that has the task begins."),
    S.IN_PROGRESS: gettext_lazy("Next, you read here what was done."),
    S.RESOLVED: gettext_lazy("Next, the case is closed."),
    S.CLOSED: gettext_lazy("Nothing more is planned. You may object once within 14 days."),
    S.REOPENED: gettext_lazy("Next, it is checked again."),
    S.WITHDRAWN: gettext_lazy("Nothing more is planned."),
}


@dataclass(frozen=True)
class Step:
    """One line of the timeline."""

    at: datetime
    title: str
    text: str = ""


def now_of(report: Report) -> str:
    """This function will say in one sentence how it stands with *report*."""
    state = S(report.state)
    if state in {S.ASSIGNED, S.IN_PROGRESS} and report.handler:
        return _("Found to be true and being followed up: %(office)s is dealing with it.") % {
            "office": report.handler.title
        }
    if state is S.OUT_OF_SCOPE and report.referred_to:
        return _("Another office is in charge of this; your report was passed on to %(office)s.") % {
            "office": report.referred_to
        }
    if state in {S.RESOLVED, S.CLOSED} and report.outcome_note:
        return _("Done: %(outcome)s") % {"outcome": report.outcome_note}
    return str(_HAPPENED[EVENT_OF[state]])


def next_of(report: Report) -> str:
    """This function will say what comes next."""
    return str(_NEXT[S(report.state)])


def steps_of(events: list[Event]) -> list[Step]:
    """This function will tell the public part of a report's history, newest first; offices are named, persons never."""
    told = [Step(e.at, str(_HAPPENED[e.name]), _detail(e)) for e in events if e.name in _HAPPENED]
    return told[::-1]


def _detail(event: Event) -> str:
    office = event.payload.get("handler")
    return _("It is now with %(office)s.") % {"office": office} if office else ""


def state_words() -> list[tuple[str, str]]:
    """This function will return every state with its word, in the order of a report's life."""
    return [(state.value, str(word)) for state, word in _WORDS.items()]


def state_word(state: str) -> str:
    """This function will return the short word for a state on a staff page."""
    return str(_WORDS[S(state)])


_WORDS: dict[ReportState, Sentence] = {
    S.RECEIVED: gettext_lazy("received"),
    S.SCREENED: gettext_lazy("screened"),
    S.VERIFYING: gettext_lazy("being verified"),
    S.VERIFIED: gettext_lazy("verified"),
    S.UNVERIFIED: gettext_lazy("not confirmed"),
    S.HOAX: gettext_lazy("hoax"),
    S.DUPLICATE: gettext_lazy("duplicate"),
    S.OUT_OF_SCOPE: gettext_lazy("passed on"),
    S.ASSIGNED: gettext_lazy("assigned"),
    S.IN_PROGRESS: gettext_lazy("in progress"),
    S.RESOLVED: gettext_lazy("resolved"),
    S.CLOSED: gettext_lazy("closed"),
    S.REOPENED: gettext_lazy("reopened"),
    S.WITHDRAWN: gettext_lazy("withdrawn with its table"),
}

IMPORT_STATES: dict[ImportState, Sentence] = {
    ImportState.UPLOADED: gettext_lazy("uploaded, not tried out yet"),
    ImportState.CHECKING: gettext_lazy("being tried out"),
    ImportState.CHECKED: gettext_lazy("tried out, nothing written yet"),
    ImportState.IMPORTING: gettext_lazy("being brought in"),
    ImportState.IMPORTED: gettext_lazy("brought in"),
    ImportState.UNDOING: gettext_lazy("being taken back"),
    ImportState.UNDONE: gettext_lazy("import taken back"),
}
