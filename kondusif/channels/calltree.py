"""Who stands on which step of a warning's call tree; the tree itself is the directory's."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kondusif.alerts.models import Alert
from kondusif.channels.states import STEPS, Step
from kondusif.meetings.queries import call_tree
from kondusif.people.models import Office
from kondusif.people.queries import OFFICE_DAY, holders_of, within
from kondusif.people.roles import Role
from kondusif.people.viewers import SYSTEM
from kondusif.regions.kinds import Level as Place

_GROUND = (Role.VILLAGE_HEAD, Role.VILLAGE_POLICE, Role.VILLAGE_MILITARY)


def steps_of(alert: Alert, at: datetime) -> Mapping[Step, list[UUID]]:
    """
    This function will return the offices of each step of the call tree over the warning's area that somebody holds.

    A step without anybody is absent: it would only cost minutes.
    """
    code = alert.region_id
    tenant = code[:5] if alert.region.level >= Place.REGENCY else code
    tree = {step.name: [c.office for c in step.contacts] for step in call_tree(SYSTEM, tenant, at).steps}
    found: dict[Step, list[Office]] = {step: tree.get(step.value, []) for step in STEPS if step != Step.GROUND}
    found[Step.BELOW] = [o for o in found[Step.BELOW] if _touches(o.region_id, code)]
    found[Step.GROUND] = _ground(alert)
    return _held(found, at)


def _ground(alert: Alert) -> list[Office]:
    """A regency has hundreds of villages: its warning begins with the camat."""
    if alert.region.level < Place.SUBDISTRICT:
        return []
    roles = [role.value for role in _GROUND]
    return list(Office.objects.filter(within((alert.region_id,)), role__in=roles).order_by("region_id", "title"))


def _touches(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _held(found: Mapping[Step, list[Office]], at: datetime) -> dict[Step, list[UUID]]:
    ids = [o.pk for offices in found.values() for o in offices]
    held = set(holders_of(ids, on=at.astimezone(OFFICE_DAY).date()).values_list("office_id", flat=True))
    rows = {step: [o.pk for o in found[step] if o.pk in held] for step in STEPS}
    return {step: offices for step, offices in rows.items() if offices}
