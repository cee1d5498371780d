"""The public report form as an XLSForm, Indonesian and English, and as the XForm that pyxform makes of it."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from kondusif.core.sheets import harmless

FORM_ID = "kondusif_laporan"
VILLAGES = "villages.csv"
PHOTOS = ("photo_1", "photo_2", "photo_3")
ID, EN = "Indonesian (id)", "English (en)"
_HEADS = (
    "type", "name", f"label::{ID}", f"label::{EN}", f"hint::{ID}", f"hint::{EN}", "required",
    f"required_message::{ID}", f"required_message::{EN}", "relevant", "constraint",
    f"constraint_message::{ID}", f"constraint_message::{EN}", "appearance", "default", "choice_filter", "parameters",
)  # fmt: skip
Row = dict[str, str]


@dataclass(frozen=True)
class Place:
    """A region the form lets choose from, with the region it lies in."""

    code: str
    name: str
    parent: str


@dataclass(frozen=True)
class Places:
    """What the form lets choose: regencies (asked only if there are several), subdistricts, villages."""

    regencies: tuple[Place, ...]
    subdistricts: tuple[Place, ...]
    villages: tuple[Place, ...]


@dataclass(frozen=True)
class Built:
    """A form in both shapes: the workbook for people, the XForm for phones."""

    form_id: str
    name: str
    version: str
    workbook: bytes
    xform: bytes


@dataclass(frozen=True)
class Sealing:
    """Which categories only the web page seals, and where it is: who tells of one hears before writing that this way does not."""

    categories: tuple[str, ...] = ()
    page: str = ""


def build(name: str, categories: Sequence[tuple[str, str, str]], places: Places, sealing: Sealing) -> Built:
    """
    This function will build the form for *categories* (code, Indonesian, English) and *places*.

    The version is drawn from the content, so a client sees a new version exactly when something changed.
    """
    sheets = {
        "survey": _survey(len(places.regencies) > 1, sealing),
        "choices": _choices(categories, places),
        "settings": [{"form_title": name, "form_id": FORM_ID, "version": "", "default_language": ID,
                      "instance_name": "concat('Laporan ', ${event_at})"}],
    }  # fmt: skip
    version = sha256(repr(sheets).encode()).hexdigest()[:10]
    sheets["settings"][0]["version"] = version
    workbook = _workbook(sheets)
    return Built(FORM_ID, name, version, workbook, xform_of(workbook))


def xform_of(workbook: bytes) -> bytes:
    """
    This function will turn an XLSForm into an XForm.

    :raises PyXFormError: if it is no proper XLSForm; the message names the row.
    """
    from pyxform.xls2xform import convert  # loaded when a form is made, not with every process

    return convert(workbook, file_type=".xlsx", validate=False).xform.encode()


def villages_csv(villages: Iterable[Place]) -> bytes:
    """This function will write the villages as the form's list reads them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["name", "label", "subdistrict"])
    writer.writerows([one.code, harmless(one.name), one.parent] for one in villages)
    return out.getvalue().encode()


def _row(kind: str, name: str, label: tuple[str, str] = ("", ""), hint: tuple[str, str] = ("", ""), **more: Any) -> Row:
    row = {"type": kind, "name": name, f"label::{ID}": label[0], f"label::{EN}": label[1],
           f"hint::{ID}": hint[0], f"hint::{EN}": hint[1]}  # fmt: skip
    for column, value in more.items():
        if isinstance(value, tuple):
            row |= {f"{column}::{ID}": value[0], f"{column}::{EN}": value[1]}
        else:
            row[column] = value
    return row


def _survey(with_regency: bool, sealing: Sealing) -> list[Row]:
    return [
        _row("start", "start"),
        _row("note", "intro", (
            "Laporan ini sampai ke posko pemantauan. Nama dan nomor telepon tidak diminta. Dalam bahaya, telepon 110.",
            "This report goes to the monitoring desk. No name or telephone number is asked for. In danger, call 110.")),
        *_what(sealing), *_where(with_regency), *_photos(), *_contact(),
    ]  # fmt: skip


def _unsealed(sealing: Sealing) -> list[Row]:
    if not sealing.categories:
        return []
    return [
        _row("note", "unsealed", (
            f"Laporan lewat formulir ini tidak disegel: petugas, dan siapa pun yang memegang ponsel ini, dapat membacanya. Halaman lapor di web menyegelnya: {sealing.page}",
            f"A report by this form is not sealed: officers, and whoever holds this phone, can read it. The report page on the web seals it: {sealing.page}"),
            relevant=" or ".join(f"${{category}} = '{code}'" for code in sealing.categories)),
    ]  # fmt: skip


