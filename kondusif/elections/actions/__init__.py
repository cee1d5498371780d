"""Every write of this room."""

from kondusif.elections.actions.load_calendars import load_calendars
from kondusif.elections.actions.load_legal_limits import load_legal_limits
from kondusif.elections.actions.plan_demo_election import plan_demo_election
from kondusif.elections.actions.regional_days import NewRegionalDay, enter_regional_days, withdraw_regional_day

__all__ = [
    "NewRegionalDay",
    "enter_regional_days",
    "load_calendars",
    "load_legal_limits",
    "plan_demo_election",
    "withdraw_regional_day",
]
