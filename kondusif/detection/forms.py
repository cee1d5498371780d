"""The shape of what an analyst says about a cluster."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.detection import words
from kondusif.detection.states import Judgement


class JudgeForm(forms.Form):
    """What the cluster is, and why."""

    judgement = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(j.value, words.JUDGEMENTS[j]) for j in (Judgement.REAL, Judgement.KNOWN, Judgement.ARTEFACT)],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, silence: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        said = words.SILENCE_JUDGEMENTS if silence else words.JUDGEMENTS
        kinds = (Judgement.REAL, Judgement.KNOWN, Judgement.ARTEFACT)
        self.fields["judgement"].choices = [(j.value, said[j]) for j in kinds]

    note = forms.CharField(
        label=_("Why"),
        help_text=_("One sentence for whoever reads it later: whom you asked, what you saw."),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )
