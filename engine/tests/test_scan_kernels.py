import dataclasses
import math

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import scan_kernels as plain
from scipy.stats import binom
from worlds import exposure_of, small_world

from kondusif_engine import scan
from kondusif_engine.kernels import generate, streams
from kondusif_engine.kernels import score as score_kernel
from kondusif_engine.kernels.alias_tables import alias_tables
from kondusif_engine.kernels.lane_line import LANES, lane_line, portable_line
from kondusif_engine.kernels.thresholds import fewest, fill_steps
from kondusif_engine.scan import draws, job, layout, statistic
from kondusif_engine.scan.limits import ladder, limits
from kondusif_engine.scan.request import checked_request
from kondusif_engine.scan.world import BAYES, CONDITIONAL, DEFICIT, EXPECTATION, Exposure, Score


@numba.njit  # nothing is kept: a kept one would name this module as the folder it was run from calls it
def call_vector_line(cells, plane, index, row, length, ladder, window, steps, first, carried, one, fresh):
    return lane_line(cells, plane, index, row, length, ladder, window, steps, first, carried, one, fresh)


def on_ladder(line, cuts=()):
    """Let a line look its thresholds up where they are not in the order of the row, in stretches."""

    def with_thresholds(cells, plane, index, row, length, thresholds, first, excess):
        rng = np.random.default_rng(3)
        steps = rng.permutation(thresholds.size).astype(np.uint16)
        ladder = np.empty(5 + thresholds.size, thresholds.dtype)
        ladder[5 + steps] = thresholds
        carried, reached = rng.integers(-99, 99, (3, 2, LANES)).astype(excess.dtype), False
        inner = [cut for cut in cuts if cut < length]
        for begin, end in zip([0, *inner], [*inner, length], strict=True):
            places = (row + begin, end - begin, ladder, 5, steps, first + begin)
            reached |= line(cells, plane, index, *places, carried, 1, begin == 0)
        excess[:] = carried[1, 1]
        return reached

    return with_thresholds


call_lane_line = on_ladder(call_vector_line)
in_stretches = on_ladder(call_vector_line, (4, 8, 16))


@pytest.mark.parametrize(
    ("cell", "count"), [(np.uint8, np.int16), (np.int16, np.int16), (np.int32, np.int32)]
)
def test_the_vector_line_and_the_portable_line_do_what_the_plain_line_does(cell, count):
    rng = np.random.default_rng(1)
    for length in (0, 1, 2, 4, 7, 20):
        cells = rng.integers(
            0, (200 if cell is np.uint8 else 120) // (length % 3 + 1), (3, 20, LANES)
        ).astype(cell)
        index = rng.permutation(20).astype(np.int32)
        thresholds = np.sort(rng.integers(50, 2600, 20)).astype(count)
        arguments = (20 * LANES, index, 0, length, thresholds, 0)
        results = []
        for line, flat in (
            (call_lane_line, False),
            (on_ladder(portable_line, (3, 11)), True),
            (plain.lane_line, False),
        ):
            excess = np.zeros(LANES, count)
            hit = line(cells.reshape(-1) if flat else cells, *arguments, excess)
            results.append((bool(hit), excess))
        assert results[0][0] == results[1][0] == results[2][0]
        if cell is not np.uint8:  # with bytes, lanes below all thresholds are not followed
            np.testing.assert_array_equal(results[0][1], results[2][1])
        reached = results[2][1] >= 0
        np.testing.assert_array_equal(results[0][1][reached], results[2][1][reached])
        assert ((results[0][1] >= 0) == reached).all()
        assert ((results[1][1] >= 0) == reached).all()


@pytest.mark.parametrize("line", [call_lane_line, in_stretches])
@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 256), st.integers(0, 40))
def test_bytes_that_overflow_when_added_are_counted_whole(line, seed, most, slope):
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, most, (3, 20, LANES)).astype(np.uint8)
    index, length = rng.permutation(20).astype(np.int32), int(rng.integers(0, 21))
    thresholds = (np.sort(rng.integers(0, 1000, 20)) + slope * np.arange(20)).astype(np.int16)
    ours, wanted = np.zeros(LANES, np.int16), np.zeros(LANES, np.int16)
    hit = line(cells, 20 * LANES, index, 0, length, thresholds, 0, ours)
    assert hit == plain.lane_line(cells, 20 * LANES, index, 0, length, thresholds, 0, wanted)
    reached = wanted >= 0
    assert ((ours >= 0) == reached).all()
    np.testing.assert_array_equal(ours[reached], wanted[reached])


