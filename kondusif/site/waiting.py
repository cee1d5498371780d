"""The numbers in the navigation: what is late or asks for an answer, never mere volume."""

from collections.abc import Callable
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kondusif.alerts.queries import alerts_for_offices_of
from kondusif.coordination.queries import tasks_for
from kondusif.people.viewers import Viewer
from kondusif.reports.queries import awaiting_decision, awaiting_opening
from kondusif.triage.queries import awaiting_triage

MOST = 99  # beyond this the badge says 99+: the page itself counts on


def overdue_reports(viewer: Viewer, at: datetime) -> int:
    """This function will count the reports past their response limit, up to one more than the badge shows."""
    return awaiting_triage(viewer).filter(due_at__lt=at)[: MOST + 1].count()


def unanswered_alerts(viewer: Viewer, at: datetime) -> int:
    """This function will count the warnings in force that an office of the viewer has not confirmed."""
    return alerts_for_offices_of(viewer).filter(alert__exercise=False)[: MOST + 1].count()


def late_tasks(viewer: Viewer, at: datetime) -> int:
    """This function will count the viewer's own tasks whose time has passed."""
    return tasks_for(viewer).filter(due_at__lt=at)[: MOST + 1].count()


def contacts_to_decide(viewer: Viewer, at: datetime) -> int:
    """This function will count the questions for a reporter's contact that this viewer can decide or open now."""
    return len(awaiting_decision(viewer, at=at)[: MOST + 1]) + len(awaiting_opening(viewer, at=at))


# The door in the navigation -> what is counted there, and how a screen reader says it.
WAITING: dict[str, tuple[Callable[[Viewer, datetime], int], str | Promise]] = {
    "triage:queue": (overdue_reports, _("overdue")),
    "reports:disclosures": (contacts_to_decide, _("wait for you")),
    "alerts:list": (unanswered_alerts, _("wait for your confirmation")),
    "coordination:tasks": (late_tasks, _("late")),
}
