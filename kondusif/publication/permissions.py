"""Who may do what with this notice: the policy table says which offices, this says which persons."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotAllowed
from kondusif.people.viewers import Grant, Viewer


def office_for(viewer: Viewer, deed: str, region_code: str) -> Grant:
    """
    This function will return the one office of *viewer* that gives *deed* in the region.

    :raises NotAllowed: if there is none.
    """
    grants = viewer.grants_for(deed, region_code)
    if not grants:
        raise NotAllowed("public_notice.not_yours", _("Your office does not give you this step for this area."))
    return grants[0]


def can_release(viewer: Viewer, region_code: str, *, authors: Collection[UUID]) -> bool:
    """This function will tell whether *viewer* may release words that *authors* wrote."""
    return viewer.may("public_notice.release", region_code) and viewer.person_id not in authors


def check_can_release(viewer: Viewer, region_code: str, *, authors: Collection[UUID]) -> Grant:
    """
    This function will return the office under which *viewer* may release words that *authors* wrote.

    :raises NotAllowed: if no office gives it, or *viewer* wrote any of them.
    """
    grant = office_for(viewer, "public_notice.release", region_code)
    if not can_release(viewer, region_code, authors=authors):
        raise NotAllowed("public_notice.own_draft", _("You wrote part of this text. Another person has to release it."))
    return grant
