"""Telling of ties: of each only what the viewer may know."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from kondusif.alerts.queries import alerts_seen_by
from kondusif.people.viewers import Viewer
from kondusif.plans import words
from kondusif.plans.models import Tie
from kondusif.triage.queries import incidents_seen_by


@dataclass(frozen=True)
class TieRow:
    """A tie as a line of a list: its kind, what it leads to, and the address where the viewer may go."""

    tie: Tie
    kind: str
    text: str
    url: str


def tie_rows(viewer: Viewer, ties: Iterable[Tie]) -> list[TieRow]:
    """This function will tell each tie; what the viewer may not read is named by its number alone."""
    ties = list(ties)
    incidents = incidents_seen_by(viewer).in_bulk([t.to_id for t in ties if t.to == Tie.To.INCIDENT])
    alerts = alerts_seen_by(viewer).in_bulk([t.to_id for t in ties if t.to == Tie.To.ALERT])
    return [TieRow(t, str(words.TIES[t.to]), *_told(viewer, t, incidents, alerts)) for t in ties]


def _told(viewer: Viewer, tie: Tie, incidents: dict, alerts: dict) -> tuple[str, str]:
    if tie.to == Tie.To.ISSUE:
        measure = tie.measure
        return (f"{measure.number}. {measure.title} → {tie.issue.title}"), ""
    if tie.to_id in incidents:
        found = incidents[tie.to_id]
        return found.number, _address("triage:incident", found.number)
    if tie.to_id in alerts:
        found = alerts[tie.to_id]
        return f"{found.number} {found.title}", _address("alerts:one", found.pk)
    if tie.to == Tie.To.MEETING and viewer.may("meeting.read"):
        return tie.label, _address("meetings:one", tie.to_id)
    return tie.label or _("not open to your office"), ""


def _address(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
