"""Long SMS that arrive in parts, in any order, some late, some never."""

import re
from datetime import timedelta

from django.db.models import QuerySet

from kondusif.channels.dialogue import contents, sealing
from kondusif.channels.dialogue.envelopes import MARKED, PART_MARK
from kondusif.channels.dialogue.models import InboundMessage

# The same reference comes round again after 256 messages; parts of one SMS are sent together.
TOGETHER = timedelta(hours=24)
S = InboundMessage.State
GAP = "[…]"


def joined(message: InboundMessage, *, over: bool) -> InboundMessage | None:
    """
    This function will return the first part with the whole text once all parts are here, else None.

    With *over* nobody waits any longer: the text has a gap where a part is missing. A part that comes
    after that is put into its gap, and the first part is read again. An SMS that is whole takes no more
    parts: what comes under its reference is a copy of one of them, or belongs to the next SMS.
    """
    rows = list(_others(message).filter(state__in=[S.PART, S.JOINED, S.ANSWERED]))
    texts = {row.pk: contents.read(row).text for row in [message, *rows]}
    begun, siblings = _begun_without(message, rows)
    if begun is None:
        siblings = {message.part_no: message}
        for row in rows:
            if row.state == S.PART:
                siblings.setdefault(row.part_no, row)
        if len(siblings) < (message.n_parts or 0) and not over:
            return None
    head = begun or siblings[min(siblings)]
    content = contents.read(head)
    content.whole = _text({no: texts[row.pk] for no, row in siblings.items()}, message)
    contents.write(head, content)
    head.save(update_fields=["sealed"])
    copies = [
        row for row in rows
        if row.state == S.PART and row.part_no in siblings and texts[row.pk] == texts[siblings[row.part_no].pk]
    ]  # fmt: skip
    return _with(head, [*siblings.values(), *copies])


def join_copy(message: InboundMessage) -> bool:
    """This function will put a part that came before under another name of its delivery beside the one that was read."""
    text = contents.read(message).text
    for row in _others(message).filter(part_no=message.part_no).exclude(state=S.PART):
        if contents.read(row).text == text:
            _with(row.head or row, [message])
            return True
    return False


def _others(message: InboundMessage) -> QuerySet[InboundMessage]:
    """This function will return what came of the same sender under the same reference about the same time."""
    near = (message.sent_at - TOGETHER, message.sent_at + TOGETHER)
    rows = message.conversation.messages.filter(part_set=bytes(message.part_set), sent_at__range=near)
    return rows.exclude(pk=message.pk).select_related("conversation", "head").order_by("sent_at", "order", "id")


def _begun_without(
    message: InboundMessage, rows: list[InboundMessage]
) -> tuple[InboundMessage | None, dict[int | None, InboundMessage]]:
    """This function will return the SMS that was read with a gap where *message* belongs, and its parts with it."""
    for head in (row for row in rows if row.state == S.ANSWERED):
        parts = {row.part_no: row for row in rows if row.pk == head.pk or row.head_id == head.pk}
        if message.part_no not in parts:
            return head, parts | {message.part_no: message}
    return None, {}


def _with(head: InboundMessage, parts: list[InboundMessage]) -> InboundMessage:
    for row in parts:
        if row.pk != head.pk:
            row.state, row.head = S.JOINED, head
            row.save(update_fields=["state", "head"])
    return head


def _text(texts: dict[int | None, str], message: InboundMessage) -> str:
    """This function will put the parts together; what looked like a mark and stayed alone was meant as it stands, "(3/12)" as a day."""
    if len(texts) > 1 and bytes(message.part_set) == sealing.message_mark("parts", MARKED, str(message.n_parts)):
        texts = {no: PART_MARK.sub("", text, count=1) for no, text in texts.items()}
    elif len(texts) == 1 and PART_MARK.search(next(iter(texts.values()))):
        return next(iter(texts.values()))
    whole = "".join(texts.get(no, GAP) for no in range(1, (message.n_parts or len(texts)) + 1))
    return re.sub(f"(?:{re.escape(GAP)})+", GAP, whole)
