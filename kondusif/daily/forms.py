"""The shape of what people type on the desk's day."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.core.typed import DayField, MomentField
from kondusif.daily import words
from kondusif.daily.states import AbsenceKind, Addressed, Crowd, HeadWhere, SituationLevel

_FEW, _MORE = {"rows": 2}, {"rows": 5}
_LOCAL = "%Y-%m-%dT%H:%M"


def _text(label, *, rows=_FEW, required=False, **more) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=more.pop("max_length", 2000), widget=forms.Textarea(rows), **more
    )


def _day(label, **more) -> forms.DateField:
    return DayField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


def _moment(label, **more) -> forms.DateTimeField:
    return MomentField(label=label, widget=forms.DateTimeInput({"type": "datetime-local"}, format=_LOCAL), **more)


class SituationForm(forms.Form):
    """How things stand: five taps and a few words."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    entered_at = MomentField(required=False, widget=forms.HiddenInput)
    due_at = MomentField(required=False, widget=forms.HiddenInput)
    region = forms.ChoiceField(label=_("Area"))
    level = forms.TypedChoiceField(
        label=_("How do things stand?"), coerce=lambda v: SituationLevel(int(v)), widget=forms.RadioSelect,
        choices=[(n.value, words.LEVELS[n]) for n in SituationLevel],
    )  # fmt: skip
    crowd = forms.ChoiceField(
        label=_("Crowds"), widget=forms.RadioSelect, choices=[(c.value, words.CROWDS[c]) for c in Crowd]
    )
    n_incidents = forms.IntegerField(label=_("Incidents since the last report"), min_value=0, max_value=999, initial=0)
    incidents_note = _text(_("What happened, where"))
    logistics_note = _text(_("Election logistics in the area"))
    head_where = forms.ChoiceField(
        label=_("Where is the head of the area?"), widget=forms.RadioSelect,
        choices=[(w.value, words.HEADS[w]) for w in HeadWhere],
    )  # fmt: skip
    needs = _text(_("What you need from the desk"))
    event_at = _moment(_("Time you speak of"), required=False)
    correction_note = forms.CharField(label=_("What you correct"), required=False, max_length=300)

    def __init__(self, *args: Any, areas: Iterable[tuple[str, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = list(areas)


class PresenceForm(forms.Form):
    """Where I am: by position or by word, as I choose."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    entered_at = MomentField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    accuracy_m = forms.FloatField(required=False, min_value=0, widget=forms.HiddenInput)
    standing = forms.ChoiceField(
        label=_("I am"), required=False, widget=forms.RadioSelect,
        choices=[("inside", _("in my own area")), ("outside", _("outside my own area"))],
    )  # fmt: skip
    statement = forms.CharField(label=_("Where and why"), required=False, max_length=300)


class OrderForm(forms.Form):
    """An order on leave or travel."""

    kind = forms.ChoiceField(
        label=_("What is not allowed"),
        widget=forms.RadioSelect,
        choices=[(k.value, words.KINDS[k]) for k in AbsenceKind],
    )
    title = forms.CharField(label=_("Title"), max_length=160)
    addressed = forms.MultipleChoiceField(
        label=_("Whom it addresses"), widget=forms.CheckboxSelectMultiple,
        choices=[(a.value, words.ADDRESSED[a]) for a in Addressed],
        help_text=_("Civil servants and the heads are instructed, regional companies asked; to BUMN and private employers the region can only appeal."),
    )  # fmt: skip
    from_on = _day(_("From (first day)"))
    to_on = _day(_("Until"), required=False, help_text=_("Leave it empty if it holds until it is lifted."))
    stage = forms.ChoiceField(label=_("Stage it belongs to"), required=False)
    reason = _text(_("Reason"), required=True)
    exceptions = _text(_("Exceptions, and how to ask for one"))

    def __init__(self, *args: Any, stages: Iterable[tuple[str, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [("", "–"), *stages]


class ExceptionForm(forms.Form):
    """A request to be away in spite of an order."""

    from_on = _day(_("From (first day)"))
    to_on = _day(_("Until"))
    destination = forms.CharField(label=_("Where to"), max_length=160)
    reason = _text(_("Reason"), required=True)
    substitute = forms.CharField(label=_("Proposed substitute"), max_length=160, required=False)


class DecisionForm(forms.Form):
    """Yes with a substitute, or no with a reason."""

    substitute = forms.CharField(label=_("Substitute (name and office)"), max_length=160, required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class ReportTextForm(forms.Form):
    """The officers' words in the daily report."""

    summary = _text(_("Summary"), rows=_MORE, max_length=6000)
    problems = _text(_("Problems"), rows=_MORE, max_length=6000)
    steps = _text(_("Steps taken"), rows=_MORE, max_length=6000)
    advice = _text(_("Advice"), rows=_MORE, max_length=6000)


class PressForm(forms.Form):
    """The words of a press note."""

    title = forms.CharField(label=_("Title"), max_length=160)
    body = _text(_("Text"), rows={"rows": 12}, required=True, max_length=8000)


class LessonForm(forms.Form):
    """A lesson of the period."""

    period = forms.CharField(label=_("Period"), max_length=80)
    happened = _text(_("What happened"), required=True)
    worked = _text(_("What worked"))
    change = _text(_("What to change"), required=True)
    owner = forms.ChoiceField(label=_("Who changes it"), required=False)
    linked = forms.CharField(
        label=_("Meeting or plan it comes from"), max_length=160, required=False,
        widget=forms.TextInput({"list": "rapat-yang-lalu", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, offices: Iterable[tuple[str, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "–"), *offices]
