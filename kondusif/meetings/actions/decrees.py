"""The decree that sets up a body: written from its members, numbered, and in force with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotAllowed, Problem
from kondusif.documents.actions import NewDocument, issue_document
from kondusif.meetings import words
from kondusif.meetings.actions.bodies import confirm_body
from kondusif.meetings.models import Body
from kondusif.meetings.queries import Seat, body_for, composition
from kondusif.meetings.states import Position
from kondusif.people.actions import today
from kondusif.people.models import Office
from kondusif.people.roles import Role
from kondusif.people.viewers import Viewer


@dataclass(frozen=True)
class DecreeText:
    """What a decree says beside the members: why, on which rules, what the body does, until when."""

    considerations: tuple[str, ...]
    basis: tuple[str, ...]
    tasks: tuple[str, ...]
    ends_on: date | None = None


@transaction.atomic
def issue_decree(*, body_id: UUID, text: DecreeText, by: Viewer, at: datetime) -> Body:
    """
    This function will issue the decree of a drafted body in the name of the head, and put the body in force under it.

    :raises NotAllowed: if no office of *by* numbers papers in the region.
    :raises Problem: if the text is not complete, nobody sits in the body, or the region has no head.
    :raises ForbiddenMove: if the body is in force or ended.
    """
    body, day = body_for(by, body_id), today(at)
    grants = by.grants_for("document.issue", body.region_id)
    if not grants:
        raise NotAllowed("body.no_number", _("Your office does not number papers in this region."))
    _check_text(text, day)
    head = Office.objects.filter(role__in=_HEADS, region_id=body.region_id).order_by("role", "id").first()
    if head is None:
        raise Problem("body.no_head", _("No office of the head is entered for this region; write the decree by hand."))
    seats = composition(by, body, day)
    if not seats:
        raise Problem("body.incomplete", _("Add at least one member first."))
    new = NewDocument(
        kind="team_decree", title=f"Keputusan {body.name}"[:160], data=_content(body, head, seats, text, day),
        region_code=body.region_id, office_id=grants[0].office_id, subject_type="meetings.body", subject_id=body.pk,
        signer_office_id=head.pk, synthetic=body.synthetic,
        recipients=tuple(s.membership.office_id for s in seats),
    )  # fmt: skip
    with translation.override("id"):
        document = issue_document(new=new, by=by, at=at)
    return confirm_body(
        body_id=body.pk, decree_number=document.number, decree_on=day, decree_document_id=document.pk, by=by, at=at
    )


# A region is led by its head; a subdistrict's team is set up by the camat.
_HEADS = (Role.REGIONAL_HEAD, Role.SUBDISTRICT_HEAD)


def _check_text(text: DecreeText, day: date) -> None:
    faults = {}
    for name in ("considerations", "basis", "tasks"):
        if not any(line.strip() for line in getattr(text, name)):
            faults[name] = _("Write at least one line.")
    if text.ends_on and text.ends_on <= day:
        faults["ends_on"] = _("The last day lies in the past.")
    if faults:
        raise Problem("decree.incomplete", _("The decree is not complete yet."), fields=faults)


def _content(body: Body, head: Office, seats: Sequence[Seat], text: DecreeText, day: date) -> dict[str, object]:
    with translation.override("id"):
        members = [
            {
                "position": str(words.POSITIONS[Position(s.membership.position)]).capitalize(),
                "holder": s.membership.office.title,
                "agency": s.membership.office.agency,
                "group": s.membership.section,
            }
            for s in seats
        ]
    return {
        "subject": body.name, "issuer": head.title, "considerations": list(text.considerations),
        "basis": list(text.basis), "members": members, "tasks": list(text.tasks), "starts_on": day.isoformat(),
        "ends_on": text.ends_on.isoformat() if text.ends_on else None,
    }  # fmt: skip
