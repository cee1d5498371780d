"""What people read of second opinions: detectors that look at one subdistrict alone."""

from datetime import date, timedelta

from babel.dates import format_date
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kondusif.detection.bridge.opinions import CUSUM, EARS, FARRINGTON
from kondusif.detection.words import number

DETECTORS = {
    CUSUM: _("Has it risen and stayed up? (CUSUM)"),
    EARS: _("Was there a jump in one day? (EARS C2)"),
    FARRINGTON: _("Is it much for the season? (Farrington)"),
}


def says(said: dict) -> str:
    """This function will say what one detector holds of one subdistrict, and of which day or week."""
    if said["alarm"] is None:
        return _too_little(said)
    return {CUSUM: _cusum, EARS: _ears, FARRINGTON: _farrington}[said["detector"]](said)


def by_chance(said: dict) -> str:
    """This function will say how often the detector alarms here by chance in a quiet campaign."""
    if said["chance"] is None:
        return "–"
    named = {"n": number(said["chance"])}
    if said["chance_is_bound"]:
        return gettext("at most %(n)s times a quiet campaign") % named
    return gettext("%(n)s times a quiet campaign") % named


def _too_little(said: dict) -> str:
    figures = {"known": said["known"], "needed": said["needed"]}
    if said["detector"] == FARRINGTON:
        return gettext("Not enough data: it needs %(needed)d weeks of reports, %(known)d are known.") % figures
    return gettext("Not enough data: it needs %(needed)d days of reports, %(known)d are known.") % figures


def _cusum(said: dict) -> str:
    named = {"n": said["n"], "usual": number(said["usual"]), "day": _day(date.fromisoformat(said["on"]))}
    if said["alarm"]:
        return gettext("Yes, noticed on %(day)s: %(n)d in 14 days, usually %(usual)s.") % named
    return gettext("No: %(n)d in 14 days up to %(day)s, usually %(usual)s.") % named


def _ears(said: dict) -> str:
    named = {"n": said["n"], "most": number(said["usual"]), "day": _day(date.fromisoformat(said["on"]))}
    if said["alarm"]:
        return gettext("Yes, on %(day)s: %(n)d in one day; above %(most)s is unusual here.") % named
    return gettext("No, on none of the last 14 days, up to %(day)s; above %(most)s would be unusual.") % named


def _farrington(said: dict) -> str:
    until = date.fromisoformat(said["on"])
    named = {
        "n": said["n"], "most": number(said["usual"]), "first": _day(until - timedelta(days=6)),
        "last": _day(until),
    }  # fmt: skip
    if said["alarm"]:
        return gettext("Yes, %(first)s to %(last)s: %(n)d; above %(most)s is unusual for the season.") % named
    return gettext("No, %(first)s to %(last)s: %(n)d; up to %(most)s is usual for the season.") % named


def _day(on: date) -> str:
    return format_date(on, "d MMM", locale="en" if (get_language() or "id").startswith("en") else "id")
