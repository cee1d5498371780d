import numpy as np
import pytest
from worlds import small_world

from kondusif_engine import ArgumentProblem, scan, silent


def test_silent_areas_are_those_of_brute_force():
    for seed in range(4):
        world = small_world(seed, n=8 + seed % 5, days=3 + seed % 6, mean=1.5, ties=seed % 2 == 0)
        counts = world.counts.copy()
        counts[:3, -2:] = 0
        places = scan.neighbours(world.coords, "euclidean", max_share=0.6)
        options = {
            "baseline": world.baseline,
            "prospective": seed % 3 != 0,
            "replicates": 4,
            "seed": seed,
        }
        slow = scan.oracle(counts, places, model="ebp", deficit=True, min_cases=1, **options)
        fast = silent.areas(counts, places, **options)
        assert fast.clusters
        assert slow.digest() == fast.digest()


@pytest.fixture(scope="module")
def silenced():
    rng = np.random.default_rng(4)
    coords = rng.uniform(0, 10, (60, 2))
    baseline = np.full((60, 14), 2.0)
    counts = rng.poisson(baseline)
    near = np.argsort(((coords - coords[7]) ** 2).sum(axis=1))[:6]
    counts[near, -3:] = 0
    return coords, baseline, counts, set(near.tolist())


def test_a_district_that_fell_silent_is_found_with_its_days(silenced):
    coords, baseline, counts, near = silenced
    places = scan.neighbours(coords, "euclidean", max_places=15)
    first = silent.areas(counts, places, baseline=baseline, max_window=7, replicates=199, seed=1).clusters[0]
    assert near <= set(first.members)
    assert (first.start, first.end) == (11, 13)
    assert first.p_value == 1 / 200
    assert first.cases < first.expected
    assert first.relative_risk < 1


def test_single_places_can_be_judged_alone(silenced):
    coords, baseline, counts, near = silenced
    places = scan.neighbours(coords, "euclidean", max_places=1)
    result = silent.areas(counts, places, baseline=baseline, max_window=7, replicates=99, seed=1)
    assert all(len(cluster.members) == 1 for cluster in result.clusters)
    assert result.clusters[0].members[0] in near


def test_a_land_without_any_report_is_silent_not_empty():
    places = scan.neighbours([[0, 0], [1, 1], [2, 2]], "euclidean")
    first = silent.areas(np.zeros((3, 4)), places, baseline=np.ones(3), replicates=99, seed=1).clusters[0]
    assert first.members == (0, 1, 2)
    assert first.llr == pytest.approx(6.0)
    assert first.cases == 0


def test_an_ordinary_day_is_not_called_silent():
    rng = np.random.default_rng(8)
    coords = rng.uniform(0, 10, (40, 2))
    places = scan.neighbours(coords, "euclidean", max_places=10)
    small = [
        silent.areas(
            rng.poisson(1.0, (40, 10)), places, baseline=np.ones(40), replicates=19, seed=s, stop_at=4
        )
        .clusters[0]
        .p_value
        <= 0.05
        for s in range(60)
    ]
    assert sum(small) <= 10  # 3 expected; 10 or more with probability 0.001


def test_the_portable_kernel_and_threads_give_the_same_bits(silenced):
    coords, baseline, counts, _ = silenced
    places = scan.neighbours(coords, "euclidean", max_places=15)
    options = {"baseline": baseline, "replicates": 99, "seed": 1}
    digests = {
        silent.areas(counts, places, **options, **how).digest()
        for how in ({"threads": 1}, {"threads": 3}, {"portable": True})
    }
    assert len(digests) == 1


def test_a_baseline_is_needed():
    places = scan.neighbours([[0, 0], [1, 1]])
    with pytest.raises(ArgumentProblem, match="baseline is zero everywhere"):
        silent.areas([[0, 0], [0, 0]], places, baseline=[0, 0], seed=1)
