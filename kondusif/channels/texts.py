"""
What a warning says by each way.

Chats and notices pass through other people's servers and lie open on a locked screen: they carry the level, the
area, the number and what to do, never what was reported. What rests on an alarm of the scan says by every way how
often chance alone raises such a one: an alarm taken for certain sends people out in vain. A rehearsal says so before anything else, by every way.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kondusif.alerts import words as warning_words
from kondusif.alerts.models import Alert
from kondusif.alerts.states import Level
from kondusif.channels.kinds import Kind
from kondusif.meetings.rules import zone_word

# GSM 03.38: what costs one of the 160 places of an SMS, and what costs two.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€")
_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "…": "...", "•": "-", "·": "-", "\u00a0": " ", "→": "->"})  # fmt: skip
SMS_LENGTH = 160


@dataclass(frozen=True)
class News:
    """What the news of a warning is called."""

    words: str
    wants_answer: bool


def news_of(news: str) -> News:
    """
    This function will return how *news* is told and whether it asks for an answer.

    :raises KeyError: if there is no such news.
    """
    return {
        "issued": News(_("Early warning"), True),
        "escalated": News(_("Early warning raised to the next level"), True),
        "climbed": News(_("Nobody answered before you: early warning"), True),
        "reminded": News(_("Reminder: early warning not yet acknowledged"), True),
        "stood_down": News(_("Early warning ended"), False),
        "expired": News(_("Early warning expired"), False),
    }[news]


def level_word(level: int) -> str:
    """This function will return the level's colour in capitals."""
    return {Level.GREEN: _("GREEN"), Level.YELLOW: _("YELLOW"), Level.ORANGE: _("ORANGE"), Level.RED: _("RED")}[
        Level(level)
    ]


@dataclass(frozen=True)
class AlertText:
    """A warning's news, ready for any way; the code and link of a person are added last."""

    subject: str
    long: str
    short: str
    sms: str
    sms_tail: str  # stands whole, whatever is cut
    notice: str
    wants_answer: bool

    def body(self, kind: Kind, *, code: str, link: str) -> str:
        """This function will return the text by *kind* for the person of *code*, who may have none."""
        if kind == Kind.SMS:
            answer = _("Reply: SIAP %(code)s") % {"code": code} if code else ""
            return sms_text(self.sms, " ".join(filter(None, [self.sms_tail, answer])))
        if kind == Kind.WEBPUSH:
            return self.notice
        text = self.long if kind == Kind.EMAIL else self.short
        if not code:
            return text
        how = (
            _("To acknowledge, open %(link)s")
            if kind == Kind.EMAIL
            else _("To acknowledge, answer: SIAP %(code)s\n%(link)s")
        )
        return f"{text}\n\n{how % {'code': code, 'link': link}}"


def local_moment(moment: datetime, timezone: str) -> str:
    """This function will write a moment by the clock of who reads it: ``20-11-2026 11.00 WIT``."""
    return f"{moment.astimezone(ZoneInfo(timezone)):%d-%m-%Y %H.%M} {zone_word(timezone)}"


def alert_text(alert: Alert, news: str) -> AlertText:
    """This function will return what the *news* of a warning says, in the language switched on."""
    told = news_of(news)
    mark = _("[EXERCISE] ") if alert.exercise else ""
    level, until = level_word(alert.level), local_moment(alert.valid_until, alert.region.timezone)
    subject = f"{mark}{told.words} {level} · {alert.region.title} · {alert.number}"[:200]
    until_words = _("Valid until %(until)s.") % {"until": until}
    what_to_do = _("What to do: %(action)s") % {"action": alert.action}
    by_chance = warning_words.chance(alert) if told.wants_answer else ""
    # A draft names the chance in its situation; a person may have written another, or the number came later.
    said_apart = "" if by_chance in alert.situation else by_chance
    parts = [alert.title, alert.situation, said_apart, what_to_do, until_words, _("Open Kondusif to acknowledge this warning. Do not answer this letter.")]  # fmt: skip
    first = _("EXERCISE, not real.") if alert.exercise else ""
    long = "\n\n".join(filter(None, [first, *parts]))
    short = "\n".join(filter(None, [first, subject, what_to_do if told.wants_answer else "", by_chance, until_words]))
    sms = " ".join(filter(None, [first, told.words, level, alert.region.title, alert.number + ".", alert.action if told.wants_answer else ""]))  # fmt: skip
    sms_tail = f"({warning_words.chance_shortest(alert)})" if by_chance else ""
    notice = " ".join(filter(None, [first, by_chance, until_words]))
    return AlertText(subject, long, short, sms, sms_tail, notice, told.wants_answer)


def gsm(text: str) -> str:
    """This function will return *text* in the alphabet of an SMS: accents go, what has no likeness becomes a question mark."""
    plain = unicodedata.normalize("NFKC", " ".join(text.translate(_PLAIN).split()))
    out = []
    for char in plain:
        if char in _GSM or char in _GSM_TWICE:
            out.append(char)
        else:
            bare = unicodedata.normalize("NFKD", char)[0]
            out.append(bare if bare in _GSM else "?")
    return "".join(out)


def places(text: str) -> int:
    """This function will return how many of the 160 places *text* takes."""
    return sum(2 if char in _GSM_TWICE else 1 for char in text)


def sms_text(text: str, tail: str) -> str:
    """This function will return one SMS of *text*, cut where needed so that *tail* always stands in it whole."""
    tail = gsm(tail)
    room = SMS_LENGTH - places(tail) - (1 if tail else 0)
    text = gsm(text)
    if places(text) > room:
        while places(text) > room - 2:
            text = text[:-1]
        text = text.rstrip(" .,;") + ".."
    return f"{text} {tail}".strip()
