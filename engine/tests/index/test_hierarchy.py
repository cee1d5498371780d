import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from reference import index as twin

from kondusif_engine import ArgumentProblem, index
from kondusif_engine.index.normalisation import METHODS

SAFETY, STATE = index.Subdimension("safety", ("a", "b")), index.Subdimension("state", ("c",))
CAMPAIGN = index.Subdimension("campaign", ("d", "e"))
PLAN = index.Hierarchy([index.Dimension("context", (SAFETY, STATE)), index.Dimension("contest", (CAMPAIGN,))])

tables = st.integers(2, 9).flatmap(lambda n: arrays(float, (n, 5), elements=st.integers(0, 6).map(float)))
weights_of_five = st.lists(st.floats(0.1, 4.0), min_size=5, max_size=5)


def test_the_definition_of_the_specification_on_a_case_worked_by_hand():
    values = np.array([[2.0, 0, 1, 0, 3], [0, 4, 0, 1, 0], [1, 1, 1, 1, 1]])
    scored = PLAN.score(values, [4, 2, 2, 1, 1])
    # b = .4 .2 .2 .1 .1; context raw 1.0, .8, .8; contest raw .3, .1, .2; B = .8 and .2.
    np.testing.assert_allclose(scored.dimensions, [[100, 100], [0, 0], [0, 50]], atol=1e-9)
    np.testing.assert_allclose(scored.index, [100, 0, 10], atol=1e-9)
    np.testing.assert_allclose(scored.dimension_weights, [0.8, 0.2])
    np.testing.assert_allclose(scored.reference_low, [0.8, 0.1])
    np.testing.assert_allclose(scored.reference_high, [1.0, 0.3])
    np.testing.assert_allclose(scored.subdimensions[:, 1], [100, 0, 100])
    assert scored.warnings == ()


def test_events_weigh_by_the_level_at_which_they_happened():
    counts = np.zeros((1, 2, 5))
    counts[0, 0] = [3, 0, 1, 0, 2]
    np.testing.assert_array_equal(index.indicator_values(counts), [[16.0, 0.0]])


def test_expert_weights_are_shares_of_all_scores():
    np.testing.assert_allclose(index.expert_weights([[4, 1], [3, 2]]), [0.7, 0.3])


@given(tables, st.sampled_from(METHODS))
def test_scores_equal_the_plain_twin(values, method):
    # Powers of two: sums of these weights are exact, so that ties are ties in both.
    weights = [1.0, 2.0, 1.0, 2.0, 2.0]
    scored = PLAN.score(values, weights, normalisation=method)
    expected = twin.index_of(values.tolist(), weights, PLAN.dimension_of.tolist(), method)
    np.testing.assert_allclose(scored.index, expected, atol=1e-9)


@given(tables, weights_of_five)
def test_more_trouble_never_lowers_the_index_of_the_area(values, weights):
    reference = np.vstack([values, np.zeros(5), np.full(5, 6.0)])
    before = PLAN.score(values, weights, reference=reference).index
    more = PLAN.score(values + np.array([1, 0, 0, 0, 0]), weights, reference=reference).index
    assert (more > before).all()


def test_a_reference_set_fixes_the_scale_and_says_when_an_area_lies_outside():
    reference = [[0.0] * 5, [2.0] * 5]
    scored = PLAN.score([[1.0] * 5, [3.0] * 5], [1] * 5, reference=reference)
    np.testing.assert_allclose(scored.index, [50, 150])
    assert scored.warnings == ("outside:context", "outside:contest")


def test_a_dimension_without_differences_is_named_and_not_divided_by():
    values = np.array([[1.0, 1, 1, 1, 2], [1, 1, 1, 1, 3]])
    scored = PLAN.score(values, [1] * 5)
    assert scored.warnings == ("constant:context",)
    assert np.isfinite(scored.index).all()


def test_the_geometric_mean_lets_good_dimensions_hide_less():
    values = np.array([[6.0, 0, 0, 0, 0], [3, 0, 0, 3, 0], [0, 0, 0, 6, 0], [6, 0, 0, 6, 0]])
    plain = PLAN.score(values, [1] * 5).index
    mean = PLAN.score(values, [1] * 5, aggregate="geometric").index
    assert mean[0] < plain[0] and mean[3] == pytest.approx(plain[3])


def test_the_callers_arrays_stay_as_they_were_and_may_be_read_only():
    values = np.arange(20.0).reshape(4, 5)
    values.flags.writeable = False
    kept = values.copy()
    PLAN.score(values, np.ones(5))
    index.uncertainty(PLAN, values, np.ones(5), scheme=index.SdLocal(), seed=1, draws=30)
    np.testing.assert_array_equal(values, kept)


def group(*names):
    return index.Subdimension(names[0] if names else "x", names)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: index.Hierarchy([]),
        lambda: index.Hierarchy([index.Dimension("d", ())]),
        lambda: index.Hierarchy([index.Dimension("d", (group(),))]),
        lambda: index.Hierarchy([index.Dimension("d", (group("a"), index.Subdimension("s", ("a",))))]),
        lambda: PLAN.score([[1, 2, 3, 4]], [1] * 4),
        lambda: PLAN.score([[1.0] * 5], [1] * 5),
        lambda: PLAN.score([[-1.0] * 5, [1.0] * 5], [1] * 5),
        lambda: PLAN.score([[np.nan] * 5, [1.0] * 5], [1] * 5),
        lambda: PLAN.score(np.ones((2, 5)), [0, 1, 1, 1, 1]),
        lambda: PLAN.score(np.ones((2, 5)), [1] * 5, normalisation="log"),
        lambda: PLAN.score(np.ones((2, 5)), [1] * 5, aggregate="max"),
        lambda: index.expert_weights([[5, 1]]),
        lambda: index.expert_weights(np.empty((0, 3))),
        lambda: index.indicator_values(np.ones((2, 3, 4))),
    ],
)  # fmt: skip
def test_bad_input_is_named(wrong):
    with pytest.raises(ArgumentProblem):
        wrong()
