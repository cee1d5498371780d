import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from kondusif_engine import ArgumentProblem, linkage
from kondusif_engine.linkage.evaluation import _ranks
from kondusif_engine.linkage.sentences import families
from kondusif_engine.linkage.synthetic import corpus


def test_pairs_and_b_cubed_of_a_case_worked_by_hand():
    score = linkage.evaluate("AAABB", "xxyyy")
    # Together in truth: 3 + 1 pairs; found: 1 + 3; in both: ab and de.
    assert (score.precision, score.recall) == (0.5, 0.5)
    assert (score.false_merges, score.false_splits) == (2, 2)
    assert score.b_cubed_precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert score.b_cubed_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert score.cost == pytest.approx((5 * 2 + 2) / 5)


def test_perfect_probabilities_score_one_and_constant_ones_a_half():
    same = np.array([1, 0, 1, 0, 0])
    perfect = linkage.evaluate_pairs(same, same.astype(float))
    assert (perfect.auroc, perfect.average_precision, perfect.best_f1) == (1.0, 1.0, 1.0)
    assert (perfect.brier, perfect.calibration_error) == (0.0, 0.0)
    flat = linkage.evaluate_pairs(same, np.full(5, 0.4))
    assert flat.auroc == 0.5
    assert flat.average_precision == pytest.approx(0.4)
    assert flat.calibration_error == pytest.approx(0.0)


@given(st.lists(st.sampled_from([0.0, 0.2, 0.5, 1.0]), min_size=1))
def test_ranks_with_ties_are_those_of_scipy(values):
    np.testing.assert_array_equal(_ranks(np.array(values)), rankdata(values))


@pytest.mark.parametrize(("truth", "found"), [("A", "xy"), ("", "")])
def test_lists_that_do_not_match_are_refused(truth, found):
    with pytest.raises(ArgumentProblem, match=r"^found "):
        linkage.evaluate(truth, found)


def test_pairs_of_one_kind_cannot_be_scored():
    with pytest.raises(ArgumentProblem, match=r"^same "):
        linkage.evaluate_pairs([1, 1], [0.2, 0.3])


def test_the_made_up_reports_are_the_same_for_a_seed_and_the_two_sets_share_no_sentence():
    assert corpus(4, 20) == corpus(4, 20)
    assert corpus(4, 20) != corpus(5, 20)
    told = [sentences for matters in families().values() for sentences in matters.values()]
    fit, held_out = ({s for pair in told for s in pair[side]} for side in (0, 1))
    assert min(len(side) for pair in told for side in pair) >= 2
    assert not fit & held_out


def test_made_up_matters_of_one_family_happen_at_one_station_and_hour():
    entries = corpus(4, 400, n_villages=200)
    at, shared = {}, 0
    for snippet, event in entries:
        stations = linkage.Normaliser()(snippet.text).stations
        for station in stations:
            shared += any(other != event for other in at.setdefault((snippet.place_code, station), set()))
            at[snippet.place_code, station].add(event)
    assert shared > 100


@pytest.mark.parametrize("bad", [{"n_events": 0}, {"sentences": "other"}, {"days": 0.0}, {"n_villages": 0}])
def test_a_corpus_that_cannot_be_made_is_refused(bad):
    with pytest.raises(ArgumentProblem):
        corpus(1, **{"n_events": 5, **bad})


def test_who_only_scores_pairs_waits_for_neither_compiler_nor_solver():
    code = "import sys, kondusif_engine.linkage\nprint(sorted({'numba', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
