"""The published rule of the situation, line by line."""

import itertools

import pytest

from kondusif.ratings.situation import CALM, SEVERE, TROUBLED, WATCH, Signs, assess, incident_severity, is_credible


def level(**signs) -> int | None:
    return assess(Signs(**{k: ([str(i) for i in range(v)] if k != "heard" else v) for k, v in signs.items()})).level


def test_an_area_of_which_nothing_is_heard_has_no_level_and_is_not_green():
    assert level() is None


def test_an_area_that_reports_and_has_no_trouble_is_calm():
    assert level(heard=2) == CALM


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ({"incidents_severe": 1}, SEVERE),
        ({"alerts_red": 1}, SEVERE),
        ({"verified_red": 2, "credible_red": 2}, SEVERE),
        ({"verified_red": 1, "credible_red": 1}, TROUBLED),
        ({"verified_red": 5}, WATCH),
        ({"incidents_violent": 1}, TROUBLED),
        ({"alerts_orange": 1}, TROUBLED),
        ({"verified_orange": 2, "credible_orange": 2}, TROUBLED),
        ({"verified_orange": 2, "credible_orange": 1}, WATCH),
        ({"verified_orange": 5}, WATCH),
        ({"incidents_open": 9}, WATCH),
        ({"alerts_yellow": 1}, WATCH),
        ({"verified_yellow": 3}, WATCH),
        ({"verified_yellow": 2}, CALM),
        ({"clusters": 1}, WATCH),
        ({"clusters": 1, "clusters_real": 1}, WATCH),
        ({"clusters": 1, "clusters_real": 1, "verified_yellow": 1}, TROUBLED),
        ({"waiting_urgent": 1}, WATCH),
        ({"waiting_yellow": 3}, WATCH),
        ({"waiting_yellow": 2}, CALM),
    ],
)
def test_each_sign_asks_for_its_level(signs, expected):
    assert level(heard=1, **signs) == expected


def test_however_many_reports_nobody_verified_there_is_no_red_and_no_orange():
    waiting = {"waiting_urgent": 500, "waiting_yellow": 500, "clusters": 9, "clusters_real": 9}
    assert level(heard=1000, **waiting) == WATCH


def test_more_of_any_sign_never_lowers_the_level():
    names = [n for n in Signs.__dataclass_fields__ if n != "heard"]
    for one, other in itertools.permutations(names, 2):
        assert level(heard=1, **{one: 2, other: 2}) >= level(heard=1, **{one: 2})


def test_the_reasons_name_the_highest_first_and_how_many_rows_stand_behind():
    reasons = assess(Signs(heard=4, alerts_yellow=["a"], incidents_severe=["K-1", "K-2"])).reasons
    assert [(r.code, r.level, r.n) for r in reasons] == [("incident_severe", 3, 2), ("alert_yellow", 1, 1)]


@pytest.mark.parametrize(
    ("state", "facts", "expected"),
    [
        ("confirmed", {"has_victims": True}, "incidents_severe"),
        ("handling", {"target": "kpu"}, "incidents_severe"),
        ("reported", {"has_victims": True}, "incidents_open"),
        ("contained", {"has_victims": True}, "incidents_violent"),
        ("recovered", {"has_victims": True}, "incidents_open"),
        ("confirmed", {"has_weapon": True}, "incidents_violent"),
        ("confirmed", {"violent": True}, "incidents_violent"),
        ("contained", {"violent": True}, "incidents_open"),
        ("confirmed", {}, "incidents_open"),
    ],
)
def test_an_incident_weighs_by_what_is_confirmed_and_how_far_it_is_contained(state, facts, expected):
    base = {"has_victims": False, "has_weapon": False, "target": "", "violent": False}
    assert incident_severity(state=state, **base | facts) == expected


def test_a_report_of_unknown_source_is_credible_only_beside_a_second_one():
    assert is_credible("C", 3, 0)
    assert not is_credible("D", 3, 0)
    assert not is_credible("C", 4, 1)
    assert is_credible("F", 6, 2)
