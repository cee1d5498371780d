"""Numbers, dates and times as people here write them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from kondusif.site import formats

MORNING = datetime(2024, 2, 9, 23, 42, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_bangkalan():
    with translation.override("id"), timezone.override(ZoneInfo("Asia/Jakarta")):
        yield


def test_a_share_is_written_with_comma_and_a_space_before_the_sign():
    assert formats.share(0.924) == "92,4\u00a0%"


def test_thousands_are_parted_by_a_point():
    assert formats.number(83762) == "83.762"


def test_a_day_is_written_in_full():
    assert formats.day(MORNING) == "Sabtu, 10 Februari 2024"


def test_a_time_names_its_zone():
    assert formats.clock_time(MORNING) == "06.42\u00a0WIB"


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("Asia/Makassar", "07.42\u00a0WITA"),
        ("Asia/Jayapura", "08.42\u00a0WIT"),
        ("Asia/Pontianak", "06.42\u00a0WIB"),
        ("UTC", "23.42\u00a0UTC"),
    ],
)
def test_each_zone_has_its_own_name(zone, written):
    assert formats.clock_time(MORNING, zone) == written


def test_english_has_a_twin_of_each_form():
    with translation.override("en"):
        assert (formats.share(0.924), formats.day(MORNING), formats.clock_time(MORNING)) == (
            "92.4%", "Saturday, 10 February 2024", "06:42\u00a0WIB",
        )  # fmt: skip


def test_nothing_is_a_dash_and_never_zero():
    assert {
        f(None) for f in (formats.number, formats.share, formats.day, formats.clock_time, formats.moment, formats.span)
    } == {"–"}


def test_a_time_of_the_same_day_leaves_the_day_out():
    assert formats.moment_today(MORNING, MORNING + timedelta(hours=3)) == "06.42\u00a0WIB"
    assert formats.moment_today(MORNING, MORNING + timedelta(hours=24)) == "10 Feb 2024, 06.42\u00a0WIB"


@pytest.mark.parametrize(
    ("length", "written"),
    [
        (timedelta(hours=2, minutes=10), "2 jam 10 menit"),
        (timedelta(days=3, hours=4, minutes=5), "3 hari 4 jam"),
        (59, "kurang dari semenit"),
        (timedelta(minutes=-5), "5 menit"),
    ],
)
def test_a_span_has_two_units(length, written):
    assert formats.span(length) == written


def test_since_looks_back_and_ahead():
    assert formats.since(MORNING, MORNING + timedelta(minutes=3)) == "3 menit lalu"
    assert formats.since(MORNING + timedelta(hours=2), MORNING) == "2 jam lagi"
    assert formats.since(MORNING, MORNING + timedelta(seconds=20)) == "baru saja"


def test_days_are_counted_around_voting_day():
    vote = date(2024, 2, 14)
    assert [formats.countdown(vote, vote + timedelta(days=n)) for n in (-4, 0, 2)] == [
        "H−4",
        "Hari pemungutan suara",
        "H+2",
    ]


def test_a_change_carries_its_sign():
    assert [formats.change(v) for v in (3, -2, 0)] == ["+3", "−2", "0"]
