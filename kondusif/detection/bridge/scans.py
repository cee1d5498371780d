"""From counted reports to findings, and to what chance alone would find."""

import hashlib
import math
from dataclasses import dataclass, field
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
# Simulated campaigns record nothing weaker, so that nothing could be said of its chance; it is not written down.
LEAST_LLR = 1.5


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
    return result, [_finding(counted, counts, c) for c in result.clusters if c.llr >= LEAST_LLR]


def _silence(counted: Counted, counts: np.ndarray, near: "scan.Neighbours", p: Parameters, seed: int):
    """
    Deficits against each place's own habit and each day's own total, over all kinds of reports together.

    What is expected comes from the margins of the whole window, the silent days included: a holiday on
    which nobody reports makes no place silent, and the test errs on the side of calling nobody silent.
    """
    everything = counts[0]
    usual = usual_of(everything)
    result = lacks(
        everything, usual, near, p.longest_days, p.shortest_days, replicates=p.replicates, stop_at=p.stop_at, seed=seed,
        max_clusters=STRONGEST, interval_days=p.interval_days,
    )  # fmt: skip
    return result, [_silent_finding(counted, everything, usual, c) for c in result.clusters]


def usual_of(reports: np.ndarray) -> np.ndarray:
    """This function will return what is expected of each place and day: the place's share of the day's total."""
    return np.outer(reports.sum(axis=1), reports.sum(axis=0)) / reports.sum()


def lacks(
    reports: np.ndarray, usual: np.ndarray, near: "scan.Neighbours", longest: int, shortest: int, **how
) -> "scan.ScanResult":
    """This function will look for places and days with fewer reports than usual, in life and in simulated campaigns alike."""
    from kondusif_engine import silent

    return silent.areas(
        reports, near, baseline=usual, max_window=min(longest, reports.shape[1] // 2), min_window=shortest, prospective=True,
        **how,
    )  # fmt: skip


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
