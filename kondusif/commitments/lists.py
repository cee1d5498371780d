"""Reading a list of agencies or civil servants that an office exported, before anything is made of it."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kondusif.commitments.states import Kind
from kondusif.core.problems import Problem, Sentence

ROWS_MOST = 5_000
COLUMNS = ("jabatan", "instansi", "nama")
_FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True)
class Wanted:
    """One pact to be made: for an office, or for the civil servants of an agency."""

    agency: str
    office_id: UUID | None
    people: tuple[tuple[str, str], ...] = ()  # name, position


@dataclass(frozen=True)
class Fault:
    """What is wrong in which line of the list."""

    line: int
    sentence: Sentence


@dataclass(frozen=True)
class Plan:
    """What a list would make, and what stops it."""

    pacts: tuple[Wanted, ...]
    faults: tuple[Fault, ...]


def plan_of(text: str, kind: Kind, offices: Mapping[str, tuple[UUID, str]]) -> Plan:
    """
    This function will read a CSV list: ``jabatan`` for one pact an office, ``nama;jabatan;instansi`` for civil servants.

    *offices* maps titles, lower case, to the office and its agency.

    :raises Problem: if it is no list with these columns, or far too long.
    """
    rows = _rows(text)
    if kind == Kind.INTEGRITY_PACT:
        return _by_office(rows, offices)
    return _by_agency(rows, offices)


def _rows(text: str) -> list[tuple[int, dict[str, str]]]:
    text = text.lstrip("\ufeff").strip()
    if not text:
        raise _no_list(_("The list is empty."))
    delimiter = ";" if text.splitlines()[0].count(";") > text.splitlines()[0].count(",") else ","
    try:
        read = list(csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error:
        raise _no_list(_("The list cannot be read as CSV. Save it as “CSV UTF-8” and try again.")) from None
    heads = {(name or "").strip().lower() for name in (read[0] if read else {})}
    if not heads & set(COLUMNS):
        raise _no_list(_("The first line must name the columns: jabatan, instansi, nama."))
    if len(read) > ROWS_MOST:
        raise _no_list(_("The list has more than 5,000 lines. Divide it."))
    return [(n, {(k or "").strip().lower(): (v or "").strip() for k, v in row.items() if isinstance(v, str)}) for n, row in enumerate(read, start=2)]  # fmt: skip


def _by_office(rows: Sequence[tuple[int, dict[str, str]]], offices: Mapping[str, tuple[UUID, str]]) -> Plan:
    pacts, faults, seen = [], [], set()
    for line, row in rows:
        title = row.get("jabatan", "")
        if fault := _fault_of(row, ("jabatan",)):
            faults.append(Fault(line, fault))
        elif title.lower() not in offices:
            faults.append(Fault(line, _("No office here is called “%(title)s”.") % {"title": title}))
        elif title.lower() in seen:
            faults.append(Fault(line, _("“%(title)s” stands in the list twice.") % {"title": title}))
        else:
            office_id, agency = offices[title.lower()]
            pacts.append(Wanted(agency or title, office_id))
        seen.add(title.lower())
    return Plan(tuple(pacts), tuple(faults))


def _by_agency(rows: Sequence[tuple[int, dict[str, str]]], offices: Mapping[str, tuple[UUID, str]]) -> Plan:
    people: dict[str, dict[str, str]] = {}
    faults = []
    for line, row in rows:
        name, agency = row.get("nama", ""), row.get("instansi", "")
        if fault := _fault_of(row, ("nama", "instansi")):
            faults.append(Fault(line, fault))
        elif name in people.get(agency, {}):
            faults.append(Fault(line, _("“%(title)s” stands in the list twice.") % {"title": name}))
        else:
            people.setdefault(agency, {})[name] = row.get("jabatan", "")
    heads = {agency.lower(): id for id, agency in offices.values() if agency}
    pacts = [Wanted(a, heads.get(a.lower()), tuple(found.items())) for a, found in people.items()]
    return Plan(tuple(pacts), tuple(faults))


def _fault_of(row: Mapping[str, str], needed: Sequence[str]) -> Sentence | None:
    for name in needed:
        if not row.get(name):
            return _("The column “%(name)s” is empty.") % {"name": name}
    if any(value.startswith(_FORMULA) for value in row.values()):
        return _("A cell holds a formula. Save the values, not the formulas.")
    return None


def _no_list(sentence: Sentence) -> Problem:
    return Problem("commitment.list", sentence, fields={"list": sentence})
