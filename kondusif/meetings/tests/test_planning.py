"""A meeting is planned, opened or called off; what cannot be is refused in words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.states import ForbiddenMove
from kondusif.meetings.actions import cancel_meeting, change_meeting, open_meeting, plan_meeting
from kondusif.meetings.actions.planning import Clashes
from kondusif.meetings.models import Meeting
from kondusif.meetings.queries import meeting_for, meetings_seen_by
from kondusif.meetings.states import MeetingState
from kondusif.meetings.tests.factories import new_meeting, planned
from kondusif.people.models import Holding, Office
from kondusif.people.roles import Classification, Role
from kondusif.people.tests.factories import NOW, appoint, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with scoped(EVERYWHERE):
        yield make_cast()


def test_a_meeting_is_planned_with_its_agenda_and_recorded(cast):
    meeting = planned(cast.citra)
    assert meeting.state == MeetingState.PLANNED
    assert [(i.number, i.title, i.minutes_planned) for i in meeting.agenda.all()] == [
        (1, "Kesiapan pengamanan", 20),
        (2, "Logistik", None),
    ]
    assert Event.objects.get(name="meeting.planned").region_code == "35.26"


def test_nothing_is_saved_when_the_event_fails(cast, monkeypatch):
    def fail(*args, **more):
        raise RuntimeError("no event")

    monkeypatch.setattr("kondusif.meetings.actions.planning.record", fail)
    with pytest.raises(RuntimeError):
        planned(cast.citra)
    assert not Meeting.objects.exists()


def test_only_an_office_of_the_region_calls_a_meeting_there(cast):
    for viewer in (cast.eko, cast.dewi, cast.sari):
        with pytest.raises(NotAllowed):
            planned(viewer)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"place": " , "}, "place"),
        ({"starts_at": NOW - timedelta(minutes=1)}, "starts"),
        ({"starts_at": NOW + timedelta(hours=5), "ends_at": NOW + timedelta(hours=4)}, "ends"),
        ({"region_code": "35.26.99"}, "region"),
    ],
)
def test_what_is_missing_stands_beside_its_field(cast, change, field):
    with pytest.raises(Problem) as refusal:
        planned(cast.citra, **change)
    assert field in refusal.value.fields
    assert not Meeting.objects.exists()


def test_a_chair_who_has_left_the_office_by_then_is_refused_with_the_name_and_the_last_day(cast):
    Holding.objects.filter(office__title="Bupati Bangkalan").update(ends_on=date(2026, 11, 20))
    with pytest.raises(Problem) as refusal:
        planned(cast.citra)
    assert "Rendra Wijaya" in str(refusal.value)
    assert "20 November 2026" in str(refusal.value)
    assert "chair" in refusal.value.fields


def test_the_next_holder_of_the_office_may_chair(cast):
    Holding.objects.filter(office__title="Bupati Bangkalan").update(ends_on=date(2026, 11, 20))
    appoint("Sinta Dewanti", Role.REGIONAL_HEAD, "35.26", "Bupati Bangkalan", starts_on=date(2026, 11, 21))
    assert planned(cast.citra).state == MeetingState.PLANNED


def test_an_office_nobody_ever_held_cannot_chair(cast):
    empty = Office.objects.create(role=Role.REGIONAL_SECRETARY, region_id="35.26", title="Sekretaris Daerah")
    with pytest.raises(Problem) as refusal:
        planned(cast.citra, chair_id=empty.pk)
    assert refusal.value.code == "meeting.chair_left"


def test_one_room_cannot_be_had_twice_however_it_is_written(cast):
    camat = Office.objects.get(title="Camat Geger")
    first = planned(cast.citra)
    with pytest.raises(Clashes) as clash:
        planned(cast.citra, chair_id=camat.pk, place="PENDOPO  agung, Kab. Bangkalan", title="Rapat lain")
    assert [(c.kind, c.meeting.pk) for c in clash.value.found] == [("room", first.pk)]


def test_one_chair_cannot_sit_in_two_rooms_at_once(cast):
    planned(cast.citra)
    with pytest.raises(Clashes) as clash:
        planned(cast.citra, place="Aula Kodim")
    assert [(c.kind, c.what) for c in clash.value.found] == [("chair", "Bupati Bangkalan")]


def test_a_clash_passes_with_a_reason_and_the_reason_is_kept(cast):
    planned(cast.citra)
    second = planned(cast.citra, place="Aula Kodim", clash_reason="Membuka kedua rapat bergantian")
    assert second.clash_reason == "Membuka kedua rapat bergantian"
    calm = planned(cast.citra, starts_at=NOW + timedelta(days=3), clash_reason="tidak perlu")
    assert calm.clash_reason == ""


def test_a_meeting_may_begin_in_a_room_when_the_one_before_ends(cast):
    first = planned(cast.citra)
    assert planned(cast.citra, starts_at=first.ends_at).pk != first.pk


def test_a_cancelled_meeting_holds_no_room(cast):
    first = planned(cast.citra)
    cancel_meeting(meeting_id=first.pk, reason="Pejabat ke Surabaya", by=cast.citra, at=NOW)
    assert planned(cast.citra).pk != first.pk


def test_a_meeting_is_opened_once(cast):
    meeting = planned(cast.citra)
    opened = open_meeting(meeting_id=meeting.pk, by=cast.rendra, at=meeting.starts_at)
    assert (opened.state, opened.held_at) == (MeetingState.HELD, meeting.starts_at)
    with pytest.raises(ForbiddenMove):
        open_meeting(meeting_id=meeting.pk, by=cast.rendra, at=meeting.starts_at)


def test_a_meeting_is_called_off_only_with_a_reason_and_not_after_it_was_held(cast):
    meeting = planned(cast.citra)
    with pytest.raises(Problem):
        cancel_meeting(meeting_id=meeting.pk, reason=" ", by=cast.citra, at=NOW)
    open_meeting(meeting_id=meeting.pk, by=cast.citra, at=meeting.starts_at)
    with pytest.raises(ForbiddenMove):
        cancel_meeting(meeting_id=meeting.pk, reason="terlambat", by=cast.citra, at=NOW)


def test_a_meeting_is_seen_in_its_territory_and_by_its_chair_and_by_nobody_else(cast):
    meeting = planned(cast.citra)
    camat = Office.objects.get(title="Camat Geger")
    own = planned(cast.citra, starts_at=NOW + timedelta(days=4), chair_id=camat.pk)
    assert set(meetings_seen_by(cast.citra)) == {meeting, own}
    assert set(meetings_seen_by(cast.dewi)) == {own}
    assert not meetings_seen_by(cast.eko).exists()
    with pytest.raises(NotFound):
        meeting_for(cast.eko, meeting.pk)


def test_a_secret_meeting_shows_only_to_cleared_offices(cast):
    secret = planned(cast.citra, classification=Classification.SECRET)
    assert meeting_for(cast.citra, secret.pk) == secret
    with pytest.raises(NotFound):
        meeting_for(cast.budi, secret.pk)


def test_a_clash_with_a_closed_meeting_does_not_tell_its_title(cast):
    planned(cast.citra, classification=Classification.SECRET)
    with pytest.raises(Clashes) as clash:
        plan_meeting(new=replace(new_meeting(), title="Rapat posko"), by=cast.budi, at=NOW)
    assert {c.may_see for c in clash.value.found} == {False}


def test_a_plan_may_change_until_the_meeting_is_held_and_the_invited_hear_of_a_new_room(cast):
    meeting = planned(cast.citra)
    later = new_meeting(starts_at=NOW + timedelta(days=2), agenda=())
    changed = change_meeting(meeting_id=meeting.pk, new=later, by=cast.rendra, at=NOW)
    assert (changed.starts_at, changed.agenda.count()) == (NOW + timedelta(days=2), 0)
    assert Event.objects.get(name="meeting.changed").payload == {"moved": True, "tell": False}
    Meeting.objects.filter(pk=meeting.pk).update(state="invited")
    change_meeting(meeting_id=meeting.pk, new=replace(later, place="Aula Kodim"), by=cast.citra, at=NOW)
    assert Event.objects.filter(name="meeting.changed").last().payload["tell"] is True
    open_meeting(meeting_id=meeting.pk, by=cast.citra, at=NOW + timedelta(days=2))
    with pytest.raises(Conflict):
        change_meeting(meeting_id=meeting.pk, new=later, by=cast.citra, at=NOW)


def test_a_changed_plan_does_not_clash_with_itself_but_with_others(cast):
    meeting = planned(cast.citra)
    planned(cast.citra, starts_at=NOW + timedelta(days=6))
    change_meeting(meeting_id=meeting.pk, new=new_meeting(title="Judul baru"), by=cast.citra, at=NOW)
    with pytest.raises(Clashes):
        change_meeting(meeting_id=meeting.pk, new=new_meeting(starts_at=NOW + timedelta(days=6)), by=cast.citra, at=NOW)
