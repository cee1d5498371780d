"""What is typed about an address that hears of events."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.core.egress import URL_MAX
from kondusif.interop.webhooks.payloads import EVENTS


class EndpointForm(forms.Form):
    """An address, what it hears of, and where."""

    name = forms.CharField(
        label=_("Who receives it"), max_length=80, help_text=_("For example: Polres command centre.")
    )
    url = forms.CharField(
        label=_("Address"), max_length=URL_MAX, widget=forms.TextInput({"inputmode": "url", "spellcheck": "false"}),
        help_text=_("Begins with https:// and lies on the open internet."),
    )  # fmt: skip
    region = forms.ChoiceField(label=_("Region"))
    events = forms.MultipleChoiceField(
        label=_("What it hears of"), choices=list(EVENTS.items()), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, regions=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions
