"""Decisions about tasks without rows."""

from datetime import datetime, timedelta

from kondusif.coordination.states import Nature, TaskState
from kondusif.elections.deadlines import Limit, Unit
from kondusif.people.roles import Role
from kondusif.reports.states import ReportState

REMIND = Limit(24, Unit.CLOCK_HOURS)  # nobody accepted: the owner is reminded
CALL_SUPERIOR = Limit(48, Unit.CLOCK_HOURS)  # still nobody: the owner's superior is told
REMIND_AFTER, CALL_SUPERIOR_AFTER = REMIND.span, CALL_SUPERIOR.span
REMIND_AGAIN_AFTER = timedelta(hours=12)  # by hand, no office is asked more often

# Offices of the regional government's own chain: they can be instructed. Others are asked.
_OWN_CHAIN = frozenset(
    {Role.REGIONAL_SECRETARY, Role.AGENCY_HEAD, Role.DUTY_OPERATOR, Role.ANALYST, Role.POLITICS_OFFICER,
     Role.SUBDISTRICT_HEAD, Role.VILLAGE_HEAD, Role.AGENCY_FOCAL}
)  # fmt: skip


def nature_for(owner: Role) -> Nature:
    """
    This function will return how binding a task is for an office of this role.

    A regional government instructs its own chain, requests of vertical agencies, appeals to citizens' bodies.
    """
    if owner in _OWN_CHAIN:
        return Nature.INSTRUCTION
    return Nature.APPEAL if owner in {Role.COMMUNITY_FORUM, Role.ORG_USER} else Nature.REQUEST


def reminder_due(given_at: datetime, *, accepted: bool, at: datetime) -> str:
    """This function will return ``"superior"``, ``"owner"`` or ``""``: who is to be told that nobody accepted."""
    if accepted:
        return ""
    waited = at - given_at
    if waited >= CALL_SUPERIOR_AFTER:
        return "superior"
    return "owner" if waited >= REMIND_AFTER else ""


# How far a task takes the reports behind it.
_REACHES = {
    TaskState.OPEN: ReportState.ASSIGNED,
    TaskState.ACCEPTED: ReportState.IN_PROGRESS,
    TaskState.IN_PROGRESS: ReportState.IN_PROGRESS,
    TaskState.DONE: ReportState.IN_PROGRESS,
    TaskState.VERIFIED: ReportState.RESOLVED,
}
_PATH = (ReportState.VERIFIED, ReportState.ASSIGNED, ReportState.IN_PROGRESS, ReportState.RESOLVED)


def steps_onward(task: TaskState | str, report: ReportState | str) -> tuple[ReportState, ...]:
    """
    This function will return the moves that bring a *report* to where its *task* has come, in order.

    A report that was not verified, or is further already, moves nowhere.
    """
    goal = _REACHES.get(TaskState(task))
    now = ReportState(report)
    if goal is None or now not in _PATH:
        return ()
    return _PATH[_PATH.index(now) + 1 : _PATH.index(goal) + 1]
