"""What people read for the codes of ratings."""

from collections.abc import Iterable

from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language, gettext, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kondusif.ratings.index_structure import SURE
from kondusif.ratings.models import IndexValue
from kondusif.ratings.schemes import Scheme

SCHEMES = {
    Scheme.OFFICIAL: _("as the authority wrote it"),
    Scheme.ABSOLUTE: _("fixed cuts"),
    Scheme.SD_REFERENCE: _("mean and standard deviation of an edition"),
    Scheme.SD_LOCAL: _("mean and standard deviation of these areas"),
    Scheme.SITUATION: _("the published situation rule"),
}

REASONS = {
    "incident_severe": ngettext_lazy(
        "%(n)d confirmed incident with victims or against the organisers",
        "%(n)d confirmed incidents with victims or against the organisers", "n"),
    "incident_violent": ngettext_lazy("%(n)d violent or armed incident", "%(n)d violent or armed incidents", "n"),
    "incident_open": ngettext_lazy("%(n)d incident not closed", "%(n)d incidents not closed", "n"),
    "alert_red": ngettext_lazy("%(n)d red warning in force", "%(n)d red warnings in force", "n"),
    "alert_orange": ngettext_lazy("%(n)d orange warning in force", "%(n)d orange warnings in force", "n"),
    "alert_yellow": ngettext_lazy("%(n)d yellow warning in force", "%(n)d yellow warnings in force", "n"),
    "reports_red_credible": ngettext_lazy(
        "%(n)d verified red report that is credible", "%(n)d verified red reports that are credible", "n"),
    "reports_orange_credible": ngettext_lazy(
        "%(n)d verified orange report that is credible", "%(n)d verified orange reports that are credible", "n"),
    "reports_verified_urgent": ngettext_lazy(
        "%(n)d verified urgent report of weak source", "%(n)d verified urgent reports of weak source", "n"),
    "reports_verified_yellow": ngettext_lazy("%(n)d verified yellow report", "%(n)d verified yellow reports", "n"),
    "reports_waiting_urgent": ngettext_lazy(
        "%(n)d urgent report not verified yet", "%(n)d urgent reports not verified yet", "n"),
    "reports_waiting_yellow": ngettext_lazy(
        "%(n)d yellow report not verified yet", "%(n)d yellow reports not verified yet", "n"),
    "cluster": ngettext_lazy("%(n)d cluster of reports that stands out", "%(n)d clusters of reports that stand out", "n"),
    "cluster_real": ngettext_lazy(
        "%(n)d cluster that an analyst holds to be real", "%(n)d clusters that an analyst holds to be real", "n"),
    "nothing_serious": ngettext_lazy(
        "%(n)d report in seven days, none of them serious", "%(n)d reports in seven days, none of them serious", "n"),
    "nothing_heard": ngettext_lazy(
        "nothing heard for seven days", "nothing heard for seven days", "n"),
}  # fmt: skip


def reason_words(reasons: Iterable[dict | str]) -> list[str]:
    """This function will say each stored reason in words; what an officer typed stands as it is."""
    return [r if isinstance(r, str) else _said(r) for r in reasons]


def _said(reason: dict) -> str:
    sentence = REASONS.get(reason.get("code", ""))
    return str(sentence % {"n": reason.get("n", 0)}) if sentence is not None else str(reason.get("code", ""))


