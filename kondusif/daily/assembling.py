"""
What the system knows of a day, put together for the desk's report.

Every figure carries the rows it was counted from, with their addresses, so that nobody has to believe
it. A figure without a source is None: "belum ada data", never zero. No reporter, no words of a report.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import NoReverseMatch, reverse

from kondusif.alerts import words as warning_words
from kondusif.alerts.queries import alerts_open, alerts_seen_by
from kondusif.coordination.queries import tasks_overdue, tasks_seen_by, tasks_unfinished
from kondusif.coordination.states import TaskState
from kondusif.daily.models import SituationReport
from kondusif.daily.queries.grid import current_situations
from kondusif.daily.queries.presence import presence_rows
from kondusif.daily.queries.silence import silent_areas
from kondusif.elections.queries import election_in_view, running_stages
from kondusif.elections.rules import day_name, days_until
from kondusif.meetings.queries.meetings import meetings_seen_by
from kondusif.people.queries import within
from kondusif.people.roles import Role
from kondusif.people.viewers import Viewer
from kondusif.regions.kinds import Level
from kondusif.regions.queries import region, subtree
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.queries import reports_seen_by
from kondusif.reports.states import CONFIRMED
from kondusif.triage.queries import incidents_seen_by

MOST_ROWS = 500
# What no room can tell yet, in the order of the paper.
WITHOUT_SOURCE = ("logistics", "personnel", "violations", "turnout")


@dataclass(frozen=True)
class Span:
    """The report is about what happened in this span, in this region, as the viewer's office may know it."""

    viewer: Viewer
    region_code: str
    since: datetime
    until: datetime

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(region(self.region_code).timezone)


def assemble(span: Span) -> dict[str, Any]:
    """This function will return the content of a daily report: the election, each subdistrict, and the figures."""
    situations = _situations(span)
    figures = [
        *_of_situations(span, situations),
        *_of_reports(span),
        *_of_alerts(span),
        *_of_tasks(span),
        _meetings(span),
        *_of_presence(span),
        *({"key": key, "value": None, "rows": []} for key in WITHOUT_SOURCE),
    ]
    return {"election": _election(span), "situations": situations, "incidents": _incidents(span), "figures": figures}


def _figure(key: str, rows: Iterable[dict[str, str]], value: int | None = None) -> dict[str, Any]:
    kept = list(rows)
    return {"key": key, "value": len(kept) if value is None else value, "rows": kept[:MOST_ROWS]}


def _row(text: str, name: str = "", *args: object, query: str = "") -> dict[str, str]:
    try:
        href = reverse(name, args=args) + query if name else ""
    except NoReverseMatch:
        href = ""
    return {"text": text, "href": href}


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%d-%m-%Y %H.%M}"


def _election(span: Span) -> dict[str, Any]:
    today = span.until.astimezone(span.zone).date()
    election = election_in_view(span.region_code, today)
    if election is None:
        return {"name": "", "h_minus": None, "day_name": "", "stages": []}
    stages = [{"name": s.name, "until": s.to_on.isoformat()} for s in running_stages(election, today)]
    return {
        "name": election.name, "h_minus": days_until(election.voting_on, today),
        "day_name": day_name(election.voting_on, today), "stages": stages,
    }  # fmt: skip


def _situations(span: Span) -> list[dict[str, Any]]:
    found = current_situations(span.viewer).filter(
        within([span.region_code]), region__level=Level.SUBDISTRICT, due_at__gt=span.since, due_at__lte=span.until
    )
    latest: dict[str, SituationReport] = {}
    for report in found:  # by area and due moment, so the last one of an area stays
        latest[report.region_id] = report
    areas = subtree(span.region_code, Level.SUBDISTRICT).order_by("name", "code")
    return [_situation(area, latest.get(area.code), span.zone) for area in areas]


def _situation(area, report: SituationReport | None, zone: ZoneInfo) -> dict[str, Any]:
    if report is None:
        return {"code": area.code, "name": area.name, "level": None, "note": "", "reported": "", "href": ""}
    said = (report.incidents_note, report.logistics_note, report.needs)
    return {
        "code": area.code, "name": area.name, "level": report.level, "note": " ".join(s for s in said if s),
        "reported": f"{report.received_at.astimezone(zone):%H.%M}", "late": report.is_late,
        "n_incidents": report.n_incidents, "href": reverse("daily:situation", args=[report.pk]),
    }  # fmt: skip


