"""Which role groups hold a key, and which offices belong to each."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kondusif.people.roles import Role
from kondusif.people.viewers import Grant, Viewer


class Group(StrEnum):
    """Whoever may read the words of some kinds of sealed reports."""

    DESK = "desk"
    ANALYSIS = "analysis"


MEMBERS: dict[Group, frozenset[Role]] = {
    Group.DESK: frozenset({Role.DUTY_OPERATOR, Role.ANALYST, Role.AGENCY_HEAD}),
    Group.ANALYSIS: frozenset({Role.ANALYST, Role.AGENCY_HEAD}),
}
NAMES: dict[Group, str | Promise] = {
    Group.DESK: _("Desk: duty operators, analysts, head of the agency"),
    Group.ANALYSIS: _("Analysis: analysts and head of the agency"),
}


def member_grant(viewer: Viewer, group: str, region_code: str) -> Grant | None:
    """This function will return the office by which *viewer* belongs to *group* over *region_code*, if any."""
    roles = MEMBERS[Group(group)]
    return next((g for g in viewer.grants if g.role in roles and g.reaches(region_code)), None)
