"""Files of documents on disk: durable before the row that names them, and the same when they are read."""

from datetime import datetime
from hashlib import sha256

from django.core.files.storage import storages
from django.utils.translation import gettext_lazy as _

from kondusif.core.files import save_bytes
from kondusif.core.ids import new_id
from kondusif.core.problems import Problem
from kondusif.documents.models import Document, Rendition, Template
from kondusif.documents.states import Format

_SUFFIX = {Format.PDF: "pdf", Format.DOCX: "docx", Format.SIGNED: "pdf"}


def store(document: Document, format: Format, content: bytes, *, at: datetime) -> Rendition:
    """This function will put a file of *document* on disk and add the row that names it."""
    id = new_id()
    path = save_bytes(storages["default"], f"documents/{id.hex[-2:]}/{id.hex}.{_SUFFIX[format]}", content)
    return Rendition.objects.create(
        id=id, document=document, format=format, path=path, sha256=sha256(content).hexdigest(),
        n_bytes=len(content), at=at,
    )  # fmt: skip


def read(rendition: Rendition | Template) -> bytes:
    """
    This function will return a stored file, if it is still the one that was stored.

    :raises Problem: if the file is gone or changed.
    """
    try:
        with storages["default"].open(rendition.path, "rb") as file:
            content = file.read()
    except OSError:
        content = b""
    if sha256(content).hexdigest() != rendition.sha256:
        raise Problem("document.changed", _("The stored file is missing or was changed. Tell the administrator."))
    return content


def form_of(document: Document) -> bytes | None:
    """
    This function will return the office's own form that *document* was written with, or None for the usual one.

    :raises Problem: if that form's file is gone or changed.
    """
    return read(document.template) if document.template else None
