"""From what is known to a draft: rows of verified reports, clusters and ratings -> facts -> rules -> draft."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kondusif.alerts import rules
from kondusif.alerts.actions import AlertDraft, draft_alert
from kondusif.alerts.models import Alert
from kondusif.alerts.rules import Fact, Trigger
from kondusif.alerts.states import Level
from kondusif.detection import words as found_words
from kondusif.detection.models import Cluster
from kondusif.elections.queries import zone_of
from kondusif.people.viewers import Viewer
from kondusif.ratings.models import Rating
from kondusif.ratings.schemes import AUTHORITY_NAMES, Authority
from kondusif.regions.models import Region
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.models import Report
from kondusif.reports.states import CONFIRMED
from kondusif.triage.models import Incident, Link
from kondusif.triage.rules import evidence_of, is_alert_feeding

VIOLENT = frozenset({"intimidation_violence"})


def draft_from_reports(regency_code: str, *, by: Viewer, at: datetime) -> list[Alert]:
    """
    This function will draft, or let grow, the warnings that the regency's verified reports fire now.

    Exercises and real reports never mix: each fires apart.
    """
    made = []
    for exercise in (False, True):
        facts, synthetic = _facts(regency_code, exercise=exercise, at=at)
        made += [
            draft_alert(
                draft=_worded(t, exercise=exercise, synthetic=bool(synthetic & set(t.report_ids)), at=at), by=by, at=at
            )
            for t in rules.triggers(facts, at=at)
        ]
    return made


def draft_from_cluster(cluster_id: str, *, by: Viewer, at: datetime) -> Alert | None:
    """
    This function will draft a warning on a cluster: orange where verified reports that feed alerts lie in it.

    A cluster of reports nobody verified is a yellow draft, for a person to look: it measures reporting.
    """
    cluster = Cluster.objects.select_related("region", "run").get(pk=cluster_id)
    zone = zone_of(cluster.region_id)  # a job has no page whose clock would be meant
    inside = Report.objects.filter(
        region_id__in=list(cluster.cases_by_member),
        event_at__gte=datetime.combine(cluster.starts_on, time(0), zone),
        event_at__lt=datetime.combine(cluster.ends_on + timedelta(days=1), time(0), zone),
        exercise=cluster.run.exercise,
        state__in=[*CONFIRMED, "received", "screened", "verifying", "reopened"],
    )
    sound = [r for r in inside if r.state in CONFIRMED]
    level = Level.ORANGE if len(sound) >= 2 and is_alert_feeding(evidence_of(r) for r in sound) else Level.YELLOW
    with translation.override("id"):
        draft = _cluster_words(cluster, level, len(sound), at)
    reports = list(inside.values_list("pk", flat=True))
    return draft_alert(
        draft=replace(
            draft, report_ids=reports, exercise=cluster.run.exercise, synthetic=any(r.synthetic for r in inside)
        ),
        by=by,
        at=at,
    )


def draft_from_rating(rating_id: str, payload: dict, *, by: Viewer, at: datetime) -> Alert | None:
    """This function will draft a yellow warning on an area whose rating rose a class, and nothing if it did not."""
    before, now = payload.get("from"), payload.get("to")
    if before is None or now is None or now <= before or now < Level.ORANGE:
        return None
    if payload.get("by_alert"):
        return None  # our own warning raised the rating; warning of that would go round in circles
    rating = Rating.objects.select_related("region").get(pk=UUID(rating_id))
    if rating.region.level < 3:
        return None
    with translation.override("id"):
        place = rating.region.title
        draft = AlertDraft(
            level=Level.YELLOW,
            title=_("%(place)s got worse: now %(word)s") % {"place": place, "word": rating.class_name},
            situation=_("The rating of %(place)s by %(authority)s rose to %(word)s on %(day)s.")
            % {
                "place": place,
                "authority": AUTHORITY_NAMES[Authority(rating.authority)],
                "word": rating.class_name,
                "day": date_format(rating.valid_from, "j F Y"),
            },
            action=_(
                "Look at the reports behind the rating, call the head of subdistrict, and report to the desk within 24 hours."
            ),
            region_code=rating.region_id,
            valid_until=at + rules.GOOD_FOR,
            reasons=[{"code": "rating_rose", "from": str(before), "to": str(now), "authority": rating.authority}],
            trigger_key=f"rating_rose:{rating.region_id}:",
            synthetic=rating.synthetic,
        )
    return draft_alert(draft=draft, by=by, at=at)


def _facts(regency_code: str, *, exercise: bool, at: datetime) -> tuple[list[Fact], set[UUID]]:
    reports = list(
        Report.objects.filter(
            regency_code=regency_code, state__in=CONFIRMED, exercise=exercise,
            event_at__gte=at - rules.SAME_PLACE_WINDOW, event_at__lte=at,
        )
    )  # fmt: skip
    incident_of: dict[UUID, Incident] = {
        link.report_id: link.incident
        for link in Link.objects.select_related("incident").filter(report__in=reports, unlinked_at=None)
    }
    same: dict[UUID, list] = defaultdict(list)
    for report in reports:
        same[incident_of[report.pk].pk if report.pk in incident_of else report.pk].append(evidence_of(report))
    facts = []
    for report in reports:
        incident = incident_of.get(report.pk)
        facts.append(
            Fact(
                report.pk,
                report.category,
                report.region_id[:8],
                report.event_at,
                is_alert_feeding(same[incident.pk if incident else report.pk]),
                violent=report.category in VIOLENT and report.maturity == "occurrence",
                has_weapon=bool(incident and incident.has_weapon),
                has_victims=bool(incident and incident.has_victims),
                target=incident.target if incident else "",
            )
        )
    return facts, {r.pk for r in reports if r.synthetic}


def _worded(trigger: Trigger, *, exercise: bool, synthetic: bool, at: datetime) -> AlertDraft:
    figures = dict(trigger.figures)
    n = int(figures["n"])
    with translation.override("id"):
        place = Region.objects.get(pk=trigger.region_code).title
        if trigger.code == "violence":
            title = _("Threat or violence in %(place)s") % {"place": place}
            situation = ngettext(
                "%(n)d verified report of threat or violence in %(place)s within 24 hours.",
                "%(n)d verified reports of threat or violence in %(place)s within 24 hours.",
                n,
            ) % {"n": n, "place": place}
            action = _(
                "Head of subdistrict and sector police: go to the place, protect people and the organisers, report within one hour."
            )
        else:
            theme = str(CATEGORIES[figures["category"]].name)
            title = _("%(n)d reports of %(theme)s in %(place)s") % {"n": n, "theme": theme.lower(), "place": place}
            situation = _("%(n)d verified reports of %(theme)s in %(place)s within 24 hours.") % {
                "n": n,
                "theme": theme.lower(),
                "place": place,
            }
            action = _(
                "Head of subdistrict: meet the village heads and the three pillars, calm the situation, report to the desk within 24 hours."
            )
    return AlertDraft(
        level=trigger.level, title=title, situation=situation, action=action, region_code=trigger.region_code,
        valid_until=at + rules.GOOD_FOR, reasons=[{"code": trigger.code, **figures}], report_ids=trigger.report_ids,
        trigger_key=f"{'exercise:' if exercise else ''}{trigger.key}", exercise=exercise, synthetic=synthetic,
    )  # fmt: skip


def _cluster_words(cluster: Cluster, level: Level, n_sound: int, at: datetime) -> AlertDraft:
    place = cluster.region.title
    n_villages = len(cluster.cases_by_member)
    # A number that comes later would belie "not known yet": until then only the page and the messages speak of it.
    said_now = found_words.chance(cluster) if cluster.is_chance_known else ""
    return AlertDraft(
        level=level,
        title=_("Cluster of %(n)d reports in %(villages)d villages, %(place)s")
        % {"n": cluster.cases, "villages": n_villages, "place": place},
        situation=_(
            "%(n)d reports in %(days)d days where %(expected)s were to be expected; %(sound)d of them verified. "
            "%(habits)s Reports are counted, not incidents."
        )
        % {
            "n": cluster.cases,
            "days": cluster.n_days,
            "expected": f"{cluster.expected:.1f}".replace(".", ","),
            "sound": n_sound,
            "habits": " ".join(filter(None, [said_now, found_words.rate(cluster.rate)])),
        },
        action=_(
            "Head of subdistrict: look into these villages with the three pillars, report to the desk within 4 hours."
        ),
        region_code=cluster.region_id,
        valid_until=at + rules.GOOD_FOR,
        reasons=[{"code": "cluster", "n": str(cluster.cases), "chance": found_words.chance(cluster)}],
        cluster_id=cluster.pk,
        trigger_key=f"cluster:{cluster.region_id}:{cluster.stream}",
    )
