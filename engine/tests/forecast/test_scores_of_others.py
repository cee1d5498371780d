"""Our scores against those of the package scoringrules and of plain counting."""

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare, nbinom

from kondusif_engine import forecast

RNG = np.random.default_rng(1)
MEANS = RNG.gamma(1.0, 4.0, 300) + 0.01
MOST = -np.log(1e-4)  # our log score ends there; theirs does not


@pytest.mark.parametrize("size", [0.3, 1.5, 20.0])
@pytest.mark.parametrize("beyond", [0, 400])
def test_a_negative_binomial_scores_what_it_scores_elsewhere(size, beyond):
    chance = size / (size + MEANS)
    y = RNG.negative_binomial(size, chance) + RNG.integers(0, beyond + 1, 300)
    found = forecast.score(forecast.negative_binomial(MEANS, size), y)
    # The table leaves out a ten-millionth of the largest mean's tail.
    np.testing.assert_allclose(
        found.crps, scoringrules.crps_negbinom(y, size, chance), atol=1e-5 if beyond else 1e-9
    )
    # scoringrules 0.10 calls every count impossible at sizes below 1.
    elsewhere = scoringrules.logs_negbinom(y, size, chance) if size > 1 else -nbinom.logpmf(y, size, chance)
    np.testing.assert_allclose(found.log, np.minimum(elsewhere, MOST), rtol=1e-5)
    np.testing.assert_allclose(
        found.brier, scoringrules.brier_score((y > 0) * 1.0, 1 - chance**size), atol=1e-12
    )


def test_a_poisson_scores_what_it_scores_elsewhere():
    y = RNG.poisson(MEANS)
    found = forecast.score(forecast.negative_binomial(MEANS, np.inf), y)
    np.testing.assert_allclose(found.crps, scoringrules.crps_poisson(y, MEANS), atol=1e-9)
    np.testing.assert_allclose(found.log, np.minimum(scoringrules.logs_poisson(y, MEANS), MOST), rtol=1e-5)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60), st.integers(0, 40))
def test_past_counts_score_what_an_ensemble_scores_elsewhere(past, y):
    found = forecast.score(forecast.empirical([past]), [y]).crps[0]
    elsewhere = scoringrules.crps_ensemble(float(y), np.array(past, float), estimator="nrg")
    assert found == pytest.approx(float(elsewhere), abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=40))
def test_auroc_is_the_share_of_pairs_in_the_right_order(pairs):
    hits = [p for p, happened in pairs if happened]
    misses = [p for p, happened in pairs if not happened]
    found = forecast.auroc([p / 6 for p, _ in pairs], [happened for _, happened in pairs])
    if not hits or not misses:
        assert np.isnan(found)
    else:
        right = sum((h > m) + (h == m) / 2 for h in hits for m in misses)
        assert found == pytest.approx(right / (len(hits) * len(misses)))


@pytest.mark.parametrize("size", [0.5, 2.0, np.inf])
def test_the_place_of_the_truth_in_its_own_forecast_is_uniform(size):
    n = 5000
    means = RNG.gamma(2.0, 3.0, n)
    y = RNG.poisson(means if np.isinf(size) else RNG.gamma(size, means / size))
    found = forecast.score(forecast.negative_binomial(means, size), y)
    place = found.pit_low + RNG.random(n) * (found.pit_high - found.pit_low)
    counted = np.bincount(np.minimum((place * 10).astype(int), 9), minlength=10)
    assert chisquare(counted).pvalue > 1e-4
    # The histogram that is not randomised has the same mean and less scatter.
    np.testing.assert_allclose(forecast.pit_histogram(found.pit_low, found.pit_high), 0.1, atol=0.012)
