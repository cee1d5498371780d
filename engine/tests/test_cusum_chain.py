"""The CUSUM beside an exact Markov chain, and beside cases that can be worked by hand."""

import math

import numpy as np
import pytest
from reference import cusum_chain
from scipy.stats import nbinom, poisson

from kondusif_engine import temporal

LATTICES = [  # size, ratio, drift in slopes, steps to a slope, steps to the threshold
    (math.inf, 2.0, 1.0, 1, 3),
    (math.inf, 1.5, 2.5, 2, 9),
    (5.0, 2.0, 1.0, 1, 4),
    (1.5, 3.0, 0.5, 2, 7),
]


def settings(size, ratio, drift, per, steps):
    mean = cusum_chain.lattice_mean(drift, size, ratio)
    # Half a step below the lattice point, so that rounding cannot move an alarm.
    return mean, (steps - 0.5) * cusum_chain.step(mean, size, ratio, per)


def drawn(rng, mean, size, shape):
    return rng.poisson(mean, shape) if math.isinf(size) else rng.poisson(rng.gamma(size, mean / size, shape))


def first_alarms(counts, mean, size, ratio, threshold):
    alarm = temporal.nb_cusum(
        counts, np.full(len(counts), mean), size=size, ratio=ratio, threshold=threshold
    ).alarm
    assert alarm.any(axis=1).all()
    return alarm.argmax(axis=1) + 1


@pytest.mark.parametrize(("size", "ratio"), [(math.inf, 2.0), (4.0, 2.0), (0.7, 5.0), (1e8, 1.3)])
def test_the_evidence_is_the_log_likelihood_ratio_of_two_laws(size, ratio):
    counts, mean = np.arange(25), 1.7
    result = temporal.nb_cusum(counts[:, None], np.full(25, mean), size=size, ratio=ratio, threshold=1e9)
    expected = [max(0.0, cusum_chain.evidence(count, mean, size, ratio)) for count in counts]
    assert result.statistic[:, 0] == pytest.approx(expected, abs=1e-7)


def test_the_chain_gives_the_run_length_that_can_be_worked_by_hand():
    # Drift and threshold of one count: only two reports or more in one bin alarm, nothing is carried over.
    mean = cusum_chain.lattice_mean(1.0, math.inf, 2.0)
    assert mean == pytest.approx(math.log(2.0))
    by_hand = 1 / (1 - 0.5 * (1 + math.log(2.0)))  # P(0) = 1/2, P(1) = ln 2 / 2
    assert cusum_chain.run_length(cusum_chain.chain(mean, math.inf, 2.0, 1, 1)) == pytest.approx(by_hand)
    threshold = 0.5 * math.log(2.0)
    counts = np.random.default_rng(4).poisson(mean, (5_000, 120))
    found = first_alarms(counts, mean, math.inf, 2.0, threshold)
    assert found.mean() == pytest.approx(by_hand, rel=0.05)


@pytest.mark.parametrize("lattice", LATTICES)
def test_the_mean_bins_to_an_alarm_of_a_raised_series_are_those_of_the_chain(lattice):
    size, ratio, _, per, steps = lattice
    mean, threshold = settings(*lattice)
    exact = cusum_chain.run_length(cusum_chain.chain(mean, size, ratio, per, steps, ratio * mean))
    n = 2_000
    counts = drawn(np.random.default_rng(11), ratio * mean, size, (n, int(16 * exact) + 10))
    found = first_alarms(counts, mean, size, ratio, threshold)
    assert abs(found.mean() - exact) < 4 * found.std() / math.sqrt(n)


@pytest.mark.parametrize("lattice", LATTICES)
def test_quiet_series_alarm_as_often_as_the_chain(lattice):
    size, ratio, _, per, steps = lattice
    mean, threshold = settings(*lattice)
    n, bins = 4_000, 60
    exact = cusum_chain.alarm_share(cusum_chain.chain(mean, size, ratio, per, steps), bins)
    counts = drawn(np.random.default_rng(12), mean, size, (n, bins))
    alarm = temporal.nb_cusum(counts, np.full(n, mean), size=size, ratio=ratio, threshold=threshold).alarm
    assert alarm.any(axis=1).mean() == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / n))


@pytest.mark.parametrize("lattice", LATTICES)
@pytest.mark.parametrize("share", [0.05, 0.2])
def test_a_promised_share_of_false_alarms_is_that_of_the_chain(lattice, share):
    size, ratio, _, per, _ = lattice
    mean, _ = settings(*lattice)
    bins, simulations = 40, 10_000
    threshold = temporal.nb_cusum_threshold(
        mean,
        size=size,
        ratio=ratio,
        horizon=bins,
        false_alarm_share=share,
        simulations=simulations,
        seed=3,
    )
    # On a lattice no threshold keeps a share exactly: at one step it is above, at the next below.
    step = math.floor(threshold / cusum_chain.step(mean, size, ratio, per) + 1e-6)
    more, fewer = (
        cusum_chain.alarm_share(cusum_chain.chain(mean, size, ratio, per, steps), bins)
        for steps in (step, step + 1)
    )
    slack = 4 * math.sqrt(share * (1 - share) / simulations)
    assert fewer - slack <= share <= more + slack


def test_the_laws_of_the_chain_are_those_of_textbooks():
    assert cusum_chain.distribution(2.0, math.inf).pmf(3) == pytest.approx(poisson.pmf(3, 2.0))
    law = cusum_chain.distribution(2.0, 4.0)
    assert law.mean() == pytest.approx(2.0)
    assert law.var() == pytest.approx(2.0 + 2.0**2 / 4.0)
    assert law.pmf(1) == pytest.approx(nbinom.pmf(1, 4.0, 4.0 / 6.0))
