"""The shape of a rating given by an office, and of a table handed in with its document."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.core.typed import DayField
from kondusif.ratings import rules, words
from kondusif.ratings.rules import Cuts
from kondusif.ratings.schemes import AUTHORITY_NAMES, Scheme

_DAY = {"type": "date"}


class SharedForm(forms.Form):
    """What every rating needs: whose, by which method, of which edition, from when."""

    authority = forms.ChoiceField(label=_("Authority"), choices=[(a.value, n) for a, n in AUTHORITY_NAMES.items()])
    method = forms.CharField(label=_("Method"), max_length=120, help_text=_("For example: IKP, TPS rawan, IPKP."))
    edition = forms.CharField(label=_("Edition"), max_length=60, help_text=_("For example: 2024, first revision."))
    scheme = forms.ChoiceField(label=_("How the class is found"))
    cut_a = forms.FloatField(label=_("Lower cut, or mean"), required=False)
    cut_b = forms.FloatField(label=_("Upper cut, or standard deviation"), required=False)
    valid_from = DayField(label=_("Valid from"), widget=forms.DateInput(_DAY, format="%Y-%m-%d"))
    valid_until = DayField(label=_("Valid until"), required=False, widget=forms.DateInput(_DAY, format="%Y-%m-%d"))

    schemes: tuple[Scheme, ...] = (Scheme.OFFICIAL, Scheme.ABSOLUTE, Scheme.SD_REFERENCE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [(s.value, words.SCHEMES[s]) for s in self.schemes]
        self.fields["cut_a"].localize = self.fields["cut_b"].localize = True
        for name in ("cut_a", "cut_b"):
            self.fields[name].widget.is_localized = True

    def clean(self) -> dict:
        """The two numbers become cuts here; whether the class fits them is the action's to say."""
        data = super().clean()
        data["cuts"] = None
        make = {Scheme.ABSOLUTE: rules.absolute, Scheme.SD_REFERENCE: rules.sd_reference}.get(data.get("scheme"))
        if make is None:
            return data
        a, b = data.get("cut_a"), data.get("cut_b")
        if a is None or b is None:
            self.add_error("cut_a", _("Give the two cuts, or the mean and standard deviation they come from."))
            return data
        data["cuts"] = self._cuts(make, a, b)
        return data

    def _cuts(self, make, a: float, b: float) -> Cuts | None:
        try:
            return make(a, b)
        except ValueError:
            self.add_error("cut_b", _("The upper cut must lie above the lower one; a standard deviation above zero."))
            return None


class GiveForm(SharedForm):
    """One rating of one area."""

    region = forms.ChoiceField(label=_("Area"))
    class_name = forms.CharField(
        label=_("Class"),
        max_length=60,
        required=False,
        help_text=_("In the authority's own word. With cuts it follows from the value."),
    )
    value = forms.FloatField(label=_("Value"), required=False, localize=True)
    reason = forms.CharField(label=_("Reasons"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3}))
    document = forms.FileField(label=_("Document"), required=False)
    supersedes = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, regions=(), authorities=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions
        self.fields["authority"].choices = [(a, AUTHORITY_NAMES[a]) for a in authorities]
        self.order_fields(["region", "authority", "method", "edition", "scheme", "class_name", "value"])


class ImportForm(SharedForm):
    """A table of ratings and the paper it comes from."""

    schemes = (Scheme.OFFICIAL, Scheme.ABSOLUTE, Scheme.SD_REFERENCE, Scheme.SD_LOCAL)
    table = forms.FileField(
        label=_("Table (CSV)"),
        help_text=_("First line: kode, kelas, nilai. Codes of Kemendagri with dots, one area a line."),
    )
    document = forms.FileField(label=_("Document"), help_text=_("The decree or publication the table comes from."))
