"""Small-area smoothing: rates borrow strength from their neighbours (Leroux CAR)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import (
    ArgumentProblem,
    count_array,
    plain_array,
    real_array,
    seed_number,
    whole_number,
)

_DENSE_UP_TO = 400
_STEPS = 60
_NEGLIGIBLE = 8.0  # exp(-8): a grid point of this evidence below the best moves nothing
_Z90 = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Smoothed:
    """Rates after smoothing.

    Attributes
    ----------
    rate : NDArray[np.float64], shape (n,)
        Posterior mean of cases per unit of exposure.
    log_rate, log_sd : NDArray[np.float64], shape (n,)
        Posterior mean and standard deviation of its logarithm.
    rate_q05, rate_q95 : NDArray[np.float64], shape (n,)
        90 % interval (normal on the log scale).
    spread : float
        Posterior mean of the conditional standard deviation of the area effects (log scale).
    spatial_share : float
        Posterior mean of lambda: 0 independent areas, near 1 smooth over the map.
    """

    rate: NDArray[np.float64]
    log_rate: NDArray[np.float64]
    log_sd: NDArray[np.float64]
    rate_q05: NDArray[np.float64]
    rate_q95: NDArray[np.float64]
    spread: float
    spatial_share: float


def smooth(
    cases: ArrayLike,
    exposure: ArrayLike,
    edges: ArrayLike,
    *,
    seed: int,
    spreads: ArrayLike = (0.1, 0.2, 0.4, 0.7, 1.2),
    spatial_shares: ArrayLike = (0.1, 0.4, 0.7, 0.9, 0.98),
    samples: int = 256,
) -> Smoothed:
    """This function will smooth rates of small areas over their neighbours.

    Model: cases ~ Poisson(exposure x exp(a + u)), u ~ N(0, spread^2 (lambda Q + (1 - lambda) I)^-1),
    Q the Laplacian of the neighbour graph, a with a flat prior.

    Parameters
    ----------
    cases : array_like of int, shape (n,)
        At least one in all.
    exposure : array_like of float, shape (n,)
        Population, voters or expected cases; not negative. An area with exposure 0 must have 0
        cases and takes its rate from its neighbours.
    edges : array_like of int, shape (m, 2)
        Neighbours; the order within a pair and pairs named twice make no difference. Areas without
        neighbours are allowed.
    seed : int
        Used above 400 areas, where variances come from samples.
    spreads, spatial_shares : array_like of float
        Grid of spread (positive) and lambda (0 <= lambda < 1), with equal prior weight on each
        point; the defaults are log-spaced.
    samples : int
        Samples of the posterior for the variances; their relative error is about
        1 / sqrt(2 samples).

    Returns
    -------
    Smoothed

    Raises
    ------
    ArgumentProblem
        If an argument does not fit, an edge joins an area to itself or to one that does not exist,
        there are no cases, or an area has cases without exposure.

    Notes
    -----
    Laplace approximation at each grid point, mixed by its marginal likelihood; samples by
    perturbation of the normal equations. Cost: one sparse factorisation per Newton step and grid
    point: 7,285 areas in about 5 s. Leroux, Lei and Breslow (2000), doi:10.1007/978-1-4612-1284-3_4;
    Tierney and Kadane (1986), doi:10.1080/01621459.1986.10478240; Papandreou and Yuille (2010),
    "Gaussian sampling by local perturbations".
    """
    cases = count_array(cases, "cases", shape=(None,)).astype(np.float64)
    n = len(cases)
    exposure = real_array(exposure, "exposure", shape=(n,), least=0.0)
    if cases.sum() == 0:
        raise ArgumentProblem("cases", "are none in all", "there is no rate to smooth")
    if (cases[exposure == 0] > 0).any():
        raise ArgumentProblem("exposure", "is 0 in an area that has cases")
    joined = _edges(edges, n)
    spreads = real_array(spreads, "spreads", shape=(None,), least=1e-3, most=100.0)
    shares = real_array(spatial_shares, "spatial_shares", shape=(None,), least=0.0, most=0.9999)
    if not len(spreads) or not len(shares):
        raise ArgumentProblem("spreads, spatial_shares", "are an empty grid")
    samples = whole_number(samples, "samples", least=32, most=1_000_000)
    rng = np.random.default_rng(seed_number(seed))
    fits = _Grid(cases, exposure, joined).fit(spreads, shares)
    return _mixture(fits, rng, samples)


class _Grid:
    """Laplace fits over the grid of hyperparameters; each starts from its neighbour's mode."""

    def __init__(self, cases, exposure, edges) -> None:
        from scipy import sparse  # scipy costs more to load than the whole package

        self.cases, self.exposure, self.edges = cases, exposure, edges
        n = len(cases)
        ends = sparse.coo_matrix(
            (
                np.tile([1.0, -1.0], len(edges)),
                (np.repeat(np.arange(len(edges)), 2), edges.ravel()),
            ),
            shape=(len(edges), n),
        )
        self.incidence = ends.tocsr()
        self.laplacian = (self.incidence.T @ self.incidence).tocsc()
        self.lonely = self.laplacian.diagonal() == 0.0
        self._structures: dict[float, tuple] = {}

    def fit(self, spreads, shares) -> list["_Fit"]:
        """Fit the grid from its middle outwards, as far as the evidence reaches."""
        spreads, shares = np.unique(spreads), np.unique(shares)
        level = np.log(self.cases.sum() / self.exposure.sum())
        start = (level, np.zeros(len(self.cases)))
        middle = (len(spreads) // 2, len(shares) // 2)
        fits = {middle: self._at(spreads[middle[0]], shares[middle[1]], *start)}
        waiting = [middle]
        while waiting:
            # The most promising point first: its neighbours are the likeliest to count.
            here = max(waiting, key=lambda point: fits[point].evidence)
            waiting.remove(here)
            best = max(fit.evidence for fit in fits.values())
            if fits[here].evidence < best - _NEGLIGIBLE:
                continue
            for point in _beside(here, len(spreads), len(shares)):
                if point not in fits:
                    known = fits[here]
                    found = self._at(spreads[point[0]], shares[point[1]], known.level, known.effects)
                    fits[point] = found
                    waiting.append(point)
        return list(fits.values())

    def own_precision(self, share: float) -> NDArray[np.float64]:
        """Precision of an area's own effect; without neighbours it is independent whatever the share.

        Left at 1 - share, the effect of an island without cases could be anything.
        """
        return np.where(self.lonely, 1.0, 1.0 - share)

    def _at(self, spread, share, level, effects) -> "_Fit":
        from scipy import sparse  # scipy costs more to load than the whole package
        from scipy.sparse.linalg import splu

        share = float(share)
        if share not in self._structures:
            alone = sparse.diags(self.own_precision(share))
            structure = (share * self.laplacian + alone).tocsc()
            self._structures[share] = structure, _log_det(splu(structure, **_SYMMETRIC))
        return _Fit(self, float(spread), share, *self._structures[share], level, effects)


def _beside(point, rows, columns):
    row, column = point
    steps = ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1))
    return [(r, c) for r, c in steps if 0 <= r < rows and 0 <= c < columns]


