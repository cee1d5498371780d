"""What a client asks for is read as the standard says, or refused with the parameter named."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kondusif.interop.ogc.asking import LIMIT_MOST, Ask, BadQuery, Span, ask_of


def test_nothing_asked_is_the_first_page():
    assert ask_of({}) == Ask()


def test_a_box_may_have_heights_and_may_cross_the_antimeridian():
    assert ask_of({"bbox": "112,-8,113,-7"}).boxes == ((112, -8, 113, -7),)
    assert ask_of({"bbox": "112,-8,0,113,-7,50"}).boxes == ((112, -8, 113, -7),)
    assert ask_of({"bbox": "170,-8,-170,-7"}).boxes == ((170, -8, 180, -7), (-180, -8, -170, -7))


def test_a_time_is_a_moment_a_day_or_an_interval_with_open_ends():
    moment = datetime(2026, 11, 20, 2, tzinfo=UTC)
    assert ask_of({"datetime": "2026-11-20T02:00:00Z"}).span == Span(moment, moment)
    assert ask_of({"datetime": "2026-11-20T09:00:00+07:00/.."}).span == Span(moment, None)
    assert ask_of({"datetime": "/2026-11-20T02:00:00Z"}).span == Span(None, moment)
    day = ask_of({"datetime": "2026-11-20"}).span
    assert (day.last - day.first).days == 0 and day.last.day == day.first.day == 20


def test_a_day_begins_by_the_clocks_of_the_region():
    day = ask_of({"datetime": "2026-11-20"}, zone=ZoneInfo("Asia/Jayapura")).span
    assert day == Span(datetime(2026, 11, 19, 15, tzinfo=UTC), datetime(2026, 11, 20, 14, 59, 59, 999999, tzinfo=UTC))
    assert ask_of({"datetime": "2026-11-20/.."}, zone=ZoneInfo("Asia/Jakarta")).span.first.hour == 17


def test_a_limit_above_the_most_is_the_most():
    assert ask_of({"limit": "999999999999999999999"}).limit == LIMIT_MOST


WRONG = [
    {"warna": "merah"}, {"f": "html"}, {"bbox-crs": "http://x"}, {"bbox": ""}, {"bbox": "1,2,3"}, {"bbox": "1,2,3,4,5"},
    {"bbox": "a,b,c,d"}, {"bbox": "1,2,nan,4"}, {"bbox": "1,9,2,3"}, {"bbox": "1,-95,2,3"}, {"bbox": "-500,1,2,3"},
    {"datetime": ""}, {"datetime": "kemarin"}, {"datetime": "2026-02-30"}, {"datetime": "2026-01-01T00:00:00"},
    {"datetime": "2026-02-01/2026-01-01"}, {"limit": "0"}, {"limit": "-1"}, {"limit": "1.5"}, {"limit": "²"}, {"limit": ""},
    {"setelah": ""}, {"setelah": "\x00"}, {"setelah": "x" * 201},
]  # fmt: skip


def test_what_cannot_be_read_is_refused_by_name():
    for query in WRONG:
        with pytest.raises(BadQuery) as refused:
            ask_of(query)
        assert refused.value.name in query, query


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["bbox", "datetime", "limit", "setelah", "f"]), st.text(max_size=40)))
def test_whatever_is_typed_is_read_or_refused(query):
    try:
        assert 1 <= ask_of(query).limit <= LIMIT_MOST
    except BadQuery as refused:
        assert refused.name in query