@pytest.mark.parametrize("line", [call_lane_line, in_stretches])
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 256), st.integers(0, 90))
def test_lanes_carried_in_bytes_are_found_whenever_they_reach_a_threshold(line, seed, most, slope):
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, most, (3, 20, LANES)).astype(np.uint8)
    index, length = rng.permutation(20).astype(np.int32), int(rng.integers(1, 21))
    thresholds = (np.sort(rng.integers(1, 200, 21)) + slope * np.arange(21)).astype(np.int16)
    ours, wanted = np.zeros(LANES, np.int8), np.zeros(LANES, np.int16)
    hit = line(cells, 20 * LANES, index, 0, length, thresholds, 0, ours)
    plain.lane_line(cells, 20 * LANES, index, 0, length, thresholds, 0, wanted)
    assert ((ours >= 0) | (wanted < 0)).all()
    assert hit == bool((ours >= 0).any())
    if thresholds[length - 1] <= 255:  # nothing lacks more than a byte holds
        np.testing.assert_array_equal(ours >= 0, wanted >= 0)


@pytest.mark.parametrize("model", ["stp", "poisson", "ebp"])
def test_a_scan_carried_in_bytes_finds_the_same_maxima(model):
    world = small_world(4, n=40, days=20, mean=3.0)
    places = scan.neighbours(world.coords, "euclidean", max_share=0.5)
    exposure = exposure_of(model, world)
    request = checked_request(
        world.counts, places, model=model, max_window=4, min_window=1, prospective=True, replicates=5,
        stop_at=None, seed=1, min_cases=2, max_clusters=1, interval_days=1.0, prior=None,
        **{"baseline": None, "population": None, **exposure},
    )  # fmt: skip
    one = job.build_job(request.worlds[0], layout.lay_out(request.worlds[0], places), 1)
    assert one.width == 0
    wider = (dataclasses.replace(one, width=width) for width in (1, 2, 3))
    found = job.maxima(one, np.arange(150), 2.0)
    for other in wider:
        np.testing.assert_array_equal(found, job.maxima(other, np.arange(150), 2.0))


def _score(kind, total=400.0):
    constants = [total, 10.0, 1.5, 2.0, 3.0] if kind == BAYES else [total]
    return Score(kind, np.array(constants), 2)


@pytest.mark.parametrize("kind", [CONDITIONAL, EXPECTATION, BAYES])
@settings(max_examples=60, deadline=None)
@given(expected=st.floats(0.001, 120.0), level=st.floats(0.0, 20.0))
def test_thresholds_are_the_fewest_cases_that_reach_the_level_or_just_below(kind, expected, level):
    how = _score(kind)
    found = fewest(expected, limits(level, 130.0, how))
    exact = plain.fewest_cases(expected, level, how, most=401)
    assert found <= exact
    coarse = max(0.0, expected - (1 / 256 if expected < 16 else 1 / 8))
    assert found >= min(401, plain.fewest_cases(max(coarse, 1e-12), level, how, most=401)) - 1


@settings(max_examples=60, deadline=None)
@given(expected=st.floats(0.001, 120.0), level=st.floats(0.0, 20.0))
def test_thresholds_of_a_deficit_are_the_most_cases_that_still_reach_the_level(expected, level):
    how = _score(DEFICIT)
    found = fewest(expected, limits(level, 130.0, how))
    exact = plain.most_cases(expected, level, how)
    more = plain.most_cases(expected + (1 / 256 if expected < 16 else 1 / 8), level, how)
    if exact >= 0:
        assert -more - 1 <= found <= -exact
    else:
        assert found in (1, *range(-more - 1, 1))


