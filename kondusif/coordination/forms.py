"""The shape of what officers type about tasks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.coordination.words import SOURCES, STATES
from kondusif.core.typed import LineField, MomentField
from kondusif.elections.rules import days_before

_ROWS = {"rows": 3}
_MOMENT = "%Y-%m-%dT%H:%M"
N_ROWS = 8


class DueRuleField(forms.CharField):
    """A day as offices write it: H-7."""

    def __init__(self, **kwargs):
        super().__init__(label=_("or a day like H-7"), required=False, max_length=8, **kwargs)

    def clean(self, value):
        """This function will insist that it can be read, and write it in one way."""
        text = "".join(super().clean(value).split()).upper()
        if text:
            try:
                days_before(text)
            except ValueError:
                raise forms.ValidationError(_("Write a day like H-7, H or H+3.")) from None
        return text


class TaskForm(forms.Form):
    """Something to be done by an office, by a moment or a day counted from the vote."""

    owner = forms.ChoiceField(label=_("Office that does it"))
    title = LineField(label=_("What is to be done"), max_length=160)
    text = forms.CharField(label=_("How, where, with whom"), max_length=4000, widget=forms.Textarea(_ROWS))
    due_at = MomentField(
        label=_("Due"), required=False, widget=forms.DateTimeInput({"type": "datetime-local"}, format=_MOMENT)
    )
    due_rule = DueRuleField(help_text=_("Counted from the voting day; used instead of the date."))
    supporters = forms.MultipleChoiceField(
        label=_("Offices that help"), required=False, widget=forms.SelectMultiple({"size": 5})
    )
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, offices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = offices
        self.fields["supporters"].choices = offices


class ManyForm(forms.Form):
    """Where several tasks come from, and the key that stores them once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    sumber = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    id = forms.UUIDField(required=False, widget=forms.HiddenInput)


class RowForm(forms.Form):
    """One of several tasks given at once."""

    title = LineField(label=_("What is to be done"), max_length=160)
    text = forms.CharField(label=_("How, where, with whom"), max_length=4000, required=False)
    owner = forms.ChoiceField(label=_("Office that does it"))
    due_at = MomentField(
        label=_("Due"), required=False, widget=forms.DateTimeInput({"type": "datetime-local"}, format=_MOMENT)
    )
    due_rule = DueRuleField()

    def __init__(self, *args, offices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("– choose –")), *offices]

    def is_filled(self) -> bool:
        """This function will tell whether somebody wrote into the row."""
        return any(self.data.get(self.add_prefix(name), "").strip() for name in ("title", "text", "due_rule", "owner"))


def many_forms(data, *, offices) -> list[RowForm]:
    """This function will return the rows in which several tasks are written."""
    return [RowForm(data, prefix=f"r{n}", offices=offices, use_required_attribute=False) for n in range(N_ROWS)]


class TableForm(forms.Form):
    """A table of tasks: a file, or the text of one that was just tried out."""

    table = forms.FileField(label=_("CSV table"), required=False)
    text = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["table"].needed = True

    def clean(self):
        """This function will insist on one of the two."""
        data = super().clean()
        if not data.get("table") and not data.get("text"):
            self.add_error("table", _("Choose a table."))
        return data

    def content(self) -> bytes:
        """This function will return the bytes of the table."""
        table = self.cleaned_data.get("table")
        if not table:
            return self.cleaned_data["text"].encode()
        table.seek(0)
        return table.read()

    def text_again(self) -> str:
        """This function will return the table for the form that confirms it."""
        return self.content().decode("utf-8-sig", errors="replace")


class FilterForm(forms.Form):
    """Which tasks the list shows."""

    keadaan = forms.ChoiceField(label=_("State"), required=False)
    kantor = forms.ChoiceField(label=_("Office"), required=False)
    sumber = forms.ChoiceField(label=_("Origin"), required=False)
    lewat = forms.BooleanField(label=_("Late only"), required=False)

    def __init__(self, *args, owners=(), **kwargs):
        super().__init__(*args, **kwargs)
        states = [("", _("unfinished")), ("all", _("all")), *((s.value, word) for s, word in STATES.items())]
        self.fields["keadaan"].choices = states
        self.fields["kantor"].choices = [("", _("all offices")), *((str(pk), title) for pk, title in owners)]
        self.fields["sumber"].choices = [
            ("", _("everywhere")),
            *((kind, word) for kind, (word, _view) in SOURCES.items()),
        ]


class WorkForm(forms.Form):
    """What was done, with a photo where there is one."""

    note = forms.CharField(label=_("What was done"), max_length=4000, widget=forms.Textarea(_ROWS))
    photo = forms.FileField(label=_("Photo"), required=False)
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


class OutcomeForm(forms.Form):
    """What reporters may read."""

    outcome = forms.CharField(
        label=_("What came of it"),
        help_text=_("The reporters read this. No names, plain words."),
        max_length=1000,
        widget=forms.Textarea(_ROWS),
    )
