"""Single series beside the scan: in which subdistrict has a theme gone up and stayed up?"""

import math
from functools import lru_cache

import numpy as np

from kondusif.detection.kept import Counted
from kondusif.detection.rules import CAMPAIGN_DAYS, SUBDISTRICT

JUDGED_DAYS, FRESH_DAYS = 14, 3
RATIO = 2.0  # a rate twice the usual is looked for
PRIOR_DAYS = 8.0  # a series' own mean is drawn towards that of its theme by so many days
SIMULATIONS = 4_000
_LEAST_MEAN = 0.002
_NEVER = 1e12  # a threshold at which the evidence never begins anew
_SEED = 20_011  # of thresholds: one answer for life and for simulated campaigns


def risen_series(counted: Counted, *, allowed: float) -> dict:
    """
    This function will return the series of subdistrict and theme whose reports rose lately, with the strength of each.

    The strength is the evidence of a CUSUM over the threshold that a quiet series of its mean would reach
    in a campaign with its share of *allowed*, were its mean known exactly; a strength of 1 is told. What chance
    does to it, with means that are guessed from six weeks, only simulated campaigns say.
    """
    areas = sorted({p.code[:SUBDISTRICT] for p in counted.places if len(p.code) >= SUBDISTRICT})
    if not areas or counted.n_days < 2 * JUDGED_DAYS or len(counted.streams) < 2:
        return {"n_series": 0, "allowed": allowed, "alarms": []}
    rows = _series(counted, areas)[1:]
    strength, mean = strengths(rows, allowed)
    alarms = [
        _told(counted, areas[area], theme + 1, rows[theme, area], float(mean[theme, area]))
        | {"strength": float(strength[theme, area])}
        for theme, area in np.argwhere(strength >= 1)
    ]
    return {
        "n_series": rows.shape[0] * rows.shape[1],
        "allowed": allowed,
        "alarms": sorted(alarms, key=lambda a: -a["times"]),
    }


def strengths(rows: np.ndarray, allowed: float) -> tuple[np.ndarray, np.ndarray]:
    """This function will return how strong each of [themes, areas, days] stands lately, and what it usually sends a day."""
    from kondusif_engine import temporal

    themes, n_areas, n_days = rows.shape
    pooled = rows[:, :, : n_days - JUDGED_DAYS].mean(axis=(1, 2))
    mean = np.stack([quiet_mean(theme, everywhere) for theme, everywhere in zip(rows, pooled, strict=True)])
    steps = step_of(mean).ravel()
    threshold = np.array([_threshold(int(step), allowed / (themes * n_areas)) for step in steps])
    # The mean of the step, not the series' own: it is the one the threshold was simulated for.
    usual = 1.5 ** steps.astype(float)
    risen = temporal.nb_cusum(rows.reshape(-1, n_days)[:, -JUDGED_DAYS:], usual, ratio=RATIO, threshold=_NEVER)
    strongest = risen.statistic[:, -FRESH_DAYS:].max(axis=1) / threshold
    return strongest.reshape(themes, n_areas), mean


def series_rates(counted: Counted) -> np.ndarray:
    """This function will return what each series [themes, areas] sends a day."""
    areas = sorted({p.code[:SUBDISTRICT] for p in counted.places if len(p.code) >= SUBDISTRICT})
    return _series(counted, areas)[1:].mean(axis=2)


@lru_cache(maxsize=500)
def _threshold(step: int, share: float) -> float:
    from kondusif_engine import temporal

    return temporal.nb_cusum_threshold(
        value_at(step), ratio=RATIO, horizon=CAMPAIGN_DAYS, false_alarm_share=share, simulations=SIMULATIONS, seed=_SEED
    )


def _series(counted: Counted, areas: list[str]) -> np.ndarray:
    number = {code: n for n, code in enumerate(areas)}
    series = np.zeros((len(counted.streams), len(areas), counted.n_days), np.int64)
    for stream, place, day, n in counted.cells:
        area = number.get(counted.places[place].code[:SUBDISTRICT])
        if area is not None:
            series[stream, area, day] += n
    return series


def quiet_mean(rows: np.ndarray, everywhere: float) -> np.ndarray:
    """This function will return what each series sends a day before the judged days, drawn towards the mean *everywhere*."""
    past = rows.shape[1] - JUDGED_DAYS
    return np.maximum((rows[:, :past].sum(axis=1) + PRIOR_DAYS * everywhere) / (past + PRIOR_DAYS), _LEAST_MEAN)


def step_of(mean: np.ndarray) -> np.ndarray:
    """This function will put means on a grid of steps of a half, rounded up: few thresholds to simulate, none too low."""
    return np.ceil(np.log(mean) / math.log(1.5) - 1e-9).astype(int)


def value_at(step: int) -> float:
    """This function will return the mean at a step of the grid."""
    return float(1.5**step)


def _told(counted: Counted, area: str, theme: int, row: np.ndarray, mean: float) -> dict:
    n, days = int(row[-JUDGED_DAYS:].sum()), JUDGED_DAYS
    usual = mean * days
    return {
        "region": area,
        "stream": counted.streams[theme],
        "n": n,
        "days": days,
        "usual": round(usual, 3),
        "times": n / usual,
    }
