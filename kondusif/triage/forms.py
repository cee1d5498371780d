"""The shape of what officers type; whether it is true, the actions decide."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.states import Urgency
from kondusif.triage import words

NEW = "new"
Choices = Iterable[tuple[str, Any]]
_CATEGORIES = [(code, category.name) for code, category in CATEGORIES.items()]
_EVERY = [("", _("all"))]


class TellingForm(forms.Form):
    """A form that can show what an action refused, beside the fields it named."""

    def show(self, problem: Problem) -> None:
        """This function will put a refusal beside the fields it names, or on top."""
        named = {name: sentence for name, sentence in problem.fields.items() if name in self.fields}
        for name, sentence in named.items():
            self.add_error(name, str(sentence))
        if not named:
            self.add_error(None, str(problem.sentence))


class QueueForm(forms.Form):
    """The filter of the queue, as it stands in the address."""

    kategori = forms.ChoiceField(label=_("Category"), choices=[*_EVERY, *_CATEGORIES], required=False)
    kecamatan = forms.ChoiceField(label=_("Subdistrict"), required=False)
    urgensi = forms.ChoiceField(
        label=_("Urgency"), choices=[*_EVERY, *[(u.value, w) for u, w in words.URGENCIES.items()]], required=False
    )
    tampil = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, subdistricts: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kecamatan"].choices = [*_EVERY, *subdistricts]


class ScreenForm(TellingForm):
    """What it is, how far it has come, how urgent, and where."""

    category = forms.ChoiceField(label=_("Category"), choices=_CATEGORIES)
    maturity = forms.ChoiceField(label=_("How far it has come"), choices=list(words.MATURITIES.items()))
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), choices=list(words.URGENCIES.items()), coerce=lambda v: Urgency(int(v))
    )
    region_code = forms.ChoiceField(
        label=_("Place"), required=False, help_text=_("Change it only if the reporter was mistaken.")
    )
    about_office = forms.ChoiceField(
        label=_("Is it about an office?"),
        required=False,
        help_text=_("That office will not see the report, and its own agency will not judge it."),
    )

    def __init__(self, *args: Any, places: Choices = (), offices: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region_code"].choices = list(places)
        self.fields["about_office"].choices = [("", _("about none")), *offices]


class VerifyForm(TellingForm):
    """The judgement, with the source apart from the information."""

    source_rating = forms.ChoiceField(label=_("The source"), choices=[("", "…"), *words.SOURCES.items()])
    info_rating = forms.TypedChoiceField(
        label=_("The information"), choices=[("", "…"), *words.INFORMATION.items()], coerce=int
    )
    incident = forms.ChoiceField(label=_("Incident"))
    title = forms.CharField(label=_("Title of the new incident"), max_length=160, required=False)
    note = forms.CharField(
        label=_("How it was checked"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, incidents: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["incident"].choices = [(NEW, _("a new incident")), *incidents]


class IncidentChoiceForm(TellingForm):
    """An incident that a report, or another incident, is to be put to."""

    incident = forms.ChoiceField(label=_("Incident"))
    note = forms.CharField(label=_("Note"), max_length=4000, required=False)

    def __init__(self, *args: Any, incidents: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["incident"].choices = list(incidents)


class ReasonForm(TellingForm):
    """A reason."""

    note = forms.CharField(label=_("Reason"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class NoteForm(TellingForm):
    """A note that may stay empty."""

    note = forms.CharField(label=_("Note"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ReferForm(TellingForm):
    """To whom, and why."""

    referred_to = forms.CharField(
        label=_("To whom"), max_length=160, help_text=_("For example Bawaslu Kabupaten Bangkalan.")
    )
    note = forms.CharField(
        label=_("Reason"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The reporter reads it."),
    )


class AnswerForm(TellingForm):
    """A line to the reporter."""

    text = forms.CharField(
        label=_("Answer to the reporter"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The reporter reads it on the page of their receipt. Write no names of others."),
    )  # fmt: skip


class IncidentForm(TellingForm):
    """What an incident is called, and what makes it grave."""

    title = forms.CharField(label=_("Title"), max_length=160)
    has_victims = forms.BooleanField(label=_("There are victims"), required=False)
    has_weapon = forms.BooleanField(label=_("Weapons were seen or used"), required=False)
    target = forms.ChoiceField(label=_("Attacked place"), choices=list(words.TARGETS.items()), required=False)


class SearchForm(forms.Form):
    """What somebody looks for."""

    q = forms.CharField(
        label=_("Words to look for"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
