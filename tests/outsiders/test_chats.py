"""The libraries by which others speak with Telegram and WhatsApp read what our tests post, and say what we say."""

import hmac
import json
from collections.abc import Iterator

import httpx
import pytest
from pydantic import BaseModel, ValidationError

from kondusif.channels.carriers import AddressGone, Letter, Undeliverable
from kondusif.channels.telegram import codec as telegram_codec
from kondusif.channels.telegram import media as telegram_media
from kondusif.channels.telegram import registering
from kondusif.channels.telegram import sender as telegram_sender
from kondusif.channels.tests import payloads
from kondusif.channels.tests.payloads import NUMBER, USER_ID, telegram_update, whatsapp_body, without_number
from kondusif.channels.whatsapp import media as whatsapp_media
from kondusif.channels.whatsapp import sender as whatsapp_sender
from tests.support.providers import PHONE_ID, TOKEN, Provider, provider

pytestmark = pytest.mark.xdist_group("chats")  # one of the suite's processes loads the libraries, which takes seconds
GROUP = {"chat": {"id": -5, "title": "Warga", "type": "group"}}
UPDATES = {
    "text": telegram_update(1, "lapor"),
    "place": telegram_update(2, location={"latitude": -6.985, "longitude": 112.944}),
    "photo": telegram_update(3, photo=payloads.PHOTO, caption="baru saja"),
    "group": telegram_update(4, "halo", **GROUP),
    "edited": {"update_id": 5, "edited_message": telegram_update(5, "x")["message"] | {"edit_date": 1_763_604_000}},
    "button": payloads.telegram_pressed(6, "category:crowd", 1_763_604_000),
}
REPLY = {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": {"id": "c:ya", "title": "Ya"}}}
ROW = {"type": "interactive", "interactive": {"type": "list_reply", "list_reply": {"id": "c:7", "title": "Uang"}}}
IMAGE = {"id": "777", "mime_type": "image/jpeg", "sha256": "x", "url": "https://lookaside.fbsbx.com/x"}
MESSAGES = {
    "text": whatsapp_body(1, "lapor"),
    "image": whatsapp_body(2, type="image", image=IMAGE),
    "audio": whatsapp_body(3, type="audio", audio=IMAGE | {"mime_type": "audio/ogg", "voice": True}),
    "place": whatsapp_body(4, type="location", location={"latitude": -6.985, "longitude": 112.944}),
    "button": whatsapp_body(5, **REPLY, context={"from": "6231555000", "id": "wamid.q"}),
    "row": whatsapp_body(6, **ROW, context={"from": "6231555000", "id": "wamid.q"}),
    "delivered": payloads.STATUS,
}
CHOICES = (("confirm:ya", "Kirim"), ("confirm:ubah", "Ubah"), ("confirm:batal", "Batal"))
MANY = tuple((f"category:{n}", f"Pilihan {n}") for n in range(1, 8))


@pytest.fixture(scope="module")
def aiogram():
    import aiogram.client.session.aiohttp

    return aiogram


@pytest.fixture
def fake(settings, tmp_path) -> Iterator[Provider]:
    for name in ("telegram-token", "whatsapp-token"):
        (tmp_path / name).write_text(TOKEN)
    (tmp_path / "telegram-webhook").write_text("rahasia-telegram")
    settings.SECRETS_DIR, settings.WHATSAPP_PHONE_ID = tmp_path, PHONE_ID
    with provider() as running:
        settings.TELEGRAM_URL = settings.WHATSAPP_URL = running.url
        yield running


def letter(address: str, *choices: tuple[str, str], body: str = "Halo") -> Letter:
    return Letter(key="k", address=address, subject="s", body=body, choices=choices)


def unknown_in(read: object) -> list[str]:
    """What a message holds beyond the documented fields: the library keeps it without a word."""
    if isinstance(read, list):
        return [name for one in read for name in unknown_in(one)]
    if not isinstance(read, BaseModel):
        return []
    inner = [name for field in type(read).model_fields for name in unknown_in(getattr(read, field))]
    return [*(read.model_extra or {}), *inner]


@pytest.mark.parametrize("name", UPDATES)
def test_aiogram_knows_each_update_that_our_tests_post_and_every_field_of_it(aiogram, name):
    read = aiogram.types.Update.model_validate(UPDATES[name])
    assert unknown_in(read) == [] and read.event.from_user.first_name == "Sari"
    [envelope] = telegram_codec.envelopes_in(UPDATES[name])
    assert envelope.address == str((read.message or read.event.message if name == "button" else read.event).chat.id)


def test_aiogram_refuses_an_update_that_lacks_what_telegram_always_sends(aiogram):
    pressed = json.loads(json.dumps(UPDATES["button"]))
    del pressed["callback_query"]["from"]["first_name"]
    with pytest.raises(ValidationError, match="first_name"):
        aiogram.types.Update.model_validate(pressed)
    assert unknown_in(aiogram.types.Update.model_validate(telegram_update(1, "x", colour="red"))) == ["colour"]


def test_aiogram_knows_what_we_ask_of_telegram_and_takes_what_our_fake_answers(aiogram, fake, settings):
    settings.PUBLIC_ADDRESS = "https://kondusif.contoh.test"
    fake.files["besar"] = b"foto"
    fake.failures = [(403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"})]
    with pytest.raises(AddressGone):
        telegram_sender.send(letter("7001"))
    telegram_sender.send(letter("7001"))
    telegram_sender.send(letter("7001", *MANY))
    assert telegram_media.fetch("besar") == b"foto"
    with pytest.raises(Undeliverable):
        telegram_media.fetch("hilang")
    registering.register()
    assert registering.registration().url == registering.own_address()
    bot, session = aiogram.Bot(TOKEN), aiogram.client.session.aiohttp.AiohttpSession()
    names = ("SendMessage", "GetFile", "GetWebhookInfo", "SetWebhook")
    methods = {name[0].lower() + name[1:]: getattr(aiogram.methods, name) for name in names}
    n_refused, seen = 0, set()
    for (path, _headers, body), (status, said) in zip(fake.asked, fake.answered, strict=True):
        method = methods.get(path.rpartition("/")[2])
        if method is None:
            continue
        asked = method.model_validate_json(body)
        assert unknown_in(asked) == []
        try:
            assert unknown_in(session.check_response(bot, asked, status, said.decode()).result) == []
        except aiogram.exceptions.TelegramAPIError:
            n_refused += status >= 400
        seen.add(method.__api_method__)
    assert n_refused == 2 and seen == set(methods)
    answer = telegram_codec.receipt_for(UPDATES["button"])
    named = aiogram.methods.AnswerCallbackQuery
    assert answer.pop("method") == named.__api_method__ and unknown_in(named.model_validate(answer)) == []


@pytest.fixture
def client(fake):
    """This function will give pywa's client, which takes our fake for Meta."""
    from pywa import WhatsApp

    with httpx.Client() as session:
        client = WhatsApp(
            PHONE_ID, TOKEN, session=session, server=None, verify_token="kata", app_secret="rahasia-meta",
            skip_duplicate_updates=False,
        )  # fmt: skip
        session.base_url = fake.url
        yield client


@pytest.mark.parametrize("shows_number", [True, False])
@pytest.mark.parametrize("name", MESSAGES)
def test_pywa_reads_each_notification_that_our_tests_post_as_from_the_same_person(client, name, shows_number):
    seen = []
    for listen in (
        client.on_message,
        client.on_callback_button,
        client.on_callback_selection,
        client.on_message_status,
    ):
        listen()(lambda _client, read: seen.append(read))
    raw = json.dumps(MESSAGES[name] if shows_number else without_number(MESSAGES[name])).encode()
    signed = "sha256=" + hmac.new(b"rahasia-meta", raw, "sha256").hexdigest()
    assert client.webhook_update_validator(raw, signed) is None and client.webhook_update_validator(raw + b" ", signed)
    assert client.webhook_update_handler(raw)[1] == 200
    [read] = seen
    assert (read.from_user.bsuid, read.from_user.wa_id) == (USER_ID, NUMBER if shows_number else None)


@pytest.mark.parametrize("address", [f"+{NUMBER}", USER_ID])
def test_we_send_by_whatsapp_the_same_message_that_pywa_sends(client, fake, address):
    from pywa.types import Button, Section, SectionList, SectionRow

    rows = SectionList("Pilih", [Section("", [SectionRow(title, data) for data, title in MANY])])
    buttons = [Button(title, data) for data, title in CHOICES]
    for ours, theirs in (((), None), (CHOICES, buttons), (MANY, rows)):
        taken = whatsapp_sender.send(letter(address, *ours))
        assert client.send_message(address.lstrip("+"), "Halo", buttons=theirs).id == taken.provider_id
        (_path, _headers, mine), (_same, _more, others) = fake.asked[-2:]
        assert plain(json.loads(mine)) == plain(json.loads(others))


def plain(body: dict) -> dict:
    """Without what may be left away: the title of the only section."""
    for section in body.get("interactive", {}).get("action", {}).get("sections", []):
        section.pop("title", None)
    return body


def test_pywa_takes_what_our_fake_of_meta_answers(client, fake):
    from pywa.errors import WhatsAppError

    fake.files["777"] = b"foto"
    assert client.get_media_url("777").url == f"{fake.url}/media/777" and whatsapp_media.fetch("777") == b"foto"
    gone = {"code": 131026, "message": "(#131026) Message undeliverable", "type": "OAuthException", "fbtrace_id": "A"}
    fake.failures = [(400, {"error": gone})]
    with pytest.raises(WhatsAppError):
        client.send_message(NUMBER, "Halo")
