"""Tasks as a table: what goes out as CSV comes in as the same tasks, with the faults of each line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from kondusif.coordination.actions import NewTask, check_tasks
from kondusif.coordination.models import Task
from kondusif.coordination.queries import possible_owners, tasks_seen_by
from kondusif.core import sheets
from kondusif.core.problems import Sentence
from kondusif.elections.queries import zone_of
from kondusif.people.models import Office
from kondusif.people.viewers import Viewer

COLUMNS = {
    "nomor": "number", "judul": "title", "uraian": "text", "kode wilayah": "region", "jabatan": "owner",
    "pendukung": "supporters", "tenggat": "due_at", "hari": "due_rule", "keadaan": "state",
}  # fmt: skip
NEEDED = ("title", "text", "region", "owner")
_MOMENT = "%Y-%m-%d %H:%M"


@dataclass
class ReadLine:
    """One line of a table: the task it means, or what is wrong with it."""

    number: int
    title: str
    owner: str
    task: NewTask | None = None
    faults: list[Sentence] = field(default_factory=list)
    is_known: bool = False  # its number is in the list already


def table_of(tasks: Iterable[Task], states: dict) -> bytes:
    """This function will write tasks as CSV, due moments in the time of their region."""
    tasks = list(tasks)
    helping = {pk for task in tasks for pk in task.supporter_ids}
    titles = dict(Office.objects.filter(pk__in=helping).values_list("pk", "title"))
    zones = {code: zone_of(code) for code in {task.region_id[:5] for task in tasks}}
    return sheets.written(list(COLUMNS), (_row(task, titles, zones[task.region_id[:5]], states) for task in tasks))


def _row(task: Task, titles: dict, zone, states: dict) -> list[str]:
    helping = "; ".join(sorted(titles[pk] for pk in task.supporter_ids if pk in titles))
    due = task.due_at.astimezone(zone).strftime(_MOMENT)
    return [task.number, task.title, task.text, task.region_id, task.owner.title, helping, due, task.due_rule,
            str(states[task.state])]  # fmt: skip


def read_table(content: bytes, *, by: Viewer, at: datetime, key: UUID) -> list[ReadLine]:
    """
    This function will read tasks from a table and try them out, giving none: each line with its faults.

    A line whose number is known already is passed over. *key* names this import: confirmed twice, it
    gives its tasks once.

    :raises Problem: if it is no table of these columns, or has too many lines.
    """
    lines = sheets.read(content, COLUMNS, NEEDED)
    numbers = [line.cells.get("number", "").strip() for line in lines]
    known = set(tasks_seen_by(by).filter(number__in=[n for n in numbers if n]).values_list("number", flat=True))
    offices = _offices(by)
    read = [_read(line, offices, known, uuid5(key, str(line.number))) for line in lines]
    new = [line for line in read if line.task is not None]
    if new:
        for n, faults in check_tasks(tasks=[line.task for line in new], by=by, at=at).items():
            new[n].faults += faults.values()
    return read


def _offices(by: Viewer) -> dict[tuple[str, str], Office]:
    found = {}
    for region_code in by.scope_for("task.give"):
        found |= {(o.region_id, o.title.casefold()): o for o in possible_owners(by, region_code)}
    return found


def _read(line: sheets.Line, offices: dict[tuple[str, str], Office], known: set[str], client_id: UUID) -> ReadLine:
    cells = {name: cell.strip() for name, cell in line.cells.items()}
    read = ReadLine(line.number, cells["title"], cells["owner"], is_known=cells.get("number", "") in known)
    if read.is_known:
        return read
    if line.formulas:
        read.faults.append(_("A cell holds a formula. Write its value instead."))
        return read
    owner = offices.get((cells["region"], cells["owner"].casefold()))
    helping, unknown = _helping(cells.get("supporters", ""), cells["region"], offices)
    rule = cells.get("due_rule", "")
    due_at = None if rule else _moment(cells.get("due_at", ""), cells["region"])
    read.faults = list(_faults(cells, owner, unknown, is_dated=bool(rule or due_at)))
    if owner is not None and not read.faults:
        read.task = NewTask(
            cells["title"], cells["text"], owner.pk, due_at, due_rule=rule, supporter_ids=helping, client_id=client_id
        )
    return read


def _faults(cells: dict[str, str], owner: Office | None, unknown: list[str], *, is_dated: bool) -> Iterator[Sentence]:
    if owner is None:
        yield _("There is no such office in this region. Copy its title as it stands in the list of offices.")
    if unknown:
        yield _("No such office that helps: %(names)s.") % {"names": "; ".join(unknown)}
    if not is_dated:
        yield _("The due date is not understood. Write it as 2026-11-30 16:00, or a day like H-7.")
    if len(cells["title"]) > 160:
        yield _("The title is longer than 160 letters.")


def _helping(text: str, region: str, offices: dict) -> tuple[tuple[UUID, ...], list[str]]:
    """Titles are looked for in the region first, then in any the giver reaches."""
    found, unknown = [], []
    for title in filter(None, (part.strip() for part in text.split(";"))):
        same = [o for (code, name), o in offices.items() if name == title.casefold()]
        here = offices.get((region, title.casefold()))
        if here or len(same) == 1:
            found.append((here or same[0]).pk)
        else:
            unknown.append(title)
    return tuple(found), unknown


def _moment(text: str, region_code: str) -> datetime | None:
    for pattern in (_MOMENT, "%Y-%m-%dT%H:%M", "%Y-%m-%d"):
        try:
            read = datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is the region's, on the next line
        except ValueError:
            continue
        if pattern == "%Y-%m-%d":
            read = read.replace(hour=23, minute=59)
        return read.replace(tzinfo=zone_of(region_code))
    return None
