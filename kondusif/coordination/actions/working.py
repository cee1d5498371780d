"""What the owner office does with a task: read it, accept it, report on it, hand it in."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kondusif.coordination.actions.showing import is_stored, locked, show
from kondusif.coordination.models import Task
from kondusif.coordination.permissions import check_can_do, check_can_help
from kondusif.coordination.states import MOVES, TaskState
from kondusif.core.actions import record
from kondusif.core.states import check_move
from kondusif.people.viewers import Viewer
from kondusif.reports.photos import Photo


@transaction.atomic
def read_task(*, task_id: UUID, by: Viewer, at: datetime) -> Task:
    """This function will note the first time that somebody of the owner office opened the task; later looks leave it."""
    task = locked(task_id)
    if task.read_at is None and any(grant.office_id == task.owner_id for grant in by.grants):
        task.read_at, task.read_by_id = at, by.person_id
        task.save(update_fields=["read_at", "read_by_id"])
        record("task.read", subject=task, by=by, at=at)
    return task


@transaction.atomic
def accept_task(*, task_id: UUID, by: Viewer, at: datetime) -> Task:
    """
    This function will note that the owner office takes the task on.

    :raises NotAllowed: if *by* does not hold the owner office.
    :raises ForbiddenMove: if it was accepted already or cancelled.
    """
    task = locked(task_id)
    check_can_do(by, task)
    check_move(MOVES, task.state, TaskState.ACCEPTED)
    task.state, task.accepted_at, task.accepted_by_id = TaskState.ACCEPTED, at, by.person_id
    task.save(update_fields=["state", "accepted_at", "accepted_by_id"])
    record("task.accepted", subject=task, by=by, at=at)
    return task


@transaction.atomic
def add_progress(
    *, task_id: UUID, note: str, photo: Photo | None = None, client_id: UUID | None = None, by: Viewer, at: datetime
) -> Task:
    """
    This function will add what has been done so far; *photo* is a picture already made anew from its pixels.

    The owner office adds it, and so does an office that helps. A note that came before under the same
    *client_id* is not stored again.

    :raises NotAllowed: if no office of *by* owns the task or helps with it.
    :raises Problem: if the note is empty.
    :raises ForbiddenMove: if nobody accepted the task yet, or it is over.
    """
    task = locked(task_id)
    grant = check_can_help(by, task)
    if is_stored(task, client_id, by):
        return task
    if task.state != TaskState.IN_PROGRESS:
        check_move(MOVES, task.state, TaskState.IN_PROGRESS)
        task.state = TaskState.IN_PROGRESS
        task.save(update_fields=["state"])
    show(task, note, photo, grant, by, at, client_id=client_id)
    # A helper of another territory writes its history where it may: in its own.
    own = "" if grant.reaches(task.region_id) else grant.region_code
    record("task.progressed", subject=task, by=by, at=at, region_code=own)
    return task


@transaction.atomic
def complete_task(
    *, task_id: UUID, note: str, photo: Photo | None = None, client_id: UUID | None = None, by: Viewer, at: datetime
) -> Task:
    """
    This function will hand the task in with its evidence, for the giver to judge; sent twice it is handed in once.

    :raises Problem: if there is no note: a task without evidence is not done.
    :raises ForbiddenMove: if nobody accepted it yet.
    """
    task = locked(task_id)
    grant = check_can_do(by, task)
    if is_stored(task, client_id, by) and task.state in {TaskState.DONE, TaskState.VERIFIED}:
        return task
    check_move(MOVES, task.state, TaskState.DONE)
    show(task, note, photo, grant, by, at, client_id=client_id)
    task.state, task.done_at, task.done_by_id = TaskState.DONE, at, by.person_id
    task.save(update_fields=["state", "done_at", "done_by_id"])
    record("task.done", subject=task, by=by, at=at)
    return task