@pytest.mark.parametrize("kind", [CONDITIONAL, EXPECTATION, BAYES, DEFICIT])
@settings(max_examples=100, deadline=None)
@given(expected=st.floats(0.0, 130.0), window=st.integers(0, 3), level=st.floats(0.0, 20.0))
def test_a_ladder_never_asks_for_more_than_the_limits_and_seldom_for_less(kind, expected, window, level):
    factors = np.array([1.0, 2.0, 30.0, 7.5])
    nothing = np.zeros(4, np.int64)
    exposed = Exposure(np.zeros((1, 1)), nothing, nothing, factors, 3.0)
    table = limits(level, 130.0, _score(kind))
    tests = ladder(table, exposed, 130.0, np.int16)
    steps = np.zeros(1, np.uint16)
    fill_steps(steps, np.array([expected * 3.0 / 30.0]), 1, 10.0, tests.closeness)
    here = expected * factors[window] / 30.0
    near = 4 * (math.sqrt(here) + 1) / tests.closeness
    around = [fewest(max(0.0, here + more), table) for more in (-near, 0.0, near)]
    assert min(around) <= tests.thresholds[window, steps[0]] <= around[1]


def test_a_ladder_for_very_many_cases_keeps_its_steps_in_two_bytes():
    nothing = np.zeros(1, np.int64)
    exposed = Exposure(np.zeros((1, 1)), nothing, nothing, np.ones(1), 1.0)
    most = 4e5
    tests = ladder(limits(5.0, most, _score(EXPECTATION)), exposed, most, np.int32)
    steps = np.zeros(2, np.uint16)
    fill_steps(steps, np.array([1.0, most]), 2, 1.0, tests.closeness)
    assert steps[0] < 200
    assert 65_000 < steps[1] < tests.thresholds.shape[1] <= 2**16
    assert 0.999 < tests.thresholds[0, steps[1]] / (most + math.sqrt(2 * 5 * most)) < 1.001


@pytest.mark.parametrize("kind", [CONDITIONAL, EXPECTATION, BAYES, DEFICIT])
@settings(max_examples=100, deadline=None)
@given(cases=st.integers(0, 399), expected=st.floats(0.01, 399.0))
def test_the_score_kernel_is_the_readable_score(kind, cases, expected):
    how = _score(kind)
    signed = -cases if kind == DEFICIT else cases
    wanted = statistic.score(cases, expected, how)
    tolerance = 1e-9 if kind == BAYES else 0.0
    assert score_kernel.score(signed, expected, how) == pytest.approx(wanted, rel=tolerance, abs=tolerance)


def test_scores_grow_with_cases_and_fall_with_what_was_expected():
    for kind in (CONDITIONAL, EXPECTATION, BAYES):
        how = _score(kind)
        for expected in (0.5, 5.0, 50.0, 150.0):
            over = [statistic.score(c, expected, how) for c in range(math.ceil(expected) + 1, 300)]
            assert (np.diff(over) > 0).all()
        for cases in (5, 40, 250):
            falling = [statistic.score(cases, mu, how) for mu in np.linspace(0.05, cases - 0.1, 80)]
            assert (np.diff(falling) < 0).all()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0.0, 100.0), min_size=1, max_size=40).filter(lambda w: sum(w) > 0))
def test_alias_tables_are_the_plain_ones_and_keep_the_weights(weights):
    row = np.array(weights)[None]
    accept, either = np.empty(row.shape), np.empty((*row.shape, 2), np.int64)
    room = (*np.empty((2, row.size), np.int64), np.empty(row.size))
    alias_tables(row, np.array([row.size / math.fsum(weights)]), accept, either, room)
    plain_accept, plain_other = draws.alias_table(row[0])
    assert (accept[0] == plain_accept).all()
    assert (either[0, :, 0] == np.arange(row.size)).all()
    assert (either[0, :, 1] == plain_other).all()
    kept = accept[0].copy()
    np.add.at(kept, either[0, :, 1], 1 - accept[0])
    np.testing.assert_allclose(kept / row.size, row[0] / row[0].sum(), atol=1e-12)


@pytest.mark.parametrize("mean", [0.3, 9.9, 10.0, 37.0, 5_000.0])
def test_poisson_counts_are_the_plain_ones_and_have_their_mean_and_variance(mean):
    counts = []
    for replicate in range(300):
        state, generator = streams.stream(np.uint64(5), replicate), draws.Draws(5, replicate)
        assert state == generator.state
        for _ in range(5):
            count, state = streams.poisson(np.uint64(state), mean)
            assert count == generator.poisson(mean)
            counts.append(count)
    assert np.mean(counts) == pytest.approx(mean, abs=4 * math.sqrt(mean / 1500))
    assert np.var(counts) == pytest.approx(mean, rel=0.2)


