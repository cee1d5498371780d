import numpy as np
import pytest
from classic_sets import column, rows
from reference.farrington_fit import farrington_fit as plain_fit
from scipy.stats import nbinom, norm, poisson
from scipy.stats import t as student

from kondusif_engine import ArgumentProblem, temporal
from kondusif_engine.kernels.farrington_fit import farrington_fit, t_limit
from kondusif_engine.temporal.farrington import design


def _c2(series, t):
    base = series[t - 9 : t - 2]
    return base.mean(), base.std(ddof=1)


@pytest.mark.parametrize(("method", "lag"), [("C1", 0), ("C2", 2)])
def test_ears_bounds_are_mean_plus_spread_of_seven_days(method, lag):
    series = np.random.default_rng(1).poisson(4, (3, 30))
    result = temporal.ears(series, method)
    for t in range(9, 30):
        base = series[:, t - 7 - lag : t - lag]
        upper = base.mean(axis=1) + norm.ppf(0.999) * base.std(axis=1, ddof=1)
        np.testing.assert_allclose(result.upper[:, t], upper, rtol=1e-12)
        assert (result.alarm[:, t] == (series[:, t] > upper)).all()


def test_ears_c3_lowers_the_bound_by_what_came_before():
    series = np.random.default_rng(2).poisson(4, 40).astype(float)
    result = temporal.ears(series[None], "C3")
    lowered = 0
    for t in range(11, 40):
        mean, sd = _c2(series, t)
        before = 0.0
        for i in (t - 1, t - 2):
            its_mean, its_sd = _c2(series, i)
            before += max(0.0, (series[i] - its_mean) / its_sd - 1)
        assert result.upper[0, t] == pytest.approx(mean + sd * (norm.ppf(0.975) - before), rel=1e-12)
        lowered += before > 0
    assert lowered > 3


def test_ears_has_no_opinion_before_it_has_history():
    result = temporal.ears(np.ones((1, 12), int), "C2")
    assert np.isnan(result.upper[0, :9]).all()
    assert not result.alarm.any()
    assert (result.upper[0, 9:] == 1.0).all()


@pytest.mark.parametrize("method", ["C1", "C2", "C3"])
def test_ears_of_the_last_day_is_the_last_of_all_days(method):
    series = np.random.default_rng(3).poisson(3, (50, 20))
    every, last = temporal.ears(series, method), temporal.ears(series, method, last=1)
    np.testing.assert_array_equal(last.upper[:, 0], every.upper[:, -1])
    np.testing.assert_array_equal(last.alarm[:, 0], every.alarm[:, -1])


def test_a_single_report_after_silence_needs_no_alarm():
    series = np.zeros((1, 10), int)
    series[0, -1] = 1
    assert temporal.ears(series, last=1).alarm[0, 0]
    assert not temporal.ears(series, last=1, min_sd=0.5).alarm[0, 0]


def test_the_cusum_adds_log_likelihood_ratios_and_restarts_after_an_alarm():
    counts = np.array([[1, 2, 9, 1, 0]])
    k, mu, ratio = 3.0, 2.0, 2.0
    lr = nbinom.logpmf(counts, k, k / (k + ratio * mu)) - nbinom.logpmf(counts, k, k / (k + mu))
    result = temporal.nb_cusum(counts, [mu], size=k, ratio=ratio, threshold=0.8)
    now = 0.0
    for t in range(5):
        now = max(0.0, now + lr[0, t])
        assert result.statistic[0, t] == pytest.approx(now, abs=1e-12)
        assert result.alarm[0, t] == (now >= 0.8)
        now = 0.0 if now >= 0.8 else now
    assert result.alarm.any()


def test_an_infinite_size_is_poisson():
    counts = np.array([[3, 5]])
    lr = poisson.logpmf(counts, 4.0) - poisson.logpmf(counts, 2.0)
    result = temporal.nb_cusum(counts, [2.0], threshold=100.0)
    assert result.statistic[0].tolist() == pytest.approx(np.maximum(0, np.cumsum(lr[0])).tolist())


def test_the_cusum_threshold_keeps_its_promise():
    threshold = temporal.nb_cusum_threshold(2.0, size=5.0, horizon=60, false_alarm_share=0.1, seed=1)
    rng = np.random.default_rng(2)
    quiet = rng.poisson(rng.gamma(5.0, 2.0 / 5.0, (8000, 60)))
    alarmed = temporal.nb_cusum(quiet, np.full(8000, 2.0), size=5.0, threshold=threshold).alarm.any(axis=1)
    assert alarmed.mean() == pytest.approx(0.1, abs=0.015)


@pytest.mark.parametrize(
    "wanted",
    [
        (1.0, 1.0, 2.58, 0.0),
        (0.0, 1.0, 2.58, 0.0),
        (1.0, 0.0, 2.58, 0.0),
        (1.0, 1.0, 2.58, 1.0),
        (1.0, 0.0, 2.58, 1.0),
    ],
)
def test_the_farrington_kernel_fits_what_its_plain_twin_fits(wanted):
    rng = np.random.default_rng(5)
    time, season = design(300, 52, 5, 3, 10, 26)
    past = (time - 300.0) / 1.0
    wave = np.exp(0.5 * np.sin(time / 52 * 2 * np.pi))
    growth = np.exp(rng.choice([0.0, 0.004], 12)[:, None] * past)
    history = rng.poisson(6 * wave * growth).astype(float)
    history[:, 40] += 30  # an old outbreak, to be weighed down
    fits, plain = np.zeros((2, 12, 4))
    farrington_fit(history, past, season, 10, np.array(wanted), fits)
    plain_fit(history, past, season, 10, wanted, plain)
    np.testing.assert_allclose(fits, plain, rtol=1e-6)
    if wanted[0]:
        assert set(fits[:, 3]) == {0.0, 1.0}


