"""The shape of what people send to this room."""

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kondusif.alerts.states import Level
from kondusif.core.typed import MomentField
from kondusif.people.roles import ROLES

LEVELS = [(Level.YELLOW.value, _("yellow")), (Level.ORANGE.value, _("orange")), (Level.RED.value, _("red"))]


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class UuidList(forms.Field):
    """The boxes ticked in a list; what is no identifier is refused."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value) -> list[UUID]:
        try:
            return [UUID(one) for one in value or ()][:500]
        except ValueError as error:
            raise ValidationError("not an identifier") from error


class RetryForm(forms.Form):
    """Which messages go out again."""

    messages = UuidList()


def _times() -> forms.TimeInput:
    return forms.TimeInput({"type": "time"}, format="%H:%M")


class NumberForm(forms.Form):
    """A number to be proved."""

    kind = forms.ChoiceField(label=_("By way of"))
    number = forms.CharField(label=_("Mobile number"), max_length=24, widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}))  # fmt: skip
    label = forms.CharField(label=_("What you call it"), max_length=60, required=False)

    def __init__(self, *args, kinds: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds


class CodeForm(forms.Form):
    """The code that was sent to a number."""

    code = forms.CharField(label=_("Code"), max_length=12, widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}))  # fmt: skip


class QuietForm(forms.Form):
    """When a person wants to be left alone."""

    start = forms.TimeField(label=_("From"), required=False, widget=_times())
    end = forms.TimeField(label=_("Until"), required=False, widget=_times())


class DutyForm(forms.Form):
    """Who is on duty from when to when, in the region's own time."""

    holding = forms.ChoiceField(label=_("Who"))
    starts_at = MomentField(label=_("Begins"), widget=_moment())
    ends_at = MomentField(label=_("Ends"), widget=_moment())

    def __init__(self, *args, holdings: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holding"].choices = holdings


class RuleForm(forms.Form):
    """Which role hears of which area's warnings from which level on."""

    region = forms.ChoiceField(label=_("Area"))
    role = forms.ChoiceField(label=_("Role"), choices=[(r.value, c.name) for r, c in ROLES.items()])
    from_level = forms.TypedChoiceField(label=_("From level"), coerce=int, choices=LEVELS)

    def __init__(self, *args, regions: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions
