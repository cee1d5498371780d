from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from kondusif.triage.rules import (
    Evidence,
    Unit,
    evidence_of,
    incident_number,
    is_alert_feeding,
    is_overdue,
    may_judge,
    percentile,
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


def test_a_clock_that_does_not_run_is_never_overdue():
    assert not is_overdue(None, FRIDAY_NINE)
    assert not is_overdue(FRIDAY_NINE, FRIDAY_NINE)
    assert is_overdue(FRIDAY_NINE, FRIDAY_NINE + timedelta(seconds=1))


def test_percentiles_are_interpolated_and_none_of_nothing():
    assert percentile([], 0.5) is None
    assert percentile([3.0], 0.9) == 3.0
    assert percentile([1.0, 2.0, 3.0, 4.0], 0.5) == 2.5
    assert percentile([10.0, 0.0], 0.9) == pytest.approx(9.0)


def test_an_incident_number_names_its_office_and_year():
    assert incident_number("35.26", 2026, 7) == "K-35.26-2026-0007"
    assert len(incident_number("35.26", 2026, 123456)) <= 24
