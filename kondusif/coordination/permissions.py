"""Who may do what with this task."""

from django.utils.translation import gettext_lazy as _

from kondusif.coordination.models import Task
from kondusif.core.problems import NotAllowed
from kondusif.people.viewers import Grant, Viewer


def check_can_give(viewer: Viewer, region_code: str) -> Grant:
    """
    This function will return the office under which *viewer* gives tasks in the region.

    :raises NotAllowed: if there is none.
    """
    grants = viewer.grants_for("task.give", region_code)
    if not grants:
        raise NotAllowed("task.cannot_give", _("Your office does not give tasks here."))
    return grants[0]


def check_can_do(viewer: Viewer, task: Task) -> Grant:
    """
    This function will return the owner office, if *viewer* holds it.

    :raises NotAllowed: if not.
    """
    for grant in viewer.grants:
        if grant.office_id == task.owner_id:
            return grant
    raise NotAllowed("task.not_owner", _("Only the office that owns this task can do this."))


def check_can_help(viewer: Viewer, task: Task) -> Grant:
    """
    This function will return the office under which *viewer* adds to the evidence: the owner, or one that helps.

    :raises NotAllowed: if there is none.
    """
    working = [task.owner_id, *task.supporter_ids]
    for office_id in working:  # the owner first, where somebody holds both
        for grant in viewer.grants:
            if grant.office_id == office_id:
                return grant
    raise NotAllowed("task.not_owner", _("Only the office that owns this task can do this."))


def check_can_verify(viewer: Viewer, task: Task) -> Grant:
    """
    This function will return the office under which *viewer* judges the evidence: the giver's, or one above it.

    :raises NotAllowed: if there is none, or *viewer* did the task.
    """
    if viewer.person_id == task.done_by_id:
        raise NotAllowed("task.own_work", _("You did this task yourself. The one who gave it has to verify it."))
    for grant in viewer.grants_for("task.verify", task.giver.region_id):
        return grant
    raise NotAllowed("task.cannot_verify", _("Only the office that gave this task can verify it."))


def check_can_remind(viewer: Viewer, task: Task) -> Grant:
    """
    This function will return the office under which *viewer* asks about a task: one that gives tasks in its region.

    :raises NotAllowed: if there is none beside the office that owns the task.
    """
    for grant in viewer.grants_for("task.give", task.region_id):
        if grant.office_id != task.owner_id:
            return grant
    raise NotAllowed("task.cannot_remind", _("Your office does not give tasks here."))
