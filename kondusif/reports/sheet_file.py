"""A table of reports as offices keep them: which column is what, and what each row says or lacks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kondusif.core.problems import Problem, Sentence
from kondusif.core.sheets import is_formula
from kondusif.regions.names import search_form
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.rules import NewReport
from kondusif.reports.states import Channel

LARGEST, MOST_ROWS = 20 * 1024 * 1024, 50_000
# The same row of whatever table is the same report: when, where and what, not which file or line.
NAMESPACE = UUID("2f0a4c57-5f0b-5c43-9b44-b15c0c0a7d18")
# Our field -> its name on the page, and the heads by which it is known.
FIELDS: Mapping[str, tuple[Sentence, tuple[str, ...]]] = {
    "text": (gettext_lazy("What is reported"), ("uraian", "isi", "isi laporan", "kejadian", "keterangan", "deskripsi", "laporan", "text")),
    "day": (gettext_lazy("Day, or day and time"), ("waktu", "waktu kejadian", "tanggal", "tanggal kejadian", "tgl", "event at", "date")),
    "clock": (gettext_lazy("Time of day, if apart"), ("jam", "pukul", "jam kejadian", "time")),
    "category": (gettext_lazy("Kind"), ("kategori", "jenis", "jenis kejadian", "category")),
    "code": (gettext_lazy("Code of the village"), ("kode wilayah", "kode desa", "kode", "kode kemendagri", "village code")),
    "village": (gettext_lazy("Village by name"), ("desa", "kelurahan", "desa kelurahan", "nama desa", "village")),
    "subdistrict": (gettext_lazy("Subdistrict by name"), ("kecamatan", "nama kecamatan", "kec", "subdistrict")),
    "lat": (gettext_lazy("Latitude"), ("lintang", "lat", "latitude")),
    "lon": (gettext_lazy("Longitude"), ("bujur", "lon", "lng", "long", "longitude")),
    "place_text": (gettext_lazy("Place in words"), ("tempat", "lokasi", "alamat", "place")),
    "station_number": (gettext_lazy("Polling station"), ("tps", "nomor tps", "no tps")),
    "crowd_estimate": (gettext_lazy("Number of people"), ("jumlah orang", "jumlah massa", "massa")),
}  # fmt: skip
# Which of our columns a fault of the report's own fields belongs to.
COLUMN_OF = {"event_at": "day", "village_code": "code", "region_code": "code"}
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\s*(?:WIB|WITA|WIT))?", re.IGNORECASE)


class CellFault(Exception):
    """What is wrong with one cell: our column, and the sentence."""


@dataclass(frozen=True)
class Names:
    """The villages of the office by their names, and by the names of their subdistricts."""

    villages: Mapping[str, tuple[str, ...]]
    in_subdistrict: Mapping[tuple[str, str], tuple[str, ...]]
    subdistricts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Reading:
    """How rows are to be read: which column is what, and what goes for all of them."""

    columns: Mapping[str, int]
    names: Names
    zone: tzinfo
    category: str
    exercise: bool
    kinds: Mapping[str, str]  # the categories by code and by both their names


def guess_columns(heads: Sequence[str]) -> dict[str, int]:
    """This function will say which column holds which field, by the names in the first line."""
    plain = [" ".join(search_form(head.replace("_", " ")).split()) for head in heads]
    found: dict[str, int] = {}
    for field, (_name, words) in FIELDS.items():
        place = next(
            (plain.index(word) for word in words if word in plain and plain.index(word) not in found.values()), None
        )
        if place is not None:
            found[field] = place
    return found


def read_row(cells: Sequence[str], reading: Reading) -> NewReport:
    """
    This function will read one row as a report; its key is drawn from what it says.

    :raises CellFault: naming our column and what is wrong with its cell.
    """
    row = {field: cells[at].strip() if at < len(cells) else "" for field, at in reading.columns.items()}
    for field, cell in row.items():
        if is_formula(cell):
            raise CellFault(field, _("A cell holds a formula. Write its value instead."))
    moment = _moment(row.get("day", ""), row.get("clock", ""), reading.zone)
    lat, lon = _degrees("lat", row.get("lat", "")), _degrees("lon", row.get("lon", ""))
    region_code = _region(row, reading.names, has_point=lat is not None and lon is not None)
    category = _category(row.get("category", ""), reading)
    said = "|".join(
        (moment.isoformat(), region_code, repr(lat), repr(lon), row.get("text", ""), row.get("place_text", ""))
    )
    return NewReport(
        client_id=uuid5(NAMESPACE, said), category=category, text=row.get("text", ""), event_at=moment, lat=lat, lon=lon,
        region_code=region_code, place_text=row.get("place_text", ""), channel=Channel.IMPORT, exercise=reading.exercise,
        station_number=_integer("station_number", row.get("station_number", "")),
        crowd_estimate=_integer("crowd_estimate", row.get("crowd_estimate", "")),
    )  # fmt: skip


def faults_of(problem: Problem, columns: Mapping[str, int]) -> list[tuple[str, str]]:
    """This function will say for each fault of a report which of our columns it stands in."""
    found = []
    for field, sentence in problem.fields.items():
        column = COLUMN_OF.get(field, field)
        if column == "code" and column not in columns:
            column = "village" if "village" in columns else "lat"
        found.append((column, str(sentence)))
    return found or [("text", str(problem.sentence))]


def _moment(day: str, clock: str, zone: tzinfo) -> datetime:
    if not day:
        raise CellFault("day", _("The day is missing."))
    try:
        whole = datetime.fromisoformat(day)
    except ValueError:
        whole = None
    if whole is None or len(day) <= 10:  # a day alone is meant to be its middle, unless the clock stands apart
        head, _space, tail = day.partition(" ")
        whole = datetime.combine(_day(head), _clock(clock or tail.strip()))
    return whole if whole.tzinfo else whole.replace(tzinfo=zone)


def _day(text: str) -> date:
    for pattern in _DAYS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise CellFault("day", _("“%(text)s” is no day. Write it as 2027-02-14 or 14/02/2027.") % {"text": text[:40]})


def _clock(text: str) -> time:
    if not text:
        return time(12)
    found = _CLOCK.fullmatch(text.strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise CellFault("clock", _("“%(text)s” is no time of day. Write it as 09:30.") % {"text": text[:40]})
    return time(int(found[1]), int(found[2]))


def _degrees(field: str, text: str) -> float | None:
    if not text:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise CellFault(field, _("“%(text)s” is no number.") % {"text": text[:40]}) from None


def _integer(field: str, text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"\d{1,9}", text):
        raise CellFault(field, _("“%(text)s” is no whole number.") % {"text": text[:40]})
    return int(text)


def _category(text: str, reading: Reading) -> str:
    if not text:
        return reading.category
    code = reading.kinds.get(search_form(text))
    if code is None:
        raise CellFault(
            "category", _("There is no kind “%(text)s”. Use a name or code of the list.") % {"text": text[:60]}
        )
    return code


def _region(row: Mapping[str, str], names: Names, *, has_point: bool) -> str:
    if row.get("code"):
        return row["code"]
    village, subdistrict = search_form(row.get("village", "")), search_form(row.get("subdistrict", ""))
    if village:
        found = names.in_subdistrict.get((subdistrict, village), ()) if subdistrict else names.villages.get(village, ())
        if len(found) == 1:
            return found[0]
        text = " / ".join(filter(None, (row.get("subdistrict"), row.get("village"))))[:80]
        raise CellFault("village", _("Several villages are called “%(text)s”. Add the subdistrict or the code.") % {"text": text}
                        if found else _("There is no village “%(text)s” in the region of your office.") % {"text": text})  # fmt: skip
    if subdistrict and not has_point:
        found = names.subdistricts.get(subdistrict, ())
        if len(found) == 1:
            return found[0]
        raise CellFault(
            "subdistrict", _("There is no subdistrict “%(text)s” here.") % {"text": row["subdistrict"][:60]}
        )
    return ""


def kinds_of(translations: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """This function will return the categories by code and by their names in the given languages."""
    known = {search_form(code): code for code in CATEGORIES} | {
        search_form(code.replace("_", " ")): code for code in CATEGORIES
    }
    for names in translations:
        known |= {search_form(name): code for code, name in names.items()}
    return known
