"""
What Telegram's Bot API posts: an Update (https://core.telegram.org/bots/api#update).

A button under one of our questions comes back as a CallbackQuery (#callbackquery). Only private messages of persons are answered; groups, edits and other bots are kept and left alone.
"""

from typing import Any

from kondusif.channels.dialogue.choices import pressed
from kondusif.channels.dialogue.envelopes import Envelope, moment_in

UNTAKEN = ("voice", "audio", "video", "video_note", "animation", "sticker", "contact", "poll")


class Malformed(ValueError):
    """The body is no Update."""


def envelopes_in(update: Any) -> list[Envelope]:
    """
    This function will return the message of an Update, or nothing where it holds none.

    :raises Malformed: if it is no Update.
    """
    if not isinstance(update, dict) or not _is_number(update.get("update_id")):
        raise Malformed("update_id")
    if "callback_query" in update:
        return _pressed(update, update["callback_query"])
    message = update["message"] if "message" in update else update.get("edited_message")
    if message is None:
        return []
    try:
        return [_envelope(update, message)]
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError) as error:
        raise Malformed(str(error)) from error


def _pressed(update: dict, query: Any) -> list[Envelope]:
    """
    This function will return a pressed button as the answer that stands on it.

    Nobody says when it was pressed: only that it was after our question, and which updates came before it.
    """
    try:
        message = query.get("message")
        if message is None or not query.get("data"):
            return []  # a button of a message that was sent by way of another bot
        step, answer = pressed(str(query["data"]))
        return [
            Envelope(
                kind="telegram", address=str(int(message["chat"]["id"])), message_id=str(update["update_id"]), text=answer,
                sent_at=moment_in(message["date"]), order=update["update_id"], undated=True, button_of=step, ignored=_why_ignored(update, message | {"from": query["from"]}),
            )
        ]  # fmt: skip
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError) as error:
        raise Malformed(str(error)) from error


def receipt_for(update: dict) -> dict[str, str]:
    """This function will return the call that ends the waiting sign on a pressed button; it may stand in our answer to the delivery."""
    query = update.get("callback_query")
    known = isinstance(query, dict) and isinstance(query.get("id"), str)
    return {"method": "answerCallbackQuery", "callback_query_id": query["id"]} if known else {}


def _envelope(update: dict, message: dict) -> Envelope:
    place = message.get("location") or {}
    photos = _photos(message)
    return Envelope(
        kind="telegram",
        address=str(int(message["chat"]["id"])),
        message_id=str(update["update_id"]),
        sent_at=moment_in(message["date"]),
        order=update["update_id"],
        text=str(message.get("text") or message.get("caption") or ""),
        lat=float(place["latitude"]) if place else None,
        lon=float(place["longitude"]) if place else None,
        photos=photos,
        n_untaken=sum(kind in message for kind in UNTAKEN) + ("document" in message and not photos),
        ignored=_why_ignored(update, message),
    )


def _is_number(given: object) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 2**63


def _photos(message: dict) -> tuple[str, ...]:
    """This function will return the largest size of a photo, or a document that is an image."""
    if sizes := message.get("photo"):
        return (str(max(sizes, key=lambda size: size.get("width", 0) * size.get("height", 0))["file_id"]),)
    document = message.get("document") or {}
    return (str(document["file_id"]),) if str(document.get("mime_type", "")).startswith("image/") else ()


def _why_ignored(update: dict, message: dict) -> str:
    if "edited_message" in update:
        return "edited"
    if message["chat"].get("type", "private") != "private":
        return "group"
    return "machine" if message.get("from", {}).get("is_bot") else ""
