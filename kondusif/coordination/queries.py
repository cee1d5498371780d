"""Reading tasks, as far as the viewer's offices reach."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kondusif.coordination.models import Evidence, Task
from kondusif.coordination.states import UNFINISHED, TaskState
from kondusif.core.problems import NotFound, Problem
from kondusif.elections.deadlines import h_minus
from kondusif.elections.queries import next_election, zone_of
from kondusif.elections.rules import days_before
from kondusif.people.models import Office
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer

# So long after a vote, H+n still means that vote.
AFTERMATH = timedelta(days=30)


def tasks_seen_by(viewer: Viewer) -> QuerySet[Task]:
    """This function will return the tasks of the viewer's territory and those given by or to an office held."""
    tasks = Task.objects.select_related("owner", "giver", "region", "alert")
    if viewer.is_system:
        return tasks
    offices = [g.office_id for g in viewer.grants]
    mine = Q(owner_id__in=offices) | Q(giver_id__in=offices) | Q(supporter_ids__overlap=offices)
    return tasks.filter(mine | within(viewer.scope_for("task.read")))


def task_for(viewer: Viewer, task_id: UUID) -> Task:
    """
    This function will return the task.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    task = tasks_seen_by(viewer).filter(pk=task_id).first()
    if task is None:
        raise NotFound("task.missing", "Task not found")
    return task


def tasks_for(viewer: Viewer) -> QuerySet[Task]:
    """This function will return what the viewer's offices still have to do, the most pressing first."""
    offices = [g.office_id for g in viewer.grants]
    return tasks_seen_by(viewer).filter(owner_id__in=offices, state__in=UNFINISHED).order_by("due_at", "id")


def tasks_to_verify(viewer: Viewer) -> QuerySet[Task]:
    """This function will return the done tasks whose evidence an office of the viewer has to judge."""
    regions = viewer.scope_for("task.verify")
    return tasks_seen_by(viewer).filter(state=TaskState.DONE, giver__region_id__in=regions).order_by("done_at", "id")


def tasks_unfinished(viewer: Viewer) -> QuerySet[Task]:
    """This function will return the unfinished tasks, the first due first."""
    return tasks_seen_by(viewer).filter(state__in=UNFINISHED).order_by("due_at", "id")


def tasks_finished(viewer: Viewer) -> QuerySet[Task]:
    """This function will return the verified and cancelled tasks, the latest first."""
    return tasks_seen_by(viewer).filter(state__in=[TaskState.VERIFIED, TaskState.CANCELLED]).order_by("-given_at", "id")


def tasks_overdue(viewer: Viewer, at: datetime) -> QuerySet[Task]:
    """This function will return the unfinished tasks whose time has passed, the latest first due."""
    return tasks_seen_by(viewer).filter(state__in=UNFINISHED, due_at__lt=at).order_by("due_at", "id")


def overdue_by_owner(viewer: Viewer, at: datetime) -> list[tuple[str, int]]:
    """This function will return how many tasks each office is late with, the most first."""
    counts = tasks_overdue(viewer, at).order_by().values("owner__title").annotate(n=Count("id"))
    return sorted(((row["owner__title"], row["n"]) for row in counts), key=lambda pair: (-pair[1], pair[0]))


def tasks_of_alert(viewer: Viewer, alert_id: UUID) -> QuerySet[Task]:
    """This function will return the tasks that came from an alert."""
    return tasks_seen_by(viewer).filter(alert_id=alert_id).order_by("due_at", "id")


def tasks_of_source(viewer: Viewer, source_type: str, source_id: UUID) -> QuerySet[Task]:
    """This function will return the tasks that were born in a meeting, a plan or another thing of a later room."""
    return tasks_seen_by(viewer).filter(source_type=source_type, source_id=source_id).order_by("due_at", "id")


def due_by_rule(rule: str, region_code: str, at: datetime) -> datetime:
    """
    This function will return the moment that ``H-7`` means in a region: the end of that day before the vote in view.

    :raises Problem: if the rule is written otherwise, or no vote is planned to count from.
    """
    try:
        n = days_before(rule)
    except ValueError:
        raise Problem(
            "task.bad_rule", _("The day is not understood."), fields={"due_rule": _("Write a day like H-7, H or H+3.")}
        ) from None
    zone = zone_of(region_code)
    election = next_election(region_code, at.astimezone(zone).date() - AFTERMATH)
    if election is None:
        raise Problem(
            "task.no_vote",
            _("There is no voting day to count from."),
            fields={"due_rule": _("No vote is planned here; choose a date instead.")},
        )
    return h_minus(election.voting_on, n, zone=zone)


def evidence_of(task: Task) -> QuerySet[Evidence]:
    """This function will return what was shown for *task*, oldest first."""
    return Evidence.objects.select_related("office").filter(task=task)


def evidence_with_photo(viewer: Viewer, evidence_id: UUID) -> Evidence | None:
    """This function will return the evidence if it has a photo and its task is one *viewer* may see."""
    return Evidence.objects.filter(pk=evidence_id, task__in=tasks_seen_by(viewer)).exclude(path="").first()


def possible_owners(viewer: Viewer, region_code: str) -> QuerySet[Office]:
    """This function will return the offices in the region to whom a task can be given, nearest level first."""
    codes = [region_code[:n] for n in (13, 8, 5) if len(region_code) >= n]
    return Office.objects.filter(Q(region_id__in=codes) | within([region_code])).order_by("-region__level", "title")
