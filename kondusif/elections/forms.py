"""The shape of what people ask about deadlines and enter into the calendar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.core.typed import DayField, MomentField
from kondusif.elections.deadlines import Unit
from kondusif.elections.words import UNITS

_LOCAL = "%Y-%m-%dT%H:%M"


class AskForm(forms.Form):
    """A limit of law, or an amount of one's own, and when it began."""

    kode = forms.ChoiceField(label=_("Limit of law"), required=False)
    jumlah = forms.IntegerField(label=_("or an amount of your own"), required=False, min_value=0, max_value=10_000)
    satuan = forms.ChoiceField(label=_("Unit"), required=False, choices=[(u.value, UNITS[u]) for u in Unit])
    mulai = MomentField(
        label=_("Began"),
        help_text=_("Of H-n: the voting day."),
        input_formats=[_LOCAL, "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=_LOCAL),
    )
    wilayah = forms.CharField(label=_("Region code"), required=False, max_length=13)

    def __init__(self, *args, limits=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kode"].choices = [("", _("– choose –")), *limits]

    def clean(self):
        """This function will insist on a limit or an amount."""
        data = super().clean()
        if not data.get("kode") and data.get("jumlah") is None and "kode" not in self.errors:
            self.add_error("kode", _("Choose a limit, or give an amount and its unit."))
        elif not data.get("kode") and not data.get("satuan"):
            self.add_error("satuan", _("Choose the unit."))
        return data


class RegionalDayForm(forms.Form):
    """One day off by the region's own decree."""

    day = DayField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    name = forms.CharField(label=_("What the day is called"), max_length=120)
    decree = forms.CharField(label=_("Number of the decree"), max_length=160)


class DaysFileForm(forms.Form):
    """A table of days off."""

    table = forms.FileField(label=_("CSV table"), help_text=_("Columns: tanggal, nama, dasar."))