def _what(sealing: Sealing) -> list[Row]:
    return [
        _row("select_one category", "category", ("Apa yang terjadi?", "What is happening?"), required="yes", appearance="minimal",
             required_message=("Pilih apa yang terjadi.", "Choose what is happening.")),
        *_unsealed(sealing),
        _row("text", "text", ("Ceritakan singkat", "Tell it in a few words"),
             ("Apa, siapa kelompoknya, berapa banyak. Jangan tulis nomor KTP.",
              "What, which groups, how many. Write no identity numbers."),
             required="yes", appearance="multiline", constraint="string-length(normalize-space(.)) >= 5 and string-length(.) <= 4000",
             constraint_message=("Tulis 5 sampai 4000 huruf.", "Write 5 to 4000 characters.")),
        _row("dateTime", "event_at", ("Kapan terjadi?", "When did it happen?"), required="yes", default="now()",
             constraint="decimal-date-time(.) <= decimal-date-time(now()) + 0.01", constraint_message=("Waktu ini belum terjadi.", "This time lies in the future.")),
        _row("integer", "crowd_estimate", ("Kira-kira berapa orang?", "About how many people?"),
             relevant="${category} = 'crowd' or ${category} = 'post_vote_protest'", constraint=". >= 0 and . <= 1000000",
             constraint_message=("Isi angka 0 sampai 1.000.000.", "Give a number from 0 to 1,000,000.")),
        _row("integer", "station_number", ("Nomor TPS, jika di TPS", "Number of the polling station, if at one"),
             constraint=". >= 1 and . <= 999", constraint_message=("Isi angka 1 sampai 999.", "Give a number from 1 to 999.")),
    ]  # fmt: skip


def _where(with_regency: bool) -> list[Row]:
    regency = [
        _row("select_one regency", "regency", ("Kabupaten/kota", "Regency or city"), appearance="minimal autocomplete")
    ]
    within = {"choice_filter": "regency = ${regency}"} if with_regency else {}
    return [
        _row("geopoint", "point", ("Di mana? Ambil posisi", "Where? Take your position"),
             ("Boleh dikosongkan; pilih desa di bawah.", "May stay empty; choose the village below."), appearance="placement-map"),
        *(regency if with_regency else []),
        _row("select_one subdistrict", "subdistrict", ("Kecamatan", "Subdistrict"), appearance="minimal autocomplete",
             required="${point} = ''", required_message=("Pilih kecamatan, atau ambil posisi.", "Choose the subdistrict, or take your position."),
             **within),
        _row(f"select_one_from_file {VILLAGES}", "village", ("Desa/kelurahan", "Village or ward"), appearance="minimal autocomplete",
             required="${point} = ''", choice_filter="subdistrict = ${subdistrict}",
             required_message=("Pilih desa, atau ambil posisi.", "Choose the village, or take your position.")),
        _row("text", "place_text", ("Nama tempat atau patokan", "Name of the place or a landmark"),
             constraint="string-length(.) <= 200", constraint_message=("Paling banyak 200 huruf.", "At most 200 characters.")),
    ]  # fmt: skip


def _photos() -> list[Row]:
    labels = (("Foto", "Photo"), ("Foto kedua", "Second photo"), ("Foto ketiga", "Third photo"))
    rows = [
        _row("image", name, label, parameters="max-pixels=1920") for name, label in zip(PHOTOS, labels, strict=True)
    ]
    for before, row in zip(PHOTOS, rows[1:], strict=False):
        row["relevant"] = f"${{{before}}} != ''"
    return rows


def _contact() -> list[Row]:
    return [
        _row("select_one reachable", "reachable", ("Boleh kami hubungi?", "May we contact you?"), default="no", required="yes"),
        _row("text", "contact", ("Nomor telepon atau surel", "Telephone number or e-mail"),
             ("Disimpan tersegel, terpisah dari laporan.", "Kept sealed, apart from the report."),
             relevant="${reachable} = 'yes'", required="yes",
             required_message=("Isi nomor telepon atau surel.", "Give a telephone number or an e-mail address.")),
    ]  # fmt: skip


def _choices(categories: Sequence[tuple[str, str, str]], places: Places) -> list[Row]:
    def choice(of: str, name: str, indonesian: str, english: str, **more: str) -> Row:
        return {"list_name": of, "name": name, f"label::{ID}": indonesian, f"label::{EN}": english} | more

    rows = [choice("category", *one) for one in categories]
    rows += [choice("reachable", "no", "Tidak, tanpa nama", "No, anonymously"), choice("reachable", "yes", "Ya", "Yes")]
    rows += [choice("regency", one.code, one.name, one.name) for one in places.regencies]
    rows += [choice("subdistrict", one.code, one.name, one.name, regency=one.parent) for one in places.subdistricts]
    return rows


def _workbook(sheets: dict[str, list[Row]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        heads = list(_HEADS) if name == "survey" else list(dict.fromkeys(head for row in rows for head in row))
        sheet.append(heads)
        for row in rows:
            sheet.append([row.get(head, "") or None for head in heads])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
