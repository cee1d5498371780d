"""The talk of a sender: found again by any of the names that a provider gives them, without keeping one in the clear."""

from datetime import datetime

from kondusif.channels.dialogue import sealing
from kondusif.channels.dialogue.envelopes import Envelope
from kondusif.channels.dialogue.models import Conversation


def talk_of(envelope: Envelope, at: datetime) -> Conversation:
    """
    This function will find the sender's talk under this quarter's mark or the last one's, or begin it.

    The name that stays comes first: whoever stops showing a number goes on in the same talk.
    """
    quarter = sealing.quarter_of(at)
    names = [name for name in (envelope.alias, envelope.address) if name]
    marks = [
        sealing.sender_mark(envelope.kind, name, q)
        for name in names
        for q in (quarter, sealing.quarter_before(quarter))
    ]
    found = {bytes(talk.mark): talk for talk in Conversation.objects.filter(kind=envelope.kind, mark__in=marks)}
    talk = next((found[mark] for mark in marks if mark in found), None)
    if talk is None:
        talk, _new = Conversation.objects.get_or_create(
            kind=envelope.kind, mark=marks[0], defaults={"begun_at": at, "heard_at": at, "account": envelope.account}
        )
    talk.mark, talk.account, talk.heard_at = marks[0], envelope.account, max(talk.heard_at, at)
    talk.sealed_address = sealing.seal_names(names[::-1], talk.id)
    talk.save(update_fields=["mark", "account", "heard_at", "sealed_address"])
    return talk
