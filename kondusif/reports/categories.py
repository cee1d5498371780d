"""The category tree of reports: election themes, each under a field of IPOLEKSOSBUDHANKAM and mapped to the indexes."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kondusif.people.vault.groups import Group
from kondusif.reports.states import Maturity, Urgency


class Field(StrEnum):
    """IPOLEKSOSBUDHANKAM: the field of national resilience a theme belongs to."""

    IDEOLOGY = "ideology"
    POLITICS = "politics"
    ECONOMY = "economy"
    SOCIO_CULTURE = "socio_culture"
    DEFENCE_SECURITY = "defence_security"


class PublicGroup(StrEnum):
    """The five groups that the public map may show."""

    SECURITY = "security"
    FAIRNESS = "fairness"
    ORGANISATION = "organisation"
    HAZARD = "hazard"
    OTHER = "other"


@dataclass(frozen=True)
class Category:
    """A theme of report."""

    name: str | Promise  # translatable
    field: Field
    group: PublicGroup
    ikp_dimension: str  # socio_political | conduct | contestation | participation
    station_variable: str  # variable of the vulnerable-station instrument, or ""
    urgency: Urgency  # until an officer says otherwise
    sensitive: bool = False  # its subject could be hurt by being seen: shown at district level only
    maturity: Maturity = Maturity.POTENTIAL  # what such a report mostly tells of, until somebody says otherwise


F, G, U = Field, PublicGroup, Urgency
SEEN, SIGN = Maturity.OCCURRENCE, Maturity.SYMPTOM
CATEGORIES: dict[str, Category] = {
    "intimidation_violence": Category(_("Threat or violence"), F.DEFENCE_SECURITY, G.SECURITY, "socio_political", "security", U.ORANGE, True, maturity=SEEN),
    "crowd": Category(_("Crowd or mass action"), F.DEFENCE_SECURITY, G.SECURITY, "socio_political", "security", U.YELLOW, maturity=SIGN),
    "money_politics": Category(_("Money politics"), F.POLITICS, G.FAIRNESS, "contestation", "money_politics", U.YELLOW, maturity=SIGN),
    "sara_hate": Category(_("Hatred against a group (SARA)"), F.SOCIO_CULTURE, G.SECURITY, "contestation", "sara_hate", U.ORANGE, True, maturity=SIGN),
    "hoax": Category(_("Hoax"), F.SOCIO_CULTURE, G.FAIRNESS, "contestation", "sara_hate", U.YELLOW, maturity=SIGN),
    "neutrality_asn": Category(_("Neutrality of civil servants"), F.POLITICS, G.FAIRNESS, "socio_political", "neutrality", U.YELLOW),
    "neutrality_organiser": Category(_("Neutrality of the organisers"), F.POLITICS, G.FAIRNESS, "conduct", "neutrality", U.YELLOW),
    "logistics": Category(_("Ballots and logistics"), F.POLITICS, G.ORGANISATION, "conduct", "logistics", U.YELLOW),
    "station_site": Category(_("Polling station site"), F.POLITICS, G.ORGANISATION, "conduct", "location", U.GREEN),
    "power_network": Category(_("Electricity or network"), F.ECONOMY, G.ORGANISATION, "conduct", "network", U.GREEN, maturity=SEEN),
    "hazard": Category(_("Disaster or weather"), F.SOCIO_CULTURE, G.HAZARD, "socio_political", "location", U.YELLOW, maturity=SEEN),
    "voter_list": Category(_("Voter list"), F.POLITICS, G.ORGANISATION, "conduct", "voting_rights", U.GREEN),
    "candidacy": Category(_("Candidacy"), F.POLITICS, G.FAIRNESS, "contestation", "", U.GREEN),
    "campaign": Category(_("Campaign"), F.POLITICS, G.FAIRNESS, "contestation", "", U.GREEN),
    "vandalism_apk": Category(_("Damaged campaign props"), F.POLITICS, G.FAIRNESS, "contestation", "", U.GREEN, maturity=SEEN),
    "vote_count": Category(_("Counting of votes"), F.POLITICS, G.ORGANISATION, "conduct", "", U.YELLOW),
    "result_dispute": Category(_("Dispute over results"), F.POLITICS, G.FAIRNESS, "conduct", "", U.YELLOW),
    "post_vote_protest": Category(_("Protest after the vote"), F.DEFENCE_SECURITY, G.SECURITY, "socio_political", "security", U.ORANGE, maturity=SEEN),
    "health": Category(_("Health of the staff"), F.SOCIO_CULTURE, G.HAZARD, "conduct", "", U.YELLOW, maturity=SEEN),
    "ideology": Category(_("Radical ideology"), F.IDEOLOGY, G.SECURITY, "socio_political", "security", U.YELLOW, True),
    "economy": Category(_("Economy and prices"), F.ECONOMY, G.OTHER, "socio_political", "", U.GREEN),
    "other": Category(_("Something else"), F.SOCIO_CULTURE, G.OTHER, "participation", "", U.GREEN),
}  # fmt: skip
# Whose words are sealed in the reporter's browser, and which role group opens them, where that group has a key.
SEALED_TO: dict[str, Group] = {
    "intimidation_violence": Group.DESK,
    "sara_hate": Group.DESK,
    "ideology": Group.ANALYSIS,
}
SEALED = _("(sealed words)")  # what stands in the place of words that nobody reads here
GUARDED = _("(sensitive report: open it to read)")  # in a list, to who may read it
# What a citizen sees first; the rest stands behind "Lainnya".
FIRST_CHOICES = ("crowd", "intimidation_violence", "money_politics", "hoax", "logistics", "hazard")
