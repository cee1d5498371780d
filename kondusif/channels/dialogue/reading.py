"""Reading what people write: commands, categories, moments, receipts and the keyword form of an SMS."""

import difflib
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache

from kondusif.channels.dialogue import words
from kondusif.channels.dialogue.words import Command
from kondusif.regions.names import search_form
from kondusif.reports.categories import CATEGORIES, FIRST_CHOICES

# Every category has one number for ever: the six of the first menu, then the rest from eight on; seven is "more".
MORE = 7
NUMBERS: dict[int, str] = dict(enumerate(FIRST_CHOICES, 1)) | dict(
    enumerate((c for c in CATEGORIES if c not in FIRST_CHOICES), MORE + 1)
)
_RECEIPT = re.compile(r"(?<!\d)\d{4}(?:[ .\-]?\d{4}){4}(?!\d)")
_LEADING_NUMBER = re.compile(r"\s*(\d{1,3})\s*(?:[.):\-]|$)")
_CODE = re.compile(r"(?<![\d.])\d{2}\.\d{2}(?:\.\d{2}(?:\.\d{4})?)?(?![\d.]*\d)|(?<!\d)\d{10}(?!\d)")
_CLOCK = re.compile(r"\b(?:jam|pukul|pkl|at|tabu)\s*(\d{1,2})(?:[.: ](\d{2}))?\b|\b(\d{1,2})[.:](\d{2})\b")
_DATE = re.compile(r"\b(\d{1,2})[/-](\d{1,2})(?:[/-](\d{2,4}))?\b")
_NAMED_DATE = re.compile(r"\b(\d{1,2}) (" + "|".join(words.MONTHS) + r")[a-z]*(?: (\d{4}))?\b")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)


