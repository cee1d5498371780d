"""How bands and themes of the public map are told."""

from django.utils.translation import gettext_lazy as _

BANDS = {
    0: _("none"),
    1: _("1 to 4"),
    2: _("5 to 9"),
    3: _("10 to 19"),
    4: _("20 or more"),
}
GROUPS = {
    "security": _("Security"),
    "fairness": _("Fairness of the election"),
    "organisation": _("Organisation and logistics"),
    "hazard": _("Disaster and health"),
    "other": _("Other"),
}
