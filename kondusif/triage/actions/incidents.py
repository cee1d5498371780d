"""Incidents: opened from a report, joined by others, merged and taken apart again; nothing is ever lost by it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kondusif.core.actions import record
from kondusif.core.numbers import next_number
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.queries import history_of
from kondusif.core.states import check_move
from kondusif.elections.queries import zone_of
from kondusif.people.viewers import Grant, Viewer
from kondusif.reports.actions import move_report
from kondusif.reports.models import Report
from kondusif.reports.states import CONFIRMED, ReportState
from kondusif.triage.actions.claims import locked
from kondusif.triage.actions.filing import file_incident
from kondusif.triage.models import Incident, IncidentSeries, Link, Target
from kondusif.triage.permissions import check_can_incident
from kondusif.triage.queries import best_suggestion, evidence_for, incidents_seen_by, tenant_of, usual_title
from kondusif.triage.rules import incident_number, is_alert_feeding
from kondusif.triage.states import MOVES, IncidentState

FLAGS = ("has_victims", "has_weapon")


@transaction.atomic
def open_incident(
    *,
    report_id: UUID,
    title: str = "",
    has_victims: bool = False,
    has_weapon: bool = False,
    target: str = "",
    by: Viewer,
    at: datetime,
) -> Incident:
    """
    This function will open an incident from a report that was judged true and belongs to none yet.

    :raises NotAllowed: if the office may not.
    :raises Conflict: if the report is not verified, or belongs to an incident already.
    """
    report, _grant = locked(report_id, "incident.link", by)
    _check_confirmed(report)
    if Link.objects.filter(report=report, unlinked_at=None).exists():
        raise Conflict("linked_already", _("This report belongs to an incident already. Take it out of there first."))
    flags = {"has_victims": has_victims, "has_weapon": has_weapon, "target": _target(target)}
    return founded_on(report, title=title, by=by, at=at, **flags)


@transaction.atomic
def link_report(*, report_id: UUID, incident_id: UUID, by: Viewer, at: datetime) -> Link:
    """
    This function will put a report that was judged true to an incident, out of the one it may be in.

    :raises NotAllowed: if the office may not.
    :raises NotFound: if there is no such incident in sight.
    :raises Conflict: if the report is not verified, or the incident has been merged away.
    """
    report, _grant = locked(report_id, "incident.link", by)
    _check_confirmed(report)
    incident, _office = locked_incident(incident_id, "incident.link", by)
    present = Link.objects.filter(report=report, unlinked_at=None).first()
    if present is not None:
        if present.incident_id == incident.pk:
            return present
        _end(present, by=by, at=at)
    link = join(report, incident, by=by, at=at)
    confirm_if_sound(incident, by=by, at=at)
    return link


@transaction.atomic
def unlink_report(*, report_id: UUID, by: Viewer, at: datetime) -> Report:
    """
    This function will take a report out of its incident; one that was put there as a duplicate waits again.

    :raises NotAllowed: if the office may not.
    :raises Conflict: if it belongs to none.
    """
    report, _grant = locked(report_id, "incident.link", by)
    link = Link.objects.select_for_update(of=("self",)).filter(report=report, unlinked_at=None).first()
    if link is None:
        raise Conflict("not_linked", _("This report belongs to no incident."))
    _end(link, by=by, at=at)
    if report.state == ReportState.DUPLICATE:
        report = move_report(report=report, to=ReportState.SCREENED, by=by, at=at, since=at, decision_note="")
    return report


@transaction.atomic
def merge_incidents(*, into_id: UUID, from_id: UUID, by: Viewer, at: datetime) -> Incident:
    """
    This function will put all reports of one incident to another; ``unmerge_incident`` takes it back.

    :raises NotAllowed: if the office may not, for one of the two.
    :raises NotFound: if one of them is not in sight.
    :raises Conflict: if they are the same, or one has been merged away.
    """
    if into_id == from_id:
        raise Conflict("same_incident", _("An incident cannot be merged with itself."))
    _lock_reports_of([from_id])
    # In the order of their ids: two officers who merge the two crosswise must not wait for each other.
    both = {i: locked_incident(i, "incident.link", by)[0] for i in sorted((into_id, from_id))}
    into, former = both[into_id], both[from_id]
    for link in former.links.select_for_update(of=("self",)).filter(unlinked_at=None).select_related("report"):
        _end(link, by=by, at=at)
        join(link.report, into, by=by, at=at, merged_from=former)
    raised = [flag for flag in FLAGS if getattr(former, flag) and not getattr(into, flag)]
    if former.target and not into.target:
        raised.append("target")
    for name in raised:
        setattr(into, name, getattr(former, name))
    into.classification = max(into.classification, former.classification)
    into.save(update_fields=[*raised, "classification"])
    former.merged_into = into
    former.save(update_fields=["merged_into"])
    record("incident.merged", subject=former, by=by, at=at, into=str(into.pk), raised=raised)
    confirm_if_sound(into, by=by, at=at)
    return into


@transaction.atomic
def unmerge_incident(*, incident_id: UUID, by: Viewer, at: datetime) -> Incident:
    """
    This function will give an incident that was merged away its number and its reports back.

    Reports that have since been taken elsewhere stay there.

    :raises NotAllowed: if the office may not.
    :raises Conflict: if it has not been merged away.
    """
    _lock_reports_of(Incident.objects.filter(pk=incident_id).values_list("merged_into_id"))
    former = Incident.objects.select_for_update(of=("self",)).filter(pk=incident_id).first()
    if former is None or not incidents_seen_by(by, merged=True).filter(pk=incident_id).exists():
        raise NotFound("no_such_incident", _("There is no such incident, or it lies outside your region."))
    check_can_incident("incident.link", by, former.region_code)
    into = former.merged_into
    if into is None:
        raise Conflict("not_merged", _("This incident has not been merged with another."))
    Incident.objects.select_for_update(of=("self",)).get(pk=into.pk)
    former.merged_into = None
    former.save(update_fields=["merged_into"])
    # A report may have come by an earlier merge, which can be taken back as well.
    came = {
        link.report_id: link.merged_from for link in former.links.select_related("merged_from").order_by("linked_at")
    }
    for link in (
        into.links.select_for_update(of=("self",)).filter(unlinked_at=None, merged_from=former).select_related("report")
    ):
        _end(link, by=by, at=at)
        join(link.report, former, by=by, at=at, merged_from=came.get(link.report_id))
    _lower(into, former)
    record("incident.unmerged", subject=former, by=by, at=at, out_of=str(into.pk))
    return former


@transaction.atomic
def move_incident(*, incident_id: UUID, to: IncidentState, note: str = "", by: Viewer, at: datetime) -> Incident:
    """
    This function will move an incident on in its life.

    :raises NotAllowed: if the office may not.
    :raises NotFound: if there is none in sight.
    :raises ForbiddenMove: if it cannot go there from where it is.
    """
    incident, _office = locked_incident(incident_id, "incident.move", by)
    _move(incident, IncidentState(to), by=by, at=at)
    return incident


@transaction.atomic
def describe_incident(
    *, incident_id: UUID, title: str, has_victims: bool, has_weapon: bool, target: str, by: Viewer, at: datetime
) -> Incident:
    """
    This function will name an incident anew and say whether there are victims, weapons, or an attacked place.

    :raises NotAllowed: if the office may not.
    :raises Problem: without a title.
    """
    incident, _office = locked_incident(incident_id, "incident.move", by)
    title = " ".join(title.replace("\x00", "").split())[:160]
    if not title:
        sentence = _("Give the incident a short title.")
        raise Problem("field_empty", sentence, fields={"title": sentence})
    incident.title, incident.has_victims, incident.has_weapon = title, has_victims, has_weapon
    incident.target = _target(target)
    incident.save(update_fields=["title", "has_victims", "has_weapon", "target"])
    file_incident(incident)
    record(
        "incident.described",
        subject=incident,
        by=by,
        at=at,
        has_victims=has_victims,
        has_weapon=has_weapon,
        target=incident.target,
    )
    return incident


def locked_incident(incident_id: UUID, deed: str, by: Viewer) -> tuple[Incident, Grant]:
    """
    This function will lock an incident and return it with the office under which *by* does *deed*.

    :raises NotFound: if there is none in sight.
    :raises NotAllowed: if the office may not.
    :raises Conflict: if it has been merged away.
    """
    incident = Incident.objects.select_for_update(of=("self",)).filter(pk=incident_id).first()
    if incident is None or not incidents_seen_by(by, merged=True).filter(pk=incident_id).exists():
        raise NotFound("no_such_incident", _("There is no such incident, or it lies outside your region."))
    grant = check_can_incident(deed, by, incident.region_code)
    if incident.merged_into_id is not None:
        raise Conflict("merged_away", _("This incident has been merged with another. Open that one."))
    return incident, grant


def founded_on(report: Report, *, title: str, by: Viewer, at: datetime, **flags) -> Incident:
    """This function will open an incident from a locked report, with the next number of its office and year."""
    tenant, year, n = next_number(
        IncidentSeries, tenant_of(report.region_code), at=at, zone=zone_of(report.region_code)
    )
    incident = Incident.objects.create(
        number=incident_number(tenant, year, n),
        title=" ".join(title.replace("\x00", "").split())[:160] or usual_title(report),
        category=report.category,
        region_id=report.region_id,
        lon=report.lon,
        lat=report.lat,
        happened_at=report.event_at,
        opened_at=at,
        classification=report.classification,
        exercise=report.exercise,
        synthetic=report.synthetic,
        **flags,
    )
    record("incident.opened", subject=incident, by=by, at=at, number=incident.number, report=str(report.pk))
    file_incident(incident)
    join(report, incident, by=by, at=at)
    confirm_if_sound(incident, by=by, at=at)
    return incident


def join(report: Report, incident: Incident, *, by: Viewer, at: datetime, merged_from: Incident | None = None) -> Link:
    """This function will link a locked report to a locked incident, with what the engine had said about the two."""
    suggestion = best_suggestion(report, incident)
    link = Link.objects.create(
        incident=incident,
        report=report,
        person_id=by.person_id,
        probability=suggestion.probability if suggestion else None,
        reasons=suggestion.reasons if suggestion else [],
        merged_from=merged_from,
        linked_at=at,
    )
    if report.classification > incident.classification:
        incident.classification = report.classification
        incident.save(update_fields=["classification"])
    record("incident.linked", subject=incident, by=by, at=at, report=str(report.pk), probability=link.probability)
    return link


def confirm_if_sound(incident: Incident, *, by: Viewer, at: datetime) -> None:
    """This function will confirm an incident once its reports together may feed an alert."""
    if incident.state == IncidentState.REPORTED and is_alert_feeding(evidence_for(incident)):
        _move(incident, IncidentState.CONFIRMED, by=by, at=at)


def _move(incident: Incident, to: IncidentState, *, by: Viewer, at: datetime) -> None:
    check_move(MOVES, incident.state, to)
    former, incident.state = incident.state, to
    incident.save(update_fields=["state"])
    record("incident.moved", subject=incident, by=by, at=at, former=str(former), to=str(to))


def _end(link: Link, *, by: Viewer, at: datetime) -> None:
    link.unlinked_at, link.unlinked_by_id = at, by.person_id
    link.save(update_fields=["unlinked_at", "unlinked_by"])
    record("incident.unlinked", subject=link.incident, by=by, at=at, report=str(link.report_id))


def _lock_reports_of(incident_ids: Iterable[UUID]) -> None:
    """Reports before incidents, as everywhere: a colleague who holds one of them may be about to ask for the incident."""
    reports = Link.objects.filter(incident_id__in=incident_ids, unlinked_at=None).values("report_id")
    list(Report.objects.select_for_update(of=("self",)).filter(pk__in=reports).order_by("pk").values_list("pk"))


def _lower(into: Incident, former: Incident) -> None:
    """What the merge raised sinks again, unless another incident merged into the same one raises it too."""
    merge = last_merge(former)
    others = list(into.merged.all())
    for name in merge.payload.get("raised", []) if merge else []:
        if not any(getattr(other, name) for other in others):
            setattr(into, name, "" if name == "target" else False)
    into.save(update_fields=[*FLAGS, "target"])


def last_merge(incident: Incident):
    """This function will return the event by which *incident* was merged away, if any."""
    return history_of(incident).filter(name="incident.merged").last()


def _target(target: str) -> str:
    if target not in Target.values:
        sentence = _("Choose whose place was attacked.")
        raise Problem("target_unknown", sentence, fields={"target": sentence})
    return target


def _check_confirmed(report: Report) -> None:
    if report.state not in CONFIRMED:
        raise Conflict("not_verified", _("Only a verified report makes an incident. Verify it first."))
