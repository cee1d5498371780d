"""Letters go out at least once, are queued once, and are never marked before they went."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction

from kondusif.alerts.actions import acknowledge_alert, sign_alert
from kondusif.alerts.tests.factories import drafted, seen
from kondusif.channels import actions
from kondusif.channels.carriers import AddressGone
from kondusif.channels.email import sender
from kondusif.channels.kinds import Kind
from kondusif.channels.models import Address, Delivery
from kondusif.coordination.actions import NewTask, give_task
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.meetings.actions import NewRule, add_rule, answer_invitation, cancel_meeting, send_invitations
from kondusif.meetings.states import InviteeState, RuleKind
from kondusif.meetings.tests.factories import planned
from kondusif.people.models import Office
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.viewers import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    with scoped(EVERYWHERE):
        yield make_cast()


def issued(stage, **changes):
    alert = drafted(stage.budi, **changes)
    return sign_alert(alert_id=alert.pk, seen=seen(alert), by=stage.citra, at=NOW)


def queued(alert, news="issued") -> list[Delivery]:
    return actions.queue_alert(alert_id=alert.pk, news=news, by=SYSTEM, at=NOW)


def test_each_addressed_person_gets_one_letter_however_often_the_news_comes(stage):
    alert = issued(stage)
    first = queued(alert)
    assert {d.address for d in first} >= {"dewi.rahayu@contoh.test", "budi.santosa@contoh.test"}
    assert queued(alert) == []
    assert Delivery.objects.count() == len(first)


def test_a_letter_says_level_place_number_what_to_do_and_until_when_in_indonesian(stage):
    letter = queued(issued(stage))[0]
    assert letter.subject.startswith("Peringatan dini ORANYE · Kecamatan Geger · PD/35.26/2026/")
    assert "Camat menemui kepala desa." in letter.body
    assert "WIB" in letter.body


def test_an_exercise_is_marked_in_the_subject(stage):
    assert queued(issued(stage, exercise=True))[0].subject.startswith("[LATIHAN] ")


def test_a_reminder_goes_only_to_those_who_have_not_answered(stage):
    alert = issued(stage)
    acknowledge_alert(alert_id=alert.pk, by=stage.dewi, at=NOW)
    assert "dewi.rahayu@contoh.test" not in {d.address for d in queued(alert, "reminded")}


def send(at=NOW) -> int:
    return actions.send_batch(kind=Kind.EMAIL, by=SYSTEM, at=at).n_sent


def only_one(letters: list[Delivery]) -> Delivery:
    Delivery.objects.exclude(pk=letters[0].pk).delete()
    return letters[0]


def test_a_sent_letter_is_marked_and_sent_no_second_time(stage):
    letter = only_one(queued(issued(stage)))
    assert send() == 1
    assert send() == 0
    assert len(mail.outbox) == 1
    letter.refresh_from_db()
    assert (letter.state, letter.sent_at, letter.tries) == ("sent", NOW, 1)
    assert letter.key.replace(":", ".") in mail.outbox[0].extra_headers["Message-ID"]


def test_a_crash_between_sending_and_marking_sends_again_with_the_same_key(stage, monkeypatch):
    letter = only_one(queued(issued(stage)))

    def crash(*args, **kwargs):
        raise SystemError("killed")

    with monkeypatch.context() as patch, pytest.raises(SystemError), transaction.atomic():
        patch.setattr("kondusif.channels.actions.sending._mark_sent", crash)
        send()
    assert Delivery.objects.get(pk=letter.pk).state == "queued"
    assert send() == 1
    assert len({m.extra_headers["Message-ID"] for m in mail.outbox}) == 1
    assert len(mail.outbox) == 2


def test_a_refused_letter_stays_queued_with_the_reason_and_after_five_refusals_in_quarantine(stage, monkeypatch):
    letter = only_one(queued(issued(stage)))

    def refuse(_letter):
        raise OSError("mailbox is full")

    monkeypatch.setattr("kondusif.channels.email.sender.send", refuse)
    at = NOW
    for _ in range(5):
        letter.refresh_from_db()
        assert letter.state == "queued"
        at = max(at, letter.not_before)
        assert send(at) == 0
        assert actions.send_batch(kind=Kind.EMAIL, by=SYSTEM, at=at).n_taken == 0  # it waits before the next try
    letter.refresh_from_db()
    assert (letter.state, letter.tries, letter.last_error) == ("quarantined", 5, "mailbox is full")
    assert Event.objects.filter(name="delivery.quarantined").exists()
    assert mail.outbox == []
    assert timedelta(minutes=5) < at - NOW < timedelta(minutes=15)


def test_a_poisoned_letter_does_not_hold_up_the_others_of_its_batch(stage, monkeypatch):
    letters = queued(issued(stage))
    poison, honest = letters[0].address, sender.send

    def choke(letter):
        if letter.address == poison:
            raise ValueError("cannot be encoded")
        return honest(letter)

    monkeypatch.setattr("kondusif.channels.email.sender.send", choke)
    assert send() == len(letters) - 1
    assert Delivery.objects.get(state="queued").last_error == "cannot be encoded"


def test_a_carrier_that_is_away_costs_no_message_a_try(stage, monkeypatch):
    letters = queued(issued(stage))

    def away(_letter):
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr("kondusif.channels.email.sender.send", away)
    at = NOW
    for _ in range(7):
        assert actions.send_batch(kind=Kind.EMAIL, by=SYSTEM, at=at).is_away
        at += timedelta(seconds=30)
    monkeypatch.undo()
    assert set(Delivery.objects.values_list("state", "tries")) == {("queued", 0)}
    assert send(at) == len(letters)


def test_a_message_that_can_never_arrive_fails_at_once_and_takes_a_dead_address_out_of_use(stage, monkeypatch):
    letter = only_one(queued(issued(stage)))
    address = Address.objects.create(
        person=stage.persons["dewi"], kind=Kind.EMAIL, address="x@contoh.test", added_at=NOW, verified_at=NOW
    )
    Delivery.objects.update(to=address)

    def gone(_letter):
        raise AddressGone("410")

    monkeypatch.setattr("kondusif.channels.email.sender.send", gone)
    send()
    letter.refresh_from_db()
    address.refresh_from_db()
    assert (letter.state, letter.last_error, address.ended_at) == ("failed", "410", NOW)
    assert Event.objects.filter(name="delivery.failed").exists()


def test_a_warning_that_is_over_is_not_sent_late(stage):
    letter = only_one(queued(issued(stage)))
    assert send(letter.good_until + timedelta(seconds=1)) == 0
    assert mail.outbox == []
    assert Delivery.objects.get().state == "failed"


def test_what_stood_in_quarantine_goes_out_again_under_its_old_key(stage):
    letter = only_one(queued(issued(stage)))
    Delivery.objects.update(state="quarantined", tries=5)
    assert actions.send_again(delivery_ids=[letter.pk], by=stage.budi, at=NOW) == 1
    assert actions.send_again(delivery_ids=[letter.pk], by=stage.budi, at=NOW) == 0
    assert send() == 1
    assert letter.key.replace(":", ".") in mail.outbox[0].extra_headers["Message-ID"]
    assert Event.objects.get(name="delivery.retried").by_title == "Operator Posko Bangkalan"


def test_a_title_with_a_line_break_cannot_add_a_header(stage):
    letter = queued(issued(stage))[0]
    Delivery.objects.filter(pk=letter.pk).update(subject="Awas\nBcc: semua@contoh.test")
    Delivery.objects.exclude(pk=letter.pk).delete()
    send()
    assert mail.outbox[0].subject == "Awas Bcc: semua@contoh.test"
    assert mail.outbox[0].recipients() == [letter.address]


def test_the_owner_hears_of_a_task_and_the_giver_that_it_is_done(stage):
    camat = Office.objects.get(title="Camat Geger")
    task = give_task(task=NewTask("Temui warga", "Bersama", camat.pk, NOW + timedelta(hours=9)), by=stage.citra, at=NOW)

    def told(news: str) -> set[str]:
        return {d.address for d in actions.queue_task(task_id=task.pk, news=news, by=SYSTEM, at=NOW)}

    assert told("given") == {"dewi.rahayu@contoh.test"}
    assert told("done") == {"citra.lestari@contoh.test"}


def test_somebody_who_no_longer_holds_the_office_gets_nothing(stage):
    from kondusif.people.models import Holding

    Holding.objects.filter(person=stage.persons["dewi"]).update(ends_on=NOW.date() - timedelta(days=1))
    assert "dewi.rahayu@contoh.test" not in {d.address for d in queued(issued(stage))}


def test_the_invited_of_a_meeting_hear_of_it_once_and_a_guest_by_their_own_address(stage):
    meeting = planned(stage.citra)
    for rule in (
        NewRule(RuleKind.SUBDISTRICT_HEADS, region_code="35.26"),
        NewRule(RuleKind.GUEST, guest_name="Kiai Salim", guest_organisation="MUI", guest_email="salim@contoh.test"),
    ):
        add_rule(meeting_id=meeting.pk, rule=rule, by=stage.citra, at=NOW)
    send_invitations(meeting_id=meeting.pk, letter=False, by=stage.citra, at=NOW)

    def told(news: str, at: datetime = NOW) -> list[Delivery]:
        return actions.queue_meeting(meeting_id=meeting.pk, news=news, by=SYSTEM, at=at)

    first = told("invited")
    assert {d.address for d in first} == {"dewi.rahayu@contoh.test", "salim@contoh.test"}
    assert told("invited") == []
    assert "Sabtu, 21 November 2026, 09.00 sampai 11.00 WIB" in first[0].body
    invitee = meeting.invitees.get(office__title="Camat Geger")
    answer_invitation(invitee_id=invitee.pk, answer=InviteeState.COMING, by=stage.dewi, at=NOW)
    assert {d.address for d in told("reminded")} == {"salim@contoh.test"}
    assert told("reminded", NOW + timedelta(hours=14)) == [], "23.00 of the same day"
    assert len(told("reminded", NOW + timedelta(hours=16))) == 1, "01.00 of the next, which UTC does not know yet"
    cancel_meeting(meeting_id=meeting.pk, reason="Ditunda sepekan", by=stage.citra, at=NOW)
    assert "Ditunda sepekan" in told("cancelled")[0].body
