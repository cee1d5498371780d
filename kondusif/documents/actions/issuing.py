"""Writing a draft, and issuing a document with its number, its files and its mark."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import NotFound, Problem
from kondusif.core.states import check_move
from kondusif.documents.kinds import Kind, kind_of
from kondusif.documents.letterhead import (
    active_template,
    head_lines,
    letterhead_of,
    office_named,
    signature_lines,
    signer_of,
)
from kondusif.documents.models import Document, Letterhead, Recipient
from kondusif.documents.numbers import take_number
from kondusif.documents.permissions import check_clearance, check_may
from kondusif.documents.rendering.paper import Paper, paper_of
from kondusif.documents.rendering.telling import told_day
from kondusif.documents.states import MOVES, DocumentState, Format
from kondusif.documents.storing import form_of, store
from kondusif.documents.units import Unit, unit_of
from kondusif.people.models import Holding, Office
from kondusif.people.roles import Classification
from kondusif.people.viewers import Viewer

# No letter that is mistaken for another when somebody types the code off a paper.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class NewDocument:
    """
    A paper to be written.

    *office_id* keeps the number; *signer_office_id* signs (the same office, if left out);
    *on_behalf_of_id* is the office in whose name is signed (a.n.), *through_id* the one between (u.b.).
    *recipients* are offices elsewhere that may read it.
    """

    kind: str
    title: str
    data: Any
    region_code: str
    office_id: UUID
    classification: Classification | None = None
    subject_type: str = ""
    subject_id: UUID | str | None = None
    signer_office_id: UUID | None = None
    synthetic: bool = False
    on_behalf_of_id: UUID | None = None
    through_id: UUID | None = None
    recipients: tuple[UUID, ...] = field(default=())


@dataclass(frozen=True)
class _Prepared:
    kind: Kind
    data: dict[str, Any]
    office: Office
    signer: Holding
    unit: Unit
    letterhead: Letterhead | None
    classification: Classification
    local: datetime
    frame: dict[str, Any]


def issue_document(*, new: NewDocument, by: Viewer, at: datetime) -> Document:
    """
    This function will issue a document: number, files on disk with their marks, and the event ``document.issued``.

    :raises NotAllowed: if no office of *by* issues documents in the region, or not of this classification.
    :raises Problem: naming each faulty field of the data, or if nobody holds the signing office.
    """
    prepared = _prepare(new, "document.issue", by, at)
    with transaction.atomic():
        document = _row(new, prepared, DocumentState.DRAFT, by, at)
        return _issue(document, prepared, by, at)


@transaction.atomic
def write_draft(*, new: NewDocument, by: Viewer, at: datetime) -> Document:
    """
    This function will keep a document without a number, to be issued later.

    :raises Problem: naming each faulty field of the data.
    """
    document = _row(new, _prepare(new, "document.write", by, at), DocumentState.DRAFT, by, at)
    record("document.drafted", subject=document, by=by, at=at, kind=document.kind)
    return document


@transaction.atomic
def rewrite_draft(*, document_id: UUID, new: NewDocument, by: Viewer, at: datetime) -> Document:
    """
    This function will change what a draft says.

    :raises ForbiddenMove: if it was issued meanwhile.
    """
    document = locked(document_id, by)
    check_move(MOVES, document.state, DocumentState.ISSUED)
    check_may(by, "document.write", document.region_id)
    prepared = _prepare(new, "document.write", by, at)
    document.title, document.data, document.frame = new.title.strip(), prepared.data, prepared.frame
    document.signer_office_id, document.office = new.signer_office_id or new.office_id, prepared.office
    document.classification = prepared.classification
    document.save()
    record("document.rewritten", subject=document, by=by, at=at)
    return document


@transaction.atomic
def issue_draft(*, document_id: UUID, by: Viewer, at: datetime) -> Document:
    """
    This function will issue a draft as it stands, signed by who holds the office on this day.

    :raises ForbiddenMove: if it was issued or discarded meanwhile.
    """
    document = locked(document_id, by)
    check_move(MOVES, document.state, DocumentState.ISSUED)
    return _issue(document, _prepare(new_of(document), "document.issue", by, at), by, at)


def preview_document(*, new: NewDocument, by: Viewer, at: datetime) -> bytes:
    """
    This function will return the PDF as it would look, marked as a draft: without number, code or trace.

    :raises Problem: naming each faulty field of the data.
    """
    prepared = _prepare(new, "document.write", by, at)
    return Paper(
        kind=prepared.kind, title=new.title, data=prepared.data, frame=prepared.frame, number="",
        classification=prepared.classification, code="", at=at,
    ).pdf()  # fmt: skip


def new_of(document: Document) -> NewDocument:
    """This function will return what a draft was written from."""
    choices = document.frame.get("chosen", {})
    return NewDocument(
        kind=document.kind, title=document.title, data=document.data, region_code=document.region_id,
        office_id=document.office_id, classification=Classification(document.classification),
        subject_type=document.subject_type, subject_id=document.subject_id, signer_office_id=document.signer_office_id,
        synthetic=document.synthetic, on_behalf_of_id=_uuid(choices.get("on_behalf_of")),
        through_id=_uuid(choices.get("through")),
    )  # fmt: skip


def locked(document_id: UUID, by: Viewer) -> Document:
    """
    This function will return the document, locked until the transaction ends.

    :raises NotFound: if there is none that *by* may see.
    """
    document = Document.objects.select_for_update(of=("self",)).filter(pk=document_id).first()
    readable = document is not None and by.may("document.read", document.region_id)
    if not readable or by.clearance_for("document.read", document.region_id) < document.classification:
        raise NotFound("document.missing", _("There is no such document, or it is not yours to see."))
    return document


def _prepare(new: NewDocument, deed: str, by: Viewer, at: datetime) -> _Prepared:
    kind = kind_of(new.kind)
    if not new.title.strip():
        raise Problem("document.no_title", _("Give the document a title."), fields={"title": _("Write a title.")})
    office = office_named(new.office_id)
    check_may(by, deed, new.region_code)
    check_may(by, deed, office.region_id)  # its book gives the number
    classification = max(kind.classification if new.classification is None else new.classification, 0)
    check_clearance(by, deed, new.region_code, Classification(classification))
    data = kind.clean(new.data)
    local = at.astimezone(ZoneInfo(office.region.timezone))
    signer = signer_of(office_named(new.signer_office_id) or office, on=local.date())
    unit = unit_of(office)
    letterhead = letterhead_of(unit)
    behalf, through = office_named(new.on_behalf_of_id), office_named(new.through_id)
    frame = {
        "head": head_lines(unit, letterhead), "zone": office.region.timezone, "on": told_day(local.date()),
        "signer": signature_lines(signer, on_behalf_of=behalf, through=through),
        "chosen": {"on_behalf_of": _text(new.on_behalf_of_id), "through": _text(new.through_id)},
    }  # fmt: skip
    return _Prepared(kind, data, office, signer, unit, letterhead, Classification(classification), local, frame)


def _row(new: NewDocument, prepared: _Prepared, state: DocumentState, by: Viewer, at: datetime) -> Document:
    document = Document.objects.create(
        kind=new.kind, title=new.title.strip()[:300], state=state, classification=prepared.classification,
        region_id=new.region_code, office=prepared.office, data=prepared.data, frame=prepared.frame,
        code="".join(secrets.choice(_LETTERS) for _n in range(12)), signer_office=prepared.signer.office,
        subject_type=new.subject_type, subject_id=_text(new.subject_id), synthetic=new.synthetic,
        created_at=at, created_by_id=by.person_id,
    )  # fmt: skip
    Recipient.objects.bulk_create([Recipient(document=document, office_id=id) for id in dict.fromkeys(new.recipients)])
    return document


def _issue(document: Document, prepared: _Prepared, by: Viewer, at: datetime) -> Document:
    place = take_number(kind=prepared.kind, unit=prepared.unit, letterhead=prepared.letterhead, at=prepared.local)
    document.number, document.sequence, document.year = place.text, place.sequence, place.year
    document.unit, document.series = prepared.unit.key, prepared.kind.series
    document.state, document.frame = DocumentState.ISSUED, prepared.frame
    document.signer_office = prepared.signer.office
    document.template = active_template(prepared.unit, prepared.kind.code)
    document.signer_title, document.signer_name = prepared.signer.full_title, prepared.signer.person.name
    document.issued_at, document.issued_by_id = at, by.person_id
    document.save()
    paper = paper_of(document)
    store(document, Format.PDF, paper.pdf(), at=at)
    store(document, Format.DOCX, paper.docx(form_of(document)), at=at)
    record("document.issued", subject=document, by=by, at=at, kind=document.kind, number=document.number)
    return document


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _uuid(value: str | None) -> UUID | None:
    return UUID(value) if value else None
