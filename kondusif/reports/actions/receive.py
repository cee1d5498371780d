"""Taking reports in: the one write path of every channel, a batch at a time."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
import psycopg
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.ids import new_id
from kondusif.core.problems import Conflict, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.receipts import content_hash, receipt_hash, receipt_of
from kondusif.reports.rules import NewReport
from kondusif.reports.sealing import hint_of, seal_contact
from kondusif.reports.states import ReportState
from kondusif.reports.territory import Placed, current_territory, place

# The columns a new report fills, each with its type on the way through JSON.
_COLUMNS = {
    "id": "uuid", "client_id": "uuid", "content_hash": "text", "receipt_hash": "text", "channel": "text",
    "category": "text", "maturity": "text", "text": "text", "crowd_estimate": "int", "station_number": "int2",
    "urgency": "int2", "classification": "int2", "region_code": "text", "lon": "float8", "lat": "float8",
    "place_text": "text", "event_at": "timestamptz", "entered_at": "timestamptz", "received_at": "timestamptz",
    "source_rating": "text", "info_rating": "int2", "anonymous": "bool",
    "exercise": "bool", "synthetic": "bool", "reporter_id": "uuid", "reporter_office_id": "uuid", "about_office_id": "uuid",
}  # fmt: skip
_HEX = {"content_hash", "receipt_hash"}
# The clock of looking runs at once, by the office's own table; no holiday stops it.
_DUE = """received_at + make_interval(mins => (
    SELECT acknowledge_minutes FROM reports_responselimit AS l WHERE l.urgency = incoming.urgency))"""
_FIXED = {"state": "'received'", "referred_to": "''", "decision_note": "''", "outcome_note": "''", "due_at": _DUE}
_names = ", ".join([*_COLUMNS, *_FIXED])
_values = ", ".join([*(f"decode({c}, 'hex')" if c in _HEX else c for c in _COLUMNS), *_FIXED.values()])
_shape = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())

# One statement for the rows and their events, however many: a report without its event cannot be.
# Ordered by the sender's key, so that two batches that share keys wait for one another in turn.
_INSERT = f"""
WITH incoming AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%s::json) AS r({_shape}, title text, by_id uuid)
), taken AS (
    INSERT INTO reports_report ({_names}) SELECT {_values} FROM incoming ORDER BY client_id
    ON CONFLICT (client_id) DO NOTHING RETURNING id
), told AS (
    INSERT INTO core_event (name, at, by_id, by_title, subject_type, subject_id, region_code, payload)
    SELECT 'report.received', received_at, by_id, title, 'reports.report', id::text, region_code,
           jsonb_build_object('category', category, 'urgency', urgency, 'channel', channel, 'exercise', exercise)
    FROM taken JOIN incoming USING (id) ORDER BY client_id
)
SELECT id FROM taken
"""
_KNOWN = "SELECT client_id, id, encode(content_hash, 'hex'), state FROM reports_report WHERE client_id = ANY (%s)"
# Only for reports that this very transaction has added: the others have their contact, and other ids.
_CONTACT = """
INSERT INTO reports_contact (report_id, sealed, hint)
SELECT * FROM unnest(%s::uuid[], %s::bytea[], %s::text[]) AS c(id, sealed, hint)
WHERE EXISTS (SELECT 1 FROM reports_report r WHERE r.id = c.id)
"""
# The words of sealed reports, in the same way.
_SEALED = """
INSERT INTO reports_sealedtext (id, report_id, key_id, envelope, reading_key, answer, at)
SELECT s.*, ''::bytea, %s FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::bytea[], %s::bytea[])
    AS s(id, report_id, key_id, envelope, reading_key)
