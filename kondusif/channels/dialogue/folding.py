"""Reading a kept message in its place in the talk, and anew what came after it."""

import re
from datetime import datetime

from django.db.models import Q

from kondusif.channels.actions import link_by_word, take_reply
from kondusif.channels.dialogue import contents, parts, sealing
from kondusif.channels.dialogue.contents import Content
from kondusif.channels.dialogue.engine import answer
from kondusif.channels.dialogue.models import Conversation, InboundMessage, Reply
from kondusif.channels.dialogue.outcomes import carry_out
from kondusif.channels.dialogue.places import TenantPlaces
from kondusif.channels.dialogue.sentences import render
from kondusif.channels.dialogue.shapes import Say, State
from kondusif.channels.kinds import TRUSTED_SENDER, Kind
from kondusif.channels.reasons import TOO_LATE
from kondusif.core.actions import record
from kondusif.core.jobs import enqueue
from kondusif.people.viewers import SYSTEM

S = InboundMessage.State
_LINKING = re.compile(r"(?:/start\s+)?HUBUNG\s+([A-Z0-9]{8})\W*", re.IGNORECASE)


def read_in(message: InboundMessage, talk: Conversation, at: datetime, parts_are_over: bool) -> None:
    """This function will read one kept message: ignore it, wait for its other parts, or answer it in its talk."""
    content = contents.read(message)
    if content.ignored:
        message.state, message.reason = S.IGNORED, content.ignored
        message.save(update_fields=["state", "reason"])
        return
    if content.too_late:
        _set_aside_late(message, content, talk, at)
        return
    if message.part_set is not None:
        if parts.join_copy(message):
            return
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
        carry_out(one, held, turn, places, at)
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


def _queue_reply(message: InboundMessage, content: Content, at: datetime) -> None:
    """This function will order the sending of the answer, once for each message, unless it goes back at once."""
    if content.inline or not content.reply or Reply.objects.filter(message=message).exists():
        return
    reply = Reply.objects.create(message=message, queued_at=at)
    enqueue("channels.send_reply", reply_id=str(reply.pk))
