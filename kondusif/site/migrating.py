"""The tables of a new installation, without drawing every model again at each of three hundred steps."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState


def quickest(using: str) -> AbstractContextManager[None]:
    """This function will return the way in which the tables of the database *using* are to be migrated inside."""
    return nullcontext() if MigrationRecorder(connections[using]).has_table() else drawn_alone()


@contextmanager
def drawn_alone() -> Iterator[None]:
    """
    Inside, a step of a migration has only the model drawn anew that it changes.

    Django draws everything related to it as well, which is nearly everything and nine tenths of the time; a table
    only needs its own model. A step in Python does get all models drawn anew: the state says that it is behind.
    Steps that follow relations backwards (another type for a key, a model renamed) may need the others, so an
    installation that has tables is migrated in Django's own way, and a test compares the tables of both ways.
    """
    former = ProjectState._find_reload_model  # type: ignore[attr-defined]

    def itself(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
        state.is_delayed = True
        return {(app_label, model_name)}

    ProjectState._find_reload_model = itself  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._find_reload_model = former  # type: ignore[attr-defined]