_SYMMETRIC = {
    "permc_spec": "MMD_AT_PLUS_A",
    "diag_pivot_thresh": 0.0,
    "options": {"SymmetricMode": True},
}


class _Fit:
    """Mode, curvature and evidence at one grid point."""

    def __init__(self, grid, spread, share, structure, structure_log_det, level, effects) -> None:
        self.grid, self.spread, self.share = grid, spread, share
        self.precision = (structure / spread**2).tocsc()
        self.level, self.effects = level, effects
        self._climb()
        n = len(effects)
        log_det_prior = structure_log_det - 2.0 * n * np.log(spread)
        self.evidence = self._height(self.level, self.effects) + 0.5 * (
            log_det_prior - _log_det(self.factor) - np.log(self.schur)
        )

    def _climb(self) -> None:
        height = self._height(self.level, self.effects)
        for _ in range(_STEPS):
            step = self._newton()
            size = 1.0
            # Halve a step that overshoots; the posterior is concave, so a small one always climbs.
            while True:
                level, effects = self.level + size * step[0], self.effects + size * step[1]
                higher = self._height(level, effects)
                if higher >= height - 1e-9 * abs(height) or size < 1e-8:
                    break
                size *= 0.5
            self.level, self.effects, height = level, effects, higher
            # Newton's error after this step is about the square of the step.
            if max(abs(step[0]), np.abs(step[1]).max()) * size < 1e-5:
                break
        self._newton()

    def _height(self, level, effects) -> float:
        """Log joint density at the mode up to the constant that all grid points share."""
        log_mean = level + effects
        cases, exposure = self.grid.cases, self.grid.exposure
        fit = cases @ log_mean - (exposure * np.exp(np.minimum(log_mean, 700.0))).sum()
        return float(fit - 0.5 * effects @ (self.precision @ effects))

    def _newton(self) -> tuple[float, NDArray[np.float64]]:
        """Factor the curvature and return the full step in (level, effects)."""
        from scipy import sparse  # scipy costs more to load than the whole package
        from scipy.sparse.linalg import splu

        self.weight = self.grid.exposure * np.exp(self.level + self.effects)
        self.factor = splu((self.precision + sparse.diags(self.weight)).tocsc(), **_SYMMETRIC)
        residual = self.grid.cases - self.weight
        self.border = self.factor.solve(self.weight)
        self.schur = max(self.weight.sum() - self.weight @ self.border, 1e-300)
        return self.solve(residual.sum(), residual - self.precision @ self.effects)

    def solve(self, top, rest):
        """Solve the bordered system; `rest` may hold several columns."""
        inner = self.factor.solve(rest)
        head = (top - self.weight @ inner) / self.schur
        return head, inner - np.multiply.outer(self.border, head)

    def mean(self, variances) -> NDArray[np.float64]:
        """Posterior mean of level + effect: the mode, moved by the skewness of the Poisson terms.

        The third derivative of the log likelihood is -weight, hence a shift of
        -J^-1 (weight x variance) / 2 (Tierney and Kadane 1986, section 2).
        """
        pull = -0.5 * self.weight * variances
        head, inner = self.solve(pull.sum(), pull)
        return self.level + self.effects + head + inner

    def log_variances(self, rng, samples) -> NDArray[np.float64]:
        """Posterior variance of level + effect of each area."""
        n = len(self.effects)
        if n <= _DENSE_UP_TO:
            # eta_i = level + u_i; Var = e_i' J^-1 e_i over the bordered inverse.
            heads, inners = self.solve(np.ones(n), np.eye(n))
            return heads + np.diag(inners)
        likelihood = np.sqrt(self.weight)[:, None] * rng.standard_normal((n, samples))
        edges = rng.standard_normal((len(self.grid.edges), samples)) * np.sqrt(self.share)
        alone = rng.standard_normal((n, samples))
        alone *= np.sqrt(self.grid.own_precision(self.share))[:, None]
        prior = (self.grid.incidence.T @ edges + alone) / self.spread
        heads, inners = self.solve(likelihood.sum(axis=0), likelihood + prior)
        return ((heads + inners) ** 2).mean(axis=1)


