"""The shape of what people type about commitments."""

import json
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.commitments import words
from kondusif.commitments.rules import Article, articles_of
from kondusif.core.typed import DayField, LineField, MomentField

_ROWS = {"rows": 3}
_DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class TextForm(forms.Form):
    """A wording: preamble and articles."""

    preamble = forms.CharField(label=_("Opening words"), required=False, max_length=4000, widget=_area(3))
    articles = forms.CharField(
        label=_("Articles"),
        help_text=_("A line that starts with # is the title of an article; every other line is a clause."),
        max_length=30_000,
        widget=_area(10),
    )

    def clean_articles(self) -> tuple[Article, ...]:
        found = articles_of(self.cleaned_data["articles"])
        if not found:
            raise forms.ValidationError(_("Write at least one article with a clause."))
        return found


class RewordForm(TextForm):
    """A new wording, and why."""

    reason = forms.CharField(label=_("Why a new text is needed"), required=False, max_length=300)


class CommitmentForm(TextForm):
    """A commitment to be drafted."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(words.KINDS.items()))
    title = LineField(label=_("Title"), max_length=200)
    occasion = forms.CharField(label=_("Occasion"), required=False, max_length=200)
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    held_on = DayField(label=_("Day of signing"), required=False, widget=_DAY)
    closes_at = MomentField(
        label=_("Signatures until"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    valid_from = DayField(label=_("In force from"), required=False, widget=_DAY)
    valid_until = DayField(label=_("In force until"), required=False, widget=_DAY)
    is_public = forms.BooleanField(label=_("Show on the public page once it is in force"), required=False, initial=True)
    field_order = ("kind", "title", "preamble", "articles", "occasion", "place", "held_on", "closes_at", "valid_from", "valid_until", "is_public")  # fmt: skip


class PartyForm(forms.Form):
    """A party: an office, or somebody named."""

    kind = forms.ChoiceField(label=_("Who"), choices=list(words.PARTY_KINDS.items()))
    office = forms.ChoiceField(label=_("Office that promises"), required=False)
    organisation = forms.CharField(label=_("Organisation or agency"), required=False, max_length=160)
    person_name = LineField(label=_("Name of who signs"), required=False, max_length=120)
    position = forms.CharField(label=_("Position"), required=False, max_length=160)

    def __init__(self, *args: Any, offices: Any = (), **more: Any):
        super().__init__(*args, **more)
        self.fields["office"].choices = [("", "—"), *offices]


class SignForm(forms.Form):
    """A signature drawn or typed."""

    strokes = forms.CharField(required=False, max_length=200_000, widget=forms.HiddenInput)
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    typed_name = LineField(
        label=_("Or type your full name"),
        help_text=_("For whoever cannot draw: keyboard, screen reader, no touch screen."),
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    confirmed = forms.BooleanField(label=_("I have read the text, and with this name I sign it."), required=False)

    def clean_strokes(self) -> Any:
        try:
            return json.loads(self.cleaned_data["strokes"] or "[]")
        except ValueError:
            return []


class LinkSignForm(SignForm):
    """A signature with a link."""

    agreed_to_name = forms.BooleanField(label=_("My name may stand on the public page."), required=False)


class CertificateSignForm(forms.Form):
    """A signature by certificate: one's own, or a file that one brings."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    certificate = forms.ChoiceField(label=_("Certificate"))
    file = forms.FileField(label=_("PKCS#12 file (.p12, .pfx)"), required=False)
    account = forms.CharField(label=_("Account at the signing service"), required=False, max_length=120)
    phrase = forms.CharField(
        label=_("Phrase or PIN"), widget=forms.PasswordInput({"autocomplete": "off"}), max_length=200
    )

    def __init__(self, *args: Any, certificates: Any = (), **more: Any):
        super().__init__(*args, **more)
        self.fields["certificate"].choices = certificates


class ScanForm(forms.Form):
    """A picture of a signed paper."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    scan = forms.FileField(label=_("Photo or scan of the signed page"))


class JudgeForm(forms.Form):
    """What a second officer says of a scan."""

    note = forms.CharField(label=_("What is wrong with it"), required=False, max_length=500)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=2000, widget=_area(2))


class FindingForm(forms.Form):
    """What was found when somebody looked."""

    on = DayField(label=_("Day"), widget=_DAY)
    outcome = forms.ChoiceField(label=_("How is it kept?"), choices=list(words.OUTCOMES.items()))
    finding = forms.CharField(label=_("What was found"), max_length=4000, widget=_area(3))
    public_text = forms.CharField(
        label=_("What everybody may read of it"), help_text=_("No names of persons."), required=False, max_length=300
    )
    photo = forms.FileField(label=_("Photo"), required=False)


class BreachForm(forms.Form):
    """What is said against whom, and what it rests on."""

    party = forms.ChoiceField(label=_("Party"), required=False)
    reason = forms.CharField(label=_("What happened, against which article"), max_length=4000, widget=_area(3))
    incident = forms.ChoiceField(label=_("Incident"), required=False)
    case_number = forms.CharField(
        label=_("Case number at the authority that handles it"), required=False, max_length=120
    )

    def __init__(self, *args: Any, parties: Any = (), incidents: Any = (), **more: Any):
        super().__init__(*args, **more)
        self.fields["party"].choices = [("", "—"), *parties]
        self.fields["incident"].choices = [("", "—"), *incidents]


class DecisionForm(forms.Form):
    """What a head decided of an alleged breach."""

    decision = forms.CharField(label=_("Decision and reasons"), max_length=4000, widget=_area(3))


class ListForm(TextForm):
    """Pacts for a whole list."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(k, w) for k, w in words.KINDS.items() if k != "joint_commitment"]
    )
    title = LineField(label=_("Title"), max_length=120)
    closes_at = MomentField(
        label=_("Signatures until"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    file = forms.FileField(label=_("List as CSV"), required=False)
    list = forms.CharField(
        label=_("Or paste the list"),
        help_text=_("One line each. Columns: jabatan for agencies; nama, jabatan, instansi for civil servants."),
        required=False,
        max_length=900_000,
        widget=_area(6),
    )
    open_at_once = forms.BooleanField(label=_("Open for signature at once"), required=False)
    field_order = ("kind", "title", "preamble", "articles", "closes_at", "file", "list", "open_at_once")


class RequestForm(forms.Form):
    """A certificate to be issued."""

    holding = forms.ChoiceField(label=_("Your office"))
    phrase = forms.CharField(
        label=_("Phrase"),
        help_text=_("At least eight characters. It closes your key; nobody here can open it or give it back."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        max_length=200,
    )

    def __init__(self, *args: Any, holdings: Any = (), **more: Any):
        super().__init__(*args, **more)
        self.fields["holding"].choices = holdings


class RevokeForm(forms.Form):
    """Why a certificate is taken back."""

    reason = forms.ChoiceField(label=_("Why"), choices=list(words.REASONS.items()))


def local_moment(value: Any, zone: str) -> Any:
    """This function will read a moment typed without a zone as one of the region's own clock."""
    return value.replace(tzinfo=ZoneInfo(zone)) if value is not None else None
