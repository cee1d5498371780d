"""Sums of a day, from plain values."""

from kondusif.board.rules import Decision, headline, most_pressing, per_day


def test_areas_without_data_are_named_and_never_counted_as_calm():
    told = headline([("Geger", 3), ("Sepulu", None), ("Kokop", 0)])
    assert told.counts == {0: 1, 1: 0, 2: 0, 3: 1, None: 1}
    assert told.missing == ("Sepulu",) and (told.n_areas, told.n_known) == (3, 2)


def test_two_areas_of_one_name_count_twice():
    assert headline([("Sesayap", 1), ("Sesayap", 1)]).counts[1] == 2


def test_days_on_which_nobody_looked_are_gaps_and_not_zero():
    assert per_day([[None, 0, 2], [None, None, 3]], 3, least=2) == [None, 0, 2]


def test_no_areas_give_only_gaps():
    assert per_day([], 3, least=2) == [None, None, None]


def test_the_most_pressing_come_first_and_the_rest_is_counted():
    late, sign, soon = (
        Decision((6, 1.0), "late_task", 1),
        Decision((0, 5.0), "sign", 2),
        Decision((6, 0.5), "late_task", 3),
    )
    assert most_pressing([late, sign, soon], 2) == ([sign, soon], 1)
