"""Why a message stands aside is told in Indonesian, whatever carriers and libraries call it."""

import ast
import re
import smtplib
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from kondusif.channels import words
from kondusif.channels.reasons import Reason, number_in, reason_of

ROOM = Path(words.__file__).parent
RAISED = {"Undeliverable", "AddressGone", "ConnectionError"}
SAID = {
    Reason.FORGOTTEN: ["the sender's address was forgotten"],
    Reason.NOT_SET_UP: ["no Telegram bot is configured", "no SMS gateway is configured", "no carrier for whatsapp"],
    Reason.AWAY: ["the carrier cannot be reached", "CarrierAway", "ConnectionError", "ConnectionRefusedError", "[Errno 111] Connection refused"],
    Reason.SLOW: ["TimeoutError", "timed out"],
    Reason.NOT_HTTP: ["the answer is too long", "RemoteDisconnected('Remote end closed connection without response')"],
    Reason.BUSY: ["Telegram answered 429: Too Many Requests", "WhatsApp answered 400, code 130429", "SMS gateway answered 503"],
    Reason.SECRET_REFUSED: ["Telegram answered 401: Unauthorized", "WhatsApp answered 401, code 190", "SMTPAuthenticationError"],
    Reason.BLOCKED: ["Telegram answered 403: Forbidden: bot was blocked by the user"],
    Reason.NOBODY_THERE: ["Telegram answered 400: Bad Request: chat not found", "WhatsApp answered 400, code 131026"],
    Reason.WINDOW_CLOSED: ["WhatsApp answered 400, code 131047"],
    Reason.SIGNED_OFF: ["the browser has signed off (410)"],
    Reason.SUBSCRIPTION_BROKEN: ["not a push service", "the subscription cannot be used: bad point"],
    Reason.MAIL_REFUSED: [smtplib.SMTPRecipientsRefused.__name__, repr(smtplib.SMTPDataError(554, b"no"))],
    Reason.REFUSED: ["WhatsApp answered 400, code 100", "push service answered 413", "SMS gateway answered 400"],
    Reason.OTHER: ["", "ZeroDivisionError"],
}  # fmt: skip


@pytest.mark.parametrize("reason", SAID)
def test_what_a_carrier_says_is_sorted_into_the_reason_an_office_can_act_on(reason):
    assert {said: reason_of(said) for said in SAID[reason]} == dict.fromkeys(SAID[reason], reason)


def test_every_sentence_with_which_a_carrier_refuses_has_a_reason_of_its_own():
    found = []
    for path in [
        *ROOM.glob("*/sender.py"),
        ROOM / "carriers.py",
        ROOM / "posting.py",
        ROOM / "dialogue" / "keeping.py",
    ]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISED and node.args:
                text = ast.unparse(node.args[0])
                if text[0] in "'\"f":
                    found.append(re.sub(r"\{[^}]*status[^}]*\}", "418", ast.literal_eval(text.lstrip("f"))))
    assert len(found) > 8 and [said for said in found if reason_of(said) is Reason.OTHER] == []


def test_every_reason_is_told_in_indonesian_and_in_english():
    assert set(words.REASONS) == set(Reason)
    for sentence in words.REASONS.values():
        with translation.override("en"):
            english = str(sentence)
        with translation.override("id"):
            assert str(sentence) != english and english.isascii(), english


def test_the_number_by_which_the_other_side_explains_it_stays_and_nothing_else_of_its_words():
    assert [number_in(said) for said in ("WhatsApp answered 400, code 131047", "Telegram answered 403: Forbidden", "x")] == [
        "131047", "403", "",
    ]  # fmt: skip
    with translation.override("id"):
        assert words.sending_failed("Telegram answered 403: Forbidden: bot was blocked by the user") == (
            "Penerima menghentikan bot. (403)"
        )
        assert words.reading_failed("ValueError").endswith("di pihak kami. (ValueError)")


def test_the_page_of_the_channels_says_it_in_indonesian(db):
    reply = SimpleNamespace(last_error="Telegram answered 403: Forbidden: bot was blocked by the user")
    rows = [
        SimpleNamespace(pk=1, state="answered", kind="telegram", received_at=timezone.now(), reason="", reply=reply),
        SimpleNamespace(
            pk=2, state="quarantined", kind="sms", received_at=timezone.now(), reason="KeyError", reply=None
        ),
    ]
    with translation.override("id"):
        page = render_to_string(
            "channels/ways_in.html", {"ways": [], "out": [], "aside": rows, "words": words, "page_obj": Paginator([], 1).page(1), "at": timezone.now()},
            RequestFactory().get("/kanal/"),
        )  # fmt: skip
    assert "Penerima menghentikan bot. (403)" in page and "tidak dapat dibaca" in page and "Forbidden" not in page
