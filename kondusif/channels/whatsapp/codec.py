"""
What the WhatsApp Cloud API posts: a notification of ``messages``.

https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples. One body may hold
several messages, and reports of delivery, which are left alone.

Who took a user name shows no telephone number: ``from`` and ``wa_id`` are absent, and the sender is known by the
business-scoped user id alone (``from_user_id``, ``contacts[].user_id``), which stands beside a number as well.
https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids/
"""

import re
from typing import Any

from kondusif.channels.dialogue.choices import pressed
from kondusif.channels.dialogue.envelopes import Envelope, moment_in

_USER_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
_NUMBER = re.compile(r"\+?([0-9]{5,20})")
UNTAKEN = frozenset({"audio", "video", "document", "sticker", "contacts", "unsupported", "unknown"})


class Malformed(ValueError):
    """The body is no notification."""


def envelopes_in(body: Any) -> list[Envelope]:
    """
    This function will return the messages of a notification, in its order.

    :raises Malformed: if it is none.
    """
    given = [(message, value) for value in _values(body) for message in _dicts(value.get("messages"))]
    read = [_readable(message, value) for message, value in given]
    if given and not any(read):
        raise Malformed("messages")
    # One message of a kind that nobody knows yet must not hold up those beside it.
    return [envelope for envelope in read if envelope is not None]


def _readable(message: dict, value: dict) -> Envelope | None:
    try:
        return _envelope(message, value)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError):
        return None


def _values(body: Any) -> list[dict]:
    if not isinstance(body, dict) or not isinstance(body.get("entry"), list):
        raise Malformed("entry")
    changes = [change for entry in _dicts(body["entry"]) for change in _dicts(entry.get("changes"))]
    return _dicts([change.get("value") for change in changes])


def _dicts(given: Any) -> list[dict]:
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def arrivals_in(body: dict) -> list[tuple[str, bool]]:
    """This function will return which of our messages arrived (or, with False, never will) by the ids Meta gave them."""
    told = {"delivered": True, "read": True, "failed": False}
    return [
        (str(status.get("id", "")), told[str(status["status"])])
        for value in _values(body)
        for status in _dicts(value.get("statuses"))
        if str(status.get("status")) in told
    ]


def is_user_id(address: str) -> bool:
    """This function will tell whether an address is a business-scoped user id, such as ``ID.13491208655302741918``."""
    return _USER_ID.fullmatch(address) is not None


def _sender(message: dict, value: dict) -> tuple[str, str]:
    """
    This function will return under which name a sender is answered, and under which other one Meta knows them.

    :raises ValueError: if nobody is named.
    """
    contact, changed = _contact_of(message, value), message.get("system")
    given = [message.get(name) for name in ("from", "from_user_id")] + [contact.get(n) for n in ("wa_id", "user_id")]
    if isinstance(changed, dict):  # who changed the number or the id is told without a contact
        given += [changed.get(name) for name in ("previous_user_id", "user_id", "wa_id")]
    names = [str(name) for name in given if name]
    number = next((found[1] for found in map(_NUMBER.fullmatch, names) if found), "")
    user_id = next(filter(is_user_id, names), "")
    if not number and not user_id:
        raise ValueError("from")
    return (f"+{number}", user_id) if number else (user_id, "")


def _contact_of(message: dict, value: dict) -> dict:
    """This function will return the contact who wrote a message: named as in the message, or the only one."""
    contacts = _dicts(value.get("contacts"))
    for ours, theirs in (("from", "wa_id"), ("from_user_id", "user_id")):
        for contact in contacts:
            if message.get(ours) and message.get(ours) == contact.get(theirs):
                return contact
    named = message.get("from") or message.get("from_user_id")
    return contacts[0] if len(contacts) == 1 and (not named or not contacts[0].get("wa_id")) else {}


def _envelope(message: dict, value: dict) -> Envelope:
    kind = message.get("type", "")
    address, alias = _sender(message, value)
    step, text = _answer(message, kind)
    place = message.get("location") or {}
    image = message.get("image") or {}
    return Envelope(
        kind="whatsapp",
        account=str(value.get("metadata", {}).get("phone_number_id", ""))[:40],
        address=address,
        alias=alias,
        message_id=str(message["id"]),
        sent_at=moment_in(message.get("timestamp")),
        text=text,
        button_of=step,
        lat=float(place["latitude"]) if place else None,
        lon=float(place["longitude"]) if place else None,
        photos=(str(image["id"]),) if image else (),
        n_untaken=int(kind in UNTAKEN),
        ignored=kind if kind in {"reaction", "system", "ephemeral"} else "group" if message.get("group_id") else "",
    )


def _answer(message: dict, kind: str) -> tuple[str, str]:
    """This function will return the words of a message, with the question they belong to where a button of ours was pressed."""
    if kind == "interactive":
        reply = message["interactive"].get("button_reply") or message["interactive"].get("list_reply") or {}
        step, answer = pressed(str(reply.get("id", "")))
        return (step, answer) if step else ("", str(reply.get("title", "")))
    return "", _text(message, kind)


def _text(message: dict, kind: str) -> str:
    if kind == "text":
        return str(message["text"]["body"])
    if kind == "button":
        return str(message["button"].get("text", ""))
    return str((message.get(kind) or {}).get("caption", "") if isinstance(message.get(kind), dict) else "")
