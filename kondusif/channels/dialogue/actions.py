"""Taking a message in: kept once, read in its place in the talk, answered, and made a report where it completes one."""

import logging
import re
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import translation

from kondusif.channels.actions import link_by_word, take_reply
from kondusif.channels.dialogue import contents, parts, sealing
from kondusif.channels.dialogue.choices import choices_of
from kondusif.channels.dialogue.contents import Content
from kondusif.channels.dialogue.engine import EXPIRES_AFTER, answer
from kondusif.channels.dialogue.envelopes import Envelope, believed, is_too_late
from kondusif.channels.dialogue.models import Conversation, HeldPhoto, InboundMessage, Reply
from kondusif.channels.dialogue.places import TenantPlaces
from kondusif.channels.dialogue.sentences import render
from kondusif.channels.dialogue.shapes import Draft, Say, Silence, State, Turn
from kondusif.channels.dialogue.talks import talk_of
from kondusif.channels.kinds import TRUSTED_SENDER, Kind
from kondusif.channels.reasons import TOO_LATE
from kondusif.core.actions import record
from kondusif.core.jobs import enqueue
from kondusif.core.problems import Conflict, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import SYSTEM
from kondusif.reports.actions.converse import write_to_desk
from kondusif.reports.actions.receive import Received, receive_reports
from kondusif.reports.categories import SEALED_TO
from kondusif.reports.photos import clean_photo
from kondusif.reports.queries import follow_up
from kondusif.reports.receipts import grouped, receipt_of
from kondusif.reports.rules import TEXT_MAX, NewReport
from kondusif.reports.states import Channel
from kondusif.reports.telling import next_of, now_of
from kondusif.reports.throttle import may_try

log = logging.getLogger(__name__)
S = InboundMessage.State
MAX_TRIES = 5
_LINKING = re.compile(r"(?:/start\s+)?HUBUNG\s+([A-Z0-9]{8})\W*", re.IGNORECASE)
CHANNEL_OF = {"sms": Channel.SMS, "email": Channel.EMAIL}  # the others are chats
CLOSED = (S.ANSWERED, S.JOINED, S.ACKNOWLEDGED, S.IGNORED, S.QUARANTINED)


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
                _read_in(fresh, talk, at, parts_are_over)
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


def _read_in(message: InboundMessage, talk: Conversation, at: datetime, parts_are_over: bool) -> None:
    content = contents.read(message)
    if content.ignored:
        message.state, message.reason = S.IGNORED, content.ignored
        message.save(update_fields=["state", "reason"])
        return
    if content.too_late:
        _set_aside_late(message, content, talk, at)
        return
    if message.part_set is not None:
        head = parts.joined(message, over=parts_are_over)
        if head is None:
            message.state = S.PART
            message.save(update_fields=["state"])
            return
        if head.pk != message.pk:
            _fold(head, contents.read(head), talk, at)
            message.head = head
            return
        content = contents.read(message)
    if _acknowledges(message, content, talk, at):
        return
    _fold(message, content, talk, at)


def _set_aside_late(message: InboundMessage, content: Content, talk: Conversation, at: datetime) -> None:
    """This function will tell the sender that so old a message makes no report by itself; an officer may still have it read."""
    said = Say("too_late", (("moment", content.too_late),))
    content.said = render((said,), language=talk.language, zone=TenantPlaces().zone)
    message.reason = TOO_LATE
    _close(message, content, S.QUARANTINED)
    record("message.quarantined", subject=message, by=SYSTEM, at=at, kind=message.kind, reason=message.reason)
    _queue_reply(message, content, at)


def _acknowledges(message: InboundMessage, content: Content, talk: Conversation, at: datetime) -> bool:
    """This function will offer the text to whoever waits for an answer to a warning."""
    names = sealing.names_in(talk.sealed_address, talk.id) or [""]
    text = content.whole or content.text
    if _links(message.kind, names[0], text, at):
        said = Say("linked")
    elif any(take_reply(message.kind, name, text, at) for name in names):
        said = Say("acknowledged")
    else:
        return False
    content.said = render((said,), language=talk.language, zone=TenantPlaces().zone)
    _close(message, content, S.ACKNOWLEDGED)
    _queue_reply(message, content, at)
    return True