WHERE EXISTS (SELECT 1 FROM reports_report r WHERE r.id = s.report_id)
"""


@dataclass(frozen=True, slots=True)
class Received:
    """That a report is safely stored, and under which receipt its sender can follow it."""

    report_id: UUID
    receipt: str
    status: str
    is_new: bool


def receive_reports(batch: Sequence[NewReport], *, at: datetime) -> list[Received]:
    """
    This function will take in all of *batch* or none of it.

    The same report sent again under its ``client_id`` gets the same receipt and changes nothing.

    :raises Problem: if a report of the batch is not in order, naming its fields.
    :raises Conflict: if a ``client_id`` was used before for other content.
    """
    territory = current_territory()
    placed = [place(new, territory=territory, at=at) for new in batch]
    with transaction.atomic():
        return [_or_raise(outcome) for outcome in receive_each(placed, at=at)]


def receive_each(placed: Sequence[Placed], *, at: datetime) -> list[Received | Problem]:
    """
    This function will take in every one of *placed* that can be, in one transaction, and answer for each.

    A ``client_id`` used before for other content gets a ``Conflict`` in its place; the others stand.
    """
    if not placed:
        return []
    rows = [_row(one, at) for one in placed]
    taken = _write(rows, _Apart(_sealed(placed, rows), _envelopes(placed, rows), at))
    known = _known([row["client_id"] for row in rows if row["id"] not in taken])
    return [_outcome(one, row, taken, known) for one, row in zip(placed, rows, strict=True)]


@dataclass(frozen=True, slots=True)
class _Apart:
    """What stands in tables of its own: sealed contacts and sealed words."""

    contacts: list[tuple[UUID, bytes, str]]
    envelopes: list[tuple[UUID, UUID, UUID, bytes, bytes]]
    at: datetime


def _write(rows: list[dict[str, object]], apart: _Apart) -> set[UUID]:
    """This function will write the rows that are new with what stands apart of them, in one transaction, and return their ids."""
    connection.ensure_connection()
    # A citizen holds no office: this is the door through which rows of any region come in.
    if connection.in_atomic_block:
        with scoped(EVERYWHERE), connection.wrap_database_errors:
            taken = _insert(rows, apart)
    else:
        with connection.wrap_database_errors, _at_once(connection.connection) as ask:
            ask("SELECT set_config('app.scope', '*', true)")
            taken = _insert(rows, apart)
    return {row[0] for row in taken.fetchall()}


@contextmanager
def _at_once(raw: psycopg.Connection) -> Iterator[Callable[[str], object]]:
    """
    What is asked inside is one transaction that goes to the server in one piece, "begin" to "commit".

    psycopg's own transaction in a pipeline waits for five answers; here the one answer comes after the flush to disk.
    """
    ask = psycopg.Cursor(raw).execute
    try:
        with raw.pipeline():
            ask("BEGIN")
            yield ask
            ask("COMMIT")
    except BaseException:
        if not raw.closed:
            raw.rollback()
        raise


def _insert(rows: list[dict[str, object]], apart: _Apart) -> psycopg.Cursor:
    # Past Django's cursor, which cannot prepare: planning this statement anew costs more than running it.
    raw = connection.connection
    raw.prepare_threshold = 0
    taken = psycopg.Cursor(raw)
    taken.execute(_INSERT, [orjson.dumps(rows).decode()], prepare=True)
    if apart.contacts:
        psycopg.Cursor(raw).execute(_CONTACT, [list(column) for column in zip(*apart.contacts, strict=True)])
    if apart.envelopes:
        columns = [list(column) for column in zip(*apart.envelopes, strict=True)]
        psycopg.Cursor(raw).execute(_SEALED, [apart.at, *columns])
    return taken


def _row(one: Placed, at: datetime) -> dict[str, object]:
    new = one.new
    category = CATEGORIES[new.category]
    urgency = category.urgency if new.urgency is None else new.urgency
    receipt = receipt_of(new.client_id)
    return {
        "id": new_id(),
        "client_id": new.client_id,
        "content_hash": content_hash(_content(new)).hex(),
        "receipt_hash": receipt_hash(receipt).hex(),
        "channel": new.channel,
        "category": new.category,
        "maturity": new.maturity or category.maturity,
        "text": "" if new.sealed else new.text,
        "crowd_estimate": new.crowd_estimate,
        "station_number": new.station_number,
        "urgency": urgency,
        "classification": new.classification,
        "region_code": one.region_code,
        "lon": None if new.sealed else new.lon,
        "lat": None if new.sealed else new.lat,
        "place_text": "" if new.sealed else new.place_text,
        "event_at": new.event_at,
        "entered_at": new.entered_at or at,
        "received_at": at,
        "source_rating": new.source_rating,
        "info_rating": new.info_rating,
        "anonymous": new.anonymous,
        "exercise": new.exercise,
        "synthetic": new.synthetic,
        "reporter_id": new.reporter_id,
        "reporter_office_id": new.reporter_office_id,
        "about_office_id": new.about_office_id,
        "title": new.reporter_title,
        "by_id": new.entered_by_id,
        "receipt": receipt,
    }


def _content(new: NewReport) -> bytes:
    """This function will return what makes two sendings the same report: what was said, not when it arrived."""
    if new.digest:
        return new.digest
    contact = new.contact and [new.contact.phone, new.contact.email, new.contact.name]
    sealed = [[new.sealed.key_id, new.sealed.envelope.hex()]] if new.sealed else []
    moment = "now" if new.happens_now else new.event_at
    return orjson.dumps(
        [new.category, new.text, new.lat, new.lon, new.region_code, new.place_text, moment, new.anonymous, contact,
         new.exercise, new.maturity, new.crowd_estimate, new.station_number, new.about_office_id, *sealed],
        option=orjson.OPT_UTC_Z,
    )  # fmt: skip


def _sealed(placed: Sequence[Placed], rows: list[dict]) -> list[tuple[UUID, bytes, str]]:
    return [
        (row["id"], seal_contact(one.new.contact, row["id"]), hint_of(one.new.contact))
        for one, row in zip(placed, rows, strict=True)
        if one.new.contact
    ]


def _envelopes(placed: Sequence[Placed], rows: list[dict]) -> list[tuple[UUID, UUID, UUID, bytes, bytes]]:
    return [
        (new_id(), row["id"], sealed.key_id, sealed.envelope, sealed.reading_key)
        for one, row in zip(placed, rows, strict=True)
        if (sealed := one.new.sealed)
    ]


def _known(client_ids: list[UUID]) -> dict[UUID, tuple]:
    """This function will return what is stored of reports that came before."""
    if not client_ids:
        return {}
    with transaction.atomic(), scoped(EVERYWHERE), connection.cursor() as cursor:
        cursor.execute(_KNOWN, [client_ids])
        return {client_id: rest for client_id, *rest in cursor.fetchall()}


def _outcome(one: Placed, row: dict, taken: set[UUID], known: dict[UUID, tuple]) -> Received | Problem:
    if row["id"] in taken:
        return Received(row["id"], row["receipt"], ReportState.RECEIVED.value, True)
    report_id, content, state = known[one.new.client_id]
    if content != row["content_hash"]:
        sentence = _(
            "A report with other content was already sent under this client_id. Make a new client_id for a new report."
        )
        return Conflict("report.client_id_taken", sentence, fields={"client_id": sentence})
    return Received(report_id, row["receipt"], state, False)


def _or_raise(outcome: Received | Problem) -> Received:
    if isinstance(outcome, Problem):
        raise outcome
    return outcome
