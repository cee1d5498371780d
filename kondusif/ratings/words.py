"""What people read for the codes of ratings."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

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
