"""Reading alerts, as far as the viewer's offices reach."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kondusif.alerts.models import Addressee, Alert, Basis, Signature
from kondusif.alerts.states import AWAITING, IN_FORCE, SIGNING_DEED, AlertState, Level
from kondusif.core.problems import NOT_HERE, NotFound
from kondusif.people.models import Holding, Office, Person
from kondusif.people.queries import offices_above, within
from kondusif.people.roles import Role
from kondusif.people.second_person import who_may
from kondusif.people.viewers import SYSTEM, Viewer
from kondusif.regions.models import Region


def alerts_seen_by(viewer: Viewer) -> QuerySet[Alert]:
    """
    This function will return the alerts *viewer* may read: drafts where an office drafts or countersigns,
    issued ones of the territory and those addressed to an office held.
    """
    alerts = Alert.objects.select_related("region", "cluster").annotate(
        n_addressees=Count("addressees", distinct=True),
        n_acknowledged=Count("addressees", filter=Q(addressees__acknowledged_at__isnull=False), distinct=True),
    )
    if viewer.is_system:
        return alerts
    mine = Addressee.objects.filter(alert=OuterRef("pk"), office_id__in=[g.office_id for g in viewer.grants])
    decides = within(viewer.scope_for("alert.draft")) | within(viewer.scope_for("alert.countersign"))
    was_issued = Q(issued_at__isnull=False)
    return alerts.filter(decides | (was_issued & (within(viewer.scope_for("alert.read")) | Exists(mine))))


def alert_for(viewer: Viewer, alert_id: UUID) -> Alert:
    """
    This function will return the alert.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    alert = alerts_seen_by(viewer).filter(pk=alert_id).first()
    if alert is None:
        raise NotFound("alert.missing", NOT_HERE)
    return alert


def alerts_open(viewer: Viewer) -> QuerySet[Alert]:
    """This function will return the alerts in force, the gravest and newest first."""
    return alerts_seen_by(viewer).filter(state__in=IN_FORCE).order_by("-level", "-issued_at")


def drafts_awaiting(viewer: Viewer) -> QuerySet[Alert]:
    """This function will return the drafts that wait for a signature, the gravest and oldest first."""
    return alerts_seen_by(viewer).filter(state__in=AWAITING).order_by("-level", "drafted_at")


def drafts_to_sign(viewer: Viewer) -> QuerySet[Alert]:
    """This function will return the drafts that wait for *viewer*: by an office held, and written or signed by others."""
    mine = Q(pk__in=[])
    for level, deed in SIGNING_DEED.items():
        mine |= Q(state=AlertState.DRAFT, level=level) & within(viewer.scope_for(deed))
    mine |= Q(state=AlertState.SIGNED) & within(viewer.scope_for("alert.countersign"))
    signed = Signature.objects.filter(alert=OuterRef("pk"), person_id=viewer.person_id)
    return drafts_awaiting(viewer).filter(mine, ~Exists(signed)).exclude(authors__contains=[viewer.person_id])


def unanswered(viewer: Viewer, at: datetime) -> QuerySet[Addressee]:
    """This function will return the addressees whose time to acknowledge has passed."""
    return (
        Addressee.objects.select_related("alert", "office")
        .filter(alert__in=alerts_open(viewer).values("pk"), acknowledged_at=None, due_at__lt=at)
        .order_by("due_at")
    )


def alerts_for_offices_of(viewer: Viewer) -> QuerySet[Addressee]:
    """This function will return what is addressed to the viewer's offices and not yet acknowledged."""
    return (
        Addressee.objects.select_related("alert", "alert__region", "alert__cluster", "office")
        .filter(office_id__in=[g.office_id for g in viewer.grants], acknowledged_at=None, alert__state__in=IN_FORCE)
        .order_by("-alert__level", "due_at")
    )


def public_alerts(at: datetime) -> QuerySet[Alert]:
    """This function will return what the public is warned of now: an official decision, never a report."""
    return (
        alerts_seen_by(SYSTEM)
        .filter(state__in=IN_FORCE, is_public=True, exercise=False, valid_until__gt=at)
        .order_by("-level", "-issued_at")
    )


def behind(alert: Alert) -> set[UUID]:
    """This function will return the persons who wrote or signed *alert*: each stands behind it once."""
    return {*alert.authors, *alert.signatures.values_list("person_id", flat=True)}


def signers_now(alert: Alert, at: datetime) -> list[Holding]:
    """This function will return who may give the signature that *alert* waits for, the nearest office first."""
    if alert.state not in AWAITING:
        return []
    deed = "alert.countersign" if alert.state == AlertState.SIGNED else SIGNING_DEED[Level(alert.level)]
    return who_may(deed, alert.region_id, but=behind(alert), at=at)


def writers_of(alert: Alert) -> list[str]:
    """This function will return the names of those who wrote *alert*, the first one first."""
    names = dict(Person.objects.filter(pk__in=alert.authors).values_list("pk", "name"))
    return [names[pk] for pk in alert.authors if pk in names]


def reports_of(alert: Alert) -> list[UUID]:
    """This function will return the ids of the reports *alert* rests on."""
    return list(Basis.objects.filter(alert=alert).values_list("report_id", flat=True))


def suggested_addressees(region_code: str) -> list[Office]:
    """
    This function will return the offices a warning about the region goes to: the subdistrict's and
    village's field officers, and the heads above.
    """
    field = Office.objects.filter(
        within((region_code,)),
        role__in=[Role.SUBDISTRICT_HEAD, Role.VILLAGE_HEAD, Role.VILLAGE_POLICE, Role.VILLAGE_MILITARY],
    )
    above = offices_above(
        region_code, Role.SUBDISTRICT_HEAD, Role.REGIONAL_HEAD, Role.REGIONAL_SECRETARY, Role.AGENCY_HEAD,
        Role.DUTY_OPERATOR, Role.POLICE_COMMAND, Role.MILITARY_COMMAND,
    )  # fmt: skip
    regency = region_code[:5]
    unique = {o.pk: o for o in [*field.order_by("region_id", "title"), *above] if o.region_id.startswith(regency[:5])}
    return list(unique.values())


def regions_for_drafts(viewer: Viewer) -> QuerySet[Region]:
    """This function will return the regencies and subdistricts over which *viewer* may draft warnings."""
    condition = within(viewer.scope_for("alert.draft"), "code")
    return Region.objects.filter(condition, level__in=(2, 3)).order_by("code")
