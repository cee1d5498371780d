"""Taking hold of a task and adding what shows that work was done."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kondusif.coordination.models import Evidence, Task
from kondusif.core.ids import new_id
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.people.viewers import Grant, Viewer
from kondusif.reports.photos import Photo, store_photos


def locked(task_id: UUID) -> Task:
    """
    This function will hold the row of a task until the transaction ends.

    :raises NotFound: if there is none, or none in the scope.
    """
    task = Task.objects.select_for_update(of=("self",)).select_related("giver").filter(pk=task_id).first()
    if task is None:
        raise NotFound("task.missing", _("There is no such task, or it is not yours to see."))
    return task


def is_stored(task: Task, client_id: UUID | None, by: Viewer) -> bool:
    """
    This function will tell whether a note of this sender's key is stored already: a bad line sends twice.

    :raises Conflict: if the key belongs to another note.
    """
    known = Evidence.objects.filter(client_id=client_id).first() if client_id else None
    if known is None:
        return False
    if (known.task_id, known.person_id) != (task.pk, by.person_id):
        raise Conflict("task.client_id_taken", _("This note was sent under a key that is in use. Send it again."))
    return True


def show(
    task: Task,
    note: str,
    photo: Photo | None,
    grant: Grant,
    by: Viewer,
    at: datetime,
    *,
    client_id: UUID | None = None,
) -> Evidence:
    """
    This function will add a note, and a photo where there is one, to the evidence of *task*.

    :raises Problem: if the note is empty.
    """
    if not note.strip():
        raise Problem(
            "task.no_note", _("Write a few words on what was done."), fields={"note": _("Write what was done.")}
        )
    evidence = Evidence(
        id=new_id(),
        task=task,
        note=note.strip(),
        person_id=by.person_id,
        office_id=grant.office_id,
        at=at,
        client_id=client_id,
    )
    if photo:
        [stored] = store_photos([photo])  # on disk before the row that names it
        evidence.path, evidence.sha256 = stored.path, photo.sha256
    evidence.save(force_insert=True)
    return evidence
