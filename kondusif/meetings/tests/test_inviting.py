"""Invitees by rule: resolved when the invitation goes out, vacancies kept, clashes told, answers noted."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.states import ForbiddenMove
from kondusif.meetings.actions import (
    NewRule,
    add_rule,
    answer_invitation,
    cancel_meeting,
    note_reading,
    open_meeting,
    remind_invitees,
    remove_rule,
    send_invitations,
)
from kondusif.meetings.actions.planning import Clashes
from kondusif.meetings.models import Invitee, InviteRule, Meeting
from kondusif.meetings.queries import calls_of, invitations_awaiting, meetings_seen_by
from kondusif.meetings.states import InviteeState, MeetingState, RuleKind
from kondusif.meetings.tests.factories import planned
from kondusif.people.models import Holding, Office
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint, make_cast

pytestmark = pytest.mark.django_db
ALL_CAMAT = NewRule(RuleKind.SUBDISTRICT_HEADS, region_code="35.26")


@pytest.fixture
def cast():
    with scoped(EVERYWHERE):
        cast = make_cast()
        # Noise that must never be called: the same office of another regency, and an empty one of ours.
        appoint("Camat Lain", Role.SUBDISTRICT_HEAD, "35.27.01", "Camat Sreseh")
        Office.objects.create(role=Role.SUBDISTRICT_HEAD, region_id="35.26.01", title="Camat Bangkalan")
        yield cast


def with_rule(cast, rule=ALL_CAMAT, **changes) -> Meeting:
    meeting = planned(cast.citra, **changes)
    add_rule(meeting_id=meeting.pk, rule=rule, by=cast.citra, at=NOW)
    return meeting


def invited(cast, rule=ALL_CAMAT, **changes) -> Meeting:
    return send_invitations(letter=False, meeting_id=with_rule(cast, rule, **changes).pk, by=cast.citra, at=NOW)


def of(meeting, title: str) -> Invitee:
    return meeting.invitees.get(office__title=title)


def test_all_camat_of_the_regency_are_called_and_an_empty_office_stays_on_the_list(cast):
    meeting = invited(cast)
    assert meeting.state == MeetingState.INVITED
    assert {(i.office.title, i.holder_name, i.is_vacant) for i in meeting.invitees.all()} == {
        ("Camat Geger", "Dewi Rahayu", False),
        ("Camat Bangkalan", "", True),
    }
    assert Event.objects.get(name="meeting.invited").payload["n"] == 2


def test_before_sending_the_rule_is_kept_and_tells_what_it_would_come_to(cast):
    meeting = with_rule(cast)
    assert not meeting.invitees.exists()
    [call] = calls_of(cast.citra, meeting)
    assert [o.title for o in call.vacant] == ["Camat Bangkalan"]
    Office.objects.filter(title="Camat Bangkalan").delete()
    [call] = calls_of(cast.citra, meeting)
    assert [r.pk for r in call.lacking] == ["35.26.01"]


def test_who_holds_the_office_on_the_meetings_day_is_called(cast):
    Holding.objects.filter(office__title="Camat Geger").update(ends_on=NOW.date())
    appoint(
        "Tari Ningrum", Role.SUBDISTRICT_HEAD, "35.26.06", "Camat Geger", prefix="Plt", starts_on=date(2026, 11, 21)
    )
    invitee = of(invited(cast), "Camat Geger")
    assert (invitee.holder_name, invitee.holder_title) == ("Tari Ningrum", "Plt. Camat Geger")


def test_one_office_under_two_rules_is_invited_once(cast):
    meeting = with_rule(cast)
    camat = Office.objects.get(title="Camat Geger")
    add_rule(meeting_id=meeting.pk, rule=NewRule(RuleKind.OFFICE, office_id=camat.pk), by=cast.citra, at=NOW)
    send_invitations(meeting_id=meeting.pk, by=cast.citra, at=NOW)
    assert meeting.invitees.filter(office=camat).count() == 1


def test_village_pillars_of_a_subdistrict_are_three_offices_a_village(cast):
    for role, title in (
        (Role.VILLAGE_HEAD, "Kepala Desa"),
        (Role.VILLAGE_POLICE, "Bhabinkamtibmas"),
        (Role.VILLAGE_MILITARY, "Babinsa"),
    ):
        appoint(f"{title} Lerpak", role, "35.26.06.2005", f"{title} Lerpak")
    meeting = invited(cast, NewRule(RuleKind.VILLAGE_PILLARS, region_code="35.26.06"))
    assert meeting.invitees.count() == 3


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (NewRule(RuleKind.SUBDISTRICT_HEADS, region_code="35.27"), "region"),
        (NewRule(RuleKind.SUBDISTRICT_HEADS), "region"),
        (NewRule(RuleKind.BODY_MEMBERS), "body"),
        (NewRule(RuleKind.OFFICE), "office"),
        (NewRule(RuleKind.GUEST, guest_organisation="MUI"), "guest_name"),
        (NewRule(RuleKind.GUEST, guest_name="Kiai Salim"), "guest_organisation"),
    ],
)
def test_a_line_that_says_too_little_is_refused_beside_its_field(cast, rule, field):
    with pytest.raises(Problem) as refusal:
        with_rule(cast, rule)
    assert field in refusal.value.fields
    assert not InviteRule.objects.exists()


def test_the_same_guest_however_written_is_on_the_list_once(cast):
    guest = NewRule(RuleKind.GUEST, guest_name="Kiai Salim", guest_organisation="MUI Bangkalan")
    meeting = with_rule(cast, guest)
    with pytest.raises(Problem) as refusal:
        add_rule(meeting_id=meeting.pk, rule=replace(guest, guest_name=" kiai  salim"), by=cast.citra, at=NOW)
    assert "guest_name" in refusal.value.fields


def test_nobody_invited_is_refused(cast):
    meeting = planned(cast.citra)
    with pytest.raises(Problem) as refusal:
        send_invitations(meeting_id=meeting.pk, by=cast.citra, at=NOW)
    assert refusal.value.code == "meeting.nobody"
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED


def test_a_cancelled_meeting_invites_nobody(cast):
    meeting = with_rule(cast)
    cancel_meeting(meeting_id=meeting.pk, reason="Ditunda", by=cast.citra, at=NOW)
    with pytest.raises(ForbiddenMove):
        send_invitations(meeting_id=meeting.pk, by=cast.citra, at=NOW)
    with pytest.raises(Conflict):
        add_rule(meeting_id=meeting.pk, rule=ALL_CAMAT, by=cast.citra, at=NOW)


def test_an_invitation_after_the_hour_is_refused(cast):
    meeting = with_rule(cast)
    with pytest.raises(Problem) as refusal:
        send_invitations(meeting_id=meeting.pk, by=cast.citra, at=meeting.starts_at)
    assert refusal.value.code == "meeting.past"


def test_an_office_called_to_two_meetings_at_once_is_told_with_the_other_meeting(cast):
    first = invited(cast)
    second = with_rule(cast, place="Aula Kodim", clash_reason="Pimpinan diwakili", title="Rapat kedua")
    Meeting.objects.filter(pk=second.pk).update(clash_reason="")
    with pytest.raises(Clashes) as clash:
        send_invitations(meeting_id=second.pk, by=cast.citra, at=NOW)
    assert ("office", "Camat Geger", first.pk) in {(c.kind, c.what, c.meeting.pk) for c in clash.value.found}
    sent = send_invitations(
        letter=False, meeting_id=second.pk, clash_reason="Boleh diwakili Sekcam", by=cast.citra, at=NOW
    )
    assert sent.clash_reason == "Boleh diwakili Sekcam"


def test_those_added_later_are_called_at_once_and_nobody_twice(cast):
    meeting = invited(cast)
    guest = NewRule(RuleKind.GUEST, guest_name="Kiai Salim", guest_organisation="MUI")
    add_rule(meeting_id=meeting.pk, rule=guest, by=cast.citra, at=NOW)
    assert meeting.invitees.count() == 3
    assert Event.objects.filter(name="meeting.invited").last().payload == {"n": 1, "later": True}


def test_a_rule_can_be_dropped_only_before_it_called_anybody(cast):
    meeting = with_rule(cast)
    rule = meeting.rules.get()
    remove_rule(rule_id=rule.pk, by=cast.citra, at=NOW)
    assert not meeting.rules.exists()
    sent = invited(cast, starts_at=NOW + timedelta(days=5))
    with pytest.raises(Conflict):
        remove_rule(rule_id=sent.rules.get().pk, by=cast.citra, at=NOW)


def test_only_those_who_run_the_meeting_invite(cast):
    meeting = with_rule(cast)
    for viewer in (cast.dewi, cast.eko):
        with pytest.raises((NotAllowed, NotFound)):
            send_invitations(meeting_id=meeting.pk, by=viewer, at=NOW)
    assert send_invitations(meeting_id=meeting.pk, by=cast.rendra, at=NOW).state == MeetingState.INVITED


def test_an_invited_office_sees_the_meeting_and_its_reading_is_noted_once(cast):
    meeting = invited(cast)
    assert meeting in meetings_seen_by(cast.dewi)
    assert [i.meeting for i in invitations_awaiting(cast.dewi)] == [meeting]
    assert note_reading(meeting_id=meeting.pk, by=cast.dewi, at=NOW) == 1
    assert note_reading(meeting_id=meeting.pk, by=cast.dewi, at=NOW + timedelta(hours=1)) == 0
    assert of(meeting, "Camat Geger").read_at == NOW


def test_an_answer_is_the_offices_own_or_the_clerks_and_may_change(cast):
    invitee = of(invited(cast), "Camat Geger")
    answer_invitation(invitee_id=invitee.pk, answer=InviteeState.COMING, by=cast.dewi, at=NOW)
    changed = answer_invitation(
        invitee_id=invitee.pk, answer=InviteeState.REPRESENTED, represented_by="Sekcam Geger", by=cast.citra, at=NOW
    )
    assert (changed.state, changed.represented_by) == (InviteeState.REPRESENTED, "Sekcam Geger")
    assert Event.objects.filter(name="invitation.answered").count() == 2
    with pytest.raises((NotAllowed, NotFound)):
        answer_invitation(invitee_id=invitee.pk, answer=InviteeState.COMING, by=cast.eko, at=NOW)


@pytest.mark.parametrize(
    ("answer", "field"), [(InviteeState.REPRESENTED, "represented_by"), (InviteeState.EXCUSED, "reason")]
)
def test_an_answer_that_needs_words_is_refused_without_them(cast, answer, field):
    invitee = of(invited(cast), "Camat Geger")
    with pytest.raises(Problem) as refusal:
        answer_invitation(invitee_id=invitee.pk, answer=answer, by=cast.dewi, at=NOW)
    assert field in refusal.value.fields


def test_answers_close_when_the_meeting_begins(cast):
    meeting = invited(cast)
    open_meeting(meeting_id=meeting.pk, by=cast.citra, at=meeting.starts_at)
    with pytest.raises(Conflict):
        answer_invitation(
            invitee_id=of(meeting, "Camat Geger").pk, answer=InviteeState.COMING, by=cast.dewi, at=meeting.starts_at
        )


def test_a_reminder_goes_to_those_who_have_not_answered(cast):
    meeting = invited(cast)
    answer_invitation(invitee_id=of(meeting, "Camat Geger").pk, answer=InviteeState.COMING, by=cast.dewi, at=NOW)
    assert remind_invitees(meeting_id=meeting.pk, by=cast.citra, at=NOW) == 1
    assert of(meeting, "Camat Geger").reminded_at is None