DIMENSIONS = {
    "socio_political": _("Social and political setting"),
    "conduct": _("Conduct of the election"),
    "contestation": _("Contestation"),
    "participation": _("Participation"),
}
SUBDIMENSIONS = {
    "security": _("Security"),
    "state": _("Neutrality of the state"),
    "conditions": _("Conditions of life"),
    "voting_rights": _("Right to vote"),
    "preparation": _("Preparation of the vote"),
    "organisers": _("Integrity of the organisers"),
    "counting": _("Counting and disputes"),
    "candidacy": _("Right to stand"),
    "campaign": _("Campaign"),
}
NO_DATA = _("no data yet")
INDEX_CLASSES = {
    "low": pgettext_lazy("index", "low"),
    "moderate": pgettext_lazy("index", "moderate"),
    "high": pgettext_lazy("index", "high"),
}
_COLOURS = {"low": _("green"), "moderate": _("yellow"), "high": _("red")}
_PLACES = {
    "station": ngettext_lazy("%(n)d in a polling station", "%(n)d in polling stations", "n"),
    "village": ngettext_lazy("%(n)d in a village", "%(n)d in villages", "n"),
    "subdistrict": ngettext_lazy("%(n)d of the whole subdistrict", "%(n)d of the whole subdistrict", "n"),
    "regency": ngettext_lazy("%(n)d of the whole regency", "%(n)d of the whole regency", "n"),
    "province": ngettext_lazy("%(n)d of the whole province", "%(n)d of the whole province", "n"),
}
_PLACE_NAMES = {
    "station": _("polling station"), "village": _("village"), "subdistrict": _("subdistrict"),
    "regency": _("regency"), "province": _("province"),
}  # fmt: skip
_INDEX_WARNINGS = {
    "no_data": _("Of some areas nothing was heard in these days. They have no index: no data is not green."),
    "too_few_areas": _("Fewer than two areas have data, so there is nothing to compare. No index was worked out."),
    "few_areas": _(
        "Fewer than ten areas set their own mean and standard deviation: the classes say little. "
        "Use the mean of an edition, or cuts of your own."
    ),
    "unreachable": _("With so few areas hardly any value can lie beyond one standard deviation."),
    "no_spread": _("All areas are alike in what was verified, so that no class and no rank can be given."),
    "no_expert": _("No expert has given scores yet: all indicators weigh the same."),
    "official_missing": _("The authority has not classed every area. Those have no class here."),
}
_CONSTANT = _("All areas are alike in the dimension %(name)s; it tells none of them apart.")


def index_warning(code: str) -> str:
    """This function will say a stored warning of the index in a sentence."""
    kind, _colon, name = code.partition(":")
    if kind == "constant":
        return str(_CONSTANT % {"name": DIMENSIONS.get(name, name)})
    return str(_INDEX_WARNINGS.get(kind, code))


def index_class(value: IndexValue) -> str:
    """This function will name the class of an area, or say that there is no data, or that all are alike."""
    if value.value is None:
        return str(NO_DATA)
    return str(INDEX_CLASSES[value.level]) if value.level else gettext("no class")


def how_sure(value: IndexValue) -> str:
    """This function will say how likely the class shown is: kemungkinan merah 72 %."""
    if value.p_shown is None:
        return ""
    return gettext("likely %(colour)s: %(share)s") % {"colour": _COLOURS[value.level], "share": share(value.p_shown)}


def index_in_words(value: IndexValue) -> str:
    """This function will say class and likelihood in one line; a doubtful class also names the runner-up."""
    said = [index_class(value), how_sure(value)]
    if value.p_shown is not None and value.p_shown < SURE:
        others = {"low": value.p_low, "moderate": value.p_moderate, "high": value.p_high}
        others.pop(value.level)
        second = max(others, key=lambda name: others[name])
        said.append(f"{_COLOURS[second]} {share(others[second])}")
    return ", ".join(part for part in said if part)


def share(value: float | None) -> str:
    """This function will write a likelihood of 0 to 1 in whole per cent."""
    if value is None:
        return ""
    english = (get_language() or "id").startswith("en")
    return format_percent(value, format="#,##0\u00a0%", locale="en" if english else "id")


def most_of_it(value: IndexValue) -> str:
    """This function will name the dimension that adds most to the index, with what it adds."""
    parts = [d for d in value.dimensions if d["part"] > 0]
    if not parts:
        return "–"
    top = max(parts, key=lambda d: d["part"])
    english = (get_language() or "id").startswith("en")
    return f"{DIMENSIONS[top['name']]} ({format_decimal(top['part'], format='0.#', locale='en' if english else 'id')})"


def events_in_words(events: dict[str, int]) -> str:
    """This function will count an indicator's incidents by the kind of place they happened in."""
    return ", ".join(str(_PLACES[place] % {"n": n}) for place, n in events.items()) or gettext("none")


def place_weights(weights: dict[str, float]) -> str:
    """This function will list what an incident weighs by the kind of its place."""
    return ", ".join(f"{_PLACE_NAMES[place]} {weight:g}" for place, weight in weights.items())
