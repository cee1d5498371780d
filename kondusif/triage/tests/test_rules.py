from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from kondusif.triage.rules import (
    Evidence,
    Limit,
    Unit,
    evidence_of,
    incident_number,
    is_alert_feeding,
    is_late,
    is_overdue,
    may_judge,
    percentile,
    working_time,
)

JAKARTA = ZoneInfo("Asia/Jakarta")
FRIDAY_NINE = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 09.00 WIB


@pytest.mark.parametrize(
    ("evidence", "feeds"),
    [
        ([], False),
        ([Evidence("F", 6, "a")], False),
        ([Evidence("F", 6, n) for n in range(9)], False),
        ([Evidence("C", 3, "a")], True),
        ([Evidence("D", 3, "a")], False),
        ([Evidence("C", 4, "a")], False),
        ([Evidence("A", 1, "a")], True),
        ([Evidence("D", 4, "a"), Evidence("E", 5, "b")], True),
        ([Evidence("D", 4, "a"), Evidence("D", 4, "a")], False),
        ([Evidence("D", 4, "a"), Evidence("F", 6, "b")], False),
        ([Evidence("F", 5, "a"), Evidence("E", 6, "b")], True),
    ],
)
def test_one_sound_report_or_two_independent_sources_feed_an_alert_and_f6_never(evidence, feeds):
    assert is_alert_feeding(evidence) is feeds


def _report(**fields):
    base = {"source_rating": "D", "info_rating": 4, "reporter_id": None, "reporter_office_id": None, "pk": object()}
    return SimpleNamespace(**(base | fields))


def test_one_person_who_reports_twice_is_one_source():
    twice = [_report(reporter_id="sari"), _report(reporter_id="sari")]
    assert not is_alert_feeding(map(evidence_of, twice))


def test_two_persons_of_one_office_are_two_sources_only_if_they_are_known_as_persons():
    assert is_alert_feeding(map(evidence_of, [_report(reporter_id="a"), _report(reporter_id="b")]))
    assert not is_alert_feeding(map(evidence_of, [_report(reporter_office_id="o"), _report(reporter_office_id="o")]))


def test_nobody_judges_a_report_about_their_own_office_or_agency():
    desk = Unit("desk", "35.26", "Bakesbangpol")
    assert may_judge(desk, None)
    assert not may_judge(desk, desk)
    assert not may_judge(desk, Unit("head", "35.26", "Bakesbangpol"))
    assert may_judge(desk, Unit("head", "35.27", "Bakesbangpol"))
    assert may_judge(Unit("desk", "35.26"), Unit("camat", "35.26"))


def test_a_limit_counts_either_time_or_working_days():
    with pytest.raises(ValueError):
        Limit(timedelta(hours=1))
    with pytest.raises(ValueError):
        Limit(timedelta(hours=1), timedelta(hours=2), 3)


def test_three_working_days_from_friday_end_on_wednesday_at_the_same_hour():
    limit = Limit(timedelta(hours=24), act_working_days=3)
    assert limit.act_by(FRIDAY_NINE, JAKARTA) == datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


def test_a_holiday_moves_the_end_by_a_day():
    limit = Limit(timedelta(hours=24), act_working_days=3)
    tuesday = date(2026, 11, 24)
    assert limit.act_by(FRIDAY_NINE, JAKARTA, {tuesday}) == datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


def test_the_day_is_the_day_of_the_zone():
    late_friday = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # Friday 23.30 in Jakarta, Saturday 01.30 in Jayapura
    limit = Limit(timedelta(hours=24), act_working_days=1)
    assert limit.act_by(late_friday, JAKARTA) == datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    assert limit.act_by(late_friday, ZoneInfo("Asia/Jayapura")) == datetime(2026, 11, 22, 16, 30, tzinfo=UTC)


def test_a_clock_that_does_not_run_is_never_overdue():
    assert not is_overdue(None, FRIDAY_NINE)
    assert not is_overdue(FRIDAY_NINE, FRIDAY_NINE)
    assert is_overdue(FRIDAY_NINE, FRIDAY_NINE + timedelta(seconds=1))


def test_late_is_the_legal_limit_not_our_own():
    assert not is_late(FRIDAY_NINE, FRIDAY_NINE + timedelta(days=5), JAKARTA)
    assert is_late(FRIDAY_NINE, FRIDAY_NINE + timedelta(days=5, seconds=1), JAKARTA)


def test_weekends_do_not_count_as_waiting():
    monday_nine = FRIDAY_NINE + timedelta(days=3)
    assert working_time(FRIDAY_NINE, monday_nine, JAKARTA) == timedelta(days=1)
    assert working_time(FRIDAY_NINE, FRIDAY_NINE + timedelta(hours=1), JAKARTA) == timedelta(hours=1)
    assert working_time(monday_nine, FRIDAY_NINE, JAKARTA) == timedelta(0)


def test_percentiles_are_interpolated_and_none_of_nothing():
    assert percentile([], 0.5) is None
    assert percentile([3.0], 0.9) == 3.0
    assert percentile([1.0, 2.0, 3.0, 4.0], 0.5) == 2.5
    assert percentile([10.0, 0.0], 0.9) == pytest.approx(9.0)


def test_an_incident_number_names_its_office_and_year():
    assert incident_number("35.26", 2026, 7) == "K-35.26-2026-0007"
    assert len(incident_number("35.26", 2026, 123456)) <= 24
