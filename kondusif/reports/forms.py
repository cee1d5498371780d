"""What people type about a report; whether it is true and complete, the rules say."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem
from kondusif.people.models import Office
from kondusif.people.vault.queries import key_for, keys_in_use
from kondusif.reports.categories import CATEGORIES, SEALED_TO
from kondusif.reports.envelopes import sealed_in
from kondusif.reports.rules import REASON_MAX, TEXT_MAX, NewReport, contact_in
from kondusif.reports.sheet_file import FIELDS
from kondusif.reports.states import Channel, Maturity, Urgency

# Which field of the page shows what is wrong with which field of a report.
_SHOWN_AT = {"village_code": "place_text", "lat": "place_text", "lon": "place_text", "event_at": "event_local"}


class _LocalMoment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class _Words(forms.CharField):
    """Words that are needed: the page says so, and the rules alone complain, together with all else."""

    def validate(self, value: str) -> None:
        """This function will leave the judgement to the rules."""


class _Choice(forms.ChoiceField):
    """A choice that is needed, judged by the rules alone like ``_Words``."""

    def validate(self, value: str) -> None:
        """This function will leave the judgement to the rules."""


class ReportForm(forms.Form):
    """The citizen's page."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    category = forms.CharField(label=_("What is happening?"), required=False)
    text = _Words(label=_("Tell it in short"), widget=forms.Textarea(attrs={"rows": 4, "maxlength": TEXT_MAX}))
    place_text = forms.CharField(
        label=_("Where?"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    village_code = forms.CharField(widget=forms.HiddenInput, required=False)
    village_pick = forms.CharField(required=False)
    lat = forms.FloatField(widget=forms.HiddenInput, required=False)
    lon = forms.FloatField(widget=forms.HiddenInput, required=False)
    event_local = forms.DateTimeField(
        label=_("When?"),
        required=False,
        widget=_LocalMoment(),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d-%m-%Y %H:%M"],
    )
    anonymous = forms.BooleanField(label=_("Without my name"), required=False, initial=True)
    contact = forms.CharField(
        label=_("Phone number or e-mail"), required=False, widget=forms.TextInput(attrs={"autocomplete": "tel"})
    )

    sealed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60_000)
    sealed_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    reading_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=50)
    unsealed = forms.BooleanField(label=_("Send it without sealing"), required=False)

    asks_to_seal = True  # an officer at the desk has read the words already
    lacks_seal = False

    def clean(self) -> dict[str, Any]:
        """This function will ask once whether words that could be sealed are meant to come unsealed."""
        typed = super().clean()
        group = SEALED_TO.get(typed.get("category", ""))
        if (
            not self.asks_to_seal
            or group is None
            or "search" in self.data
            or typed.get("sealed")
            or typed.get("unsealed")
        ):
            return typed
        code = typed.get("village_code") or typed.get("village_pick") or ""
        if key_for(code, group) if code else any(key.group == group for key in keys_in_use()):
            self.lacks_seal = True
            self.add_error("text", _("These words are not sealed. Read the box above the button, then choose."))
        return typed

    def blank(self) -> "ReportForm":
        """This function will give an empty form the key that makes sending it twice harmless."""
        self.initial = {"client_id": uuid4(), "anonymous": True} | self.initial
        return self

    def new_report(self, *, at: datetime) -> NewReport:
        """This function will return what was typed as a report; only the rules know whether it is in order."""
        typed = self.cleaned_data
        moment = typed.get("event_local")
        contact = typed.get("contact", "").strip()
        return NewReport(
            client_id=typed.get("client_id") or uuid4(),
            category=typed.get("category", ""),
            text=typed.get("text", ""),
            event_at=moment or at,
            happens_now=moment is None,
            lat=typed.get("lat"),
            lon=typed.get("lon"),
            region_code=typed.get("village_code") or typed.get("village_pick") or "",
            place_text=typed.get("place_text", ""),
            anonymous=typed.get("anonymous", True),
            contact=contact_in(contact) if contact else None,
            channel=Channel.WEB,
            sealed=sealed_in(typed),
        )

    def show(self, problem: Problem) -> None:
        """This function will put each sentence of *problem* beside the field it is about."""
        if not problem.fields:
            self.add_error(None, str(problem.sentence))
        for name, sentence in problem.fields.items():
            shown = _SHOWN_AT.get(name, name)
            if shown not in self.fields or self.fields[shown].widget.is_hidden:
                shown = None
            if shown is None or shown not in self.errors:
                self.add_error(shown, str(sentence))


