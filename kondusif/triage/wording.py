"""What the linkage engine found, in the words of an officer."""

from collections.abc import Iterable

from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kondusif.reports.categories import CATEGORIES
from kondusif.reports.models import Report

# Weaker grounds would only be noise beside the others.
LEAST_WEIGHT = 0.15
MOST = 5


def reasons_in_words(reasons: Iterable, report: Report, other: Report) -> list[str]:
    """This function will put the grounds of a pair into words, those for it first; each ground is [code, value, weight]."""
    known = {code: (value, weight) for code, value, weight in reasons}
    words = [_text(known), _nearness(known), *_facts(known, report, other)]
    return [w for w in words if w][:MOST]


def _text(known: dict) -> str:
    value, weight = known.get("text_alike", (0.0, 0.0))
    if weight < LEAST_WEIGHT:
        return _("text differs") if known else ""
    return _("text alike %(share)s %%") % {"share": _number(value * 100, 0)}


def _nearness(known: dict) -> str:
    parts = []
    if "distance" in known:
        km = known["distance"][0]
        parts.append(_("%(km)s km") % {"km": _number(km, 1)})
    if "hours_apart" in known:
        minutes = round(known["hours_apart"][0] * 60)
        if minutes < 120:
            parts.append(_("%(n)d minutes") % {"n": minutes})
        else:
            parts.append(_("%(n)s hours") % {"n": _number(minutes / 60, 0)})
    return ", ".join(parts)


def _facts(known: dict, report: Report, other: Report) -> Iterable[str]:
    number = report.station_number or other.station_number
    if "same_station" in known:
        yield _("same TPS %(n)d") % {"n": number} if number else _("same TPS")
    if "different_station" in known:
        yield _("another TPS")
    if "same_village" in known:
        yield _("same village")
    if "different_village" in known:
        yield _("another village")
    if "same_category" in known:
        yield _("same category: %(name)s") % {"name": CATEGORIES[report.category].name}
    if "same_topic" in known:
        yield _("same subject")
    if "same_number" in known:
        yield _("same figure named")
    if "different_number" in known:
        yield _("another figure named")


def _number(value: float, digits: int) -> str:
    pattern = "0." + "#" * digits if digits else "0"
    return format_decimal(value, format=pattern, locale="en" if (get_language() or "id").startswith("en") else "id")
