"""What the board says of a day, worked out from plain values."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

LEVELS = (0, 1, 2, 3)


@dataclass(frozen=True)
class Headline:
    """What the opening sentence tells: areas by level, what got worse or better, and who is silent."""

    counts: dict[int | None, int]
    worse: tuple[str, ...] = ()
    better: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def n_areas(self) -> int:
        return sum(self.counts.values())

    @property
    def n_known(self) -> int:
        return self.n_areas - self.counts.get(None, 0)


def headline(
    areas: Iterable[tuple[str, int | None]], worse: Iterable[str] = (), better: Iterable[str] = ()
) -> Headline:
    """This function will sum up (name, level) of the areas; those without data are named, never counted as calm."""
    areas = list(areas)
    counted = Counter(level for _name, level in areas)
    counts = {level: counted[level] for level in (*LEVELS, None)}
    missing = tuple(name for name, level in areas if level is None)
    return Headline(counts, tuple(worse), tuple(better), missing)


def per_day(lines: Iterable[Sequence[int | None]], n_days: int, least: int) -> list[int | None]:
    """
    This function will count, for each day, the areas at *least* this level.

    A day on which nothing at all was known is None: a line must not lie on zero while nobody looked.
    """
    days = list(zip(*lines, strict=True)) if lines else []
    if not days:
        return [None] * n_days
    return [
        sum(1 for level in day if level is not None and level >= least) if any(v is not None for v in day) else None
        for day in days
    ]


@dataclass(frozen=True, order=True)
class Decision:
    """One thing that needs this person now; *rank* orders them, the gravest first."""

    rank: tuple[int, float]
    kind: str = field(compare=False)
    subject: object = field(compare=False)
    urgent: bool = field(compare=False, default=False)


def most_pressing(decisions: Iterable[Decision], most: int) -> tuple[list[Decision], int]:
    """This function will return the first *most* decisions in order, and how many were left out."""
    ordered = sorted(decisions)
    return ordered[:most], max(len(ordered) - most, 0)
