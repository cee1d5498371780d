"""The shape of what officers type about warnings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.alerts.states import Level
from kondusif.core.typed import LineField, MomentField

_ROWS = {"rows": 3}


class DraftForm(forms.Form):
    """A warning to be drafted or changed."""

    level = forms.TypedChoiceField(
        label=_("Level"),
        coerce=int,
        choices=[(Level.YELLOW.value, _("Yellow")), (Level.ORANGE.value, _("Orange")), (Level.RED.value, _("Red"))],
        widget=forms.RadioSelect,
    )
    title = LineField(label=_("What about"), max_length=160)
    situation = forms.CharField(label=_("What is happening"), max_length=2000, widget=forms.Textarea(_ROWS))
    action = forms.CharField(label=_("What the addressees should do"), max_length=2000, widget=forms.Textarea(_ROWS))
    valid_until = MomentField(
        label=_("Valid until"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    is_public = forms.BooleanField(label=_("Also warn the public"), required=False)
    public_text = forms.CharField(
        label=_("What the public should know and do"), max_length=1000, required=False, widget=forms.Textarea(_ROWS)
    )


class NewDraftForm(DraftForm):
    """A warning from nothing: the area is typed as well."""

    region = forms.ChoiceField(label=_("Area"))

    def __init__(self, *args, regions=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions
        self.order_fields(["level", "region", "title"])


class EditDraftForm(DraftForm):
    """A draft and the offices it goes to."""

    offices = forms.MultipleChoiceField(label=_("Addressees"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, offices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["offices"].choices = offices


class SignForm(forms.Form):
    """The hash of what the signer read."""

    seen = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(_ROWS))
