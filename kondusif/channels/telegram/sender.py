"""
Handing a message to Telegram's Bot API (``sendMessage``).

The bot's token is the file ``telegram-token`` among the secrets; it stands in the address, so no error of
ours names the address.
"""

import orjson
from django.conf import settings

from kondusif.channels.carriers import AddressGone, CarrierAnswer, Letter, Undeliverable
from kondusif.channels.configured import secret_if_set
from kondusif.channels.posting import Answer, post

TEXT_MAX = 4096
CALLBACK_MAX = 64  # bytes of callback_data


def is_configured() -> bool:
    """This function will tell whether the office entered a bot's token."""
    return secret_if_set("telegram-token") is not None


def send(letter: Letter) -> CarrierAnswer:
    """
    This function will hand *letter* to Telegram and return when it took it.

    :raises OSError: if Telegram is away, busy, or refuses the token: that is the office's to mend.
    :raises AddressGone: if the person stopped the bot or the chat is gone.
    :raises Undeliverable: if this text can never be sent.
    """
    message = {"chat_id": letter.address, "text": letter.body[:TEXT_MAX], "link_preview_options": {"is_disabled": True}}
    answer = post(
        method_url("sendMessage"), orjson.dumps(message | _buttons(letter)), {"Content-Type": "application/json"}
    )
    told = told_by(answer)
    if answer.is_accepted and told.get("ok"):
        return CarrierAnswer(str((told.get("result") or {}).get("message_id", "")))
    why = f"Telegram answered {answer.status}: {told.get('description', '')}"[:200]
    if answer.is_worth_another_try or answer.status in {401, 404}:
        raise ConnectionError(why)
    if answer.status == 403 or "chat not found" in str(told.get("description", "")):
        raise AddressGone(why)
    raise Undeliverable(why)


def _buttons(letter: Letter) -> dict:
    """This function will lay the choices out as an InlineKeyboardMarkup, one below the other."""
    rows = [
        [{"text": title, "callback_data": sent}] for sent, title in letter.choices if len(sent.encode()) <= CALLBACK_MAX
    ]
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def method_url(method: str) -> str:
    """
    This function will return the address of a method of the Bot API.

    :raises Undeliverable: if no token was entered.
    """
    token = secret_if_set("telegram-token")
    if token is None:
        raise Undeliverable("no Telegram bot is configured")
    return f"{settings.TELEGRAM_URL}/bot{token}/{method}"


def told_by(answer: Answer) -> dict:
    """This function will return the JSON object of an answer, empty if there is none."""
    try:
        told = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}
