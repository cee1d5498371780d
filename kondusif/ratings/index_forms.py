"""The shape of experts' scores and of how the index is cut."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.ratings import words
from kondusif.ratings.index_structure import HIERARCHY, INDICATORS, WINDOW_DAYS
from kondusif.ratings.schemes import AUTHORITY_NAMES, Authority, Scheme
from kondusif.reports.categories import CATEGORIES

_SCORES = [(n, str(n)) for n in (1, 2, 3, 4)]


class ScoreForm(forms.Form):
    """An expert's name and a score of 1 to 4 for each indicator."""

    expert = forms.CharField(
        label=_("Expert"), help_text=_("Name and institution, as they may stand in the record."), max_length=120
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for code in INDICATORS:
            self.fields[code] = forms.TypedChoiceField(
                label=CATEGORIES[code].name, choices=_SCORES, coerce=int, widget=forms.RadioSelect
            )

    def groups(self) -> list[tuple[str, list]]:
        """This function will return the fields of each dimension under its name."""
        return [
            (str(words.DIMENSIONS[name]), [self[code] for codes in subs.values() for code in codes])
            for name, subs in HIERARCHY.items()
        ]

    @property
    def scores(self) -> dict[str, int]:
        return {code: self.cleaned_data[code] for code in INDICATORS}


class CuttingForm(forms.Form):
    """How classes are cut, and over how many days incidents count."""

    scheme = forms.ChoiceField(
        label=_("How classes are cut"),
        choices=[(s.value, words.SCHEMES[s]) for s in (Scheme.SD_LOCAL, Scheme.SD_REFERENCE, Scheme.ABSOLUTE, Scheme.OFFICIAL)],
    )  # fmt: skip
    edition = forms.CharField(label=_("Edition of the mean"), max_length=60, required=False)
    mean = forms.FloatField(label=_("Mean"), required=False)
    sd = forms.FloatField(label=_("Standard deviation"), required=False)
    low = forms.FloatField(label=_("Lower cut"), required=False)
    high = forms.FloatField(label=_("Upper cut"), required=False)
    authority = forms.ChoiceField(
        label=_("Whose official classes"), choices=[("", "–"), *((a.value, AUTHORITY_NAMES[a]) for a in Authority)],
        required=False,
    )  # fmt: skip
    window_days = forms.IntegerField(label=_("Days counted"), initial=WINDOW_DAYS)
