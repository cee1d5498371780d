"""Single series beside the scan: in which subdistrict has a theme gone up and stayed up?"""

import math

import numpy as np

from kondusif.detection.kept import Counted
from kondusif.detection.rules import SUBDISTRICT

JUDGED_DAYS, FRESH_DAYS = 14, 3
RATIO = 2.0  # a rate twice the usual is looked for
PRIOR_DAYS = 8.0  # a series' own mean is drawn towards that of its theme by so many days
SIMULATIONS = 4_000
_LEAST_MEAN = 0.002


def risen_series(counted: Counted, *, allowed: float, campaign_days: int, seed: int) -> dict:
    """
    This function will return the series of subdistrict and theme whose reports rose lately, and what chance does to them.

    All series together raise at most *allowed* alarms in a quiet campaign: each gets its share, and the
    threshold that a quiet series of its mean reaches so seldom. The last days are judged against those before.
    """
    from kondusif_engine import temporal

    areas = sorted({p.code[:SUBDISTRICT] for p in counted.places if len(p.code) >= SUBDISTRICT})
    themes = range(1, len(counted.streams))
    past = counted.n_days - JUDGED_DAYS
    if not areas or past < JUDGED_DAYS:
        return {"n_series": 0, "allowed": allowed, "alarms": []}
    series = _series(counted, areas)
    n_series = len(areas) * len(themes)
    alarms = []
    for theme in themes:
        rows = series[theme]
        mean = quiet_mean(rows, rows[:, :past].sum() / (past * len(areas)))
        steps = step_of(mean)
        for step in np.unique(steps[rows[:, past:].sum(axis=1) > 0]):
            mine = np.flatnonzero(steps == step)
            threshold = temporal.nb_cusum_threshold(
                value_at(step), ratio=RATIO, horizon=campaign_days, false_alarm_share=allowed / n_series,
                simulations=SIMULATIONS, seed=seed,
            )  # fmt: skip
            # The mean of the step, not the series' own: it is the one the threshold was simulated for.
            risen = temporal.nb_cusum(
                rows[mine, past:], np.full(len(mine), value_at(step)), ratio=RATIO, threshold=threshold
            )
            for row in mine[risen.alarm[:, -FRESH_DAYS:].any(axis=1)]:
                alarms.append(_told(counted, areas[row], theme, rows[row], mean[row], past))
    return {"n_series": n_series, "allowed": allowed, "alarms": sorted(alarms, key=lambda a: -a["times"])}


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


def _told(counted: Counted, area: str, theme: int, row: np.ndarray, mean: float, past: int) -> dict:
    n, days = int(row[past:].sum()), len(row) - past
    usual = float(mean) * days
    return {
        "region": area,
        "stream": counted.streams[theme],
        "n": n,
        "days": days,
        "usual": round(usual, 3),
        "times": n / usual,
    }
