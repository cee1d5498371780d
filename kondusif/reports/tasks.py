"""What the clock sets going in the reports room, and tables of reports as jobs: tried out, brought in, taken back."""

from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone

from kondusif.core.jobs import task
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.reports.actions import sheets
from kondusif.reports.actions.upload import forget_stale


@task
def forget_uploads(*, timestamp: int) -> None:
    """This function will throw away photos that began to arrive and never came whole."""
    forget_stale(at=datetime.fromtimestamp(timestamp, UTC))


@task
def check_sheet(sheet_id: str) -> None:
    """This function will try out every row of a table and write nothing but what is wrong with it."""
    with scoped(EVERYWHERE):
        sheets.try_out(UUID(sheet_id), at=timezone.now())


@task
def import_sheet(sheet_id: str) -> None:
    """This function will bring the sound rows of a table in."""
    with scoped(EVERYWHERE):
        sheets.bring_in(UUID(sheet_id), clock=timezone.now)


@task
def undo_sheet(sheet_id: str) -> None:
    """This function will withdraw what a table brought and nobody has judged."""
    with scoped(EVERYWHERE):
        sheets.take_back(UUID(sheet_id), clock=timezone.now)
