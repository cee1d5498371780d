"""From a filled form to a report: which answer is what, and what to make of a phone whose clock is wrong."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from kondusif.core.problems import Problem
from kondusif.interop.openrosa.codec import Document
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.rules import CLOCK_SKEW, TEXT_MAX, Contact, NewReport, contact_in, is_email, is_phone
from kondusif.reports.states import Channel

# The same filling is the same report, whichever way and however often it comes.
NAMESPACE = UUID("8d6b5e0c-4f0e-5b7a-9a35-2b1d0f6c7e41")
# Our noun -> where the public form has it.
PUBLIC_ROLES: Mapping[str, str] = {
    name: name
    for name in ("category", "text", "event_at", "point", "village", "subdistrict", "place_text", "crowd_estimate",
                 "station_number", "reachable", "contact", "start", "exercise", "photo_1", "photo_2", "photo_3")
}  # fmt: skip
# Words by which an office's own form may call the same things.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "category": ("category", "kategori", "jenis"),
    "text": ("text", "uraian", "keterangan", "isi", "kejadian", "deskripsi"),
    "event_at": ("event_at", "waktu", "waktu_kejadian", "tanggal", "tanggal_kejadian"),
    "village": ("village", "desa", "kelurahan", "kode_desa"),
    "subdistrict": ("subdistrict", "kecamatan", "kode_kecamatan"),
    "place_text": ("place_text", "tempat", "lokasi_kejadian", "alamat"),
    "start": ("start",),
}
_POINT = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s+(-?\d{1,3}(?:\.\d+)?)(?:\s+-?[\d.]+){0,2}\s*")
_CODE = re.compile(r"\d{2}(?:\.\d{2}(?:\.\d{2}(?:\.\d{4})?)?)?")
_ABOUT_THE_PHONE = re.compile(
    r"(?:^|/)(?:meta|intro|deviceid|subscriberid|simserial|phonenumber|username|email|audit)(?:/|$)"
)
_CLOCK_NOTE = "[Jam ponsel pengirim keliru; waktu kejadian disesuaikan dengan jam server.]"
_EDIT_NOTE = "[Perbaikan atas isian formulir yang sudah dikirim sebelumnya.]"
_APART_NOTE = "[Nomor telepon atau surel dalam isian disimpan terpisah dan tersegel.]"
_EDITED = "meta/deprecatedID"
# A number as people write it, with the zero or the country before it; one without needs a question that asks for it.
_DIALLED = re.compile(r"(?:\+?62|0)[ -]?[2-9]\d{0,3}(?:[ -]?\d{2,5}){1,4}")
_ASKS_FOR_CONTACT = re.compile(
    r"(?:^|[_/-])(?:no|nomor)?_?(?:hp|telp|telepon|ponsel|handphone|wa|whatsapp|kontak|contact|phone|phonenumber)(?:_|$)",
    re.IGNORECASE,
)
_NAME_MAX = 120
APART = "[tersegel]"
_CUT = "… [selengkapnya dalam isian formulir]"


@dataclass(frozen=True)
class Arrival:
    """When a document arrived, when its phone says it sent it, and the zone of times without one."""

    at: datetime
    sent_at: datetime | None
    zone: tzinfo


def client_id_of(instance_id: str) -> UUID:
    """This function will return the key under which a filling is the same report however often it comes."""
    return uuid5(NAMESPACE, instance_id)


def to_report(
    document: Document, arrival: Arrival, *, roles: Mapping[str, str] = PUBLIC_ROLES, region_code: str = ""
) -> NewReport:
    """
    This function will read a report out of a filled form; *region_code* is where it lies if the form does not say.

    :raises Problem: naming the answer that cannot be read.
    """

    def answer(role: str) -> str:
        return document.answers.get(roles.get(role, ""), "")

    typed = answer("event_at") or answer("start")
    event_at, entered_at, is_corrected = _moments(typed, answer("start"), arrival)
    lat, lon = _point(answer("point"))
    reachable = answer("reachable") == "yes" and bool(answer("contact").strip())
    category = answer("category")
    own_form = roles is PUBLIC_ROLES
    contact = contact_in(answer("contact")) if reachable else None
    if not own_form:
        contact = _contact_of(contacts_in(document.answers))
    return NewReport(
        client_id=client_id_of(document.instance_id),
        category=category if own_form or category in CATEGORIES else roles.get("default_category", "other"),
        text=_words(document, answer("text"), own_form, is_corrected),
        event_at=event_at,
        entered_at=entered_at,
        lat=lat,
        lon=lon,
        region_code=_code(answer("village"), answer("subdistrict")) or ("" if lat is not None else region_code),
        place_text=answer("place_text")[:200] if not own_form else answer("place_text"),
        anonymous=contact is None,
        contact=contact,
        crowd_estimate=_integer("crowd_estimate", answer("crowd_estimate")),
        station_number=_integer("station_number", answer("station_number")),
        exercise=answer("exercise") in {"yes", "true", "1"},
        channel=Channel.FORM,
        digest=document.digest,
    )


def _words(document: Document, text: str, own_form: bool, is_corrected: bool) -> str:
    notes = [note for note, holds in ((_CLOCK_NOTE, is_corrected), (_EDIT_NOTE, _EDITED in document.answers)) if holds]
    if not own_form:
        apart = contacts_in(document.answers)
        notes += [_APART_NOTE] if apart else []
        shown = {path: answer for path, answer in document.answers.items() if path not in apart}
        text = "\n".join(part for part in (text.strip(), told(shown)) if part)
    most = TEXT_MAX - sum(len(note) + 1 for note in notes)
    if len(text) > most and not own_form:
        text = text[: most - len(_CUT)] + _CUT
    if notes and len(text) <= most and text.strip():
        text = "\n".join([text.rstrip(), *notes])
    return text


def contacts_in(answers: Mapping[str, str]) -> dict[str, str]:
    """
    This function will return, by path, the answers that are a telephone number or an e-mail address and nothing else.

    They tell who somebody is, so they go apart and sealed, as on every other way in.
    """
    return {path: text.strip() for path, text in answers.items() if _is_contact(path, text.strip())}


def _is_contact(path: str, text: str) -> bool:
    if "@" in text:
        return is_email(text)
    asked = _ASKS_FOR_CONTACT.search(path.rpartition("/")[2]) is not None
    return is_phone(text) and (asked or _DIALLED.fullmatch(text) is not None)


def _contact_of(found: Mapping[str, str]) -> Contact | None:
    """The first number and the first address; whatever else was given stands beside them."""
    if not found:
        return None
    given = list(dict.fromkeys(found.values()))
    phone = next((one for one in given if "@" not in one), "")
    email = next((one for one in given if "@" in one), "")
    return Contact(phone, email, ", ".join(one for one in given if one not in {phone, email})[:_NAME_MAX])


def told(answers: Mapping[str, str]) -> str:
    """This function will write all answers of a form as lines to read, without what tells of the phone."""
    return "\n".join(
        f"{path.rpartition('/')[2]}: {' '.join(text.split())}"
        for path, text in answers.items()
        if text.strip() and not _ABOUT_THE_PHONE.search(path)
    )


def _moments(typed: str, started: str, arrival: Arrival) -> tuple[datetime, datetime | None, bool]:
    event_at = _moment("event_at", typed, arrival.zone) or arrival.at
    entered_at = _moment("start", started, arrival.zone)
    wrong_by = arrival.at - arrival.sent_at if arrival.sent_at else timedelta()
    is_corrected = abs(wrong_by) > CLOCK_SKEW
    if is_corrected:
        event_at = _shifted(event_at, wrong_by) or arrival.at
        entered_at = entered_at and _shifted(entered_at, wrong_by)
    if event_at > arrival.at + CLOCK_SKEW:
        # Sent without saying what time the phone thinks it is: later than now it cannot have been.
        event_at, is_corrected = arrival.at, True
    return event_at, entered_at and min(entered_at, arrival.at), is_corrected


def _shifted(moment: datetime, by: timedelta) -> datetime | None:
    """A Date of the year 9999 shifts every time out of the calendar; such a clock tells nothing."""
    try:
        return moment + by
    except OverflowError:
        return None


def _moment(role: str, text: str, zone: tzinfo) -> datetime | None:
    text = text.strip()
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        moment.timestamp()
        return moment if 1970 <= moment.year <= 2200 else _unreadable(role, text)
    except (ValueError, OverflowError):
        return _unreadable(role, text)


def _unreadable(role: str, text: str) -> None:
    sentence = _("“%(text)s” cannot be read as an answer to this question.") % {"text": text[:60]}
    raise Problem("form.answer_unreadable", sentence, fields={role: sentence})


def _point(text: str) -> tuple[float | None, float | None]:
    if not text.strip():
        return None, None
    found = _POINT.fullmatch(text)
    if not found:
        _unreadable("point", text)
        return None, None
    return float(found[1]), float(found[2])


def _code(*typed: str) -> str:
    """This function will return the narrowest region that was chosen; other words are left to the text."""
    return next((text.strip() for text in typed if _CODE.fullmatch(text.strip())), "")


def _integer(role: str, text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not re.fullmatch(r"-?\d{1,9}", text):
        _unreadable(role, text)
    return int(text)


def roles_of(questions: Iterable[tuple[str, str]]) -> dict[str, str]:
    """This function will guess from path and type of the *questions* of an office's form which answer is what."""
    listed = list(questions)
    by_name: dict[str, str] = {}
    for path, _kind in listed:
        by_name.setdefault(path.rpartition("/")[2].lower(), path)
    roles = {role: by_name[name] for role, names in SYNONYMS.items() for name in reversed(names) if name in by_name}
    for role, kinds in (("point", ("geopoint",)), ("event_at", ("dateTime", "date"))):
        found = [path for path, kind in listed if kind in kinds and path not in {roles.get("start"), "end", "today"}]
        if found and role not in roles:
            roles[role] = found[0]
    return roles


def files_named(document: Document, questions: Iterable[str]) -> list[str]:
    """This function will return the names of the files that the answers to *questions* speak of."""
    names = (document.answers.get(path, "").strip()[:200] for path in questions)
    return [name for name in names if name]
