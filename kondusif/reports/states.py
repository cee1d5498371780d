"""A report's life: its states, the moves between them, and what the reporter is told of each."""

from enum import IntEnum, StrEnum


class ReportState(StrEnum):
    RECEIVED = "received"
    SCREENED = "screened"
    VERIFYING = "verifying"
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    HOAX = "hoax"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


S = ReportState

MOVES: dict[ReportState, frozenset[ReportState]] = {
    S.RECEIVED: frozenset({S.SCREENED, S.DUPLICATE, S.OUT_OF_SCOPE, S.WITHDRAWN}),
    S.SCREENED: frozenset({S.VERIFYING, S.DUPLICATE, S.OUT_OF_SCOPE, S.WITHDRAWN}),
    S.VERIFYING: frozenset({S.VERIFIED, S.UNVERIFIED, S.HOAX, S.DUPLICATE, S.OUT_OF_SCOPE}),
    S.VERIFIED: frozenset({S.ASSIGNED, S.RESOLVED}),
    S.ASSIGNED: frozenset({S.IN_PROGRESS, S.RESOLVED}),
    S.IN_PROGRESS: frozenset({S.RESOLVED}),
    S.RESOLVED: frozenset({S.CLOSED}),
    S.UNVERIFIED: frozenset({S.VERIFYING, S.CLOSED}),
    S.HOAX: frozenset({S.CLOSED}),
    S.DUPLICATE: frozenset({S.SCREENED, S.CLOSED}),  # a merge is reversible
    S.OUT_OF_SCOPE: frozenset({S.CLOSED}),
    S.CLOSED: frozenset({S.REOPENED}),
    S.REOPENED: frozenset({S.VERIFYING}),
    S.WITHDRAWN: frozenset(),  # its import was undone before anybody judged it
}

# Still to be judged by an officer: what the triage queue shows.
WAITING = frozenset({S.RECEIVED, S.SCREENED, S.VERIFYING, S.REOPENED})
# Judged true: what detection and incidents count.
CONFIRMED = frozenset({S.VERIFIED, S.ASSIGNED, S.IN_PROGRESS, S.RESOLVED})


class Maturity(StrEnum):
    """The ladder of early vigilance: potensi, gejala, peristiwa."""

    POTENTIAL = "potential"
    SYMPTOM = "symptom"
    OCCURRENCE = "occurrence"


class Urgency(IntEnum):
    """How soon somebody must act; the response clocks hang on it."""

    GREEN = 0
    YELLOW = 1
    ORANGE = 2
    RED = 3


class Channel(StrEnum):
    WEB = "web"
    API = "api"
    POSKO = "posko"
    THREE_PILLARS = "three_pillars"
    FORUM = "forum"
    IMPORT = "import"
    SMS = "sms"
    CHAT = "chat"
    EMAIL = "email"
    LAPOR = "lapor"
    CALL = "call"  # told on the telephone, typed by the desk
    FORM = "form"  # a field form filled in ODK Collect or a client like it


# What is recorded when a report comes into a state.
EVENT_OF: dict[ReportState, str] = {
    S.RECEIVED: "report.received",
    S.SCREENED: "report.screened",
    S.VERIFYING: "report.verification_started",
    S.VERIFIED: "report.verified",
    S.UNVERIFIED: "report.unverified",
    S.HOAX: "report.hoaxed",
    S.DUPLICATE: "report.duplicated",
    S.OUT_OF_SCOPE: "report.referred",
    S.ASSIGNED: "report.assigned",
    S.IN_PROGRESS: "report.progressed",
    S.RESOLVED: "report.resolved",
    S.CLOSED: "report.closed",
    S.REOPENED: "report.reopened",
    S.WITHDRAWN: "report.withdrawn",
}


class DisclosureState(StrEnum):
    """How it stands with a wish to learn who a reporter is; each step is a row that is only ever added."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    DISCLOSED = "disclosed"
    LAPSED = "lapsed"


D = DisclosureState

DISCLOSURE_MOVES: dict[DisclosureState, frozenset[DisclosureState]] = {
    D.ASKED: frozenset({D.APPROVED, D.REFUSED}),
    D.APPROVED: frozenset({D.DISCLOSED}),
    D.DISCLOSED: frozenset({D.DISCLOSED}),  # a page loaded again, while its minutes last
    D.REFUSED: frozenset(),
    D.LAPSED: frozenset(),
}


class ImportState(StrEnum):
    """A table of reports on its way in, and back out."""

    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    IMPORTED = "imported"
    UNDOING = "undoing"
    UNDONE = "undone"


IMPORT_MOVES: dict[ImportState, frozenset[ImportState]] = {
    ImportState.UPLOADED: frozenset({ImportState.CHECKING}),
    ImportState.CHECKING: frozenset(
        {ImportState.CHECKED, ImportState.UPLOADED}
    ),  # back where the file cannot be read after all
    ImportState.CHECKED: frozenset({ImportState.CHECKING, ImportState.IMPORTING}),
    ImportState.IMPORTING: frozenset({ImportState.IMPORTED}),
    ImportState.IMPORTED: frozenset({ImportState.UNDOING}),
    # back to what was brought in and not withdrawn, where the work broke off and somebody ends it
    ImportState.UNDOING: frozenset({ImportState.UNDONE, ImportState.IMPORTED}),
    ImportState.UNDONE: frozenset(),
}
# Somebody waits for a job.
UNDER_WAY = frozenset({ImportState.CHECKING, ImportState.IMPORTING, ImportState.UNDOING})
