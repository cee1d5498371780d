"""Every write of the documents room."""

from kondusif.documents.actions.issuing import (
    NewDocument,
    issue_document,
    issue_draft,
    preview_document,
    rewrite_draft,
    write_draft,
)

__all__ = ["NewDocument", "issue_document", "issue_draft", "preview_document", "rewrite_draft", "write_draft"]
