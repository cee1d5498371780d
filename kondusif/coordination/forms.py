"""The shape of what officers type about tasks."""

from django import forms
from django.utils.translation import gettext_lazy as _

_ROWS = {"rows": 3}


class TaskForm(forms.Form):
    """Something to be done by an office."""

    owner = forms.ChoiceField(label=_("Office that does it"))
    title = forms.CharField(label=_("What is to be done"), max_length=160)
    text = forms.CharField(label=_("How, where, with whom"), max_length=4000, widget=forms.Textarea(_ROWS))
    due_at = forms.DateTimeField(
        label=_("Due"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def __init__(self, *args, offices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = offices


class WorkForm(forms.Form):
    """What was done, with a photo where there is one."""

    note = forms.CharField(label=_("What was done"), max_length=4000, widget=forms.Textarea(_ROWS))
    photo = forms.FileField(label=_("Photo (may be left out)"), required=False)


class OutcomeForm(forms.Form):
    """What reporters may read."""

    outcome = forms.CharField(
        label=_("What came of it"),
        help_text=_("The reporters read this. No names, plain words."),
        max_length=1000,
        widget=forms.Textarea(_ROWS),
    )
