"""From days of verified incidents to a forecast of the next week, and to the proof of how good such forecasts were."""

import hashlib
import json
import zlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kondusif_engine import forecast

HORIZON_DAYS = 7
LEAST_ORIGINS, MOST_ORIGINS = 8, 56
LEAST_GROUPS = 5  # areas, for the paired test over space
_FIRST_ORIGIN = 2 * 13 + HORIZON_DAYS  # known totals of seven days before the first forecast of the past
# One more than the days that the oldest of the forecasts of the past needs.
LEAST_DAYS = _FIRST_ORIGIN + HORIZON_DAYS + LEAST_ORIGINS - 1 + HORIZON_DAYS - 1
LOW, HIGH = 0.1, 0.9
CANDIDATE, LONG_BASELINE = "self_exciting", "conflictology_52"
_OWN, _NEAR = slice(0, 4), slice(4, 6)


@dataclass(frozen=True)
class ForecastInputs:
    """Verified incidents by area and day, oldest first, and which areas lie beside each other."""

    region_code: str
    first_on: str
    n_days: int
    areas: tuple[str, ...]
    edges: tuple[tuple[int, int], ...]
    cells: tuple[tuple[int, int, int], ...]  # area, day, incidents; sorted

    def weekly(self) -> np.ndarray:
        """This function will return, for each area, the incidents of the seven days up to each day."""
        daily = np.zeros((len(self.areas), self.n_days), np.int64)
        for area, day, n in self.cells:
            daily[area, day] = n
        total = np.concatenate((np.zeros((len(self.areas), 1), np.int64), daily.cumsum(axis=1)), axis=1)
        return total[:, HORIZON_DAYS:] - total[:, :-HORIZON_DAYS]

    def canonical(self) -> bytes:
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":")).encode()

    def digest(self) -> str:
        return hashlib.sha256(self.canonical()).hexdigest()

    def packed(self) -> bytes:
        return zlib.compress(self.canonical(), 6)


def unpacked(stored: bytes) -> ForecastInputs:
    """This function will read back what ``ForecastInputs.packed`` wrote."""
    told = json.loads(zlib.decompress(bytes(stored)))
    pairs = {name: tuple(tuple(row) for row in told[name]) for name in ("edges", "cells")}
    return ForecastInputs(**told | pairs | {"areas": tuple(told["areas"])})


@dataclass(frozen=True)
class AreaOutlook:
    """What the next seven days may bring to one area."""

    code: str
    n_last: int  # in the last seven days
    mean: float
    p_any: float
    low: int  # the middle 80 %
    high: int
    parts: dict[str, float]  # what own past, neighbours and the level everywhere add to the mean; empty for a baseline


@dataclass(frozen=True)
class Outlook:
    """A forecast with the past scores of the model used and of the others."""

    model: str
    benchmark: str
    has_won: bool
    skill: float | None  # of the candidate against the benchmark, in CRPS; None where it could not be tried
    p_groups: float | None
    p_time: float | None
    n_origins: int
    scores: dict[str, dict[str, float | None]]
    areas: tuple[AreaOutlook, ...]

    @property
    def digest(self) -> str:
        told = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(told.encode()).hexdigest()


def look_ahead(inputs: ForecastInputs, seed: int) -> Outlook | None:
    """
    This function will forecast the next seven days with the model that earned it in the tenant's own past.

    The candidate learns from how trouble follows trouble, here and next door; it is used only if it beat
    the best plain habit over areas and over time, each in a paired test at 5 %. None with too short a past.
    """
    from kondusif_engine import forecast

    if not inputs.areas or inputs.n_days < LEAST_DAYS:
        return None
    weekly = inputs.weekly()
    origins = _origins(weekly)
    if len(origins) < LEAST_ORIGINS:
        return None
    edges = np.array(inputs.edges, np.int64).reshape(-1, 2)
    models = [m for m in (*forecast.BASELINES, CANDIDATE) if m != LONG_BASELINE or origins[0] >= 52]
    done = forecast.backtest(weekly, edges, origins=origins, horizon=HORIZON_DAYS, models=models, refit_every=7)
    model, benchmark, choice = _chosen(done, len(inputs.areas), seed)
    fitted = forecast.fit(weekly, edges, horizon=HORIZON_DAYS) if model == CANDIDATE else None
    ahead = fitted.predict(weekly) if fitted else forecast.BASELINES[model](weekly.astype(np.float64))
    return Outlook(
        model, benchmark, model == CANDIDATE, *choice, len(origins),
        {name: _scores(past) for name, past in done.past.items()},
        _areas(inputs, weekly, ahead, fitted),
    )  # fmt: skip


def _origins(weekly: np.ndarray) -> list[int]:
    """The days of the past from which one could have forecast: late enough to have learnt from at least one incident."""
    last = weekly.shape[1] - HORIZON_DAYS
    happened = np.flatnonzero(weekly.sum(axis=0))
    first = max(_FIRST_ORIGIN, int(happened[0]) + 1) if happened.size else last + 1
    return list(range(max(first, last - MOST_ORIGINS + 1), last + 1))


def _chosen(done: "forecast.Backtest", n_areas: int, seed: int) -> tuple[str, str, tuple]:
    from kondusif_engine import forecast

    if n_areas >= LEAST_GROUPS:
        choice = forecast.choose(done, np.arange(n_areas), seed=seed)
        return choice.model, choice.benchmark, (choice.skill, choice.p_groups, choice.p_time)
    plain = min((name for name in done.past if name != CANDIDATE), key=lambda name: (done.past[name].crps, name))
    return plain, plain, (None, None, None)


def _scores(past: "forecast.Past") -> dict[str, float | None]:
    auroc = None if np.isnan(past.auroc) else float(past.auroc)
    return {"crps": past.crps, "brier": past.brier, "auroc": auroc, "coverage_80": past.coverage_80}


def _areas(inputs: ForecastInputs, weekly: np.ndarray, ahead: "forecast.Forecast", fitted) -> tuple[AreaOutlook, ...]:
    low, high, p_any = ahead.quantile(LOW), ahead.quantile(HIGH), ahead.p_any
    parts = fitted.parts(weekly) if fitted else None
    return tuple(
        AreaOutlook(
            code, int(weekly[i, -1]), float(ahead.mean[i]), float(p_any[i]), int(low[i]), int(high[i]),
            {} if parts is None else {
                "own": float(parts[i, _OWN].sum()), "near": float(parts[i, _NEAR].sum()), "everywhere": float(parts[i, 6]),
            },
        )
        for i, code in enumerate(inputs.areas)
    )  # fmt: skip
