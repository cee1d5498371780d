"""Numbers, dates and times as people here write them: 92,4 % · Sabtu, 10 Februari 2024 · 06.42 WIB."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

NBSP = "\u00a0"
MINUS = "\u2212"
# By offset, because Indonesia has three zones without summer time and a dozen names for them.
ZONE_NAMES = {7: "WIB", 8: "WITA", 9: "WIT"}


def language() -> str:
    """This function will return the language of the page, Indonesian unless English was chosen."""
    return "en" if (get_language() or "id").startswith("en") else "id"


def number(value: float | int | None, digits: int = 1) -> str:
    """This function will write a number with the language's separators; None becomes a dash."""
    if value is None:
        return "–"
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=language()).replace("-", MINUS)


def share(value: float | None, digits: int = 1) -> str:
    """This function will write a share of 0 to 1 as per cent: ``0.924`` becomes 92,4 % (92.4% in English)."""
    if value is None:
        return "–"
    return number(value * 100, digits) + ("%" if language() == "en" else f"{NBSP}%")


def change(value: float | int | None, digits: int = 1) -> str:
    """This function will write a difference with its sign: +3, −2, or 0."""
    written = number(value, digits)
    return f"+{written}" if value is not None and value > 0 else written


def zone_of(name: str | tzinfo | None) -> tzinfo:
    """This function will return the zone called *name*, or the page's own zone."""
    if name is None:
        return timezone.get_current_timezone()
    return ZoneInfo(name) if isinstance(name, str) else name


def zone_name(moment: datetime) -> str:
    """This function will return WIB, WITA or WIT for a moment in an Indonesian zone, else its offset."""
    offset = moment.utcoffset() or timedelta()
    hours = offset.total_seconds() / 3600
    return ZONE_NAMES.get(hours) or ("UTC" if not hours else f"UTC{hours:+g}")


def day(value: date | datetime | None, zone: str | tzinfo | None = None) -> str:
    """This function will write a day in full: Sabtu, 10 Februari 2024."""
    return _dated(value, "EEEE, d MMMM y", zone)


def short_day(value: date | datetime | None, zone: str | tzinfo | None = None) -> str:
    """This function will write a day for a table: 10 Feb 2024."""
    return _dated(value, "d MMM y", zone)


def _dated(value: date | datetime | None, pattern: str, zone: str | tzinfo | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = value.astimezone(zone_of(zone)).date()
    return format_date(value, pattern, locale=language())


def clock_time(value: datetime | None, zone: str | tzinfo | None = None) -> str:
    """This function will write a time with its zone: 06.42 WIB."""
    if value is None:
        return "–"
    local = value.astimezone(zone_of(zone))
    pattern = "HH:mm" if language() == "en" else "HH.mm"
    return f"{format_datetime(local, pattern, locale=language())}{NBSP}{zone_name(local)}"


def moment(value: datetime | None, zone: str | tzinfo | None = None) -> str:
    """This function will write a day and a time: 10 Feb 2024, 06.42 WIB."""
    return "–" if value is None else f"{short_day(value, zone)}, {clock_time(value, zone)}"


def moment_today(value: datetime | None, at: datetime, zone: str | tzinfo | None = None) -> str:
    """This function will write only the time when *value* lies on the same day as *at*, else day and time."""
    if value is None:
        return "–"
    where = zone_of(zone)
    same = value.astimezone(where).date() == at.astimezone(where).date()
    return clock_time(value, where) if same else moment(value, where)


def iso(value: datetime | None) -> str:
    """This function will write a moment for the ``datetime`` attribute of ``<time>``, in UTC."""
    return "" if value is None else value.astimezone(UTC).isoformat(timespec="seconds")


def span(length: timedelta | float | int | None) -> str:
    """This function will write a length of time by its two largest units: 2 jam 10 menit."""
    if length is None:
        return "–"
    seconds = int(abs(length.total_seconds() if isinstance(length, timedelta) else length))
    days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
    parts = []
    if days:
        parts.append(ngettext("%(n)s day", "%(n)s days", days) % {"n": days})
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if minutes and not days:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes})
    return " ".join(parts) or _("less than a minute")


def since(value: datetime | None, at: datetime) -> str:
    """This function will tell how long before *at* something happened: 3 menit lalu."""
    if value is None:
        return "–"
    if value > at:
        return pgettext("future", "in %(span)s") % {"span": span(value - at)}
    if at - value < timedelta(minutes=1):
        return _("just now")
    return _("%(span)s ago") % {"span": span(at - value)}


def countdown(voting_on: date | None, on: date) -> str:
    """This function will count days around voting day as the offices do: H-4, Hari H, H+2."""
    if voting_on is None:
        return ""
    days = (on - voting_on).days
    return _("Voting day") if not days else f"H{MINUS if days < 0 else '+'}{abs(days)}"


FILTERS = {
    "number": number, "share": share, "change": change, "day": day, "short_day": short_day,
    "clock_time": clock_time, "moment": moment, "moment_today": moment_today, "iso": iso,
    "span": span, "since": since, "file_size": filesizeformat,
}  # fmt: skip
