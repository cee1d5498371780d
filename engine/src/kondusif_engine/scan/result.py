"""What a scan gives back."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Cluster:
    """One zone and one stretch of days with more cases than expected.

    Attributes
    ----------
    members : tuple of int
        The places inside, ascending.
    start, end : int
        The first and the last bin of the window, both inside it.
    cases : int
        Cases observed inside.
    expected : float
        Cases expected inside under the null hypothesis.
    relative_risk : float
        Observed over expected inside, divided by the same outside (for "ebp": observed over expected).
    llr : float
        Log likelihood ratio; for "bayes" the log Bayes factor.
    p_value : float
        Monte-Carlo p-value, adjusted for having looked everywhere; 1.0 with zero replicates.
    recurrence_days : float
        A cluster this strong comes by chance once in so many days when every day brings one independent
        analysis: days between analyses divided by the p-value (Kleinman, Lazarus, Platt 2004,
        doi:10.1093/aje/kwh029).
    p_gumbel : float
        The p-value from a Gumbel curve through the null maxima: for tails below 1 / (replicates + 1)
        (Abrams, Kulldorff, Kleinman 2010, doi:10.1186/1476-072X-9-61). NaN with under 20 maxima.
    centre : int
        The place around which the zone was drawn.
    radius : float
        Distance from the centre to the farthest member, km or the unit of the coordinates.
    stream : int
        Which stream of counts it was found in; 0 with one stream.
    posterior : float or None
        For "bayes": the probability that there is an outbreak and it is exactly this zone and window.
    """

    members: tuple[int, ...]
    start: int
    end: int
    cases: int
    expected: float
    relative_risk: float
    llr: float
    p_value: float
    recurrence_days: float
    p_gumbel: float
    centre: int
    radius: float
    stream: int = 0
    posterior: float | None = None


@dataclass(frozen=True, eq=False)
class ScanResult:
    """All that is needed to show a scan, to judge it, and to repeat it to the bit.

    Attributes
    ----------
    clusters : tuple of Cluster
        The most likely cluster first, then the strongest that share no place with an earlier one.
    method : str
        The model, "stp", "poisson", "ebp" or "bayes", or "subset-…".
    engine_version : str
    parameters : Mapping
        All arguments but the arrays.
    seed : int
    input_hash : str
        SHA-256 of counts, exposure and neighbours.
    null_maxima : float64[replicates used]
        The largest LLR of every replicate, in the order of replicates; read-only.
    """

    clusters: tuple[Cluster, ...]
    method: str
    engine_version: str
    parameters: Mapping[str, object]
    seed: int
    input_hash: str
    null_maxima: NDArray[np.float64]

    @property
    def replicates_used(self) -> int:
        return self.null_maxima.size

    def digest(self) -> str:
        """Return SHA-256 over every number in the result: equal digests, equal results to the bit."""
        told = [asdict(cluster) for cluster in self.clusters]
        text = json.dumps([told, self.method, self.seed, self.input_hash], sort_keys=True)
        return hashlib.sha256(text.encode() + self.null_maxima.tobytes()).hexdigest()
