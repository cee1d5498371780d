"""The shape of what people enter about earlier elections."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.core.typed import DayField
from kondusif.elections.models import Election


def _count(label) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=999_999_999)


class PastForm(forms.Form):
    """One earlier election of one region."""

    region_code = forms.CharField(label=_("Region code"), max_length=13)
    kind = forms.ChoiceField(label=_("Kind"), choices=Election.Kind.choices)
    name = forms.CharField(label=_("Name"), max_length=120)
    voting_on = DayField(label=_("Voting day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    n_voters = _count(_("Voters on the list (DPT)"))
    n_voted = _count(_("Voters who came"))
    n_stations = _count(_("Polling stations"))
    n_incidents = _count(_("Incidents"))
    n_disputes = _count(_("Disputes"))
    n_revotes = _count(_("Stations that voted again (PSU)"))
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))
    source = forms.CharField(label=_("Source"), max_length=200)


class HistoryFileForm(forms.Form):
    """A table of earlier elections."""

    file = forms.FileField(label=_("File (CSV or XLSX)"))
