"""Drafting a warning and changing the draft."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.alerts.actions.shared import locked, reason_of
from kondusif.alerts.models import Addressee, Alert, AlertCounter, Basis
from kondusif.alerts.permissions import check_somebody_else_signs, office_for
from kondusif.alerts.queries import suggested_addressees
from kondusif.alerts.states import AWAITING, IN_FORCE, AlertState, Level
from kondusif.core.actions import record
from kondusif.core.numbers import next_number
from kondusif.core.problems import Conflict, Problem
from kondusif.elections.queries import zone_of
from kondusif.people.models import Office
from kondusif.people.second_person import with_author
from kondusif.people.viewers import Viewer


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
    :raises Conflict: if *by* alone could sign it.
    """
    if not by.is_system:
        office_for(by, "alert.draft", draft.region_code)
    check_content(draft, at)
    check_somebody_else_signs(by, draft.level, draft.region_code, authors=(), at=at)
    standing = _standing_alert(draft.trigger_key)
    if standing is not None:
        return _grow(standing, draft, by, at)
    alert = Alert.objects.create(
        number=_next_number(draft.region_code, at), level=draft.level, title=draft.title[:160],
        reasons=draft.reasons, situation=draft.situation, action=draft.action, region_id=draft.region_code,
        valid_until=draft.valid_until, trigger_key=draft.trigger_key, cluster_id=draft.cluster_id,
        is_public=draft.is_public, public_text=draft.public_text, exercise=draft.exercise,
        synthetic=draft.synthetic, drafted_at=at, drafted_by_id=by.person_id,
        authors=with_author((), by),
    )  # fmt: skip
    _rest_on(alert, draft.report_ids)
    Addressee.objects.bulk_create(Addressee(alert=alert, office=o) for o in suggested_addressees(draft.region_code))
    record("alert.drafted", subject=alert, by=by, at=at, level=int(alert.level), number=alert.number)
    return alert


@transaction.atomic
def edit_draft(*, alert_id: UUID, draft: AlertDraft, office_ids: Sequence[UUID], by: Viewer, at: datetime) -> Alert:
    """
    This function will change a draft that nobody has signed; the editor is from now on among those who wrote it.

    :raises Conflict: if somebody signed it meanwhile, or *by* alone could still sign it: see ``ask_for_change``.
    """
    alert = _still_draft(alert_id)
    office_for(by, "alert.draft", alert.region_id)
    check_content(draft, at)
    check_somebody_else_signs(by, draft.level, alert.region_id, authors=alert.authors, at=at)
    alert.level, alert.title, alert.situation, alert.action = (
        draft.level,
        draft.title[:160],
        draft.situation,
        draft.action,
    )
    alert.valid_until, alert.is_public, alert.public_text = draft.valid_until, draft.is_public, draft.public_text
    alert.authors, alert.wish, alert.wish_by_id = with_author(alert.authors, by), "", None
    alert.save()
    _address(alert, office_ids)
    record("alert.edited", subject=alert, by=by, at=at, level=int(alert.level))
    return alert


@transaction.atomic
def ask_for_change(*, alert_id: UUID, reason: str, by: Viewer, at: datetime) -> Alert:
    """
    This function will ask those who wrote a draft to change it: so whoever wants another word can still sign.

    :raises NotAllowed: if *by* neither drafts nor countersigns here.
    :raises Conflict: if somebody signed it meanwhile.
    """
    alert = _still_draft(alert_id)
    office_for(by, "alert.draft" if by.may("alert.draft", alert.region_id) else "alert.countersign", alert.region_id)
    alert.wish, alert.wish_by_id = reason_of(reason)[:1000], by.person_id
    alert.save(update_fields=["wish", "wish_by"])
    record("alert.change_asked", subject=alert, by=by, at=at, reason=alert.wish)
    return alert


def _still_draft(alert_id: UUID) -> Alert:
    alert = locked(alert_id)
    if alert.state != AlertState.DRAFT:
        raise Conflict("alert.not_a_draft", _("This warning is no longer a draft; it can no longer be changed."))
    return alert


def _standing_alert(trigger_key: str) -> Alert | None:
    if not trigger_key:
        return None
    return Alert.objects.select_for_update().filter(trigger_key=trigger_key, state__in=[*AWAITING, *IN_FORCE]).first()


def _grow(alert: Alert, draft: AlertDraft, by: Viewer, at: datetime) -> Alert:
    """
    New reports join the open alert; a draft nobody has signed also takes the graver level and the newer words.

    What says nothing new changes nothing: whoever reads the draft in that moment may sign what was read.
    """
    known = set(alert.basis.values_list("report_id", flat=True))
    new = set(draft.report_ids) - known
    is_ours = alert.state == AlertState.DRAFT and not alert.authors and draft.level >= alert.level
    says_more = bool(new) or _says(draft) != _says(alert) or alert.valid_until <= at
    alarm = draft.cluster_id or alert.cluster_id  # as it stands now, with its chance
    if not new and not (is_ours and (says_more or alarm != alert.cluster_id)):
        return alert
    _rest_on(alert, sorted(new))
    if is_ours:
        if says_more:
            alert.level, alert.title, alert.reasons = draft.level, draft.title[:160], draft.reasons
            alert.situation, alert.action, alert.valid_until = draft.situation, draft.action, draft.valid_until
        alert.cluster_id = alarm
        alert.save()
    record("alert.grown", subject=alert, by=by, at=at, n_new=len(new))
    return alert


def _says(words: Alert | AlertDraft) -> tuple[object, ...]:
    return words.level, words.title[:160], words.reasons, words.situation, words.action


def check_content(draft: AlertDraft, at: datetime) -> None:
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
    """PD/35.26/2026/0007."""
    tenant, year, n = next_number(AlertCounter, region_code, at=at, zone=zone_of(region_code))
    return f"PD/{tenant}/{year}/{n:04d}"
