"""A small version of benchmarks/scan_calibration: the scan cries wolf as seldom as it says."""

import pytest
from scan_calibration import band, null_world, p_values


@pytest.mark.parametrize("model", ["stp", "poisson", "ebp", "bayes", "silent"])
def test_a_quiet_land_is_called_unusual_as_often_as_promised(model):
    found = p_values(model, null_world(), sets=150, replicates=99)
    low, high = band(150, 0.1)
    assert low <= (found <= 0.1).sum() <= high
    assert 0.35 < found.mean() < 0.65


@pytest.mark.slow
@pytest.mark.parametrize("model", ["stp", "poisson", "ebp", "bayes", "silent"])
def test_rejections_of_1000_quiet_lands_lie_in_the_binomial_band(model):
    found = p_values(model, null_world(), sets=1000)
    for alpha in (0.05, 0.01, 0.002):
        low, high = band(1000, alpha)
        assert low <= (found <= alpha).sum() <= high
