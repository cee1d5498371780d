"""Letters go out at least once, are queued once, and are never marked before they went."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from kondusif.alerts.actions import acknowledge_alert, sign_alert
from kondusif.alerts.tests.factories import drafted, seen
from kondusif.channels import actions
from kondusif.channels.models import Delivery
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


def test_a_sent_letter_is_marked_and_sent_no_second_time(stage):
    letter = queued(issued(stage))[0]
    assert actions.deliver(delivery_id=letter.pk, by=SYSTEM, at=NOW)
    assert not actions.deliver(delivery_id=letter.pk, by=SYSTEM, at=NOW)
    assert len(mail.outbox) == 1
    letter.refresh_from_db()
    assert (letter.state, letter.sent_at, letter.tries) == ("sent", NOW, 1)
    assert letter.key.replace(":", ".") in mail.outbox[0].extra_headers["Message-ID"]


def test_a_crash_between_sending_and_marking_sends_again_with_the_same_key(stage, monkeypatch):
    letter = queued(issued(stage))[0]

    def crash(self, *args, **kwargs):
        raise SystemError("killed")

    with monkeypatch.context() as patch, pytest.raises(SystemError), transaction.atomic():
        patch.setattr(Delivery, "save", crash)
        actions.deliver(delivery_id=letter.pk, by=SYSTEM, at=NOW)
    assert Delivery.objects.get(pk=letter.pk).state == "queued"
    assert actions.deliver(delivery_id=letter.pk, by=SYSTEM, at=NOW)
    assert len({m.extra_headers["Message-ID"] for m in mail.outbox}) == 1
    assert len(mail.outbox) == 2


def test_a_refused_letter_stays_queued_with_the_reason_and_after_five_refusals_in_quarantine(stage, monkeypatch):
    letter = queued(issued(stage))[0]

    def refuse(_letter):
        raise OSError("mail server is away")

    monkeypatch.setattr("kondusif.channels.email.sender.send", refuse)
    for _ in range(4):
        with pytest.raises(OSError, match="away"):
            actions.deliver(delivery_id=letter.pk, by=SYSTEM, at=NOW)
        assert Delivery.objects.get(pk=letter.pk).state == "queued"
    assert not actions.deliver(delivery_id=letter.pk, by=SYSTEM, at=NOW)
    letter.refresh_from_db()
    assert (letter.state, letter.tries, letter.last_error) == ("quarantined", 5, "mail server is away")
    assert Event.objects.filter(name="delivery.quarantined").exists()
    assert mail.outbox == []


def test_a_title_with_a_line_break_cannot_add_a_header(stage):
    letter = queued(issued(stage))[0]
    Delivery.objects.filter(pk=letter.pk).update(subject="Awas\nBcc: semua@contoh.test")
    actions.deliver(delivery_id=letter.pk, by=SYSTEM, at=NOW)
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

    def told(news: str) -> list[Delivery]:
        return actions.queue_meeting(meeting_id=meeting.pk, news=news, by=SYSTEM, at=NOW)

    first = told("invited")
    assert {d.address for d in first} == {"dewi.rahayu@contoh.test", "salim@contoh.test"}
    assert told("invited") == []
    assert "Sabtu, 21 November 2026, 09.00 sampai 11.00 WIB" in first[0].body
    invitee = meeting.invitees.get(office__title="Camat Geger")
    answer_invitation(invitee_id=invitee.pk, answer=InviteeState.COMING, by=stage.dewi, at=NOW)
    assert {d.address for d in told("reminded")} == {"salim@contoh.test"}
    cancel_meeting(meeting_id=meeting.pk, reason="Ditunda sepekan", by=stage.citra, at=NOW)
    assert "Ditunda sepekan" in told("cancelled")[0].body
