"""After the talk: answers go out, photos are fetched, failures get another chance, and old words are forgotten."""

import logging
from datetime import datetime, timedelta
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.channels.carriers import Letter, Undeliverable, carrier
from kondusif.channels.dialogue import actions, contents, sealing
from kondusif.channels.dialogue.models import Conversation, HeldPhoto, InboundMessage, Reply, WebhookEvent
from kondusif.channels.permissions import check_may_retry
from kondusif.core.actions import record
from kondusif.core.jobs import enqueue
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import Viewer
from kondusif.reports.actions.attach import attach_photos
from kondusif.reports.models import Report
from kondusif.reports.photos import PHOTOS_MAX, Photo, clean_photo

log = logging.getLogger(__name__)
S = InboundMessage.State
MAX_TRIES = 5
PARTS_WAIT = timedelta(hours=2)
WORDS_STAY = timedelta(days=7)
MARKS_STAY = timedelta(days=90)
EVENTS_STAY = timedelta(days=7)


def send_reply(*, reply_id: UUID, at: datetime) -> bool:
    """
    This function will hand one answer to its carrier and tell whether it went.

    The row is held while the carrier is called and marked afterwards: a crash in between sends again
    under the same key, never not at all.

    :raises OSError: if the carrier refuses and tries are left; the job queue tries again.
    """
    with transaction.atomic():
        reply = (
            Reply.objects.select_for_update(skip_locked=True, of=("self",)).select_related("message__conversation")
            .filter(pk=reply_id, state=Reply.State.QUEUED).first()
        )  # fmt: skip
        if reply is None:
            return False
        reply.tries += 1
        letter = _letter_of(reply)
        try:
            if letter is None:
                raise Undeliverable("the sender's address was forgotten")
            carrier(reply.message.kind).send(letter)
            reply.state, reply.sent_at = Reply.State.SENT, at
        except Undeliverable as refusal:
            reply.state, reply.last_error = Reply.State.FAILED, str(refusal)[:200]
        except OSError as refusal:
            # The class alone: a library may write the address it called into its words, and tokens stand in it.
            reply.last_error = type(refusal).__name__
            if reply.tries >= MAX_TRIES:
                reply.state = Reply.State.FAILED
        reply.save(update_fields=["state", "sent_at", "tries", "last_error"])
    if reply.state == Reply.State.QUEUED:
        raise ConnectionError(reply.last_error)
    return reply.state == Reply.State.SENT


def _letter_of(reply: Reply) -> Letter | None:
    talk = reply.message.conversation
    names = sealing.names_in(talk.sealed_address, talk.id)
    if not names:
        return None
    content = contents.read(reply.message)
    return Letter(
        key=f"reply:{reply.pk}", address=names[0], subject="Kondusif", body=content.reply, choices=content.choices
    )


def fetch_photos(*, message_id: UUID, completed_by: str, photos: tuple[str, ...], at: datetime) -> int:
    """
    This function will fetch the named photos from the provider, make them anew and add them to their report.

    :raises OSError: if the provider is away; the job queue tries again, and the report stands meanwhile.
    """
    message = InboundMessage.objects.get(pk=message_id)
    found: list[bytes] = []
    away: OSError | None = None
    for name in photos:
        try:
            content = _photo(message.kind, name)
        except OSError as error:
            away, content = error, None
        if content is not None:
            found.append(content)
    clean = [photo for photo in (_cleaned(content) for content in found) if photo is not None]
    report = Report.objects.only("pk").get(client_id=sealing.report_key(bytes.fromhex(completed_by)))
    rows = attach_photos(report.pk, clean, most=PHOTOS_MAX, at=at)
    HeldPhoto.objects.filter(pk__in=[p.removeprefix("held:") for p in photos if p.startswith("held:")]).delete()
    if len(clean) < len(photos):
        InboundMessage.objects.filter(pk=message_id).update(reason="photo_missing")
    if away is not None:
        raise away
    return len(rows)


def _cleaned(content: bytes) -> Photo | None:
    try:
        return clean_photo(content)
    except Problem:
        return None


