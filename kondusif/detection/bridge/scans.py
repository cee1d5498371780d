"""From counted reports to findings, and to what chance alone would find."""

import hashlib
import json
import math
import zlib
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import kondusif_engine
import numpy as np

from kondusif.detection.kept import Counted
from kondusif.detection.rules import FEWEST_FOR_SILENCE, Extent, is_same
from kondusif.detection.states import Kind

if TYPE_CHECKING:
    from kondusif_engine import scan

ENGINE_VERSION = kondusif_engine.__version__
# STP: space-time permutation (Kulldorff et al. 2005), prospective. SILENT: the same search for deficits.
METHODS = {Kind.STP: "stp", Kind.SILENT: "silent"}
FEWEST_REPORTS = 10  # with fewer there is no "usual" to differ from
STRONGEST = 10


class ScanRefused(Exception):
    """The engine found its input wrong; that is a fault of ours, never of the officer's."""


@dataclass(frozen=True)
class Parameters:
    """How a scan is made; stored with the run, so that it can be made again."""

    window_days: int
    longest_days: int
    radius_km: float
    share: float
    replicates: int
    min_cases: int
    interval_days: float = 1.0
    stop_at: int | None = None  # sequential stopping (Besag-Clifford); None: all replicates
    shortest_days: int = 1


@dataclass(frozen=True)
class Finding:
    """A cluster in the words of the regions."""

    extent: Extent
    cases_by_member: dict[str, int]
    expected: float
    relative_risk: float | None  # None: no report anywhere else
    llr: float
    p_value: float
    recurrence_days: float
    lon: float
    lat: float
    radius_km: float
    expected_by_member: dict[str, float] = field(default_factory=dict)  # of a silence


@dataclass(frozen=True)
class Outcome:
    """All a scan gave, and its fingerprint: equal digests mean equal results to the bit."""

    findings: tuple[Finding, ...]
    null_maxima: tuple[float, ...]
    digest: str
    engine_input_hash: str
    too_few: bool = False


def scan_counted(counted: Counted, parameters: Parameters, seed: int, kind: str = Kind.STP) -> Outcome:
    """
    This function will look for places and days with more reports than chance explains, or with fewer.

    :raises ScanRefused: if the engine does not take what it was given.
    """
    # Only a worker that scans needs the engine's compiled parts in memory.
    from kondusif_engine.checks import ArgumentProblem

    fewest = FEWEST_FOR_SILENCE if kind == Kind.SILENT else FEWEST_REPORTS
    if counted.n_reports < fewest or (kind == Kind.SILENT and len(counted.places) < 2):
        return Outcome((), (), hashlib.sha256(counted.canonical()).hexdigest(), "", too_few=True)
    counts = counted.array()
    try:
        near = _neighbours(counted, counts, parameters)
        scanned = _silence if kind == Kind.SILENT else _excess
        result, findings = scanned(counted, counts, near, parameters, seed)
    except ArgumentProblem as problem:
        raise ScanRefused(str(problem)) from problem
    return Outcome(
        _distinct(findings), tuple(map(float, result.null_maxima)), result.digest(), result.input_hash
    )  # fmt: skip


def _neighbours(counted: Counted, counts: np.ndarray, parameters: Parameters) -> "scan.Neighbours":
    from kondusif_engine import scan

    coords = np.array([(p.lon, p.lat) for p in counted.places])
    return scan.neighbours(
        coords, max_distance=parameters.radius_km, max_share=parameters.share, weight=counts[0].sum(axis=1)
    )


def _excess(counted: Counted, counts: np.ndarray, near: "scan.Neighbours", p: Parameters, seed: int):
    from kondusif_engine import scan

    result = scan.space_time(
        counts, near, model="stp", max_window=min(p.longest_days, counted.n_days), prospective=True,
        replicates=p.replicates, stop_at=p.stop_at, seed=seed, min_cases=p.min_cases, max_clusters=STRONGEST,
        interval_days=p.interval_days,
    )  # fmt: skip
    return result, [_finding(counted, counts, c) for c in result.clusters]


