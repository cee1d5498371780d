"""What a report must be before anybody takes it in, and how soon somebody must act on it."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from kondusif.elections.deadlines import Limit
from kondusif.reports.states import Channel, DisclosureState, Maturity, Urgency

TEXT_MIN, TEXT_MAX = 5, 4000
PLACE_MAX = 200
CROWD_MAX = 1_000_000
STATION_MAX = 999
# A phone's clock may run ahead; more than this is a wrong clock or a typing error.
CLOCK_SKEW = timedelta(minutes=10)
OLDEST = timedelta(days=2 * 365)
WORDS_READ = "report.words_read"  # the event of each reading of a sensitive report

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_PHONE = re.compile(r"\+?[0-9]{8,15}")
_PHONE_FILLING = re.compile(r"[ ().\-]")
_EMAIL = re.compile(
    r"[^\s@,;<>]{1,64}@[a-z0-9](?:[a-z0-9\-]{0,62}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9\-]{0,62}[a-z0-9])?){1,8}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a reporter who wants to be reached."""

    phone: str = ""
    email: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class SealedWords:
    """Words as a browser sealed them; the server keeps them and cannot read them."""

    envelope: bytes
    key_id: UUID
    reading_key: bytes = b""  # with a report: what answers to its reporter are sealed to
    answer: bytes = b""  # with a line from the desk: the same words to the reporter


@dataclass(frozen=True, slots=True)
class NewReport:
    """What somebody reports, by whatever way it came; nothing here tells from which device."""

    client_id: UUID
    category: str
    text: str
    event_at: datetime
    lat: float | None = None
    lon: float | None = None
    region_code: str = ""  # as the reporter gave it; empty where only a point is known
    place_text: str = ""
    anonymous: bool = True
    contact: Contact | None = None
    exercise: bool = False
    happens_now: bool = False  # the reporter said "now": event_at is then the moment of sending
    channel: Channel = Channel.WEB
    maturity: Maturity | None = None  # None: what the category mostly is
    urgency: Urgency | None = None  # None: the category's, until an officer says otherwise
    crowd_estimate: int | None = None
    station_number: int | None = None
    classification: int = 1
    source_rating: str = "F"
    info_rating: int = 6
    synthetic: bool = False
    entered_at: datetime | None = None  # when it was typed, where that was earlier than now
    reporter_id: UUID | None = None
    reporter_office_id: UUID | None = None
    reporter_title: str = ""  # of the office that enters it
    entered_by_id: UUID | None = None  # the officer who typed it; for the audit trail alone
    about_office_id: UUID | None = None
    sealed: SealedWords | None = None  # then text and place_text are empty: they are in the envelope
    # Where a channel has a document: its digest, which alone says whether two sendings are the same.
    digest: bytes = b""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one field; ``sentences`` holds the words for its code."""

    field: str
    code: str
    values: tuple[tuple[str, object], ...] = ()


def tidy(new: NewReport) -> NewReport:
    """This function will trim what people type around their words and write line ends one way."""
    text = new.text.replace("\r\n", "\n").replace("\r", "\n").strip()
    place = new.place_text.strip()
    return new if text == new.text and place == new.place_text else replace(new, text=text, place_text=place)


def faults_of(new: NewReport, *, at: datetime, categories: Container[str], ancient: bool = False) -> list[Fault]:
    """
    This function will return everything that is wrong with *new*, apart from where its place lies.

    With *ancient*, a moment of long ago is no fault: history is being brought in.
    """
    found = (
        []
        if new.category in categories
        else [Fault("category", "category_unknown" if new.category else "category_missing")]
    )
    if new.sealed is None:
        found += text_faults("text", new.text, least=TEXT_MIN, most=TEXT_MAX)
    found += text_faults("place_text", new.place_text, least=0, most=PLACE_MAX)
    found += _moment_faults(new.event_at, at, ancient)
    found += _place_faults(new)
    found += _contact_faults(new)
    found += _number_faults(new)
    return found


def text_faults(field: str, text: str, *, least: int, most: int) -> Iterator[Fault]:
    """This function will yield what is wrong with typed words of *least* to *most* characters."""
    if len(text) < least:
        yield Fault(field, "text_empty" if not text else "text_short", (("least", least),))
    elif len(text) > most:
        yield Fault(field, "text_long", (("most", most), ("n", len(text))))
    if "\x00" in text:
        yield Fault(field, "text_nul")
    elif _CONTROL.search(text):
        yield Fault(field, "text_control")
    if not text.isascii() and _SURROGATE.search(text):
        yield Fault(field, "text_surrogate")


def _moment_faults(moment: datetime, at: datetime, ancient: bool) -> Iterator[Fault]:
    if moment.tzinfo is None:
        yield Fault("event_at", "moment_without_zone")
    elif moment > at + CLOCK_SKEW:
        yield Fault("event_at", "moment_future", (("now", at),))
    elif moment < at - OLDEST and not ancient:
        yield Fault("event_at", "moment_ancient")


def mended_moment(said: datetime, *, offset: timedelta, typed_at: datetime, at: datetime) -> datetime:
    """
    This function will return the moment that a reporter with a wrong clock meant by *said*.

    A moment that can be is taken as said; one that cannot is read by the same wrong clock; and where even
    that cannot be, the thing had happened when it was typed.
    """
    for moment in (said, said + offset):
        if at - OLDEST <= moment <= at + CLOCK_SKEW:
            return moment
    return typed_at


def _place_faults(new: NewReport) -> Iterator[Fault]:
    if (new.lat is None) != (new.lon is None):
        yield Fault("lon" if new.lon is None else "lat", "point_half")
    elif new.lat is None and not new.region_code:
        yield Fault("village_code", "place_missing")


def _contact_faults(new: NewReport) -> Iterator[Fault]:
    if new.contact is None:
        return
    if new.anonymous:
        yield Fault("contact", "contact_of_anonymous")
    if not (new.contact.phone or new.contact.email):
        yield Fault("contact", "contact_empty")
    if new.contact.phone and not is_phone(new.contact.phone):
        yield Fault("contact", "phone_malformed")
    if new.contact.email and not is_email(new.contact.email):
        yield Fault("contact", "email_malformed")
    yield from text_faults("contact", new.contact.name, least=0, most=120)


def _number_faults(new: NewReport) -> Iterator[Fault]:
    if new.crowd_estimate is not None and not 0 <= new.crowd_estimate <= CROWD_MAX:
        yield Fault("crowd_estimate", "number_range", (("least", 0), ("most", CROWD_MAX)))
    if new.station_number is not None and not 1 <= new.station_number <= STATION_MAX:
        yield Fault("station_number", "number_range", (("least", 1), ("most", STATION_MAX)))


def is_phone(text: str) -> bool:
    """This function will tell whether *text* can be dialled: 8 to 15 digits, spaces and dashes aside."""
    return _PHONE.fullmatch(_PHONE_FILLING.sub("", text)) is not None


def is_email(text: str) -> bool:
    """This function will tell whether *text* has the shape of an e-mail address."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def contact_in(text: str) -> Contact:
    """This function will take one typed line for an e-mail address if it has an @, else for a phone number."""
    text = text.strip()
    return Contact(email=text) if "@" in text else Contact(phone=text)


