"""Taking a message in: on disk before anybody reads it, kept once, tried again when reading it fails."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models import Max
from django.utils import translation

from kondusif.channels.dialogue import contents, sealing
from kondusif.channels.dialogue.contents import Content
from kondusif.channels.dialogue.engine import EXPIRES_AFTER
from kondusif.channels.dialogue.envelopes import Envelope, believed, is_too_late
from kondusif.channels.dialogue.folding import read_in
from kondusif.channels.dialogue.models import Conversation, HeldPhoto, InboundMessage
from kondusif.channels.dialogue.places import TenantPlaces
from kondusif.channels.dialogue.sentences import render
from kondusif.channels.dialogue.shapes import Say
from kondusif.channels.dialogue.talks import talk_of
from kondusif.core.actions import record
from kondusif.core.jobs import enqueue
from kondusif.core.problems import Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import SYSTEM
from kondusif.reports.photos import clean_photo

log = logging.getLogger(__name__)
S = InboundMessage.State
MAX_TRIES = 5


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a delivered message: the answer, the receipt if it completed a report, and whether it was new."""

    state: str
    reply: str = ""
    receipt: str = ""
    is_new: bool = True


def take(envelope: Envelope, *, at: datetime) -> Taken:
    """
    This function will take in one delivered message; delivered again, it gets the same answer and changes nothing.

    The message is on disk before anybody reads it, so what goes wrong afterwards loses nothing.
    """
    sound = {name: _sound(getattr(envelope, name)) for name in ("text", "address", "alias", "account")}
    envelope = replace(envelope, **sound)
    with scoped(EVERYWHERE):  # a sender without any office, in a talk that is nobody's yet
        message, is_new = _keep(envelope, at)
        if message.state in {S.WAITING, S.PART}:
            message = work_on(message, at=at)
        return _taken(message, is_new)


def _sound(text: str) -> str:
    # Bytes that are no text come from mail headers and the environment as halves of characters; no row holds a null.
    return text.encode(errors="replace").decode().replace("\0", "")


def _taken(message: InboundMessage, is_new: bool) -> Taken:
    if message.state == S.JOINED and message.head is not None:
        message = message.head  # the parts of one SMS have one answer
    content = contents.read(message)
    reply = content.reply
    if message.state in {S.WAITING, S.PART}:
        with translation.override(message.conversation.language):
            reply = render(
                (Say("parts" if message.state == S.PART else "later"),),
                language=message.conversation.language, zone=TenantPlaces().zone,
            )  # fmt: skip
    return Taken(str(message.state), reply, content.receipt, is_new)


def _keep(envelope: Envelope, at: datetime) -> tuple[InboundMessage, bool]:
    """This function will store the message under its mark, or find the row that has it."""
    mark = _mark(envelope)
    known = InboundMessage.objects.select_related("conversation", "head").filter(mark=mark).first()
    if known is not None:
        return known, False
    photos = [p for p in (_cleaned(content) for content in envelope.contents) if p is not None]
    with transaction.atomic():
        talk = talk_of(envelope, at)
        message = InboundMessage(
            mark=mark, kind=envelope.kind, conversation=talk, sent_at=_sent_at(envelope, talk, at),
            order=envelope.order, received_at=at,
        )  # fmt: skip
        held = [HeldPhoto(message=message, content=photo) for photo in photos]
        content = Content(
            text=envelope.text, lat=envelope.lat, lon=envelope.lon, n_untaken=envelope.n_untaken,
            photos=(*envelope.photos, *(f"held:{photo.id}" for photo in held)),
            inline=envelope.inline, ignored=envelope.ignored, button_of=envelope.button_of,
            too_late=envelope.sent_at.isoformat() if envelope.sent_at and is_too_late(envelope, at) else "",
        )  # fmt: skip
        contents.write(message, content)
        if envelope.part is not None and envelope.part.n > 1:
            message.part_no, message.n_parts = envelope.part.no, envelope.part.n
            message.part_set = sealing.message_mark("parts", envelope.part.ref, str(envelope.part.n))
        rows = InboundMessage.objects.bulk_create([message], ignore_conflicts=True)
        stored = InboundMessage.objects.select_related("conversation", "head").get(mark=mark)
        if stored.pk == rows[0].pk:
            HeldPhoto.objects.bulk_create(held)
    return stored, stored.pk == message.pk


def _sent_at(envelope: Envelope, talk: Conversation, at: datetime) -> datetime:
    """This function will return when a message was sent; of a pressed button the earliest moment that it can have been."""
    sent_at = believed(envelope.sent_at, at)
    if not envelope.undated:
        return sent_at
    if at - sent_at > EXPIRES_AFTER:
        # No provider keeps a delivery so long: the button of an old question was pressed now. In whole seconds, as the
        # provider counts, or words written in the same second would come before it.
        return at.replace(microsecond=0)
    before = talk.messages.filter(order__gt=0, order__lt=envelope.order).aggregate(last=Max("sent_at"))["last"]
    return max(sent_at, before or sent_at)


def _mark(envelope: Envelope) -> bytes:
    where = (envelope.kind, envelope.account)
    if envelope.message_id:
        return sealing.message_mark(*where, "id", envelope.message_id)
    sent = envelope.sent_at.isoformat() if envelope.sent_at else ""
    part = f"{envelope.part.ref}/{envelope.part.no}" if envelope.part else ""
    return sealing.message_mark(*where, "content", envelope.address, sent, part, envelope.text)


def _cleaned(content: bytes) -> bytes | None:
    try:
        return clean_photo(content).content
    except Problem:
        return None  # a damaged photo never holds up the words beside it


def work_on(message: InboundMessage, *, at: datetime, parts_are_over: bool = False) -> InboundMessage:
    """
    This function will read a kept message in its talk; a failure is noted, tried again, and at last set aside.

    :raises OperationalError: if the database is away: then whoever delivered it has to come again.
    """
    try:
        with transaction.atomic(), scoped(EVERYWHERE):
            talk = Conversation.objects.select_for_update().get(pk=message.conversation_id)
            fresh = InboundMessage.objects.select_related("conversation", "head").get(pk=message.pk)
            if fresh.state in {S.WAITING, S.PART}:
                read_in(fresh, talk, at, parts_are_over)
            return fresh
    except OperationalError:
        raise
    except Exception as error:
        log.exception("a message of %s could not be read", message.kind)
        return _note_failure(message, error, at)


def _note_failure(message: InboundMessage, error: Exception, at: datetime) -> InboundMessage:
    with transaction.atomic(), scoped(EVERYWHERE):
        fresh = (
            InboundMessage.objects.select_for_update(of=("self",))
            .select_related("conversation", "head")
            .get(pk=message.pk)
        )
        fresh.tries += 1
        # The class alone: the text of an error may hold the sender's words.
        fresh.reason = type(error).__name__[:200]
        if fresh.tries >= MAX_TRIES:
            fresh.state = S.QUARANTINED
            record("message.quarantined", subject=fresh, by=SYSTEM, at=at, kind=fresh.kind, reason=fresh.reason)
        else:
            enqueue("channels.read_again", message_id=str(fresh.pk), once=f"chat:{fresh.pk}")
        fresh.save(update_fields=["tries", "reason", "state"])
    return fresh
