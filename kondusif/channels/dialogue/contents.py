"""What stands sealed in a message's row: its words, what was answered, and where the talk stood afterwards."""

import msgspec

from kondusif.channels.dialogue.models import InboundMessage
from kondusif.channels.dialogue.sealing import seal, unseal
from kondusif.channels.dialogue.shapes import Incoming, State


class Content(msgspec.Struct, omit_defaults=True):
    """The sealed part of a message."""

    text: str = ""
    lat: float | None = None
    lon: float | None = None
    photos: tuple[str, ...] = ()
    n_untaken: int = 0
    inline: bool = False
    ignored: str = ""
    too_late: str = (
        ""  # the moment at which its provider says it was sent, where that is longer ago than any delivery takes
    )
    whole: str = ""  # the joined text, in the first part of a long SMS
    button_of: str = ""
    said: str = ""
    choices: tuple[tuple[str, str], ...] = ()  # the buttons under what is said
    more: str = ""  # what was said because this message, coming late, completed another
    receipt: str = ""
    status_of: str = ""
    amended: tuple[str, ...] = ()  # late words that were added already
    after: State | None = None

    @property
    def reply(self) -> str:
        """This function will return all that was answered to this message."""
        return "\n".join(part for part in (self.said, self.more) if part)


def write(message: InboundMessage, content: Content) -> None:
    """This function will seal *content* into the row, which the caller saves."""
    message.sealed = seal(msgspec.json.encode(content), message.id)


def read(message: InboundMessage) -> Content:
    """This function will open what stands in the row; nothing where it was forgotten."""
    if message.sealed is None:
        return Content()
    return msgspec.json.decode(unseal(message.sealed, message.id), type=Content)


def incoming(message: InboundMessage, content: Content) -> Incoming:
    """This function will return the message as the dialogue takes it."""
    return Incoming(
        key=bytes(message.mark).hex(),
        sent_at=message.sent_at,
        text=content.whole or content.text,
        lat=content.lat,
        lon=content.lon,
        photos=content.photos,
        n_untaken=content.n_untaken,
        brief=message.kind == "sms",
        button_of=content.button_of,
    )
