"""What the desk types while somebody speaks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.channels.calls.words import OUTCOMES
from kondusif.channels.states import CallOutcome
from kondusif.reports.forms import OfficerReportForm


class NumberForm(forms.Form):
    """The number that rings, if it is shown."""

    number = forms.CharField(
        label=_("Number of the caller"), required=False, max_length=40,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off", "autofocus": True}),
        help_text=_("Leave it empty if the number is withheld."),
    )  # fmt: skip


class CallReportForm(OfficerReportForm):
    """A report, in the order in which somebody tells it."""

    agrees = forms.BooleanField(
        label=_("The caller agrees that the desk knows this number again and sees this report at the next call"),
        required=False,
    )
    reachable = forms.BooleanField(
        label=_("The caller wants to be reachable under this number; it is kept sealed"), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("anonymous", "contact", "client_id"):
            self.fields.pop(name)
        self.fields["category"].widget.attrs["autofocus"] = True


class EndForm(forms.Form):
    """How a call ended without a report."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"), widget=forms.RadioSelect,
        choices=[(o.value, word) for o, word in OUTCOMES.items() if o != CallOutcome.REPORT],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Of a nuisance: what happened?"), max_length=200, required=False,
        help_text=_("The number is flagged for 90 days. It is never blocked."),
    )  # fmt: skip
