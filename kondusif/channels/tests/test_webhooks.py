"""The doors of providers and gateways: shut without a secret, deaf to the forged, the same answer to the same delivery."""

import base64
import hmac
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from kondusif.channels.carriers import AddressGone, Letter, Undeliverable
from kondusif.channels.dialogue import actions, contents, envelopes, keeping, sealing
from kondusif.channels.dialogue.envelopes import LATE_MAX, Envelope
from kondusif.channels.dialogue.models import Conversation, InboundMessage, Reply
from kondusif.channels.models import Delivery
from kondusif.channels.reasons import TOO_LATE
from kondusif.channels.signing import signature
from kondusif.channels.sms import codec as sms_codec
from kondusif.channels.sms import sender as sms_sender
from kondusif.channels.telegram import codec as telegram_codec
from kondusif.channels.telegram import media as telegram_media
from kondusif.channels.telegram import sender as telegram_sender
from kondusif.channels.tests.payloads import (
    PHOTO,
    STATUS,
    USER_ID,
    telegram_pressed,
    telegram_update,
    whatsapp_body,
    whatsapp_changed,
    whatsapp_status,
    without_number,
)
from kondusif.channels.whatsapp import codec as whatsapp_codec
from kondusif.channels.whatsapp import media as whatsapp_media
from kondusif.channels.whatsapp import sender as whatsapp_sender
from kondusif.channels.words import reading_failed
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.reports.models import Attachment, Report
from kondusif.reports.territory import forget_territory
from kondusif.reports.tests.pictures import jpeg
from tests.support.providers import PHONE_ID, TOKEN, provider

pytestmark = pytest.mark.django_db
KEYED = "LAPOR#35.26.06.2005#uang#Amplop dibagikan di rumah warga"
SECRETS = {
    "telegram-token": TOKEN, "telegram-webhook": "rahasia-telegram", "whatsapp-token": TOKEN,
    "whatsapp-app": "rahasia-meta", "whatsapp-verify": "kata-periksa", "sms-in-gerbang": "rahasia-sms",
    "sms-in-kannel": "rahasia-kannel", "sms-token": "token-keluar",
}  # fmt: skip


@pytest.fixture(autouse=True)
def stage(settings, tmp_path, monkeypatch):
    folder = tmp_path / "secrets"
    folder.mkdir()
    for name, value in SECRETS.items():
        (folder / name).write_text(value)
    settings.SECRETS_DIR, settings.WHATSAPP_PHONE_ID = folder, PHONE_ID
    monkeypatch.setattr(envelopes, "LATE_MAX", timedelta(days=36_500))  # the payloads are of a day that is long ago
    forget_territory()
    with scoped(EVERYWHERE):
        yield make_cast()


@pytest.fixture
def fake(settings):
    with provider() as running:
        settings.TELEGRAM_URL = settings.WHATSAPP_URL = running.url
        settings.SMS_GATEWAY_URL = running.url + "/kirim"
        yield running


def telegram(client, update: dict, secret: str = "rahasia-telegram"):
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    return client.post("/kanal/telegram", json.dumps(update), content_type="application/json", headers=headers)


def whatsapp(client, body: dict, secret: str = "rahasia-meta"):
    raw = json.dumps(body).encode()
    header = "sha256=" + hmac.new(secret.encode(), raw, "sha256").hexdigest()
    return client.post("/kanal/whatsapp", raw, content_type="application/json", headers={"X-Hub-Signature-256": header})


def sms(client, given: dict, *, secret="rahasia-sms", event_id="e1", at=None, signed_over=None):
    raw = json.dumps(given).encode()
    header = signature(secret, signed_over or raw, event_id=event_id, at=at or timezone.now())
    return client.post(
        "/kanal/sms/gerbang", raw, content_type="application/json", headers={"X-Kondusif-Signature": header}
    )


def kannel(client, password="rahasia-kannel", **given):
    basic = base64.b64encode(f"kondusif:{password}".encode()).decode()
    return client.get("/kanal/sms/kannel", given, headers={"Authorization": f"Basic {basic}"})


def given(text: str = KEYED, **more) -> dict:
    return {"from": "081234567890", "text": text, "id": "g-1", "time": NOW.isoformat()} | more


