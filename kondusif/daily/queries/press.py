"""Press notes: the office's own, and those that everybody may read."""

from uuid import UUID

from django.db.models import QuerySet

from kondusif.core.problems import NOT_HERE, NotFound
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.daily.models import PressNote
from kondusif.daily.states import PressNoteState
from kondusif.people.queries import within
from kondusif.people.viewers import SYSTEM, Viewer


def press_notes_seen_by(viewer: Viewer) -> QuerySet[PressNote]:
    """This function will return the notes of the viewer's own office, in every state, the latest first."""
    notes = PressNote.objects.select_related("region").order_by("-day", "-drafted_at")
    return notes.filter(within(viewer.scope_for("press.draft")))


def press_note_for(viewer: Viewer, note_id: UUID) -> PressNote:
    """
    This function will return the note.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    note = press_notes_seen_by(viewer).filter(pk=note_id).first()
    if note is None:
        raise NotFound("press_note.missing", NOT_HERE)
    return note


def published_notes() -> list[PressNote]:
    """This function will return what everybody may read, the latest first: a citizen holds no office."""
    with scoped(EVERYWHERE):
        return list(press_notes_seen_by(SYSTEM).filter(state=PressNoteState.PUBLISHED)[:50])