@pytest.mark.parametrize("model", ["stp", "poisson", "ebp"])
def test_replicates_are_those_of_plain_python(model):
    world = small_world(3, n=9, days=7)
    places = scan.neighbours(world.coords, "euclidean")
    options = {"baseline": None, "population": None, **exposure_of(model, world)}
    request = checked_request(
        world.counts, places, model=model, max_window=4, min_window=1, prospective=True, replicates=5,
        stop_at=None, seed=1, min_cases=2, max_clusters=1, interval_days=1.0, prior=None, **options,
    )  # fmt: skip
    laid = layout.lay_out(request.worlds[0], places)
    one = job.build_job(request.worlds[0], laid, 1)
    lanes = np.arange(LANES)
    counts = np.empty((one.ages, laid.sites.size, LANES), np.uint8)
    assert job._draw(one, counts, lanes)
    for lane in (0, 1, LANES - 1):
        wanted = draws.replicate_counts(request.worlds[0], 1, lane)[laid.sites]
        assert (counts[:, :, lane].T[:, ::-1] == wanted[:, -one.ages :]).all()


@pytest.mark.parametrize(("trials", "share"), [(1, 0.5), (40, 0.03), (50_119, 0.5), (3_000_000, 0.999)])
def test_the_cases_inside_the_windows_have_the_binomial_distribution(trials, share):
    cases = np.unique(np.linspace(0, trials, 2_000).astype(np.int64))
    found = draws.binomial_cdf(cases, trials, share)
    np.testing.assert_allclose(found, binom.cdf(cases, trials, share), rtol=1e-9, atol=1e-15)
    assert found[-1] == 1.0


def test_a_permutation_keeps_both_margins():
    world = small_world(3, n=9, days=7)
    places = scan.neighbours(world.coords, "euclidean")
    request = checked_request(
        world.counts, places, model="stp", baseline=None, population=None, max_window=7, min_window=1,
        prospective=True, replicates=5, stop_at=None, seed=1, min_cases=2, max_clusters=1,
        interval_days=1.0, prior=None,
    )  # fmt: skip
    on_sites = request.worlds[0].counts
    permuted = draws.replicate_counts(request.worlds[0], 1, 0)
    assert (permuted.sum(axis=0) == on_sites.sum(axis=0)).all()
    assert (permuted.sum(axis=1) == on_sites.sum(axis=1)).all()
    assert (permuted != on_sites).any()


def test_stacked_days_are_sums_and_tell_when_they_do_not_fit():
    counts = np.random.default_rng(1).integers(0, 60, (6, 40)).astype(np.uint8)
    sums, wanted = np.zeros((2, 4, 40), np.uint8)
    assert generate.stack(counts, 2, sums)
    plain.stack(counts, 2, wanted)
    np.testing.assert_array_equal(sums, wanted)
    counts[5, 0] = 255
    assert not generate.stack(counts, 2, sums)


def test_rows_without_some_sites_are_the_plain_ones():
    rng = np.random.default_rng(2)
    places = scan.neighbours(rng.integers(0, 4, (14, 2)).astype(float), "euclidean", max_places=9)
    kept = rng.random(places.n_sites) < 0.6
    zones = layout.drop_sites(layout.Zones(places.start, places.index, places.closed), kept)
    rows = [
        [(int(places.index[at]), places.closed[at]) for at in range(*places.start[i : i + 2])]
        for i in range(places.n_sites)
    ]
    got = [
        [(int(zones.index[at]), bool(zones.closed[at])) for at in range(*zones.start[i : i + 2])]
        for i in range(places.n_sites)
    ]
    assert got == plain.drop_sites(rows, kept)


def test_a_crowded_site_is_shared_by_several_cells_and_its_discs_hold_all_of_them():
    rng = np.random.default_rng(5)
    places = scan.neighbours(rng.uniform(0, 1, (21, 2)), "euclidean")
    zones = layout.Zones(places.start, places.index, places.closed)
    most = np.full(21, 9.0)
    assert (layout.copies_for_bytes(zones, most) == 1).all()
    most[7] = 600.0
    copies = layout.copies_for_bytes(zones, most)
    assert copies[7] == 3
    assert copies.sum() == 23
    split = layout.split_sites(zones, copies)
    assert split.closed.sum() == zones.closed.sum()
    owner = np.repeat(np.arange(21), copies)
    for row in range(21):
        before, after = (z.index[z.start[row] : z.start[row + 1]] for z in (zones, split))
        closed = split.closed[split.start[row] : split.start[row + 1]]
        assert owner[after][closed].tolist() == before.tolist()
        assert sorted(after.tolist()) == list(range(23))
    assert (layout.copies_for_bytes(zones, np.full(21, 600.0)) == 1).all()


