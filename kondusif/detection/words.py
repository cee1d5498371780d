"""What people read for the codes of scans and clusters."""

from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kondusif.detection import rules
from kondusif.detection.counting import ALL
from kondusif.detection.models import Calibration, Cluster, Run
from kondusif.detection.states import Judgement, Kind, RunState, Source, Step
from kondusif.reports.categories import PublicGroup

STATES = {
    RunState.QUEUED: _("waiting"),
    RunState.RUNNING: _("under way"),
    RunState.DONE: _("finished"),
    RunState.FAILED: _("failed"),
}
STATE_TONES = {RunState.QUEUED: "outline", RunState.RUNNING: "brand", RunState.DONE: "good", RunState.FAILED: "alarm"}

STEPS = {
    Step.WAITING: _("Waiting for a worker"),
    Step.READING: _("Reading the reports"),
    Step.SCANNING: _("Comparing with 999 worlds without clusters"),
    Step.WRITING: _("Writing down what was found"),
    Step.ENDED: _("Ended"),
}

SOURCES = {Source.REPORTS: _("reports"), Source.INCIDENTS: _("incidents")}

STREAMS = {
    ALL: _("all kinds of reports"),
    PublicGroup.SECURITY: _("reports on security"),
    PublicGroup.FAIRNESS: _("reports on fairness"),
    PublicGroup.ORGANISATION: _("reports on the organisation of the vote"),
    PublicGroup.HAZARD: _("reports on hazards"),
    PublicGroup.OTHER: _("other reports"),
}

KINDS = {Kind.STP: _("too many reports"), Kind.SILENT: _("silent areas")}
CLOSE_INCIDENTS = _("incidents too close together")
METHODS = {
    "stp": _("space-time permutation scan, prospective (Kulldorff et al. 2005)"),
    "silent": _("expectation-based Poisson scan for deficits, prospective (Neill 2009)"),
}

JUDGEMENTS = {
    Judgement.UNJUDGED: _("not judged yet"),
    Judgement.REAL: _("real: something is happening here"),
    Judgement.KNOWN: _("known: explained by a planned event or a case in hand"),
    Judgement.ARTEFACT: _("artefact: of reporting, not of events"),
}
# The same three judgements, said of reports that fail to come.
SILENCE_JUDGEMENTS = {
    Judgement.UNJUDGED: _("not judged yet"),
    Judgement.REAL: _("cut off: something keeps people here from reporting"),
    Judgement.KNOWN: _("explained: calm, a holiday, or a known pause"),
    Judgement.ARTEFACT: _("artefact: a busy reporter stopped, or reports go another way now"),
}
JUDGEMENT_TONES = {Judgement.UNJUDGED: "outline", Judgement.REAL: "alarm", Judgement.KNOWN: "", Judgement.ARTEFACT: ""}

ERRORS = {
    "engine_refused": _(
        "The engine did not accept the counted reports. Nothing was lost; tell the administrator the number of this scan."
    ),
    "worker_lost": _(
        "The worker that made this scan stopped before the end. The next scan starts afresh; nothing was lost."
    ),
    "unexpected": _(
        "The scan broke off. Nothing was lost; it is tried again within the hour. If it breaks off again, tell the administrator the number of this scan."
    ),
}


def error_sentence(code: str) -> str:
    """This function will say why a scan failed and what now."""
    return str(ERRORS.get(code, ERRORS["unexpected"]))


def looked_for(run: Run) -> str:
    """This function will say what a scan looked for."""
    return str(CLOSE_INCIDENTS if run.source == Source.INCIDENTS else KINDS[Kind(run.kind)])


def judgement(cluster: Cluster) -> str:
    """This function will say what a finding was judged to be."""
    return str((SILENCE_JUDGEMENTS if cluster.is_silence else JUDGEMENTS)[Judgement(cluster.judgement)])


def chance(cluster: Cluster) -> str:
    """This function will say how often such an alarm comes by chance in a quiet campaign; never a bare p-value."""
    if not cluster.is_chance_known:
        return gettext(
            "It is not known yet how often such an alarm comes by chance in a quiet campaign: quiet campaigns of this "
            "region are being simulated."
        )
    return how_often(cluster.chance, cluster.chance_is_bound)


def how_often(alarms_per_campaign: float, is_bound: bool = False) -> str:
    """This function will say a number of chance alarms in a quiet campaign in a sentence."""
    days = rules.CAMPAIGN_DAYS
    if alarms_per_campaign > 1 / 1.5:
        n = number(alarms_per_campaign)
        said = gettext("An alarm like this appears by chance about %(n)s times in one quiet campaign of %(days)d days.")
        return said % {"n": n, "days": days}
    n = number(1 / alarms_per_campaign)
    if is_bound:
        said = gettext(
            "An alarm like this appears by chance once in %(n)s quiet campaigns of %(days)d days each, or less often."
        )
    else:
        said = gettext(
            "An alarm like this appears by chance about once in %(n)s quiet campaigns of %(days)d days each."
        )
    return said % {"n": n, "days": days}


def how_often_briefly(cluster: Cluster) -> str:
    """This function will say the same in few words, for a line of a list."""
    return number_briefly(cluster.alarms_per_campaign, cluster.chance_is_bound)


