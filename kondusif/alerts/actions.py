"""Every write of the alerts room."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kondusif.alerts import rules
from kondusif.alerts.models import Addressee, Alert, AlertCounter, Basis, Signature
from kondusif.alerts.permissions import check_can_countersign, check_can_sign, office_for
from kondusif.alerts.queries import suggested_addressees
from kondusif.alerts.states import AWAITING, IN_FORCE, MOVES, AlertState, Level
from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.states import check_move
from kondusif.people.models import Office
from kondusif.people.roles import Role
from kondusif.people.viewers import Grant, Viewer


@dataclass(frozen=True)
class AlertDraft:
    """What an alert says, before anybody signs it."""

    level: Level
    title: str
    situation: str
    action: str
    region_code: str
    valid_until: datetime
    reasons: list[dict[str, str]] = field(default_factory=list)
    report_ids: Sequence[UUID] = ()
    cluster_id: UUID | None = None
    trigger_key: str = ""
    is_public: bool = False
    public_text: str = ""
    exercise: bool = False
    synthetic: bool = False


@transaction.atomic
def draft_alert(*, draft: AlertDraft, by: Viewer, at: datetime) -> Alert:
    """
    This function will put down a warning that waits for another person's signature.

    A trigger whose alert is still open adds its new reports to that alert instead of a second one.

    :raises NotAllowed: if no office of *by* drafts warnings here.
    :raises Problem: if the warning ends before it could begin or says nothing.
    """
    if not by.is_system:
        office_for(by, "alert.draft", draft.region_code)
    _check_content(draft, at)
    standing = _standing_alert(draft.trigger_key)
    if standing is not None:
        return _grow(standing, draft, by, at)
    alert = Alert.objects.create(
        number=_next_number(draft.region_code, at), level=draft.level, title=draft.title[:160],
        reasons=draft.reasons, situation=draft.situation, action=draft.action, region_id=draft.region_code,
        valid_until=draft.valid_until, trigger_key=draft.trigger_key, cluster_id=draft.cluster_id,
        is_public=draft.is_public, public_text=draft.public_text, exercise=draft.exercise,
        synthetic=draft.synthetic, drafted_at=at, drafted_by_id=by.person_id,
    )  # fmt: skip
    _rest_on(alert, draft.report_ids)
    Addressee.objects.bulk_create(Addressee(alert=alert, office=o) for o in suggested_addressees(draft.region_code))
    record("alert.drafted", subject=alert, by=by, at=at, level=int(alert.level), number=alert.number)
    return alert


@transaction.atomic
def edit_draft(*, alert_id: UUID, draft: AlertDraft, office_ids: Sequence[UUID], by: Viewer, at: datetime) -> Alert:
    """
    This function will change a draft that nobody has signed; the editor becomes the one who drafted it.

    :raises Conflict: if somebody signed it meanwhile.
    """
    alert = _locked(alert_id)
    office_for(by, "alert.draft", alert.region_id)
    if alert.state != AlertState.DRAFT:
        raise Conflict(
            "alert.signed_already", _("Somebody signed this warning meanwhile; it can no longer be changed.")
        )
    _check_content(draft, at)
    alert.level, alert.title, alert.situation, alert.action = (
        draft.level,
        draft.title[:160],
        draft.situation,
        draft.action,
    )
    alert.valid_until, alert.is_public, alert.public_text = draft.valid_until, draft.is_public, draft.public_text
    alert.drafted_by_id = by.person_id
    alert.save()
    _address(alert, office_ids)
    record("alert.edited", subject=alert, by=by, at=at, level=int(alert.level))
    return alert


@transaction.atomic
def sign_alert(*, alert_id: UUID, seen: bytes, by: Viewer, at: datetime) -> Alert:
    """
    This function will sign a draft; yellow and orange are thereby issued, red waits for the second authority.

    *seen* is the hash of the content the signer read: what was changed in between is not signed.

    :raises NotAllowed: if no office of *by* signs this level here, or *by* drafted it.
    :raises Conflict: if the draft was changed since it was read.
    :raises ForbiddenMove: if the alert is not a draft.
    """
    alert = _locked(alert_id)
    level = Level(alert.level)
    grant = check_can_sign(by, level, alert.region_id, drafted_by=alert.drafted_by_id)
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

    :raises NotAllowed: if no office of *by* countersigns here, or *by* drafted or signed it.
    :raises Conflict: if the content is not what *by* read.
    """
    alert = _locked(alert_id)
    before = {alert.drafted_by_id, *alert.signatures.values_list("person_id", flat=True)}
    grant = check_can_countersign(by, alert.region_id, signed_by=before)
    _check_countersignable(alert)
    _check_still_valid(alert, at)
    _sign(alert, Signature.Part.COUNTERSIGN, grant, seen, by, at)
    return _issue(alert, by, at)


