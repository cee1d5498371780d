"""Reading a table of ratings as offices send it: CSV with Kemendagri codes, commas or semicolons."""

import csv
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem, Sentence
from kondusif.ratings import rules
from kondusif.ratings.rules import Cuts
from kondusif.ratings.schemes import Scheme
from kondusif.regions.codes import is_code

LARGEST_TABLE = 2 * 1024 * 1024
MOST_ROWS = 10_000
_COLUMNS = {
    "region_code": "region_code", "kode": "region_code", "kode_wilayah": "region_code",
    "class_name": "class_name", "kelas": "class_name", "class": "class_name",
    "value": "value", "nilai": "value", "skor": "value",
    "level": "level", "tingkat": "level",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A line of the table that can be written."""

    line: int
    region_code: str
    region_name: str
    class_name: str
    value: float | None
    level: int | None


@dataclass(frozen=True)
class BadRow:
    """A line that cannot, and why."""

    line: int
    text: str
    sentence: Sentence


@dataclass(frozen=True)
class Checked:
    """A table judged before anything is written."""

    valid: tuple[Row, ...]
    invalid: tuple[BadRow, ...]
    warnings: tuple[Sentence, ...] = ()


class _Bad(Exception):
    def __init__(self, sentence: Sentence):
        super().__init__(str(sentence))
        self.sentence = sentence


def decoded(content: bytes) -> str:
    """
    This function will return the text of an uploaded table.

    :raises Problem: if it is empty, too large, or no UTF-8 text.
    """
    if len(content) > LARGEST_TABLE:
        raise _refused("table_too_large", _("The table is larger than 2 MB. Split it."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused("table_not_text", _("The table is no UTF-8 text. Save it as CSV UTF-8 and try again.")) from None
    if "\x00" in text or not text.strip():
        raise _refused("table_empty", _("The table holds no rows. Save it as CSV with a header line."))
    return text


def check_table(text: str, *, scheme: str, cuts: Cuts | None, names: dict[str, str], within: Iterable[str]) -> Checked:
    """
    This function will judge every line of the table; *names* are the titles of the regions that exist.

    Only regions in *within* are taken: an office rates its own territory.

    :raises Problem: if the header lacks a column that the scheme needs, or there are too many lines.
    """
    lines = _lines(text, scheme)
    within = tuple(within)
    good, bad, seen = [], [], set()
    for number, raw, cells in lines:
        try:
            row = _row(number, cells, scheme, names, within)
            if row.region_code in seen:
                raise _Bad(_("This region stands in the table twice."))
            seen.add(row.region_code)
            good.append(row)
        except _Bad as problem:
            bad.append(BadRow(number, raw[:200], problem.sentence))
    return _with_classes(good, bad, scheme, cuts)


def _lines(text: str, scheme: str) -> list[tuple[int, str, dict[str, str]]]:
    delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _refused("table_broken", _("The table is no proper CSV. Save it again from the spreadsheet.")) from error
    names = [_COLUMNS.get(cell.strip().lower().replace(" ", "_"), "") for cell in rows[0]]
    needed = {"region_code", "class_name"} if scheme == Scheme.OFFICIAL else {"region_code", "value"}
    missing = sorted(needed - set(names))
    if missing:
        raise _refused(
            "table_columns",
            _("The first line must name the columns; missing: %(names)s.") % {"names": ", ".join(missing)},
        )
    if len(rows) > MOST_ROWS + 1:
        raise _refused("table_too_long", _("The table has more than 10,000 lines. Split it."))
    return [
        (number, delimiter.join(cells), {n: c.strip() for n, c in zip(names, cells, strict=False) if n})
        for number, cells in enumerate(rows[1:], start=2)
        if any(c.strip() for c in cells)
    ]


def _row(number: int, cells: dict[str, str], scheme: str, names: dict[str, str], within: tuple[str, ...]) -> Row:
    code = cells.get("region_code", "")
    if code.isdigit():
        raise _Bad(_("Codes without dots are BPS codes or cut short. Use the Kemendagri code, such as 35.26.01.1001."))
    if not is_code(code):
        raise _Bad(_("This is no Kemendagri code. Write it with dots, such as 35.26.01.1001."))
    if code not in names:
        raise _Bad(_("There is no region with this code."))
    if "*" not in within and not any(code == w or code.startswith(w + ".") for w in within):
        raise _Bad(_("This region lies outside your territory."))
    class_name = " ".join(cells.get("class_name", "").split())
    if scheme == Scheme.OFFICIAL and not class_name:
        raise _Bad(_("The class is missing."))
    if len(class_name) > 60:
        raise _Bad(_("The class is longer than 60 letters."))
    value = _value(cells.get("value", ""))
    if scheme != Scheme.OFFICIAL and value is None:
        raise _Bad(_("The value is missing."))
    return Row(number, code, names[code], class_name, value, _level(cells.get("level", "")))


def _value(text: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise _Bad(_("The value is no number."))
    return value


def _level(text: str) -> int | None:
    if not text:
        return None
    if text not in {"0", "1", "2", "3"}:
        raise _Bad(_("The level is none of 0, 1, 2, 3."))
    return int(text)


def _with_classes(good: list[Row], bad: list[BadRow], scheme: str, cuts: Cuts | None) -> Checked:
    """A class of a cut scheme follows from the value, whatever the table says."""
    warnings: list[Sentence] = []
    if scheme == Scheme.SD_LOCAL:
        try:
            cuts, weak = rules.sd_local([r.value for r in good if r.value is not None])
        except ValueError:
            raise _refused("table_no_spread", _("Mean and spread need two areas with different values.")) from None
        if weak:
            warnings.append(
                _("Fewer than 10 areas: mean and spread of so few say little. Prefer the figures of an edition.")
            )
    if scheme == Scheme.OFFICIAL:
        return Checked(tuple(good), tuple(bad), tuple(warnings))
    if cuts is None:
        raise Problem(
            "rating_incomplete", _("The rating is not complete. Mend the marked fields."),
            fields={"scheme": _("Give the two cuts, or the mean and standard deviation they come from.")},
        )  # fmt: skip
    classed = [
        Row(r.line, r.region_code, r.region_name, rules.class_of(r.value, cuts), r.value, r.level)
        for r in good
        if r.value is not None
    ]
    return Checked(tuple(classed), tuple(bad), tuple(warnings))


def _refused(code: str, sentence: Sentence) -> Problem:
    return Problem(code, sentence, fields={"table": sentence})
