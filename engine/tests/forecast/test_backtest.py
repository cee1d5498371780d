from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import kstest, ttest_1samp, ttest_rel

from kondusif_engine import ArgumentProblem, forecast
from kondusif_engine.forecast.synthetic import country

LAND = country(7, 150)
DONE = forecast.backtest(LAND.counts, LAND.edges, origins=range(104, 130, 2), calendar=LAND.calendar)


def with_crps(ours, theirs):
    """A backtest whose scores are given outright."""
    crps = {"self_exciting": ours, "zero": theirs}
    past = {name: replace(DONE.past["zero"], crps=float(c.mean())) for name, c in crps.items()}
    return forecast.Backtest(1, tuple(range(100, 100 + len(ours))), past, crps)


def test_a_forecast_from_an_origin_knows_nothing_after_it():
    later = LAND.counts.copy()
    later[:, 119:] = 9
    cut = forecast.backtest(later, LAND.edges, origins=[104, 118], calendar=LAND.calendar)
    whole = forecast.backtest(LAND.counts, LAND.edges, origins=[104, 118], calendar=LAND.calendar)
    for name in whole.crps:
        np.testing.assert_array_equal(cut.crps[name], whole.crps[name])


def test_the_better_model_is_chosen_with_its_proof():
    choice = forecast.choose(DONE, LAND.groups, seed=1)
    assert choice.model == "self_exciting"
    assert choice.benchmark in ("conflictology_12", "conflictology_52")
    assert choice.skill_low < choice.skill < choice.skill_high
    assert max(choice.p_groups, choice.p_time) < 0.05


def test_an_equal_model_is_not_used_more_often_than_the_level_allows():
    rng = np.random.default_rng(1)
    groups = np.repeat(np.arange(10), 5)
    chosen = 0
    for _ in range(200):
        ours, theirs = rng.gamma(1.0, 1.0, (2, 20, 50))
        chosen += (
            forecast.choose(with_crps(ours, theirs), groups, seed=2, resamples=400).model == "self_exciting"
        )
    assert chosen <= 10


def test_a_gain_in_one_region_only_is_not_enough():
    rng = np.random.default_rng(1)
    theirs = rng.gamma(20.0, 0.05, (20, 50))
    ours = theirs + rng.normal(0.01, 0.05, theirs.shape)
    ours[:, :5] -= 0.8
    choice = forecast.choose(with_crps(ours, theirs), np.repeat(np.arange(10), 5), seed=2)
    assert choice.skill > 0 and choice.p_time < 0.05
    assert choice.p_groups > 0.05
    assert choice.model == "zero"


def test_the_test_over_time_is_calibrated_for_gains_that_come_in_spells():
    rng = np.random.default_rng(4)
    p = []
    for _ in range(400):
        noise = rng.standard_normal(122)
        p.append(forecast.diebold_mariano(noise[2:] + 0.5 * noise[1:-1] + 0.2 * noise[:-2], 1))
    assert np.mean(np.array(p) < 0.05) < 0.08
    assert kstest(p, "uniform").statistic < 0.1


def test_with_all_frequencies_the_test_over_time_is_the_paired_t_test():
    ours, theirs = np.random.default_rng(5).gamma(2.0, 1.0, (2, 27))
    found = forecast.diebold_mariano(theirs - ours, 1, frequencies=13)
    assert found == pytest.approx(ttest_rel(theirs, ours, alternative="greater").pvalue, rel=1e-10)


def test_the_test_over_groups_is_never_surer_than_the_paired_t_test():
    rng = np.random.default_rng(6)
    theirs = rng.gamma(1.0, 1.0, (20, 20))
    ours = theirs - rng.normal(0.3, 1.5, theirs.shape)
    choice = forecast.choose(with_crps(ours, theirs), np.repeat(np.arange(5), 4), seed=1)
    gains = (theirs - ours).sum(axis=0).reshape(5, 4).sum(axis=1)
    assert choice.p_groups >= ttest_1samp(gains, 0.0, alternative="greater").pvalue


