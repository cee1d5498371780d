import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from reference import forecast as twin

from kondusif_engine import ArgumentProblem, forecast
from kondusif_engine.forecast.exciting import features, neighbour_means
from kondusif_engine.forecast.synthetic import country

LAND = country(7, 150)
EDGES = [[0, 1], [1, 2]]


@given(arrays(float, st.tuples(st.just(4), st.integers(1, 20)), elements=st.integers(0, 5).map(float)))
@settings(max_examples=40)
def test_features_equal_the_plain_twin(counts):
    found = features(counts, neighbour_means(EDGES, 4))[-1]
    expected = twin.features(counts.tolist(), [[1], [0, 2], [1], []])
    np.testing.assert_allclose(found, expected, atol=1e-9)


def test_no_feature_knows_the_future():
    whole = features(LAND.counts.astype(float), neighbour_means(LAND.edges, 150))
    cut = features(LAND.counts[:, :60].astype(float), neighbour_means(LAND.edges, 150))
    np.testing.assert_array_equal(whole[:60], cut)


def test_the_model_finds_more_than_habit_and_comes_near_the_truth():
    done = forecast.backtest(LAND.counts, LAND.edges, origins=range(104, 130, 2), calendar=LAND.calendar)
    past = done.past
    truth = np.mean([
        forecast.score(
            forecast.negative_binomial(LAND.intensity[:, t], LAND.size), LAND.counts[:, t]
        ).crps.mean()
        for t in done.origins
    ])  # fmt: skip
    habit = min(past["conflictology_12"].crps, past["conflictology_52"].crps)
    assert past["self_exciting"].crps < habit
    assert (habit - past["self_exciting"].crps) / (habit - truth) > 0.5
    assert past["self_exciting"].auroc > past["conflictology_52"].auroc
    assert past["self_exciting"].coverage_90 > 0.88
    assert 0.78 < past["self_exciting"].coverage_80 <= past["self_exciting"].coverage_90
    assert abs(past["self_exciting"].pit - 0.1).max() < 0.04
    assert past["zero"].auroc == 0.5


def test_parts_explain_the_mean():
    model = forecast.fit(LAND.counts[:, :110], LAND.edges, calendar=LAND.calendar)
    parts = model.parts(LAND.counts[:, :110], LAND.calendar[110])
    made = model.predict(LAND.counts[:, :110], LAND.calendar[110])
    np.testing.assert_allclose(parts.sum(axis=1), made.mean)
    assert (parts >= 0).all() and (model.weights >= 0).all()
    assert parts.shape == (150, len(forecast.FEATURES))


def test_dispersion_and_memory_are_recovered():
    model = forecast.fit(LAND.counts, LAND.edges, calendar=LAND.calendar)
    assert 0.8 < model.size < 1.8
    assert 0.5 < model.weights[:6].sum() < 1.2


def test_a_campaign_raises_the_forecast_of_its_weeks():
    rng = np.random.default_rng(3)
    calendar = np.zeros((121, 1))
    calendar[40:50] = calendar[100:121] = 1.0
    counts = rng.poisson(np.where(calendar[:120, 0] > 0, 3.0, 1.0), (60, 120))
    model = forecast.fit(counts[:, :100], [], calendar=calendar)
    assert model.calendar_effects[0] > 0.3
    with_it = model.predict(counts[:, :100], [1.0]).mean.mean()
    without = model.predict(counts[:, :100], [0.0]).mean.mean()
    assert with_it > 1.4 * without


def test_a_calendar_column_that_never_happened_has_no_effect():
    model = forecast.fit(LAND.counts, LAND.edges, calendar=np.zeros((130, 2)))
    assert model.calendar_effects.tolist() == [0.0, 0.0]


def test_further_ahead_is_another_fit_and_a_weaker_one():
    near = forecast.backtest(LAND.counts, LAND.edges, origins=range(104, 122, 3), models=["self_exciting"])
    far = forecast.backtest(
        LAND.counts, LAND.edges, origins=range(104, 122, 3), horizon=8, models=["self_exciting"]
    )
    assert far.horizon == 8
    assert far.past["self_exciting"].auroc < near.past["self_exciting"].auroc + 0.05


def test_baselines_say_what_their_names_say():
    history = np.array([[0.0, 2, 4], [1, 0, 0]])
    assert forecast.zero(history).p_any.tolist() == [0.0, 0.0]
    np.testing.assert_allclose(forecast.persistence(history).mean, [4.0, 0.01])
    np.testing.assert_allclose(forecast.conflictology(history, 2).mean, [3.0, 0.0])


def test_what_the_caller_gives_stays_as_it_was():
    counts = LAND.counts.copy()
    counts.flags.writeable = False
    forecast.fit(counts, LAND.edges).predict(counts)
    np.testing.assert_array_equal(counts, LAND.counts)


def bad_counts(value):
    counts = LAND.counts.astype(float)
    counts[3, 4] = value
    return counts


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: forecast.fit(bad_counts(-1.0), []),
        lambda: forecast.fit(bad_counts(np.nan), []),
        lambda: forecast.fit(bad_counts(0.5), []),
        lambda: forecast.fit(LAND.counts[:, :20], []),
        lambda: forecast.fit(np.zeros((3, 60)), []),
        lambda: forecast.fit(np.zeros((0, 60)), []),
        lambda: forecast.fit(LAND.counts, [[0, 150]]),
        lambda: forecast.fit(LAND.counts, [[5, 5]]),
        lambda: forecast.fit(LAND.counts, [], horizon=0),
        lambda: forecast.fit(LAND.counts, [], calendar=np.zeros((5, 1))),
        lambda: forecast.fit(LAND.counts, []).predict(LAND.counts[:3]),
        lambda: forecast.fit(LAND.counts, []).predict(LAND.counts[:, :5]),
        lambda: forecast.fit(LAND.counts, []).predict(LAND.counts, [1.0]),
        lambda: forecast.conflictology(np.zeros((2, 3)), 4),
    ],
)
def test_bad_input_is_named(wrong):
    with pytest.raises(ArgumentProblem):
        wrong()