@given(st.lists(st.integers(0, 200), min_size=1, max_size=9), st.integers(2, 5))
def test_shared_cells_add_up_to_the_running_sums_and_tell_when_they_do_not_fit(days, copies):
    cells = np.zeros((len(days), copies + 2), np.uint8)
    cells[:, 0] = cells[:, -1] = 1
    cells[:, 1] = days
    fits = generate.share(cells, np.array([[1, copies, 255]])) & generate.run_up(cells)
    assert fits == (sum(days) <= 255 * copies)
    assert cells[:, 0].tolist() == cells[:, -1].tolist() == [*range(1, len(days) + 1)]
    if fits:
        assert cells[:, 1:-1].sum(axis=1).tolist() == np.cumsum(days).tolist()


def test_running_sums_tell_when_they_do_not_fit():
    cells = np.array([[200, 3], [55, 4]], np.uint8)
    assert generate.run_up(cells)
    assert cells.tolist() == [[200, 3], [255, 7]]
    assert not generate.run_up(np.array([[200], [56]], np.uint8))
    assert not generate.run_up(np.array([[32_000], [768]], np.int16))


@pytest.mark.parametrize("model", ["stp", "poisson", "ebp"])
def test_a_map_with_one_crowded_place_has_the_maxima_of_wide_cells(model):
    rng = np.random.default_rng(6)
    coords, mean = rng.uniform(0, 1, (40, 2)), np.full(40, 4.0)
    mean[3] = 90.0
    counts = rng.poisson(np.repeat(mean[:, None], 8, axis=1))
    places = scan.neighbours(coords, "euclidean", max_share=0.5)
    exposure = {"stp": {}, "poisson": {"population": mean}, "ebp": {"baseline": mean}}[model]
    options = {"baseline": None, "population": None, **exposure}
    request = checked_request(
        counts, places, model=model, max_window=5, min_window=1, prospective=True, replicates=5,
        stop_at=None, seed=1, min_cases=2, max_clusters=1, interval_days=1.0, prior=None, **options,
    )  # fmt: skip
    laid = layout.lay_out(request.worlds[0], places)
    narrow = job.build_job(request.worlds[0], laid, 1)
    wide = job.build_job(request.worlds[0], laid, 1, bytes_only=False)
    assert (narrow.width, wide.width) == (0, 2)
    assert narrow.cells > 40
    np.testing.assert_array_equal(
        job.maxima(narrow, np.arange(70), 2.0), job.maxima(wide, np.arange(70), 2.0)
    )


@given(lengths=st.lists(st.integers(0, 5), max_size=30), threads=st.integers(1, 4))
def test_every_row_belongs_to_one_part_also_where_no_row_has_an_entry(lengths, threads):
    start = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    parts = layout.parts_of(start, threads)
    assert [row for low, high in parts for row in range(low, high)] == list(range(len(lengths)))


@pytest.mark.parametrize("threads", [1, 2])
def test_a_map_whose_cases_all_lie_in_one_place_without_a_zone_of_its_own_has_no_cluster(threads):
    counts = np.zeros((30, 6), np.int64)
    counts[:, 0] = 3
    coords = np.column_stack((112.7 + 0.1 * np.arange(6), np.full(6, -7.0)))
    places = scan.neighbours(coords, max_share=0.5, weight=counts.sum(axis=0))
    found = scan.space_time(counts.T, places, max_window=7, replicates=99, seed=1, threads=threads)
    assert found.clusters == ()


def test_a_map_of_crowded_places_of_which_none_may_be_a_zone_has_no_cluster():
    nothing = scan.neighbours([[0.0, 0.0], [1.0, 5.0], [7.0, 3.0]], "euclidean", max_share=0.25)
    counts, baseline = [[2, 3, 3], [5, 4, 4], [3, 1, 2]], [859.0, 325.0, 278.0]
    found = scan.space_time(
        counts, nothing, model="ebp", baseline=baseline, max_window=2, replicates=19, seed=1
    )
    assert found.clusters == ()
    assert (found.null_maxima == 0).all()
