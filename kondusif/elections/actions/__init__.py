"""Every write of this room."""

from kondusif.elections.actions.load_calendars import load_calendars
from kondusif.elections.actions.plan_demo_election import plan_demo_election

__all__ = ["load_calendars", "plan_demo_election"]
