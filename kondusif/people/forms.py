"""The shape of what an administrator types."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.core.typed import DayField, LineField
from kondusif.people.models import Prefix
from kondusif.people.roles import ROLES

_DATE = {"type": "date"}


class AppointmentForm(forms.Form):
    """A person in an office."""

    name = LineField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(label=_("Role"), choices=[(r.value, card.name) for r, card in ROLES.items()])
    region = forms.CharField(label=_("Region (Kemendagri code)"), max_length=13)
    title = LineField(label=_("Official title"), max_length=160)
    prefix = forms.ChoiceField(label=_("Acting as"), choices=Prefix.choices, required=False)
    starts_on = DayField(label=_("From"), widget=forms.DateInput(_DATE, format="%Y-%m-%d"))
    ends_on = DayField(label=_("Until"), required=False, widget=forms.DateInput(_DATE, format="%Y-%m-%d"))
    decree = LineField(label=_("Decree"), max_length=160, required=False)


class EndForm(forms.Form):
    """The last day."""

    ends_on = DayField(label=_("Last day"), widget=forms.DateInput(_DATE, format="%Y-%m-%d"))