class OfficerReportForm(ReportForm):
    """What an officer enters for somebody who called, came, or was met in the village."""

    asks_to_seal = False

    maturity = forms.ChoiceField(
        label=_("How far has it come?"),
        required=False,
        choices=[
            ("", _("as usual for its kind")),
            (Maturity.POTENTIAL.value, _("potential: it could happen")),
            (Maturity.SYMPTOM.value, _("symptom: first signs")),
            (Maturity.OCCURRENCE.value, _("occurrence: it happens")),
        ],
    )
    urgency = forms.TypedChoiceField(
        label=_("How urgent?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", _("as usual for its kind")),
            (Urgency.GREEN.value, _("green: within days")),
            (Urgency.YELLOW.value, _("yellow: today")),
            (Urgency.ORANGE.value, _("orange: within hours")),
            (Urgency.RED.value, _("red: at once")),
        ],
    )
    crowd_estimate = forms.IntegerField(label=_("How many people, about?"), required=False)
    station_number = forms.IntegerField(label=_("Number of the polling station"), required=False)
    about_office = forms.ModelChoiceField(
        label=_("Is it about an office of this region?"), required=False, queryset=Office.objects.none(), empty_label=_("no"),
        help_text=_("Whoever holds that office will not see this report."),
    )  # fmt: skip
    exercise = forms.BooleanField(label=_("Part of an exercise; not counted"), required=False)

    def __init__(self, *args: Any, offices: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"] = forms.ChoiceField(
            label=_("What is happening?"),
            choices=[("", "—"), *((code, c.name) for code, c in CATEGORIES.items())],
            required=False,
        )
        self.fields["category"].needed = True
        if offices is not None:
            self.fields["about_office"].queryset = offices

    def entered(
        self, *, at: datetime, channel: Channel, office_id: UUID, title: str, person_id: UUID | None
    ) -> NewReport:
        """This function will return what an officer typed; the audit trail names the officer, nothing names who told it."""
        typed = self.cleaned_data
        about = typed.get("about_office")
        new = self.new_report(at=at)
        return replace(
            new,
            channel=channel,
            maturity=Maturity(typed["maturity"]) if typed.get("maturity") else None,
            urgency=None if typed.get("urgency") is None else Urgency(typed["urgency"]),
            crowd_estimate=typed.get("crowd_estimate"),
            station_number=typed.get("station_number"),
            about_office_id=about.pk if about else None,
            exercise=typed.get("exercise", False),
            reporter_office_id=office_id,
            reporter_title=title,
            entered_by_id=person_id,
        )


class ReceiptForm(forms.Form):
    """The twenty digits."""

    receipt = forms.CharField(
        label=_("Receipt number"),
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("20 digits, with or without spaces."),
    )


class MessageForm(forms.Form):
    """A line to the desk."""

    sealed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60_000)
    sealed_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    unsealed = forms.BooleanField(label=_("Send it without sealing"), required=False)

    text = forms.CharField(
        label=_("Write to the officers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": TEXT_MAX}),
    )


class DisclosureForm(forms.Form):
    """Why somebody has to know who reported."""

    reason = forms.CharField(
        label=_("Why is the contact needed?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": REASON_MAX}),
        help_text=_("The reporter will read this reason. It stays in the ledger for good."),
    )


class RefusalForm(forms.Form):
    """Why a contact stays closed."""

    note = forms.CharField(
        label=_("Why not?"), required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": REASON_MAX})
    )


class SheetForm(forms.Form):
    """A table of reports, and whose it is."""

    table = forms.FileField(
        label=_("Table (CSV or XLSX)"), help_text=_("Up to 50,000 rows. The first line names the columns.")
    )
    region = forms.ChoiceField(label=_("Office of"))

    def __init__(self, regions: list[tuple[str, str]], *args: object) -> None:
        super().__init__(*args)
        self.fields["region"].choices = regions


class ColumnsForm(forms.Form):
    """Which column of a table is what, and what goes for all rows."""

    category = forms.ChoiceField(
        label=_("Kind, where a row names none"), choices=lambda: [(code, one.name) for code, one in CATEGORIES.items()]
    )
    as_history = forms.BooleanField(label=_("Days of more than two years ago are meant"), required=False)
    exercise = forms.BooleanField(label=_("An exercise; never counted"), required=False)

    def __init__(self, heads: list[str], columns: dict[str, int], *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        options = [("", "–"), *((str(n), head or _("Column %(n)s") % {"n": n + 1}) for n, head in enumerate(heads))]
        self.column_names = []
        for field, (name, _words) in FIELDS.items():
            self.fields[f"c_{field}"] = forms.ChoiceField(
                label=name, choices=options, required=False, initial=str(columns[field]) if field in columns else ""
            )
            self.column_names.append(f"c_{field}")

    def columns(self) -> dict[str, int]:
        """This function will return the column chosen for each of our fields."""
        return {name[2:]: int(self.cleaned_data[name]) for name in self.column_names if self.cleaned_data[name]}
