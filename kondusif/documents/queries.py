"""Reading documents, as far as the viewer's offices reach and their clearance goes."""

from uuid import UUID

from django.db.models import Q, QuerySet

from kondusif.core.problems import NotFound
from kondusif.documents.models import Document
from kondusif.documents.states import DocumentState
from kondusif.people.policy import allows
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer


def documents_seen_by(viewer: Viewer) -> QuerySet[Document]:
    """
    This function will return the documents that *viewer* may read, office by office.

    An office reads what belongs to its region up to its clearance, and what was addressed to it;
    drafts only where it writes documents.
    """
    documents = Document.objects.select_related("office", "region")
    if viewer.is_system:
        return documents
    condition = Q(pk__in=[])
    for grant in viewer.grants:
        if not allows("document.read", grant.role):
            continue
        here = within([grant.region_code])
        if not allows("document.write", grant.role):
            here &= ~Q(state=DocumentState.DRAFT)
        addressed = Q(recipients__office_id=grant.office_id) & ~Q(state=DocumentState.DRAFT)
        condition |= (here | addressed) & Q(classification__lte=grant.clearance)
    return documents.filter(condition).distinct()


def documents_of(viewer: Viewer, subject_type: str, subject_id: UUID | str) -> QuerySet[Document]:
    """This function will return the papers of one thing (a meeting, a plan), the latest first."""
    return documents_seen_by(viewer).filter(subject_type=subject_type, subject_id=str(subject_id))


def document_for(viewer: Viewer, document_id: UUID) -> Document:
    """
    This function will return the document.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    document = documents_seen_by(viewer).filter(pk=document_id).first()
    if document is None:
        raise NotFound("document.missing", "Document not found")
    return document