def test_without_its_secret_every_door_is_shut_and_says_so(client, settings, tmp_path):
    settings.SECRETS_DIR = tmp_path / "none"
    doors = [telegram(client, telegram_update(1, KEYED)), whatsapp(client, whatsapp_body(1, KEYED)), sms(client, given()), kannel(client),
             client.get("/kanal/whatsapp", {"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"})]  # fmt: skip
    assert [r.status_code for r in doors] == [503] * 5
    assert all("belum disiapkan" in json.loads('"x"') + r.content.decode("unicode_escape") for r in doors)
    assert not InboundMessage.objects.exists()


def test_the_forged_are_refused_in_the_doors_own_form_and_nothing_is_stored(client):
    refused = telegram(client, telegram_update(1, KEYED), "tebakan")
    assert (refused.status_code, refused.json()["ok"], refused.json()["error_code"]) == (403, False, 403)
    refused = whatsapp(client, whatsapp_body(1, KEYED), "tebakan")
    assert refused.status_code == 403 and refused.json()["error"]["code"] == 403
    refused = sms(client, given(), secret="tebakan")
    assert refused.status_code == 403 and refused.json()["status"] == "refused"
    assert kannel(client, "tebakan", **{"from": "0812", "text": KEYED}).status_code == 403
    assert sms(client, given(), signed_over=b"another body").status_code == 403
    for header in ("", "t=1", "t=x,id=1,v1=zz", "é" * 10):
        door = client.post(
            "/kanal/sms/gerbang", b"{}", content_type="application/json", headers={"X-Kondusif-Signature": header}
        )
        assert door.status_code == 403
    assert not InboundMessage.objects.exists() and not Report.objects.exists()


def test_an_old_signature_is_refused_but_an_old_message_is_not(client):
    old = timezone.now() - timedelta(minutes=6)
    assert sms(client, given(), at=old).status_code == 403
    late = sms(client, given(time=(timezone.now() - timedelta(hours=72)).isoformat()))
    assert late.status_code == 200 and late.json()["receipt"]


@pytest.mark.parametrize("kind", ["telegram", "whatsapp"])
def test_a_delivery_that_was_kept_and_posted_again_after_all_marks_are_gone_makes_no_report_and_is_told(
    client, stage, monkeypatch, kind
):
    monkeypatch.setattr(envelopes, "LATE_MAX", LATE_MAX)
    now = timezone.now()

    def post(n: int, **ago: float):
        sent = int((now - timedelta(**ago)).timestamp())
        if kind == "telegram":
            return telegram(client, telegram_update(n, KEYED, date=sent))
        return whatsapp(client, whatsapp_body(n, KEYED, timestamp=str(sent)))

    assert post(1, hours=72).status_code == post(2, days=9, hours=23).status_code == 200
    assert Report.objects.count() == 2, "three days and more are no reason"
    InboundMessage.objects.all().delete()  # as after 90 days
    assert (post(3, days=91).status_code, post(3, days=91).status_code) == (200, 200)
    held = InboundMessage.objects.get()
    assert (held.state, held.reason, Report.objects.count()) == ("quarantined", TOO_LATE, 2)
    assert "sepuluh hari" in reading_failed(held.reason)
    told = contents.read(held).reply
    assert "baru sampai sekarang" in told and f"{timezone.localtime(now) - timedelta(days=91):%d-%m-%Y}" in told
    assert Reply.objects.get().state == "queued", "and the sender hears it"
    keeping.retry_message(message_id=held.pk, by=stage.budi, at=now)
    held.refresh_from_db()
    held = actions.work_on(held, at=now)
    assert held.state == "answered" and Report.objects.count() == 3, "an officer decides"
    assert Reply.objects.get(message=held).state == "queued" and "Resi" in contents.read(held).reply


