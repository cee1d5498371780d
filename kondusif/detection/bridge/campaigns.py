"""What chance alone would find: quiet campaigns simulated over a tenant's own places and habits."""

import hashlib
import json
import math
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from time import process_time
from typing import TYPE_CHECKING

import numpy as np

from kondusif.detection.bridge.scans import ENGINE_VERSION, FEWEST_REPORTS, ScanRefused, lacks, usual_of
from kondusif.detection.bridge.series import series_rates, strengths
from kondusif.detection.kept import Counted
from kondusif.detection.rules import FEWEST_FOR_SILENCE
from kondusif.detection.states import SERIES, Kind

if TYPE_CHECKING:
    from kondusif_engine import scan

LEAST_CAMPAIGNS = 20  # with fewer, a number of alarms says too little
FEWER_LOOKS = (24, 8, 4, 2, 1)


@dataclass(frozen=True)
class QuietCampaigns:
    """How campaigns in which nothing happens are simulated; stored with what came of it."""

    days: int
    campaigns: int
    quiet_days: int
    allowed: float
    history_days: int
    longest_days: int
    radius_km: float
    share: float
    min_cases: int
    looks: int = 1  # scans a day
    kind: str = Kind.STP
    shortest_days: int = 1


@dataclass(frozen=True)
class Level:
    """From which strength on a finding is an alarm, and the strongest finding of every simulated day."""

    how: QuietCampaigns  # as many as were made
    level: float  # 0 where chance brought no finding at all
    standard_error: float
    maxima: np.ndarray  # float64[campaigns, days], the strongest over all streams and looks
    input_hash: str

    def packed(self) -> bytes:
        return zlib.compress(np.ascontiguousarray(self.maxima).tobytes(), 6)


def alarm_level(counted: Counted, how: QuietCampaigns, seed: int) -> Level | None:
    """
    This function will simulate quiet campaigns over the tenant's own places and habits, each day of them scanned.

    Each stream's reports fall on the places in proportion to what they send in all; the streams are drawn
    apart, which makes their common maximum a little larger than in life, and the promise a little too
    modest. None with too few reports to know a habit.

    :raises ScanRefused: if the engine does not take what it was given.
    """
    from kondusif_engine import scan

    if not has_habits(counted, how.kind):
        return None
    strongest = _daily_maxima(counted, how, seed)
    level = _lowest_level(strongest, how.allowed, how.quiet_days)
    told = json.dumps([counted.digest(), asdict(how), seed, ENGINE_VERSION], sort_keys=True)
    error = float(scan.count_alarms(strongest, level, how.quiet_days).std(ddof=1) / math.sqrt(how.campaigns))
    return Level(how, level, error, strongest, hashlib.sha256(told.encode()).hexdigest())


def has_habits(counted: Counted, kind: str = Kind.STP) -> bool:
    """This function will tell whether there are enough reports and places to know a habit."""
    fewest = FEWEST_FOR_SILENCE if kind == Kind.SILENT else FEWEST_REPORTS
    return counted.n_reports >= fewest and len(counted.places) >= 2


