"""What an adapter hands over: one message in our words, whichever provider delivered it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# A provider's clock that is off by more than this is not believed.
AHEAD_MAX, BEHIND_MAX = timedelta(minutes=10), timedelta(days=30)
# Telegram and Meta date each message themselves and deliver it again for a day and for a week. What is older than this
# is a copy of an old delivery: the signature of either says nothing of time, so whoever kept one could post it again.
DATED_BY_PROVIDER, LATE_MAX = frozenset({"telegram", "whatsapp"}), timedelta(days=10)


# The mark of a part that cheap gateways write into the text itself.
PART_MARK = re.compile(r"^\s*\(?(\d{1,2})/(\d{1,2})\)\s*|\s*\((\d{1,2})/(\d{1,2})\)\s*$")
MARKED = "marked"  # the reference of such parts: they have none


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a long SMS."""

    ref: str
    no: int
    n: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message from one sender."""

    kind: str
    address: str
    alias: str = ""  # another name of the same sender, which stays when the address is no longer shown
    message_id: str = ""  # the provider's; without one the content and its time stand in for it
    account: str = ""
    sent_at: datetime | None = None
    order: int = 0
    undated: bool = False  # sent_at is that of the question it answers: it comes after all that has a smaller order
    text: str = ""
    lat: float | None = None
    lon: float | None = None
    photos: tuple[str, ...] = ()  # the provider's names of them, to be fetched later
    contents: tuple[bytes, ...] = ()  # photos that came along
    n_untaken: int = 0
    part: Part | None = None
    ignored: str = ""  # why it is kept and not answered
    button_of: str = ""  # the question whose button was pressed; the text is then the answer on it
    inline: bool = False  # the answer goes back in the response to the delivery


def moment_in(seconds: object) -> datetime | None:
    """This function will read a provider's Unix seconds, or return None where they are none: the words count all the same."""
    try:
        return datetime.fromtimestamp(int(seconds), tz=UTC)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def is_too_late(envelope: Envelope, at: datetime) -> bool:
    """This function will tell whether no provider delivers so late what it dated so long ago."""
    if envelope.kind not in DATED_BY_PROVIDER or envelope.undated or envelope.sent_at is None:
        return False
    return envelope.sent_at < at - LATE_MAX


def believed(sent_at: datetime | None, at: datetime) -> datetime:
    """This function will return when a message was sent, or *at* where the provider's clock cannot be right."""
    if sent_at is None or sent_at > at + AHEAD_MAX or sent_at < at - BEHIND_MAX:
        return at
    return min(sent_at, at)
