"""From where to where: plans, reports of a period, the status of conflict, strategic issues."""

from enum import StrEnum


class PlanState(StrEnum):
    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RUNNING = "running"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class PeriodReportState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    RETURNED = "returned"


class ConflictState(StrEnum):
    PROPOSED = "proposed"
    CONSULTED = "consulted"
    DECLARED = "declared"
    EXTENDED = "extended"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class IssueState(StrEnum):
    OPEN = "open"
    WATCHED = "watched"
    HANDLED = "handled"
    CLOSED = "closed"


P = PlanState
PLAN_MOVES: dict[PlanState, frozenset[PlanState]] = {
    P.DRAFTED: frozenset({P.SUBMITTED, P.WITHDRAWN}),
    P.SUBMITTED: frozenset({P.APPROVED, P.DRAFTED, P.WITHDRAWN}),  # back to the drawing board with a reason
    P.APPROVED: frozenset({P.RUNNING}),
    P.RUNNING: frozenset({P.CLOSED}),
    P.CLOSED: frozenset(),
    P.WITHDRAWN: frozenset(),
}

R = PeriodReportState
REPORT_MOVES: dict[PeriodReportState, frozenset[PeriodReportState]] = {
    R.DRAFT: frozenset({R.DRAFT, R.SUBMITTED}),
    R.SUBMITTED: frozenset({R.VERIFIED, R.RETURNED}),
    R.RETURNED: frozenset({R.RETURNED, R.SUBMITTED}),
    R.VERIFIED: frozenset({R.RETURNED}),  # a mistake found later is returned in the open, never overwritten
}
HANDED_IN = frozenset({R.SUBMITTED, R.VERIFIED})
WRITABLE = frozenset({R.DRAFT, R.RETURNED})

C = ConflictState
CONFLICT_MOVES: dict[ConflictState, frozenset[ConflictState]] = {
    C.PROPOSED: frozenset({C.CONSULTED, C.WITHDRAWN}),
    C.CONSULTED: frozenset({C.DECLARED, C.WITHDRAWN}),
    C.DECLARED: frozenset({C.EXTENDED, C.ENDED}),
    C.EXTENDED: frozenset({C.ENDED}),
    C.ENDED: frozenset(),
    C.WITHDRAWN: frozenset(),
}
IN_FORCE = frozenset({C.DECLARED, C.EXTENDED})
UNDECIDED = frozenset({C.PROPOSED, C.CONSULTED})

ISSUE_MOVES: dict[IssueState, frozenset[IssueState]] = {
    IssueState.OPEN: frozenset({IssueState.WATCHED, IssueState.HANDLED, IssueState.CLOSED}),
    IssueState.WATCHED: frozenset({IssueState.HANDLED, IssueState.CLOSED}),
    IssueState.HANDLED: frozenset({IssueState.WATCHED, IssueState.CLOSED}),
    IssueState.CLOSED: frozenset({IssueState.OPEN}),  # what was thought over can come back
}


class Stage(StrEnum):
    """The three parts of handling a social conflict, in the order of the law (UU 7/2012)."""

    PREVENTION = "prevention"
    CESSATION = "cessation"
    RECOVERY = "recovery"


class SupporterKind(StrEnum):
    """Where a supporting office stands: in the regional government, a vertical agency, or outside the government."""

    AGENCY = "agency"
    VERTICAL = "vertical"
    OUTSIDE = "outside"


class CouncilView(StrEnum):
    """What came of the consultation with the leaders of the regional council."""

    AGREES = "agrees"
    OBJECTS = "objects"
    SILENT = "silent"
