"""Whose rating an office may write: besides the deed, the authority must be its own."""

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotAllowed
from kondusif.people.roles import ROLES, Role
from kondusif.people.viewers import Grant, Viewer


def grant_to_rate(viewer: Viewer, authority: str, region_code: str) -> Grant | None:
    """This function will return the office by which *viewer* may write *authority*'s rating of the region, if any."""
    grants = viewer.grants_for("rating.write", region_code)
    return next((g for g in grants if ROLES[Role(g.role)].authority == authority), None)


def authorities_of(viewer: Viewer) -> list[str]:
    """This function will return the authorities for which one of the viewer's offices writes."""
    return sorted({ROLES[Role(g.role)].authority for g in viewer.grants_for("rating.write")} - {""})


def check_can_rate(viewer: Viewer, authority: str, region_code: str) -> Grant:
    """
    This function will return the office by which *viewer* rates for *authority* here.

    :raises NotAllowed: if no office of that authority over this region is held.
    """
    grant = grant_to_rate(viewer, authority, region_code)
    if grant is None:
        raise NotAllowed(
            "rating_of_another_authority",
            _("Only an office of that authority may write its rating. Import it with the document attached instead."),
        )
    return grant
