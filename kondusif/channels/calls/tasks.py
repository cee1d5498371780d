"""What the clock does with calls."""

from datetime import UTC, datetime

from kondusif.channels.calls import actions
from kondusif.core.jobs import task
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import SYSTEM


@task
def tidy_calls(*, timestamp: int) -> None:
    """This function will end the calls nobody ended, so that no number stays, and let flags run out."""
    with scoped(EVERYWHERE):
        actions.tidy_calls(by=SYSTEM, at=datetime.fromtimestamp(timestamp, UTC))
