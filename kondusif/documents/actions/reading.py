"""Reading a document's file: of a classified one it is written down first, and only then anything leaves."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import NotFound
from kondusif.documents.models import Document, Reading
from kondusif.documents.queries import document_for
from kondusif.documents.rendering.paper import paper_of
from kondusif.documents.rendering.telling import ZONE_WORDS
from kondusif.documents.states import DocumentState, Format
from kondusif.documents.storing import form_of, read
from kondusif.people.viewers import Viewer


@dataclass(frozen=True)
class Copy:
    """The bytes that leave, and under which name."""

    content: bytes
    file_name: str
    media_type: str


_MEDIA = {
    Format.PDF: "application/pdf",
    Format.SIGNED: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def read_document(*, document_id: UUID, format: Format, by: Viewer, at: datetime) -> Copy:
    """
    This function will return a copy of a document; of a classified one it is marked with who, when and which number.

    The reading is committed before the bytes are handed out: if it cannot be written down, nothing leaves.

    :raises NotFound: if there is no such document or file that *by* may read.
    """
    document = document_for(by, document_id)
    content = _content(document, format, by, at)
    if document.is_classified:
        # Durable: refuses to run inside another transaction, which could take the record back after the bytes left.
        with transaction.atomic(durable=True):
            Reading.objects.create(
                document=document, person_id=by.person_id, office_title=by.title, format=format,
                sha256=sha256(content).hexdigest(), at=at,
            )  # fmt: skip
            record("document.read", subject=document, by=by, at=at, format=str(format))
    return Copy(content, _file_name(document, format), _MEDIA[format])


def look_at_document(*, document: Document, by: Viewer, at: datetime) -> None:
    """This function will write down that the page of a classified document was opened."""
    if document.is_classified:
        with transaction.atomic(durable=True):
            Reading.objects.create(
                document=document, person_id=by.person_id, office_title=by.title, format="page", at=at
            )
            record("document.read", subject=document, by=by, at=at, format="page")


def mark_of(document: Document, by: Viewer, at: datetime) -> str:
    """This function will return the words that stand across every copy of a classified document."""
    zone = document.frame["zone"]
    local = at.astimezone(ZoneInfo(zone))
    return f"{by.name or by.title} · {local:%d-%m-%Y %H.%M} {ZONE_WORDS.get(zone, '')} · {document.number or 'KONSEP'}"


def _content(document: Document, format: Format, by: Viewer, at: datetime) -> bytes:
    if document.state == DocumentState.DRAFT and format == Format.PDF:
        return paper_of(document).pdf(mark_of(document, by, at) if document.is_classified else "")
    rendition = document.renditions.filter(format=format).order_by("-at", "-id").first()
    if rendition is None:
        raise NotFound("document.no_file", _("This document has no such file."))
    if not document.is_classified or format == Format.SIGNED:
        # A signed file is handed out as it was signed: a mark inside would break the signature.
        return read(rendition)
    mark = mark_of(document, by, at)
    paper = paper_of(document)
    return paper.pdf(mark) if format == Format.PDF else paper.docx(form_of(document), mark)


def _file_name(document: Document, format: Format) -> str:
    name = "".join(c if c.isascii() and c.isalnum() else "-" for c in f"{document.kind}-{document.number or 'konsep'}")
    return f"{name}.{'docx' if format == Format.DOCX else 'pdf'}"
