"""The classical text form of scan data: cases (.cas), coordinates (.geo) and population (.pop)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.checks import LARGEST, ArgumentProblem, flag, one_of

_FIRST_YEAR = 1000
_MOST_CELLS = 2**28  # 2 GB of counts
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
    cas: str | PathLike[str] | Iterable[str],
    geo: str | PathLike[str] | Iterable[str],
    pop: str | PathLike[str] | Iterable[str] | None = None,
    *,
    precision: str = "day",
    cartesian: bool = False,
) -> ClassicData:
    """Read scan data in the classical text form.

    Parameters
    ----------
    cas : str, path or iterable of str
        The text, a pathlib.Path to it, or its lines (an open file): ``id cases time covariates…``,
        without time for "none".
    geo : str, path or iterable of str
        ``id latitude longitude`` in degrees, or ``id x y`` if `cartesian`.
    pop : str, path or iterable of str, optional
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
    Fields are parted by blanks, tabs, commas or semicolons; two separators with nothing between them are a
    field that is missing, and are refused. Blank lines, a byte order mark and the line ends of other
    systems are passed over. Times finer than `precision` are gathered ("2026/2/20" is in the month
    "2026-02"). Bins without cases between the first and the last are kept.
    """
    one_of(precision, "precision", _PRECISIONS)
    cartesian = flag(cartesian, "cartesian")
    ids, coords = _read_geo(geo, cartesian)
    number = {one: i for i, one in enumerate(ids)}
    n_time = 0 if precision == "none" else 1
    cases, times = [], []
    for line, fields in _fields(cas, "cas", 2 + n_time):
        cases.append((number_of(number, "cas", line, fields[0]), _count("cas", line, fields[1]), fields[2:]))
        times.append(_bin(fields[2], precision, "cas", line) if n_time else 0)
    first, last = min(times, default=0), max(times, default=0)
    if (last - first + 1) * len(ids) > _MOST_CELLS:
        span = f"{_label(first, precision)} to {_label(last, precision)}"
        raise ArgumentProblem("cas", f"reaches from {span}", "look for a time that was mistyped")
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
    for line, content in enumerate(_lines(text, name), start=1):
        if not isinstance(content, str):
            raise ArgumentProblem(name, f"line {line} is {type(content).__name__}", "open the file as text")
        content = content.removeprefix("\ufeff").strip()
        # A table saved by a spreadsheet ends shorter rows with bare separators.
        fields = re.split(r"\s*[,;]\s*|\s+", content.rstrip(",;").rstrip())
        if fields == [""]:
            continue
        if "" in fields:
            raise ArgumentProblem(name, f"line {line} lacks field {fields.index('') + 1}", "fill it in")
        if len(fields) < least:
            raise ArgumentProblem(name, f"line {line} has {len(fields)} fields", f"give at least {least}")
        yield line, fields


def _lines(text: object, name: str) -> Iterable:
    if isinstance(text, PathLike):
        try:
            text = Path(text).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as problem:
            raise ArgumentProblem(name, f"cannot be read: {problem}", "give UTF-8 text") from problem
    if isinstance(text, str):
        if text and "\n" not in text and len(text.split()) == 1 and "," not in text:
            raise ArgumentProblem(name, f"is {text!r}", "give the text itself, or pathlib.Path of the file")
        return text.splitlines()
    if isinstance(text, bytes | Mapping) or not isinstance(text, Iterable) or getattr(text, "ndim", 1) == 0:
        raise ArgumentProblem(name, f"is {type(text).__name__}", "give text, a pathlib.Path or lines")
    return text


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
    if value < 0 or value > LARGEST or value != int(value):
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


def _bin(text: str, precision: str, name: str, line: int) -> int:
    try:
        parts = [int(part) for part in re.split(r"[/-]", text)] if precision != "generic" else [int(text)]
        if precision == "generic":
            return parts[0]
        # A day before its month and year ("20/2/2026") would else pass for the year 20.
        if not _FIRST_YEAR <= parts[0] <= 9999 or len(parts) > 3:
            raise ValueError(text)
        date(*parts, *(1,) * (3 - len(parts)))
        if precision == "year":
            return parts[0]
        if precision == "month":
            return 12 * parts[0] + parts[1] - 1
        return date(*parts).toordinal()
    except (ValueError, IndexError, TypeError):
        such = {"day": "2026/2/20", "month": "2026/2", "year": "2026", "generic": "17"}[precision]
        wrong = f"line {line} has time {text!r}"
        raise ArgumentProblem(
            name, wrong, f"give a time such as {such}, or another precision than {precision!r}"
        ) from None


def _label(number: int, precision: str) -> str:
    if precision == "day":
        return (date.min + timedelta(days=number - 1)).isoformat() if number > 0 else ""
    if precision == "month":
        return f"{number // 12:04d}-{number % 12 + 1:02d}"
    return "" if precision == "none" else str(number)