@transaction.atomic
def issue_alone(*, alert_id: UUID, reason: str, by: Viewer, at: datetime) -> Alert:
    """
    This function will issue a red warning on the agency head's signature alone, flagged with the reason.

    Only when the second authority could not be reached for 15 minutes after the first signature.

    :raises Problem: if no reason is given or it is too early.
    """
    alert = _locked(alert_id)
    office_for(by, "alert.issue_red", alert.region_id)
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


@transaction.atomic
def end_desk_alert(*, alert_id: UUID, reason: str, by: Viewer, at: datetime) -> Alert:
    """This function will end a warning of the system itself when what it told of is over; twice it ends once."""
    alert = _locked(alert_id)
    return _end(alert, AlertState.STOOD_DOWN, "alert.stood_down", reason, by, at) if alert.state in IN_FORCE else alert


@transaction.atomic
def decline_alert(*, alert_id: UUID, reason: str, by: Viewer, at: datetime) -> Alert:
    """
    This function will turn a draft down, with the reason.

    :raises NotAllowed: if no office of *by* could sign it.
    """
    alert = _locked(alert_id)
    office_for(by, "alert.draft", alert.region_id)
    check_move(MOVES, alert.state, AlertState.DECLINED)
    return _end(alert, AlertState.DECLINED, "alert.declined", _reason(reason), by, at)


@transaction.atomic
def acknowledge_alert(*, alert_id: UUID, by: Viewer, at: datetime) -> Addressee:
    """
    This function will note that an addressed office has read the warning.

    :raises NotAllowed: if no office of *by* is addressed.
    :raises Conflict: if a colleague of the same office was quicker.
    """
    alert = _locked(alert_id)
    offices = [g.office_id for g in by.grants]
    addressees = list(alert.addressees.select_for_update().filter(office_id__in=offices))
    if not addressees:
        raise NotAllowed("alert.not_addressed", _("This warning is not addressed to your office."))
    if alert.state not in IN_FORCE:
        raise Conflict("alert.not_in_force", _("This warning is no longer in force."))
    waiting = [a for a in addressees if a.acknowledged_at is None]
    if not waiting:
        raise Conflict("alert.acknowledged", _("A colleague of your office has acknowledged this warning already."))
    for addressee in waiting:
        addressee.acknowledged_at, addressee.acknowledged_by_id = at, by.person_id
        addressee.save(update_fields=["acknowledged_at", "acknowledged_by_id"])
    record("alert.acknowledged", subject=alert, by=by, at=at, office=str(waiting[0].office_id))
    return waiting[0]


@transaction.atomic
def escalate_alert(*, alert_id: UUID, reason: str, by: Viewer, at: datetime) -> Alert:
    """This function will take a warning in force one step up: its superiors are addressed as well."""
    alert = _locked(alert_id)
    if not by.is_system:
        office_for(by, "alert.escalate", alert.region_id)
    check_move(MOVES, alert.state, AlertState.ESCALATED)
    alert.state = AlertState.ESCALATED
    alert.save(update_fields=["state"])
    late = Office.objects.filter(pk__in=alert.addressees.filter(acknowledged_at=None).values("office_id"))
    superiors = {o.superior_id for o in late if o.superior_id}
    present = set(alert.addressees.values_list("office_id", flat=True))
    Addressee.objects.bulk_create(
        Addressee(alert=alert, office_id=o, due_at=rules.acknowledgement_due(Level(alert.level), at))
        for o in superiors - present
    )
    record("alert.escalated", subject=alert, by=by, at=at, reason=_reason(reason))
    return alert


@transaction.atomic
def stand_down_alert(*, alert_id: UUID, reason: str, by: Viewer, at: datetime) -> Alert:
    """
    This function will end a warning by decision.

    :raises NotAllowed: if no office of *by* may end warnings here.
    """
    alert = _locked(alert_id)
    office_for(by, "alert.stand_down", alert.region_id)
    check_move(MOVES, alert.state, AlertState.STOOD_DOWN)
    return _end(alert, AlertState.STOOD_DOWN, "alert.stood_down", _reason(reason), by, at)


@transaction.atomic
def expire_alerts(*, by: Viewer, at: datetime) -> int:
    """This function will end the warnings whose date has passed and return how many."""
    over = list(Alert.objects.select_for_update(skip_locked=True).filter(state__in=IN_FORCE, valid_until__lte=at))
    for alert in over:
        _end(alert, AlertState.EXPIRED, "alert.expired", "", by, at)
    return len(over)


