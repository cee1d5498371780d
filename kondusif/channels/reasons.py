"""Why a message stands aside: what carriers and libraries said in their own words, sorted into reasons that a person can act on."""

import re
from enum import StrEnum

TOO_LATE = "sent too long ago"  # what a message is held for that its provider dated longer ago than any delivery takes


class Reason(StrEnum):
    """What an office reads beside a message that did not go or could not be read."""

    UNREADABLE = "unreadable"  # reading it failed on our side
    FORGOTTEN = "forgotten"
    NOT_SET_UP = "not_set_up"
    AWAY = "away"
    SLOW = "slow"
    NOT_HTTP = "not_http"
    BUSY = "busy"
    SECRET_REFUSED = "secret_refused"
    BLOCKED = "blocked"
    NOBODY_THERE = "nobody_there"
    WINDOW_CLOSED = "window_closed"
    SIGNED_OFF = "signed_off"
    SUBSCRIPTION_BROKEN = "subscription_broken"
    MAIL_REFUSED = "mail_refused"
    REFUSED = "refused"
    OTHER = "other"


# The first that is found in what was said. Numbers of Meta: WhatsApp Cloud API, error codes.
_SIGNS: tuple[tuple[Reason, str], ...] = (
    (Reason.FORGOTTEN, r"address was forgotten"),
    (Reason.NOT_SET_UP, r"^no .* (is configured|carrier)|^no carrier for "),
    (Reason.SIGNED_OFF, r"browser has signed off"),
    (Reason.SUBSCRIPTION_BROKEN, r"not a push service|subscription cannot be used|a notice needs the moment"),
    (Reason.WINDOW_CLOSED, r"code 131047$"),
    (Reason.NOBODY_THERE, r"code (131026|131030)$|chat not found"),
    (Reason.SECRET_REFUSED, r"code 190$|answered (401|404)\b|SMTPAuthenticationError"),
    (Reason.BUSY, r"answered (408|425|429|5\d\d)\b|code (4|80007|130429|131048|131056|131000|131016|133016)$"),
    (Reason.BLOCKED, r"Telegram answered 403\b"),
    (Reason.REFUSED, r"answered \d+"),
    (Reason.MAIL_REFUSED, r"^SMTP\w*$|SMTP\w+\("),
    (Reason.SLOW, r"(?i)timed? ?out"),
    (Reason.NOT_HTTP, r"the answer is too long|RemoteDisconnected|BadStatusLine|IncompleteRead|^ConnectionResetError$"),
    (Reason.AWAY, r"cannot be reached|CarrierAway|Connection\w*Error|\[Errno|gaierror|^OSError$|Name or service"),
)
_NUMBERS = (r"\bcode (\d+)$", r"answered (\d{3})\b", r"signed off \((\d+)\)")


def reason_of(said: str) -> Reason:
    """This function will return the reason why a message could not be sent, from what its carrier said."""
    return next((reason for reason, sign in _SIGNS if re.search(sign, said)), Reason.OTHER)


def number_in(said: str) -> str:
    """This function will return the number by which the other side's own pages explain it, or nothing."""
    return next((found[1] for sign in _NUMBERS if (found := re.search(sign, said))), "")