def _links(kind: str, address: str, text: str, at: datetime) -> bool:
    """This function will take the word by which an officer ties this chat to an account; only where the sender is sure."""
    word = _LINKING.fullmatch(text.strip())
    return (
        bool(word)
        and kind in TRUSTED_SENDER
        and link_by_word(kind=Kind(kind), address=address, word=word[1].upper(), at=at)
    )


def _fold(message: InboundMessage, content: Content, talk: Conversation, at: datetime) -> None:
    """
    This function will read *message* in its place and, if it came late, everything after it once more.

    A report that this completes is stored; one that was stored stays, whatever comes later.
    """
    earlier, later = _around(message, talk)
    places = TenantPlaces()
    state = (contents.read(earlier).after if earlier else None) or State(language=talk.language)
    own, news, last_before = content, [], ""
    for one in [message, *later]:
        held = own if one is message else contents.read(one)
        before, had_receipt = held.said, held.receipt
        turn = answer(state, contents.incoming(one, held), places)
        state = turn.state
        _carry_out(one, held, turn, places, at)
        if one is not message:
            if held.receipt and not had_receipt:
                news.append(held.said)
            last_before = before
            _close(one, held, S.ANSWERED)
    if later:
        # The question this message once raised is past; the sender hears where the talk stands now.
        now = contents.read(later[-1])
        if not own.receipt:
            own.said = ""
        own.choices = now.choices
        own.more = "\n".join(news if news or now.said == last_before else [now.said])
    _close(message, own, S.ANSWERED)
    if talk.language != state.language:
        talk.language = state.language
        talk.save(update_fields=["language"])
    _queue_reply(message, own, at)


def _around(message: InboundMessage, talk: Conversation) -> tuple[InboundMessage | None, list[InboundMessage]]:
    """This function will return the answered message before this one, and those after it, in the order they were sent."""
    answered = talk.messages.filter(state=S.ANSWERED, sealed__isnull=False).exclude(pk=message.pk)
    same = Q(sent_at=message.sent_at)
    after = Q(sent_at__gt=message.sent_at) | same & (
        Q(order__gt=message.order) | Q(order=message.order, id__gt=message.id)
    )
    backwards = ("-sent_at", "-order", "-id")
    earlier = answered.exclude(after).order_by(*backwards).first()
    return earlier, list(answered.filter(after).order_by(*backwards))[::-1]


def _close(message: InboundMessage, content: Content, state: str) -> None:
    message.state = state
    contents.write(message, content)
    message.save(update_fields=["state", "reason", "sealed", "reported"])


def _carry_out(message: InboundMessage, content: Content, turn: Turn, places: TenantPlaces, at: datetime) -> None:
    """This function will do what the turn asks for and write down what the sender hears."""
    language = turn.state.language
    content.after = turn.state
    if turn.silence is not None and turn.silence is not Silence.MUTED:
        message.reason = str(turn.silence)
    if turn.report is not None:
        says = _report(message, content, turn.report, language, at)
    elif content.receipt:
        return  # it made a report when less was here: that report stands
    elif turn.status_of:
        if content.status_of == turn.status_of:
            return
        content.status_of = turn.status_of
        says = _status(turn.status_of, language, at)
    else:
        says = turn.says
    if turn.photos:
        _order_photos(message, turn.state.reported, turn.photos)
    if turn.report is not None:
        says = (*turn.says, *says)
    content.said = render(says, language=language, zone=places.zone) if says else ""
    content.choices = tuple(
        (sent, render((said,), language=language, zone=places.zone)) for sent, said in choices_of(turn.state, says)
    )


