"""Read a table of residents: which rows can be used, and what is wrong with the others."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from kondusif.core.problems import Problem
from kondusif.regions.codes import dotted, is_code

MAX_BYTES = 10_000_000
# The largest subdistricts of the country have some half a million people; a regency's table may hold its sum.
MOST = 7_000_000
CODE_COLUMNS = ("kode", "code", "kode_desa", "kode_wilayah")
NUMBER_COLUMNS = ("penduduk", "residents", "jumlah_penduduk", "population")


@dataclass
class ResidentsFile:
    """Residents by code, and the lines that could not be used, with the reason."""

    residents: dict[str, int] = field(default_factory=dict)
    wrong: list[tuple[int, str]] = field(default_factory=list)


def read_residents(content: bytes, known: Collection[str]) -> ResidentsFile:
    """
    This function will read a CSV with a column of codes and one of residents.

    :raises Problem: if the table as a whole cannot be read.
    """
    if len(content) > MAX_BYTES:
        raise Problem("residents.too_big", _("The table is larger than 10 MB. Split it by regency."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem("residents.encoding", _("The table is no UTF-8 text. Save it as “CSV UTF-8”.")) from None
    reader = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    result = ResidentsFile()
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        at, number_at = _column(header, CODE_COLUMNS), _column(header, NUMBER_COLUMNS)
        for row in reader:
            if any(cell.strip() for cell in row):
                _read_row(result, reader.line_num, row, at, number_at, known)
    except csv.Error:
        raise Problem(
            "residents.broken", _("The table is no proper CSV. Save it again from the spreadsheet.")
        ) from None
    return result


def _column(header: list[str], names: tuple[str, ...]) -> int:
    for name in names:
        if name in header:
            return header.index(name)
    raise Problem("residents.columns", _("The first line must name a column “kode” and a column “penduduk”."))


def _read_row(
    result: ResidentsFile, line: int, row: list[str], at: int, number_at: int, known: Collection[str]
) -> None:
    if len(row) <= max(at, number_at):
        result.wrong.append((line, _("too few columns")))
        return
    code, number = _code(row[at].strip()), _whole_number(row[number_at].strip())
    if code not in known:
        result.wrong.append((line, _("no region has this code")))
    elif number is None or not 0 <= number <= MOST:
        result.wrong.append((line, _("residents must be a whole number")))
    elif code in result.residents:
        result.wrong.append((line, _("this region stands in the table twice")))
    else:
        result.residents[code] = number


def _code(text: str) -> str:
    if not is_code(text) and text.isascii() and text.isdecimal() and len(text) in {2, 4, 6, 10}:
        return dotted(text)
    return text


def _whole_number(text: str) -> int | None:
    """This function will read ``1042``, ``1.042`` and ``1 042``; a comma would leave it open what is meant."""
    groups = text.replace("\u00a0", " ").replace(" ", ".").split(".")
    if not all(group.isascii() and group.isdecimal() for group in groups):
        return None
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:])):
        return None
    return int("".join(groups)) if len(text) < 20 else None
