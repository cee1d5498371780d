"""Photos of Telegram: ``getFile`` names a path, which is good for an hour; the file id itself lasts."""

import orjson
from django.conf import settings

from kondusif.channels import fetching
from kondusif.channels.carriers import Undeliverable
from kondusif.channels.configured import secret_if_set
from kondusif.channels.posting import post
from kondusif.channels.telegram.sender import method_url, told_by


def fetch(file_id: str) -> bytes:
    """
    This function will return the bytes of a file of Telegram.

    :raises OSError: if Telegram is away: worth another try.
    :raises Undeliverable: if it no longer has the file.
    """
    body = orjson.dumps({"file_id": file_id})
    answer = post(method_url("getFile"), body, {"Content-Type": "application/json"})
    if answer.is_worth_another_try or answer.status == 401:
        raise ConnectionError(f"Telegram answered {answer.status}")
    path = (told_by(answer).get("result") or {}).get("file_path")
    if not answer.is_accepted or not path:
        raise Undeliverable(f"Telegram answered {answer.status}")
    return fetching.fetch(f"{settings.TELEGRAM_URL}/file/bot{secret_if_set('telegram-token')}/{path}", {})
