"""A phone that speaks OpenRosa and nothing else: it fills a form, packs it and sends it in one post or in several."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from kondusif.interop.openrosa.codec import RESPONSE
from kondusif.interop.openrosa.xlsform import FORM_ID

BOUNDARY = "----kondusif-uji-7d3a"
ANSWERS = {
    "category": "money_politics",
    "text": "Amplop berisi uang dibagikan dari rumah ke rumah.",
    "event_at": "2026-11-20T08:00:00.000+07:00",
    "village": "35.26.06.2001",
    "reachable": "no",
}


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def message(self) -> str:
        """The sentence that the phone shows."""
        root = etree.fromstring(self.body)
        assert root.tag == f"{{{RESPONSE}}}OpenRosaResponse", self.body
        return root.findtext(f"{{{RESPONSE}}}message")


def filled(instance_id: str | None = "", form_id: str = FORM_ID, **answers: str | None) -> bytes:
    """This function will fill the form: the usual answers with *answers* in place; without an instanceID for None."""
    given = {name: text for name, text in (ANSWERS | answers).items() if text is not None}
    meta = "" if instance_id is None else f"<orx:instanceID>{escape(instance_id or f'uuid:{uuid4()}')}</orx:instanceID>"
    inside = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in given.items())
    return (
        f"<?xml version='1.0' ?><data id={quoteattr(form_id)} version='1' xmlns:orx='http://openrosa.org/xforms'>"
        f"{inside}<orx:meta>{meta}</orx:meta></data>"
    ).encode()


def packed(document: bytes | None, files: Mapping[str, bytes] | None = None, *, more: bool = False) -> bytes:
    """This function will pack a document and files as a client does."""
    parts = []
    if document is not None:
        parts.append(_part("xml_submission_file", "isian.xml", "text/xml", document))
    parts += [_part(name, name, "image/jpeg", content) for name, content in (files or {}).items()]
    if more:
        parts.append(
            b'--%b\r\nContent-Disposition: form-data; name="*isIncomplete*"\r\n\r\nyes\r\n' % BOUNDARY.encode()
        )
    return b"".join(parts) + b"--%b--\r\n" % BOUNDARY.encode()


def _part(name: str, file: str, kind: str, content: bytes) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\nContent-Type: {kind}\r\n\r\n'
    return head.encode() + content + b"\r\n"


async def send(
    app: Any, body: bytes, *, method: str = "POST", path: str = "/openrosa/submission", chunks: int = 1, **headers: str
) -> Answer:
    """This function will send one post to the door, the body in *chunks*, as the front hands it on."""
    named = {
        "content_type": f"multipart/form-data; boundary={BOUNDARY}",
        "x_openrosa_version": "1.0",
        "host": "127.0.0.1:8000",
    }
    scope = {"type": "http", "method": method, "path": path, "scheme": "http",
             "headers": [(n.replace("_", "-").encode(), v.encode()) for n, v in (named | headers).items()]}  # fmt: skip
    size = -(-len(body) // chunks) or 1
    parts = [body[n : n + size] for n in range(0, len(body), size)] or [b""]
    waiting = [{"type": "http.request", "body": p, "more_body": n < len(parts) - 1} for n, p in enumerate(parts)]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def take(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, take)
    back = {n.decode(): v.decode() for n, v in sent[0]["headers"]}
    return Answer(sent[0]["status"], back, b"".join(m.get("body", b"") for m in sent[1:]))


def post(app: Any, document: bytes | None, files: Mapping[str, bytes] | None = None, **options: Any) -> Answer:
    """This function will send a document and files in one post."""
    more = options.pop("more", False)
    return asyncio.run(send(app, packed(document, files, more=more), **options))
