"""Every write of ratings."""

from kondusif.ratings.actions.give import Document, NewRating, check_document, give_rating, keep_document
from kondusif.ratings.actions.imports import check_import, discard_import, import_ratings
from kondusif.ratings.actions.index import compute_index, is_index_reproduced, score_indicators, set_index
from kondusif.ratings.actions.situation import rate_from_situation

__all__ = [
    "Document", "NewRating", "check_document", "check_import", "compute_index", "discard_import", "give_rating", "import_ratings",
    "is_index_reproduced", "keep_document", "rate_from_situation", "score_indicators", "set_index",
]  # fmt: skip
