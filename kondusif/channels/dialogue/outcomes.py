"""What a turn of the talk asks for: a report, an addition to it, photos, where it stands; and what the sender hears."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from kondusif.channels.dialogue import sealing
from kondusif.channels.dialogue.choices import choices_of
from kondusif.channels.dialogue.contents import Content
from kondusif.channels.dialogue.models import InboundMessage
from kondusif.channels.dialogue.places import TenantPlaces
from kondusif.channels.dialogue.sentences import render
from kondusif.channels.dialogue.shapes import Draft, Say, Silence, Turn
from kondusif.core.jobs import enqueue
from kondusif.core.problems import Conflict, Problem
from kondusif.reports.actions.converse import write_to_desk
from kondusif.reports.actions.receive import Received, receive_reports
from kondusif.reports.categories import SEALED_TO
from kondusif.reports.queries import follow_up
from kondusif.reports.receipts import grouped, receipt_of
from kondusif.reports.rules import TEXT_MAX, NewReport
from kondusif.reports.states import Channel
from kondusif.reports.telling import next_of, now_of
from kondusif.reports.throttle import may_try

CHANNEL_OF = {"sms": Channel.SMS, "email": Channel.EMAIL}  # the others are chats


def carry_out(message: InboundMessage, content: Content, turn: Turn, places: TenantPlaces, at: datetime) -> None:
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


def _new_report(message: InboundMessage, draft: Draft, client_id: UUID) -> NewReport:
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
