"""
Handing a message to the WhatsApp Cloud API (``/<phone number id>/messages``).

The access token is the file ``whatsapp-token`` among the secrets, the id of the office's number the setting
``KONDUSIF_WHATSAPP_PHONE_ID``. Free text goes only to who wrote within 24 hours; that is Meta's rule.
"""

import orjson
from django.conf import settings

from kondusif.channels.carriers import AddressGone, CarrierAnswer, Letter, Undeliverable
from kondusif.channels.configured import secret_if_set
from kondusif.channels.posting import Answer, post
from kondusif.channels.whatsapp.codec import is_user_id

TEXT_MAX = 4096
# https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages#interactive-object
BUTTONS_MAX, BUTTON_MAX, BUTTON_TEXT_MAX = 3, 20, 1024
ROWS_MAX, ROW_MAX, DESCRIPTION_MAX = 10, 24, 72
GONE = {131026, 131030}  # not on WhatsApp, or not in the list of allowed numbers
LATER = {4, 80007, 130429, 131048, 131056, 131000, 131016, 133016}  # too many, or Meta's own trouble


def is_configured() -> bool:
    """This function will tell whether the office entered a token and the id of its number."""
    return bool(settings.WHATSAPP_PHONE_ID) and secret_if_set("whatsapp-token") is not None


def send(letter: Letter) -> CarrierAnswer:
    """
    This function will hand *letter* to WhatsApp and return when it took it.

    :raises OSError: if WhatsApp is away, busy, or refuses the token: that is the office's to mend.
    :raises AddressGone: if nobody has this number or id there.
    :raises Undeliverable: if this text can never be sent, such as after the 24 hours.
    """
    if not is_configured():
        raise Undeliverable("no WhatsApp number is configured")
    body = orjson.dumps({
        "messaging_product": "whatsapp", "recipient_type": "individual", **_to(letter.address),
        **(_interactive(letter) or {"type": "text", "text": {"preview_url": False, "body": letter.body[:TEXT_MAX]}}),
    })  # fmt: skip
    answer = post(f"{settings.WHATSAPP_URL}/{settings.WHATSAPP_PHONE_ID}/messages", body, headers())
    told = _told(answer)
    if answer.is_accepted:
        sent = told.get("messages") or [{}]
        return CarrierAnswer(str(sent[0].get("id", ""))[:120])
    code = (told.get("error") or {}).get("code")
    why = f"WhatsApp answered {answer.status}, code {code}"
    if code in GONE:
        raise AddressGone(why)
    if answer.is_worth_another_try or answer.status == 401 or code in LATER or code == 190:
        raise ConnectionError(why)
    raise Undeliverable(why)


def _to(address: str) -> dict[str, str]:
    """This function will name the recipient: a user id in ``to`` would be accepted and never arrive."""
    return {"recipient": address} if is_user_id(address) else {"to": address.lstrip("+")}


def _interactive(letter: Letter) -> dict:
    """This function will lay the choices out as reply buttons, or as a list where there are more; nothing where Meta takes neither."""
    if 1 <= len(letter.choices) <= BUTTONS_MAX and len(letter.body) <= BUTTON_TEXT_MAX:
        buttons = [
            {"type": "reply", "reply": {"id": sent, "title": title[:BUTTON_MAX]}} for sent, title in letter.choices
        ]
        kind, action = "button", {"buttons": buttons}
    elif BUTTONS_MAX < len(letter.choices) <= ROWS_MAX and len(letter.body) <= TEXT_MAX:
        rows = [_row(sent, title) for sent, title in letter.choices]
        kind, action = "list", {"button": "Pilih", "sections": [{"rows": rows}]}
    else:
        return {}
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": letter.body}, "action": action}}


def _row(sent: str, title: str) -> dict[str, str]:
    whole = {"description": title[:DESCRIPTION_MAX]} if len(title) > ROW_MAX else {}
    return {"id": sent, "title": title[:ROW_MAX]} | whole


def headers() -> dict[str, str]:
    """This function will return the headers by which Meta knows the office."""
    return {"Content-Type": "application/json", "Authorization": f"Bearer {secret_if_set('whatsapp-token')}"}


def _told(answer: Answer) -> dict:
    try:
        told = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}
