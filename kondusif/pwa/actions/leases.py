"""Leases: given with provisions, renewed with them, ended by their owner, by the end of an office or by wrong PINs."""

from datetime import datetime
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import NotAllowed, NotFound
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.queries import viewer_of
from kondusif.people.viewers import SYSTEM, Viewer
from kondusif.pwa.models import DeviceLease
from kondusif.pwa.rules import LEASE, is_running
from kondusif.pwa.states import LeaseEnd

DEED = "provisions.take"


@transaction.atomic
def take_lease(
    *, lease_id: UUID | None, label: str, session_key: str, n_items: int, by: Viewer, at: datetime
) -> DeviceLease:
    """
    This function will let a device of *by* hold *n_items* for twelve hours, under its running lease or a new one.

    :raises NotAllowed: if no office of *by* takes provisions along.
    """
    if not by.may(DEED):
        raise NotAllowed("lease.not_allowed", _("Your office takes no provisions along."))
    lease = DeviceLease.objects.select_for_update().filter(pk=lease_id, person_id=by.person_id, ended_at=None).first()
    name = "lease.renewed" if lease else "lease.issued"
    lease = lease or DeviceLease(person_id=by.person_id, issued_at=at)
    lease.label, lease.session_key, lease.n_items = label.strip()[:40], session_key, n_items
    lease.seen_at, lease.expires_at = at, at + LEASE
    lease.save()
    record(name, subject=lease, by=by, at=at, region_code=by.scope_for(DEED)[0], n=n_items)
    return lease


@transaction.atomic
def end_lease(*, lease_id: UUID, by: Viewer, at: datetime) -> DeviceLease:
    """
    This function will take back the lease of a device of *by*'s own; its session ends with it.

    :raises NotFound: if *by* has no such device.
    """
    lease = DeviceLease.objects.select_for_update().filter(pk=lease_id, person_id=by.person_id).first()
    if lease is None:
        raise NotFound("lease.unknown", _("You have no such device."))
    _end(lease, LeaseEnd.OWNER, by, at)
    return lease


@transaction.atomic
def end_leases_of(person_id: UUID, *, why: LeaseEnd, by: Viewer, at: datetime) -> int:
    """This function will take back every running lease of a person and return how many there were."""
    leases = list(DeviceLease.objects.select_for_update().filter(person_id=person_id, ended_at=None))
    for lease in leases:
        _end(lease, why, by, at)
    return len(leases)


@transaction.atomic
def hear_device(*, lease_id: UUID, wiped: bool, at: datetime) -> DeviceLease | None:
    """
    This function will return the lease of a device that calls, ended if its person lost the office or all was thrown away.

    Whoever calls proves nothing but to know the lease's number, and learns only whether it runs.
    """
    lease = DeviceLease.objects.select_for_update().select_related("person").filter(pk=lease_id).first()
    if lease is None or lease.ended_at is not None:
        return lease
    lease.seen_at = at
    lease.save(update_fields=["seen_at"])
    if wiped:
        _end(lease, LeaseEnd.PIN, SYSTEM, at)
    elif not viewer_of(lease.person, at=at).may(DEED):
        _end(lease, LeaseEnd.OFFICE, SYSTEM, at)
    return lease


def _end(lease: DeviceLease, why: LeaseEnd, by: Viewer, at: datetime) -> None:
    if lease.ended_at is not None:
        return
    was_running = is_running(expires_at=lease.expires_at, ended_at=None, at=at)
    Session.objects.filter(session_key=lease.session_key).exclude(session_key="").delete()
    lease.ended_at, lease.ended_why, lease.session_key = at, why, ""
    lease.save(update_fields=["ended_at", "ended_why", "session_key"])
    region_code = next(iter(viewer_of(lease.person, at=lease.issued_at).scope), "")
    with scoped(EVERYWHERE):  # an own device is taken back also by whoever holds no office any more
        record(
            "lease.ended", subject=lease, by=by, at=at, region_code=region_code, why=why.value, was_running=was_running
        )
