"""Bodies: drafted by rule, confirmed by a person, filled and left by offices."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.states import check_move
from kondusif.elections.queries import day_in
from kondusif.meetings.composing import PATTERNS, Pattern
from kondusif.meetings.models import Body, Membership
from kondusif.meetings.states import BODY_MOVES, BodyKind, BodyState, Position
from kondusif.people.models import Office
from kondusif.people.queries import OFFICE_DAY, offices_in
from kondusif.people.viewers import Viewer
from kondusif.regions.models import Region


@dataclass(frozen=True)
class NewBody:
    """A body founded by hand."""

    kind: BodyKind
    name: str
    region_code: str
    parent_id: UUID | None = None
    synthetic: bool = False


@transaction.atomic
def suggest_bodies(*, region_code: str, synthetic: bool = False, by: Viewer, at: datetime) -> list[Body]:
    """
    This function will draft the usual bodies of a region out of the offices that exist, for a person to confirm.

    A kind of which there is a body already, and one for which no office exists, is left out.

    :raises NotAllowed: if *by* does not keep the bodies of the region.
    """
    region = _region_of(by, region_code)
    kinds = set(Body.objects.filter(region=region).exclude(state=BodyState.ENDED).values_list("kind", flat=True))
    made: list[Body] = []
    for pattern in PATTERNS.get(region.level, ()):
        if pattern.kind not in kinds:
            made += _draft(pattern, region, None, by, at, synthetic)
    return made


@transaction.atomic
def found_body(*, new: NewBody, by: Viewer, at: datetime) -> Body:
    """
    This function will draft an empty body by hand.

    :raises Problem: if it has no name, or one of this name is in force here.
    """
    region = _region_of(by, new.region_code)
    if not new.name.strip():
        raise Problem("body.no_name", _("Give the body a name."), fields={"name": _("Write the name of the body.")})
    try:
        with transaction.atomic():
            body = Body.objects.create(
                kind=new.kind, name=" ".join(new.name.split())[:160], region=region, parent_id=new.parent_id,
                proposed_at=at, proposed_by_id=by.person_id, synthetic=new.synthetic,
            )  # fmt: skip
    except IntegrityError as error:
        raise Problem(
            "body.there", _("A body of this name exists here already."), fields={"name": _("Choose another name.")}
        ) from error
    record("body.proposed", subject=body, by=by, at=at)
    return body


@transaction.atomic
def confirm_body(
    *, body_id: UUID, decree_number: str, decree_on: date | None, decree_document_id: UUID | None = None, by: Viewer,
    at: datetime,
) -> Body:  # fmt: skip
    """
    This function will put a drafted body in force under its decree.

    :raises Problem: if the decree's number or day is missing, or the body has no member.
    :raises ForbiddenMove: if it is in force or ended.
    """
    body = _locked(body_id, by)
    check_move(BODY_MOVES, body.state, BodyState.IN_FORCE)
    faults = {}
    if not decree_number.strip():
        faults["decree_number"] = _("Write the number of the decree.")
    if decree_on is None or decree_on > day_in(body.region_id, at):
        faults["decree_on"] = _("Write the day of the decree; it cannot lie in the future.")
    if not body.memberships.filter(ends_on=None).exists():
        faults["members"] = _("Add at least one member first.")
    if faults:
        raise Problem("body.incomplete", _("The body cannot be put in force yet."), fields=faults)
    body.state, body.confirmed_at, body.confirmed_by_id = BodyState.IN_FORCE, at, by.person_id
    body.decree_number, body.decree_on, body.decree_document_id = (
        decree_number.strip()[:80],
        decree_on,
        decree_document_id,
    )
    body.save()
    record("body.confirmed", subject=body, by=by, at=at, decree=body.decree_number)
    return body


@transaction.atomic
def end_body(*, body_id: UUID, ends_on: date, by: Viewer, at: datetime) -> Body:
    """This function will end a body and its members' terms on a day; a mere draft is dropped the same way."""
    body = _locked(body_id, by)
    check_move(BODY_MOVES, body.state, BodyState.ENDED)
    for membership in body.memberships.filter(ends_on=None):
        membership.ends_on = max(ends_on, membership.starts_on)
        membership.save(update_fields=["ends_on"])
    body.state, body.ends_on = BodyState.ENDED, ends_on
    body.save(update_fields=["state", "ends_on"])
    record("body.ended", subject=body, by=by, at=at)
    return body


