"""Attendance by code, by guest and by list: once, in time or late, and who is missing."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, NOWHERE, scoped
from kondusif.meetings import door
from kondusif.meetings.actions import (
    Guest,
    NewRule,
    Note,
    add_rule,
    answer_invitation,
    attending,
    cancel_meeting,
    note_attendance,
    send_invitations,
    sign_in,
    sign_in_guest,
)
from kondusif.meetings.models import Attendance, Invitee
from kondusif.meetings.queries import entrance, roll_of
from kondusif.meetings.states import InviteeState, RuleKind, Way
from kondusif.meetings.tests.factories import planned
from kondusif.people.models import Office
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, make_cast

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def cast():
    with scoped(EVERYWHERE):
        cast = make_cast()
        Office.objects.create(role=Role.SUBDISTRICT_HEAD, region_id="35.26.01", title="Camat Bangkalan")
        yield cast


@pytest.fixture
def meeting(cast):
    meeting = planned(cast.citra)
    add_rule(
        meeting_id=meeting.pk,
        rule=NewRule(RuleKind.SUBDISTRICT_HEADS, region_code="35.26"),
        by=cast.citra,
        at=NOW,
    )
    return send_invitations(letter=False, meeting_id=meeting.pk, by=cast.citra, at=NOW)


def dewi_of(meeting) -> Invitee:
    return meeting.invitees.get(office__title="Camat Geger")


def tick(invitee, at, **more) -> Note:
    return Note(uuid4(), invitee.pk, at, **more)


def test_an_invitee_signs_in_with_one_tap_and_a_second_tap_changes_nothing(cast, meeting):
    at, invitee = meeting.starts_at + 5 * MINUTE, dewi_of(meeting)
    for _tap in range(2):
        row = sign_in(
            meeting_id=meeting.pk, invitee_id=invitee.pk, carried=door.new_pass(meeting, at), by=cast.dewi, at=at
        )
    assert (row.way, row.name, row.title, row.late) == (Way.QR, "Dewi Rahayu", "Camat Geger", False)
    assert Attendance.objects.count() == 1


def test_after_the_grace_one_is_late(cast, meeting):
    at = meeting.starts_at + 16 * MINUTE
    carried = door.new_pass(meeting, at)
    assert sign_in(meeting_id=meeting.pk, invitee_id=dewi_of(meeting).pk, carried=carried, by=cast.dewi, at=at).late


def test_nobody_signs_in_for_an_office_they_do_not_hold(cast, meeting):
    at = meeting.starts_at
    with pytest.raises(NotAllowed):
        sign_in(
            meeting_id=meeting.pk,
            invitee_id=dewi_of(meeting).pk,
            carried=door.new_pass(meeting, at),
            by=cast.budi,
            at=at,
        )


def test_the_code_turns_every_minute_and_dies_in_the_third(meeting):
    at = meeting.starts_at
    code = door.turning_code(meeting, at)
    assert door.opens(meeting, code, at + MINUTE)
    assert not door.opens(meeting, code, at + 2 * MINUTE)
    assert door.turning_code(meeting, at + MINUTE) != code
    assert door.opens(meeting, door.printed_code(meeting), at + 90 * MINUTE)


def test_the_code_of_another_meeting_or_an_old_one_tells_nothing(cast, meeting):
    other = planned(cast.citra, starts_at=meeting.ends_at)
    at = meeting.starts_at
    assert entrance(meeting.pk, door.turning_code(other, at), at) is None
    assert entrance(uuid4(), door.turning_code(meeting, at), at) is None
    assert entrance(meeting.pk, door.turning_code(meeting, at), at).meeting == meeting
    with pytest.raises(Problem) as refusal:
        sign_in_guest(
            meeting_id=meeting.pk,
            guest=Guest(uuid4(), "Salim", "MUI"),
            carried=door.new_pass(other, at),
            at=at,
        )
    assert refusal.value.code == "door.closed"


@pytest.mark.parametrize("carried", ["", ".", "9999999999", "x.y", "9" * 40 + ".aaaa", "²³.aaaa"])
def test_a_forged_pass_opens_nothing(meeting, carried):
    assert not door.pass_holds(meeting, carried, NOW)


def test_a_pass_runs_out_and_a_new_key_makes_it_worthless(meeting):
    carried = door.new_pass(meeting, NOW)
    assert door.pass_holds(meeting, carried, NOW + 14 * MINUTE)
    assert not door.pass_holds(meeting, carried, NOW + 16 * MINUTE)
    meeting.door_key = "0" * 16
    assert not door.pass_holds(meeting, carried, NOW)


def test_the_door_is_shut_the_day_before_and_for_a_cancelled_meeting(cast, meeting):
    guest = Guest(uuid4(), "Salim", "MUI")
    with pytest.raises(Problem) as refusal:
        sign_in_guest(meeting_id=meeting.pk, guest=guest, carried=door.new_pass(meeting, NOW), at=NOW)
    assert refusal.value.code == "door.not_now"
    cancel_meeting(meeting_id=meeting.pk, reason="Ditunda", by=cast.citra, at=NOW)
    at = meeting.starts_at
    with pytest.raises(Problem):
        sign_in_guest(meeting_id=meeting.pk, guest=guest, carried=door.new_pass(meeting, at), at=at)


def test_a_guest_without_account_writes_in_once_however_often_it_is_sent(meeting):
    at, guest = meeting.starts_at, Guest(uuid4(), "Kiai Salim", "MUI Bangkalan", "0812 3456 7890")
    with scoped(NOWHERE):
        first = sign_in_guest(meeting_id=meeting.pk, guest=guest, carried=door.new_pass(meeting, at), at=at)
        again = replace(guest, client_id=uuid4(), name="kiai  salim")
        for sent in (guest, again):
            assert (
                sign_in_guest(meeting_id=meeting.pk, guest=sent, carried=door.new_pass(meeting, at), at=at).pk
                == first.pk
            )
    assert (first.way, first.phone, first.invitee) == (Way.GUEST, "0812 3456 7890", None)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": " "}, "name"), ({"organisation": ""}, "organisation"), ({"phone": "12"}, "phone")],
)
def test_what_a_guest_left_out_stands_beside_its_field(meeting, change, field):
    at = meeting.starts_at
    guest = replace(Guest(uuid4(), "Kiai Salim", "MUI", ""), **change)
    with pytest.raises(Problem) as refusal:
        sign_in_guest(meeting_id=meeting.pk, guest=guest, carried=door.new_pass(meeting, at), at=at)
    assert field in refusal.value.fields


def test_a_guest_in_the_place_of_an_office_counts_as_represented_and_only_one_may(meeting):
    at = meeting.starts_at
    guest = Guest(uuid4(), "Sekcam Geger", "Kecamatan Geger", "", dewi_of(meeting).pk)
    row = sign_in_guest(meeting_id=meeting.pk, guest=guest, carried=door.new_pass(meeting, at), at=at)
    assert row.represents
    second = replace(guest, client_id=uuid4(), name="Orang Lain")
    with pytest.raises(Conflict):
        sign_in_guest(meeting_id=meeting.pk, guest=second, carried=door.new_pass(meeting, at), at=at)


def test_the_clerks_list_sent_twice_stores_once(cast, meeting):
    at = meeting.starts_at + 20 * MINUTE
    notes = [tick(dewi_of(meeting), meeting.starts_at - MINUTE)]
    first = note_attendance(meeting_id=meeting.pk, notes=notes, by=cast.citra, at=at)
    second = note_attendance(meeting_id=meeting.pk, notes=notes, by=cast.citra, at=at)
    assert ([o.result for o in first], [o.result for o in second]) == (["stored"], ["known"])
    row = Attendance.objects.get()
    assert (row.arrived_at, row.late, row.noted_at) == (meeting.starts_at - MINUTE, False, at)


def test_taking_a_mark_back_twice_does_not_undo_the_mark_after_it(cast, meeting):
    at, invitee = meeting.starts_at, dewi_of(meeting)
    first, last = tick(invitee, at), tick(invitee, at + 2 * MINUTE)
    notes = [first, replace(first, present=False), last]
    for _send in range(2):
        note_attendance(meeting_id=meeting.pk, notes=notes, by=cast.citra, at=at + 5 * MINUTE)
    assert [a.client_id for a in Attendance.objects.filter(withdrawn_at=None)] == [last.client_id]
    assert Attendance.objects.count() == 2


def test_a_line_of_another_meeting_is_refused_alone(cast, meeting):
    notes = [Note(uuid4(), uuid4(), NOW), tick(dewi_of(meeting), NOW)]
    done = note_attendance(meeting_id=meeting.pk, notes=notes, by=cast.citra, at=meeting.starts_at)
    assert [o.result for o in done] == ["refused", "stored"]


def test_a_phone_with_a_wrong_clock_brings_nobody_from_the_future(cast, meeting):
    at = meeting.starts_at
    note_attendance(meeting_id=meeting.pk, notes=[tick(dewi_of(meeting), at + timedelta(days=3))], by=cast.citra, at=at)
    assert Attendance.objects.get().arrived_at == at


def test_only_those_who_run_the_meeting_keep_the_list(cast, meeting):
    for viewer in (cast.dewi, cast.eko):
        with pytest.raises((NotAllowed, NotFound)):
            note_attendance(meeting_id=meeting.pk, notes=[tick(dewi_of(meeting), NOW)], by=viewer, at=meeting.starts_at)


def test_the_picture_shows_who_is_missing_by_subdistrict(cast, meeting):
    roll = roll_of(meeting)
    assert {(t.name, t.status) for t in roll.tiles} == {("Geger", "none"), ("Bangkalan", "none")}
    assert [line.status for line in roll.missing] == ["vacant", "missing"]
    at = meeting.starts_at
    note_attendance(
        meeting_id=meeting.pk, notes=[tick(dewi_of(meeting), at, substitute="Sekcam Geger")], by=cast.citra, at=at
    )
    roll = roll_of(meeting)
    assert {(t.name, t.status) for t in roll.tiles} == {("Geger", "all"), ("Bangkalan", "none")}
    assert roll.n("represented") == roll.n_came == 1


def test_the_roll_asks_few_questions_however_many_are_invited(meeting, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        assert len(roll_of(meeting).lines) == 2


def test_a_subdistrict_whose_camat_said_why_is_not_shown_as_missing(cast, meeting):
    answer_invitation(
        invitee_id=dewi_of(meeting).pk, answer=InviteeState.EXCUSED, reason="Mendampingi tamu", by=cast.dewi, at=NOW
    )
    roll = roll_of(meeting)
    assert {(t.name, t.status) for t in roll.tiles} == {("Geger", "excused"), ("Bangkalan", "none")}
    assert [line.status for line in roll.missing] == ["vacant"]


def test_the_clerks_list_waits_for_phones_that_tap_in_the_same_second(cast, meeting):
    with CaptureQueriesContext(connection) as asked:
        note_attendance(meeting_id=meeting.pk, notes=[tick(dewi_of(meeting), NOW)], by=cast.citra, at=NOW)
    said = [q["sql"] for q in asked]
    held = next(n for n, sql in enumerate(said) if 'FROM "meetings_invitee"' in sql and "FOR NO KEY UPDATE" in sql)
    looked = next(n for n, sql in enumerate(said) if 'FROM "meetings_attendance"' in sql)
    assert held < looked  # the other way round a tap in between would be noted twice, and the table refuses that


@pytest.mark.django_db(transaction=True)
def test_a_guest_sent_twice_in_one_second_is_one_guest(monkeypatch):
    with scoped(EVERYWHERE):
        cast = make_cast()
        meeting = planned(cast.citra, starts_at=NOW + MINUTE)
    guest = Guest(uuid4(), "Wayan Sudira", "Desa Adat Batur")
    carried, both_looked = door.new_pass(meeting, NOW), Barrier(2)
    same = attending._same_guest

    def look_together(*args):
        found = same(*args)
        with suppress(BrokenBarrierError):
            both_looked.wait(0.5)  # with the lock the second one is not here yet
        return found

    monkeypatch.setattr(attending, "_same_guest", look_together)

    def send(_n: int) -> UUID:
        try:
            return sign_in_guest(meeting_id=meeting.pk, guest=guest, carried=carried, at=NOW).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(send, range(2)))) == 1
