import dataclasses
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from worlds import exposure_of, small_world

from kondusif_engine import ArgumentProblem, scan

MODELS = ("stp", "poisson", "ebp", "bayes")


def _both(seed, model, planted=True, **options):
    world = small_world(seed, n=8 + seed % 5, days=3 + seed % 6, ties=seed % 2 == 0, planted=planted)
    places = scan.neighbours(world.coords, "euclidean", max_share=0.6, weight=world.population)
    options = {"prospective": seed % 3 != 0, "replicates": 9, **options}
    arguments = {"model": model, "seed": seed, **options, **exposure_of(model, world)}
    return scan.oracle(world.counts, places, **arguments), scan.space_time(world.counts, places, **arguments)


def _assert_equal(slow, fast):
    assert [c.members for c in slow.clusters] == [c.members for c in fast.clusters]
    told = lambda c: (c.start, c.end, c.cases, c.centre, c.p_value)  # noqa: E731
    assert [told(c) for c in slow.clusters] == [told(c) for c in fast.clusters]
    np.testing.assert_allclose([c.llr for c in fast.clusters], [c.llr for c in slow.clusters], rtol=1e-10)
    np.testing.assert_allclose(fast.null_maxima, slow.null_maxima, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("model", MODELS)
def test_the_fast_scan_gives_what_brute_force_gives(model):
    for seed in range(8):
        slow, fast = _both(seed, model)
        _assert_equal(slow, fast)
        if model != "bayes":  # whose log-gammas differ in the last digit between libraries
            assert slow.digest() == fast.digest()


@pytest.mark.parametrize("model", MODELS)
def test_clusters_share_no_place_also_none_without_cases(model):
    shared = 0
    for seed in [*range(40), 192]:
        slow, fast = _both(seed, model, replicates=0)
        _assert_equal(slow, fast)
        members = [place for cluster in fast.clusters for place in cluster.members]
        assert len(members) == len(set(members))
        shared += len(fast.clusters) > 1
    assert shared > 10


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_the_fast_scan_gives_what_brute_force_gives_in_200_worlds(model):
    for seed in range(200):
        _assert_equal(*_both(seed, model))


@pytest.mark.parametrize("model", MODELS)
def test_the_sequential_test_stops_where_brute_force_stops(model):
    slow, fast = _both(4, model, planted=False, replicates=99, stop_at=2)
    _assert_equal(slow, fast)
    assert fast.replicates_used == slow.replicates_used < 99


def test_a_bayes_posterior_is_that_of_brute_force_and_a_probability():
    slow, fast = _both(1, "bayes", replicates=0)
    assert fast.clusters[0].posterior == pytest.approx(slow.clusters[0].posterior, rel=1e-9)
    assert 0 < sum(c.posterior for c in fast.clusters) < 1


@pytest.fixture(scope="module")
def outbreak():
    world = small_world(5, n=60, days=20, mean=1.2)
    counts = world.counts.copy()
    near = np.argsort(((world.coords - world.coords[0]) ** 2).sum(axis=1))[:5]
    counts[near, -3:] += 3
    places = scan.neighbours(world.coords, "euclidean", max_share=0.5)
    return counts, places, set(near.tolist())


def test_a_planted_outbreak_is_found_where_and_when_it_was_planted(outbreak):
    counts, places, planted = outbreak
    first = scan.space_time(counts, places, replicates=199, seed=3).clusters[0]
    assert planted <= set(first.members)
    assert (first.start, first.end) == (17, 19)
    assert first.p_value == 1 / 200
    assert first.recurrence_days == 200
    assert first.cases == counts[list(first.members), 17:].sum()


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads_do_not_change_a_bit(outbreak, threads):
    counts, places, _ = outbreak
    reference = scan.space_time(counts, places, replicates=299, seed=3, threads=7).digest()
    assert scan.space_time(counts, places, replicates=299, seed=3, threads=threads).digest() == reference


def test_the_portable_kernel_gives_the_same_bits(outbreak):
    counts, places, _ = outbreak
    vector, plain = (
        scan.space_time(counts, places, replicates=199, seed=3, portable=portable)
        for portable in (False, True)
    )
    assert vector.digest() == plain.digest()


def test_other_processes_give_the_same_bits(outbreak):
    counts, places, _ = outbreak
    here = scan.space_time(counts, places, replicates=300, seed=3)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        there = scan.space_time(counts, places, replicates=300, seed=3, executor=pool)
    assert here.digest() == there.digest()


def test_more_replicates_begin_with_the_same_ones(outbreak):
    counts, places, _ = outbreak
    few = scan.space_time(counts, places, replicates=50, seed=3).null_maxima
    many = scan.space_time(counts, places, replicates=500, seed=3).null_maxima
    assert (many[:50] == few).all()


def test_another_seed_draws_other_replicates(outbreak):
    counts, places, _ = outbreak
    maxima = [scan.space_time(counts, places, replicates=9, seed=seed).null_maxima for seed in (1, 2)]
    assert (maxima[0] != maxima[1]).all()


def test_clusters_of_one_stream_share_no_place(outbreak):
    counts, places, _ = outbreak
    clusters = scan.space_time(counts, places, replicates=0, seed=0).clusters
    members = [m for cluster in clusters for m in cluster.members]
    assert len(clusters) > 1
    assert len(members) == len(set(members))
    assert [c.llr for c in clusters] == sorted((c.llr for c in clusters), reverse=True)


def test_streams_share_one_p_value_from_joint_replicates(outbreak):
    counts, places, _ = outbreak
    both = np.stack((counts[::-1], counts))
    together = scan.space_time(both, places, replicates=99, seed=3)
    alone = scan.space_time(counts[::-1], places, replicates=99, seed=3)
    assert {c.stream for c in together.clusters} == {0, 1}
    assert (together.null_maxima >= alone.null_maxima).all()
    assert (together.null_maxima > alone.null_maxima).any()


def test_streams_are_what_brute_force_gives():
    world = small_world(2, n=7, days=4)
    places = scan.neighbours(world.coords, "euclidean")
    both = np.stack((world.counts, world.counts[:, ::-1]))
    arguments = {"replicates": 9, "seed": 1, "model": "ebp", "baseline": world.baseline}
    assert (
        scan.oracle(both, places, **arguments).digest() == scan.space_time(both, places, **arguments).digest()
    )


@pytest.mark.parametrize("crowd", [300, 5_000, 40_000])
def test_counts_beyond_a_byte_and_beyond_int16_are_handled(crowd):
    rng = np.random.default_rng(crowd)
    counts = rng.poisson(crowd / 6, (6, 6))
    places = scan.neighbours(rng.uniform(0, 1, (6, 2)), "euclidean")
    for model in ("stp", "poisson"):
        exposure = {} if model == "stp" else {"population": np.ones(6)}
        arguments = {"model": model, "replicates": 0, "seed": 1, **exposure}
        slow, fast = scan.oracle(counts, places, **arguments), scan.space_time(counts, places, **arguments)
        assert slow.digest() == fast.digest()
        maxima = scan.space_time(counts, places, **{**arguments, "replicates": 5}).null_maxima
        assert ((maxima > 0) & (maxima < 20)).all()


def test_cells_that_turn_out_too_narrow_are_widened():
    # The baseline expects 200 cases at one place: some replicates pass 255, and none may be lost.
    from kondusif_engine.scan import job as jobs
    from kondusif_engine.scan import layout
    from kondusif_engine.scan.request import checked_request

    places = scan.neighbours([[0, 0], [9, 9]], "euclidean")
    request = checked_request(
        np.array([[200], [3]]), places, model="ebp", baseline=np.array([250.0, 3.0]), population=None,
        max_window=1, min_window=1, prospective=True, replicates=64, stop_at=None, seed=1, min_cases=2,
        max_clusters=1, interval_days=1.0, prior=None,
    )  # fmt: skip
    job = jobs.build_job(request.worlds[0], layout.lay_out(request.worlds[0], places), 1)
    wide = jobs.maxima(job, np.arange(64), 0.0)
    narrow = jobs.maxima(dataclasses.replace(job, width=0), np.arange(64), 0.0)
    assert job.width == 2
    assert (wide == narrow).all()


def test_days_without_cases_are_handled(outbreak):
    counts, places, _ = outbreak
    quiet = counts.copy()
    quiet[:, 5:9] = 0
    result = scan.space_time(quiet, places, replicates=19, seed=1)
    assert result.clusters
    nothing = scan.space_time(np.zeros_like(counts), places, replicates=19, seed=1)
    assert nothing.clusters == ()
    assert (nothing.null_maxima == 0).all()


def test_one_place_and_all_cases_in_one_place_hold_no_cluster():
    alone = scan.neighbours([[110.0, -7.0]])
    assert scan.space_time([[1, 0, 9]], alone, replicates=19, seed=1).clusters == ()
    three = scan.neighbours([[110.0, -7.0], [111.0, -7.0], [112.0, -7.0]])
    result = scan.space_time([[1, 0, 9], [0, 0, 0], [0, 0, 0]], three, replicates=19, seed=1)
    assert result.clusters == ()


def test_places_on_one_spot_are_in_a_cluster_together():
    coords = [[0, 0], [0, 0], [5, 5], [6, 6]]
    counts = np.array([[0, 0, 4], [0, 0, 0], [5, 5, 1], [5, 5, 1]])
    first = scan.space_time(
        counts, scan.neighbours(coords, "euclidean"), max_window=1, replicates=0, seed=0
    ).clusters[0]
    assert first.members == (0, 1)


def test_the_callers_arrays_may_be_read_only_and_strided_and_stay_as_they_are(outbreak):
    counts, places, _ = outbreak
    padded = np.zeros((2 * counts.shape[0], counts.shape[1]), np.int16)
    padded[::2] = counts
    strided = padded[::2]
    strided.flags.writeable = False
    before = strided.copy()
    result = scan.space_time(strided, places, replicates=19, seed=1)
    assert (strided == before).all()
    assert result.digest() == scan.space_time(counts, places, replicates=19, seed=1).digest()


def test_zero_replicates_give_clusters_without_evidence(outbreak):
    counts, places, _ = outbreak
    result = scan.space_time(counts, places, replicates=0, seed=1)
    assert result.clusters[0].p_value == 1.0
    assert np.isnan(result.clusters[0].p_gumbel)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("model", MODELS)
def test_a_land_without_a_case_is_quiet(model):
    world, nothing = small_world(5), np.zeros((12, 8), int)
    places = scan.neighbours(world.coords, "euclidean")
    result = scan.space_time(nothing, places, model=model, **exposure_of(model, world), replicates=19, seed=1)
    assert result.clusters == ()


def test_the_result_tells_how_it_was_made(outbreak):
    counts, places, _ = outbreak
    result = scan.space_time(counts, places, replicates=9, seed=11, max_window=4)
    other = scan.space_time(counts + 1, places, replicates=9, seed=11, max_window=4)
    assert (result.method, result.seed, result.parameters["max_window"]) == ("stp", 11, 4)
    assert len(result.input_hash) == 64
    assert result.input_hash != other.input_hash
    with pytest.raises(ValueError, match="read-only"):
        result.null_maxima[0] = 0


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"counts": [[np.nan, 1], [1, 1]]}, "counts"),
        ({"counts": [[np.inf, 1], [1, 1]]}, "counts"),
        ({"counts": [[-1, 1], [1, 1]]}, "counts"),
        ({"counts": [[0.5, 1], [1, 1]]}, "counts"),
        ({"counts": [[1, 1]]}, "counts"),
        ({"counts": np.zeros((2, 0))}, "counts"),
        ({"counts": [["a", "b"], ["c", "d"]]}, "counts"),
        ({"counts": [[1, 2], [1]]}, "counts"),
        ({"neighbours": [[0, 1]]}, "neighbours"),
        ({"model": "zip"}, "model"),
        ({"max_window": 3}, "max_window"),
        ({"max_window": 0}, "max_window"),
        ({"min_window": 2, "max_window": 1}, "min_window"),
        ({"replicates": -1}, "replicates"),
        ({"replicates": 9.5}, "replicates"),
        ({"stop_at": 0}, "stop_at"),
        ({"seed": None}, "seed"),
        ({"threads": 0}, "threads"),
        ({"prospective": "yes"}, "prospective"),
        ({"interval_days": 0}, "interval_days"),
        ({"population": [1, 1]}, "population"),
        ({"model": "poisson"}, "baseline"),
        ({"model": "poisson", "population": [1, 1], "baseline": [1, 1]}, "baseline"),
        ({"model": "poisson", "population": [0, 0]}, "population"),
        ({"model": "poisson", "population": [0, 1]}, "population"),
        ({"model": "poisson", "population": [1, np.nan]}, "population"),
        ({"model": "poisson", "population": [1, 1, 1]}, "population"),
        ({"model": "poisson", "population": [[1, 1], [1]]}, "population"),
        ({"model": "ebp", "population": [1, 1]}, "population"),
        ({"model": "ebp", "baseline": [1, -1]}, "baseline"),
        ({"model": "bayes", "baseline": [1, 1], "prior": scan.Prior(strength=0)}, "prior.strength"),
    ],
)
def test_bad_input_is_refused_by_name(change, argument):
    arguments = {
        "counts": [[1, 2], [2, 1]],
        "neighbours": scan.neighbours([[0, 0], [1, 1]]),
        "replicates": 9,
        "seed": 1,
    }
    with pytest.raises(ArgumentProblem) as refusal:
        scan.space_time(**{**arguments, **change})
    assert refusal.value.argument == argument