def _silence(counted: Counted, counts: np.ndarray, near: "scan.Neighbours", p: Parameters, seed: int):
    """
    Deficits against each place's own habit and each day's own total, over all kinds of reports together.

    What is expected comes from the margins of the whole window, the silent days included: a holiday on
    which nobody reports makes no place silent, and the test errs on the side of calling nobody silent.
    """
    from kondusif_engine import silent

    everything = counts[0]
    usual = np.outer(everything.sum(axis=1), everything.sum(axis=0)) / everything.sum()
    result = silent.areas(
        everything, near, baseline=usual, max_window=min(p.longest_days, counted.n_days // 2), min_window=p.shortest_days,
        prospective=True, replicates=p.replicates, stop_at=p.stop_at, seed=seed, max_clusters=STRONGEST,
        interval_days=p.interval_days,
    )  # fmt: skip
    return result, [_silent_finding(counted, everything, usual, c) for c in result.clusters]


def _finding(counted: Counted, counts: np.ndarray, c: "scan.Cluster") -> Finding:
    in_window = counts[c.stream, :, c.start : c.end + 1].sum(axis=1)
    here = {counted.places[m].code: int(in_window[m]) for m in c.members if in_window[m]}
    return _placed(counted, c, counted.streams[c.stream], here)


def _silent_finding(counted: Counted, everything: np.ndarray, usual: np.ndarray, c: "scan.Cluster") -> Finding:
    days = slice(c.start, c.end + 1)
    here = {counted.places[m].code: int(everything[m, days].sum()) for m in c.members}
    expected = {counted.places[m].code: round(float(usual[m, days].sum()), 3) for m in c.members}
    return _placed(counted, c, counted.streams[0], here, expected)


def _placed(
    counted: Counted, c: "scan.Cluster", stream: str, here: dict[str, int], expected: dict[str, float] | None = None
) -> Finding:
    centre = counted.places[c.centre]
    extent = Extent(
        members=tuple(counted.places[m].code for m in c.members),
        starts_on=counted.first_on + timedelta(days=c.start),
        ends_on=counted.first_on + timedelta(days=c.end),
        cases=c.cases,
        stream=stream,
    )
    risk = c.relative_risk if math.isfinite(c.relative_risk) else None
    return Finding(
        extent, here, c.expected, risk, c.llr, c.p_value, c.recurrence_days, centre.lon, centre.lat, c.radius,
        expected or {},
    )  # fmt: skip


def _distinct(findings: list[Finding]) -> tuple[Finding, ...]:
    """The engine keeps the findings of one stream apart; the same trouble seen in two streams is one finding."""
    kept: list[Finding] = []
    for finding in findings:
        if not any(is_same(other.extent, finding.extent) for other in kept):
            kept.append(finding)
    return tuple(kept)


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


@dataclass(frozen=True)
class Level:
    """From which strength on a finding is an alarm, and the strongest finding of every simulated day."""

    level: float
    standard_error: float
    maxima: np.ndarray  # float64[campaigns, days], the strongest over all streams
    input_hash: str

    def packed(self) -> bytes:
        return zlib.compress(np.ascontiguousarray(self.maxima).tobytes(), 6)


def alarm_level(counted: Counted, how: QuietCampaigns, seed: int) -> Level | None:
    """
    This function will simulate quiet campaigns over the tenant's own places and habits, each day of them scanned.

    Each stream's reports fall on the places in proportion to what they send in all; the streams are drawn
    apart, which makes their common maximum a little larger than in life, and the promise a little too
    modest. None with too few reports to know a habit, or if chance never reaches the allowed number.

    :raises ScanRefused: if the engine does not take what it was given.
    """
    from kondusif_engine import scan
    from kondusif_engine.checks import ArgumentProblem

    if counted.n_reports < FEWEST_REPORTS or len(counted.places) < 2:
        return None
    counts = counted.array()
    habits = counts[0].sum(axis=1) / counts[0].sum()
    daily = counts.sum(axis=(1, 2)) / counted.n_days
    try:
        coords = np.array([(p.lon, p.lat) for p in counted.places])
        near = scan.neighbours(coords, max_distance=how.radius_km, max_share=how.share, weight=counts[0].sum(axis=1))
        maxima = [
            _simulated(near, habits * rate, how, seed ^ stream)
            for stream, rate in enumerate(daily)
            # A stream that sends less can hardly bring the fewest cases of a cluster together.
            if rate * how.longest_days >= how.min_cases
        ]
    except ArgumentProblem as problem:
        raise ScanRefused(str(problem)) from problem
    if not maxima:
        return None
    strongest = np.max(maxima, axis=0)
    level = _lowest_level(strongest, how.allowed, how.quiet_days)
    if level is None:
        return None
    told = json.dumps([counted.digest(), asdict(how), seed, ENGINE_VERSION], sort_keys=True)
    error = float(scan.count_alarms(strongest, level, how.quiet_days).std(ddof=1) / math.sqrt(how.campaigns))
    return Level(level, error, strongest, hashlib.sha256(told.encode()).hexdigest())


def _simulated(near: "scan.Neighbours", baseline: np.ndarray, how: QuietCampaigns, seed: int) -> np.ndarray:
    from kondusif_engine import scan
    from kondusif_engine.checks import ArgumentProblem

    try:
        return scan.alarm_level(
            near, baseline, model="stp", history=how.history_days, horizon=how.days, max_window=how.longest_days,
            # The level is found over all streams together; of one stream only the daily maxima are wanted.
            false_alarms=1e-9, campaigns=how.campaigns, quiet_days=how.quiet_days, min_cases=how.min_cases,
            seed=seed, threads=1,
        ).daily_maxima  # fmt: skip
    except ArgumentProblem as problem:
        if problem.argument != "baseline":
            raise
        return np.zeros((how.campaigns, how.days))  # so few cases that chance never made a cluster of them


def _lowest_level(maxima: np.ndarray, allowed: float, quiet_days: int) -> float | None:
    """The lowest level, among those that occurred, from which on no higher one brings more alarms than allowed."""
    from kondusif_engine import scan

    best = None
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
