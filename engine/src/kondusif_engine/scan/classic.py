"""The classical text form of scan data: cases (.cas), coordinates (.geo) and population (.pop)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.checks import ArgumentProblem, one_of

_PRECISIONS = ("day", "month", "year", "generic", "none")


@dataclass(frozen=True, eq=False)
class ClassicData:
    """Counts, coordinates and population, in the order of the coordinates file.

    Attributes
    ----------
    ids : tuple of str
    coords : float64[n, 2]
        (lon, lat) for latitude-longitude files, else (x, y).
    counts : int64[n, T]
    population : float64[n] or None
        Summed over covariates.
    baseline : float64[n] or None
        With covariates: cases expected from the population and the overall rate of each class (indirect
        standardisation); pass it to the "poisson" model in place of the population.
    bins : tuple of str
        What each column of counts stands for, for example "2026-02-20".
    """

    ids: tuple[str, ...]
    coords: NDArray[np.float64]
    counts: NDArray[np.int64]
    population: NDArray[np.float64] | None
    baseline: NDArray[np.float64] | None
    bins: tuple[str, ...]


def read_classic(
    cas: str | Iterable[str],
    geo: str | Iterable[str],
    pop: str | Iterable[str] | None = None,
    *,
    precision: str = "day",
    cartesian: bool = False,
) -> ClassicData:
    """Read scan data in the classical text form.

    Parameters
    ----------
    cas : str or iterable of str
        The text, or its lines (an open file): ``id cases time covariates…``, without time for "none".
    geo : str or iterable of str
        ``id latitude longitude`` in degrees, or ``id x y`` if `cartesian`.
    pop : str or iterable of str, optional
        ``id time population covariates…``; one time for all.
    precision : {"day", "month", "year", "generic", "none"}
        The width of a bin. Times are ``2026/2/20``, ``2026-02-20``, ``2026/2`` or ``2026``; any whole
        number for "generic"; absent from `cas` for "none".
    cartesian : bool
        Whether `geo` holds plane coordinates.

    Returns
    -------
    ClassicData

    Raises
    ------
    ArgumentProblem
        Naming the file (cas, geo, pop) and the line that cannot be used.

    Notes
    -----
    Fields are parted by blanks, tabs or commas; blank lines are passed over. Bins without cases between
    the first and the last are kept.
    """
    one_of(precision, "precision", _PRECISIONS)
    ids, coords = _read_geo(geo, cartesian)
    number = {one: i for i, one in enumerate(ids)}
    n_time = 0 if precision == "none" else 1
    cases = [
        (number_of(number, "cas", line, fields[0]), _count("cas", line, fields[1]), fields[2:])
        for line, fields in _fields(cas, "cas", 2 + n_time)
    ]
    times = [_bin(rest[0], precision, "cas") if n_time else 0 for _, _, rest in cases]
    first, last = min(times, default=0), max(times, default=0)
    counts = np.zeros((len(ids), last - first + 1), np.int64)
    for (place, count, _), time in zip(cases, times, strict=True):
        counts[place, time - first] += count
    population, baseline = None, None
    if pop is not None:
        by_class = _read_pop(pop, number)
        population = _summed(by_class, len(ids))
        if any(kind for _, kind in by_class):
            baseline = _standardised(by_class, [(p, c, tuple(r[n_time:])) for p, c, r in cases], len(ids))
    bins = tuple(_label(first + i, precision) for i in range(counts.shape[1]))
    return ClassicData(ids, coords, counts, population, baseline, bins)


def _fields(text: str | Iterable[str], name: str, least: int):
    lines = text.splitlines() if isinstance(text, str) else text
    for line, content in enumerate(lines, start=1):
        fields = re.split(r"[\s,;]+", content.strip().strip(","))
        if fields == [""]:
            continue
        if len(fields) < least:
            raise ArgumentProblem(name, f"line {line} has {len(fields)} fields", f"give at least {least}")
        yield line, fields


def number_of(number: dict[str, int], name: str, line: int, place: str) -> int:
    if place not in number:
        raise ArgumentProblem(name, f"line {line} names {place!r}", "give its coordinates in geo")
    return number[place]


def _number(name: str, line: int, field: str) -> float:
    try:
        value = float(field)
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise ArgumentProblem(name, f"line {line} has {field!r} for a number")
    return value


def _count(name: str, line: int, field: str) -> int:
    value = _number(name, line, field)
    if value < 0 or value != int(value):
        raise ArgumentProblem(name, f"line {line} has {field} cases", "give a whole number >= 0")
    return int(value)


def _read_geo(geo, cartesian: bool) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    ids: dict[str, tuple[float, float]] = {}
    for line, fields in _fields(geo, "geo", 3):
        if fields[0] in ids:
            raise ArgumentProblem("geo", f"line {line} gives {fields[0]!r} a second time")
        first, second = (_number("geo", line, field) for field in fields[1:3])
        ids[fields[0]] = (first, second) if cartesian else (second, first)
    if not ids:
        raise ArgumentProblem("geo", "holds no place", "give at least one")
    return tuple(ids), np.array(list(ids.values()))


def _read_pop(pop, number: dict[str, int]) -> dict[tuple[int, tuple[str, ...]], float]:
    people: dict[tuple[int, tuple[str, ...]], float] = {}
    times = set()
    for line, fields in _fields(pop, "pop", 3):
        times.add(fields[1])
        if len(times) > 1:
            raise ArgumentProblem("pop", f"line {line} has a second time, {fields[1]}", "give one time")
        key = (number_of(number, "pop", line, fields[0]), tuple(fields[3:]))
        value = _number("pop", line, fields[2])
        if value < 0:
            raise ArgumentProblem("pop", f"line {line} has {fields[2]} people", "give at least 0")
        people[key] = people.get(key, 0.0) + value
    return people


def _summed(by_class, n: int) -> NDArray[np.float64]:
    total = np.zeros(n)
    for (place, _), people in by_class.items():
        total[place] += people
    return total


def _standardised(by_class, cases, n: int) -> NDArray[np.float64]:
    people: dict[tuple[str, ...], float] = {}
    sick: dict[tuple[str, ...], float] = {}
    for (_, kind), number in by_class.items():
        people[kind] = people.get(kind, 0.0) + number
    for _, count, kind in cases:
        sick[kind] = sick.get(kind, 0.0) + count
    for kind in sick:
        if not people.get(kind, 0.0) > 0:
            raise ArgumentProblem("pop", f"has nobody of class {' '.join(kind)!r}, of which cas has cases")
    expected = np.zeros(n)
    for (place, kind), number in by_class.items():
        if people[kind] > 0:
            expected[place] += number * sick.get(kind, 0.0) / people[kind]
    return expected


def _bin(text: str, precision: str, name: str) -> int:
    try:
        parts = [int(part) for part in re.split(r"[/-]", text)] if precision != "generic" else [int(text)]
        if precision == "generic" or (precision == "year"):
            return parts[0]
        if precision == "month":
            date(parts[0], parts[1], 1)
            return 12 * parts[0] + parts[1] - 1
        return date(*parts).toordinal()
    except (ValueError, IndexError, TypeError):
        raise ArgumentProblem(name, f"has time {text!r}", f"give a {precision}, such as 2026/2/20") from None


def _label(number: int, precision: str) -> str:
    if precision == "day":
        return (date.min + timedelta(days=number - 1)).isoformat() if number > 0 else ""
    if precision == "month":
        return f"{number // 12:04d}-{number % 12 + 1:02d}"
    return "" if precision == "none" else str(number)
