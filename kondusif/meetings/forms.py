"""The shape of what officers type about meetings."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.core.typed import DayField, LineField, MomentField
from kondusif.meetings import words
from kondusif.people.roles import CLASSIFICATION_NAMES, Classification

_ROWS = {"rows": 3}


def _day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def _time_input() -> forms.TimeInput:
    return forms.TimeInput({"type": "time"}, format="%H:%M")


class MeetingForm(forms.Form):
    """A meeting to be planned; its hours are those of the region's own zone."""

    kind = forms.ChoiceField(label=_("Kind of meeting"), choices=[(k.value, w) for k, w in words.KINDS.items()])
    title = LineField(label=_("About what"), max_length=200)
    region = forms.ChoiceField(label=_("Region"))
    chair = forms.ChoiceField(label=_("Chaired by"))
    clerk = forms.ChoiceField(label=_("Minutes by"), required=False)
    body = forms.ChoiceField(label=_("Meeting of the body"), required=False)
    parent = forms.ChoiceField(
        label=_("Follows the meeting"), required=False, help_text=_("What is still open there comes along.")
    )
    day = DayField(label=_("Day"), widget=_day_input())
    starts = forms.TimeField(label=_("Begins at"), widget=_time_input())
    ends = forms.TimeField(label=_("Ends at"), widget=_time_input())
    late_after = forms.IntegerField(
        label=_("Late after (minutes)"), min_value=0, max_value=240, required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=_("Whoever signs in later than this is noted as late."),
    )  # fmt: skip
    place = forms.CharField(
        label=_("Room and building"), max_length=200, help_text=_("The room first, then a comma: Aula, Kantor Bupati")
    )
    purpose = forms.CharField(
        label=_("Basis and purpose"), max_length=2000, required=False, widget=forms.Textarea(_ROWS)
    )
    classification = forms.TypedChoiceField(
        label=_("Classification"), coerce=int, choices=[(c.value, n) for c, n in CLASSIFICATION_NAMES.items()],
        initial=Classification.OPEN.value,
    )  # fmt: skip
    agenda = forms.CharField(
        label=_("Agenda"), max_length=4000, required=False, widget=forms.Textarea({"rows": 5}),
        help_text=_("One point a line; minutes may follow in brackets, who presents it after an @: Kesiapan logistik (15) @ Kepala Satpol PP"),
    )  # fmt: skip
    clash_reason = forms.CharField(
        label=_("Why both meetings at once are right"), max_length=500, required=False, widget=forms.Textarea(_ROWS)
    )

    def __init__(self, *args, offices=(), regions=(), bodies=(), parents=(), **kwargs):
        super().__init__(*args, **kwargs)
        nothing = [("", _("none"))]
        self.fields["chair"].choices = offices
        self.fields["clerk"].choices = nothing + list(offices)
        self.fields["region"].choices = regions
        self.fields["body"].choices = nothing + list(bodies)
        self.fields["parent"].choices = nothing + list(parents)

    def moment(self, name: str, zone: ZoneInfo) -> datetime:
        """This function will return the typed hour *name* on the typed day in *zone*."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data[name], tzinfo=zone)


class RuleForm(forms.Form):
    """A line of invitees: which rule, and what it is about."""

    kind = forms.ChoiceField(label=_("Who"), choices=[(k.value, w) for k, w in words.RULES.items()])
    region = forms.ChoiceField(label=_("Of the region"), required=False)
    body = forms.ChoiceField(label=_("Body"), required=False)
    office = forms.ChoiceField(label=_("Which office"), required=False)
    guest_name = LineField(label=_("Guest's name"), max_length=120, required=False)
    guest_organisation = forms.CharField(label=_("Guest's organisation"), max_length=160, required=False)
    guest_email = forms.EmailField(label=_("Guest's e-mail"), required=False)

    def __init__(self, *args, offices=(), regions=(), bodies=(), **kwargs):
        super().__init__(*args, **kwargs)
        nothing = [("", "–")]
        self.fields["region"].choices = nothing + list(regions)
        self.fields["body"].choices = nothing + list(bodies)
        self.fields["office"].choices = nothing + list(offices)


class AnswerForm(forms.Form):
    """What an invited office says."""

    answer = forms.ChoiceField(
        label=_("Answer"), choices=[(k.value, w) for k, w in words.ANSWERS.items() if k != "awaited"]
    )
    represented_by = forms.CharField(label=_("Who comes for you"), max_length=160, required=False)
    reason = forms.CharField(label=_("Note or reason"), max_length=500, required=False)


class GuestForm(forms.Form):
    """What somebody writes at the door."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    name = LineField(label=_("Your name"), max_length=120)
    organisation = forms.CharField(label=_("Your institution"), max_length=160)
    phone = forms.CharField(
        label=_("Telephone"), max_length=24, required=False, widget=forms.TextInput({"inputmode": "tel"}),
        help_text=_("For the organiser only; masked in every copy of the list."),
    )  # fmt: skip
    invitee = forms.ChoiceField(label=_("You come in place of"), required=False)

    def __init__(self, *args, awaited=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["invitee"].choices = [("", _("nobody, I come for my own institution")), *awaited]


class BodyForm(forms.Form):
    """A body founded by hand."""

    kind = forms.ChoiceField(label=_("Kind of body"), choices=[(k.value, w) for k, w in words.BODY_KINDS.items()])
    name = LineField(label=_("Name of the body"), max_length=160)
    region = forms.ChoiceField(label=_("Of the region"))

    def __init__(self, *args, regions=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions


class DecreeForm(forms.Form):
    """The decree under which a body is put in force."""

    decree_number = forms.CharField(label=_("Number of the decree"), max_length=80)
    decree_on = DayField(label=_("Day of the decree"), widget=_day_input())


class DecreeTextForm(forms.Form):
    """A decree to be written here: one sentence a line."""

    considerations = forms.CharField(
        label=_("Considering"), help_text=_("One sentence a line."), max_length=4000, widget=forms.Textarea(_ROWS)
    )
    basis = forms.CharField(label=_("In view of the rules"), max_length=4000, widget=forms.Textarea(_ROWS))
    tasks = forms.CharField(label=_("What the body does"), max_length=4000, widget=forms.Textarea(_ROWS))
    ends_on = DayField(label=_("Until (last day)"), required=False, widget=_day_input())

    def lines(self, name: str) -> tuple[str, ...]:
        """This function will return the lines typed in *name* that hold something."""
        return tuple(line.strip() for line in self.cleaned_data[name].splitlines() if line.strip())


class MemberForm(forms.Form):
    """An office that sits in a body."""

    office = forms.ChoiceField(label=_("Which office"))
    position = forms.ChoiceField(
        label=_("As"), choices=[(k.value, w) for k, w in words.POSITIONS.items()], initial="member"
    )
    section = forms.CharField(label=_("Section (bidang)"), max_length=120, required=False)

    def __init__(self, *args, offices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices


class EndForm(forms.Form):
    """The last day of a term."""

    ends_on = DayField(required=False)


class NumberForm(forms.Form):
    """A telephone number of an office."""

    number = forms.CharField(label=_("Number"), max_length=24, widget=forms.TextInput({"inputmode": "tel"}))
    note = forms.CharField(label=_("Which one: WA, radio, official residence"), max_length=60, required=False)
    classification = forms.TypedChoiceField(
        label=_("Who may read it"), coerce=int, choices=[(c.value, n) for c, n in CLASSIFICATION_NAMES.items()][:3],
        initial=Classification.LIMITED.value,
    )  # fmt: skip


class DirectiveForm(forms.Form):
    """What is to be done by which offices until when."""

    title = LineField(label=_("What is to be done"), max_length=160)
    text = forms.CharField(
        label=_("How, where, with whom"), max_length=4000, required=False, widget=forms.Textarea({"rows": 2})
    )
    owners = forms.MultipleChoiceField(label=_("Offices that do it"), widget=forms.SelectMultiple({"size": 6}))
    due_at = MomentField(
        label=_("Due"), required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    due_rule = forms.CharField(
        label=_("Or counted from the vote"), help_text=_("For example H-7."), max_length=8, required=False
    )
    item = forms.ChoiceField(label=_("Agenda item"), required=False)
    day_off_meant = forms.BooleanField(label=_("A day off is meant"), required=False)
    oral = forms.BooleanField(
        label=_("In force at once (spoken directive)"),
        help_text=_("The tasks are given now; the approval of the minutes ratifies it within 48 hours."),
        required=False,
    )

    def __init__(self, *args, offices=(), items=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owners"].choices = offices
        self.fields["item"].choices = [("", "–"), *items]
