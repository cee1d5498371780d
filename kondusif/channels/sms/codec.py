"""
What SMS gateways deliver, in the three forms we know.

- ``http``: any gateway that posts JSON or a form; the office names its fields (``KONDUSIF_SMS_FIELDS``).
- ``kannel``: an ``sms-service`` with ``get-url`` and the escapes %p %P %a %I %T %u
  (Kannel user guide, table "Parameters (Escape Codes)").
- ``gammu``: the environment of gammu-smsd's ``RunOnReceive``
  (https://docs.gammu.org/smsd/run.html).

A long SMS comes in parts: by the reference in its user data header (3GPP TS 23.040, 9.2.3.24), or with a
mark such as ``(2/3)`` that cheap gateways write into the text.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from kondusif.channels.dialogue.envelopes import MARKED, PART_MARK, Envelope, Part

FIELDS = {
    "from": "from", "text": "text", "id": "id", "time": "time", "udh": "udh",
    "part_ref": "part_ref", "part_no": "part_no", "n_parts": "n_parts",
}  # fmt: skip
# Kannel user guide, "SMS Delivery Reports": delivered; not delivered, refused by the centre, expired there.
DLR_ARRIVED, DLR_LOST, DLR_ASKED = 1, frozenset({2, 16, 34}), 1 | 2 | 16
ARRIVED = frozenset({"delivered", "delivrd", "read", "success"})
LOST = frozenset({"failed", "undelivered", "undeliv", "undeliverable", "rejected", "rejectd", "expired", "deleted"})
_NUMBER = re.compile(r"\+?\d{3,15}")
PARTS_MAX = 20
NUMBER_LEAST = 8  # digits of the shortest number of a person


class Malformed(ValueError):
    """The delivery lacks something; the word names the field."""


def envelope_of(
    given: Mapping[str, str], *, fields: Mapping[str, str], gateway: str, event_id: str = "", inline: bool = False
) -> Envelope:
    """
    This function will return the SMS that a gateway delivered under its own field names.

    :raises Malformed: if there is no sender, no text, or nothing by which the same delivery is known again.
    """

    def value(name: str) -> str:
        return str(given.get(fields.get(name, name), "") or "")

    number = international(value("from"))
    if not number:
        raise Malformed("from")
    sent_at = moment_of(value("time"))
    message_id = value("id") or event_id
    if not message_id and sent_at is None:
        raise Malformed("id")
    text = value("text")
    part = _part(value("udh"), value("part_ref"), value("part_no"), value("n_parts"), text)
    return Envelope(
        kind="sms", account=gateway, address=number, message_id=message_id, sent_at=sent_at, text=text, part=part,
        ignored=_why_ignored(number, text), inline=inline,
    )  # fmt: skip


def international(number: str) -> str:
    """This function will write an Indonesian number as ``+62…``; short codes and names of senders stay as they are."""
    packed = re.sub(r"[\s().\-]", "", number)
    if not _NUMBER.fullmatch(packed):
        return number.strip()[:40]
    if packed.startswith("+"):
        return packed
    if packed.startswith("08"):
        return "+62" + packed[1:]
    if packed.startswith("00"):
        return "+" + packed[2:]
    return "+" + packed if packed.startswith("62") and len(packed) > 9 else packed


def moment_of(text: str) -> datetime | None:
    """This function will read Unix seconds, milliseconds or an ISO moment; without a zone it is UTC."""
    text = text.strip()
    if not text:
        return None
    try:
        if re.fullmatch(r"\d{9,10}|\d{13}", text):
            return datetime.fromtimestamp(int(text[:10]), tz=UTC)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def arrival_of(given: Mapping[str, str], *, fields: Mapping[str, str]) -> tuple[str, bool | None]:
    """
    This function will read a report of delivery: whose it is, and whether that SMS arrived; None while it is on its way.

    A number is Kannel's type of report, a mask; a word is what gateways and SMPP (appendix B, ``stat``) write.

    :raises Malformed: if it names no message or no state.
    """
    number = str(given.get(fields.get("id", "id"), "") or "")
    state = str(given.get(fields.get("status", "status"), "") or "").strip().lower()
    if not number or len(number) > 200:
        raise Malformed("id")
    if not state:
        raise Malformed("status")
    if state.isdecimal() and len(state) <= 3:
        mask = int(state)
        return number, True if mask == DLR_ARRIVED else False if mask in DLR_LOST else None
    return number, True if state in ARRIVED else False if state in LOST else None


def _why_ignored(number: str, text: str) -> str:
    """Short codes and names of senders are machines of operators and shops; an answer costs money and reaches nobody."""
    if not text:
        return "empty"
    digits = number.lstrip("+")
    return "" if digits.isdecimal() and len(digits) >= NUMBER_LEAST else "no_number"


def _part(udh: str, ref: str, no: str, n: str, text: str) -> Part | None:
    if (part := part_in_udh(udh)) is not None:
        return part
    if all(one.isdecimal() and len(one) <= 4 for one in (no, n)) and 1 <= int(no) <= int(n) <= PARTS_MAX:
        return Part("f" + ref[:40], int(no), int(n))
    if mark := PART_MARK.search(text):
        number, total = (int(group) for group in mark.groups() if group is not None)
        if 1 <= number <= total <= PARTS_MAX and total > 1:
            return Part(MARKED, number, total)
    return None


def part_in_udh(udh: str) -> Part | None:
    """This function will read the concatenation element of a user data header in hexadecimal, with 8 or 16 bits."""
    try:
        raw = bytes.fromhex(re.sub(r"[^0-9a-fA-F]", "", udh))
    except ValueError:
        return None
    at = 1
    while at + 2 <= len(raw):
        kind, length = raw[at], raw[at + 1]
        data = raw[at + 2 : at + 2 + length]
        if kind in (0, 8) and len(data) == length == (3 if kind == 0 else 4):
            *ref, n, no = data
            return Part(bytes(ref).hex(), no, n) if 1 <= no <= n else None
        at += 2 + length
    return None


def envelopes_of_gammu(environment: Mapping[str, str], arguments: list[str]) -> list[Envelope]:
    """
    This function will return the SMS of one call of ``RunOnReceive``; gammu has joined the parts already.

    :raises Malformed: if the environment holds no message.
    """
    n = environment.get("SMS_MESSAGES", "")
    if not n.isdecimal() or len(n) > 4 or not int(n):
        raise Malformed("SMS_MESSAGES")
    number = international(environment.get("SMS_1_NUMBER", ""))
    if not number:
        raise Malformed("SMS_1_NUMBER")
    decoded = environment.get("DECODED_PARTS", "0")
    if decoded.isdecimal() and len(decoded) <= 4 and int(decoded):
        text = "".join(environment.get(f"DECODED_{i}_TEXT", "") for i in range(int(decoded)))
    else:
        text = "".join(environment.get(f"SMS_{i}_TEXT", "") for i in range(1, int(n) + 1))
    # The names of the files or the numbers of the rows: the same for the same SMS.
    known_by = " ".join(arguments) or hashlib.sha256(f"{number}\0{text}".encode()).hexdigest()
    return [
        Envelope(
            kind="sms",
            account="gammu",
            address=number,
            message_id=known_by,
            text=text,
            ignored=_why_ignored(number, text),
        )
    ]
