"""Who may do what with this alert; the policy table says which offices, this says which persons."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kondusif.alerts.states import SIGNING_DEED, Level, deeds_of
from kondusif.core.problems import NotAllowed
from kondusif.people.second_person import check_another_is_left
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


def check_can_sign(viewer: Viewer, level: Level, region_code: str, *, authors: Collection[UUID]) -> Grant:
    """
    This function will return the office under which *viewer* may sign an alert of *level*.

    :raises NotAllowed: if no office gives it, or *viewer* wrote any version of the alert.
    """
    grant = office_for(viewer, SIGNING_DEED[level], region_code)
    if viewer.person_id in authors:
        raise NotAllowed("alert.own_draft", _("You wrote part of this warning. Another person has to sign it."))
    return grant


def check_can_countersign(viewer: Viewer, region_code: str, *, stand_behind: Collection[UUID]) -> Grant:
    """
    This function will return the office under which *viewer* may add the second authority's signature.

    :raises NotAllowed: if no office gives it, or *viewer* signed it or wrote any version of it already.
    """
    grant = office_for(viewer, "alert.countersign", region_code)
    if viewer.person_id in stand_behind:
        raise NotAllowed("alert.same_person", _("The second signature has to come from another person."))
    return grant


def check_somebody_else_signs(
    viewer: Viewer, level: Level, region_code: str, *, authors: Collection[UUID], at: datetime
) -> None:
    """
    This function will keep the only signer of the house from writing a warning of *level*.

    :raises Conflict: naming who may write instead.
    """
    for deed in deeds_of(level):
        check_another_is_left(viewer, deed, region_code, writing="alert.draft", authors=authors, at=at, field="level")
