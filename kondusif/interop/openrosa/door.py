"""
The submission door: an ASGI application beside the JSON intake, on the same writer.

Reading, checking and answering happen here on the event loop and take well under a millisecond. The report waits
in the intake's queue, so that many phones share one flush of the disk. Photos and an office's own forms are kept
afterwards in a thread; the phone hears "201" only when all of it is on disk.
"""

import asyncio
import logging
import re
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from kondusif.core.problems import Problem
from kondusif.interop.openrosa import accounts, codec
from kondusif.interop.openrosa.accounts import Filler, GuessedTooOften, Unproven
from kondusif.interop.openrosa.actions import Filling, Kept, keep_filling
from kondusif.interop.openrosa.codec import Document, FormFault, Post
from kondusif.interop.openrosa.mapping import APART, PUBLIC_ROLES, Arrival, contacts_in, files_named, to_report
from kondusif.interop.openrosa.queries import FormTaken, form_taken
from kondusif.interop.openrosa.refusals import (
    TooLarge,
    TooSlow,
    UnknownForm,
    WrongMethod,
    in_form_words,
    refusal,
    sentence_of,
)
from kondusif.interop.openrosa.xlsform import FORM_ID, PHOTOS
from kondusif.reports.actions.receive import Received
from kondusif.reports.intake import RETRY_AFTER_S, Intake, Message, Receive, Send, busy
from kondusif.reports.receipts import grouped
from kondusif.reports.rules import NewReport
from kondusif.reports.territory import place
from kondusif.reports.wire import language_for

log = logging.getLogger(__name__)
PATH = "/openrosa/submission"
OWN_PATH = accounts.PATH + "/submission"
KEYED = re.compile(r"/openrosa/k/([A-Za-z0-9_-]{8,64})/submission")
BODY_MAX = 16 * 1024 * 1024  # a photo of 12 MB and the document; clients split what is more
HELD_MAX = 96 * 1024 * 1024  # of all bodies that are arriving at once
SILENCE_S = 30.0
WHOLE_S = 900.0
THREADS = 4
_ZONE = ZoneInfo(settings.TIME_ZONE)
_HOST = re.compile(rb"[A-Za-z0-9.\-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:]+\](?::\d{1,5})?")
_FIXED = [
    (b"content-type", b"text/xml; charset=utf-8"),
    (codec.VERSION_HEADER, codec.VERSION),
    (b"x-openrosa-accept-content-length", b"%d" % BODY_MAX),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]


def is_submission(path: str) -> bool:
    """This function will tell whether a request for *path* belongs to this door."""
    return path in {PATH, OWN_PATH} or KEYED.fullmatch(path) is not None


class Submissions:
    """The ASGI application behind ``/openrosa/submission``."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="form-files")
        self._held = 0

    async def stop(self) -> None:
        """This function will let the files that are being kept be kept."""
        await asyncio.get_running_loop().run_in_executor(None, self.threads.shutdown)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        more: list[tuple[bytes, bytes]] = []
        try:
            status, body = await self._answer(scope, headers, receive)
            if status == 204:
                more = [(b"location", _location(scope, headers))]
        except Unproven as unproven:
            status, body = _refused(unproven, headers)
            asked = accounts.asked_for(unproven, at=datetime.now(UTC))
            more = [(b"www-authenticate", one.encode()) for one in asked]
        except GuessedTooOften as guessed:
            status, body = _refused(guessed, headers)
            more = [(b"retry-after", b"%d" % guessed.wait_s)]
        except Problem as problem:
            status, body = _refused(problem, headers)
        except Exception:
            log.exception("a filled form was not taken in")
            status, body = _refused(busy(), headers)
        if status == 503:
            more = [(b"retry-after", b"%d" % RETRY_AFTER_S)]
        elif status == 405:
            more = [(b"allow", b"HEAD, POST")]
        length = [] if status == 204 else [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": [*_FIXED, *length, *more]})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Message, headers: Mapping[bytes, bytes], receive: Receive) -> tuple[int, bytes]:
        if scope["method"] == "HEAD":
            await self._filler(scope, headers)
            return 204, b""
        if scope["method"] != "POST":
            raise WrongMethod("form.method", _("Send a filled form to this address with POST."))
        body = await self._body(receive)
        at = datetime.now(UTC)
        filler = await self._filler(scope, headers)
        try:
            post = codec.read_post(_header(headers, b"content-type"), body)
            document = codec.read_document(post.document)
        except FormFault as fault:
            raise refusal(fault.code) from None
        form = await self._form(scope["path"], document, filler)
        placed = await self._placed(document, form, Arrival(at, _sent_at(headers), _ZONE), headers)
        try:
            received = await self.intake.store(placed)
        except Problem as problem:
            raise in_form_words(problem) from None
        kept = await self._kept(received, document, post, form, at)
        return 201, _thanks(received, kept, headers)

    async def _filler(self, scope: Message, headers: Mapping[bytes, bytes]) -> Filler | None:
        """This function will return who sends, at the door where that is asked; None at the others."""
        if scope["path"] != OWN_PATH:
            return None
        return await self._in_thread(
            accounts.filler_of, _header(headers, b"authorization"), method=scope["method"], path=OWN_PATH, at=datetime.now(UTC)
        )  # fmt: skip

    async def _form(self, path: str, document: Document, filler: Filler | None) -> FormTaken | None:
        """This function will return the office's form, or None for the public one, which needs no question."""
        found = KEYED.fullmatch(path)
        if found is None and document.form_id == FORM_ID:
            return None  # whoever sends it: it promises to ask for no name
        if filler is not None:
            own = await self._in_thread(accounts.form_taken_from, filler, document.form_id)
            if own is not None:
                return own
        form = await self._in_thread(form_taken, found[1] if found else "", document.form_id) if found else None
        if form is None and document.form_id != FORM_ID:
            raise UnknownForm("form.unknown", _("This form is not taken here any more. Fetch the forms anew."))
        return form

    async def _placed(
        self, document: Document, form: FormTaken | None, arrival: Arrival, headers: Mapping[bytes, bytes]
    ) -> Any:
        territory = await self.intake.territory()
        try:
            return place(_report(document, form, arrival), territory=territory, at=arrival.at)
        except Problem:
            # Only now is it worth finding out which language the phone reads.
            with _language(headers):
                return place(_report(document, form, arrival), territory=territory, at=arrival.at)

    async def _kept(
        self, received: Received, document: Document, post: Post, form: FormTaken | None, at: datetime
    ) -> Kept | None:
        named = files_named(document, PHOTOS if form is None else form.file_questions)
        if not named and form is None:
            return None
        by = form.by.person_id if form and form.by else None
        own = form.form if form else None
        whole = post.document
        if own is not None and (apart := contacts_in(document.answers)):
            whole = codec.without(whole, apart, instead=APART)
        filling = Filling(received.report_id, named, whole, document.version, own, by)
        return await self._in_thread(keep_filling, filling, post.files, at=at)

    async def _in_thread(self, work: Any, *arguments: Any, **named: Any) -> Any:
        def done() -> Any:
            try:
                return work(*arguments, **named)
            finally:
                connection.close()

        return await asyncio.get_running_loop().run_in_executor(self.threads, done)

    async def _body(self, receive: Receive) -> bytes:
        """This function will return the whole body; one that is too large is read to its end and thrown away."""
        message = await receive()
        if not message.get("more_body") and len(message.get("body", b"")) <= BODY_MAX:
            return message.get("body", b"")
        parts, held, n_bytes, until = [], 0, 0, time.monotonic() + WHOLE_S
        try:
            while True:
                part = message.get("body", b"")
                n_bytes += len(part)
                if n_bytes <= BODY_MAX:
                    if self._held + len(part) > HELD_MAX:
                        raise busy()
                    parts.append(part)
                    held, self._held = held + len(part), self._held + len(part)
                elif n_bytes > 4 * BODY_MAX:
                    break
                if not message.get("more_body"):
                    break
                message = await _next(receive, until)
        finally:
            self._held -= held
        if n_bytes > BODY_MAX:
            raise TooLarge(
                "form.too_large",
                _("One post may have %(n)s megabytes at most. Send fewer photos in one post.") % {"n": BODY_MAX >> 20},
            )
        return b"".join(parts)


