import itertools
from dataclasses import replace

import numpy as np
import pytest

from kondusif_engine import ArgumentProblem, linkage
from kondusif_engine.linkage import fitting, pair
from kondusif_engine.linkage.model import sigmoid
from kondusif_engine.linkage.synthetic import corpus

JUDGED = {"data": "made up for this test"}


def judged_pairs(seed, sentences, n_events=60):
    entries = corpus(seed, n_events, sentences=sentences, n_villages=20, days=3.0)
    near = (
        (a, b, mine == yours)
        for (a, mine), (b, yours) in itertools.combinations(entries, 2)
        if abs(a.hours - b.hours) < 12.0
    )
    return list(itertools.islice(near, 1500))


def brier(model, pairs):
    return np.mean([(linkage.score_pair(a, b, model=model).probability - same) ** 2 for a, b, same in pairs])


def misplaced(pairs, seed):
    """The same pairs from phones that are wrong by kilometres."""
    rng = np.random.default_rng(seed)

    def moved(report):
        if report.lon is None:
            return report
        east, north = rng.normal(0.0, 0.05, 2).tolist()
        return replace(report, lon=report.lon + east, lat=report.lat + north)

    return [(moved(a), moved(b), same) for a, b, same in pairs]


def test_an_office_whose_phones_misplace_reports_is_served_better_by_its_own_fit():
    learnt = misplaced(judged_pairs(1, "fit"), 1)
    tried = misplaced(judged_pairs(2, "held_out", 40)[:600], 2)
    model = linkage.fit(learnt, provenance=JUDGED)
    assert brier(model, tried) < 0.9 * brier(linkage.coefficients(), tried)
    distance = pair.FEATURES.index("distance")
    assert linkage.coefficients().weights[distance] < model.weights[distance] <= 0.0
    assert model.provenance == JUDGED
    assert model.prior == linkage.coefficients().prior


def test_few_pairs_move_the_shipped_weights_little_and_many_more():
    pairs = judged_pairs(1, "fit")
    shipped = linkage.coefficients().weights
    few = linkage.fit([next(p for p in pairs if p[2]), next(p for p in pairs if not p[2])], provenance=JUDGED)
    many = linkage.fit(pairs, provenance=JUDGED)
    assert np.abs(few.weights - shipped).max() < 0.2
    assert np.abs(many.weights - shipped).max() > 0.2


def test_signs_are_kept_even_where_the_pairs_say_otherwise():
    rng = np.random.default_rng(1)
    table = rng.uniform(0, 1, (400, len(pair.FEATURES)))
    truth = (table[:, pair.FEATURES.index("distance")] > 0.5).astype(float)
    beta = fitting.fit_features(table, truth, ridge=0.1)
    weights = dict(zip(pair.FEATURES, beta[1:], strict=True))
    assert weights["distance"] == 0.0
    assert all(weights[name] >= 0 for name in weights if name.startswith(("same", "text", "shared")))


def test_at_the_optimum_the_mean_probability_is_the_share_of_true_pairs():
    rng = np.random.default_rng(2)
    table = rng.uniform(0, 1, (500, len(pair.FEATURES)))
    truth = (rng.uniform(size=500) < 0.2 + 0.5 * table[:, 3]).astype(float)
    beta = fitting.fit_features(table, truth, ridge=1.0)
    assert sigmoid(beta[0] + table @ beta[1:]).mean() == pytest.approx(truth.mean(), abs=1e-4)


@pytest.mark.parametrize(
    ("pairs", "change"),
    [
        ([], {}),
        (judged_pairs(1, "fit")[:50], {"provenance": {}}),
        (judged_pairs(1, "fit")[:50], {"ridge": -1.0}),
        ([p for p in judged_pairs(1, "fit") if p[2]][:5], {}),
    ],
)
def test_pairs_that_teach_nothing_are_refused(pairs, change):
    with pytest.raises(ArgumentProblem):
        linkage.fit(pairs, **{"provenance": JUDGED, **change})


def test_doubt_in_the_shipped_model_goes_with_the_number_of_judged_pairs():
    pairs = judged_pairs(1, "fit")
    yes, no = next(p for p in pairs if p[2]), next(p for p in pairs if not p[2])
    shipped = linkage.coefficients().trust
    few = linkage.fit([yes, no], provenance=JUDGED).trust
    many = linkage.fit([yes, no] * 1000, provenance=JUDGED).trust
    assert 0.0 < shipped < few < shipped + 0.02
    assert 0.9 < many < 1.0