@transaction.atomic
def add_member(
    *, body_id: UUID, office_id: UUID, position: Position = Position.MEMBER, section: str = "",
    starts_on: date | None = None, by: Viewer, at: datetime,
) -> Membership:  # fmt: skip
    """
    This function will seat an office in a body; one official's offices may sit in several bodies.

    :raises Problem: if the office sits there already, or the chair is taken.
    :raises Conflict: if the body has ended.
    """
    body = _locked(body_id, by)
    if body.state == BodyState.ENDED:
        raise Conflict("body.ended", _("This body has ended; nobody can join it."))
    office = Office.objects.filter(pk=office_id).first()
    sitting = body.memberships.filter(ends_on=None)
    if office is None:
        fault = _("Choose an office of the list.")
    elif sitting.filter(office=office).exists():
        fault = _("This office sits in the body already.")
    elif position == Position.CHAIR and sitting.filter(position=Position.CHAIR).exists():
        fault = _("The chair is taken. End the term of the present chair first.")
    else:
        membership = Membership.objects.create(
            body=body, office=office, position=position, section=section.strip()[:120],
            rank=body.memberships.count(), starts_on=starts_on or _today(at),
        )  # fmt: skip
        record("membership.started", subject=body, by=by, at=at, office=str(office.pk), position=position.value)
        return membership
    raise Problem("membership.refused", fault, fields={"office": fault})


@transaction.atomic
def end_membership(*, membership_id: UUID, ends_on: date, by: Viewer, at: datetime) -> Membership:
    """
    This function will let an office's term in a body end on a day; the row stays.

    :raises Problem: if the term would end before it began.
    """
    sitting = Membership.objects.select_related("body").filter(pk=membership_id, ends_on=None)
    membership = sitting.first()
    if membership is not None:
        _locked(membership.body_id, by)
        membership = sitting.first()  # a colleague may have ended the term while we waited
    if membership is None:
        raise NotFound("membership.missing", _("There is no such member, or the term has ended."))
    if ends_on < membership.starts_on:
        raise Problem("membership.ends_early", _("The term would end before it began."))
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
    record("membership.ended", subject=membership.body, by=by, at=at, office=str(membership.office_id))
    return membership


def _draft(
    pattern: Pattern, region: Region, parent: Body | None, by: Viewer, at: datetime, synthetic: bool
) -> list[Body]:
    seats = [
        (office, position, section)
        for role, position, section in pattern.seats
        for office in offices_in(region.pk, role).order_by("title")
    ]
    if not seats:
        return []
    name = pattern.name.format(region=region.name)
    new = NewBody(pattern.kind, name, region.pk, parent.pk if parent else None, synthetic)
    body = found_body(new=new, by=by, at=at)
    Membership.objects.bulk_create(_memberships(body, seats, _today(at)))
    parts = [b for part in pattern.parts for b in _draft(part, region, body, by, at, synthetic)]
    return [body, *parts]


def _memberships(body: Body, seats: list[tuple[Office, Position, str]], day: date) -> list[Membership]:
    """One seat an office, one chair a body: a second office of the chair's role sits as a member."""
    rows: dict[UUID, Membership] = {}
    for office, position, section in seats:
        if office.pk in rows:
            continue
        taken = position == Position.CHAIR and any(m.position == Position.CHAIR for m in rows.values())
        rows[office.pk] = Membership(
            body=body, office=office, position=Position.MEMBER if taken else position, section=section,
            rank=len(rows), starts_on=day,
        )  # fmt: skip
    return list(rows.values())


def _region_of(by: Viewer, region_code: str) -> Region:
    region = Region.objects.filter(pk=region_code).first()
    if region is None:
        raise Problem("body.no_region", _("There is no such region."), fields={"region": _("Choose a region.")})
    _check(by, region_code)
    return region


def _locked(body_id: UUID, by: Viewer) -> Body:
    body = Body.objects.select_for_update(no_key=True).filter(pk=body_id).first()
    if body is None:
        raise NotFound("body.missing", _("There is no such body."))
    _check(by, body.region_id)
    return body


def _check(by: Viewer, region_code: str) -> None:
    if not by.may("body.edit", region_code):
        raise NotAllowed("body.not_yours", _("Your office does not keep the bodies of this region."))


def _today(at: datetime) -> date:
    return at.astimezone(OFFICE_DAY).date()
