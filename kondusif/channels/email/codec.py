"""
An e-mail as a report: RFC 5322 with MIME, read by Python's own parser.

What machines write (RFC 3834: Auto-Submitted, bounces, lists) is kept and never answered. Of a reply only the
new words count, not what is quoted below.
"""

import email
import hashlib
import re
from datetime import UTC
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

from kondusif.channels.dialogue.envelopes import Envelope
from kondusif.reports.photos import PHOTOS_MAX

_QUOTE = re.compile(
    r"^(>|On .{5,120} wrote:\s*$|Pada .{5,160} menulis:\s*$|-{2,}\s*(Original Message|Pesan Asli|Forwarded)|_{10,}\s*$)"
)
_SIGNATURE = re.compile(r"^-- ?$")
_OUR_SUBJECT = re.compile(r"^(?:(?:re|bls|fwd?|fw)\s*:\s*)+", re.IGNORECASE)
ROBOTS = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounce[+\-@].*|bounces?)(@|$)", re.IGNORECASE)


class Malformed(ValueError):
    """The bytes are no e-mail with a sender."""


def envelope_in(raw: bytes) -> Envelope:
    """
    This function will return the e-mail as a message.

    :raises Malformed: if nobody can be found who sent it.
    """
    try:
        mail: EmailMessage = email.message_from_bytes(raw, policy=default)
        sender = mail["From"].addresses[0].addr_spec if mail["From"] is not None else ""
    except (IndexError, AttributeError, ValueError, TypeError, LookupError):
        sender = ""
    if "@" not in sender:
        raise Malformed("From")
    text, pictures, n_untaken = _parts(mail)
    subject = _OUR_SUBJECT.sub("", str(mail["Subject"] or "")).strip()
    if (
        subject
        and subject.lower() not in {"kondusif", "lapor", "laporan", "(no subject)"}
        and not text.startswith(subject)
    ):
        text = f"{subject}\n{text}".strip() if not _is_reply(mail) else text
    return Envelope(
        kind="email",
        address=sender.lower(),
        message_id=str(mail["Message-ID"] or "").strip() or hashlib.sha256(raw).hexdigest(),
        sent_at=_moment(mail),
        text=text,
        contents=tuple(pictures[:PHOTOS_MAX]),
        n_untaken=n_untaken,
        ignored=_why_ignored(mail, sender),
    )


def _is_reply(mail: EmailMessage) -> bool:
    return mail["In-Reply-To"] is not None


def _moment(mail: EmailMessage):
    try:
        moment = mail["Date"].datetime if mail["Date"] is not None else None
    except (AttributeError, ValueError, TypeError, IndexError):
        return None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _parts(mail: EmailMessage) -> tuple[str, list[bytes], int]:
    pictures, n_untaken = [], 0
    for part in mail.walk():
        if part.is_multipart():
            continue
        if part.get_content_maintype() == "image":
            pictures.append(part.get_payload(decode=True) or b"")
        elif part.get_content_disposition() == "attachment":
            n_untaken += 1
    body = mail.get_body(("plain", "html"))
    return _own_words(_text(body) if body is not None else ""), pictures, n_untaken


def _text(part: EmailMessage) -> str:
    try:
        text = part.get_content()
    except (LookupError, ValueError, AttributeError, KeyError):  # an unknown charset
        text = (part.get_payload(decode=True) or b"").decode("utf-8", "replace")
    if part.get_content_subtype() == "html":
        reader = _Html()
        reader.feed(str(text))
        return "".join(reader.words)
    return str(text)


def _own_words(text: str) -> str:
    """This function will return what stands above the quotation and the signature."""
    own: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if _QUOTE.match(line) or _SIGNATURE.match(line):
            break
        own.append(line)
    return "\n".join(own).strip()


def _why_ignored(mail: EmailMessage, sender: str) -> str:
    if str(mail["Auto-Submitted"] or "no").split(";")[0].strip().lower() != "no":
        return "auto_submitted"
    if mail.get_content_type() == "multipart/report" or str(mail["Return-Path"] or "x").strip() == "<>":
        return "bounce"
    if (
        str(mail["Precedence"] or "").strip().lower() in {"bulk", "list", "junk", "auto_reply"}
        or mail["List-Id"] is not None
    ):
        return "list"
    if mail["X-Autoreply"] is not None or mail["X-Autorespond"] is not None:
        return "auto_submitted"
    return "robot" if ROBOTS.match(sender) else ""


class _Html(HTMLParser):
    """The words of an HTML mail, a line for each block."""

    BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "blockquote"})
    MUTE = frozenset({"script", "style", "head", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._muted = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._muted += tag in self.MUTE
        if tag == "blockquote":
            self.words.append("\n> ")
        elif tag in self.BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._muted = max(0, self._muted - (tag in self.MUTE))

    def handle_data(self, data: str) -> None:
        if not self._muted:
            self.words.append(data)
