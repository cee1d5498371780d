"""What the linker makes of pairs written by hand, hard ones on purpose."""

from collections import Counter

import pytest
from reference.written_pairs import judging_pairs, written_pairs

from kondusif_engine import linkage


def decided(pair):
    linker = linkage.Linker()
    linker.add(pair.first)
    return linker.add(pair.second).kind


def kinds(pairs, verdict):
    return Counter(decided(pair) for pair in pairs if pair.verdict == verdict)


def judged():
    pairs = [pair for pair in judging_pairs() if pair.verdict != "?"]
    return [pair.verdict == "y" for pair in pairs], [
        linkage.score_pair(pair.first, pair.second).probability for pair in pairs
    ]


def test_two_events_at_one_place_and_hour_are_seldom_made_one():
    found = kinds(written_pairs(), "n")
    assert found.total() == 66
    assert found["join"] <= 5


def test_one_event_in_two_tongues_is_often_found_and_seldom_missed():
    found = kinds(written_pairs(), "y")
    assert found.total() == 64
    assert found["join"] >= 20
    assert found["new"] <= 6


def test_of_pairs_nothing_was_fitted_on_two_events_are_hardly_ever_made_one():
    found = kinds(judging_pairs(), "n")
    assert found.total() == 20
    assert found["join"] <= 1


def test_of_pairs_nothing_was_fitted_on_one_event_is_never_lost():
    found = kinds(judging_pairs(), "y")
    assert found.total() == 18
    assert found["new"] == 0


def test_of_pairs_nothing_was_fitted_on_a_high_probability_is_mostly_right():
    same, likely = judged()
    sure = [truth for truth, probability in zip(same, likely, strict=True) if probability >= 0.7]
    claimed = sum(probability for probability in likely if probability >= 0.7)
    assert len(sure) >= 10
    assert sum(sure) > 0.8 * claimed


def test_the_words_know_more_of_pairs_nothing_was_fitted_on_than_their_nearness():
    score = linkage.evaluate_pairs(*judged())
    assert score.auroc > 0.6
    assert score.brier < 0.25  # what "one half" for every pair would get


def linker_with(text, **change):
    linker = linkage.Linker(linkage.Settings(**change))
    linker.add(linkage.Snippet("one", text, 112.75, -7.03, 10.0, "35.26.01.2003"))
    return linker


@pytest.mark.parametrize(("change", "kind"), [({}, "ask"), ({"join_alike": 0.0}, "join")])
def test_place_and_hour_alone_are_put_before_a_person(change, kind):
    linker = linker_with("sampah numpuk di depan TPS 5 tolong dibersihkan", join_at=0.6, **change)
    later = linkage.Snippet("other", "tps 5 kekurangan sandal", 112.75, -7.03, 10.2, "35.26.01.2003")
    decision = linker.add(later)
    assert decision.probability > 0.6
    assert decision.kind == kind


@pytest.mark.parametrize(("change", "kind"), [({}, "ask"), ({"join_hours": 48.0}, "join")])
def test_the_same_words_the_next_evening_are_put_before_a_person(change, kind):
    linker = linker_with("listrik padam di TPS 7", **change)
    later = linkage.Snippet("other", "listrik padam lagi di TPS 7", 112.75, -7.03, 36.0, "35.26.01.2003")
    assert linker.add(later).kind == kind
