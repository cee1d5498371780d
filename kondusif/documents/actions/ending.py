"""What becomes of a document after it was issued, and how secret it stays."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import NotAllowed, Problem
from kondusif.core.states import check_move
from kondusif.documents.actions.issuing import locked
from kondusif.documents.models import Document
from kondusif.documents.permissions import check_clearance, check_may, may_lower
from kondusif.documents.states import MOVES, DocumentState
from kondusif.people.roles import Classification
from kondusif.people.viewers import Viewer


@transaction.atomic
def withdraw_document(*, document_id: UUID, reason: str, sent: bool = True, by: Viewer, at: datetime) -> Document:
    """
    This function will take back an issued document; one that was never *sent* is cancelled (batal).

    Its number stays taken either way.

    :raises NotAllowed: if no office of *by* withdraws documents here.
    :raises Problem: if there is no reason.
    """
    document = locked(document_id, by)
    check_may(by, "document.withdraw", document.region_id)
    goal = DocumentState.WITHDRAWN if sent else DocumentState.CANCELLED
    _end(document, goal, reason, by, at)
    name = "document.withdrawn" if sent else "document.cancelled"
    record(name, subject=document, by=by, at=at, reason=reason.strip())
    return document


@transaction.atomic
def replace_document(*, document_id: UUID, with_id: UUID, reason: str, by: Viewer, at: datetime) -> Document:
    """
    This function will let another issued document of the same kind stand in the place of this one.

    :raises Problem: if the other is not issued or of another kind, or there is no reason.
    """
    # Both are locked in the order of their ids: two officers replacing crosswise must not wait for one another.
    both = {id: locked(id, by) for id in sorted({document_id, with_id}, key=str)}
    document, successor = both[document_id], both[with_id]
    check_may(by, "document.withdraw", document.region_id)
    if document.pk == successor.pk or successor.state != DocumentState.ISSUED or successor.kind != document.kind:
        raise Problem(
            "document.no_successor",
            _("The new document must be issued and of the same kind."),
            fields={"with_number": _("Choose an issued document of the same kind.")},
        )
    document.replaced_by = successor
    _end(document, DocumentState.REPLACED, reason, by, at)
    record("document.replaced", subject=document, by=by, at=at, reason=reason.strip(), by_number=successor.number)
    return document


@transaction.atomic
def discard_draft(*, document_id: UUID, by: Viewer, at: datetime) -> Document:
    """
    This function will set a draft aside; it never had a number.

    :raises ForbiddenMove: if it was issued meanwhile.
    """
    document = locked(document_id, by)
    check_may(by, "document.write", document.region_id)
    if document.state != DocumentState.DRAFT:
        check_move(MOVES, document.state, DocumentState.DRAFT)  # refuses: nothing becomes a draft again
    document.state, document.ended_at, document.ended_by_id = DocumentState.CANCELLED, at, by.person_id
    document.save(update_fields=["state", "ended_at", "ended_by"])
    record("document.discarded", subject=document, by=by, at=at)
    return document


@transaction.atomic
def classify_document(
    *, document_id: UUID, classification: Classification, reason: str, by: Viewer, at: datetime
) -> Document:
    """
    This function will raise or lower how secret a document is; lowering is the agency head's alone.

    :raises NotAllowed: if an office of *by* may not.
    :raises Problem: if there is no reason.
    """
    document = locked(document_id, by)
    check_may(by, "document.write", document.region_id)
    check_clearance(by, "document.write", document.region_id, classification)
    if classification < document.classification and not may_lower(by, document):
        raise NotAllowed(
            "document.lowering",
            _("Only the head of the agency may lower the classification of a document."),
        )
    _check_reason(reason)
    former, document.classification = document.classification, classification
    document.save(update_fields=["classification"])
    record("document.classified", subject=document, by=by, at=at, former=former, now=int(classification), reason=reason)
    return document


def _end(document: Document, goal: DocumentState, reason: str, by: Viewer, at: datetime) -> None:
    check_move(MOVES, document.state, goal)
    _check_reason(reason)
    document.state, document.end_reason = goal, reason.strip()
    document.ended_at, document.ended_by_id = at, by.person_id
    document.save(update_fields=["state", "end_reason", "ended_at", "ended_by", "replaced_by"])


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Problem("document.no_reason", _("Say why, in a sentence."), fields={"reason": _("Write the reason.")})
