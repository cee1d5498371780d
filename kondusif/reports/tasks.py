"""What the clock sets going in the reports room."""

from datetime import UTC, datetime

from kondusif.core.jobs import task
from kondusif.reports.actions.upload import forget_stale


@task
def forget_uploads(*, timestamp: int) -> None:
    """This function will throw away photos that began to arrive and never came whole."""
    forget_stale(at=datetime.fromtimestamp(timestamp, UTC))
