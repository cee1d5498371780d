"""What a linker says of a report, and when it joins, asks, or founds an event."""

from dataclasses import dataclass, field

from kondusif_engine.checks import real_number, whole_number
from kondusif_engine.linkage.pair import Grounds, Reason


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event that the report may belong to.

    Attributes
    ----------
    event_id : int
    probability : float
        That the report tells of this event, 0-1.
    report_id : str or int
        The report of that event which is most alike.
    reasons : tuple of Reason
        Grounds for and against that report, the heaviest first.
    grounds : Grounds
        What was measured, from which the reasons are spelt out when they are asked for.
    """

    event_id: int
    probability: float
    report_id: str | int
    grounds: Grounds = field(repr=False)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What speaks for and against."""
        return self.grounds.reasons


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a report.

    Attributes
    ----------
    kind : {"join", "new", "ask"}
        At least `Settings.join_at` and of one matter; below `Settings.new_below` for every candidate;
        otherwise "ask".
    event_id : int or None
        The event joined or founded; None while a person has to decide.
    probability : float
        Of the best candidate, 0 where there is none.
    candidates : tuple of Candidate
        Best first, at most `Settings.show`.
    reasons : tuple of Reason
        Those of the best candidate, () without one.
    """

    kind: str
    event_id: int | None
    probability: float
    candidates: tuple[Candidate, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Those of the best candidate, () without one."""
        return self.candidates[0].reasons if self.candidates else ()


@dataclass(frozen=True, slots=True)
class Settings:
    """When to join, when to ask, and how far to look.

    Attributes
    ----------
    join_at : float
        Probability in (0, 1]. Join at this probability or more; 5/6 is break-even when a false merge
        costs five times a false split.
    new_below : float
        Probability in [0, join_at]. Found a new event when every candidate is below; between the two a
        person is asked.
    join_alike : float
        In [0, 1]. Without a topic in common, reports join only if the cosine of their words is at least this:
        two things may happen at one polling station in one hour, and a wrong join hides one of them. A
        category in common is not enough: it holds many matters. 0 asks for nothing.
    join_hours : float
        In (0, 8784]. A report further in time from the most alike report of the event does not join: the
        power may fail again the next evening.
    max_km : float
        In (0, 1000]; reports further apart than this are never compared.
    max_hours : float
        In (0, 8784]; reports further apart in time are never compared.
    max_candidates : int
        At most so many reports are compared; beyond, the nearest in place and time.
    show : int
        At most so many candidates are named in a decision.
    evidence : int
        The probability of an event is that of the mean log-odds of its best so many reports, so
        that one accidental likeness does not chain two events together.
    prior_log_odds : float
        In [-50, 50], added to the log-odds: for a stream in which true pairs are rarer (negative) or more
        common than in the data of the fit.

    Raises
    ------
    ArgumentProblem
        If a number is out of its range.
    """

    join_at: float = 5.0 / 6.0
    new_below: float = 0.2
    join_alike: float = 0.25
    join_hours: float = 24.0
    max_km: float = 10.0
    max_hours: float = 48.0
    max_candidates: int = 200
    show: int = 3
    evidence: int = 3
    prior_log_odds: float = 0.0

    def __post_init__(self) -> None:
        real_number(self.join_at, "join_at", above=0.0, most=1.0)
        real_number(self.new_below, "new_below", least=0.0, most=self.join_at)
        real_number(self.join_alike, "join_alike", least=0.0, most=1.0)
        real_number(self.join_hours, "join_hours", above=0.0, most=24.0 * 366)
        real_number(self.max_km, "max_km", above=0.0, most=1000.0)
        real_number(self.max_hours, "max_hours", above=0.0, most=24.0 * 366)
        whole_number(self.max_candidates, "max_candidates", least=1)
        whole_number(self.show, "show", least=1)
        whole_number(self.evidence, "evidence", least=1)
        real_number(self.prior_log_odds, "prior_log_odds", least=-50.0, most=50.0)
