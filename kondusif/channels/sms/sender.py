"""
Handing an SMS to the gateway.

The gateway takes ``{"id": key, "to": "+62…", "text": "…"}`` with the bearer token of the file ``sms-token``
in the secrets' folder, and answers 2xx when it has it for good. ``id`` is the same at each try.
"""

from pathlib import Path

import orjson
from django.conf import settings

from kondusif.channels.carriers import CarrierAnswer, Letter, Undeliverable
from kondusif.channels.posting import Answer, post
from kondusif.channels.sms.gateways import inject, kannel_headers


def is_configured() -> bool:
    """This function will tell whether a gateway is named in ``KONDUSIF_SMS_URL``."""
    return bool(settings.SMS_GATEWAY_URL) or settings.SMS_GATEWAY_FORM == "gammu"


def send(letter: Letter) -> CarrierAnswer:
    """
    This function will hand *letter* to the gateway and return when it took it.

    :raises OSError: if the gateway is away, busy or in trouble.
    :raises Undeliverable: if it says that this number or text can never be sent.
    """
    if not is_configured():
        raise Undeliverable("no SMS gateway is configured")
    if settings.SMS_GATEWAY_FORM == "gammu":
        return inject(letter)
    if settings.SMS_GATEWAY_FORM == "kannel":
        answer = post(settings.SMS_GATEWAY_URL, letter.body.encode(), kannel_headers(letter))
    else:
        body = orjson.dumps({"id": letter.key, "to": letter.address, "text": letter.body})
        answer = post(settings.SMS_GATEWAY_URL, body, _headers(letter.key))
    if answer.is_accepted:
        return CarrierAnswer(_number_of(answer))
    if answer.is_worth_another_try or answer.status in {401, 403}:  # a wrong token is the office's to mend
        raise ConnectionError(f"SMS gateway answered {answer.status}")
    raise Undeliverable(f"SMS gateway answered {answer.status}")


def _headers(key: str) -> dict[str, str]:
    token = _token(Path(settings.SECRETS_DIR) / "sms-token")
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    return headers | ({"Authorization": f"Bearer {token}"} if token else {})


def _token(path: Path) -> str:
    return path.read_text().strip() if path.exists() else ""


def _number_of(answer: Answer) -> str:
    try:
        told = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return ""
    return str(told.get("message_id") or "")[:120] if isinstance(told, dict) else ""
