"""What the linkage engine found, in the words of an officer."""

from collections.abc import Iterable

from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kondusif.regions.measure import distance_km
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.models import Report
from kondusif.triage.models import Link

# Weaker grounds would only be noise beside the others.
LEAST_WEIGHT = 0.15
MOST = 5


def reasons_in_words(reasons: Iterable, report: Report, other: Report | None = None) -> list[str]:
    """This function will put the grounds of a pair into words, those for it first; each ground is [code, value, weight]. Without *other* how far apart is left out."""
    known = {code: (value, weight) for code, value, weight in reasons}
    words = [_text(known), _nearness(report, other) if other else "", *_facts(known, report, other or report)]
    return [w for w in words if w][:MOST]


def link_in_words(link: Link) -> str:
    """This function will say by which grounds a report was put to its incident; empty where a person saw them alone."""
    if link.probability is None:
        return ""
    said = [_("likely the same: %(share)s %%") % {"share": _number(link.probability * 100, 0)}]
    return " · ".join([*said, *reasons_in_words(link.reasons, link.report)])


def _text(known: dict) -> str:
    value, weight = known.get("text_alike", (0.0, 0.0))
    # Letters and whole words are weighed apart, and are one ground to a reader.
    if weight + known.get("shared_words", (0.0, 0.0))[1] < LEAST_WEIGHT:
        return _("text differs") if known else ""
    return _("text alike %(share)s %%") % {"share": _number(value * 100, 0)}


def _nearness(report: Report, other: Report) -> str:
    """How far apart, from the reports themselves: the engine leaves out what weighs nothing, an officer wants to read it."""
    parts = []
    if report.lon is not None and other.lon is not None:
        km = float(distance_km(report.lon, report.lat, other.lon, other.lat))
        parts.append(_("%(km)s km") % {"km": _number(km, 1)})
    minutes = round(abs((report.event_at - other.event_at).total_seconds()) / 60)
    if minutes < 120:
        parts.append(_("%(n)d minutes") % {"n": minutes})
    else:
        parts.append(_("%(n)s hours") % {"n": _number(minutes / 60, 0)})
    return ", ".join(parts)


_FACTS = {
    "different_station": gettext_lazy("another TPS"),
    "same_village": gettext_lazy("same village"),
    "different_village": gettext_lazy("another village"),
    "same_topic": gettext_lazy("same subject"),
    "same_number": gettext_lazy("same figure named"),
    "different_number": gettext_lazy("another figure named"),
}


def _facts(known: dict, report: Report, other: Report) -> Iterable[str]:
    if "same_station" in known:
        number = report.station_number or other.station_number
        yield _("same TPS %(n)d") % {"n": number} if number else _("same TPS")
    if "same_category" in known:
        yield _("same category: %(name)s") % {"name": CATEGORIES[report.category].name}
    yield from (str(words) for code, words in _FACTS.items() if code in known)


def _number(value: float, digits: int) -> str:
    pattern = "0." + "#" * digits if digits else "0"
    return format_decimal(value, format=pattern, locale="en" if (get_language() or "id").startswith("en") else "id")