def _report(message: InboundMessage, content: Content, draft: Draft, language: str, at: datetime) -> tuple[Say, ...]:
    client_id = sealing.report_key(message.mark)
    new = _new_report(message, draft, client_id)
    try:
        with translation.override(language):
            outcome = receive_reports([new], at=at)[0]
    except Conflict:
        return _amend(content, draft, receipt_of(client_id), at)
    except Problem as problem:
        reason = " ".join(str(sentence) for sentence in problem.fields.values()) or str(problem.sentence)
        return (Say("refused", (("reason", reason),)),)
    message.reported, content.receipt = True, outcome.receipt
    if outcome.is_new:
        _add_overflow(outcome, draft.words, at)
        if draft.photos:
            _order_photos(message, bytes(message.mark).hex(), draft.photos)
    # The short form is sent at once: there was no question at which this could have been said.
    is_late = draft.keyed and draft.category in SEALED_TO
    return (*_receipt_says(outcome.receipt), *([Say("unsealed")] if is_late else []))


def _new_report(message: InboundMessage, draft: Draft, client_id) -> NewReport:
    return NewReport(
        client_id=client_id,
        category=draft.category,
        text=draft.words[:TEXT_MAX],
        event_at=draft.event_at or message.sent_at,
        lat=draft.lat,
        lon=draft.lon,
        region_code=draft.region_code,
        channel=CHANNEL_OF.get(message.kind, Channel.CHAT),
        entered_at=message.sent_at,
    )


def _receipt_says(receipt: str) -> tuple[Say, ...]:
    page = settings.PUBLIC_ADDRESS + reverse("reports:follow")
    return Say("receipt", (("receipt", grouped(receipt)),)), Say("receipt_page", (("address", page),))


def _add_overflow(received: Received, words: str, at: datetime) -> None:
    """This function will add what a report's text has no room for as lines to the desk, so that nothing is lost."""
    for start in range(TEXT_MAX, min(len(words), 6 * TEXT_MAX), TEXT_MAX):
        if words[start : start + TEXT_MAX].strip():
            write_to_desk(receipt=received.receipt, text=words[start : start + TEXT_MAX].strip().ljust(2, "."), at=at)


def _amend(content: Content, draft: Draft, receipt: str, at: datetime) -> tuple[Say, ...]:
    """This function will add what came too late for the report to the talk with the desk, once."""
    content.receipt = receipt
    late = f"{draft.region_title}: {draft.words}"[: TEXT_MAX - 100]
    if late not in content.amended:
        write_to_desk(
            receipt=receipt,
            text=render((Say("late_words", (("words", late),)),), language="id", zone=TenantPlaces().zone),
            at=at,
        )
        content.amended = (*content.amended, late)
    return (*_receipt_says(receipt), Say("amended"))


def _status(receipt: str, language: str, at: datetime) -> tuple[Say, ...]:
    if not may_try(receipt, at=at):
        return (Say("status_often"),)
    found = follow_up(receipt)
    if found is None:
        return (Say("status_unknown"),)
    with translation.override(language):
        says = [Say("status", (("now", now_of(found.report)), ("next", next_of(found.report))))]
    answers = [m for m in found.messages if not m.from_reporter]
    if answers:
        says.append(Say("desk_wrote", (("text", answers[-1].text),)))
    return tuple(says)


def _order_photos(message: InboundMessage, completed_by: str, photos: tuple[str, ...]) -> None:
    enqueue("channels.fetch_photos", message_id=str(message.pk), completed_by=completed_by, photos=list(photos))


def _queue_reply(message: InboundMessage, content: Content, at: datetime) -> None:
    """This function will order the sending of the answer, once for each message, unless it goes back at once."""
    if content.inline or not content.reply or Reply.objects.filter(message=message).exists():
        return
    reply = Reply.objects.create(message=message, queued_at=at)
    enqueue("channels.send_reply", reply_id=str(reply.pk))
