"""When something was typed, whatever the phone's clock said."""

from datetime import UTC, datetime, timedelta

import pytest

from kondusif.core.phone_time import PhoneTimes, phone_moment, phone_times

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LATE = timedelta(hours=71)
YEAR = timedelta(days=365)


def test_a_right_clock_is_taken_at_its_word():
    assert PhoneTimes(AT - LATE, sent_at=AT - timedelta(seconds=20)).moment(AT) == AT - LATE


@pytest.mark.parametrize("wrong", [YEAR, -YEAR, timedelta(hours=7)])
def test_a_clock_that_is_wrong_by_the_same_at_both_ends_is_mended(wrong):
    assert PhoneTimes(AT - LATE + wrong, sent_at=AT + wrong).moment(AT) == AT - LATE


@pytest.mark.parametrize("wrong", [YEAR, -YEAR])
def test_a_clock_set_right_in_between_is_mended_by_when_it_last_heard_ours(wrong):
    heard = AT - LATE - timedelta(hours=1)
    times = PhoneTimes(AT - LATE + wrong, sent_at=AT, heard_at=heard, heard_phone_at=heard + wrong)
    assert times.moment(AT) == AT - LATE


@pytest.mark.parametrize("wrong", [YEAR, -YEAR, timedelta(days=300_000)])
def test_where_nothing_fits_only_the_arrival_is_known(wrong):
    assert PhoneTimes(AT - LATE + wrong, sent_at=AT).moment(AT) == AT


def test_nothing_was_typed_before_the_phone_last_heard_us():
    times = PhoneTimes(
        AT - timedelta(days=3), sent_at=AT, heard_at=AT - timedelta(days=1), heard_phone_at=AT - timedelta(days=1)
    )
    assert times.moment(AT) == AT


@pytest.mark.parametrize(
    "text", ["", "kemarin", "2026-11-20", "2026-11-20T09:00", "9999-99-99T00:00:00Z", "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_moment_is_none(text):
    assert phone_moment(text) is None


def test_fields_that_lack_or_lie_are_no_trouble():
    assert phone_times({"entered_at": "x", "sent_at": "y"}, at=AT).moment(AT) == AT
