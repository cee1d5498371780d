"""Signing a warning, and thereby issuing it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.alerts import rules
from kondusif.alerts.actions.shared import locked
from kondusif.alerts.actions.writing import AlertDraft, draft_alert
from kondusif.alerts.models import Alert, Signature
from kondusif.alerts.permissions import check_can_countersign, check_can_sign
from kondusif.alerts.queries import behind
from kondusif.alerts.states import MOVES, AlertState, Level
from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.states import check_move
from kondusif.people.roles import Role
from kondusif.people.viewers import Grant, Viewer


@transaction.atomic
def sign_alert(*, alert_id: UUID, seen: bytes, by: Viewer, at: datetime) -> Alert:
    """
    This function will sign a draft; yellow and orange are thereby issued, red waits for the second authority.

    *seen* is the hash of the content the signer read: what was changed in between is not signed.

    :raises NotAllowed: if no office of *by* signs this level here, or *by* wrote any part of it.
    :raises Conflict: if the draft was changed since it was read.
    :raises ForbiddenMove: if the alert is not a draft.
    """
    alert = locked(alert_id)
    level = Level(alert.level)
    grant = check_can_sign(by, level, alert.region_id, authors=alert.authors)
    _check_still_valid(alert, at)
    after = AlertState.SIGNED if rules.needs_second_authority(level) else AlertState.ISSUED
    check_move(MOVES, alert.state, after)
    _sign(alert, Signature.Part.SIGN, grant, seen, by, at)
    if after == AlertState.SIGNED:
        alert.state = AlertState.SIGNED
        alert.save(update_fields=["state"])
        return alert
    return _issue(alert, by, at)


@transaction.atomic
def countersign_alert(*, alert_id: UUID, seen: bytes, by: Viewer, at: datetime) -> Alert:
    """
    This function will add the second authority's signature to a red warning and so issue it.

    :raises NotAllowed: if no office of *by* countersigns here, or *by* wrote or signed it.
    :raises Conflict: if the content is not what *by* read.
    """
    alert = locked(alert_id)
    grant = check_can_countersign(by, alert.region_id, stand_behind=behind(alert))
    _check_countersignable(alert)
    _check_still_valid(alert, at)
    _sign(alert, Signature.Part.COUNTERSIGN, grant, seen, by, at)
    return _issue(alert, by, at)


@transaction.atomic
def issue_alone(*, alert_id: UUID, reason: str, by: Viewer, at: datetime) -> Alert:
    """
    This function will issue a red warning on the agency head's signature alone, flagged with the reason.

    Only when the second authority could not be reached for 15 minutes after the first signature.

    :raises NotAllowed: if *by* heads no agency here, or wrote any part of it.
    :raises Problem: if no reason is given or it is too early.
    """
    alert = locked(alert_id)
    check_can_sign(by, Level.RED, alert.region_id, authors=alert.authors)
    _check_countersignable(alert)
    _check_still_valid(alert, at)
    if not reason.strip():
        raise Problem(
            "alert.reason_missing",
            _("Say why the second authority could not be reached."),
            fields={"reason": _("Write a reason.")},
        )
    first = alert.signatures.get(part=Signature.Part.SIGN)
    if not rules.may_sign_alone(signed_at=first.at, at=at):
        raise Problem("alert.too_early", _("Try to reach the second authority for 15 minutes first."))
    alert.single_sign_reason = reason.strip()
    return _issue(alert, by, at)


@transaction.atomic
def issue_to_desk(*, draft: AlertDraft, by: Viewer, at: datetime) -> Alert:
    """
    This function will issue a warning of the system itself to the duty operators alone, never to the public.

    It only tells the desk to phone, so no signature stands behind it; one open warning per trigger is enough.

    :raises NotAllowed: if a person asks for it: what a person issues is signed.
    """
    if not by.is_system:
        raise NotAllowed("alert.not_yours", _("A person's warning needs a signature."))
    alert = draft_alert(draft=replace(draft, is_public=False), by=by, at=at)
    if alert.state != AlertState.DRAFT:
        return alert
    alert.addressees.exclude(office__role=Role.DUTY_OPERATOR).delete()
    return _issue(alert, by, at)


def _check_still_valid(alert: Alert, at: datetime) -> None:
    if alert.valid_until <= at:
        raise Problem("alert.outdated", _("This draft has passed its date. Change the date before it is signed."))


def _check_countersignable(alert: Alert) -> None:
    if alert.state != AlertState.SIGNED:
        raise Conflict("alert.not_awaiting", _("This warning does not wait for a second signature."))


def _sign(alert: Alert, part: str, grant: Grant, seen: bytes, by: Viewer, at: datetime) -> None:
    now = rules.content_hash(alert.content())
    if seen != now:
        raise Conflict(
            "alert.changed", _("The warning was changed while you were reading. Read it again before you sign.")
        )
    Signature.objects.create(
        alert=alert,
        part=part,
        person_id=by.person_id,
        office_id=grant.office_id,
        title=grant.title,
        content_hash=now,
        at=at,
    )
    # Further offices may be told later: what the signature covered stays here.
    record("alert.signed", subject=alert, by=by, at=at, part=part, hash=now.hex(), offices=alert.addressed())


def _issue(alert: Alert, by: Viewer, at: datetime) -> Alert:
    alert.state, alert.issued_at = AlertState.ISSUED, at
    alert.save(update_fields=["state", "issued_at", "single_sign_reason"])
    alert.addressees.update(due_at=rules.acknowledgement_due(Level(alert.level), at))
    record(
        "alert.issued",
        subject=alert,
        by=by,
        at=at,
        level=int(alert.level),
        number=alert.number,
        public=alert.is_public,
        exercise=alert.exercise,
    )
    return alert
