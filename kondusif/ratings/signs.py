"""Reading what the situation rule weighs: reports, incidents, clusters and alerts, by area."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Q

from kondusif.core.models import Event
from kondusif.detection.queries import below, clusters_current
from kondusif.detection.states import Judgement
from kondusif.people.viewers import Viewer
from kondusif.ratings.situation import WINDOW_HOURS, Signs, incident_severity, is_credible
from kondusif.regions.codes import lies_in
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.models import Report
from kondusif.reports.states import CONFIRMED, WAITING, Urgency
from kondusif.triage.models import Incident, Link
from kondusif.triage.states import OPEN

RATED = (Level.SUBDISTRICT, Level.VILLAGE)
_URGENT = (Urgency.ORANGE, Urgency.RED)
# How the alert room calls an alert's beginning and its ends; that room stands above this one.
_ALERT_OPENS, _ALERT_ENDS = "alert.issued", ("alert.stood_down", "alert.expired")
_ALERT_LISTS = {1: "alerts_yellow", 2: "alerts_orange", 3: "alerts_red"}

Mark = tuple[str, str, str]  # area, list of Signs, id


def signs_of(viewer: Viewer, tenant_code: str, at: datetime) -> dict[str, Signs]:
    """This function will return the signs of every subdistrict and village of the tenant at the moment *at*."""
    areas = list(Region.objects.filter(below(tenant_code, "code"), level__in=RATED).values_list("code", flat=True))
    lists: dict[str, dict[str, list[str]]] = {code: defaultdict(list) for code in areas}
    marks = [
        *_report_marks(tenant_code, at),
        *_incident_marks(tenant_code, at),
        *_cluster_marks(viewer, tenant_code, at),
        *_alert_marks(tenant_code, areas, at),
    ]
    for area, name, key in marks:
        if area in lists:
            lists[area][name].append(key)
    return {code: _signs(of_area) for code, of_area in lists.items()}


def _signs(lists: dict[str, list[str]]) -> Signs:
    heard, synthetic = len(lists.pop("heard", ())), bool(lists.pop("synthetic", ()))
    return Signs(heard=heard, synthetic=synthetic, **{name: sorted(set(keys)) for name, keys in lists.items()})


def _areas_holding(code: str) -> list[str]:
    """A thing in a village is a thing in its subdistrict too; one placed no finer than a regency is in neither."""
    return [code[:n] for n in (8, 13) if len(code) >= n]


def _report_marks(tenant_code: str, at: datetime) -> Iterator[Mark]:
    since = at - timedelta(hours=WINDOW_HOURS)
    reports = (
        Report.objects.filter(below(tenant_code), exercise=False, received_at__lte=at)
        .filter(Q(event_at__gt=since, event_at__lte=at) | Q(received_at__gt=since))
        .only(
            "id",
            "region_id",
            "state",
            "urgency",
            "source_rating",
            "info_rating",
            "event_at",
            "received_at",
            "synthetic",
        )
    )
    together = _verified_together(tenant_code, at)
    for r in reports:
        for area in _areas_holding(r.region_id):
            if r.received_at > since:
                yield area, "heard", str(r.pk)
            if since < r.event_at <= at:
                yield from ((area, name, str(r.pk)) for name in _lists_of(r, together.get(r.pk, 0)))
            if r.synthetic:
                yield area, "synthetic", str(r.pk)


def _lists_of(r: Report, n_in_incident: int) -> Iterator[str]:
    urgent = r.urgency in _URGENT
    if r.state in WAITING and r.urgency >= Urgency.YELLOW:
        yield "waiting_urgent" if urgent else "waiting_yellow"
    if r.state in CONFIRMED and r.urgency >= Urgency.YELLOW:
        colour = Urgency(r.urgency).name.lower()
        yield f"verified_{colour}"
        if urgent and is_credible(r.source_rating, r.info_rating, n_in_incident):
            yield f"credible_{colour}"


def _verified_together(tenant_code: str, at: datetime) -> dict:
    """Each report of an incident that has two verified reports or more -> how many it has."""
    verified = Link.objects.filter(
        below(tenant_code, "incident__region_id"),
        unlinked_at=None,
        linked_at__lte=at,
        report__state__in=[s.value for s in CONFIRMED],
    )
    crowded = dict(verified.values_list("incident").annotate(n=Count("id")).filter(n__gte=2))
    links = verified.filter(incident__in=list(crowded)).values_list("report", "incident")
    return {report: crowded[incident] for report, incident in links}


def _incident_marks(tenant_code: str, at: datetime) -> Iterator[Mark]:
    incidents = Incident.objects.filter(
        below(tenant_code), exercise=False, opened_at__lte=at, state__in=[s.value for s in OPEN]
    )
    for i in incidents:
        name = incident_severity(
            state=i.state, has_victims=i.has_victims, has_weapon=i.has_weapon, target=i.target,
            violent=CATEGORIES[i.category].urgency >= Urgency.ORANGE,
        )  # fmt: skip
        for area in _areas_holding(i.region_id):
            yield area, name, i.number
            if i.synthetic:
                yield area, "synthetic", i.number


def _cluster_marks(viewer: Viewer, tenant_code: str, at: datetime) -> Iterator[Mark]:
    for c in clusters_current(viewer, at, within=tenant_code):
        if not c.stands_out or c.judgement in (Judgement.KNOWN, Judgement.ARTEFACT):
            continue
        # A disc also covers quiet places between: only those with reports in its window are meant.
        for area in {a for code in c.cases_by_member for a in _areas_holding(code)}:
            yield area, "clusters", str(c.pk)
            if c.judgement == Judgement.REAL:
                yield area, "clusters_real", str(c.pk)


def _alert_marks(tenant_code: str, areas: Iterable[str], at: datetime) -> Iterator[Mark]:
    events = Event.objects.filter(
        Q(region_code=tenant_code) | Q(region_code__startswith=tenant_code + "."),
        name__in=[_ALERT_OPENS, *_ALERT_ENDS],
        at__lte=at,
    ).order_by("id")
    running: dict[str, tuple[str, int]] = {}
    for e in events:
        if e.name == _ALERT_OPENS and not e.payload.get("exercise"):
            running[e.subject_id] = (e.region_code, int(e.payload.get("level", 0)))
        else:
            running.pop(e.subject_id, None)
    for key, (where, level) in running.items():
        if level in _ALERT_LISTS:
            yield from ((a, _ALERT_LISTS[level], key) for a in areas if lies_in(a, where) or lies_in(where, a))
