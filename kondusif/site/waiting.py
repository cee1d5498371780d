"""The numbers in the navigation: what is late or asks for an answer, never mere volume."""

from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime

from django.db.models import IntegerField, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kondusif.alerts.queries import alerts_for_offices_of
from kondusif.coordination.queries import tasks_for
from kondusif.people.viewers import Viewer
from kondusif.reports.queries import awaiting_decision, awaiting_opening
from kondusif.triage.queries import awaiting_triage

MOST = 99  # beyond this the badge says 99+: the page itself counts on


def overdue_reports(viewer: Viewer, at: datetime) -> tuple[QuerySet, ...]:
    """This function will return the reports past their response limit."""
    return (awaiting_triage(viewer).filter(due_at__lt=at),)


def unanswered_alerts(viewer: Viewer, at: datetime) -> tuple[QuerySet, ...]:
    """This function will return the warnings in force that an office of the viewer has not confirmed."""
    return (alerts_for_offices_of(viewer).filter(alert__exercise=False),)


def late_tasks(viewer: Viewer, at: datetime) -> tuple[QuerySet, ...]:
    """This function will return the viewer's own tasks whose time has passed."""
    return (tasks_for(viewer).filter(due_at__lt=at),)


def contacts_to_decide(viewer: Viewer, at: datetime) -> tuple[QuerySet, ...]:
    """This function will return the questions for a reporter's contact that this viewer can decide, and can open now."""
    return awaiting_decision(viewer, at=at), awaiting_opening(viewer, at=at)


# The door in the navigation -> what is counted there, and how a screen reader says it.
WAITING: dict[str, tuple[Callable[[Viewer, datetime], tuple[QuerySet, ...]], str | Promise]] = {
    "triage:queue": (overdue_reports, _("overdue")),
    "reports:disclosures": (contacts_to_decide, _("wait for you")),
    "alerts:list": (unanswered_alerts, _("wait for your confirmation")),
    "coordination:tasks": (late_tasks, _("late")),
}


def counted(viewer: Viewer, views: Collection[str], *, at: datetime) -> Counter[str]:
    """
    This function will count what waits behind each of *views*, with one statement for all of them.

    Each kind is counted up to one more than the badge shows: that is all a badge needs to know.
    """
    names = [view for view in WAITING if view in views]
    marks = [
        waiting.order_by().values_list(Value(n, IntegerField()))[: MOST + 1]
        for n, view in enumerate(names)
        for waiting in WAITING[view][0](viewer, at)
        if not waiting.query.is_empty()
    ]
    if not marks:
        return Counter()
    return Counter(names[n] for (n,) in marks[0].union(*marks[1:], all=True))


def badge(n: int) -> str:
    """This function will return how *n* is written in the navigation; nothing for nothing."""
    return "" if not n else f"{MOST}+" if n > MOST else str(n)
