"""Every write of ratings."""

from kondusif.ratings.actions.give import Document, NewRating, check_document, give_rating, keep_document
from kondusif.ratings.actions.imports import check_import, discard_import, import_ratings
from kondusif.ratings.actions.situation import rate_from_situation

__all__ = [
    "Document", "NewRating", "check_document", "check_import", "discard_import", "give_rating", "import_ratings", "keep_document",
    "rate_from_situation",
]  # fmt: skip