def _of_situations(span: Span, situations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    came = [s for s in situations if s["level"] is not None]
    silent = silent_areas(span.viewer, span.region_code, span.until)
    return [
        _figure("subdistricts_reported", ({"text": s["name"], "href": s["href"]} for s in came)),
        _figure("subdistricts_late", ({"text": s["name"], "href": s["href"]} for s in came if s["late"])),
        _figure(
            "subdistricts_silent",
            (_row(f"{s.title}: {_clock(s.since, span.zone)}", "daily:today", query="#sunyi") for s in silent),
        ),
    ]


def _incidents(span: Span) -> list[dict[str, str]]:
    found = incidents_seen_by(span.viewer).filter(
        within([span.region_code]), exercise=False, happened_at__gt=span.since, happened_at__lte=span.until
    )
    return [
        {
            "number": i.number, "title": i.title, "place": i.region.title, "at": f"{i.happened_at.astimezone(span.zone):%d-%m %H.%M}",
            "state": i.state, "href": reverse("triage:incident", args=[i.number]),
        }
        for i in found.order_by("happened_at", "id")[:MOST_ROWS]
    ]  # fmt: skip


def _of_reports(span: Span) -> list[dict[str, Any]]:
    new = list(
        reports_seen_by(span.viewer)
        .filter(within([span.region_code]), exercise=False, received_at__gt=span.since, received_at__lte=span.until)
        .select_related("region")
        .order_by("received_at", "id")
    )

    def row(report) -> dict[str, str]:
        theme = CATEGORIES[report.category].name if report.category in CATEGORIES else report.category
        place = report.region.title if report.region else "–"
        return _row(f"{_clock(report.received_at, span.zone)} · {theme} · {place}", "triage:work", report.pk)

    return [
        _figure("reports_new", map(row, new)),
        _figure("reports_verified", (row(r) for r in new if r.state in CONFIRMED)),
    ]


def _of_alerts(span: Span) -> list[dict[str, Any]]:
    def row(alert) -> dict[str, str]:
        told = (alert.number, alert.title, warning_words.chance_briefly(alert))
        return _row(" · ".join(filter(None, told)), "alerts:one", alert.pk)

    here = within([span.region_code])
    issued = alerts_seen_by(span.viewer).filter(
        here, exercise=False, issued_at__gt=span.since, issued_at__lte=span.until
    )
    standing = alerts_open(span.viewer).filter(here, exercise=False)
    return [_figure("alerts_issued", map(row, issued)), _figure("alerts_open", map(row, standing))]


def _of_tasks(span: Span) -> list[dict[str, Any]]:
    def row(task) -> dict[str, str]:
        return _row(f"{task.number} · {task.title} · {task.owner.title}", "coordination:one", task.pk)

    here = within([span.region_code])
    done = tasks_seen_by(span.viewer).filter(
        here, state=TaskState.VERIFIED, verified_at__gt=span.since, verified_at__lte=span.until
    )
    return [
        _figure("tasks_done", map(row, done.order_by("verified_at"))),
        _figure("tasks_unfinished", map(row, tasks_unfinished(span.viewer).filter(here))),
        _figure("tasks_overdue", map(row, tasks_overdue(span.viewer, span.until).filter(here))),
    ]


def _meetings(span: Span) -> dict[str, Any]:
    held = meetings_seen_by(span.viewer).filter(
        within([span.region_code]), starts_at__gt=span.since, starts_at__lte=span.until
    )
    rows = (_row(f"{_clock(m.starts_at, span.zone)} · {m.title}", "meetings:one", m.pk) for m in held)
    return _figure("meetings", rows)


def _of_presence(span: Span) -> list[dict[str, Any]]:
    day = span.until.astimezone(span.zone).date()
    heads = [r for r in presence_rows(span.viewer, span.region_code, day) if r.office.role == Role.SUBDISTRICT_HEAD]
    return [
        _figure(f"heads_{state}", (_row(r.office.title, "daily:presence") for r in heads if r.state == state))
        for state in ("inside", "leave", "outside", "unknown")
    ]
