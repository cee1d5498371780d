"""Every write of the documents room."""

from kondusif.documents.actions.ending import (
    classify_document,
    discard_draft,
    replace_document,
    withdraw_document,
)
from kondusif.documents.actions.forms import NewLetterhead, bring_template, set_letterhead, use_template
from kondusif.documents.actions.issuing import (
    NewDocument,
    issue_document,
    issue_draft,
    new_of,
    preview_document,
    rewrite_draft,
    write_draft,
)
from kondusif.documents.actions.numbering import take_by_hand
from kondusif.documents.actions.reading import Copy, look_at_document, mark_of, read_document

__all__ = [
    "Copy", "NewDocument", "NewLetterhead", "bring_template", "classify_document",
    "discard_draft", "issue_document", "issue_draft", "look_at_document", "mark_of", "new_of", "preview_document",
    "read_document", "replace_document", "rewrite_draft", "set_letterhead", "take_by_hand", "use_template",
    "withdraw_document", "write_draft",
]  # fmt: skip
