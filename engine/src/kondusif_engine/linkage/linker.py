"""Streaming linker: every new report joins an event, founds one, or is put before a person."""

import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.checks import ArgumentProblem, given, real_number, sequence_of, whole_number
from kondusif_engine.linkage import pair
from kondusif_engine.linkage.decision import Candidate, Decision, Settings
from kondusif_engine.linkage.events import Events, Operation
from kondusif_engine.linkage.grams import Rarity
from kondusif_engine.linkage.model import Coefficients, coefficients
from kondusif_engine.linkage.normalise import Normaliser
from kondusif_engine.linkage.pair import Grounds
from kondusif_engine.linkage.snippet import Snippet

if TYPE_CHECKING:
    from kondusif_engine.linkage.pool import Pool

_STATE_VERSION = 2


class Linker:
    """Links a stream of short reports into events.

    The same reports in the same order give the same decisions in every process; `state` and
    `from_state` carry a linker over a restart to the bit. Nothing is overwritten: `merge`, `split`,
    `settle` and `undo` append to `operations`.

    Parameters
    ----------
    settings : Settings, optional
        The defaults without it.
    normaliser : Normaliser, optional
        Give the same one again after `from_state`.
    model : Coefficients, optional
        Your own fit; the shipped one otherwise.

    Raises
    ------
    ArgumentProblem
        If an argument is of another kind.

    Notes
    -----
    Cost: about 0.12 ms a report with twenty candidates, and 6 microseconds for the reasons of each
    candidate when they are read; memory about 4 kB a report until `forget`.
    A report may be late: candidates are sought before and after it. A decision depends on the reports
    that came before, so the order of arrival matters; what people settle, split and merge does not depend
    on it. Joining by the best of the mean log-odds is a form of single-pass clustering (Allan, Papka,
    Lavrenko 1998, "On-line new event detection and tracking", doi:10.1145/290941.290954).
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        normaliser: Normaliser | None = None,
        model: Coefficients | None = None,
    ) -> None:
        self.settings = given(settings, "settings", Settings) or Settings()
        self._normaliser = given(normaliser, "normaliser", Normaliser) or Normaliser()
        self._model = given(model, "model", Coefficients) or coefficients()
        self._rarity = Rarity(self._model.prior)
        self._pool = self._empty_pool()
        self._numbers: dict[str | int, int] = {}
        self._pending: set[str | int] = set()
        self._events = Events()
        self._slots = np.zeros(256, dtype=np.int64)  # one for each event number

    def add(self, report: Snippet) -> Decision:
        """Decide on one report and remember it.

        A report put before a person waits as an event of its own (`event_of` names it), so that
        what follows can be compared with it; `settle` ends the waiting.

        Parameters
        ----------
        report : Snippet
            Its id must be new to this linker.

        Returns
        -------
        Decision

        Raises
        ------
        ArgumentProblem
            If a report of this id was added before, or it is no Snippet.

        Notes
        -----
        Cost: O(c) for c reports near in place and time, at most `Settings.max_candidates` compared.
        """
        if not isinstance(report, Snippet):
            raise ArgumentProblem("report", f"is {type(report).__name__}, not a Snippet")
        if report.id in self._numbers:
            raise ArgumentProblem("report", f"{report.id!r} was added before")
        new = pair.read(report, self._normaliser)
        row = self._pool.lay(new)
        decision = self._decide(report, self._candidates(row))
        self._rarity.see(new.grams, report.hours)
        self._file(row)
        return decision

    def event_of(self, report_id: str | int) -> int:
        """Return the event in which a report is now.

        Parameters
        ----------
        report_id : str or int

        Returns
        -------
        int

        Raises
        ------
        ArgumentProblem
            If the report is unknown or forgotten.
        """
        return self._events.of(report_id)

    def members(self, event_id: int) -> tuple[str | int, ...]:
        """Return the reports of an event in the order in which they came; () if there is none."""
        return self._events.members(event_id)

    @property
    def events(self) -> tuple[int, ...]:
        """Events that have reports, in the order of their founding."""
        return self._events.living()

    @property
    def pending(self) -> tuple[str | int, ...]:
        """Reports that wait for a person, in the order in which they came."""
        return tuple(sorted(self._pending, key=self._numbers.__getitem__))

    @property
    def operations(self) -> tuple[Operation, ...]:
        """Everything that moved a report, in order."""
        return self._events.operations

    def settle(self, report_id: str | int, event_id: int | None) -> int:
        """Record a person's answer on a waiting report; return the event it is in now.

        Parameters
        ----------
        report_id : str or int
            A report in `pending`.
        event_id : int or None
            The event it belongs to, or None for an event of its own.

        Returns
        -------
        int

        Raises
        ------
        ArgumentProblem
            If the report does not wait, or the event has no reports.
        """
        if not _is_id(report_id) or report_id not in self._pending:
            raise ArgumentProblem("report_id", f"{report_id!r} does not wait for a person")
        own = self._events.of(report_id)
        if event_id is not None and event_id != own:
            self._move(self._events.move((report_id,), event_id, "settle"))
        self._pending.discard(report_id)
        return self._events.of(report_id)

    def merge(self, keep: int, other: int) -> Operation:
        """Move all reports of event `other` into event `keep`.

        Parameters
        ----------
        keep, other : int
            Two events that have reports.

        Returns
        -------
        Operation

        Raises
        ------
        ArgumentProblem
            If an event has no reports, or the two are one.
        """
        keep, other = whole_number(keep, "keep"), whole_number(other, "other")
        if keep == other:
            raise ArgumentProblem("other", "is the same event as keep")
        return self._move(self._events.move(self._events.members(other), keep, "merge"))

    def split(self, event_id: int, reports: Iterable[str | int]) -> Operation:
        """Move some reports of an event, but not all, into a new event (`Operation.to`).

        Parameters
        ----------
        event_id : int
        reports : iterable of str or int
            Each counts once.

        Returns
        -------
        Operation

        Raises
        ------
        ArgumentProblem
            If a report is not in the event, or none or all are named.
        """
        leaving = tuple(dict.fromkeys(sequence_of(reports, "reports", str, int)))
        staying = set(self._events.members(event_id))
        if not leaving or not set(leaving) < staying:
            raise ArgumentProblem("reports", f"must be some, not all, of event {event_id}")
        return self._move(self._events.move(leaving, None, "split"))

    def undo(self, operation: int) -> Operation:
        """Move the reports of an earlier operation back to where each came from.

        A report that was settled and is moved back does not wait again: who takes an answer back knows
        where it belongs, or settles it anew by `merge` and `split`.

        Parameters
        ----------
        operation : int
            Its `Operation.number`; an undo can be undone.

        Returns
        -------
        Operation

        Raises
        ------
        ArgumentProblem
            If the operation is unknown, or one of its reports has moved on since.
        """
        return self._move(self._events.undo(operation))

    def forget(self, before_hours: float) -> int:
        """Drop the reports older than `before_hours` from memory; return how many.

        Their words stay counted in the rarity, their events keep the younger reports.

        Parameters
        ----------
        before_hours : float
            In the hours of `Snippet.hours`.

        Returns
        -------
        int

        Raises
        ------
        ArgumentProblem
            If it is no finite number.

        Notes
        -----
        Cost: O(n) for n remembered reports, all of which are laid out anew.
        """
        before_hours = real_number(before_hours, "before_hours")
        old = [read for read in self._pool.reads if read.snippet.hours < before_hours]
        young = [read for read in self._pool.reads if read.snippet.hours >= before_hours]
        for read in old:
            self._pending.discard(read.snippet.id)
            self._events.forget(read.snippet.id)
        self._pool, self._numbers = self._empty_pool(), {}
        for read in young:
            self._file(self._pool.lay(read))
        return len(old)

    def state(self) -> dict:
        """Return everything remembered, in plain types that JSON can carry.

        Returns
        -------
        dict

        Notes
        -----
        Cost: O(n) for n remembered reports, with their texts as written: keep it as you keep reports.
        """
        return {
            "version": _STATE_VERSION,
            "settings": asdict(self.settings),
            "reports": [asdict(kept.snippet) for kept in self._pool.reads],
            "pending": list(self.pending),
            "rarity": self._rarity.state(),
            "events": self._events.state(),
        }

    @classmethod
    def from_state(
        cls,
        state: dict,
        *,
        normaliser: Normaliser | None = None,
        model: Coefficients | None = None,
    ) -> "Linker":
        """Return a linker that goes on where `state` was taken.

        Parameters
        ----------
        state : dict
            From `Linker.state`, also after a way through JSON.
        normaliser, model
            Those of the linker that gave the state.

        Returns
        -------
        Linker

        Raises
        ------
        ArgumentProblem
            If the state is of another version or incomplete.
        """
        if not isinstance(state, dict) or state.get("version") != _STATE_VERSION:
            raise ArgumentProblem("state", f"is not a linker's state of version {_STATE_VERSION}")
        try:
            linker = cls(Settings(**state["settings"]), normaliser=normaliser, model=model)
            linker._events = Events.from_state(state["events"])
            for fields in state["reports"]:
                linker._file(linker._pool.lay(pair.read(Snippet(**fields), linker._normaliser)))
            linker._pending = set(state["pending"])
            linker._rarity.restore(state["rarity"])
        except (KeyError, TypeError, AttributeError, ValueError) as problem:
            raise ArgumentProblem("state", f"is incomplete or broken: {problem}") from problem
        return linker

    def _empty_pool(self) -> "Pool":
        # Compiled code loads late: who only scores pairs should not wait for the compiler.
        from kondusif_engine.linkage.pool import Pool

        return Pool(self.settings.max_km, self.settings.max_hours)

    def _file(self, row: int) -> None:
        report = self._id(row)
        self._pool.file(row, self._events.of(report))
        self._numbers[report] = row

    def _move(self, operation: Operation) -> Operation:
        for report, event in zip(operation.reports, operation.to, strict=True):
            self._pool.events[self._numbers[report]] = event
        return operation

    def _decide(self, report: Snippet, candidates: tuple[Candidate, ...]) -> Decision:
        best = candidates[0].probability if candidates else 0.0
        if candidates and best >= self.settings.join_at and self._may_join(candidates[0].grounds):
            self._events.found_or_join(report.id, candidates[0].event_id)
            return Decision("join", candidates[0].event_id, best, candidates)
        event = self._events.found_or_join(report.id, None)
        if best < self.settings.new_below:
            return Decision("new", event, best, candidates)
        self._pending.add(report.id)
        return Decision("ask", None, best, candidates)

    def _may_join(self, grounds: Grounds) -> bool:
        """Place and hour alone, or yesterday's words again, are for a person to judge."""
        settings = self.settings
        return grounds.hours_apart <= settings.join_hours and grounds.tell_of_one_matter(settings.join_alike)

    def _candidates(self, row: int) -> tuple[Candidate, ...]:
        near = self._pool.near(row, self.settings.max_candidates)
        if not len(near.rows):
            return ()
        table = self._pool.features(row, near, self._rarity)
        weights = self._model.weights
        log_odds = self._model.intercept + table @ weights + self.settings.prior_log_odds
        best = self._best_events(near.rows, log_odds)
        found = zip(best, table[[at for _, _, at in best]], strict=True)
        likely = self._probability
        return tuple(
            [
                Candidate(event, likely(-negative), self._id(near.rows[at]), Grounds(values, weights))
                for (negative, event, at), values in found
            ]
        )

    def _best_events(
        self, rows: NDArray[np.int64], log_odds: NDArray[np.float64]
    ) -> list[tuple[float, int, int]]:
        """Return minus the log-odds, the event and where its report most alike stands, best first."""
        from kondusif_engine.kernels.rank_events import rank_events

        if len(self._slots) <= self._events.last:
            self._slots = np.zeros(2 * self._events.last + 256, dtype=np.int64)
        order = np.argsort(-log_odds, kind="stable")
        most = self.settings.evidence
        events, means, first = rank_events(order, log_odds, self._pool.events[rows], most, self._slots)
        ranked = sorted(zip((-means).tolist(), events.tolist(), first.tolist(), strict=True))
        return ranked[: self.settings.show]

    def _probability(self, log_odds: float) -> float:
        """As `Coefficients.probability`, for one number and without an array."""
        return 0.5 * (1.0 + math.tanh(0.5 * min(log_odds, self._model.trust * log_odds)))

    def _id(self, row: int) -> str | int:
        return self._pool.reads[row].snippet.id


def _is_id(report_id: object) -> bool:
    return isinstance(report_id, str | int)