def plain(text: str) -> str:
    """This function will drop what no person types: control and invisible characters, halves of characters."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def command_in(text: str) -> Command | None:
    """This function will return the command that *text* is as a whole, or None."""
    said = search_form(text.lstrip("/"))
    return next((command for command, phrases in words.COMMANDS.items() if said in phrases), None)


def is_machine(text: str) -> bool:
    """This function will tell whether a machine seems to have written *text*."""
    said = search_form(text[:300])
    return any(said.startswith(phrase) or f" {phrase} " in f" {said} "[:120] for phrase in words.AUTO_REPLIES)


def receipt_in(text: str) -> str | None:
    """This function will return the 20 digits of a receipt that *text* asks about, or None."""
    found = _RECEIPT.search(text)
    if not found:
        return None
    around = search_form(_RECEIPT.sub(" ", text))
    return re.sub(r"\D", "", found.group()) if not around or around.startswith(words.STATUS_WORDS) else None


def asks_status(text: str) -> bool:
    """This function will tell whether *text* asks how a report stands, with or without its receipt."""
    first = search_form(text).partition(" ")[0]
    return first in {"status", "resi", "receipt"}


def number_in(text: str) -> int | None:
    """This function will return the number that *text* chooses (``3``, ``3.``, ``3. Amplop``), or None."""
    found = _LEADING_NUMBER.match(text)
    return int(found.group(1)) if found else None


def code_in(text: str) -> str | None:
    """This function will return the first thing in *text* written like a region code, or None."""
    found = _CODE.search(text)
    return found.group() if found else None


def category_in(text: str) -> str | None:
    """This function will return the category that *text* names best, or None if it names none or two alike."""
    said = f" {search_form(text)} "
    scores: dict[str, int] = {}
    for phrase, category in _phrases():
        if f" {phrase} " in said:
            scores[category] = scores.get(category, 0) + len(phrase)
    if not scores:
        return None
    (best, score), *others = sorted(scores.items(), key=lambda item: -item[1])
    return None if others and others[0][1] == score else best


def category_of(answer: str) -> str | None:
    """This function will return the category that an *answer* to the menu chooses: its number, name or a word for it."""
    number = number_in(answer)
    if number in NUMBERS:
        return NUMBERS[number]
    said = search_form(answer)
    return said.replace(" ", "_") if said.replace(" ", "_") in CATEGORIES else category_in(answer)


def categories_near(answer: str) -> list[str]:
    """This function will return up to three categories whose words look like a misspelt *answer*."""
    table = dict(_phrases())
    near = difflib.get_close_matches(search_form(answer), table, n=3, cutoff=0.7)
    return list(dict.fromkeys(table[phrase] for phrase in near))


@cache
def _phrases() -> tuple[tuple[str, str], ...]:
    return tuple((phrase, category) for category, phrases in words.CATEGORY_WORDS.items() for phrase in phrases)


def piece_in(text: str) -> str | None:
    """This function will return which piece of the report *text* wants to change, or None."""
    said = search_form(text).split()
    return next((piece for piece, names in words.PIECES.items() if any(word in names for word in said)), None)


def moment_in(text: str, *, sent_at: datetime, zone: tzinfo) -> datetime | None:
    """
    This function will return the moment that *text* tells, seen from when and where it was written.

    What tells no year or day is taken as the latest such moment that is not in the future.
    """
    here = sent_at.astimezone(zone)
    said = search_form(text)
    if (ago := _ago(said, here)) is not None:
        return ago
    lined = " ".join(text.casefold().split())
    day, day_is_told = _day(said, lined, here.date())
    clock = _clock(_DATE.sub(" ", lined), said)
    if clock is None:
        if _has(said, words.NOW_WORDS):
            return sent_at
        if day is None:
            return None
        clock = (12, 0) if day < here.date() else (here.hour, here.minute)
    told = datetime.combine(day or here.date(), datetime.min.time(), zone) + timedelta(hours=clock[0], minutes=clock[1])
    if told > here and not day_is_told:
        told -= timedelta(days=1)
    return told


def _has(said: str, phrases: tuple[str, ...]) -> bool:
    return any(f" {phrase} " in f" {said} " for phrase in phrases)


def _ago(said: str, here: datetime) -> datetime | None:
    units = "|".join(words.UNIT_MINUTES)
    found = re.search(rf"\b(\d{{1,3}}|se) ?({units}) (?:{'|'.join(words.AGO_WORDS)})\b", said)
    if not found:
        found = re.search(r"\b(se)(jam|hari|menit) (?:yang |yg )?lalu\b", said)
    if not found:
        return None
    n = 1 if found.group(1) == "se" else int(found.group(1))
    return here - timedelta(minutes=n * words.UNIT_MINUTES[found.group(2)])


def _day(said: str, lined: str, today: date) -> tuple[date | None, bool]:
    if found := _DATE.search(lined):
        return _date(int(found.group(1)), int(found.group(2)), found.group(3), today), True
    if found := _NAMED_DATE.search(said):
        return _date(int(found.group(1)), words.MONTHS.index(found.group(2)) + 1, found.group(3), today), True
    if _has(said, words.YESTERDAY_WORDS):
        return today - timedelta(days=1), True
    if _has(said, words.LAST_NIGHT_WORDS) or not _has(said, words.TODAY_WORDS):
        return None, False
    return today, False


def _date(day: int, month: int, year: str | None, today: date) -> date | None:
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        told = date(today.year, month, day)
        return told if told <= today else told.replace(year=today.year - 1)
    except ValueError:
        return None


def _clock(lined: str, said: str) -> tuple[int, int] | None:
    part = next((hour for phrase, hour in words.DAY_PARTS.items() if f" {phrase} " in f" {said} "), None)
    if part is None and _has(said, words.LAST_NIGHT_WORDS):
        part = 20
    found = _CLOCK.search(lined)
    if not found:
        return (part, 0) if part is not None else None
    hour, minute = int(found.group(1) or found.group(3)), int(found.group(2) or found.group(4) or 0)
    if hour > 24 or minute > 59:
        return None
    return _in_part(hour, part) % 24, minute


def _in_part(hour: int, part: int | None) -> int:
    """This function will return *hour* as the part of the day means it: eight of the evening, two of the night."""
    if part is None or part < 12:
        return hour
    if part >= 18 and (hour < 5 or hour == 12):
        return hour if hour < 5 else 24
    return hour + 12 if hour < (10 if part == 12 else 12) else hour


@dataclass(frozen=True)
class Keyed:
    """What an SMS in the keyword form holds, as written: ``LAPOR#kodedesa#kategori#isi``."""

    code: str
    category: str
    words: str


def keyed_in(text: str) -> Keyed | None:
    """
    This function will read ``LAPOR#kodedesa#kategori#isi``, or None if *text* does not begin so.

    Spaces around the marks, another mark (``*``) and small letters are taken as well; missing parts are empty.
    """
    found = re.match(r"\s*lapor(?:an)?\s*([#*])(.*)", text, re.IGNORECASE | re.DOTALL)
    if not found:
        return None
    parts = [part.strip() for part in found.group(2).split(found.group(1), 2)]
    code, category, told = [*parts, "", ""][:3]
    return Keyed(code, category, told.strip(" #*"))


def told_after(text: str) -> str:
    """This function will return what follows the word that begins a report: ``Lapor ada tawuran`` → ``ada tawuran``."""
    found = re.match(r"\s*/?(?:lapor(?:an)?|report)\b[\s:,.\-]*(.*)", text, re.IGNORECASE | re.DOTALL)
    return found.group(1).strip() if found else text