def _report(document: Document, form: FormTaken | None, arrival: Arrival) -> NewReport:
    if form is None:
        return to_report(document, arrival, roles=PUBLIC_ROLES)
    new = to_report(document, arrival, roles=form.roles, region_code=form.region_code)
    if form.by is None or form.office is None:
        return new
    return replace(
        new, reporter_office_id=form.office.office_id, reporter_title=form.office.title, entered_by_id=form.by.person_id
    )


async def _next(receive: Receive, until: float) -> Message:
    try:
        async with asyncio.timeout(max(0.0, min(SILENCE_S, until - time.monotonic()))):
            message = await receive()
    except TimeoutError:
        message = {"type": "http.disconnect"}
    if message["type"] == "http.disconnect":
        raise TooSlow("form.too_slow", _("The submission did not arrive completely. Send it again."))
    return message


def _thanks(received: Received, kept: Kept | None, headers: Mapping[bytes, bytes]) -> bytes:
    words = _sentences(language_for(_header(headers, b"accept-language")))
    text = words[0] % {"receipt": grouped(received.receipt)}
    if kept is not None:
        if kept.n_awaited:
            text += " " + words[1] % {"n": kept.n_awaited}
        if kept.refused:
            text += " " + words[2] % {"n": len(kept.refused), "why": str(kept.refused[0])}
    return codec.response(text, "submit_success")


@cache
def _sentences(language: str) -> tuple[str, str, str]:
    with translation.override(language):
        return (
            _("The report is stored. Receipt: %(receipt)s. Keep it: with it you see what became of your report."),
            _("Photos still expected: %(n)s."),
            _("Files that could not be kept: %(n)s. %(why)s"),
        )


def _refused(problem: Problem, headers: Mapping[bytes, bytes]) -> tuple[int, bytes]:
    with _language(headers):
        return problem.status, codec.response(sentence_of(problem), "submit_error")


def _language(headers: Mapping[bytes, bytes]) -> translation.override:
    return translation.override(language_for(_header(headers, b"accept-language")))


def _header(headers: Mapping[bytes, bytes], name: bytes) -> str:
    return headers.get(name, b"").decode("latin-1")


def _sent_at(headers: Mapping[bytes, bytes]) -> datetime | None:
    """OpenRosa asks clients for the Date they believe it is: the one way to see that a phone's clock is wrong."""
    text = _header(headers, b"date")
    try:
        moment = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def _location(scope: Message, headers: Mapping[bytes, bytes]) -> bytes:
    host = headers.get(b"host", b"")
    if not _HOST.fullmatch(host):
        return (settings.PUBLIC_ADDRESS.rstrip("/") + scope["path"]).encode()
    return scope.get("scheme", "http").encode() + b"://" + host + scope["path"].encode()
