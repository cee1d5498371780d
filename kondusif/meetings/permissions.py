"""Who may do what with this meeting."""

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotAllowed
from kondusif.meetings.models import Invitee, Meeting
from kondusif.people.models import Holding
from kondusif.people.viewers import Grant, Viewer


def check_can_plan(viewer: Viewer, region_code: str) -> None:
    """
    This function will let pass who plans meetings of the region.

    :raises NotAllowed: if no office of *viewer* does.
    """
    if not viewer.may("meeting.plan", region_code):
        raise NotAllowed("meeting.cannot_plan", _("Your office does not call meetings in this region."))


def can_run(viewer: Viewer, meeting: Meeting) -> bool:
    """This function will tell whether *viewer* may invite, open and note attendance: planner, chair or clerk."""
    if viewer.may("meeting.plan", meeting.region_id):
        return True
    return any(g.office_id in {meeting.chair_office_id, meeting.clerk_office_id} for g in viewer.grants)


def check_can_run(viewer: Viewer, meeting: Meeting) -> None:
    """
    This function will let pass who runs this meeting.

    :raises NotAllowed: if *viewer* neither plans here nor holds the chair's or the clerk's office.
    """
    if not can_run(viewer, meeting):
        raise NotAllowed(
            "meeting.cannot_run", _("Only the office that calls this meeting, its chair or its clerk can do this.")
        )


def can_name_chair(viewer: Viewer, meeting: Meeting) -> bool:
    """This function will tell whether *viewer* may name who approves in the place of a chair that left."""
    return viewer.may("meeting.name_chair", meeting.region_id)


def check_can_name_chair(viewer: Viewer, meeting: Meeting, named: Holding | None) -> Grant:
    """
    This function will return the head's office under which *viewer* names the acting chair.

    :raises NotAllowed: if *viewer* heads no office here, or would name him- or herself.
    """
    grants = viewer.grants_for("meeting.name_chair", meeting.region_id)
    if not grants:
        raise NotAllowed("minutes.cannot_name", _("An acting chair is named by the head of an office of this region."))
    if named is not None and named.person_id == viewer.person_id:
        raise NotAllowed(
            "minutes.names_self",
            _("Nobody names themselves acting chair. Another head names you, or your acting appointment is entered."),
        )
    return grants[0]


def check_own_invitation(viewer: Viewer, invitee: Invitee) -> Grant:
    """
    This function will return the invited office, if *viewer* holds it.

    :raises NotAllowed: if not.
    """
    for grant in viewer.grants:
        if grant.office_id == invitee.office_id:
            return grant
    raise NotAllowed("invitation.not_yours", _("Only the invited office can answer this invitation."))


def event_region(viewer: Viewer, meeting: Meeting) -> str:
    """
    This function will return the region under which what *viewer* does with *meeting* is recorded.

    A subdistrict's office that chairs, answers or signs in writes under its own region: the database
    lets it see the events of the regency that calls, but not add to them.
    """
    if viewer.is_system or not viewer.grants or any(g.reaches(meeting.region_id) for g in viewer.grants):
        return meeting.region_id
    return viewer.grants[0].region_code
