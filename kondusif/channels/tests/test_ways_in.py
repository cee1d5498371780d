"""The page of the ways in tells how each channel is doing, to whom it concerns, and never who wrote what."""

import pytest

from kondusif.channels import inbox
from kondusif.channels.actions import start_linking
from kondusif.channels.dialogue import actions, folding, keeping
from kondusif.channels.dialogue.envelopes import Envelope
from kondusif.channels.dialogue.models import InboundMessage
from kondusif.channels.kinds import Kind
from kondusif.channels.models import Address, Delivery
from kondusif.channels.tests.payloads import STATUS
from kondusif.channels.whatsapp.codec import arrivals_in
from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Person
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.reports.models import Report
from kondusif.reports.territory import forget_territory
from tests.support.words import says

pytestmark = pytest.mark.django_db
KEYED = Envelope(
    kind="telegram", address="7001", message_id="1", text="LAPOR#35.26.06.2005#uang#Amplop dibagikan", sent_at=NOW
)


@pytest.fixture
def stage(settings, tmp_path):
    settings.SECRETS_DIR = tmp_path
    (tmp_path / "telegram-webhook").write_text("x")
    (tmp_path / "telegram-token").write_text("x")
    settings.DEMO = True
    forget_territory()
    with scoped(EVERYWHERE):
        cast = make_cast()
        Person.objects.update(is_demo=True)
        yield cast


def set_aside(monkeypatch) -> InboundMessage:
    with monkeypatch.context() as patch:
        patch.setattr(folding, "answer", lambda *_: 1 / 0)
        for _n in range(5):
            actions.take(KEYED, at=NOW)
    return InboundMessage.objects.get()


def test_the_page_tells_state_last_message_and_what_stands_aside_without_its_words(stage, client, monkeypatch):
    set_aside(monkeypatch)
    client.force_login(stage.persons["budi"])
    page = client.get("/kanal/").content.decode()
    assert "ZeroDivisionError" in page and "Telegram" in page and "belum disiapkan" in page and "Coba lagi" in page
    assert "Amplop" not in page and not says(page, "7001")
    telegram = inbox.ways_in(stage.budi, NOW)[0]
    assert (telegram.is_set_up, telegram.answers, telegram.n_lately, telegram.last_at) == (True, True, 1, NOW)


def test_who_does_not_look_after_the_channels_sees_and_retries_nothing(stage, client, monkeypatch):
    message = set_aside(monkeypatch)
    assert inbox.ways_in(stage.dewi, NOW) == [] and not inbox.set_aside(stage.dewi).exists()
    with pytest.raises(NotAllowed):
        keeping.retry_message(message_id=message.pk, by=stage.citra, at=NOW)
    client.force_login(stage.persons["dewi"])
    assert client.get("/kanal/").status_code in {403, 404}


def test_a_message_set_aside_becomes_a_report_when_its_cause_is_mended_and_it_is_tried_again(
    stage, client, monkeypatch
):
    message = set_aside(monkeypatch)
    client.force_login(stage.persons["budi"])
    assert client.post(f"/kanal/pesan/{message.pk}/ulang").status_code == 302
    assert Event.objects.filter(name="message.retried").count() == 1
    with pytest.raises(Conflict):
        keeping.retry_message(message_id=message.pk, by=stage.budi, at=NOW)
    with pytest.raises(NotFound):
        keeping.retry_message(message_id=stage.budi.person_id, by=stage.budi, at=NOW)
    message.refresh_from_db()
    assert actions.work_on(message, at=NOW).state == "answered" and Report.objects.count() == 1


def test_an_officers_chat_is_tied_to_the_account_by_the_word_and_an_sms_never_is(stage):
    word = start_linking(kind=Kind.TELEGRAM, by=stage.budi, at=NOW)
    forged = Envelope(kind="sms", address="+62811", message_id="s", text=f"HUBUNG {word}", sent_at=NOW)
    assert actions.take(forged, at=NOW).state == "answered"
    taken = actions.take(
        Envelope(kind="telegram", address="7009", message_id="2", text=f"hubung {word}", sent_at=NOW), at=NOW
    )
    assert taken.state == "acknowledged" and "tersambung" in taken.reply
    assert Address.objects.get(address="7009").person_id == stage.budi.person_id
    assert not Report.objects.exists()


def test_metas_reports_of_delivery_are_read():
    assert arrivals_in(STATUS) == [("wamid.X", True)]


def test_the_page_tells_what_goes_out_waits_and_is_held_on_each_way(stage, client):
    fields = {
        "kind": "sms",
        "address": "+62811",
        "subject": "s",
        "body": "RAHASIA",
        "region_id": "35.26",
        "queued_at": NOW,
        "not_before": NOW,
    }
    Delivery.objects.create(key="a", state="queued", **fields)
    Delivery.objects.create(key="b", state="quarantined", **fields)
    Delivery.objects.create(key="c", state="sent", sent_at=NOW, **fields)
    sms = next(way for way in inbox.ways_out(stage.budi) if way.kind is Kind.SMS)
    assert (sms.is_set_up, sms.last_sent_at, sms.n_waiting, sms.n_held) == (False, NOW, 1, 1)
    assert inbox.ways_out(stage.dewi) == []
    client.force_login(stage.persons["budi"])
    page = client.get("/status").content.decode()
    assert "Cara keluar" in page and "+62811" not in page and "RAHASIA" not in page
