"""A document's life: a draft without a number, issued with one, and what may become of it afterwards."""

from enum import StrEnum


class DocumentState(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"  # it went out and no longer counts
    REPLACED = "replaced"  # another document stands in its place
    CANCELLED = "cancelled"  # it never went out; its number stays taken ("batal")


S = DocumentState
MOVES: dict[DocumentState, frozenset[DocumentState]] = {
    S.DRAFT: frozenset({S.ISSUED, S.CANCELLED}),
    S.ISSUED: frozenset({S.WITHDRAWN, S.REPLACED, S.CANCELLED}),
    S.WITHDRAWN: frozenset(),
    S.REPLACED: frozenset(),
    S.CANCELLED: frozenset(),
}


class Format(StrEnum):
    """In which form a document is stored."""

    PDF = "pdf"
    DOCX = "docx"
    SIGNED = "signed"  # the PDF with signatures inside
