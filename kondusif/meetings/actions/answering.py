"""What the invited say: read, coming, represented, cannot."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.meetings.models import Invitee
from kondusif.meetings.permissions import can_run, check_own_invitation, event_region
from kondusif.meetings.queries import meetings_seen_by
from kondusif.meetings.states import InviteeState, MeetingState
from kondusif.people.viewers import Viewer


@transaction.atomic
def answer_invitation(
    *, invitee_id: UUID, answer: InviteeState, represented_by: str = "", reason: str = "", by: Viewer, at: datetime
) -> Invitee:
    """
    This function will note an answer, by the invited office itself or by the clerk who was told by telephone.

    An answer may be changed until the meeting begins.

    :raises Problem: if a substitute or a reason is missing where the answer needs one.
    :raises Conflict: if the meeting was called off or has begun.
    """
    invitee = _locked(invitee_id, by)
    if not can_run(by, invitee.meeting):
        check_own_invitation(by, invitee)
    _check_open(invitee)
    _check_words(answer, represented_by, reason)
    invitee.state = answer
    invitee.represented_by = represented_by.strip()[:160] if answer == InviteeState.REPRESENTED else ""
    invitee.reason = reason.strip()[:500]
    invitee.answered_at, invitee.answered_by_id = at, by.person_id
    invitee.save(update_fields=["state", "represented_by", "reason", "answered_at", "answered_by_id"])
    record(
        "invitation.answered", subject=invitee.meeting, by=by, at=at, invitee=str(invitee.pk), answer=answer.value,
        region_code=event_region(by, invitee.meeting),
    )  # fmt: skip
    return invitee


@transaction.atomic
def note_reading(*, meeting_id: UUID, by: Viewer, at: datetime) -> int:
    """This function will note that an invited office has opened its invitation, once; the read receipt."""
    offices = [g.office_id for g in by.grants]
    return Invitee.objects.filter(meeting_id=meeting_id, office_id__in=offices, read_at=None).update(
        read_at=at, read_by_id=by.person_id
    )


def _locked(invitee_id: UUID, by: Viewer) -> Invitee:
    invitee = (
        Invitee.objects.select_for_update(of=("self",))
        .select_related("meeting", "office")
        .filter(pk=invitee_id)
        .first()
    )
    if invitee is None or not meetings_seen_by(by).filter(pk=invitee.meeting_id).exists():
        raise NotFound("invitation.missing", _("There is no such invitation, or it is not yours to see."))
    return invitee


def _check_open(invitee: Invitee) -> None:
    if invitee.meeting.state == MeetingState.CANCELLED:
        raise Conflict("meeting.cancelled_answer", _("This meeting was called off; there is nothing to answer."))
    if invitee.meeting.state != MeetingState.INVITED:
        raise Conflict("meeting.begun", _("This meeting has begun; answers are closed. Attendance is noted instead."))


def _check_words(answer: InviteeState, represented_by: str, reason: str) -> None:
    if answer == InviteeState.AWAITED:
        raise Problem("answer.none", _("Choose an answer."), fields={"answer": _("Choose an answer.")})
    if answer == InviteeState.REPRESENTED and not represented_by.strip():
        raise Problem(
            "answer.nobody", _("Write who comes for you."),
            fields={"represented_by": _("Write the name and title of who comes for you.")},
        )  # fmt: skip
    if answer == InviteeState.EXCUSED and not reason.strip():
        raise Problem(
            "answer.no_reason",
            _("Write why you cannot come."),
            fields={"reason": _("Write the reason in a few words.")},
        )
