"""What the linker makes of pairs written by hand, hard ones on purpose."""

import math
from collections import Counter

import pytest
from reference.written_pairs import written_pairs

from kondusif_engine import linkage

PAIRS = written_pairs()


def decided(pair):
    linker = linkage.Linker()
    east = pair.km / (111.2 * math.cos(math.radians(7.03)))
    linker.add(linkage.Snippet("one", pair.one, 112.75, -7.03, 10.0, "35.26.01.2003"))
    code = "35.26.01.2003" if pair.same_village else "35.26.01.2004"
    other = linkage.Snippet("other", pair.other, 112.75 + east, -7.03, 10.0 + pair.hours, code)
    return linker.add(other).kind


def kinds(verdict):
    return Counter(decided(pair) for pair in PAIRS if pair.verdict == verdict)


def test_two_events_at_one_place_and_hour_are_seldom_made_one():
    found = kinds("n")
    assert found.total() == 33
    assert found["join"] <= 2


def test_one_event_in_two_tongues_is_mostly_found_and_seldom_missed():
    found = kinds("y")
    assert found.total() == 32
    assert found["join"] >= 24
    assert found["new"] <= 1


def linker_with(text, **change):
    linker = linkage.Linker(linkage.Settings(**change))
    linker.add(linkage.Snippet("one", text, 112.75, -7.03, 10.0, "35.26.01.2003"))
    return linker


@pytest.mark.parametrize(("change", "kind"), [({}, "ask"), ({"join_alike": 0.0}, "join")])
def test_place_and_hour_alone_are_put_before_a_person(change, kind):
    linker = linker_with("sampah numpuk di depan TPS 5 tolong dibersihkan", **change)
    later = linkage.Snippet("other", "tps 5 kekurangan sandal", 112.75, -7.03, 10.2, "35.26.01.2003")
    decision = linker.add(later)
    assert decision.probability > 5 / 6
    assert decision.kind == kind


@pytest.mark.parametrize(("change", "kind"), [({}, "ask"), ({"join_hours": 48.0}, "join")])
def test_the_same_words_the_next_evening_are_put_before_a_person(change, kind):
    linker = linker_with("listrik padam di TPS 7", **change)
    later = linkage.Snippet("other", "listrik padam lagi di TPS 7", 112.75, -7.03, 36.0, "35.26.01.2003")
    assert linker.add(later).kind == kind
