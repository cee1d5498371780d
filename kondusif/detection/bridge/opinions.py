"""Second opinions on a cluster: detectors that look at one subdistrict alone, each with what chance does to it there."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

import numpy as np

from kondusif.detection.bridge.series import JUDGED_DAYS, quiet_mean, step_of, value_at
from kondusif.detection.kept import Counted
from kondusif.detection.rules import CAMPAIGN_DAYS, QUIET_DAYS, SUBDISTRICT

CUSUM, EARS, FARRINGTON = "cusum", "ears_c2", "farrington"
SHOWN_DAYS = 28
MOST_AREAS = 3  # of one cluster, those with most cases first
# EARS C2 compares with the seven days that end two days before; a full fortnight of judged days comes after them.
EARS_NEEDS_DAYS = 9 + JUDGED_DAYS
CUSUM_NEEDS_DAYS = 2 * JUDGED_DAYS
# The season of one earlier year alone cannot be told from a trend.
FARRINGTON_YEARS, FARRINGTON_MOST_YEARS, HALF_WINDOW = 2, 5, 3
FARRINGTON_NEEDS_WEEKS = 52 * FARRINGTON_YEARS + HALF_WINDOW + 1
LEAST_SD = 0.5  # of EARS: else a single report after a calm week would be an alarm
CUSUM_SHARE = 0.05  # of quiet campaigns in which the CUSUM of one subdistrict may alarm
SIMULATED = 400  # quiet campaigns of one subdistrict


@dataclass(frozen=True)
class Weekly:
    """Things of whole weeks, Monday to Sunday, oldest first; without counts where the past is too short to be used."""

    n_known: int
    until: str  # the last Sunday
    counts: dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Opinion:
    """What one detector says of one subdistrict."""

    detector: str
    alarm: bool | None  # None: too short a past to say anything
    on: str = ""  # the day, or the last day of the week, that it speaks of
    n: int = 0  # what came then
    usual: float = 0.0  # CUSUM: expected; the others: the most that is still usual
    known: int = 0  # days or weeks of past
    needed: int = 0
    chance: float | None = None  # alarms of it here in a quiet campaign; None: it says nothing
    chance_is_bound: bool = False


def opinions_on(
    counted: Counted, stream: int, cases: dict[str, int], known_days: int, weekly: Weekly, seed: int
) -> list[dict]:
    """This function will return, of the subdistricts with most *cases*, the last weeks and what each detector says of them."""
    by_area: dict[str, int] = {}
    for code, n in cases.items():
        if len(code) >= SUBDISTRICT:
            by_area[code[:SUBDISTRICT]] = by_area.get(code[:SUBDISTRICT], 0) + n
    chosen = sorted(by_area, key=lambda code: (-by_area[code], code))[:MOST_AREAS]
    if not chosen or counted.n_days < SHOWN_DAYS + 9:
        return []
    rows = _daily(counted, stream, chosen)
    everywhere = _pooled(counted, stream)
    return [
        _of_area(counted, code, row, everywhere, known_days, weekly, seed)
        for code, row in zip(chosen, rows, strict=True)
    ]


def _of_area(
    counted: Counted, code: str, row: np.ndarray, everywhere: float, known_days: int, weekly: Weekly, seed: int
) -> dict:
    from kondusif_engine import temporal

    upper = temporal.ears(row[None], "C2", min_sd=LEAST_SD, last=SHOWN_DAYS).upper[0]
    mean = float(quiet_mean(row[None], everywhere)[0])
    said = [
        _cusum(counted, row, mean, everywhere, known_days, seed),
        _ears(counted, row, upper, mean, known_days, seed),
        _farrington(weekly, code, seed),
    ]
    return {
        "region": code, "first_on": (counted.last_on - timedelta(days=SHOWN_DAYS - 1)).isoformat(),
        "counts": row[-SHOWN_DAYS:].tolist(), "upper": [round(float(u), 2) for u in upper], "said": [asdict(o) for o in said],
    }  # fmt: skip


def _cusum(counted: Counted, row: np.ndarray, mean: float, everywhere: float, known_days: int, seed: int) -> Opinion:
    if known_days < CUSUM_NEEDS_DAYS:
        return Opinion(CUSUM, None, known=known_days, needed=CUSUM_NEEDS_DAYS)
    alarm = _cusum_alarms(row[None], everywhere, seed)[0]
    n = int(row[-JUDGED_DAYS:].sum())
    length = row.size

    def looks(quiet: np.ndarray) -> np.ndarray:
        """Each day of the campaign judged with the weeks before it, as each scan does."""
        days = range(CAMPAIGN_DAYS)
        return np.stack(
            [_cusum_alarms(quiet[:, d + 1 : d + 1 + length], everywhere, seed)[:, -1] for d in days], axis=1
        )

    chance = _by_chance(looks, mean, length, seed, QUIET_DAYS)
    on = _day(counted, int(np.flatnonzero(alarm)[0]), JUDGED_DAYS) if alarm.any() else counted.last_on.isoformat()
    return Opinion(CUSUM, bool(alarm.any()), on, n, round(mean * JUDGED_DAYS, 2), known_days, CUSUM_NEEDS_DAYS, *chance)


def _cusum_alarms(rows: np.ndarray, everywhere: float, seed: int) -> np.ndarray:
    """Whether the CUSUM of the last fortnight had alarmed by each of its days."""
    from kondusif_engine import temporal

    steps = step_of(quiet_mean(rows, everywhere))
    alarms = np.zeros((len(rows), JUDGED_DAYS), bool)
    for step in np.unique(steps):
        mine = steps == step
        usual = value_at(step)
        found = temporal.nb_cusum(
            rows[mine, -JUDGED_DAYS:], np.full(mine.sum(), usual), threshold=_threshold(int(step), seed)
        )
        alarms[mine] = np.maximum.accumulate(found.alarm, axis=1)
    return alarms


_THRESHOLDS: dict[tuple[int, int], float] = {}


def _threshold(step: int, seed: int) -> float:
    from kondusif_engine import temporal

    if (step, seed) not in _THRESHOLDS:
        if len(_THRESHOLDS) > 200:
            _THRESHOLDS.clear()
        _THRESHOLDS[step, seed] = temporal.nb_cusum_threshold(
            value_at(step), horizon=CAMPAIGN_DAYS, false_alarm_share=CUSUM_SHARE, simulations=2000, seed=seed
        )
    return _THRESHOLDS[step, seed]


def _ears(counted: Counted, row: np.ndarray, upper: np.ndarray, mean: float, known_days: int, seed: int) -> Opinion:
    if known_days < EARS_NEEDS_DAYS:
        return Opinion(EARS, None, known=known_days, needed=EARS_NEEDS_DAYS)
    over = np.flatnonzero(row[-JUDGED_DAYS:] > upper[-JUDGED_DAYS:])
    # The latest jump; without one, today.
    which = int(over[-1]) if over.size else JUDGED_DAYS - 1

    def looks(quiet: np.ndarray) -> np.ndarray:
        from kondusif_engine import temporal

        return temporal.ears(quiet, "C2", min_sd=LEAST_SD, last=CAMPAIGN_DAYS).alarm

    chance = _by_chance(looks, mean, 9, seed, QUIET_DAYS)
    n, most = int(row[-JUDGED_DAYS:][which]), max(float(upper[-JUDGED_DAYS:][which]), 0.0)
    day = _day(counted, which, JUDGED_DAYS)
    return Opinion(EARS, bool(over.size), day, n, round(most, 2), known_days, EARS_NEEDS_DAYS, *chance)


def _farrington(weekly: Weekly, code: str, seed: int) -> Opinion:
    if weekly.n_known < FARRINGTON_NEEDS_WEEKS:
        return Opinion(FARRINGTON, None, known=weekly.n_known, needed=FARRINGTON_NEEDS_WEEKS)
    row = np.array(weekly.counts.get(code, (0,) * weekly.n_known), np.int64)
    years = min(FARRINGTON_MOST_YEARS, (row.size - HALF_WINDOW - 1) // 52)
    now = _seasonal(row[None], years, 1)
    # A quiet campaign is as many weeks as it holds days; what is usual is taken from before the last half year.
    weeks = -(-CAMPAIGN_DAYS // 7)
    chance = _by_chance(
        lambda quiet: _seasonal(quiet, years, weeks).alarm, float(row[:-26].mean()), row.size, seed, 1, weeks
    )
    return Opinion(
        FARRINGTON, bool(now.alarm[0, 0]), weekly.until, int(row[-1]), round(float(now.upper[0, 0]), 2), weekly.n_known,
        FARRINGTON_NEEDS_WEEKS, *chance,
    )  # fmt: skip


def _seasonal(rows: np.ndarray, years: int, last: int):
    from kondusif_engine import temporal

    return temporal.farrington(rows, years=years, half_window=HALF_WINDOW, last=last, threads=1)


def _by_chance(
    looks: Callable[[np.ndarray], np.ndarray], mean: float, past: int, seed: int, quiet: int, bins: int = CAMPAIGN_DAYS
) -> tuple[float, bool]:
    """How many alarms a detector raises in a quiet campaign of a subdistrict with this mean, and whether only at most so many."""
    from kondusif_engine import scan

    random = np.random.Generator(np.random.Philox(key=np.uint64(seed)))
    alarms = looks(random.poisson(mean, (SIMULATED, past + bins)))
    n = float(scan.count_alarms(alarms.astype(np.float64), 1.0, quiet).mean())
    return (n, False) if n > 0 else (1 / SIMULATED, True)


def _daily(counted: Counted, stream: int, areas: Sequence[str]) -> np.ndarray:
    rows = np.zeros((len(areas), counted.n_days), np.int64)
    number = {code: n for n, code in enumerate(areas)}
    for s, place, day, n in counted.cells:
        area = number.get(counted.places[place].code[:SUBDISTRICT])
        if s == stream and area is not None:
            rows[area, day] += n
    return rows


def _pooled(counted: Counted, stream: int) -> float:
    """What a subdistrict sends a day on average, before the judged days."""
    areas: Collection[str] = {p.code[:SUBDISTRICT] for p in counted.places if len(p.code) >= SUBDISTRICT}
    past = counted.n_days - JUDGED_DAYS
    return sum(n for s, _p, day, n in counted.cells if s == stream and day < past) / (past * max(len(areas), 1))


def _day(counted: Counted, n: int, of_last: int) -> str:
    return (counted.last_on - timedelta(days=of_last - 1 - n)).isoformat()
