"""Statistics as integer tests: how much may be expected before c cases are no longer remarkable?"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.scan.world import BAYES, CONDITIONAL, DEFICIT, Exposure, Score

_STEPS = 64  # halvings: the bracket shrinks to neighbouring floats
_FEWER = 36  # to a ten-millionth of a case, which the lenient end makes good
_EDGE, _FINE, _COARSE = 16.0, 256.0, 8.0
# Steps of a ladder to the root of the cases expected: each is a 64th of a standard deviation. Were they
# twice as wide, more zones would be scored for nothing; twice as narrow, the cache would not hold them.
_CLOSENESS = 128.0
_MOST_STEPS = 2**16 - 2  # a zone's step is kept in two bytes


class Limits(NamedTuple):
    """A level as integer tests.

    `fine` and `coarse` hold the fewest cases that can reach the level where as much is expected, in steps
    of 1/256 of a case below `edge` and of 1/8 above. Rounded down, they let some zones through that miss
    the level; those are scored.
    """

    fine: NDArray[np.int32]
    coarse: NDArray[np.int32]
    edge: float
    fine_grain: float
    coarse_grain: float


def limits(level: float, most_expected: float, how: Score) -> Limits:
    """Return the limits of a level; level 0 asks for any excess at all."""
    if how.kind == DEFICIT:
        return _deficit_limits(level, most_expected)
    most_cases = _enough_cases(level, most_expected, how)
    # The score falls as the expected count grows: c cases reach the level while expected <= table[c].
    cases = np.arange(most_cases + 1, dtype=np.float64)
    low, high = np.zeros(cases.size), cases.copy()
    if level > 0 or how.kind == BAYES:
        for _ in range(_FEWER):
            middle = 0.5 * (low + high)
            reached = scores(cases, middle, how) >= max(level, 1e-12)
            low, high = np.where(reached, middle, low), np.where(reached, high, middle)
    else:
        high = np.nextafter(cases, 0.0)
        low = high
    table = np.where((cases >= how.min_cases) & (low > 0), high, -1.0)
    table = np.append(np.maximum.accumulate(table), np.inf)
    fewest = [np.searchsorted(table, steps * (1 - 1e-12)).astype(np.int32) for steps in _steps(most_expected)]
    return Limits(*fewest, _EDGE, _FINE, _COARSE)


class Ladder(NamedTuple):
    """Thresholds by window and step: zones stand on step (closeness x root of what they expect).

    Their exposure times `scale` is what they expect in the window where that is most.
    """

    thresholds: NDArray[np.integer]
    closeness: float
    scale: float


def ladder(table: Limits, exposure: Exposure, most_expected: float, kind: type) -> Ladder:
    """Return the thresholds of all windows, in numbers of a kind."""
    from kondusif_engine.kernels.thresholds import fill_ladder

    root = np.sqrt(most_expected * (1 + 1e-9))
    closeness = min(_CLOSENESS, _MOST_STEPS / max(root, 1.0))
    thresholds = np.empty((exposure.factor.size, int(root * closeness) + 2), kind)
    most = float(exposure.factor.max())
    fill_ladder(thresholds, exposure.factor, most, np.iinfo(kind).max, closeness, table)
    return Ladder(thresholds, closeness, most / exposure.divisor)


def _deficit_limits(level: float, most_expected: float) -> Limits:
    """Return limits for missing cases, which are counted with a minus sign: -c >= -(most that is few)."""
    cases = np.arange(int(most_expected) + 2, dtype=np.float64)
    low, high = cases.copy(), cases + 2 * level + 2 * np.sqrt(2 * level * (cases + 1)) + 16
    for _ in range(_STEPS):
        middle = 0.5 * (low + high)
        reached = _deficit(cases, middle) >= max(level, 1e-12)
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    tables = []
    for steps in _steps(most_expected):
        most = np.searchsorted(high * (1 - 1e-12), np.append(steps[1:], np.inf), side="right") - 1
        tables.append(np.where(most >= 0, -most, 1).astype(np.int32))
    return Limits(*tables, _EDGE, _FINE, _COARSE)


def _deficit(cases, expected):
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(cases > 0, cases * np.log(cases / expected), 0.0)
    return np.where(cases < expected, expected - cases + logs, 0.0)


def _steps(most_expected: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    fine = np.arange(int(_EDGE * _FINE) + 1) / _FINE
    coarse = _EDGE + np.arange(max(0, int((most_expected * (1 + 1e-9) - _EDGE) * _COARSE)) + 2) / _COARSE
    return fine, coarse


def _enough_cases(level: float, most_expected: float, how: Score) -> int:
    # LLR of any model here is at least that of a normal deviate minus slack; double until it suffices.
    cases = most_expected + 2.0 * np.sqrt(2.0 * level * (most_expected + 1.0)) + 6.0 * level + 16.0
    ceiling = np.inf if how.kind not in (CONDITIONAL, BAYES) else how.constants[0]
    while cases < ceiling and scores(np.array([cases]), np.array([most_expected]), how)[0] < level:
        cases *= 1.5
    return int(min(cases, ceiling, 2.0**31)) + 1


def scores(cases: NDArray, expected: NDArray, how: Score) -> NDArray[np.float64]:
    """Return the statistic of many (cases, expected) at once, 0 where nothing is in excess."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = _formula(cases, np.maximum(expected, 1e-300), how)
    return np.where((cases > expected) & (cases >= how.min_cases), value, 0.0)


def _formula(cases, expected, how: Score):
    total = how.constants[0]
    if how.kind == CONDITIONAL:
        outside = np.maximum(total - cases, 0.0)
        rest = np.where(outside > 0, outside * np.log(outside / (total - expected)), 0.0)
        return cases * np.log(cases / expected) + rest
    if how.kind != BAYES:
        return cases * np.log(cases / expected) + expected - cases
    strength, effects = how.constants[1], how.constants[2:]
    outside = _evidence(np.maximum(total - cases, 0.0), total - expected, strength, strength)
    neither = _evidence(total, total, strength, strength)
    inside = [_evidence(cases, expected, effect * strength, strength) for effect in effects]
    return np.logaddexp.reduce(inside, axis=0) - np.log(effects.size) + outside - neither


def _evidence(cases, expected, shape, rate):
    from scipy.special import gammaln  # scipy costs more to load than the whole package

    known = shape * np.log(rate) - gammaln(shape)
    return known + gammaln(shape + cases) - (shape + cases) * np.log(rate + expected)