def _photo(kind: str, name: str) -> bytes | None:
    """This function will return a photo's bytes, or None if the provider no longer has it."""
    if name.startswith("held:"):
        row = HeldPhoto.objects.filter(pk=name.removeprefix("held:")).first()
        return bytes(row.content) if row else None
    fetch = import_module(f"kondusif.channels.{kind}.media").fetch
    try:
        return fetch(name)
    except Undeliverable:
        return None


def read_incomplete(*, at: datetime) -> int:
    """This function will read SMS whose missing parts nobody waits for any longer, with a gap where they are missing."""
    over = InboundMessage.objects.filter(state=S.PART, received_at__lt=at - PARTS_WAIT).order_by(
        "received_at", "part_no"
    )
    n = 0
    for message in over.select_related("conversation")[:1000]:
        done = actions.work_on(message, at=at, parts_are_over=True)
        n += done.state != S.PART
    stuck = InboundMessage.objects.filter(state=S.WAITING, received_at__lt=at - timedelta(minutes=30))
    for message in stuck.select_related("conversation")[:1000]:  # a process died between keeping and reading
        actions.work_on(message, at=at)
    return n


def forget_old(*, at: datetime) -> int:
    """
    This function will forget words and addresses after a week, marks after 90 days, and old quarters' keys.

    What stands in quarantine keeps its words until somebody has looked, 90 days at most.
    """
    with transaction.atomic():
        old = InboundMessage.objects.filter(received_at__lt=at - WORDS_STAY).exclude(sealed=None)
        n = old.exclude(state=S.QUARANTINED).update(sealed=None)
        HeldPhoto.objects.filter(message__received_at__lt=at - WORDS_STAY).delete()
        rested = Conversation.objects.filter(heard_at__lt=at - WORDS_STAY)
        rested.exclude(sealed_address=None).update(sealed_address=None)
        InboundMessage.objects.filter(received_at__lt=at - MARKS_STAY).delete()
        Conversation.objects.filter(heard_at__lt=at - MARKS_STAY).delete()
        WebhookEvent.objects.filter(received_at__lt=at - EVENTS_STAY).delete()
    now = sealing.quarter_of(at)
    keep = {sealing.PEPPER + quarter for quarter in (now, sealing.quarter_before(now))}
    for path in settings.SECRETS_DIR.glob(sealing.PEPPER + "*"):
        if path.name not in keep:
            path.unlink(missing_ok=True)
    return n


def retry_message(*, message_id: UUID, by: Viewer, at: datetime) -> InboundMessage:
    """
    This function will give a message in quarantine, or an answer that could not be sent, another five tries.

    :raises NotAllowed: if no office of *by* gives it.
    :raises NotFound: if there is no such message.
    :raises Conflict: if there is nothing to try again.
    """
    check_may_retry(by)
    with transaction.atomic(), scoped(EVERYWHERE):
        message = (
            InboundMessage.objects.select_for_update(of=("self",)).select_related("conversation")
            .filter(pk=message_id).first()
        )  # fmt: skip
        if message is None:
            raise NotFound("message.unknown", _("There is no such message."))
        failed = Reply.objects.filter(message=message, state=Reply.State.FAILED).first()
        if message.state == S.QUARANTINED:
            message.state, message.tries = S.WAITING, 0
            content = contents.read(message)
            if content.too_late:  # a person has decided that it is no copy: now it is read, and answered anew
                content.too_late = ""
                Reply.objects.filter(message=message).delete()
            contents.write(message, content)
            message.save(update_fields=["state", "tries", "sealed"])
            enqueue("channels.read_again", message_id=str(message.pk))
        elif failed is not None:
            failed.state, failed.tries = Reply.State.QUEUED, 0
            failed.save(update_fields=["state", "tries"])
            enqueue("channels.send_reply", reply_id=str(failed.pk))
        else:
            raise Conflict("message.done", _("This message needs no other try; a colleague was quicker."))
        record("message.retried", subject=message, by=by, at=at, kind=message.kind)
    return message
