import numpy as np
import pytest

from kondusif_engine import ArgumentProblem, scan
from kondusif_engine.scan import alarm, campaign


@pytest.fixture(scope="module")
def district():
    rng = np.random.default_rng(1)
    coords = rng.uniform(0, 30, (25, 2))
    baseline = rng.lognormal(0, 0.8, 25) * 0.15
    return scan.neighbours(coords, "euclidean", max_places=8), baseline


OPTIONS = {"history": 28, "horizon": 30, "max_window": 7}


@pytest.mark.parametrize("model", ["stp", "ebp", "poisson"])
def test_a_simulated_day_is_the_scan_of_that_day(district, model):
    places, baseline = district
    quiet = alarm._checked(places, baseline, model, 28, 5, 7, 2, 3)
    maxima = campaign.daily_maxima(quiet, 0)
    rng = np.random.Generator(np.random.Philox(key=np.array([3, 0], np.uint64)))
    on_sites = rng.poisson(quiet.baseline)
    exposure = {} if model == "stp" else {"baseline": baseline}
    for day in range(5):
        window = on_sites[places.site, day + 1 : day + 29]
        result = scan.space_time(window, places, model=model, max_window=7, replicates=0, seed=0, **exposure)
        assert maxima[day] == pytest.approx(result.clusters[0].llr if result.clusters else 0.0, rel=1e-9)


@pytest.mark.parametrize("model", ["stp", "ebp", "poisson"])
def test_a_day_of_many_looks_is_the_strongest_of_the_scans_made_on_it(district, model):
    places, baseline = district
    looks, history = 6, 28
    wavy = baseline[:, None] * np.linspace(0.5, 1.5, history + 4)
    quiet = alarm._checked(places, wavy, model, history, 4, 7, 2, 3, looks)
    maxima = campaign.daily_maxima(quiet, 0)
    rng = np.random.Generator(np.random.Philox(key=np.array([3, 0], np.uint64)))
    counts = rng.poisson(quiet.baseline)
    for day in range(4):
        came = campaign._arrivals(counts[:, day + history], looks, rng)
        window, expected = (
            counts[:, day + 1 : day + history + 1].copy(),
            wavy[:, day + 1 : day + history + 1].copy(),
        )
        today, usual = np.zeros(len(window), np.int64), expected[:, -1].copy()
        found = []
        for look, sites in enumerate(came):
            np.add.at(today, sites, 1)
            window[:, -1], expected[:, -1] = today, usual * (look + 1) / looks
            exposure = {} if model == "stp" else {"baseline": expected}
            seen = scan.space_time(
                window[places.site], places, model=model, max_window=7, replicates=0, seed=0, **exposure
            )
            found.append(seen.clusters[0].llr if seen.clusters else 0.0)
        assert maxima[day] == pytest.approx(max(found), rel=1e-9)


def test_who_looks_oftener_pays_with_a_higher_level(district):
    places, baseline = district
    once, often = (
        scan.alarm_level(places, baseline, **OPTIONS, campaigns=40, looks=looks, seed=1) for looks in (1, 12)
    )
    # The last look of a day is the only one of who looks once.
    assert (often.daily_maxima >= once.daily_maxima * (1 - 1e-12)).all()
    assert often.level > once.level
    assert often.parameters["looks"] == 12


def test_the_promise_is_kept_by_campaigns_it_was_not_made_from(district):
    places, baseline = district
    promised, others = (
        scan.alarm_level(places, baseline, **OPTIONS, false_alarms=1.0, campaigns=200, seed=seed)
        for seed in (1, 2)
    )
    kept = others.alarms(promised.level)
    assert kept == pytest.approx(1.0, abs=3 * np.hypot(promised.standard_error, others.standard_error))
    assert promised.standard_error < 0.1


def test_fewer_false_alarms_ask_for_a_higher_level(district):
    places, baseline = district
    levels = [
        scan.alarm_level(places, baseline, **OPTIONS, false_alarms=x, campaigns=30, seed=1).level
        for x in (0.2, 1.0, 3.0)
    ]
    assert levels[0] > levels[1] > levels[2]


def test_threads_do_not_change_the_level(district):
    places, baseline = district
    results = [
        scan.alarm_level(places, baseline, **OPTIONS, campaigns=20, seed=1, threads=threads)
        for threads in (1, 3)
    ]
    assert results[0].level == results[1].level
    assert (results[0].daily_maxima == results[1].daily_maxima).all()


def test_an_alarm_that_goes_on_is_one_alarm():
    days = np.array([[0, 9, 9, 0, 9, 0, 0, 9], [0, 0, 0, 0, 0, 0, 0, 0]], float)
    assert scan.count_alarms(days, 5.0).tolist() == [3, 0]
    assert scan.count_alarms(days, 5.0, quiet_days=2).tolist() == [2, 0]


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"baseline": [-1.0] * 25}, "baseline"),
        ({"baseline": [1.0]}, "baseline"),
        ({"baseline": [0.0] * 25}, "baseline"),
        ({"false_alarms": 0}, "false_alarms"),
        ({"false_alarms": 29.0}, "false_alarms"),
        ({"campaigns": 1}, "campaigns"),
        ({"max_window": 29}, "max_window"),
        ({"model": "bayes"}, "model"),
        ({"seed": -1}, "seed"),
        ({"quiet_days": 0}, "quiet_days"),
        ({"looks": 0}, "looks"),
    ],
)
def test_bad_input_is_refused_by_name(district, change, argument):
    places, baseline = district
    arguments = {"baseline": baseline, "campaigns": 2, "seed": 1, **OPTIONS, **change}
    with pytest.raises(ArgumentProblem) as refusal:
        scan.alarm_level(places, **arguments)
    assert refusal.value.argument == argument
