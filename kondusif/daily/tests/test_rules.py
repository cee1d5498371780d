"""When reports are due, who is silent, whom an order may instruct: decisions without rows."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kondusif.daily import rules
from kondusif.daily.states import Addressed, AddressedNature

WIB, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
VOTE = date(2024, 2, 14)


@pytest.mark.parametrize(
    ("day", "n"),
    [(date(2024, 2, 10), 1), (date(2024, 2, 11), 8), (VOTE, 8), (date(2024, 2, 15), 8), (date(2024, 2, 16), 1)],
)
def test_the_report_is_due_at_six_and_every_three_hours_from_h_3_to_h_plus_1(day, n):
    slots = rules.reports_due(VOTE, day, WIB)
    assert len(slots) == n
    assert datetime(day.year, day.month, day.day, 6, tzinfo=WIB) in slots
    assert all(b - a == timedelta(hours=3) for a, b in zip(slots, slots[1:], strict=False))


def test_six_o_clock_is_that_of_the_regions_own_zone():
    [slot] = rules.reports_due(None, date(2026, 11, 20), WIT)
    assert slot.astimezone(UTC) == datetime(2026, 11, 19, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "answers"),
    [("02:59", "19T06"), ("03:00", "20T06"), ("05:40", "20T06"), ("08:10", "20T06"), ("23:59", "20T06")],
)
def test_a_report_answers_the_hour_it_was_written_for(clock, answers):
    slots = rules.slots_between(None, date(2026, 11, 19), date(2026, 11, 21), WIB)
    written = datetime.fromisoformat(f"2026-11-20T{clock}").replace(tzinfo=WIB)
    assert rules.slot_answered(written, slots).strftime("%dT%H") == answers


def test_around_the_vote_a_report_answers_the_nearest_of_the_three_hours():
    slots = rules.slots_between(VOTE, VOTE, VOTE, WIB)
    for clock, hour in ((time_at(7, 29), 6), (time_at(7, 30), 9), (time_at(10, 29), 9), (time_at(22, 0), 21)):
        assert rules.slot_answered(clock, slots).hour == hour


def time_at(hour: int, minute: int) -> datetime:
    return datetime(2024, 2, 14, hour, minute, tzinfo=WIB)


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=12), st.integers(0, 300))
def test_silence_reaches_back_to_the_last_report_that_came(came, minutes_after):
    first = datetime(2026, 11, 20, 6, tzinfo=WIB)
    due = [first + timedelta(hours=3 * n) for n in range(len(came))]
    at = due[-1] + timedelta(minutes=minutes_after)
    answered = {slot for slot, there in zip(due, came, strict=True) if there}
    expired = [slot for slot in due if slot + timedelta(hours=1) <= at]
    run = 0
    for slot in reversed(expired):
        if slot in answered:
            break
        run += 1
    quiet = rules.quiet_since(due, answered, at)
    assert (quiet.n_missed if quiet else 0) == run
    assert quiet is None or quiet.since == expired[-run]


def test_nobody_is_silent_before_seven():
    due = [datetime(2026, 11, 20, 6, tzinfo=WIB)]
    assert rules.quiet_since(due, set(), due[0] + timedelta(minutes=59)) is None
    assert rules.quiet_since(due, set(), due[0] + timedelta(minutes=60)).n_missed == 1


def test_a_phone_whose_clock_runs_ahead_does_not_write_in_the_future():
    now = datetime(2026, 11, 20, 6, tzinfo=WIB)
    assert rules.clamped_entry(now + timedelta(hours=4), now) == now
    assert rules.clamped_entry(now + timedelta(minutes=2), now) == now
    assert rules.clamped_entry(now - timedelta(hours=9), now) == now - timedelta(hours=9)
    assert rules.clamped_entry(None, now) == now


def test_companies_outside_the_chain_are_never_instructed():
    outside = {Addressed.STATE_COMPANIES, Addressed.PRIVATE_EMPLOYERS}
    for addressed in Addressed:
        may = {n for n in AddressedNature if rules.may_be_addressed(addressed, n)}
        assert (AddressedNature.INSTRUCTION in may) == (addressed not in {*outside, Addressed.REGIONAL_COMPANIES})
        assert AddressedNature.APPEAL in may
        assert rules.strongest_nature(addressed) in may
    assert all(rules.strongest_nature(a) == AddressedNature.APPEAL for a in outside)


@pytest.mark.parametrize(("lat", "band"), [(-7.0, "lt1"), (-7.03, "1to5"), (-7.1, "5to20"), (-8.0, "gt20")])
def test_of_a_position_outside_only_a_band_of_kilometres_is_kept(lat, band):
    assert rules.distance_band(112.9, lat, [(112.9, -7.0), (113.9, -7.0)]) == band
    assert rules.distance_band(112.9, lat, []) == ""


def test_the_hash_of_a_report_changes_with_every_word_and_not_with_the_order_of_keys():
    assert rules.inputs_hash({"a": 1, "b": "x"}) == rules.inputs_hash({"b": "x", "a": 1})
    assert rules.inputs_hash({"a": 1, "b": "x"}) != rules.inputs_hash({"a": 1, "b": "y"})
