"""The shape of what is typed to give a partner's system a key."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.core.typed import DayField
from kondusif.people.roles import CLASSIFICATION_NAMES, Classification

_DATE = {"type": "date"}
_READABLE = (Classification.OPEN, Classification.LIMITED, Classification.SECRET)


class KeyForm(forms.Form):
    """A system, a region, and what it may do there."""

    name = forms.CharField(label=_("Whose system"), max_length=120)
    region = forms.CharField(label=_("Region (Kemendagri code)"), max_length=13)
    expires_on = DayField(label=_("Last day"), widget=forms.DateInput(_DATE, format="%Y-%m-%d"))
    sends_reports = forms.BooleanField(label=_("Sends reports (Open311)"), required=False, initial=True)
    reads_incidents = forms.BooleanField(label=_("Reads incidents (OGC API)"), required=False)
    clearance = forms.TypedChoiceField(
        label=_("Reads incidents up to"), coerce=lambda n: Classification(int(n)), initial=int(Classification.OPEN),
        choices=[(int(c), CLASSIFICATION_NAMES[c]) for c in _READABLE],
    )  # fmt: skip
