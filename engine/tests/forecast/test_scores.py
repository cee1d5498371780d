import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import forecast as twin
from scipy.stats import nbinom, poisson

from kondusif_engine import ArgumentProblem, forecast


@given(st.floats(0.0, 40.0), st.floats(0.05, 50.0))
def test_negative_binomial_tables_are_those_of_scipy(mean, size):
    made = forecast.negative_binomial([mean], size)
    expected = nbinom.cdf(np.arange(made.cdf.shape[1]), size, size / (size + mean))
    np.testing.assert_allclose(made.cdf[0], expected, atol=1e-9)
    assert made.cdf[0, -1] > 1 - 2e-7


def test_an_endless_size_is_poisson():
    made = forecast.negative_binomial([0.0, 3.5], np.inf)
    np.testing.assert_allclose(made.cdf[1], poisson.cdf(np.arange(made.cdf.shape[1]), 3.5), atol=1e-12)
    assert made.cdf[0, 0] == 1.0


def test_past_counts_are_equally_likely():
    made = forecast.empirical(np.array([[0, 0, 2, 5]]))
    np.testing.assert_allclose(made.cdf[0], [0.5, 0.5, 0.75, 0.75, 0.75, 1.0])
    assert made.mean[0] == 1.75
    assert made.p_any[0] == 0.5
    assert [made.quantile(q)[0] for q in (0.05, 0.5, 0.6, 1.0)] == [0, 0, 2, 5]


@given(st.lists(st.integers(0, 6), min_size=1, max_size=8), st.integers(0, 12))
def test_crps_equals_the_plain_twin_also_beyond_the_table(samples, y):
    made = forecast.empirical(np.array([samples]))
    assert forecast.score(made, [y]).crps[0] == pytest.approx(twin.crps(made.cdf[0].tolist(), y))


def test_crps_of_a_sure_forecast_is_its_error():
    sure = forecast.empirical(np.array([[4], [4]]))
    np.testing.assert_allclose(forecast.score(sure, [1, 9]).crps, [3.0, 5.0])


def test_scores_of_a_case_worked_by_hand():
    made = forecast.empirical(np.array([[0, 0, 1, 3]]))
    found = forecast.score(made, [1])
    assert found.crps[0] == pytest.approx(0.5**2 + 0.25**2 + 0.25**2)
    assert found.log[0] == pytest.approx(-np.log(0.25))
    assert found.brier[0] == pytest.approx(0.25)
    assert (found.pit_low[0], found.pit_high[0]) == (0.5, 0.75)
    impossible = forecast.score(made, [2]).log[0]
    assert impossible == pytest.approx(-np.log(1e-4))


@pytest.mark.parametrize("wrong_mean", [0.5, 2.0, 8.0])
def test_the_true_distribution_scores_best_on_the_average(wrong_mean):
    y = np.random.default_rng(1).negative_binomial(1.5, 1.5 / 5.5, 4000)
    true = forecast.score(forecast.negative_binomial(np.full(4000, 4.0), 1.5), y)
    wrong = forecast.score(forecast.negative_binomial(np.full(4000, wrong_mean), 1.5), y)
    for name in ("crps", "log", "brier"):
        assert getattr(true, name).mean() < getattr(wrong, name).mean()


@given(
    st.lists(
        st.tuples(st.floats(0, 0.9), st.floats(0.01, 1.0)).map(lambda t: (t[0], min(1.0, t[0] + t[1]))),
        min_size=1,
        max_size=6,
    )
)
def test_the_pit_histogram_equals_the_plain_twin(pairs):
    low, high = np.array(pairs).T
    np.testing.assert_allclose(forecast.pit_histogram(low, high), twin.pit(low, high, 10), atol=1e-9)


def test_a_calibrated_forecast_has_a_flat_pit_and_a_too_sure_one_a_valley():
    y = np.random.default_rng(2).poisson(6.0, 5000)
    true = forecast.score(forecast.negative_binomial(np.full(5000, 6.0), np.inf), y)
    np.testing.assert_allclose(forecast.pit_histogram(true.pit_low, true.pit_high), 0.1, atol=0.015)
    wide = np.random.default_rng(2).negative_binomial(1.0, 1 / 7, 5000)
    sure = forecast.score(forecast.negative_binomial(np.full(5000, 6.0), np.inf), wide)
    histogram = forecast.pit_histogram(sure.pit_low, sure.pit_high)
    assert histogram[0] > 0.2 and histogram[-1] > 0.15 and histogram[5] < 0.08


def test_auroc_counts_ties_half_and_knows_when_there_is_nothing_to_tell():
    assert forecast.auroc(np.array([0.1, 0.9, 0.9, 0.5]), np.array([0, 1, 0, 1], bool)) == 0.625
    assert np.isnan(forecast.auroc(np.array([0.1]), np.array([True])))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: forecast.negative_binomial([-1.0], 1.0),
        lambda: forecast.negative_binomial([np.nan], 1.0),
        lambda: forecast.negative_binomial([1.0], 0.0),
        lambda: forecast.negative_binomial([1e9], 1.0),
        lambda: forecast.empirical(np.array([[10**6]])),
        lambda: forecast.score(forecast.negative_binomial([1.0], 1.0), [1, 2]),
        lambda: forecast.score(forecast.negative_binomial([1.0], 1.0), [-1]),
        lambda: forecast.negative_binomial([1.0], 1.0).quantile(2.0),
    ],
)
def test_bad_input_is_named(wrong):
    with pytest.raises(ArgumentProblem):
        wrong()
