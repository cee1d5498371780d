"""How many police and civil-protection guards do the polling stations need?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import (
    ArgumentProblem,
    count_array,
    instance_of,
    mapping_of,
    real_number,
    sequence_of,
    whole_number,
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of a pattern table: "2-16-32" is 2 police for 16 stations with 32 guards.

    Patterns differ by police resort and by year, and sources disagree: they are data with a source,
    never constants.

    Attributes
    ----------
    station_class : str
        As the police resort names it.
    police : int
        Police in one team.
    stations : int
        Stations that one team covers.
    guards : int
        Civil-protection guards for those stations together.
    source : str
        Order or document that sets the pattern.
    """

    station_class: str
    police: int
    stations: int
    guards: int
    source: str

    def __post_init__(self) -> None:
        whole_number(self.police, "police", least=0)
        whole_number(self.stations, "stations", least=1)
        whole_number(self.guards, "guards", least=0)
        instance_of(self.station_class, "station_class", str)
        instance_of(self.source, "source", str)
        if not self.source:
            raise ArgumentProblem("source", "is empty", "say where the pattern comes from")


@dataclass(frozen=True, slots=True)
class GuardNeed:
    """What is needed, by cluster and in all.

    Attributes
    ----------
    cluster_village, cluster_class : NDArray[np.int64], shape (c,)
        Village and class (position in `classes`) of each cluster that has stations.
    cluster_stations, cluster_teams, cluster_police, cluster_guards : NDArray[np.int64], shape (c,)
    classes : tuple of str
    village_police, village_guards : NDArray[np.int64], shape (villages,)
    police, guards : int
        Over all stations, without reserve and posts.
    reserve : int
        ceil(police x reserve share).
    posts : int
        Police at fixed posts.
    total_police : int
        police + reserve + posts.
    """

    cluster_village: NDArray[np.int64]
    cluster_class: NDArray[np.int64]
    cluster_stations: NDArray[np.int64]
    cluster_teams: NDArray[np.int64]
    cluster_police: NDArray[np.int64]
    cluster_guards: NDArray[np.int64]
    classes: tuple[str, ...]
    village_police: NDArray[np.int64]
    village_guards: NDArray[np.int64]
    police: int
    guards: int
    reserve: int
    posts: int
    total_police: int


def need(
    village: ArrayLike,
    station_class: ArrayLike,
    patterns: Sequence[Pattern],
    *,
    reserve_share: float = 0.0,
    posts: Mapping[str, int] | None = None,
) -> GuardNeed:
    """This function will turn stations and a pattern table into teams, police and guards.

    Parameters
    ----------
    village : array_like of int, shape (n,)
        Village of each station, counted from 0.
    station_class : array_like of int, shape (n,)
        Class of each station: its position in `patterns`.
    patterns : sequence of Pattern
        One for each class.
    reserve_share : float
        Share of the police for stations that is kept in reserve, not negative.
    posts : mapping of str to int, optional
        Police at fixed posts: election office, warehouse, oversight body.

    Returns
    -------
    GuardNeed

    Raises
    ------
    ArgumentProblem
        If a station's class has no pattern, a class has two patterns, or numbers are negative.

    Notes
    -----
    Per cluster (village, class): teams = ceil(stations / b), police = teams x a, guards =
    ceil(stations x c / b). Rounding is by cluster, because a team cannot stand in two villages.
    Cost: O(n); 823,000 stations in about 20 ms.
    """
    village = count_array(village, "village", shape=(None,))
    station_class = count_array(station_class, "station_class", shape=village.shape)
    reserve_share = real_number(reserve_share, "reserve_share", least=0.0)
    patterns = sequence_of(patterns, "patterns", Pattern)
    classes = tuple(pattern.station_class for pattern in patterns)
    if len(set(classes)) != len(classes) or not classes:
        raise ArgumentProblem("patterns", "are none, or two are for one class")
    if len(station_class) and station_class.max() >= len(classes):
        raise ArgumentProblem("station_class", f"holds {station_class.max()}, which has no pattern")
    at_posts = mapping_of({} if posts is None else posts, "posts")
    fixed = sum(whole_number(n, f"posts of {name!r}", least=0) for name, n in at_posts.items())
    villages = int(village.max(initial=-1)) + 1
    size = np.bincount(village * len(classes) + station_class, minlength=villages * len(classes))
    filled = np.flatnonzero(size)
    stations, kind = size[filled], filled % len(classes)
    a, b, c = (
        np.array([getattr(pattern, name) for pattern in patterns], dtype=np.int64)[kind]
        for name in ("police", "stations", "guards")
    )
    teams = -(-stations // b)
    police, guards = teams * a, -(-stations * c // b)
    where = filled // len(classes)
    total = int(police.sum())
    # In millionths, so that 0.1 x 30 does not become 4.
    reserve = -(-total * round(reserve_share * 1_000_000) // 1_000_000)
    return GuardNeed(
        where, kind, stations, teams, police, guards, classes,
        np.bincount(where, police, minlength=villages).astype(np.int64),
        np.bincount(where, guards, minlength=villages).astype(np.int64),
        total, int(guards.sum()), reserve, fixed, total + reserve + fixed,
    )  # fmt: skip


def units_needed(short: int, strength: int) -> int:
    """This function will tell how many units of `strength` cover a shortfall: ceil(short / strength).

    Raises
    ------
    ArgumentProblem
        If the shortfall is negative or the strength not positive.
    """
    short = whole_number(short, "short", least=0)
    return -(-short // whole_number(strength, "strength", least=1))
