"""What needs this person now: each entry is one thing with one primary action."""

from collections.abc import Iterator
from datetime import datetime

from kondusif.alerts.queries import alerts_for_offices_of, drafts_to_sign
from kondusif.alerts.states import AlertState, Level
from kondusif.board.rules import Decision
from kondusif.coordination.queries import tasks_for, tasks_overdue, tasks_to_verify
from kondusif.detection.queries import clusters_telling, silences_telling
from kondusif.detection.states import Judgement
from kondusif.meetings.queries import invitations_awaiting, meetings_never_opened
from kondusif.people.viewers import Viewer
from kondusif.plans.queries.conflict import statuses_to_decide
from kondusif.plans.queries.plans import plans_to_approve, reports_to_verify
from kondusif.triage.queries import awaiting_triage

# Who waits for what: a signature stops others from being warned, so it stands before everything else.
SIGN, ANSWER, STATUS, REPORTS, CLUSTER, SILENCE, OWN_TASK, VERIFY, PLAN, PLAN_REPORTS = range(10)
LATE_TASK, INVITATION, UNOPENED = range(10, 13)
EACH = 5


def decisions(viewer: Viewer, at: datetime) -> Iterator[Decision]:
    """This function will yield what waits for one of the viewer's offices, in no order."""
    yield from _signatures(viewer)
    yield from _acknowledgements(viewer)
    yield from _plans(viewer)
    yield from _overdue_reports(viewer, at)
    yield from _clusters(viewer, at)
    yield from _tasks(viewer, at)
    yield from _meetings(viewer, at)


def _signatures(viewer: Viewer) -> Iterator[Decision]:
    for alert in drafts_to_sign(viewer).filter(exercise=False)[:EACH]:
        kind = "countersign" if alert.state == AlertState.SIGNED else "sign"
        rank = (SIGN, -alert.level * 1e12 + alert.drafted_at.timestamp())
        yield Decision(rank, kind, alert, urgent=alert.level >= Level.ORANGE)


def _acknowledgements(viewer: Viewer) -> Iterator[Decision]:
    for addressee in alerts_for_offices_of(viewer).filter(alert__exercise=False)[:EACH]:
        due = addressee.due_at.timestamp() if addressee.due_at else float("inf")
        yield Decision((ANSWER, due), "acknowledge", addressee, urgent=addressee.alert.level >= Level.ORANGE)


def _plans(viewer: Viewer) -> Iterator[Decision]:
    for status in statuses_to_decide(viewer)[:EACH]:
        yield Decision((STATUS, status.proposed_at.timestamp()), "status", status, urgent=True)
    for plan in plans_to_approve(viewer)[:EACH]:
        yield Decision((PLAN, plan.submitted_at.timestamp()), "plan", plan)
    n = reports_to_verify(viewer).exclude(submitted_by_id=viewer.person_id).count()
    if n:
        yield Decision((PLAN_REPORTS, 0), "plan_reports", n)


def _overdue_reports(viewer: Viewer, at: datetime) -> Iterator[Decision]:
    if viewer.scope_for("report.read"):
        n = awaiting_triage(viewer).filter(exercise=False, due_at__lt=at).count()
        if n:
            yield Decision((REPORTS, 0), "overdue_reports", n, urgent=False)


def _clusters(viewer: Viewer, at: datetime) -> Iterator[Decision]:
    if not viewer.scope_for("cluster.judge"):
        return
    unjudged = [c for c in clusters_telling(viewer, at) if c.judgement == Judgement.UNJUDGED]
    for cluster in unjudged[:EACH]:
        yield Decision((CLUSTER, cluster.chance), "cluster", cluster)
    unasked = [c for c in silences_telling(viewer, at) if c.judgement == Judgement.UNJUDGED]
    for silence in unasked[:EACH]:
        yield Decision((SILENCE, silence.chance), "silence", silence)


def _tasks(viewer: Viewer, at: datetime) -> Iterator[Decision]:
    own = list(tasks_for(viewer)[:EACH])
    for task in own:
        yield Decision((OWN_TASK, task.due_at.timestamp()), "own_task", task, urgent=task.is_overdue(at))
    for task in tasks_to_verify(viewer)[:EACH]:
        yield Decision((VERIFY, task.due_at.timestamp()), "verify", task)
    mine = {task.pk for task in own}
    if viewer.scope_for("task.give"):
        for task in tasks_overdue(viewer, at)[:EACH]:
            if task.pk not in mine:
                yield Decision((LATE_TASK, task.due_at.timestamp()), "late_task", task)


def _meetings(viewer: Viewer, at: datetime) -> Iterator[Decision]:
    for invitee in invitations_awaiting(viewer).filter(meeting__starts_at__gt=at)[:EACH]:
        yield Decision((INVITATION, invitee.meeting.starts_at.timestamp()), "invitation", invitee)
    if viewer.scope_for("meeting.plan"):
        for meeting in meetings_never_opened(viewer, at)[:EACH]:
            if viewer.may("meeting.plan", meeting.region_id):
                yield Decision((UNOPENED, meeting.starts_at.timestamp()), "unopened", meeting)