def _mixture(fits: list[_Fit], rng, samples: int) -> Smoothed:
    from scipy.special import logsumexp  # scipy costs more to load than the whole package

    evidence = np.array([fit.evidence for fit in fits])
    weights = np.exp(evidence - logsumexp(evidence))
    mean = second = rate = 0.0
    for fit, weight in zip(fits, weights, strict=True):
        if weight < 1e-4:
            continue
        variance = fit.log_variances(rng, samples)
        centre = fit.mean(variance)
        mean = mean + weight * centre
        second = second + weight * (variance + centre**2)
        rate = rate + weight * np.exp(centre + variance / 2.0)
    kept = weights[weights >= 1e-4].sum()
    mean, rate = mean / kept, rate / kept
    sd = np.sqrt(np.maximum(second / kept - mean**2, 0.0))
    return Smoothed(
        rate, mean, sd, np.exp(mean - _Z90 * sd), np.exp(mean + _Z90 * sd),
        float(weights @ [fit.spread for fit in fits]),
        float(weights @ [fit.share for fit in fits]),
    )  # fmt: skip


def _log_det(factor) -> float:
    return float(np.log(np.abs(factor.U.diagonal())).sum())


def _edges(edges: ArrayLike, n: int) -> NDArray[np.int64]:
    pairs = plain_array(edges, "edges")
    if pairs.size == 0:
        return np.empty((0, 2), dtype=np.int64)
    pairs = count_array(pairs, "edges", shape=(None, 2))
    if pairs.max() >= n:
        raise ArgumentProblem("edges", f"name area {pairs.max()} of {n}", "count from 0")
    if (pairs[:, 0] == pairs[:, 1]).any():
        raise ArgumentProblem("edges", "join an area to itself")
    return np.unique(np.sort(pairs, axis=1), axis=0)