def number_briefly(alarms_per_campaign: float | None, is_bound: bool = False) -> str:
    """This function will say a number of chance alarms in few words, or that it is not known yet; *is_bound* where it is at most that."""
    if alarms_per_campaign is None:
        return gettext("by chance: not known yet, being simulated")
    if alarms_per_campaign > 1 / 1.5:
        return gettext("by chance %(n)s times a quiet campaign") % {"n": number(alarms_per_campaign)}
    if is_bound:
        return gettext("by chance once in %(n)s quiet campaigns or less often") % {"n": number(1 / alarms_per_campaign)}
    return gettext("by chance once in %(n)s quiet campaigns") % {"n": number(1 / alarms_per_campaign)}


def how_often_shortest(cluster: Cluster) -> str:
    """This function will say the same in the least words that can be understood, for an SMS."""
    often = cluster.alarms_per_campaign
    if often is None:
        return gettext("chance not known yet")
    if often > 1 / 1.5:
        return gettext("by chance %(n)sx/campaign") % {"n": number(often)}
    n = number(1 / often) + ("+" if cluster.chance_is_bound else "")
    return gettext("by chance 1x/%(n)s campaigns") % {"n": n}


def caution(cluster: Cluster) -> list[str]:
    """
    This function will say both things without which an alarm on a map is taken for trouble: chance, and what is usually sent there.

    In few words: a map on a telephone is small, and the page behind it says all.
    """
    by_chance = how_often_briefly(cluster)
    usually = f"{gettext('Reports it usually sends')}: {rate_briefly(cluster.rate)}"
    return [by_chance[:1].upper() + by_chance[1:], usually]


def promise_of_series(campaigns: int) -> str:
    """This function will say by what the chance of a risen series was worked out."""
    if not campaigns:
        return gettext("How often chance alone raises such a series is not known yet; it is being simulated.")
    said = gettext("Chance was counted in %(n)s simulated quiet campaigns, over all series together.")
    return said % {"n": number(campaigns)}


def promise(calibration: Calibration | None, kind: str = Kind.STP, source: str = Source.REPORTS) -> str:
    """This function will say by what the chance was worked out, and what the promise leaves out."""
    if calibration is None:
        return gettext(
            "Quiet campaigns of this region have not been simulated yet for this kind of alarm. They are simulated beside "
            "the daily work as soon as an alarm needs them, and anew every night. Until then an alarm is shown if one scan "
            "a day would bring one as strong no oftener than once in two campaigns."
        )
    n, looks = calibration.parameters["campaigns"], calibration.parameters.get("looks", 1)
    said = ngettext(
        "Counted in %(n)s simulated quiet campaign over the places and habits of this region, with %(looks)s scans a day.",
        "Counted in %(n)s simulated quiet campaigns over the places and habits of this region, with %(looks)s scans a day.",
        n,
    ) % {"n": number(n), "looks": number(looks)}
    if kind == Kind.SILENT:
        return f"{said} " + gettext("A busy reporter who stops raises such an alarm more often than that.")
    if looks < rules.LOOKS_PER_DAY:
        said += " " + gettext("In truth it is scanned every hour, which raises chance alarms somewhat more often.")
    if source == Source.INCIDENTS:
        return f"{said} " + gettext("Incidents that grow out of one another raise chance alarms more often than that.")
    return f"{said} " + gettext("People who copy one another's reports raise chance alarms more often than that.")


def rate(rate: dict) -> str:
    """This function will say how many reports these places usually send, by whose count of people, or that it is not known."""
    if not rate:
        return gettext("How many reports these places usually send: no data yet.")
    figures = {"days": rate["n_days"], "n": number(rate["n_reports"])}
    if rate["per_10k"] is None:
        return (
            gettext(
                "In the %(days)d days before it these places sent %(n)s reports. Reports for every 10,000 voters: no data yet, "
                "because neither voters nor residents of all these places are known here."
            )
            % figures
        )
    figures |= {"rate": number(rate["per_10k"])}
    if rate["counted"] == "voters":
        said = gettext(
            "In the %(days)d days before it these places sent %(n)s reports: usually %(rate)s in 30 days for every 10,000 voters."
        )
    elif rate["wider"]:
        said = gettext(
            "In the %(days)d days before it the subdistricts of these places sent %(n)s reports: usually %(rate)s in 30 days "
            "for every 10,000 residents, because voters and the residents of single places are not known here."
        )
    else:
        said = gettext(
            "In the %(days)d days before it these places sent %(n)s reports: usually %(rate)s in 30 days for every 10,000 "
            "residents, because the number of voters is not known here."
        )
    told = [said % figures]
    if rate["region_per_10k"] is not None:
        told.append(gettext("The whole region: %(all)s.") % {"all": number(rate["region_per_10k"])})
    if rate.get("source"):
        named = gettext("Voters: %(source)s.") if rate["counted"] == "voters" else gettext("Residents: %(source)s.")
        told.append(named % {"source": rate["source"].rstrip(".")})
    return " ".join(told)


def rate_briefly(rate: dict) -> str:
    """This function will say the same in few words, for a line of a list."""
    if not rate or rate["per_10k"] is None:
        return gettext("no data yet")
    figures = {"n": number(rate["per_10k"])}
    if rate["counted"] == "voters":
        return gettext("%(n)s for every 10,000 voters in 30 days") % figures
    return gettext("%(n)s for every 10,000 residents in 30 days") % figures


def number(value: float) -> str:
    """This function will write a figure as the reader's language does; three digits are enough for a chance."""
    digits = "#,##0" if value >= 10 or value == int(value) else "0.#" if value >= 0.95 else "0.##"
    return format_decimal(value, format=digits, locale="en" if (get_language() or "id").startswith("en") else "id")
