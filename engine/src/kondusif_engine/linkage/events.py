"""Which report is in which event, and every move that brought it there."""

from dataclasses import asdict, dataclass
from numbers import Integral

from kondusif_engine.checks import ArgumentProblem


@dataclass(frozen=True, slots=True)
class Operation:
    """One move of reports.

    Attributes
    ----------
    number : int
        1, 2, ... in order.
    kind : {"merge", "split", "settle", "undo"}
    reports : tuple of str or int
    origins : tuple of int
        The event from which each report came.
    to : tuple of int
        The event to which each went.
    undoes : int or None
        The operation taken back by an ``undo``.
    """

    number: int
    kind: str
    reports: tuple[str | int, ...]
    origins: tuple[int, ...]
    to: tuple[int, ...]
    undoes: int | None = None


class Events:
    """Membership of reports in events; numbers of events count up and are never used again."""

    def __init__(self) -> None:
        self._event: dict[str | int, int] = {}
        self._members: dict[int, dict[str | int, None]] = {}
        self._last = 0
        self._operations: list[Operation] = []

    @property
    def operations(self) -> tuple[Operation, ...]:
        """Every move so far."""
        return tuple(self._operations)

    def of(self, report: str | int) -> int:
        """Return the event of a report."""
        if not isinstance(report, str | int) or report not in self._event:
            raise ArgumentProblem("report_id", f"{report!r} is not known")
        return self._event[report]

    @property
    def last(self) -> int:
        """The highest number given to an event so far."""
        return self._last

    def members(self, event: int) -> tuple[str | int, ...]:
        """Return the reports of an event."""
        return tuple(self._members.get(event, ())) if isinstance(event, Integral) else ()

    def living(self) -> tuple[int, ...]:
        """Return the events that have reports."""
        return tuple(sorted(self._members))

    def found_or_join(self, report: str | int, event: int | None) -> int:
        """Put a new report into an event, or into a new one."""
        event = self._next() if event is None else event
        self._put(report, event)
        return event

    def move(self, reports: tuple[str | int, ...], to: int | None, kind: str) -> Operation:
        """Move reports into an event that lives, or into a new one; record it."""
        if not reports:
            raise ArgumentProblem("event", "has no reports")
        if to is not None and (not isinstance(to, Integral) or to not in self._members):
            raise ArgumentProblem("event_id", f"{to!r} has no reports")
        origins = tuple(self.of(report) for report in reports)
        to = self._next() if to is None else to
        return self._record(kind, reports, origins, (to,) * len(reports), None)

    def undo(self, number: int) -> Operation:
        """Take one operation back, if none of its reports has moved since."""
        if not isinstance(number, int) or not 1 <= number <= len(self._operations):
            raise ArgumentProblem("operation", f"{number!r} is not known")
        done = self._operations[number - 1]
        for report, event in zip(done.reports, done.to, strict=True):
            if self._event.get(report) != event:
                raise ArgumentProblem("operation", f"{number} cannot be undone: {report!r} moved on")
        return self._record("undo", done.reports, done.to, done.origins, number)

    def forget(self, report: str | int) -> None:
        """Take a report out without a record."""
        self._take(report)

    def state(self) -> dict:
        """Return plain types for JSON."""
        return {
            "last": self._last,
            "members": [[event, list(reports)] for event, reports in self._members.items()],
            "operations": [asdict(operation) for operation in self._operations],
        }

    @classmethod
    def from_state(cls, state: dict) -> "Events":
        """Return what `state` described."""
        events = cls()
        for event, reports in state["members"]:
            for report in reports:
                events._put(report, event)
        events._last = state["last"]
        events._operations = [
            Operation(**{k: tuple(v) if isinstance(v, list | tuple) else v for k, v in fields.items()})
            for fields in state["operations"]
        ]
        return events

    def _record(self, kind, reports, origins, to, undoes) -> Operation:
        for report, event in zip(reports, to, strict=True):
            self._take(report)
            self._put(report, event)
        operation = Operation(len(self._operations) + 1, kind, reports, origins, to, undoes)
        self._operations.append(operation)
        return operation

    def _next(self) -> int:
        self._last += 1
        return self._last

    def _put(self, report, event) -> None:
        self._event[report] = event
        self._members.setdefault(event, {})[report] = None

    def _take(self, report) -> None:
        event = self._event.pop(report)
        del self._members[event][report]
        if not self._members[event]:
            del self._members[event]
