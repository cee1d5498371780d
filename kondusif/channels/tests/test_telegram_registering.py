"""Telegram delivers what we answer: what was registered before there were buttons is mended, what delivers elsewhere is not touched."""

import pytest
from django.contrib.messages import get_messages

from kondusif.channels.dialogue.tasks import watch_telegram
from kondusif.channels.telegram import registering
from kondusif.channels.telegram.registering import Found
from kondusif.core.models import Event
from kondusif.core.problems import NotAllowed
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Person
from kondusif.people.tests.factories import NOW, make_cast
from tests.support.providers import TOKEN, provider

HERE = "https://kondusif.contoh.test/kanal/telegram"


@pytest.fixture
def fake(settings, tmp_path):
    settings.SECRETS_DIR, settings.PUBLIC_ADDRESS = tmp_path, "https://kondusif.contoh.test"
    (tmp_path / "telegram-token").write_text(TOKEN)
    (tmp_path / "telegram-webhook").write_text("rahasia_telegram-1")
    with provider() as running:
        settings.TELEGRAM_URL = running.url
        yield running


def calls(fake) -> list[str]:
    return [path.rpartition("/")[2] for path, _headers, _body in fake.asked]


def test_a_bot_that_was_registered_before_there_were_buttons_is_registered_again_by_itself(fake):
    fake.webhook |= {"url": HERE, "allowed_updates": ["message"]}
    assert registering.mend() is Found.MENDED
    assert set(fake.webhook["allowed_updates"]) == {"message", "callback_query"}
    assert calls(fake) == ["getWebhookInfo", "setWebhook"]
    assert registering.mend() is Found.WHOLE and calls(fake)[2:] == ["getWebhookInfo"]


def test_without_a_list_telegram_delivers_buttons_already(fake):
    fake.webhook |= {"url": HERE}
    assert registering.mend() is Found.WHOLE and "setWebhook" not in calls(fake)


@pytest.mark.parametrize("url", ["", "https://lain.contoh.test/kanal/telegram"])
def test_a_bot_that_delivers_elsewhere_is_never_taken_over_by_itself(fake, url):
    fake.webhook |= {"url": url, "allowed_updates": ["message"]}
    assert registering.mend() is Found.ELSEWHERE and calls(fake) == ["getWebhookInfo"]


def test_without_a_bot_nobody_is_asked_and_a_telegram_that_is_away_ends_no_worker(fake, settings, tmp_path, caplog):
    settings.TELEGRAM_URL = "http://127.0.0.1:9"
    watch_telegram(timestamp=0)
    assert "CarrierAway" in caplog.text and TOKEN not in caplog.text
    (tmp_path / "telegram-token").unlink()
    assert registering.mend() is Found.NOT_SET_UP


@pytest.fixture
def folk(db, settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        cast = make_cast()
        Person.objects.update(is_demo=True)
        yield cast


def pressed(client) -> list[str]:
    answer = client.post("/kanal/jalur/telegram/daftar")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/kanal/")
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_an_officer_registers_the_bot_with_one_button_and_hears_what_hinders_it(fake, folk, client, settings):
    client.force_login(folk.persons["budi"])
    assert "Daftarkan bot di sini" in client.get("/kanal/").content.decode()
    assert pressed(client) == ["Telegram sekarang mengantar pesan dan tombol yang ditekan ke sini."]
    assert fake.webhook["url"] == HERE and b'"secret_token":"rahasia_telegram-1"' in fake.asked[-1][2]
    event = Event.objects.get(name="channel.registered")
    assert (event.by_id, event.payload) == (folk.budi.person_id, {"kind": "telegram"})
    fake.failures = [(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})]
    assert pressed(client)[-1].startswith("Penyedia menolak token")
    settings.PUBLIC_ADDRESS = "http://127.0.0.1:8000"
    assert "https" in pressed(client)[-1]
    assert Event.objects.filter(name="channel.registered").count() == 1


def test_who_does_not_look_after_the_channels_registers_nothing(fake, folk):
    from kondusif.channels.actions import register_bot

    with pytest.raises(NotAllowed):
        register_bot(by=folk.sari, at=NOW)
    assert fake.asked == []
