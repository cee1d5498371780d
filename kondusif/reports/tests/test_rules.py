"""What a report must be before it is taken in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kondusif.people.tests.factories import NOW
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.rules import (
    CLOCK_SKEW,
    OLDEST,
    REOPEN_WITHIN,
    Contact,
    contact_in,
    faults_of,
    is_email,
    is_phone,
    may_reopen,
    tidy,
)  # fmt: skip
from kondusif.reports.sentences import SENTENCES, problem_of, sentence_of
from kondusif.reports.states import EVENT_OF, MOVES, ReportState
from kondusif.reports.tests.factories import new_report


def faults(**fields):
    return [(f.field, f.code) for f in faults_of(tidy(new_report(**fields)), at=NOW, categories=CATEGORIES)]


def test_a_report_in_order_has_no_faults():
    assert faults() == []
    assert faults(region_code="", lat=-6.98, lon=112.94) == []
    assert faults(text="\n\n  Ada kerumunan di depan balai desa.\tRamai.  ") == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"category": "gossip"}, ("category", "category_unknown")),
        ({"category": ""}, ("category", "category_missing")),
        ({"text": "   \n "}, ("text", "text_empty")),
        ({"text": "abcd"}, ("text", "text_short")),
        ({"text": "x" * 4001}, ("text", "text_long")),
        ({"text": "uang\x00 dibagikan"}, ("text", "text_nul")),
        ({"text": "uang\x1b[2J dibagikan"}, ("text", "text_control")),
        ({"text": "uang \ud83d dibagikan"}, ("text", "text_surrogate")),
        ({"place_text": "x" * 201}, ("place_text", "text_long")),
        ({"place_text": "balai\x00desa"}, ("place_text", "text_nul")),
        ({"event_at": NOW + CLOCK_SKEW + timedelta(seconds=1)}, ("event_at", "moment_future")),
        ({"event_at": NOW - OLDEST - timedelta(seconds=1)}, ("event_at", "moment_ancient")),
        ({"event_at": NOW.replace(tzinfo=None)}, ("event_at", "moment_without_zone")),
        ({"region_code": ""}, ("village_code", "place_missing")),
        ({"lat": -6.9}, ("lon", "point_half")),
        ({"lon": 112.9}, ("lat", "point_half")),
        ({"contact": Contact(phone="081234567890")}, ("contact", "contact_of_anonymous")),
        ({"anonymous": False, "contact": Contact(name="Sari")}, ("contact", "contact_empty")),
        ({"anonymous": False, "contact": Contact(phone="nomor saya")}, ("contact", "phone_malformed")),
        ({"anonymous": False, "contact": Contact(email="sari@rumah")}, ("contact", "email_malformed")),
        ({"crowd_estimate": -1}, ("crowd_estimate", "number_range")),
        ({"station_number": 0}, ("station_number", "number_range")),
        ({"station_number": 1000}, ("station_number", "number_range")),
    ],
)
def test_each_fault_is_found_and_named(fields, expected):
    assert faults(**fields) == [expected]


def test_all_faults_of_a_report_are_named_at_once():
    assert {field for field, _code in faults(category="x", text="", region_code="", event_at=NOW + timedelta(days=2))} == {
        "category", "text", "village_code", "event_at",
    }  # fmt: skip


def test_limits_themselves_are_allowed():
    assert faults(text="abcde") == [] and faults(text="x" * 4000) == []
    assert faults(event_at=NOW + CLOCK_SKEW) == [] and faults(event_at=NOW - OLDEST) == []


def test_history_may_be_old_but_not_of_the_future():
    old = new_report(event_at=NOW - timedelta(days=4000))
    assert faults_of(old, at=NOW, categories=CATEGORIES, ancient=True) == []
    future = replace(old, event_at=NOW + timedelta(days=1))
    assert [f.code for f in faults_of(future, at=NOW, categories=CATEGORIES, ancient=True)] == ["moment_future"]


def test_every_fault_has_a_sentence_and_every_sentence_can_be_written():
    for fields in (
        {"category": "x"},
        {"text": ""},
        {"text": "x" * 9000},
        {"event_at": NOW + timedelta(days=9)},
        {"crowd_estimate": -5},
    ):
        for fault in faults_of(new_report(**fields), at=NOW, categories=CATEGORIES):
            assert fault.code in SENTENCES
            assert "%(" not in sentence_of(fault)


def test_the_problem_keeps_the_first_fault_of_a_field():
    text = "\x00" * 3
    problem = problem_of(faults_of(new_report(text=text), at=NOW, categories=CATEGORIES))
    assert list(problem.fields) == ["text"]
    assert "5" in problem.fields["text"]


@pytest.mark.parametrize("phone", ["0812 3456 7890", "+62 (31) 309-5001", "081234567890"])
def test_phones_are_dialled_with_or_without_spaces(phone):
    assert is_phone(phone) and contact_in(f" {phone} ") == Contact(phone=phone)


@pytest.mark.parametrize("email", ["sari@contoh.id", "sari.r+lapor@surat.contoh.co.id"])
def test_a_line_with_an_at_sign_is_an_e_mail_address(email):
    assert is_email(email) and contact_in(email) == Contact(email=email)


def test_a_hostile_address_is_judged_quickly():
    assert not is_email("a" * 64 + "@" + "a-" * 90 + "!")


def test_a_reporter_may_object_once_within_14_days():
    assert may_reopen(closed_at=NOW - REOPEN_WITHIN, reopened_before=False, at=NOW)
    assert not may_reopen(closed_at=NOW - REOPEN_WITHIN - timedelta(seconds=1), reopened_before=False, at=NOW)
    assert not may_reopen(closed_at=NOW, reopened_before=True, at=NOW)
    assert not may_reopen(closed_at=None, reopened_before=False, at=NOW)


def test_every_state_has_moves_and_an_event():
    assert set(MOVES) == set(EVENT_OF) == set(ReportState)
    assert len(set(EVENT_OF.values())) == len(EVENT_OF)


def test_every_state_can_be_reached_and_left():
    reached = {ReportState.RECEIVED}
    while new := {to for state in reached for to in MOVES[state]} - reached:
        reached |= new
    assert reached == set(ReportState)
    # What was withdrawn with its table stays so; its row comes in again as a report of its own.
    assert [state for state in ReportState if not MOVES[state]] == [ReportState.WITHDRAWN]