def simulate_campaigns(
    counted: Counted, how: QuietCampaigns, seed: int, cpu_seconds: float, clock: Callable[[], float] = process_time
) -> Level | None:
    """
    This function will simulate quiet campaigns as *how* wants, or as many and as closely watched as the time allows.

    One campaign is timed first. Where even LEAST_CAMPAIGNS would take longer than *cpu_seconds*, fewer
    looks a day are simulated. What was made stands in the result, which follows from that and the seed alone.

    :raises ScanRefused: if the engine does not take what it was given.
    """
    if not has_habits(counted, how.kind):
        return None
    for looks in [how.looks, *(n for n in FEWER_LOOKS if n < how.looks)]:
        how = replace(how, looks=looks)
        _daily_maxima(counted, replace(how, campaigns=2, days=1), seed)  # compiles, and fills what is kept
        started = clock()
        _daily_maxima(counted, replace(how, campaigns=2, days=max(2, how.days // 10)), seed)
        one = (clock() - started) / 2 * how.days / max(2, how.days // 10)
        affordable = int(cpu_seconds / max(one, 1e-9))
        if affordable >= LEAST_CAMPAIGNS or looks == 1:
            break
    n = max(min(how.campaigns, affordable), min(how.campaigns, LEAST_CAMPAIGNS))
    return alarm_level(counted, replace(how, campaigns=n), seed)


def _daily_maxima(counted: Counted, how: QuietCampaigns, seed: int) -> np.ndarray:
    """The strongest finding of every simulated day, over all streams."""
    from kondusif_engine import scan
    from kondusif_engine.checks import ArgumentProblem

    counts = counted.array()
    sent = counts[0].sum(axis=1)
    daily = counts.sum(axis=(1, 2)) / counted.n_days
    try:
        coords = np.array([(p.lon, p.lat) for p in counted.places])
        near = scan.neighbours(coords, max_distance=how.radius_km, max_share=how.share, weight=sent)
        if how.kind == SERIES:
            return _series_maxima(counted, how, seed)
        if how.kind == Kind.SILENT:
            return _silent_maxima(near, sent / counted.n_days, how, seed)
        streams = [
            _simulated(near, sent / sent.sum() * rate, how, seed ^ stream)
            for stream, rate in enumerate(daily)
            # A theme that sends less can hardly bring the fewest cases of a cluster together.
            if stream == 0 or rate * how.longest_days >= how.min_cases
        ]
    except ArgumentProblem as problem:
        raise ScanRefused(str(problem)) from problem
    return np.max(streams, axis=0)


def _series_maxima(counted: Counted, how: QuietCampaigns, seed: int) -> np.ndarray:
    """Of every day the strongest series; a day's count only grows, so that its end stands for all its hours."""
    rates = series_rates(counted)
    maxima = np.zeros((how.campaigns, how.days))
    for number in range(how.campaigns if rates.size else 0):
        random = np.random.Generator(np.random.Philox(key=np.array([seed, number], np.uint64)))
        reports = random.poisson(rates[:, :, None], (*rates.shape, how.history_days + how.days))
        for day in range(how.days):
            seen = reports[:, :, day + 1 : day + 1 + how.history_days]
            maxima[number, day] = strengths(seen, how.allowed)[0].max()
    return maxima


def _silent_maxima(near: "scan.Neighbours", usual: np.ndarray, how: QuietCampaigns, seed: int) -> np.ndarray:
    """Every day of every campaign searched for silence just as the daily scan does it, but for the replicates."""
    maxima = np.zeros((how.campaigns, how.days))
    for number in range(how.campaigns):
        random = np.random.Generator(np.random.Philox(key=np.array([seed, number], np.uint64)))
        reports = random.poisson(usual[:, None], (usual.size, how.history_days + how.days))
        for day in range(how.days):
            seen = reports[:, day + 1 : day + 1 + how.history_days]
            if seen.any():
                found = lacks(
                    seen, usual_of(seen), near, how.longest_days, how.shortest_days, replicates=0, seed=0, max_clusters=1,
                    threads=1,
                ).clusters  # fmt: skip
                maxima[number, day] = found[0].llr if found else 0.0
    return maxima


def _simulated(near: "scan.Neighbours", baseline: np.ndarray, how: QuietCampaigns, seed: int) -> np.ndarray:
    from kondusif_engine import scan
    from kondusif_engine.checks import ArgumentProblem

    try:
        return scan.alarm_level(
            near, baseline, model="stp", history=how.history_days, horizon=how.days, max_window=how.longest_days,
            # The level is found over all streams together; of one stream only the daily maxima are wanted.
            false_alarms=1e-9, campaigns=how.campaigns, quiet_days=how.quiet_days, min_cases=how.min_cases,
            looks=how.looks, seed=seed, threads=1,
        ).daily_maxima  # fmt: skip
    except ArgumentProblem as problem:
        if problem.argument != "baseline":
            raise
        return np.zeros((how.campaigns, how.days))  # so few cases that chance never made a cluster of them


def _lowest_level(maxima: np.ndarray, allowed: float, quiet_days: int) -> float:
    """The lowest level, among those that occurred, from which on no higher one brings more alarms than allowed."""
    from kondusif_engine import scan

    # With few reports the same strength comes again and again: then even the highest may come too often.
    best = float(np.nextafter(maxima.max(), np.inf)) if maxima.any() else 0.0
    for level in np.unique(maxima[maxima > 0])[::-1]:
        if scan.count_alarms(maxima, level, quiet_days).mean() > allowed:
            break
        best = float(level)
    return best


def chance_of(llr: float, packed: bytes, campaigns: int, quiet_days: int) -> tuple[float, bool]:
    """
    This function will return how many alarms as strong as *llr* a quiet campaign brings, and whether only at most so many.

    Where no simulated campaign held one, one in all of them is the bound.
    """
    from kondusif_engine import scan

    maxima = np.frombuffer(zlib.decompress(bytes(packed))).reshape(campaigns, -1)
    n = float(scan.count_alarms(maxima, llr, quiet_days).mean())
    return (n, False) if n > 0 else (1 / campaigns, True)