def test_where_the_last_block_has_lanes_free_fewer_replicates_are_left_for_a_second_look():
    from kondusif_engine.kernels.lane_line import LANES
    from kondusif_engine.scan import monte_carlo

    pilot = np.linspace(5.0, 10.0, 128)
    assert monte_carlo._level(pilot, 6 * LANES) == np.quantile(pilot, 0.05)
    assert monte_carlo._level(pilot, 6 * LANES + 4) == np.quantile(pilot, 0.05)
    assert monte_carlo._level(pilot, 7 * LANES - 4) < pilot.min()
    assert monte_carlo._level(np.zeros(128), 7 * LANES - 4) == 0.0


@pytest.mark.parametrize(
    "holds", ["int8", "uint8", "int16", "int32", "uint64", "float32", "float64", "Int64"]
)
def test_a_table_of_pandas_is_taken_whatever_its_numbers_are(holds):
    pandas = pytest.importorskip("pandas")
    counts = np.random.default_rng(3).poisson(2.0, (6, 9))
    places = scan.neighbours(np.random.default_rng(4).uniform(0, 9, (6, 2)), "euclidean")
    table = pandas.DataFrame(counts, columns=pandas.date_range("2024-11-01", periods=9)).astype(holds)
    expected = scan.space_time(counts, places, replicates=9, seed=1)
    assert scan.space_time(table, places, replicates=9, seed=1).digest() == expected.digest()
    assert scan.space_time(counts.tolist(), places, replicates=9, seed=1).digest() == expected.digest()


