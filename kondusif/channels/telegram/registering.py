"""
Where Telegram delivers for our bot, and what (``getWebhookInfo``, ``setWebhook``).

A bot that was registered before there were buttons is never told of a pressed one: Telegram keeps the list of kinds
that it was given. Such a list is mended; a bot that delivers elsewhere is left alone until a person says so.
"""

from dataclasses import dataclass
from enum import StrEnum

import orjson
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kondusif.channels.carriers import Undeliverable
from kondusif.channels.configured import secret_if_set
from kondusif.channels.posting import post
from kondusif.channels.telegram.sender import method_url, told_by
from kondusif.core.problems import Problem

WANTED = ("message", "callback_query")


@dataclass(frozen=True)
class Registration:
    """What Telegram knows of our bot's deliveries."""

    url: str
    kinds: tuple[str, ...]  # none: all but the rare ones, which holds what we want

    @property
    def lacks(self) -> tuple[str, ...]:
        """Kinds of update that we answer and Telegram keeps to itself."""
        return tuple(kind for kind in WANTED if self.kinds and kind not in self.kinds)


class Found(StrEnum):
    """What a look at the registration came to."""

    NOT_SET_UP = "not_set_up"
    WHOLE = "whole"
    MENDED = "mended"
    ELSEWHERE = "elsewhere"


def own_address() -> str:
    """This function will return the address at which Telegram shall deliver."""
    return settings.PUBLIC_ADDRESS.rstrip("/") + reverse("channels:telegram")


def registration() -> Registration:
    """
    This function will ask Telegram where it delivers for our bot.

    :raises OSError: if Telegram is away or refuses the token.
    :raises Undeliverable: if there is no bot.
    """
    told = _asked("getWebhookInfo", {})
    return Registration(str(told.get("url", "")), tuple(str(kind) for kind in told.get("allowed_updates") or ()))


def register() -> None:
    """
    This function will have Telegram deliver all that we answer to this installation.

    :raises Problem: if Telegram could not reach us here.
    :raises OSError: if Telegram is away or refuses the token.
    :raises Undeliverable: if there is no bot, or Telegram does not take the address.
    """
    secret = secret_if_set("telegram-webhook")
    if secret is None:
        raise Problem(
            "telegram.no_secret", _("The secret telegram-webhook is missing; without it every delivery is refused.")
        )
    if not own_address().startswith("https://"):
        raise Problem("telegram.no_https", _("Telegram delivers only to an https address. Set KONDUSIF_ADDRESS first."))
    _asked("setWebhook", {"url": own_address(), "secret_token": secret, "allowed_updates": list(WANTED)})


def mend() -> Found:
    """
    This function will register again what delivers here and lacks a kind, and tell what it found.

    :raises OSError: if Telegram is away; the next look comes within the hour.
    """
    if secret_if_set("telegram-token") is None or secret_if_set("telegram-webhook") is None:
        return Found.NOT_SET_UP
    known = registration()
    if known.url != own_address():
        return Found.ELSEWHERE
    if not known.lacks:
        return Found.WHOLE
    register()
    return Found.MENDED


def _asked(method: str, given: dict) -> dict:
    answer = post(method_url(method), orjson.dumps(given), {"Content-Type": "application/json"})
    told = told_by(answer)
    if not (answer.is_accepted and told.get("ok")):
        why = f"Telegram answered {answer.status}: {told.get('description', '')}"[:200]
        raise Undeliverable(why) if answer.status == 400 else ConnectionError(why)
    result = told.get("result")
    return result if isinstance(result, dict) else {}
