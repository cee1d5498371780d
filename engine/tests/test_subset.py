from itertools import combinations

import numpy as np
import pytest
from classic_sets import column, rows
from worlds import exposure_of, small_world

from kondusif_engine import ArgumentProblem, scan
from kondusif_engine.scan.statistic import score
from kondusif_engine.scan.world import CONDITIONAL, EXPECTATION, Score


def _best_of_all_subsets(world, places, expected_by_day, kind):
    """Try every subset of every neighbourhood in every window that reaches the last day."""
    how = Score(kind, np.array([float(world.counts.sum())]), 2)
    best = (0.0, (), 0)
    for centre in range(places.n_sites):
        near = [int(np.flatnonzero(places.site == site)[0]) for site in places.row(centre)]
        for first in range(world.counts.shape[1] // 2, world.counts.shape[1]):
            for size in range(1, len(near) + 1):
                for members in combinations(near, size):
                    chosen = list(members)
                    cases = int(world.counts[chosen, first:].sum())
                    value = score(cases, float(expected_by_day[chosen, first:].sum()), how)
                    if value > best[0] * (1 + 1e-12):
                        best = (value, tuple(sorted(members)), first)
    return best


@pytest.mark.parametrize("model", ["ebp", "poisson"])
def test_no_subset_of_any_neighbourhood_is_stronger(model):
    for seed in range(3):
        world = small_world(seed, n=9, days=6)
        places = scan.neighbours(world.coords, "euclidean", max_places=5)
        expected = world.baseline
        if model == "poisson":
            share = world.population / world.population.sum()
            expected = np.outer(share, np.full(6, world.counts.sum() / 6))
        llr, members, first = _best_of_all_subsets(
            world, places, expected, EXPECTATION if model == "ebp" else CONDITIONAL
        )
        found = scan.subset(
            world.counts, places, model=model, max_window=3, replicates=0, seed=0, **exposure_of(model, world)
        ).clusters[0]
        assert found.llr == pytest.approx(llr, rel=1e-9)
        # A place with exactly the expected cases may be in or out: only the statistic must agree.
        assert set(found.members) <= set(members) or set(members) <= set(found.members)
        assert found.start == first


def test_a_subset_finds_the_fifth_county_that_circles_miss():
    counties = rows("nc_sids.csv")
    coords = np.column_stack((column(counties, "lon"), column(counties, "lat")))
    births = column(counties, "BIR74", "BIR79")
    deaths = column(counties, "SID74", "SID79")
    for most in (6, 8, 10):
        places = scan.neighbours(coords, max_places=most)
        result = scan.subset(deaths, places, model="poisson", population=births, replicates=99, seed=1)
        first = result.clusters[0]
        names = {counties[i]["NAME"] for i in first.members}
        assert names == {"Robeson", "Scotland", "Hoke", "Bladen", "Columbus"}
        assert first.llr == pytest.approx(25.380685, abs=5e-7)
        assert first.p_value == 0.01


def test_a_river_is_followed_where_a_circle_cannot():
    rng = np.random.default_rng(3)
    grid = np.array([[x, y] for x in range(10) for y in range(10)], float)
    baseline = np.full((100, 5), 1.0)
    river = [44, 45, 56, 67, 68]
    counts = rng.poisson(baseline)
    counts[river, -2:] += 4
    places = scan.neighbours(grid, "euclidean", max_distance=2.9)
    flexible = scan.subset(counts, places, baseline=baseline, max_window=3, replicates=99, seed=1)
    circles = scan.space_time(
        counts, places, model="ebp", baseline=baseline, max_window=3, replicates=99, seed=1
    )
    assert set(river) <= set(flexible.clusters[0].members)
    assert flexible.clusters[0].llr > 1.2 * circles.clusters[0].llr
    assert flexible.clusters[0].p_value == 0.01


def test_null_maxima_are_the_strongest_subsets_of_the_replicates():
    from kondusif_engine.scan.draws import replicate_counts
    from kondusif_engine.scan.request import checked_request

    world = small_world(1, n=10, days=6)
    places = scan.neighbours(world.coords, "euclidean", max_places=5)
    options = {"model": "ebp", "baseline": world.baseline, "max_window": 3, "seed": 5}
    maxima = scan.subset(world.counts, places, replicates=5, **options).null_maxima
    request = checked_request(
        world.counts, places, population=None, min_window=1, prospective=True, replicates=5,
        stop_at=None, min_cases=2, max_clusters=1, interval_days=1.0, prior=None, **options,
    )  # fmt: skip
    for replicate, largest in enumerate(maxima):
        on_sites = replicate_counts(request.worlds[0], 5, replicate)
        again = scan.subset(on_sites[places.site], places, replicates=0, **options)
        assert largest == pytest.approx(again.clusters[0].llr if again.clusters else 0.0, rel=1e-9)


def test_threads_do_not_change_a_bit():
    world = small_world(2, n=30, days=8)
    places = scan.neighbours(world.coords, "euclidean", max_places=8)
    digests = {
        scan.subset(world.counts, places, model="stp", replicates=99, seed=1, threads=threads).digest()
        for threads in (1, 2, 3)
    }
    assert len(digests) == 1


def test_subsets_of_one_result_share_no_place():
    world = small_world(2, n=30, days=8)
    places = scan.neighbours(world.coords, "euclidean", max_places=8)
    clusters = scan.subset(world.counts, places, model="stp", replicates=0, seed=1).clusters
    members = [m for cluster in clusters for m in cluster.members]
    assert len(clusters) > 2
    assert len(members) == len(set(members))


def test_models_without_the_property_are_refused():
    places = scan.neighbours([[0, 0], [1, 1]])
    with pytest.raises(ArgumentProblem, match="model is 'bayes'"):
        scan.subset([[1, 1], [1, 1]], places, model="bayes", baseline=[1, 1], seed=1)
