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

_QUOTED = re.compile(r"^>")
_QUOTE = re.compile(
    r"^(On .{5,120} wrote:\s*$|Pada .{5,160} menulis:\s*$|-{2,}\s*(Original Message|Pesan Asli)|_{10,}\s*$)"
)
# What somebody passes on is what they report, not a quotation of it.
_PASSED_ON = re.compile(
    r"^(-{2,}\s*(Forwarded|Pesan (yang )?(diteruskan|terusan))|Begin forwarded message:|Awal pesan yang diteruskan)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^-- ?$")
_OUR_SUBJECT = re.compile(r"^(?:(?:re|bls|fwd?|fw)\s*:\s*)+", re.IGNORECASE)
ROBOTS = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounce[+\-@].*|bounces?)(@|$)", re.IGNORECASE)


# What the standard library's reader of headers raises over broken ones.
_UNREADABLE = (IndexError, AttributeError, ValueError, TypeError, LookupError, RecursionError)


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
    except _UNREADABLE:
        sender = ""
    if "@" not in sender:
        raise Malformed("From")
    text, pictures, n_untaken = _parts(mail)
    subject = _OUR_SUBJECT.sub("", _header(mail, "Subject")).strip()
    if (
        subject
        and subject.lower() not in {"kondusif", "lapor", "laporan", "(no subject)"}
        and not text.startswith(subject)
    ):
        text = f"{subject}\n{text}".strip() if not _is_reply(mail) else text
    return Envelope(
        kind="email",
        address=sender.lower(),
        message_id=_header(mail, "Message-ID") or hashlib.sha256(raw).hexdigest(),
        sent_at=_moment(mail),
        text=text,
        contents=tuple(pictures[:PHOTOS_MAX]),
        n_untaken=n_untaken,
        ignored=_why_ignored(mail, sender),
    )


def _header(mail: EmailMessage, name: str) -> str:
    """This function will return a header, as it was written where Python's reader stumbles over it."""
    try:
        return str(mail[name] or "").strip()
    except _UNREADABLE:
        return next((str(value) for key, value in mail.raw_items() if key.lower() == name.lower()), "").strip()


def _is_reply(mail: EmailMessage) -> bool:
    return "In-Reply-To" in mail


def _moment(mail: EmailMessage):
    try:
        moment = mail["Date"].datetime if mail["Date"] is not None else None
    except _UNREADABLE:
        return None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _parts(mail: EmailMessage) -> tuple[str, list[bytes], int]:
    pictures, n_untaken, inner = [], 0, []
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822":
            inner += [one for one in part.get_payload() if isinstance(one, EmailMessage)] if part.is_multipart() else []
        elif part.is_multipart():
            continue
        elif part.get_content_maintype() == "image":
            pictures.append(part.get_payload(decode=True) or b"")
        elif _is_file(part):
            n_untaken += 1
    own = _own_words(_body(mail))
    if not own and inner:  # passed on as an attachment, without a word
        own = _own_words(_body(inner[0]))
    return own, pictures, n_untaken


def _is_file(part: EmailMessage) -> bool:
    try:
        return part.get_content_disposition() == "attachment"
    except _UNREADABLE:
        return False


def _body(mail: EmailMessage) -> str:
    try:
        body = mail.get_body(("plain", "html"))
    except _UNREADABLE:  # a header of a part that nobody can read: the first text there is
        body = next((part for part in mail.walk() if part.get_content_maintype() == "text"), None)
    return _text(body) if body is not None else ""


def _text(part: EmailMessage) -> str:
    try:
        text = part.get_content()
    except _UNREADABLE:  # an unknown charset
        text = (part.get_payload(decode=True) or b"").decode("utf-8", "replace")
    if part.get_content_subtype() == "html":
        reader = _Html()
        reader.feed(str(text))
        return "".join(reader.words)
    return str(text)


def _own_words(text: str) -> str:
    """
    This function will return what stands above the quotation and the signature.

    Who answers below the quotation, or passes a mail on, has written nothing above: then it is what stands below.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    own: list[str] = []
    for n, line in enumerate(lines):
        if _PASSED_ON.match(line):
            return "\n".join(own + lines[n + 1 :]).strip()
        if _QUOTED.match(line) or _QUOTE.match(line) or _SIGNATURE.match(line):
            if not any(one.strip() for one in own):
                own = [one for one in lines[n:] if not (_QUOTED.match(one) or _QUOTE.match(one))]
                own = own[: next((k for k, one in enumerate(own) if _SIGNATURE.match(one)), len(own))]
            break
        own.append(line)
    return "\n".join(own).strip()


def _why_ignored(mail: EmailMessage, sender: str) -> str:
    if (_header(mail, "Auto-Submitted") or "no").split(";")[0].strip().lower() != "no":
        return "auto_submitted"
    if mail.get_content_type() == "multipart/report" or _header(mail, "Return-Path") == "<>":
        return "bounce"
    if _header(mail, "Precedence").lower() in {"bulk", "list", "junk", "auto_reply"} or "List-Id" in mail:
        return "list"
    if "X-Autoreply" in mail or "X-Autorespond" in mail:
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
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._muted += tag in self.MUTE
        self._quoted += tag == "blockquote"
        if tag in self.BLOCKS:
            self.words.append("\n> " if self._quoted else "\n")

    def handle_endtag(self, tag: str) -> None:
        self._muted = max(0, self._muted - (tag in self.MUTE))
        if tag == "blockquote" and self._quoted:
            self._quoted -= 1
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._muted:
            self.words.append(data.replace("\n", " ") if self._quoted else data)
