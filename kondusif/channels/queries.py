"""Who is reached how, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from kondusif.alerts.models import Alert
from kondusif.channels.kinds import Kind
from kondusif.channels.models import Address, Delivery, Duty, Preference, TellRule
from kondusif.channels.states import DeliveryState
from kondusif.people.models import Holding, Office
from kondusif.people.queries import OFFICE_DAY, holders_of, holdings_on, within
from kondusif.people.viewers import Viewer


@dataclass(frozen=True)
class Way:
    """One address at which somebody is told, as whom, and their quiet hours."""

    kind: Kind
    address: str
    office_id: UUID
    person_id: UUID | None = None
    to_id: UUID | None = None
    quiet: tuple[time, time] | None = None


class _Held(NamedTuple):
    office_id: UUID
    person_id: UUID
    email: str
    mailbox: str


def ways_to(office_ids: Iterable[UUID], at: datetime, *, usable: frozenset[Kind] = frozenset(Kind)) -> list[Way]:
    """
    This function will return every address at which the holders of the offices are told, each once.

    Where an office keeps a roster and somebody is on duty, the others of that office hear by e-mail only.
    """
    ids = list(dict.fromkeys(office_ids))
    holders = holders_of(ids, on=at.astimezone(OFFICE_DAY).date()).order_by("office_id", "starts_on", "id")
    holdings = [_Held(*row) for row in holders.values_list("office_id", "person_id", "person__email", "office__email")]
    on_duty = _on_duty(ids, at)
    loud = [h for h in holdings if h.office_id not in on_duty or h.person_id in on_duty[h.office_id]]
    quiet = _quiet_hours({h.person_id for h in loud})
    found: dict[tuple[Kind, str], Way] = {}
    for way in [*_mail(holdings), *_own(loud, usable - {Kind.EMAIL}, quiet)]:
        found.setdefault((way.kind, way.address), way)
    return list(found.values())


def _mail(holdings: list[_Held]) -> Iterable[Way]:
    # A person's own address before an office's mailbox: the person can answer.
    for h in holdings:
        yield Way(Kind.EMAIL, h.email, h.office_id, h.person_id)
    for h in holdings:
        if h.mailbox:
            yield Way(Kind.EMAIL, h.mailbox, h.office_id)


def _own(holdings: list[_Held], kinds: frozenset[Kind], quiet: dict[UUID, tuple[time, time]]) -> Iterable[Way]:
    offices = {}
    for h in holdings:
        offices.setdefault(h.person_id, h.office_id)
    rows = Address.objects.filter(
        person_id__in=list(offices), kind__in=list(kinds), verified_at__isnull=False, ended_at=None, is_active=True
    ).order_by("added_at", "id")
    for row in rows:
        yield Way(Kind(row.kind), row.address, offices[row.person_id], row.person_id, row.pk, quiet.get(row.person_id))


def _on_duty(office_ids: list[UUID], at: datetime) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    rows = Duty.objects.filter(office_id__in=office_ids, removed_at=None, starts_at__lte=at, ends_at__gt=at)
    for office_id, person_id in rows.values_list("office_id", "person_id"):
        found.setdefault(office_id, set()).add(person_id)
    return found


def _quiet_hours(person_ids: set[UUID]) -> dict[UUID, tuple[time, time]]:
    rows = Preference.objects.filter(person_id__in=person_ids, quiet_from__isnull=False)
    return {pk: (start, end) for pk, start, end in rows.values_list("person_id", "quiet_from", "quiet_until")}


def told_by_rule(alert: Alert) -> list[UUID]:
    """This function will return the offices that rules of role and area add to those a warning is addressed to."""
    code = alert.region_id
    above = [code[:n] for n in (13, 8, 5, 2) if len(code) >= n]
    rules = TellRule.objects.filter(removed_at=None, region_id__in=above, from_level__lte=alert.level)
    condition = Q(pk__in=[])
    for region_id, role in rules.values_list("region_id", "role"):
        # Of the rule's own area: those over the warning's place, those of it, and those below it.
        near = Q(region_id__in=above) | Q(region__code__startswith=f"{code}.")
        condition |= Q(role=role) & near & within((region_id,))
    return list(Office.objects.filter(condition).values_list("pk", flat=True))


def held_back(viewer: Viewer) -> QuerySet[Delivery]:
    """This function will return the messages in quarantine in the viewer's regions, the latest first."""
    return (
        Delivery.objects.select_related("person", "office", "alert")
        .filter(within(viewer.scope_for("delivery.retry")), state=DeliveryState.QUARANTINED)
        .order_by("-queued_at", "id")
    )


def deliveries_of(viewer: Viewer, alert: Alert) -> QuerySet[Delivery]:
    """This function will return who was told of a warning by what, in the order in which it was queued."""
    return (
        Delivery.objects.select_related("person", "office")
        .filter(within(viewer.scope_for("delivery.read")), alert=alert)
        .order_by("queued_at", "office__title", "kind", "id")
    )


def addresses_of(viewer: Viewer) -> QuerySet[Address]:
    """This function will return a person's own addresses that have not ended."""
    return Address.objects.filter(person_id=viewer.person_id, ended_at=None).order_by("kind", "added_at")


def counts_by_state(rows: QuerySet[Delivery]) -> dict[DeliveryState, int]:
    """This function will return how many of the messages stand in which state."""
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: counts[state] for state in DeliveryState if state in counts}


def duties_seen_by(viewer: Viewer, at: datetime) -> QuerySet[Duty]:
    """This function will return who is or will be on duty in the regions whose roster the viewer keeps, soonest first."""
    return (
        Duty.objects.select_related("office", "person", "region")
        .filter(within(viewer.scope_for("duty.keep")), removed_at=None, ends_at__gt=at)
        .order_by("starts_at", "office__title", "person__name")
    )


def holdings_for_duty(viewer: Viewer, at: datetime) -> QuerySet[Holding]:
    """This function will return who could be put on duty: the holders of offices in exactly the viewer's own regions."""
    own = [code for code in viewer.scope_for("duty.keep") if code != "*"]
    return (
        holdings_on(at.astimezone(OFFICE_DAY).date())
        .filter(office__region_id__in=own)
        .order_by("office__title", "person__name")
    )


def rules_seen_by(viewer: Viewer) -> QuerySet[TellRule]:
    """This function will return the rules of telling in the viewer's regions."""
    return (
        TellRule.objects.select_related("region")
        .filter(within(viewer.scope_for("tell_rule.keep")), removed_at=None)
        .order_by("region_id", "role")
    )