@pytest.mark.parametrize(("origins", "horizon", "most"), [(8, 1, 0.08), (28, 7, 0.09), (56, 7, 0.09)])
def test_overlapping_forecasts_do_not_pass_for_proof(origins, horizon, most):
    rng = np.random.default_rng(7)
    noise = rng.standard_normal((600, origins + horizon - 1))
    gains = np.lib.stride_tricks.sliding_window_view(noise, horizon, axis=1).sum(axis=2)
    p = np.array([forecast.diebold_mariano(row, horizon) for row in gains])
    assert (p < 0.05).mean() < most


def test_fewer_origins_than_two_horizons_prove_nothing():
    assert forecast.diebold_mariano(np.arange(13) + 5.0, 7) == 1.0
    assert forecast.diebold_mariano(np.arange(14) + 5.0, 7) < 1.0


def test_origins_far_apart_do_not_overlap():
    def p_time(origins):
        crps = np.random.default_rng(8).gamma(1.0, 1.0, (2, 12, 50)) + np.array([[[0.0]], [[0.1]]])
        done = replace(with_crps(*crps), horizon=7, origins=tuple(origins))
        return forecast.choose(done, np.repeat(np.arange(10), 5), seed=1, resamples=100).p_time

    assert p_time(range(100, 112)) == 1.0
    assert p_time(range(100, 184, 7)) < 0.1


def test_luck_shared_by_regions_and_by_weeks_is_seldom_taken_for_skill():
    rng = np.random.default_rng(9)
    groups, chosen = np.repeat(np.arange(8), 4), 0
    for _ in range(150):
        ours, theirs = rng.gamma(1.0, 1.0, (2, 26, 32))
        for side in (ours, theirs):
            side += 0.5 * rng.gamma(1.0, 1.0, 8)[groups] + 0.5 * rng.gamma(1.0, 1.0, (26, 1))
        choice = forecast.choose(with_crps(ours, theirs), groups, seed=2, resamples=200)
        chosen += choice.model == "self_exciting"
    assert chosen <= 17


@pytest.mark.parametrize("name", sorted(forecast.BASELINES))
def test_a_baseline_knows_nothing_after_its_origin(name):
    later = LAND.counts.copy()
    later[:, 110:] = 77
    made = [forecast.BASELINES[name](counts[:, :110].astype(float)).cdf for counts in (LAND.counts, later)]
    np.testing.assert_array_equal(*made)


def test_three_periods_ahead_the_fit_ends_with_what_was_known():
    later = LAND.counts.copy()
    later[:, 118:] = 77
    options = {"origins": [100, 104, 108, 112, 115], "horizon": 3, "refit_every": 1}
    cut, whole = (
        forecast.backtest(c, LAND.edges, calendar=LAND.calendar, **options) for c in (later, LAND.counts)
    )
    for name in whole.crps:
        np.testing.assert_array_equal(cut.crps[name], whole.crps[name])


def test_the_seed_decides_the_interval():
    assert forecast.choose(DONE, LAND.groups, seed=1) == forecast.choose(DONE, LAND.groups, seed=1)


@pytest.mark.parametrize(
    "change",
    [
        {"origins": []},
        {"origins": [110, 105]},
        {"origins": [130]},
        {"origins": [40]},
        {"origins": [104], "horizon": 27},
        {"models": ["magic"]},
        {"refit_every": 0},
        {"calendar": np.zeros((4, 1))},
    ],
)
def test_a_backtest_that_cannot_be_run_is_refused(change):
    given = {"origins": [104], **change}
    with pytest.raises(ArgumentProblem):
        forecast.backtest(LAND.counts, LAND.edges, **given)


@pytest.mark.parametrize(
    "change",
    [
        {"groups": np.zeros(150)},
        {"groups": [1, 2]},
        {"candidate": "magic"},
        {"level": 0.0},
        {"resamples": 3},
        {"done": with_crps(np.ones((3, 150)), np.ones((3, 150)))},
    ],
)
def test_a_choice_without_enough_proof_is_refused(change):
    given = {"done": DONE, "groups": LAND.groups, **change}
    with pytest.raises(ArgumentProblem):
        forecast.choose(given.pop("done"), given.pop("groups"), seed=1, **given)
