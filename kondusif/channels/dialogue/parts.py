"""Long SMS that arrive in parts, in any order, some late, some never."""

from datetime import timedelta

from kondusif.channels.dialogue import contents
from kondusif.channels.dialogue.models import InboundMessage

# The same reference comes round again after 256 messages; parts of one SMS are sent together.
TOGETHER = timedelta(hours=24)
S = InboundMessage.State
GAP = "[…]"


def joined(message: InboundMessage, *, over: bool) -> InboundMessage | None:
    """
    This function will return the first part with the whole text once all parts are here, else None.

    With *over* nobody waits any longer: the text has a gap where a part is missing. A part that comes
    after that is put into its gap, and the first part is read again.
    """
    siblings = {message.part_no: message}
    rows = message.conversation.messages.filter(
        part_set=bytes(message.part_set), state__in=[S.PART, S.JOINED, S.ANSWERED],
        sent_at__range=(message.sent_at - TOGETHER, message.sent_at + TOGETHER),
    )  # fmt: skip
    for row in rows.exclude(pk=message.pk).select_related("conversation"):
        siblings.setdefault(row.part_no, row)
    begun = [row for row in siblings.values() if row.state == S.ANSWERED]
    if len(siblings) < (message.n_parts or 0) and not over and not begun:
        return None
    head = begun[0] if begun else siblings[min(siblings)]
    content = contents.read(head)
    content.whole = _text(siblings, message.n_parts or len(siblings))
    contents.write(head, content)
    head.save(update_fields=["sealed"])
    for row in siblings.values():
        if row.pk != head.pk:
            row.state, row.head = S.JOINED, head
            row.save(update_fields=["state", "head"])
    return head


def _text(siblings: dict, n: int) -> str:
    texts = [contents.read(siblings[no]).text if no in siblings else GAP for no in range(1, n + 1)]
    return "".join(texts)
