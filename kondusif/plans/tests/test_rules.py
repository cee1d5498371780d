"""Periods, bands and scores, with the cases that provinces published."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kondusif.elections.deadlines import Limit, Unit
from kondusif.plans.rules import (
    BANDS,
    NEAR_FROM,
    Band,
    Period,
    Result,
    band_of,
    due_at,
    ends_on,
    last_day,
    period_of,
    ratio,
    reminder_due,
    score_of,
    starts_on,
)

WIB = ZoneInfo("Asia/Jakarta")
APRIL, AUGUST = Limit(4, Unit.MONTH_ENDS), Limit(8, Unit.MONTH_ENDS)
numbers = st.decimals(0, 10**6, places=2)
results = st.lists(
    st.builds(Result, target=numbers, realised=st.none() | numbers, is_verified=st.booleans()), max_size=30
)


def sumbar_b08(near: str, below: str) -> list[Result]:
    """West Sumatra, B08 of 2019: 17 measures, 4 above, 10 met, 2 near, 1 below."""
    done = ["1.5"] * 4 + ["1"] * 10 + [near] * 2 + [below]
    return [Result(D(1), D(r)) for r in done]


def test_west_sumatra_b08_of_2019_falls_into_the_four_bands_as_published():
    score = score_of(sumbar_b08("0.8", "0.5"))
    assert [score.bands[b] for b in BANDS] == [4, 10, 2, 1]
    assert (score.n_due, score.n_reported, score.n_missing) == (17, 17, 0)


def test_west_sumatras_published_ninety_per_cent_follows_from_the_capped_mean_under_a_lower_cut():
    score = score_of(sumbar_b08("0.65", "0"), near_from=D("0.6"))
    assert [score.bands[b] for b in BANDS] == [4, 10, 2, 1]
    assert score.capped == Fraction(153, 170)
    assert float(score.capped) == pytest.approx(0.90)


def test_with_the_proposed_cut_no_such_bands_give_less_than_ninety_one_per_cent():
    """So the ministry's cut, or its mean, is another than ours: why the cut is a row of the tenant."""
    least = score_of(sumbar_b08(str(NEAR_FROM), "0"))
    assert [least.bands[b] for b in BANDS] == [4, 10, 2, 1]
    assert least.capped == Fraction(155, 170)
    assert round(float(least.capped), 2) == 0.91


def test_riaus_more_than_a_hundred_per_cent_exists_only_uncapped():
    score = score_of([Result(D(4), D(6)), Result(D(10), D(10)), Result(D(5), D(4))])
    assert score.uncapped == Fraction(11, 10)
    assert score.capped == Fraction(28, 30)


def test_the_bands_change_exactly_at_one_and_at_the_cut():
    assert [band_of(D(r), D(100)) for r in ("100.01", "100", "99.99", "75", "74.99", "0")] == [
        Band.ABOVE, Band.MET, Band.NEAR, Band.NEAR, Band.BELOW, Band.BELOW,
    ]  # fmt: skip
    assert band_of(D(1), D(3), near_from=D("0.333")) == Band.NEAR


def test_a_target_of_zero_has_no_ratio_and_is_never_called_met():
    assert band_of(D(0), D(0)) == Band.NO_RATIO
    score = score_of([Result(D(0), D(0)), Result(D(0), D(7)), Result(D(2), D(1))])
    assert (score.n_reported, score.n_scored, score.bands[Band.NO_RATIO]) == (3, 1, 2)
    assert score.capped == score.uncapped == Fraction(1, 2)


def test_without_any_report_there_is_no_score_and_not_a_score_of_zero():
    score = score_of([Result(D(3), None), Result(D(1), None)])
    assert (score.capped, score.uncapped, dict(score.bands)) == (None, None, {})
    assert score.n_missing == 2
    assert score.range == (0, 1)


def test_what_is_missing_leaves_the_score_open_between_two_ends():
    score = score_of([Result(D(1), D(1)), Result(D(1), D("0.5")), Result(D(1), None), Result(D(1), None)])
    assert score.range == (Fraction(3, 8), Fraction(7, 8))


def test_a_negative_number_is_refused():
    with pytest.raises(ValueError, match="zero or more"):
        ratio(D(-1), D(2))


@given(results)
def test_no_capped_score_leaves_zero_to_one_or_passes_the_uncapped(rows):
    score = score_of(rows)
    assert (score.capped is None) == (score.n_scored == 0)
    if score.capped is not None:
        assert 0 <= score.capped <= min(1, score.uncapped)


@given(results)
def test_every_due_measure_is_counted_once_in_a_band_or_as_missing(rows):
    score = score_of(rows)
    assert sum(score.bands.values()) + score.n_missing == score.n_due == len(rows)
    assert score.n_scored + score.bands.get(Band.NO_RATIO, 0) == score.n_reported
    assert None not in score.bands


@given(results, st.randoms())
def test_the_order_of_measures_changes_nothing(rows, chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert score_of(shuffled) == score_of(rows)


@given(results, numbers.filter(bool))
def test_a_measure_nobody_reported_changes_no_score(rows, target):
    before, after = score_of(rows), score_of([*rows, Result(target, None)])
    assert (before.capped, before.uncapped, before.bands) == (after.capped, after.uncapped, after.bands)
    assert after.n_missing == before.n_missing + 1


@given(numbers.filter(bool), numbers, numbers)
def test_reaching_more_never_lowers_a_result(target, one, other):
    low, high = sorted((one, other))
    order = [Band.BELOW, Band.NEAR, Band.MET, Band.ABOVE]
    assert order.index(band_of(low, target)) <= order.index(band_of(high, target))
    assert score_of([Result(target, low)]).capped <= score_of([Result(target, high)]).capped


@given(results)
def test_the_capped_score_lies_in_its_own_range(rows):
    score = score_of(rows)
    if score.range and score.n_missing == 0:
        assert score.range == (score.capped, score.capped)
    elif score.range:
        assert 0 <= score.range[0] <= score.range[1] <= 1


@given(st.dates(date(2012, 1, 1), date(2100, 12, 31)))
def test_every_day_lies_in_exactly_one_period(day):
    holding = [p for p in Period if starts_on(day.year, p) <= day <= ends_on(day.year, p)]
    assert holding == [period_of(day)]


def test_periods_end_with_april_august_and_december_in_the_regions_own_time():
    assert [ends_on(2026, p) for p in Period] == [date(2026, 4, 30), date(2026, 8, 31), date(2026, 12, 31)]
    assert due_at(2026, APRIL, WIB) == datetime(2026, 4, 30, 16, 59, tzinfo=UTC)
    assert due_at(2026, APRIL, ZoneInfo("Asia/Jayapura")) == datetime(2026, 4, 30, 14, 59, tzinfo=UTC)


def test_a_missing_report_is_called_for_two_weeks_one_week_and_one_day_before_and_when_late():
    due = due_at(2026, AUGUST, WIB)
    told = [reminder_due(due, False, due - timedelta(days=n)) for n in (15, 14, 8, 7, 2, 1)]
    assert told == ["", "14", "14", "7", "7", "1"]
    assert reminder_due(due, False, due + timedelta(minutes=1)) == "late"
    assert reminder_due(due, True, due + timedelta(days=9)) == ""


def test_the_day_of_the_decree_does_not_count_as_in_every_clock_of_the_house():
    assert last_day(date(2026, 1, 1), 90, WIB) == date(2026, 4, 1)
    assert last_day(date(2026, 11, 20), 7, ZoneInfo("Asia/Jayapura")) == date(2026, 11, 27)
