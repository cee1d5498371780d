"""Who may do what with the things of the desk's day; the policy table says which offices, this narrows it."""

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotAllowed
from kondusif.people.viewers import Grant, Viewer
from kondusif.regions.codes import lies_in

# Who writes a situation report of the area the office sits over; the desk writes for a subdistrict that phones.
_FIELD_LEVELS = (8, 13)  # lengths of subdistrict and village codes


def office_with(viewer: Viewer, deed: str, region_code: str) -> Grant:
    """
    This function will return the one office of *viewer* that gives *deed* in the region.

    :raises NotAllowed: if there is none.
    """
    grants = viewer.grants_for(deed, region_code)
    if not grants:
        raise NotAllowed("daily.not_yours", _("Your office does not give you this step."))
    return grants[0]


def check_can_write_situation(viewer: Viewer, region_code: str) -> Grant:
    """
    This function will return the office under which *viewer* reports on a subdistrict or village.

    :raises NotAllowed: if there is none, or the region is neither.
    """
    if len(region_code) not in _FIELD_LEVELS:
        raise NotAllowed("situation.wrong_level", _("A situation report is about one subdistrict or village."))
    return office_with(viewer, "situation.write", region_code)


def check_can_declare_presence(viewer: Viewer) -> Grant:
    """
    This function will return the office whose holder shows where he or she is: only for oneself, never for another.

    :raises NotAllowed: if *viewer* heads no subdistrict or village.
    """
    grants = viewer.grants_for("presence.declare")
    if not grants:
        raise NotAllowed("presence.not_head", _("Only heads of subdistricts and villages report their presence."))
    return grants[0]


def check_can_decide_exception(viewer: Viewer, region_code: str, *, asked_by) -> Grant:
    """
    This function will return the office under which *viewer* decides on an exception.

    :raises NotAllowed: if there is none, or *viewer* asked for it.
    """
    grant = office_with(viewer, "absence.decide", region_code)
    if viewer.person_id == asked_by:
        raise NotAllowed("exception.own", _("You asked for this exception yourself. Another person has to decide."))
    return grant


def can_issue_order(viewer: Viewer, region_code: str) -> bool:
    """This function will tell whether *viewer* may issue, or lift, an order on leave of exactly this region."""
    return any(g.region_code == region_code for g in viewer.grants_for("absence.issue", region_code))


def check_can_issue_order(viewer: Viewer, region_code: str) -> Grant:
    """
    This function will return the office in whose own authority *viewer* issues the order: that of the region itself.

    One person is enough, because the order is that person's own: head of region or secretary sign what they order.

    :raises NotAllowed: if there is none; an office above orders in its own name and region.
    """
    for grant in viewer.grants_for("absence.issue", region_code):
        if grant.region_code == region_code:
            return grant
    raise NotAllowed(
        "absence_order.not_yours", _("Only the head of this region or its secretary issues and lifts this order.")
    )


def check_can_receive(viewer: Viewer, region_code: str) -> Grant:
    """
    This function will return the office of the level above under which *viewer* receives a region's report.

    :raises NotAllowed: if no office of *viewer* lies above the region.
    """
    for grant in viewer.grants_for("daily_report.receive", region_code):
        if grant.region_code != region_code and lies_in(region_code, grant.region_code):
            return grant
    raise NotAllowed("daily_report.not_above", _("Only an office of the level above receives this report."))