@dataclass(frozen=True)
class Clock:
    """How long until somebody must have looked at a report, and until somebody must have acted on it."""

    look: Limit
    act: Limit


REOPEN_WITHIN = timedelta(days=14)
# A reason of one word is none; the reporter reads it.
REASON_MIN, REASON_MAX = 20, 600
DECIDE_WITHIN = timedelta(hours=72)
OPEN_WITHIN = timedelta(hours=24)
SHOWN_FOR = timedelta(minutes=10)


def disclosure_state(asked_at: datetime, steps: Sequence[tuple[str, datetime]], *, at: datetime) -> DisclosureState:
    """
    This function will return how a question for a contact stands at *at*, from its *steps*, oldest first.

    What is not decided within three days, not opened within one, or was opened ten minutes ago, has lapsed.
    """
    last, since = steps[-1] if steps else (DisclosureState.ASKED, asked_at)
    state = DisclosureState(last)
    if state is DisclosureState.DISCLOSED:
        since = next(moment for name, moment in steps if name == state)
    within = {
        DisclosureState.ASKED: DECIDE_WITHIN,
        DisclosureState.APPROVED: OPEN_WITHIN,
        DisclosureState.DISCLOSED: SHOWN_FOR,
    }
    return DisclosureState.LAPSED if state in within and at > since + within[state] else state


def may_reopen(*, closed_at: datetime | None, reopened_before: bool, at: datetime) -> bool:
    """This function will tell whether a reporter may still object to how the report was closed: once, within 14 days."""
    return closed_at is not None and not reopened_before and at <= closed_at + REOPEN_WITHIN
