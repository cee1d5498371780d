"""A run's life, and what an analyst may think of a cluster."""

from enum import StrEnum


class RunState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


S = RunState
MOVES: dict[RunState, frozenset[RunState]] = {
    S.QUEUED: frozenset({S.RUNNING, S.FAILED}),
    S.RUNNING: frozenset({S.RUNNING, S.DONE, S.FAILED}),  # a worker may die; the next one starts afresh
    S.DONE: frozenset(),
    S.FAILED: frozenset(),
}
# Not ended: at most one of these per tenant.
ACTIVE = frozenset({S.QUEUED, S.RUNNING})


class Judgement(StrEnum):
    """What an analyst holds a cluster to be."""

    UNJUDGED = "unjudged"
    REAL = "real"
    KNOWN = "known"  # explained: a planned event, a case already handled
    ARTEFACT = "artefact"  # of reporting: a drive, one busy reporter, a wrong place


class Kind(StrEnum):
    """Which scan a run makes."""

    STP = "stp"  # too many reports for the place and the days
    SILENT = "silent"  # too few


class Source(StrEnum):
    """What a run counts."""

    REPORTS = "reports"
    INCIDENTS = "incidents"


# What raises alarms of its own, each with its own quiet campaigns; in the order in which they are simulated.
SERIES = "series"  # of single subdistricts and themes; part of the scan of reports, no scan of its own
WATCHES: tuple[tuple[str, Source], ...] = (
    (Kind.STP, Source.REPORTS),
    (Kind.STP, Source.INCIDENTS),
    (Kind.SILENT, Source.REPORTS),
    (SERIES, Source.REPORTS),
)


class Step(StrEnum):
    """How far a run has come, in words."""

    WAITING = "waiting"
    READING = "reading"
    SCANNING = "scanning"
    WRITING = "writing"
    ENDED = "ended"
