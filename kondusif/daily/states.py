"""The states of the desk's day: orders on leave and travel, exceptions, the daily report, press notes, lessons."""

from enum import IntEnum, StrEnum


class OrderState(StrEnum):
    DRAFTED = "drafted"
    ISSUED = "issued"
    IN_FORCE = "in_force"
    LIFTED = "lifted"


class ExceptionState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


class DailyReportState(StrEnum):
    ASSEMBLED = "assembled"
    EDITED = "edited"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SENT = "sent"


class PressNoteState(StrEnum):
    DRAFTED = "drafted"
    APPROVED = "approved"
    PUBLISHED = "published"


class LessonState(StrEnum):
    NOTED = "noted"
    CARRIED = "carried"


A, X, D, P, L = OrderState, ExceptionState, DailyReportState, PressNoteState, LessonState
ORDER_MOVES: dict[OrderState, frozenset[OrderState]] = {
    A.DRAFTED: frozenset({A.ISSUED, A.LIFTED}),
    A.ISSUED: frozenset({A.IN_FORCE, A.LIFTED}),
    A.IN_FORCE: frozenset({A.LIFTED}),
    A.LIFTED: frozenset(),
}
EXCEPTION_MOVES: dict[ExceptionState, frozenset[ExceptionState]] = {
    X.ASKED: frozenset({X.APPROVED, X.REFUSED}),
    X.APPROVED: frozenset(),
    X.REFUSED: frozenset(),
}
DAILY_REPORT_MOVES: dict[DailyReportState, frozenset[DailyReportState]] = {
    D.ASSEMBLED: frozenset({D.EDITED, D.SUBMITTED}),
    D.EDITED: frozenset({D.EDITED, D.SUBMITTED}),
    D.SUBMITTED: frozenset({D.APPROVED, D.EDITED}),  # the secretary may send it back to the desk
    D.APPROVED: frozenset({D.SENT}),
    D.SENT: frozenset(),
}
PRESS_NOTE_MOVES: dict[PressNoteState, frozenset[PressNoteState]] = {
    P.DRAFTED: frozenset({P.APPROVED}),
    P.APPROVED: frozenset({P.PUBLISHED}),
    P.PUBLISHED: frozenset(),
}
LESSON_MOVES: dict[LessonState, frozenset[LessonState]] = {
    L.NOTED: frozenset({L.CARRIED}),
    L.CARRIED: frozenset(),
}
BINDING_ORDERS = frozenset({A.ISSUED, A.IN_FORCE})
OPEN_DAILY_REPORTS = frozenset({D.ASSEMBLED, D.EDITED})


class SituationLevel(IntEnum):
    """How things stand in a subdistrict, in the words the product uses everywhere."""

    STABLE = 0
    WATCHFUL = 1
    VULNERABLE = 2
    VERY_VULNERABLE = 3


class Crowd(StrEnum):
    NONE = "none"
    USUAL = "usual"
    GATHERING = "gathering"
    TENSE = "tense"


class HeadWhere(StrEnum):
    """Where the head of the area is while the report is written."""

    PRESENT = "present"
    AWAY_WITH_LEAVE = "away_with_leave"
    AWAY = "away"


class Way(StrEnum):
    """How a presence was shown; which of the two is the person's own choice."""

    POSITION = "position"
    STATEMENT = "statement"


class Standing(StrEnum):
    INSIDE = "inside"
    OUTSIDE = "outside"


class AbsenceKind(StrEnum):
    LEAVE = "leave"  # no leave is granted
    TRAVEL = "travel"  # no journey out of the region


class Addressed(StrEnum):
    """To whom an order on leave or travel speaks."""

    CIVIL_SERVANTS = "civil_servants"
    SUBDISTRICT_HEADS = "subdistrict_heads"
    VILLAGE_HEADS = "village_heads"
    REGIONAL_COMPANIES = "regional_companies"
    STATE_COMPANIES = "state_companies"
    PRIVATE_EMPLOYERS = "private_employers"


class AddressedNature(StrEnum):
    INSTRUCTION = "instruction"
    REQUEST = "request"
    APPEAL = "appeal"


class HandoverWay(StrEnum):
    INBOX = "inbox"
    EMAIL = "email"
    DOWNLOAD = "download"
