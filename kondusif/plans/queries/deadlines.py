"""Until when reports are due and a status of conflict may last: read from the limits of law, counted by the one engine."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from kondusif.elections.deadlines import Limit, Unit
from kondusif.elections.explaining import address_of
from kondusif.elections.models import LegalLimit
from kondusif.elections.queries import due_for, legal_limit, legal_limits
from kondusif.plans.models import ActionPlan
from kondusif.plans.rules import Period, due_at

STATUS, EXTENSION, COUNCIL = "KONFLIK", "KONFLIK-TAMBAH", "KONFLIK-DPRD"
_CODES = {f"RENAKSI-{p.value.upper()}": p for p in Period}
FIRST_YEAR = 2015  # Permendagri 42/2015; earlier plans are told their dates by today's rule


def report_limits(year: int) -> dict[Period, LegalLimit]:
    """This function will return the limit of each period's report as the law has it in a year."""
    on = date(max(year, FIRST_YEAR), 1, 1)
    return {_CODES[found.code]: found for found in legal_limits(on).filter(code__in=_CODES).order_by("valid_from")}


def report_dates(plan: ActionPlan, limits: dict[Period, LegalLimit] | None = None) -> dict[Period, datetime]:
    """This function will return the last minute of each period's report of a plan, in its region's own time."""
    zone = ZoneInfo(plan.region.timezone)
    found = limits if limits is not None else report_limits(plan.year)
    return {period: due_at(plan.year, found[period].limit, zone) for period in Period}


def most_days(code: str, on: date) -> int:
    """This function will return how many days the law gave on a day for a status of conflict or its extension."""
    return legal_limit(code, on).amount


def counted_days(first: date, last: date) -> Limit:
    """This function will return the calendar days from the day of a decree, which does not count, to the last day."""
    return Limit((last - first).days, Unit.CALENDAR_DAYS)


def council_answers_by(asked_on: date, region_code: str, zone: ZoneInfo) -> date:
    """This function will return the last day on which the council answers in time."""
    start = datetime.combine(asked_on, time(0), zone)
    return due_for(COUNCIL, start, region_code).at.astimezone(zone).date()


def why_due(plan: ActionPlan, code: str) -> str:
    """This function will return the page that counts the due date of a plan's report by the limit *code*."""
    start = datetime.combine(date(max(plan.year, FIRST_YEAR), 1, 1), time(0), ZoneInfo(plan.region.timezone))
    return address_of(start=start, region_code=plan.region_id, code=code)
