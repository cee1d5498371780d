"""Who may do what with this document."""

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotAllowed
from kondusif.documents.models import Document
from kondusif.people.roles import CLASSIFICATION_NAMES, Classification
from kondusif.people.viewers import Grant, Viewer


def check_may(viewer: Viewer, deed: str, region_code: str) -> Grant | None:
    """
    This function will return the office that gives *deed* in the region; None for the system itself.

    :raises NotAllowed: if there is none.
    """
    if viewer.is_system:
        return None
    grants = viewer.grants_for(deed, region_code)
    if not grants:
        raise NotAllowed("document.not_yours", _("Your office does not give you this step with documents here."))
    return grants[0]


def check_clearance(viewer: Viewer, deed: str, region_code: str, wanted: Classification) -> None:
    """
    This function will let pass whose office may read papers of the classification *wanted*.

    :raises NotAllowed: if none of the offices with *deed* may.
    """
    if viewer.clearance_for(deed, region_code) < wanted:
        raise NotAllowed(
            "document.clearance",
            _("Your office may not write or read papers of the class “%(name)s”.")
            % {"name": CLASSIFICATION_NAMES[wanted]},
        )


def may_lower(viewer: Viewer, document: Document) -> bool:
    """This function will tell whether *viewer* may lower the classification: the head of the agency alone."""
    return viewer.may("document.declassify", document.region_id)