def test_students_t_is_near_enough():
    from scipy.stats import t

    for degrees in (10, 30, 200):
        assert t_limit(degrees) == pytest.approx(t.ppf(0.975, degrees), abs=2e-4)


def test_farrington_finds_a_raised_week_and_seldom_a_quiet_one():
    rng = np.random.default_rng(6)
    wave = 8 * np.exp(0.4 * np.sin(np.arange(300) / 52 * 2 * np.pi))
    series = rng.poisson(wave, (600, 300))
    quiet = temporal.farrington(series)
    assert 0.001 < quiet.alarm.mean() < 0.03
    np.testing.assert_allclose(np.median(quiet.expected), wave[-1], rtol=0.1)
    raised = series.copy()
    raised[:, -1] += 20
    assert temporal.farrington(raised).alarm.mean() > 0.95


def test_seasons_part_the_year_around_today():
    time, season = design(300, 52, 5, 3, 10, 26)
    assert (time[0], time[-1]) == (300 - 260 - 3, 273)
    assert set(time[season == 0] % 52) == {(300 + d) % 52 for d in range(-3, 4)}
    assert np.bincount(season[:52]).tolist() == [7, 5, 5, 5, 5, 5, 5, 5, 5, 5]


def test_no_alarm_on_fewer_than_five_cases_in_four_weeks():
    series = np.zeros((1, 300), int)
    series[0, -1] = 4
    assert not temporal.farrington(series).alarm[0, 0]
    series[0, -1] = 5
    assert temporal.farrington(series).alarm[0, 0]


def test_as_in_r_a_trend_needs_three_years():
    series = np.random.default_rng(9).poisson(20 * np.exp(0.004 * np.arange(200)), (20, 200))
    kept = [temporal.farrington(series, years=2, errors=e).trend.any() for e in ("model", "surveillance")]
    assert kept == [True, False]


def test_ears_alarms_more_often_than_its_alpha_and_the_documentation_owns_it():
    quiet = np.random.default_rng(10).poisson(10_000, (4000, 20))
    # The spread of seven days is itself uncertain: Student's t with 6 degrees, not the normal.
    exact = student.sf(norm.ppf(0.999) / np.sqrt(8 / 7), 6)
    assert temporal.ears(quiet, "C1", last=8).alarm.mean() == pytest.approx(exact, rel=0.15)
    assert f"{exact:.1%}" == "1.4%" and "1.4 %" in temporal.ears.__doc__


@pytest.mark.parametrize("threshold", ["delta", "nb"])
def test_an_overdispersed_series_has_a_wider_bound(threshold):
    rng = np.random.default_rng(7)
    calm = rng.poisson(10, (1, 300))
    wild = rng.poisson(rng.gamma(2.0, 5.0, (1, 300)))
    bounds = [temporal.farrington(s, threshold=threshold, trend=False) for s in (calm, wild)]
    assert bounds[1].dispersion[0, 0] > 2 > bounds[0].dispersion[0, 0]
    assert bounds[1].upper[0, 0] - bounds[1].expected[0, 0] > bounds[0].upper[0, 0] - bounds[0].expected[0, 0]


def test_threads_do_not_change_a_bit():
    series = np.random.default_rng(8).poisson(3, (50, 300))
    one, many = (temporal.farrington(series, threads=threads) for threads in (1, 5))
    assert (one.upper == many.upper).all()


def test_farrington_reads_a_real_series():
    series = column(rows("salmonella_agona_weekly.csv"), "observed").astype(int)[None]
    result = temporal.farrington(series, years=4, last=20)
    assert np.isfinite(result.upper).all()
    assert (result.upper > result.expected).all()
    assert result.alarm.mean() < 0.5


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: temporal.ears([[1, -1]]), "counts"),
        (lambda: temporal.ears([[1, 2]], "C4"), "method"),
        (lambda: temporal.ears([[1, 2]], last=3), "last"),
        (lambda: temporal.ears(np.zeros((1, 0))), "counts"),
        (lambda: temporal.farrington(np.ones((1, 100), int)), "counts"),
        (lambda: temporal.farrington(np.ones((1, 300), int), alpha=0.9), "alpha"),
        (lambda: temporal.nb_cusum([[1]], [0.0], threshold=1.0), "mean"),
        (lambda: temporal.nb_cusum([[1]], [1.0], size=-1.0, threshold=1.0), "size"),
        (lambda: temporal.nb_cusum([[1]], [1.0], threshold=0.0), "threshold"),
        (lambda: temporal.nb_cusum([[1]], [1.0], ratio=1.0, threshold=1.0), "ratio"),
    ],
)
def test_bad_input_is_refused_by_name(call, argument):
    with pytest.raises(ArgumentProblem) as refusal:
        call()
    assert refusal.value.argument == argument
