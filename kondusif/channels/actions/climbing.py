"""The call tree climbs: when nobody of a step answers within its minutes, the next step is told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kondusif.alerts.actions import address_more
from kondusif.alerts.models import Alert
from kondusif.alerts.states import IN_FORCE, Level
from kondusif.channels.calltree import steps_of
from kondusif.channels.models import Climb
from kondusif.channels.rules import STEP_WITHIN, steps_above
from kondusif.channels.states import STEPS, Step
from kondusif.core.actions import record
from kondusif.people.viewers import Viewer


@transaction.atomic
def start_climb(*, alert_id: UUID, by: Viewer, at: datetime) -> Climb | None:
    """
    This function will set a warning on the lowest step of its call tree that it is addressed to, once.

    :return: where it stands, or None where nothing climbs: green warnings, and those addressed to nobody of the tree.
    """
    alert = Alert.objects.select_related("region").get(pk=alert_id)
    level = Level(alert.level)
    if level not in STEP_WITHIN or alert.state not in IN_FORCE:
        return None
    addressed = set(alert.addressees.values_list("office_id", flat=True))
    for step, offices in steps_of(alert, at).items():
        asked = [pk for pk in offices if pk in addressed]
        if asked:
            climb, _new = Climb.objects.get_or_create(
                alert=alert,
                defaults={
                    "region_id": alert.region_id, "step": step, "office_ids": asked, "told_at": at,
                    "due_at": at + STEP_WITHIN[level],
                },
            )  # fmt: skip
            return climb
    return None


@transaction.atomic
def climb_on(*, by: Viewer, at: datetime) -> int:
    """This function will take each open climb as far as the moment demands and return how many went on or ended."""
    n_moved = 0
    for climb in (
        Climb.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("alert", "alert__region")
        .filter(ended_at=None)
        .order_by("due_at")
    ):
        n_moved += _move(climb, by, at)
    return n_moved


def _move(climb: Climb, by: Viewer, at: datetime) -> bool:
    if climb.alert.state not in IN_FORCE:
        return _end(climb, "over", by, at)
    if _is_answered(climb.alert, climb.office_ids):
        return _end(climb, "answered", by, at)
    if climb.due_at > at:
        return False
    steps, was = steps_of(climb.alert, at), Step(climb.step)
    for step in steps_above(was, Level(climb.alert.level)):
        if step in steps:
            return _rise(climb, was, step, steps[step], by, at)
    return _end(climb, "unanswered", by, at)


def _rise(climb: Climb, was: Step, step: Step, offices: list[UUID], by: Viewer, at: datetime) -> bool:
    alert = climb.alert
    address_more(alert_id=alert.pk, office_ids=offices, by=by, at=at)
    climb.step, climb.office_ids, climb.told_at = step, offices, at
    climb.due_at = at + STEP_WITHIN[Level(alert.level)]
    climb.save(update_fields=["step", "office_ids", "told_at", "due_at"])
    record(
        "alert.climbed", subject=alert, by=by, at=at, step=step.value, unanswered=was.value,
        offices=[str(pk) for pk in offices], gaps=[s.value for s in STEPS[STEPS.index(was) + 1 : STEPS.index(step)]],
    )  # fmt: skip
    if _is_answered(alert, offices):  # it read the warning when it was issued
        _end(climb, "answered", by, at)
    return True


def _is_answered(alert: Alert, office_ids: Sequence[UUID]) -> bool:
    return alert.addressees.filter(office_id__in=office_ids, acknowledged_at__isnull=False).exists()


def _end(climb: Climb, outcome: str, by: Viewer, at: datetime) -> bool:
    climb.ended_at, climb.outcome = at, outcome
    climb.save(update_fields=["ended_at", "outcome"])
    record("alert.climb_ended", subject=climb.alert, by=by, at=at, outcome=outcome, step=climb.step)
    return True
