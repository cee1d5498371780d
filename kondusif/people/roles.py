"""The roles of the field, as data: who they are, where they sit, and how secret a paper they may read."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Classification(IntEnum):
    """Sifat: how widely a thing may be read."""

    OPEN = 0  # biasa
    LIMITED = 1  # terbatas
    SECRET = 2  # rahasia
    TOP_SECRET = 3  # sangat rahasia


CLASSIFICATION_NAMES = {
    Classification.OPEN: pgettext_lazy("classification", "Open"),
    Classification.LIMITED: _("Limited"),
    Classification.SECRET: _("Secret"),
    Classification.TOP_SECRET: _("Top secret"),
}


class Role(StrEnum):
    """What an office does; an office adds the region and the title, a holding the person and the dates."""

    REGIONAL_HEAD = "regional_head"
    REGIONAL_SECRETARY = "regional_secretary"
    AGENCY_HEAD = "agency_head"
    DUTY_OPERATOR = "duty_operator"
    ANALYST = "analyst"
    POLITICS_OFFICER = "politics_officer"
    SUBDISTRICT_HEAD = "subdistrict_head"
    VILLAGE_HEAD = "village_head"
    VILLAGE_POLICE = "village_police"
    VILLAGE_MILITARY = "village_military"
    POLICE_COMMAND = "police_command"
    MILITARY_COMMAND = "military_command"
    PROSECUTOR = "prosecutor"
    COUNCIL_CHAIR = "council_chair"
    EMB_LIAISON = "emb_liaison"
    OVERSIGHT_LIAISON = "oversight_liaison"
    AGENCY_FOCAL = "agency_focal"
    COMMUNITY_FORUM = "community_forum"
    ORG_USER = "org_user"
    PRIVACY_OFFICER = "privacy_officer"
    AUDITOR = "auditor"
    ADMIN = "admin"
    PROVINCE_VIEWER = "province_viewer"


@dataclass(frozen=True)
class RoleCard:
    """What the role table of the specification says of a role."""

    name: str | Promise  # translatable
    levels: frozenset[int]  # levels of region an office of this role may sit at: 1 province .. 4 village
    clearance: Classification
    authority: str = ""  # whose official rating an office of this role may write


def _card(name: str | Promise, levels: str, clearance: Classification, authority: str = "") -> RoleCard:
    return RoleCard(name, frozenset(int(n) for n in levels), clearance, authority)


ROLES: dict[Role, RoleCard] = {
    Role.REGIONAL_HEAD: _card(_("Head of region"), "12", Classification.SECRET),
    Role.REGIONAL_SECRETARY: _card(_("Regional secretary"), "12", Classification.SECRET),
    Role.AGENCY_HEAD: _card(_("Head of Kesbangpol"), "12", Classification.SECRET, "kesbangpol"),
    Role.DUTY_OPERATOR: _card(_("Duty operator"), "12", Classification.LIMITED),
    Role.ANALYST: _card(_("Vigilance analyst"), "12", Classification.SECRET, "kesbangpol"),
    Role.POLITICS_OFFICER: _card(_("Politics and organisations officer"), "12", Classification.LIMITED),
    Role.SUBDISTRICT_HEAD: _card(_("Head of subdistrict (camat)"), "3", Classification.LIMITED),
    Role.VILLAGE_HEAD: _card(_("Head of village"), "4", Classification.OPEN),
    Role.VILLAGE_POLICE: _card(_("Village police (Bhabinkamtibmas)"), "4", Classification.OPEN),
    Role.VILLAGE_MILITARY: _card(_("Village military (Babinsa)"), "4", Classification.OPEN),
    Role.POLICE_COMMAND: _card(_("Police command"), "123", Classification.SECRET, "polres"),
    Role.MILITARY_COMMAND: _card(_("Military command"), "123", Classification.SECRET),
    Role.PROSECUTOR: _card(_("Prosecutor"), "12", Classification.LIMITED),
    Role.COUNCIL_CHAIR: _card(_("Chair of the regional council"), "12", Classification.OPEN),
    Role.EMB_LIAISON: _card(_("Election commission liaison (KPU)"), "1234", Classification.OPEN),
    Role.OVERSIGHT_LIAISON: _card(_("Election oversight liaison (Bawaslu)"), "1234", Classification.LIMITED, "bawaslu"),
    Role.AGENCY_FOCAL: _card(_("Agency focal point"), "12", Classification.OPEN),
    Role.COMMUNITY_FORUM: _card(_("Community vigilance forum"), "123", Classification.OPEN),
    Role.ORG_USER: _card(_("Organisation"), "12", Classification.OPEN),
    Role.PRIVACY_OFFICER: _card(_("Data protection officer"), "12", Classification.SECRET),
    Role.AUDITOR: _card(_("Inspectorate auditor"), "12", Classification.SECRET),
    Role.ADMIN: _card(_("System administrator"), "12", Classification.OPEN),
    Role.PROVINCE_VIEWER: _card(_("Provincial Kesbangpol"), "1", Classification.LIMITED),
}
