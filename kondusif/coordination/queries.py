"""Reading tasks, as far as the viewer's offices reach."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kondusif.coordination.models import Evidence, Task
from kondusif.coordination.rules import REMIND_AFTER
from kondusif.coordination.states import UNFINISHED, TaskState
from kondusif.core.problems import NOT_HERE, NotFound, Problem
from kondusif.elections.deadlines import h_minus, next_working_day
from kondusif.elections.queries import days_off_for, next_election, zone_of
from kondusif.elections.rules import days_before
from kondusif.people.models import Office
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer

# So long after a vote, H+n still means that vote.
AFTERMATH = timedelta(days=30)
PAGE = 50


def tasks_seen_by(viewer: Viewer) -> QuerySet[Task]:
    """This function will return the tasks of the viewer's territory and those given by or to an office held."""
    tasks = Task.objects.select_related("owner", "giver", "region", "alert", "read_by")
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
        raise NotFound("task.missing", NOT_HERE)
    return task


def tasks_for(viewer: Viewer) -> QuerySet[Task]:
    """This function will return what the viewer's offices still have to do, the most pressing first."""
    offices = [g.office_id for g in viewer.grants]
    return tasks_seen_by(viewer).filter(owner_id__in=offices, state__in=UNFINISHED).order_by("due_at", "id")


def tasks_helped_by(viewer: Viewer) -> QuerySet[Task]:
    """This function will return the unfinished tasks of others with which an office of the viewer helps."""
    offices = [g.office_id for g in viewer.grants]
    helped = tasks_seen_by(viewer).filter(supporter_ids__overlap=offices, state__in=UNFINISHED)
    return helped.exclude(owner_id__in=offices).order_by("due_at", "id")


def tasks_to_verify(viewer: Viewer) -> QuerySet[Task]:
    """This function will return the done tasks whose evidence an office of the viewer has to judge."""
    regions = viewer.scope_for("task.verify")
    return tasks_seen_by(viewer).filter(state=TaskState.DONE, giver__region_id__in=regions).order_by("done_at", "id")


def tasks_unfinished(viewer: Viewer) -> QuerySet[Task]:
    """This function will return the unfinished tasks, the first due first."""
    return tasks_seen_by(viewer).filter(state__in=UNFINISHED).order_by("due_at", "id")


@dataclass(frozen=True)
class Wanted:
    """Which tasks a list shows."""

    state: str = ""  # a state, "unfinished" (as does nothing), or "all"
    owner_id: UUID | None = None
    overdue: bool = False
    source_type: str = ""  # "alert", or a later room's word


def task_page(
    viewer: Viewer, wanted: Wanted, at: datetime, *, after: tuple[datetime, UUID] | None = None, most: int = PAGE
) -> list[Task]:
    """
    This function will return one page of the tasks *wanted*, the first due first, and one more if there is a next.

    *after* is the due moment and number of the last one seen: the thousandth page costs what the first does.
    """
    tasks = tasks_seen_by(viewer).filter(_condition(wanted, at))
    if after is not None:
        due_at, pk = after
        tasks = tasks.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk), due_at__gte=due_at)
    return list(tasks.select_related(None).select_related("owner").order_by("due_at", "id")[: most + 1])


def _condition(wanted: Wanted, at: datetime) -> Q:
    condition = Q()
    if wanted.overdue or wanted.state in {"", "unfinished"}:
        condition &= Q(state__in=sorted(UNFINISHED))
    elif wanted.state != "all":
        condition &= Q(state=wanted.state)
    if wanted.overdue:
        condition &= Q(due_at__lt=at)
    if wanted.owner_id:
        condition &= Q(owner_id=wanted.owner_id)
    if wanted.source_type == "alert":
        condition &= Q(alert__isnull=False)
    elif wanted.source_type:
        condition &= Q(source_type=wanted.source_type)
    return condition


def owners_seen_by(viewer: Viewer) -> list[tuple[UUID, str]]:
    """This function will return the offices that have tasks the viewer sees, for the filter of the list."""
    owners = tasks_seen_by(viewer).order_by().values_list("owner_id", "owner__title").distinct()
    return sorted(owners, key=lambda pair: pair[1])


@dataclass(frozen=True)
class OfficeLag:
    """How an office stands: what it still has to do, what of it is late, and since when."""

    office_id: UUID
    title: str
    n_unfinished: int
    n_overdue: int
    n_unaccepted: int  # given more than a day ago
    oldest_due_at: datetime | None


def lag_by_office(viewer: Viewer, at: datetime) -> list[OfficeLag]:
    """This function will return how each office with unfinished tasks stands, the latest ones first."""
    late = Q(due_at__lt=at)
    rows = (
        tasks_unfinished(viewer)
        .order_by()
        .values("owner_id", "owner__title")
        .annotate(
            n=Count("id"),
            n_late=Count("id", filter=late),
            n_open=Count("id", filter=Q(state=TaskState.OPEN, given_at__lte=at - REMIND_AFTER)),
            oldest=Min("due_at", filter=late),
        )
    )
    found = [OfficeLag(r["owner_id"], r["owner__title"], r["n"], r["n_late"], r["n_open"], r["oldest"]) for r in rows]
    return sorted(found, key=lambda o: (-o.n_overdue, -o.n_unaccepted, o.title))


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


def supporters_of(task: Task) -> QuerySet[Office]:
    """This function will return the offices that help with *task*."""
    return Office.objects.filter(pk__in=task.supporter_ids).order_by("title")


def due_by_rule_now(task: Task, at: datetime) -> datetime | None:
    """This function will return what *task*'s H-n means today, where that differs from what it meant when given."""
    if not task.due_rule or task.state not in UNFINISHED:
        return None
    try:
        now = due_by_rule(task.due_rule, task.region_id, at)
    except Problem:
        return None
    return now if now != task.due_at else None


def working_moment(due_at: datetime, region_code: str) -> datetime:
    """This function will return *due_at*, or the same hour of the next working day where offices are closed that day."""
    local = due_at.astimezone(zone_of(region_code))
    day = next_working_day(local.date(), days_off_for(region_code))
    return local + (day - local.date())


def possible_owners(viewer: Viewer, region_code: str) -> QuerySet[Office]:
    """This function will return the offices about the region to whom *viewer* can give a task, nearest level first."""
    codes = [region_code[:n] for n in (13, 8, 5) if len(region_code) >= n]
    about = Q(region_id__in=codes) | within([region_code])
    return Office.objects.filter(about, within(viewer.scope_for("task.give"))).order_by("-region__level", "title")
