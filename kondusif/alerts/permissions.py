"""Who may do what with this alert; the policy table says which offices, this says which persons."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kondusif.alerts.states import SIGNING_DEED, Level
from kondusif.core.problems import NotAllowed
from kondusif.people.viewers import Grant, Viewer


def office_for(viewer: Viewer, deed: str, region_code: str) -> Grant:
    """
    This function will return the one office of *viewer* that gives *deed* in the region.

    :raises NotAllowed: if there is none.
    """
    grants = viewer.grants_for(deed, region_code)
    if not grants:
        raise NotAllowed(
            "alert.not_yours", _("Your office does not give you this step. Ask the office named on the page.")
        )
    return grants[0]


def check_can_sign(viewer: Viewer, level: Level, region_code: str, *, drafted_by: UUID | None) -> Grant:
    """
    This function will return the office under which *viewer* may sign an alert of *level*.

    :raises NotAllowed: if no office gives it, or the same person drafted the alert.
    """
    grant = office_for(viewer, SIGNING_DEED[level], region_code)
    if viewer.person_id == drafted_by:
        raise NotAllowed("alert.own_draft", _("You drafted this warning. Another person has to sign it."))
    return grant


def check_can_countersign(viewer: Viewer, region_code: str, *, signed_by: Iterable[UUID | None]) -> Grant:
    """
    This function will return the office under which *viewer* may add the second authority's signature.

    :raises NotAllowed: if no office gives it, or the same person signed or drafted already.
    """
    grant = office_for(viewer, "alert.countersign", region_code)
    if viewer.person_id in set(signed_by):
        raise NotAllowed("alert.same_person", _("The second signature has to come from another person."))
    return grant
