"""Reading a table of earlier elections as offices keep it: CSV or XLSX, Indonesian heads, no votes."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem, Sentence
from kondusif.core.sheets import workbook_rows
from kondusif.regions.codes import is_code

LARGEST_TABLE = 2 * 1024 * 1024
MOST_ROWS = 5_000
# Whose votes they were is nobody's business here, not even in the past.
VOTES = re.compile(
    r"suara|perolehan|paslon|pasangan|calon|caleg|kandidat|partai|parpol|pemenang|vote|candidate|party|winner"
)
_HEADS = {
    "kode": "region_code", "kode wilayah": "region_code", "jenis": "kind", "nama": "name", "tanggal": "voting_on",
    "dpt": "n_voters", "pengguna": "n_voted", "pengguna hak pilih": "n_voted", "tps": "n_stations",
    "kejadian": "n_incidents", "sengketa": "n_disputes", "psu": "n_revotes", "catatan": "note", "sumber": "source",
}  # fmt: skip
COUNTS = ("n_voters", "n_voted", "n_stations", "n_incidents", "n_disputes", "n_revotes")
KINDS = ("pemilu", "pilkada", "pilkades")


@dataclass(frozen=True)
class PastRow:
    """A line that can be kept."""

    line: int
    region_code: str
    kind: str
    name: str
    voting_on: date
    source: str
    n_voters: int | None = None
    n_voted: int | None = None
    n_stations: int | None = None
    n_incidents: int | None = None
    n_disputes: int | None = None
    n_revotes: int | None = None
    note: str = ""


@dataclass(frozen=True)
class BadLine:
    """A line that cannot, and why."""

    line: int
    why: Sentence


@dataclass(frozen=True)
class Read:
    """What a table holds."""

    good: tuple[PastRow, ...]
    bad: tuple[BadLine, ...]


def table_of(name: str, content: bytes) -> list[list[str]]:
    """
    This function will return the cells of a CSV or XLSX file as text.

    :raises Problem: if it is too large, no table, or holds a formula.
    """
    if len(content) > LARGEST_TABLE:
        raise _refused(_("The file is larger than 2 MB. Divide it."))
    is_workbook = name.lower().endswith(".xlsx") or content[:2] == b"PK"
    rows = workbook_rows(content, MOST_ROWS) if is_workbook else _lines(content)
    rows = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise _refused(_("The file has no rows below its heads."))
    if len(rows) > MOST_ROWS:
        raise _refused(_("The file has more than 5,000 rows. Divide it."))
    if any(cell.startswith("=") for row in rows for cell in row):
        raise _refused(_("A cell holds a formula. Save the values only, and try again."))
    return rows


def _lines(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    return list(csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","))


def read_history(rows: list[list[str]], *, within: Iterable[str], known: Iterable[str], today: date) -> Read:
    """
    This function will check each line; *known* are the codes that exist, *within* the regions that may be written.

    :raises Problem: if a head is missing, or a column tells who got votes.
    """
    heads = [head.lower() for head in rows[0]]
    votes = [rows[0][n] for n, head in enumerate(heads) if VOTES.search(head)]
    if votes:
        raise _refused(
            _(
                "Column “%(columns)s” tells votes or candidates. Kondusif never stores them; delete the column and try again."
            )
            % {"columns": ", ".join(votes)}
        )
    names = [_HEADS.get(head, "") for head in heads]
    missing = [h for h in ("kode", "jenis", "nama", "tanggal", "sumber") if _HEADS[h] not in names]
    if missing:
        raise _refused(_("Columns are missing: %(columns)s.") % {"columns": ", ".join(missing)})
    known, within = set(known), tuple(within)
    good, bad, seen = [], [], set()
    for line, row in enumerate(rows[1:], start=2):
        cells = {name: cell for name, cell in zip(names, row, strict=False) if name}
        try:
            past = _row(line, cells, known, within, today)
            key = (past.region_code, past.kind, past.voting_on)
            if key in seen:
                raise ValueError(_("This election of this region stands in the table twice."))
        except ValueError as error:
            bad.append(BadLine(line, error.args[0]))
            continue
        seen.add(key)
        good.append(past)
    return Read(tuple(good), tuple(bad))


def _row(line: int, cells: dict[str, str], known: set[str], within: tuple[str, ...], today: date) -> PastRow:
    code, kind = cells.get("region_code", ""), cells.get("kind", "").lower()
    if not is_code(code) or code not in known:
        raise ValueError(_("No region has the code “%(code)s”.") % {"code": code[:20]})
    if not any(w in ("*", code) or code.startswith(f"{w}.") for w in within):
        raise ValueError(_("%(code)s does not lie in your region.") % {"code": code})
    if kind not in KINDS:
        raise ValueError(_("The kind must be pemilu, pilkada or pilkades."))
    counts = {name: _count(cells.get(name, "")) for name in COUNTS}
    check_counts(counts)
    if not cells.get("name") or not cells.get("source"):
        raise ValueError(_("Name and source must be filled."))
    return PastRow(
        line, code, kind, cells["name"][:120], past_day(cells.get("voting_on", ""), today), cells["source"][:200],
        **counts, note=cells.get("note", "")[:2000],
    )  # fmt: skip


def check_counts(counts: dict[str, int | None]) -> None:
    """
    This function will insist that no more people came than could have.

    :raises ValueError: with a sentence.
    """
    voters, voted = counts.get("n_voters"), counts.get("n_voted")
    # People from elsewhere (DPTb, DPK) may vote too, but not more than the list itself.
    if voters is not None and voted is not None and voted > voters * 2:
        raise ValueError(_("More than twice as many came as stand on the list. Check both numbers."))


def _count(text: str) -> int | None:
    if text in {"", "-", "–"}:
        return None
    digits = text.replace(".", "").replace(",", "").replace(" ", "")
    if not digits.isdigit() or len(digits) > 9:
        raise ValueError(_("“%(text)s” is not a number.") % {"text": text[:20]})
    return int(digits)


def past_day(text: str, today: date) -> date:
    """
    This function will read a day that lies in the past, written 2024-02-14 or 14-02-2024.

    :raises ValueError: with a sentence.
    """
    for pattern in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"):
        try:
            day = datetime.strptime(text[:10], pattern).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        if day >= today:
            raise ValueError(_("The day lies ahead; only past elections stand here."))
        return day
    raise ValueError(_("“%(text)s” is not a date like 2024-02-14.") % {"text": text[:20]})


def _refused(sentence: Sentence) -> Problem:
    return Problem("history.table", sentence, fields={"file": sentence})