@transaction.atomic
def remind_addressees(*, by: Viewer, at: datetime) -> int:
    """This function will mark the addressees whose time has passed as reminded, once, and return how many."""
    late = (
        Addressee.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("alert")
        .filter(alert__state__in=IN_FORCE, acknowledged_at=None, reminded_at=None, due_at__lte=at)
    )
    late = list(late)
    for addressee in late:
        addressee.reminded_at = at
        addressee.save(update_fields=["reminded_at"])
        record("alert.reminded", subject=addressee.alert, by=by, at=at, office=str(addressee.office_id))
    return len(late)


def _locked(alert_id: UUID) -> Alert:
    alert = Alert.objects.select_for_update().filter(pk=alert_id).first()
    if alert is None:
        raise NotFound("alert.missing", _("There is no such warning, or it is not yours to see."))
    return alert


def _standing_alert(trigger_key: str) -> Alert | None:
    if not trigger_key:
        return None
    return Alert.objects.select_for_update().filter(trigger_key=trigger_key, state__in=[*AWAITING, *IN_FORCE]).first()


def _grow(alert: Alert, draft: AlertDraft, by: Viewer, at: datetime) -> Alert:
    """New reports join the open alert; a draft nobody has signed also takes the graver level and the newer words."""
    before = set(alert.basis.values_list("report_id", flat=True))
    _rest_on(alert, [r for r in draft.report_ids if r not in before])
    if alert.state == AlertState.DRAFT and alert.drafted_by_id is None and draft.level >= alert.level:
        alert.level, alert.title, alert.reasons = draft.level, draft.title[:160], draft.reasons
        alert.situation, alert.action, alert.valid_until = draft.situation, draft.action, draft.valid_until
        alert.save()
    record("alert.grown", subject=alert, by=by, at=at, n_new=len(set(draft.report_ids) - before))
    return alert


def _check_content(draft: AlertDraft, at: datetime) -> None:
    faults = {}
    if not draft.title.strip():
        faults["title"] = _("Write what the warning is about.")
    if not draft.situation.strip():
        faults["situation"] = _("Write what is happening.")
    if not draft.action.strip():
        faults["action"] = _("Write what the addressees should do.")
    if draft.valid_until <= at:
        faults["valid_until"] = _("The warning would end before it begins. Choose a later time.")
    if draft.is_public and not draft.public_text.strip():
        faults["public_text"] = _("Write what the public should know and do.")
    if faults:
        raise Problem("alert.incomplete", _("The warning is not complete yet."), fields=faults)


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
    record("alert.signed", subject=alert, by=by, at=at, part=part, hash=now.hex())


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


def _end(alert: Alert, state: AlertState, event: str, reason: str, by: Viewer, at: datetime) -> Alert:
    alert.state, alert.ended_at, alert.ended_by_id, alert.end_reason = state, at, by.person_id, reason
    alert.save(update_fields=["state", "ended_at", "ended_by_id", "end_reason"])
    record(event, subject=alert, by=by, at=at, number=alert.number)
    return alert


def _reason(text: str) -> str:
    if not text.strip():
        raise Problem(
            "alert.reason_missing",
            _("Write a reason; it stays with the warning."),
            fields={"reason": _("Write a reason.")},
        )
    return text.strip()


def _rest_on(alert: Alert, report_ids: Sequence[UUID]) -> None:
    Basis.objects.bulk_create((Basis(alert=alert, report_id=r) for r in report_ids), ignore_conflicts=True)


def _address(alert: Alert, office_ids: Sequence[UUID]) -> None:
    if not office_ids:
        raise Problem(
            "alert.nobody_addressed",
            _("Choose at least one office."),
            fields={"offices": _("Choose at least one office.")},
        )
    alert.addressees.exclude(office_id__in=office_ids).delete()
    present = set(alert.addressees.values_list("office_id", flat=True))
    offices = Office.objects.filter(pk__in=set(office_ids) - present)
    Addressee.objects.bulk_create(Addressee(alert=alert, office=o) for o in offices)


def _next_number(region_code: str, at: datetime) -> str:
    """PD/35.26/2026/0007; numbers of one tenant and year are drawn one after the other."""
    regency = region_code[:5]
    counter, _new = AlertCounter.objects.get_or_create(region_code=regency, year=at.year)
    AlertCounter.objects.filter(pk=counter.pk).update(last=F("last") + 1)
    counter.refresh_from_db()
    return f"PD/{regency}/{at.year}/{counter.last:04d}"
