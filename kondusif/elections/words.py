"""How limits, units and the steps of counting are told to people."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kondusif.elections.deadlines import Mark, Step, Unit
from kondusif.elections.rules import Certainty, LimitFamily

EVENTS = {
    "regional_day.entered": gettext_lazy("Regional day off entered"),
    "regional_day.withdrawn": gettext_lazy("Regional day off withdrawn"),
}
FAMILIES = {
    LimitFamily.PEMILU: gettext_lazy("General election"),
    LimitFamily.PILKADA: gettext_lazy("Local election"),
    LimitFamily.ELECTION: gettext_lazy("Both elections"),
    LimitFamily.SERVICE: gettext_lazy("Public service and complaints"),
    LimitFamily.INFORMATION: gettext_lazy("Public information"),
    LimitFamily.PRIVACY: gettext_lazy("Data protection"),
    LimitFamily.CONFLICT: gettext_lazy("Social conflict"),
    LimitFamily.ORGANISATION: gettext_lazy("Organisations"),
}
CERTAINTIES = {
    Certainty.VERIFIED: gettext_lazy("read in the source named"),
    Certainty.MEMORY: gettext_lazy("from memory, check first"),
}
UNITS = {
    Unit.WORKING_DAYS: gettext_lazy("working days"),
    Unit.CALENDAR_DAYS: gettext_lazy("calendar days"),
    Unit.CLOCK_HOURS: gettext_lazy("hours by the clock"),
    Unit.MINUTES: gettext_lazy("minutes"),
    Unit.DAYS_BEFORE: gettext_lazy("days before the voting day (H-n)"),
    Unit.MONTH_ENDS: gettext_lazy("month ends"),
}
RULES = {
    Unit.WORKING_DAYS: gettext_lazy(
        "The first day does not count. Saturday, Sunday, public holidays, joint leave and regional days do not count "
        "either. It is due at the end of the last day, 23.59 local time."
    ),
    Unit.CALENDAR_DAYS: gettext_lazy(
        "The first day does not count; every following day does, days off too. It is due at the end of the last day, "
        "23.59 local time."
    ),
    Unit.CLOCK_HOURS: gettext_lazy("The clock runs from the minute on, through nights, weekends and holidays."),
    Unit.MINUTES: gettext_lazy("The clock runs from the minute on, through nights, weekends and holidays."),
    Unit.DAYS_BEFORE: gettext_lazy(
        "Counted backwards from the voting day, days off too. It is due at the end of that day, 23.59 local time."
    ),
    Unit.MONTH_ENDS: gettext_lazy("The month of the start is the first one. It is due at the end of its last day."),
}


def amount(n: int, unit: Unit | str) -> str:
    """This function will say an amount with its unit: ``3 hari kerja``, ``H-7``."""
    if (n, unit) == (0, Unit.CALENDAR_DAYS):
        return _("the same day")
    if unit == Unit.CLOCK_HOURS and n % 24 == 0:
        return _("%(days)s x 24 hours") % {"days": n // 24}
    if unit == Unit.DAYS_BEFORE:
        return "H" if n == 0 else f"H-{n}"
    if unit == Unit.MONTH_ENDS:
        return _("end of month %(n)s") % {"n": n}
    return {
        Unit.WORKING_DAYS: ngettext("%(num)s working day", "%(num)s working days", n),
        Unit.CALENDAR_DAYS: ngettext("%(num)s calendar day", "%(num)s calendar days", n),
        Unit.CLOCK_HOURS: ngettext("%(num)s hour", "%(num)s hours", n),
        Unit.MINUTES: ngettext("%(num)s minute", "%(num)s minutes", n),
    }[Unit(unit)] % {"num": n}


_STEPS = {
    Mark.START: gettext_lazy("start, does not count"),
    Mark.COUNTED: gettext_lazy("counts as day %(n)s"),
    Mark.WEEKEND: gettext_lazy("weekend, does not count"),
    Mark.PUBLIC: gettext_lazy("public holiday: %(name)s; does not count"),
    Mark.JOINT_LEAVE: gettext_lazy("joint leave: %(name)s; does not count"),
    Mark.REGIONAL: gettext_lazy("regional day off: %(name)s; does not count"),
    Mark.RUNS: gettext_lazy("the clock runs"),
    Mark.DUE: gettext_lazy("due"),
}


def step_sentence(step: Step) -> str:
    """This function will say what happened to a day, with the reason."""
    sentence = str(_STEPS[step.text_key])
    if step.text_key is Mark.RUNS and step.reason:
        sentence = _("the clock runs, also on %(name)s")
    return sentence % {"n": step.n, "name": step.reason or "–"}
