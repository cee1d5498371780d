"""From counted reports to clusters: the only door to the engine."""

import hashlib
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import kondusif_engine
import numpy as np

from kondusif.detection.kept import Counted
from kondusif.detection.rules import Extent, is_same

if TYPE_CHECKING:
    from kondusif_engine import scan

ENGINE_VERSION = kondusif_engine.__version__
METHOD = "stp"  # space-time permutation (Kulldorff et al. 2005), prospective
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


@dataclass(frozen=True)
class Outcome:
    """All a scan gave, and its fingerprint: equal digests mean equal results to the bit."""

    findings: tuple[Finding, ...]
    null_maxima: tuple[float, ...]
    digest: str
    engine_input_hash: str
    too_few: bool = False


def scan_counted(counted: Counted, parameters: Parameters, seed: int) -> Outcome:
    """
    This function will look for places and days with more reports than chance explains.

    :raises ScanRefused: if the engine does not take what it was given.
    """
    # Only a worker that scans needs the engine's compiled parts in memory.
    from kondusif_engine import scan
    from kondusif_engine.checks import ArgumentProblem

    if counted.n_reports < FEWEST_REPORTS:
        return Outcome((), (), hashlib.sha256(counted.canonical()).hexdigest(), "", too_few=True)
    counts = counted.array()
    coords = np.array([(p.lon, p.lat) for p in counted.places])
    try:
        near = scan.neighbours(
            coords, max_distance=parameters.radius_km, max_share=parameters.share, weight=counts[0].sum(axis=1)
        )
        result = scan.space_time(
            counts, near, model=METHOD, max_window=min(parameters.longest_days, counted.n_days), prospective=True,
            replicates=parameters.replicates, seed=seed, min_cases=parameters.min_cases, max_clusters=STRONGEST,
            interval_days=parameters.interval_days,
        )  # fmt: skip
    except ArgumentProblem as problem:
        raise ScanRefused(str(problem)) from problem
    findings = _distinct([_finding(counted, counts, c) for c in result.clusters])
    return Outcome(findings, tuple(map(float, result.null_maxima)), result.digest(), result.input_hash)


def _finding(counted: Counted, counts: np.ndarray, c: "scan.Cluster") -> Finding:
    in_window = counts[c.stream, :, c.start : c.end + 1].sum(axis=1)
    centre = counted.places[c.centre]
    extent = Extent(
        members=tuple(counted.places[m].code for m in c.members),
        starts_on=counted.first_on + timedelta(days=c.start),
        ends_on=counted.first_on + timedelta(days=c.end),
        cases=c.cases,
        stream=counted.streams[c.stream],
    )
    return Finding(
        extent,
        {counted.places[m].code: int(in_window[m]) for m in c.members if in_window[m]},
        c.expected, c.relative_risk if math.isfinite(c.relative_risk) else None, c.llr, c.p_value, c.recurrence_days,
        centre.lon, centre.lat, c.radius,
    )  # fmt: skip


def _distinct(findings: list[Finding]) -> tuple[Finding, ...]:
    """The engine keeps the findings of one stream apart; the same trouble seen in two streams is one finding."""
    kept: list[Finding] = []
    for finding in findings:
        if not any(is_same(other.extent, finding.extent) for other in kept):
            kept.append(finding)
    return tuple(kept)
