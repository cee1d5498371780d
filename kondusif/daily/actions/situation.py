"""Writing down how things stand in a subdistrict or village."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, Problem
from kondusif.daily import rules
from kondusif.daily.models import SituationReport
from kondusif.daily.permissions import check_can_write_situation
from kondusif.daily.queries.grid import slots_around
from kondusif.daily.states import Crowd, HeadWhere, SituationLevel
from kondusif.people.viewers import Viewer

MOST_WORDS = 2000


@dataclass(frozen=True)
class NewSituation:
    """What somebody in the field says of an area."""

    client_id: UUID
    region_code: str
    level: SituationLevel
    crowd: Crowd
    head_where: HeadWhere
    event_at: datetime | None = None  # None: of the moment it was written
    entered_at: datetime | None = None
    n_incidents: int = 0
    incidents_note: str = ""
    logistics_note: str = ""
    needs: str = ""
    correction_note: str = ""
    due_at: datetime | None = None  # given when an earlier report of that hour is corrected
    synthetic: bool = False


@dataclass(frozen=True)
class Stored:
    """The stored report, and whether it had been stored before."""

    report: SituationReport
    is_new: bool


@transaction.atomic
def write_situation(*, new: NewSituation, by: Viewer, at: datetime) -> Stored:
    """
    This function will store how things stand; sent twice it is stored once, a second one is the next version.

    :raises NotAllowed: if no office of *by* reports on the region.
    :raises Problem: if it says nothing of its incidents, or speaks of a time too far away.
    :raises Conflict: if the same client id came before with other words.
    """
    grant = check_can_write_situation(by, new.region_code)
    digest = _digest(new)
    before = SituationReport.objects.filter(client_id=new.client_id).first()
    if before is not None:
        if bytes(before.content_hash) != digest or before.person_id != by.person_id:
            raise Conflict(
                "situation.sent_before", _("This report was sent already with other words. Send a correction.")
            )
        return Stored(before, is_new=False)
    entered_at = rules.clamped_entry(new.entered_at, at)
    event_at = new.event_at or entered_at
    _check_content(new, event_at, at)
    due_at = new.due_at or rules.slot_answered(event_at, slots_around(new.region_code, event_at))
    version = _next_version(new.region_code, due_at)
    if version > 1 and new.due_at and not new.correction_note.strip():
        raise Problem(
            "situation.no_correction_note", _("Say what you correct."),
            fields={"correction_note": _("Say in a few words what was wrong.")},
        )  # fmt: skip
    report = SituationReport.objects.create(
        client_id=new.client_id, content_hash=digest, region_id=new.region_code, office_id=grant.office_id,
        person_id=by.person_id, due_at=due_at, version=version, level=new.level, crowd=new.crowd,
        n_incidents=new.n_incidents, incidents_note=new.incidents_note.strip(), logistics_note=new.logistics_note.strip(),
        head_where=new.head_where, needs=new.needs.strip(), correction_note=new.correction_note.strip(),
        event_at=event_at, entered_at=entered_at, received_at=at, is_late=rules.is_late(due_at, entered_at),
        synthetic=new.synthetic,
    )  # fmt: skip
    record(
        "situation.written", subject=report, by=by, at=at, level=int(new.level), version=version, late=report.is_late
    )
    return Stored(report, is_new=True)


def _digest(new: NewSituation) -> bytes:
    content = {k: str(v) for k, v in asdict(new).items() if k not in {"client_id", "entered_at", "synthetic"}}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).digest()


def _check_content(new: NewSituation, event_at: datetime, at: datetime) -> None:
    faults = {}
    if new.n_incidents and not new.incidents_note.strip():
        faults["incidents_note"] = _("Say in a sentence what happened and where.")
    if event_at > at + rules.CLOCK_TOLERANCE:
        faults["event_at"] = _("This time lies ahead. Choose the time you speak of.")
    if event_at < at - rules.OLDEST:
        faults["event_at"] = _("This is more than three days ago. Tell the desk, which enters it by hand.")
    if new.due_at is not None and new.due_at not in slots_around(new.region_code, new.due_at):
        faults["event_at"] = _("No report is due at this hour.")
    for name in ("incidents_note", "logistics_note", "needs"):
        if len(getattr(new, name)) > MOST_WORDS:
            faults[name] = _("This is too long. Keep it under 2,000 letters.")
    if faults:
        raise Problem("situation.incomplete", _("The report is not complete yet."), fields=faults)


def _next_version(region_code: str, due_at: datetime) -> int:
    # Two phones of one office may send at the same second: their versions follow one another.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"situation {region_code} {due_at.isoformat()}"])
    last = SituationReport.objects.filter(region_id=region_code, due_at=due_at).order_by("-version").first()
    return last.version + 1 if last else 1
