import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kondusif_engine import ArgumentProblem, index
from kondusif_engine.index.normalisation import METHODS, normalise
from kondusif_engine.index.uncertainty import index_draws, order_rows

PLAN = index.Hierarchy([
    index.Dimension("one", (index.Subdimension("a", ("a1", "a2")),)),
    index.Dimension("two", (index.Subdimension("b", ("b1", "b2", "b3")),)),
])  # fmt: skip
RNG = np.random.default_rng(5)
VALUES = RNG.gamma(1.0, 2.0, (40, 5))
WEIGHTS = np.array([4.0, 2, 3, 1, 2])


def run(**change):
    given = {"scheme": index.SdLocal(), "seed": 3, "draws": 900, **change}
    return index.uncertainty(PLAN, VALUES, WEIGHTS, **given)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("aggregate", ["arithmetic", "geometric"])
def test_a_draw_of_weights_gives_the_index_of_those_weights(method, aggregate):
    weights = RNG.gamma(3.0, 1.0, (7, 5))
    drawn = index_draws(PLAN, VALUES, weights, method, aggregate)
    for row, own in zip(drawn, weights, strict=True):
        plain = PLAN.score(VALUES, own, normalisation=method, aggregate=aggregate).index
        np.testing.assert_allclose(row, plain, rtol=2e-4, atol=2e-3)


@given(arrays(np.float32, (3, 6), elements=st.integers(0, 3).map(float)))
def test_ties_share_their_rank_in_every_draw(raw):
    from kondusif_engine.index.uncertainty import _rank_rows

    expected = [
        normalise(row[:, None].astype(float), row[:, None].astype(float), "rank")[:, 0] for row in raw
    ]
    np.testing.assert_allclose(_rank_rows(raw.copy()), expected, rtol=1e-6)


@given(arrays(np.float32, (2, 9), elements=st.floats(-5, 5, width=32)))
def test_rows_are_ordered_as_a_stable_argsort_does(values):
    np.testing.assert_array_equal(order_rows(values), np.argsort(values, axis=1, kind="stable"))


def test_sure_weights_and_one_method_leave_no_doubt():
    sure = run(concentration=1e9, normalisations=("minmax",))
    plain = PLAN.score(VALUES, WEIGHTS).index
    expected = index.classify(plain, index.SdLocal()).codes
    assert (sure.p_zone[np.arange(40), expected] == 1.0).all()
    ranks = np.argsort(np.argsort(-plain)) + 1
    np.testing.assert_array_equal(sure.rank_q05, ranks)
    np.testing.assert_array_equal(sure.rank_q95, ranks)
    np.testing.assert_allclose(sure.index_mean, plain, atol=0.01)


def test_doubt_widens_ranks_and_zones_and_probabilities_add_up():
    doubtful, sure = run(concentration=20.0), run(concentration=2000.0)
    width = doubtful.rank_q95 - doubtful.rank_q05
    assert width.mean() > (sure.rank_q95 - sure.rank_q05).mean()
    np.testing.assert_allclose(doubtful.p_zone.sum(axis=1), 1.0)
    assert (doubtful.rank_q05 <= doubtful.rank_median).all()
    assert (doubtful.rank_median <= doubtful.rank_q95).all()


def test_the_quantiles_are_those_of_the_draws():
    few = index.uncertainty(
        PLAN, VALUES, WEIGHTS, scheme=index.SdLocal(), seed=8, draws=400, normalisations=("minmax",)
    )
    drawn = np.random.default_rng(8).standard_gamma(200.0 * WEIGHTS / WEIGHTS.sum(), (400, 5))
    order = order_rows(-index_draws(PLAN, VALUES, drawn, "minmax", "arithmetic"))
    ranks = np.argsort(order, axis=1) + 1
    for q, found in ((0.05, few.rank_q05), (0.5, few.rank_median), (0.95, few.rank_q95)):
        expected = np.quantile(ranks, q, axis=0, method="inverted_cdf")
        np.testing.assert_array_equal(found, expected)


def test_areas_that_are_alike_have_the_same_ranks_wherever_they_stand():
    quiet = np.zeros((6, 5))
    found = index.uncertainty(
        PLAN, np.vstack([quiet[:3], VALUES, quiet[3:]]), WEIGHTS, scheme=index.SdLocal(), seed=1, draws=600
    )
    ends = [0, 1, 2, 43, 44, 45]
    for ranks in (found.rank_q05, found.rank_median, found.rank_q95):
        assert set(ranks[ends]) == {41}
        assert ranks[3:43].max() <= 40


def test_zones_and_ranks_are_those_of_a_plain_simulation():
    draws = 4000
    found = run(draws=draws, seed=9, concentration=30.0, normalisations=("minmax", "zscore"))
    rng, zones, ranks = np.random.default_rng(10), np.zeros((40, 3)), []
    for n in range(draws):
        weights = rng.dirichlet(30.0 * WEIGHTS / WEIGHTS.sum())
        scored = PLAN.score(VALUES, weights, normalisation=("minmax", "zscore")[n % 2]).index
        low, high = scored.mean() - scored.std(ddof=1), scored.mean() + scored.std(ddof=1)
        zones += np.column_stack([scored < low, (scored >= low) & (scored <= high), scored > high])
        ranks.append([1 + (scored > one).sum() for one in scored])
    error = np.sqrt(2 * 0.25 / draws)
    assert np.abs(found.p_zone - zones / draws).max() < 5 * error
    for q, mine in ((0.05, found.rank_q05), (0.5, found.rank_median), (0.95, found.rank_q95)):
        assert np.abs(mine - np.quantile(ranks, q, axis=0)).max() <= 1.0


def test_fixed_cuts_are_used_as_they_are():
    all_high = run(scheme=index.Absolute(-2.0, -1.0))
    assert (all_high.p_zone[:, 2] == 1.0).all()


def test_the_seed_decides_everything():
    assert (run().p_zone == run().p_zone).all()
    assert (run(seed=4).index_mean != run().index_mean).any()


@pytest.mark.parametrize(
    "change",
    [
        {"draws": 2},
        {"draws": 0},
        {"concentration": 0.0},
        {"normalisations": ()},
        {"normalisations": ("log",)},
        {"aggregates": ("max",)},
        {"scheme": index.Official((1,) * 40, "x")},
        {"seed": -1},
        {"seed": 1.5},
    ],
)
def test_bad_input_is_named(change):
    with pytest.raises(ArgumentProblem):
        run(**change)


def test_one_area_has_no_rank():
    with pytest.raises(ArgumentProblem, match=r"^values "):
        index.uncertainty(PLAN, VALUES[:1], WEIGHTS, scheme=index.SdLocal(), seed=1)
