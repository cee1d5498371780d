import numpy as np
import pytest
from reference.index import leroux, posterior_of_two

from kondusif_engine import ArgumentProblem, index
from kondusif_engine.index import smoothing


def grid(side):
    number = np.arange(side * side).reshape(side, side)
    across = np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()])
    down = np.column_stack([number[:-1].ravel(), number[1:].ravel()])
    return np.vstack([across, down])


def made_up(side=12, seed=1):
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(side), np.arange(side))
    truth = 0.6 * np.sin(x.ravel() / 3) + 0.4 * np.cos(y.ravel() / 4) - 1.0
    exposure = rng.gamma(2.0, 4.0, side * side)
    return rng.poisson(exposure * np.exp(truth)), exposure, grid(side), truth


@pytest.mark.parametrize("share", [0.0, 0.6, 0.95])
def test_two_areas_agree_with_brute_integration(share):
    cases, exposure = np.array([9, 3]), np.array([12.0, 10.0])
    found = index.smooth(cases, exposure, [[0, 1]], seed=1, spreads=[0.5], spatial_shares=[share])
    mean, sd = posterior_of_two(cases, exposure, 0.5, share)
    np.testing.assert_allclose(found.log_rate, mean, atol=0.02)
    np.testing.assert_allclose(found.log_sd, sd, rtol=0.06)


@pytest.mark.parametrize("seed", range(3))
def test_a_map_agrees_with_dense_algebra_over_the_whole_grid(seed):
    rng = np.random.default_rng(seed)
    edges = np.vstack([grid(5), [[0, 24]]])
    exposure = np.append(rng.gamma(2.0, 4.0, 25), 3.0)  # the last area is an island
    cases = rng.poisson(exposure * np.exp(rng.normal(-1.0, 0.7, 26)))
    spreads, shares = (0.1, 0.3, 0.8), (0.0, 0.5, 0.95)
    found = index.smooth(cases, exposure, edges, seed=1, spreads=spreads, spatial_shares=shares)
    mean, sd, spread, share = leroux(cases, exposure, edges, spreads, shares)
    np.testing.assert_allclose(found.log_rate, mean, atol=2e-3)
    np.testing.assert_allclose(found.log_sd, sd, rtol=2e-3)
    assert found.spread == pytest.approx(spread, rel=2e-3)
    assert found.spatial_share == pytest.approx(share, rel=2e-3)


def test_neighbours_lend_strength_and_the_truth_is_nearer_than_raw_rates():
    cases, exposure, edges, truth = made_up()
    found = index.smooth(cases, exposure, edges, seed=1)
    raw = np.log((cases + 0.5) / (exposure + 0.5))
    assert np.sqrt(((found.log_rate - truth) ** 2).mean()) < 0.6 * np.sqrt(((raw - truth) ** 2).mean())
    inside = np.abs(found.log_rate - truth) < 1.645 * found.log_sd
    assert 0.8 < inside.mean() <= 1.0
    assert (found.rate_q05 < found.rate).all() and (found.rate < found.rate_q95).all()


def test_intervals_hold_the_truth_as_often_as_they_say_when_the_model_is_true():
    side, inside = 12, []
    laplacian = np.zeros((side * side, side * side))
    for i, j in grid(side):
        laplacian[[i, j], [i, j]] += 1
        laplacian[[i, j], [j, i]] -= 1
    precision = (0.9 * laplacian + 0.1 * np.eye(side * side)) / 0.7**2
    root = np.linalg.cholesky(np.linalg.inv(precision))
    for seed in range(6):
        rng = np.random.default_rng(seed)
        truth = root @ rng.standard_normal(side * side) - 1.0
        exposure = rng.gamma(2.0, 4.0, side * side)
        found = index.smooth(rng.poisson(exposure * np.exp(truth)), exposure, grid(side), seed=1)
        inside.append(np.abs(found.log_rate - truth) < 1.645 * found.log_sd)
    assert 0.85 < np.mean(inside) < 0.95


def test_sampled_variances_agree_with_exact_ones(monkeypatch):
    cases, exposure, edges, _ = made_up()
    exact = index.smooth(cases, exposure, edges, seed=1)
    monkeypatch.setattr(smoothing, "_DENSE_UP_TO", 0)
    sampled = index.smooth(cases, exposure, edges, seed=1, samples=2000)
    np.testing.assert_allclose(sampled.log_sd, exact.log_sd, rtol=0.12)
    assert abs(np.mean(sampled.log_sd / exact.log_sd) - 1) < 0.02


def test_many_cases_speak_for_themselves():
    found = index.smooth([10_000, 40_000], [1e5, 1e5], [[0, 1]], seed=1)
    np.testing.assert_allclose(found.rate, [0.1, 0.4], rtol=0.03)


def test_an_area_without_exposure_takes_its_rate_from_its_neighbours():
    found = index.smooth([30, 0, 30, 2, 2], [50.0, 0.0, 50.0, 50.0, 50.0], [[0, 1], [1, 2], [3, 4]], seed=1)
    assert found.rate[1] > found.rate[3]
    assert found.log_sd[1] > found.log_sd[0]


def test_an_island_without_exposure_keeps_to_the_level_of_all():
    found = index.smooth([5, 8, 0], [10.0, 10.0, 0.0], [[0, 1]], seed=1)
    assert 0.3 < np.exp(found.log_rate[2]) < 1.2
    assert found.log_sd[:2].max() < found.log_sd[2] < 2.0


def test_pairs_named_twice_or_backwards_and_lonely_areas_make_no_difference():
    once = index.smooth([3, 5, 1], [10.0, 10, 10], [[0, 1]], seed=1)
    twice = index.smooth([3, 5, 1], [10.0, 10, 10], [[0, 1], [1, 0], [0, 1]], seed=1)
    np.testing.assert_array_equal(once.rate, twice.rate)
    alone = index.smooth([3, 5, 1], [10.0, 10, 10], [], seed=1)
    assert np.isfinite(alone.rate).all()


@pytest.mark.parametrize(
    "change",
    [
        {"cases": [0, 0, 0]},
        {"cases": [1, -1, 0]},
        {"cases": [1.5, 1, 0]},
        {"exposure": [1.0, 1.0]},
        {"exposure": [0.0, 1.0, 1.0]},
        {"exposure": [np.inf, 1.0, 1.0]},
        {"edges": [[0, 3]]},
        {"edges": [[1, 1]]},
        {"edges": [[0, 1, 2]]},
        {"spreads": [0.0]},
        {"spreads": []},
        {"spatial_shares": [1.0]},
        {"samples": 3},
        {"seed": -1},
    ],
)
def test_bad_input_is_named(change):
    given = {"cases": [2, 1, 0], "exposure": [1.0, 2.0, 3.0], "edges": [[0, 1]], "seed": 1, **change}
    with pytest.raises(ArgumentProblem):
        index.smooth(**given)