def test_a_replayed_delivery_gets_the_same_answer_and_its_id_with_another_body_is_refused(client):
    first, again = sms(client, given()), sms(client, given())
    assert first.json() == again.json() and first.json()["status"] == "ok" and Report.objects.count() == 1
    assert sms(client, given("LAPOR#35.26.06.2005#banjir#Air naik")).status_code == 409
    fresh = sms(client, given(), event_id="e2")
    assert fresh.json()["receipt"] == first.json()["receipt"] and Report.objects.count() == 1


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{", b"\xff\xfe", b'{"update_id": "x"}', b'{"entry": 1}', b'{"update_id":1,"message":{}}', b'{"entry":[{"changes":[{"value":{"messages":[{}]}}]}]}', b'{"update_id":1,"message":{"chat":{"id":1},"date":1,"photo":5}}'])  # fmt: skip
def test_what_nobody_can_read_is_answered_400_never_500(client, body):
    signed = {
        "/kanal/telegram": {"X-Telegram-Bot-Api-Secret-Token": "rahasia-telegram"},
        "/kanal/whatsapp": {"X-Hub-Signature-256": "sha256=" + hmac.new(b"rahasia-meta", body, "sha256").hexdigest()},
        "/kanal/sms/gerbang": {"X-Kondusif-Signature": signature("rahasia-sms", body, event_id="e", at=timezone.now())},
    }
    for path, headers in signed.items():
        assert client.post(path, body, content_type="application/json", headers=headers).status_code == 400


def test_a_report_by_telegram_with_photo_and_position_is_answered_through_the_bot(client, fake):
    fake.files["besar"] = jpeg()
    updates = [
        telegram_update(1, "lapor"), telegram_update(2, "3"),
        telegram_update(3, location={"latitude": -6.985, "longitude": 112.944}),
        telegram_update(4, photo=PHOTO, caption="baru saja"), telegram_update(5, "Amplop dibagikan di rumah warga"),
        telegram_update(6, "ya"),
    ]  # fmt: skip
    for update in [*updates, *updates]:
        assert telegram(client, update).status_code == 200
    report = Report.objects.get()
    assert (report.channel, report.region_id, report.lat) == ("chat", "35.26.06.2005", -6.985)
    for reply in Reply.objects.order_by("queued_at", "id"):
        assert keeping.send_reply(reply_id=reply.pk, at=NOW)
        assert not keeping.send_reply(reply_id=reply.pk, at=NOW)
    sent = [json.loads(body) for path, _h, body in fake.asked if path.endswith("sendMessage")]
    assert len(sent) == 6 and {s["chat_id"] for s in sent} == {"7001"} and "Resi" in sent[-1]["text"]
    last = InboundMessage.objects.get(reported=True)
    keeping.fetch_photos(message_id=last.pk, completed_by=bytes(last.mark).hex(), photos=("besar", "hilang"), at=NOW)
    assert Attachment.objects.get().report_id == report.pk


def test_groups_edits_bots_and_foreign_updates_are_taken_and_never_answered(client):
    group = telegram_update(1, KEYED, chat={"id": -5, "type": "group"})
    bot = telegram_update(2, KEYED)
    bot["message"]["from"]["is_bot"] = True
    edit = telegram_update(3)
    edit["edited_message"] = edit.pop("message") | {"text": KEYED}
    for update in (group, bot, edit, {"update_id": 4, "my_chat_member": {}}):
        assert telegram(client, update).status_code == 200
    assert set(InboundMessage.objects.values_list("state", "reason")) == {
        ("ignored", "group"),
        ("ignored", "machine"),
        ("ignored", "edited"),
    }
    assert not Reply.objects.exists() and not Report.objects.exists()


def test_meta_asks_whether_the_address_is_ours_and_hears_its_challenge(client):
    asked = {"hub.mode": "subscribe", "hub.verify_token": "kata-periksa", "hub.challenge": "1158201444"}
    assert client.get("/kanal/whatsapp", asked).content == b"1158201444"
    assert client.get("/kanal/whatsapp", asked | {"hub.verify_token": "x"}).status_code == 403
    assert client.get("/kanal/whatsapp", asked | {"hub.mode": "x"}).status_code == 400


def test_a_report_by_whatsapp_is_answered_and_reports_of_delivery_are_left_alone(client, fake):
    assert whatsapp(client, STATUS).status_code == 200 and not InboundMessage.objects.exists()
    whatsapp(client, whatsapp_body(1, KEYED))
    whatsapp(client, whatsapp_body(2, type="image", image={"id": "777", "mime_type": "image/jpeg", "sha256": "x"}))
    whatsapp(client, whatsapp_body(3, type="audio", audio={"id": "778", "mime_type": "audio/ogg"}))
    assert Report.objects.get().channel == "chat"
    for reply in Reply.objects.all():
        assert keeping.send_reply(reply_id=reply.pk, at=NOW)
    sent = [json.loads(body) for path, _h, body in fake.asked]
    assert len(sent) == 3 and {s["to"] for s in sent} == {"6281234567890"}
    assert any("Suara, video" in s["text"]["body"] for s in sent)


def test_whoever_shows_no_number_in_whatsapp_reports_and_is_answered_under_the_user_id(client, fake):
    said = ("lapor", "3", "Lerpak", "sekarang", "Amplop dibagikan di rumah warga", "ya")
    for n, text in enumerate(said, 1):
        # The number is hidden in the middle of the talk: it goes on where it stood.
        body = whatsapp_body(n, text, timestamp=str(int(timezone.now().timestamp()) + n))
        assert whatsapp(client, body if n == 1 else without_number(body)).status_code == 200
    assert Report.objects.get().channel == "chat" and Conversation.objects.count() == 1
    for reply in Reply.objects.order_by("queued_at", "id"):
        assert keeping.send_reply(reply_id=reply.pk, at=NOW)
    sent = [json.loads(body) for path, _h, body in fake.asked]
    assert len(sent) == len(said) and {(s.get("recipient"), s.get("to")) for s in sent} == {(USER_ID, None)}


def test_a_number_that_is_shown_again_is_answered_and_no_number_is_made_up(client, fake):
    whatsapp(client, without_number(whatsapp_body(1, "halo")))
    talk = Conversation.objects.get()
    assert sealing.names_in(talk.sealed_address, talk.id) == [USER_ID]
    whatsapp(client, whatsapp_body(2, "halo"))
    talk = Conversation.objects.get()
    assert sealing.names_in(talk.sealed_address, talk.id) == ["+6281234567890", USER_ID]
    nobody = without_number(whatsapp_body(3, "halo"))
    value = nobody["entry"][0]["changes"][0]["value"]
    value["contacts"], value["messages"][0]["from_user_id"] = [], "ID"
    assert whatsapp(client, nobody).status_code == 400
    grouped = whatsapp_body(4, KEYED, group_id="Y2FwaV9ncm91cDox")
    assert {whatsapp(client, body).status_code for body in (grouped, whatsapp_changed(5))} == {200}
    assert list(InboundMessage.objects.filter(state="ignored").order_by("reason").values_list("reason", flat=True)) == [
        "group",
        "system",
    ]
    assert not Report.objects.exists()


def test_reports_of_delivery_are_matched_whether_or_not_they_name_a_number(client):
    keys = {"k1": "delivered", "k2": "read", "k3": "failed"}
    for n, key in enumerate(keys, 1):
        Delivery.objects.create(
            key=key, kind="whatsapp", address=USER_ID, subject="s", body="b", region_id="35.26", queued_at=NOW,
            not_before=NOW, state="sent", sent_at=NOW, provider_id=f"wamid.{n}",
        )  # fmt: skip
    for n, status in enumerate(keys.values(), 1):
        told = whatsapp_status(f"wamid.{n}", status)
        assert whatsapp(client, told if status == "failed" else without_number(told)).status_code == 200
    states = dict(Delivery.objects.values_list("key", "state"))
    assert states == {"k1": "delivered", "k2": "delivered", "k3": "failed"}


def test_a_photo_of_whatsapp_is_fetched_with_the_token_and_never_from_a_foreign_address(fake, settings):
    fake.files["777"] = b"foto"
    assert whatsapp_media.fetch("777") == b"foto"
    with pytest.raises(Undeliverable):
        whatsapp_media.fetch("778")
    fake.url = "http://jahat.example"
    with pytest.raises(Undeliverable, match="foreign"):
        whatsapp_media.fetch("777")
    with pytest.raises(Undeliverable):
        whatsapp_media.fetch("../7")


def letter(address: str = "7001") -> Letter:
    return Letter(key="k1", address=address, subject="s", body="Halo")


def test_a_busy_provider_is_tried_again_and_a_lost_address_never(fake, monkeypatch):
    assert telegram_sender.send(letter()).provider_id == "42"
    assert whatsapp_sender.send(letter("+6281")).provider_id == "wamid.UJI"
    again = [
        (429, {"ok": False, "parameters": {"retry_after": 3}}),
        (500, {}),
        (401, {"ok": False, "description": "Unauthorized"}),
    ]
    for failure in again:
        fake.failures = [failure]
        with pytest.raises(OSError, match="Telegram answered"):
            telegram_sender.send(letter())
    fake.failures = [(403, {"ok": False, "description": "Forbidden: bot was blocked by the user"})]
    with pytest.raises(AddressGone):
        telegram_sender.send(letter())
    fake.failures = [(400, {"ok": False, "description": "Bad Request: message text is empty"})]
    with pytest.raises(Undeliverable):
        telegram_sender.send(letter())
    for status, code, error in (
        (400, 131026, AddressGone),
        (400, 131047, Undeliverable),
        (400, 130429, OSError),
        (503, 2, OSError),
    ):
        fake.failures = [(status, {"error": {"code": code}})]
        with pytest.raises(error):
            whatsapp_sender.send(letter("+6281"))
    with pytest.raises(Undeliverable):
        telegram_media.fetch("hilang")


def test_an_answer_that_cannot_go_is_tried_five_times_and_its_error_holds_no_token(client, fake, settings):
    telegram(client, telegram_update(1, KEYED))
    settings.TELEGRAM_URL = "http://127.0.0.1:9"
    reply = Reply.objects.get()
    for _n in range(4):
        with pytest.raises(OSError):
            keeping.send_reply(reply_id=reply.pk, at=NOW)
    assert not keeping.send_reply(reply_id=reply.pk, at=NOW)
    reply.refresh_from_db()
    assert (reply.state, reply.tries) == ("failed", 5) and TOKEN not in reply.last_error


def test_kannel_gets_the_answer_as_the_sms_that_goes_back_and_a_repeated_call_the_same(client):
    call = {"from": "+6281234567890", "text": KEYED, "id": "5f3c", "time": "1763604000"}
    first, again = kannel(client, **call), kannel(client, **call)
    assert first["Content-Type"] == "text/plain; charset=utf-8" and "Resi" in first.content.decode()
    assert first.content == again.content and Report.objects.count() == 1 and not Reply.objects.exists()
    assert kannel(client, text="x").status_code == 400
    assert kannel(client, **{"from": "0812345", "text": "tanpa nomor pesan"}).status_code == 400


def test_parts_by_header_by_fields_and_by_marks_are_joined(client):
    half, other = "LAPOR#35.26.06.2005#uang#Amplop ", "dibagikan di rumah warga"
    forms = (
        [{"udh": "050003A70201"}, {"udh": "050003A70202"}],
        [{"udh": "0608040A010201"}, {"udh": "0608040A010202"}],
        [{"part_ref": "9", "part_no": "1", "n_parts": "2"}, {"part_ref": "9", "part_no": "2", "n_parts": "2"}],
        [{"text": f"(1/2) {half}"}, {"text": f"(2/2) {other}"}],
    )
    for n, form in enumerate(forms):
        parts = [
            given(text, id=f"{n}-{i}", **{"from": f"08123456700{n}"}) | extra
            for i, (text, extra) in enumerate(zip((half, other), form, strict=True))
        ]
        waiting = sms(client, parts[1], event_id=f"{n}b")
        assert waiting.json()["receipt"] == "" and "Sebagian pesan" in waiting.json()["reply"]
        assert sms(client, parts[0], event_id=f"{n}a").json()["receipt"]
        assert Report.objects.filter(text="Amplop dibagikan di rumah warga").count() == n + 1


@pytest.mark.parametrize("sender", ["3636", "TELKOMSEL", "+62", "999"])
def test_short_codes_and_names_of_senders_are_kept_and_never_answered(client, sender):
    told = sms(client, given("Selamat! Anda mendapat bonus kuota. Ketik YA", **{"from": sender}))
    assert told.json()["reply"] == "" and InboundMessage.objects.get().reason == "no_number"


def test_a_password_that_is_no_ascii_is_a_wrong_one(client):
    for door in ("/kanal/sms/kannel", "/ogc/collections", "/open311/v2/requests.json", "/openrosa/petugas/formList"):
        answer = client.get(door, headers={"Authorization": "Basic \xff"})
        assert answer.status_code in {200, 401, 403}, door


def test_a_gateway_names_its_fields_as_it_likes_and_posts_a_form(client, settings):
    settings.SMS_FIELDS = {"from": "sender", "text": "message", "id": "msgid"}
    raw = "sender=0812-3456-7890&message=LAPOR%2335.26.06.2005%23uang%23Amplop+dibagikan&msgid=1"
    header = signature("rahasia-sms", raw.encode(), event_id="e9", at=timezone.now())
    door = client.post(
        "/kanal/sms/gerbang",
        raw,
        content_type="application/x-www-form-urlencoded",
        headers={"X-Kondusif-Signature": header},
    )
    assert door.status_code == 200 and door.json()["receipt"]
    missing = sms(client, {"message": "halo"}, event_id="e10")
    assert missing.status_code == 400 and "sender" in missing.json()["message"]


def test_a_database_that_is_away_is_answered_503_so_that_the_gateway_comes_again(client, monkeypatch):
    from django.db import OperationalError

    def away(*_args, **_more):
        raise OperationalError("away")

    monkeypatch.setattr(actions, "_keep", away)
    answer = sms(client, given())
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_kannels_way_out_takes_the_text_as_it_is_and_says_how_it_is_coded(fake, settings):
    settings.SMS_GATEWAY_FORM = "kannel"
    fake.failures = [(202, {}), (202, {})]
    sms_sender.send(letter("+6281234567890"))
    sms_sender.send(Letter(key="k", address="+6281", subject="", body="“Awas”"))
    (_p, plain, body), (_q, wide, other) = fake.asked
    assert (plain["x-kannel-to"], plain["x-kannel-coding"], body) == ("+6281234567890", "0", b"Halo")
    assert (
        plain["x-kannel-password"] == "token-keluar" and wide["x-kannel-coding"] == "2" and other.decode() == "“Awas”"
    )


def pressed(n: int, data: str, **ago: float) -> dict:
    return telegram_pressed(n, data, int((timezone.now() - timedelta(**ago)).timestamp()))


def buttons(fake) -> list[tuple[str, str]]:
    for reply in Reply.objects.filter(state="queued").order_by("queued_at"):
        keeping.send_reply(reply_id=reply.pk, at=NOW)
    sent = json.loads(fake.asked[-1][2])
    rows = sent.get("reply_markup", {}).get("inline_keyboard", [])
    return [(row[0]["callback_data"], row[0]["text"]) for row in rows]


def test_a_report_is_told_by_pressing_buttons_in_telegram_and_old_buttons_answer_nothing(client, fake):
    def writes(n: int, text: str):
        return telegram(client, telegram_update(n, text, date=int(timezone.now().timestamp())))

    writes(1, "lapor")
    menu = buttons(fake)
    assert len(menu) == 7 and ("category:money_politics", "Politik uang") in menu and menu[-1][0] == "category:7"
    ended = telegram(client, pressed(2, "category:7"))
    assert ended.json() == {"method": "answerCallbackQuery", "callback_query_id": "q2"}
    more = buttons(fake)
    assert len(more) > 10 and all(len(data.encode()) <= 64 for data, _title in more)
    for _again in range(3):
        telegram(client, pressed(3, "category:money_politics"))
    for n, text in enumerate(("Lerpak", "sekarang", "Amplop dibagikan di rumah warga"), 4):
        writes(n, text)
    confirm = [("confirm:ya", "Kirim"), ("confirm:ubah", "Ubah"), ("confirm:batal", "Batal")]
    assert buttons(fake) == confirm
    telegram(client, pressed(7, "category:crowd", days=3))  # of a question that was answered long ago
    assert buttons(fake) == confirm and "pertanyaan sebelumnya" in json.loads(fake.asked[-1][2])["text"]
    telegram(client, pressed(8, "category:crowd"))
    assert buttons(fake) == confirm and "pertanyaan sebelumnya" in json.loads(fake.asked[-1][2])["text"]
    telegram(client, pressed(9, "confirm:ubah"))
    assert buttons(fake)[0] == ("change:kategori", "Kategori")
    telegram(client, pressed(10, "change:waktu"))
    writes(11, "tadi")
    for _again in range(2):
        telegram(client, pressed(12, "confirm:ya"))
    assert [r.category for r in Report.objects.all()] == ["money_politics"]
    for broken in (
        {},
        {"id": "q", "data": "x", "message": {"chat": {}}},
        {"id": "q", "data": "x", "from": 1, "message": 5},
        "x",
    ):
        assert telegram(client, {"update_id": 1, "callback_query": broken}).status_code in {200, 400}


def test_whatsapp_gets_reply_buttons_or_a_list_and_what_is_chosen_is_the_answer(client, fake):
    def chosen(n: int, kind: str, sent: str):
        reply = {"type": "interactive", "interactive": {"type": kind, kind: {"id": sent, "title": "Apa saja"}}}
        return whatsapp(client, whatsapp_body(n, **reply))

    def last() -> dict:
        for reply in Reply.objects.filter(state="queued").order_by("queued_at"):
            keeping.send_reply(reply_id=reply.pk, at=NOW)
        return json.loads(fake.asked[-1][2])

    whatsapp(client, whatsapp_body(1, "lapor"))
    menu = last()["interactive"]
    rows = menu["action"]["sections"][0]["rows"]
    assert menu["type"] == "list" and len(rows) == 7 and "1." in menu["body"]["text"]  # numbers go on working
    assert all(len(row["title"]) <= 24 for row in rows) and len(menu["action"]["button"]) <= 20
    chosen(2, "list_reply", "category:money_politics")
    whatsapp(client, whatsapp_body(3, "Lerpak"))
    whatsapp(client, whatsapp_body(4, "sekarang"))
    whatsapp(client, whatsapp_body(5, "Amplop dibagikan di rumah warga"))
    asked = last()["interactive"]
    assert [b["reply"]["id"] for b in asked["action"]["buttons"]] == ["confirm:ya", "confirm:ubah", "confirm:batal"]
    assert chosen(6, "button_reply", "confirm:ya").status_code == 200
    assert chosen(7, "button_reply", "confirm:ya").status_code == 200
    [report] = Report.objects.all()
    assert (report.category, report.region_id) == ("money_politics", "35.26.06.2005")
    assert last()["text"]["body"].startswith("Laporan Anda sudah terkirim")


def sms_out(key: str, provider_id: str = "") -> Delivery:
    return Delivery.objects.create(
        key=key, kind="sms", address="+62811", subject="s", body="b", region_id="35.26", queued_at=NOW, not_before=NOW,
        state="sent", sent_at=NOW, provider_id=provider_id,
    )  # fmt: skip


def reported(client, given: dict, event_id: str, secret: str = "rahasia-sms"):
    raw = json.dumps(given).encode()
    header = {"X-Kondusif-Signature": signature(secret, raw, event_id=event_id, at=timezone.now())}
    return client.post("/kanal/sms/gerbang/laporan", raw, content_type="application/json", headers=header)


def test_a_gateways_reports_of_delivery_are_noted_once_and_only_signed(client):
    mine, its = sms_out("surat-1"), sms_out("surat-2", "gw-77")
    assert reported(client, {"id": "surat-1", "status": "sent"}, "r0").json() == {"status": "ok", "known": False}
    for n in range(2):
        assert reported(client, {"id": "surat-1", "status": "DELIVRD"}, f"r{n + 1}").json()["known"]
    assert not reported(client, {"id": "surat-1", "status": "failed"}, "r3").json()["known"]  # it had arrived
    assert reported(client, {"id": "gw-77", "status": "UNDELIV"}, "r4").json()["known"]
    assert not reported(client, {"id": "bukan\x00punya-kami", "status": "delivered"}, "r5").json()["known"]
    for given in ({"status": "delivered"}, {"id": "surat-1"}, ["x"]):
        assert reported(client, given, f"r-{len(given)}-{len(str(given))}").status_code == 400
    assert reported(client, {"id": "gw-77", "status": "delivered"}, "r9", secret="lain").status_code == 403
    mine.refresh_from_db()
    its.refresh_from_db()
    assert (mine.state, its.state, its.delivered_at) == ("delivered", "failed", None)


def test_kannel_is_asked_for_reports_and_brings_them_with_its_password(client, fake, settings):
    settings.SMS_GATEWAY_FORM, settings.SMS_REPORTS_URL = "kannel", "http://127.0.0.1:8000"
    fake.failures = [(202, {})]
    row = sms_out("alert:1:sms:a b")
    sms_sender.send(Letter(key=row.key, address="+6281", subject="", body="Awas"))
    asked = fake.asked[-1][1]
    assert asked["x-kannel-dlr-mask"] == "19"
    assert asked["x-kannel-dlr-url"].startswith(
        "http://kondusif:rahasia-kannel@127.0.0.1:8000/kanal/sms/kannel/laporan?id=alert%3A1"
    )
    path = asked["x-kannel-dlr-url"].partition(":8000")[2]
    proof = {"Authorization": "Basic " + base64.b64encode(b"kondusif:rahasia-kannel").decode()}
    assert client.get(path.replace("%d", "1")).status_code == 403
    for mask, state in (("8", "sent"), ("66", "sent"), ("1", "delivered"), ("2", "delivered")):
        assert client.get(path.replace("%d", mask), headers=proof).status_code == 200
        row.refresh_from_db()
        assert row.state == state
    assert client.get("/kanal/sms/kannel/laporan?status=1", headers=proof).status_code == 400


def test_what_nobody_can_read_holds_up_nothing_beside_it(client):
    body = whatsapp_body(1, KEYED)
    value = body["entry"][0]["changes"][0]["value"]
    good = value["messages"][0]
    value["messages"] = [
        {"type": "hologram"},
        "x",
        {"type": "text", "id": "wamid.q", "from": "62811"},
        good | {"timestamp": "9" * 20},
    ]
    value["statuses"] = ["x", None, {"status": []}, {"status": "delivered", "id": 5}]
    body["entry"] += ["x", {"changes": None}, {"changes": [{"value": []}, "y"]}]
    assert whatsapp(client, body).status_code == 200 and Report.objects.count() == 1
    value["messages"] = [{"type": "hologram"}]
    assert whatsapp(client, body).status_code == 400
    for changes in ({"update_id": True}, {"update_id": 10**30}, {"update_id": -1}):
        assert telegram(client, telegram_update(1, KEYED) | changes).status_code == 400
    assert telegram(client, telegram_update(2, KEYED, date=10**20)).status_code == 200
    assert Report.objects.count() == 2


def test_a_delivery_larger_than_any_message_is_refused_in_the_doors_own_words(client):
    refused = sms(client, given("x" * 3_000_000))
    assert refused.status_code == 413 and "lebih besar" in refused.json()["message"]
    assert telegram(client, telegram_update(1, "x" * 3_000_000)).json()["error_code"] == 413


ODD = (
    None,
    "",
    "a\x00b",
    "\ud83d",
    "9" * 5000,
    -1,
    10**30,
    1e308,
    True,
    [],
    {},
    [[]],
    {"id": {}},
    "x" * 5000,
    "1e999",
    "٣",
)


def odd_ones(whole: dict) -> list[dict]:
    """Every payload that differs from *whole* in one place: what stands there is odd, or is not there."""

    def within(value):
        yield from ODD
        if isinstance(value, dict):
            for key in value:
                yield {k: v for k, v in value.items() if k != key}
                yield from ({**value, key: odd} for odd in within(value[key]))
        elif isinstance(value, list):
            yield from ([*value[:n], odd, *value[n + 1 :]] for n in range(len(value)) for odd in within(value[n]))

    return [odd for odd in within(whole) if isinstance(odd, dict)]


def test_whatever_stands_in_one_place_of_a_delivery_nothing_breaks_and_what_could_be_read_was_read():
    place = {"location": {"latitude": -6.985, "longitude": 112.944}}
    picture = {"type": "image", "image": {"id": "777", "caption": "lapor"}}
    chosen = {
        "type": "interactive",
        "interactive": {"type": "button_reply", "button_reply": {"id": "confirm:ya", "title": "Ya"}},
    }
    told = without_number(whatsapp_status("wamid.1", "delivered"))
    halves = (
        given("halo", udh="050003A70201"),
        given("(1/2) halo"),
        given("halo", part_ref="7", part_no="1", n_parts="2"),
    )
    tried = [
        *((telegram_codec.envelopes_in, odd) for one in (telegram_update(1, photo=PHOTO, **place), pressed(2, "confirm:ya")) for odd in odd_ones(one)),
        *((whatsapp_codec.envelopes_in, odd) for more in (picture, chosen, {"text": {"body": "lapor"}}) for odd in odd_ones(whatsapp_body(3, **more))),
        *((whatsapp_codec.arrivals_in, odd) for odd in odd_ones(told)),
        *((sms_envelopes, odd) for half in halves for odd in odd_ones(half)),
    ]  # fmt: skip
    found, n_refused = {}, 0
    for read, odd in tried:
        try:
            found |= {repr(envelope): envelope for envelope in read(odd)}
        except (telegram_codec.Malformed, whatsapp_codec.Malformed, sms_codec.Malformed):
            n_refused += 1
    assert len(tried) > 2000 and n_refused > 200
    # What differs only where nobody looks is read alike: one of each goes the whole way.
    envelopes = [envelope for envelope in found.values() if isinstance(envelope, Envelope)]
    assert len(envelopes) > 50
    for envelope in envelopes:
        actions.take(envelope, at=NOW)
    assert list(InboundMessage.objects.filter(tries__gt=0).values_list("kind", "reason")) == []


def sms_envelopes(told: dict) -> list[Envelope]:
    return [sms_codec.envelope_of(told, fields=sms_codec.FIELDS, gateway="gerbang", event_id="e", inline=False)]