def test_a_square_table_with_days_as_rows_is_not_mistaken_for_places():
    pandas = pytest.importorskip("pandas")
    places = scan.neighbours(np.random.default_rng(4).uniform(0, 9, (6, 2)), "euclidean")
    table = pandas.DataFrame(np.ones((6, 6), int), index=pandas.date_range("2024-11-01", periods=6))
    for given in (table, table.to_period()):
        with pytest.raises(ArgumentProblem, match="counts has dates as rows"):
            scan.space_time(given, places, replicates=9, seed=1)
    with pytest.raises(ArgumentProblem, match="baseline has dates as rows"):
        scan.space_time(table.T, places, model="ebp", baseline=table, replicates=9, seed=1)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (np.ones((9, 6), int), r"shape \(9, 6\); give 6 rows, one for each place; transpose it"),
        (np.ones((7, 9), int), r"shape \(7, 9\); give 6 rows, one for each place$"),
        ([0, 1, np.nan, 0, 0, 0], r"NaN or infinity at \[2\]"),
        ([0, 1, 2.5, 0, 0, 0], r"a fraction at \[2\]"),
    ],
)
def test_what_is_wrong_is_named_in_the_callers_own_shape(counts, said):
    places = scan.neighbours(np.random.default_rng(4).uniform(0, 9, (6, 2)), "euclidean")
    with pytest.raises(ArgumentProblem, match=said):
        scan.space_time(counts, places, replicates=9, seed=1)
