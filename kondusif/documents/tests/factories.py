"""Papers for tests."""

from typing import Any

from kondusif.documents.actions import NewDocument, issue_document
from kondusif.documents.models import Document
from kondusif.documents.samples import SAMPLES
from kondusif.people.models import Office
from kondusif.people.tests.factories import NOW
from kondusif.people.viewers import Viewer


def new_document(
    kind: str = "invitation", *, office: str = "Kepala Bakesbangpol Bangkalan", **changes: Any
) -> NewDocument:
    """This function will return a whole paper of *kind*, not yet issued."""
    sample = SAMPLES[kind]
    fields = {
        "kind": kind, "title": sample.get("subject") or sample.get("title") or f"Uji {kind}", "data": sample,
        "region_code": "35.26", "office_id": Office.objects.get(title=office).pk,
    } | changes  # fmt: skip
    return NewDocument(**fields)


def issued(by: Viewer, kind: str = "invitation", **changes: Any) -> Document:
    """This function will issue a paper of *kind*."""
    return issue_document(new=new_document(kind, **changes), by=by, at=NOW)
