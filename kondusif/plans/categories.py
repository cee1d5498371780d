"""What strategic issues are about, and when in an election they matter: two short lists, as words for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CATEGORIES: dict[str, str | Promise] = {
    "neutrality": _("Neutrality of officials and election bodies"),
    "money_politics": _("Money politics"),
    "polarisation": _("Polarisation of society"),
    "social_media": _("Social media in the contest"),
    "simultaneity": _("Simultaneous elections"),
    "security": pgettext_lazy("issue", "Security"),
    "competence": _("Competence of ad hoc officials"),
    "rights": _("Right to vote and to stand"),
    "voter_service": _("Service to voters"),
    "disaster_logistics": _("Natural disaster and logistics"),
    "result_disputes": _("Disputes over results"),
    "changing_rules": _("Changing rules"),
    "crowds": _("Gathering of crowds"),
    "health": _("Health"),
    "other": pgettext_lazy("issue", "Other"),
}

STAGES: dict[str, str | Promise] = {
    "whole": _("Whole election"),
    "preparation": _("Preparation and registration"),
    "campaign": pgettext_lazy("issue", "Campaign"),
    "quiet": _("Quiet period and logistics"),
    "voting": _("Voting and counting"),
    "result": _("After the result"),
}
