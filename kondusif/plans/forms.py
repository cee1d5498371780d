"""The shape of what officers type about plans, reports, issues and the status of conflict."""

from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kondusif.core.typed import DayField
from kondusif.plans import words
from kondusif.plans.categories import CATEGORIES, STAGES
from kondusif.plans.states import SupporterKind

_ROWS = {"rows": 3}
_DATE = {"type": "date"}


def _day(label: object, **more: object) -> forms.DateField:
    return DayField(label=label, widget=forms.DateInput(_DATE, format="%Y-%m-%d"), **more)


def _text(label: object, longest: int = 4000, **more: object) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(_ROWS), **more)


def _number(label: object, **more: object) -> forms.DecimalField:
    widget = forms.TextInput({"inputmode": "decimal"})
    return forms.DecimalField(label=label, max_digits=14, decimal_places=2, localize=True, widget=widget, **more)


class FilesInput(forms.ClearableFileInput):
    """Several files at once, taken with the camera where the phone offers it."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    widget = FilesInput

    def clean(self, data: object, initial: object = None) -> list:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files]


class PlanForm(forms.Form):
    """A plan of a year."""

    region = forms.ChoiceField(label=pgettext_lazy("plan", "Region"))
    year = forms.IntegerField(label=_("Year of the plan"), min_value=2012, max_value=2100)
    title = forms.CharField(label=_("Title of the plan"), max_length=200)
    aim = _text(_("What it aims at"), required=False)

    def __init__(self, *args, regions=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions
        if len(regions) == 1:
            self.fields["region"].widget = forms.HiddenInput()
            self.fields["region"].initial = regions[0][0]


class MeasureForm(forms.Form):
    """One measure with its targets and supporters."""

    stage = forms.ChoiceField(
        label=_("Stage of handling the conflict"), choices=[(s.value, w) for s, w in words.STAGES.items()]
    )
    title = forms.CharField(label=_("Measure: what is to be done"), max_length=300)
    owner = forms.ChoiceField(label=_("Office that answers for it"))
    success = _text(_("By what success is known"))
    unit = forms.CharField(label=_("Counted in"), max_length=60, help_text=_("Such as: meetings, villages, documents."))
    target_b04 = _number(_("Target B04"), required=False, help_text=_("Empty: nothing is due in this period."))
    target_b08 = _number(_("Target B08"), required=False)
    target_b12 = _number(_("Target B12"), required=False)
    supporters_agency = _text(
        _("Supporters in the regional government"), required=False, help_text=_("One name on each line.")
    )
    supporters_vertical = _text(_("Supporting vertical agencies"), required=False)
    supporters_outside = _text(_("Supporters outside the government"), required=False)
    budget_source = forms.CharField(label=_("Source of the budget"), max_length=200, required=False)

    def __init__(self, *args, offices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = offices

    def supporters(self) -> tuple[tuple[str, str], ...]:
        """This function will return (kind, name) of each supporter named."""
        return tuple(
            (kind.value, " ".join(name.split()))
            for kind in SupporterKind
            for name in self.cleaned_data[f"supporters_{kind.value}"].splitlines()
            if name.strip()
        )


class DecreeForm(forms.Form):
    """The decree by which a plan is approved."""

    decree_number = forms.CharField(label=_("Number of the decree"), max_length=120)
    decree_on = _day(_("Date of the decree"))


class ReportForm(forms.Form):
    """What was reached in a period."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    realised = _number(_("Reached"), required=False)
    narrative = _text(_("What was done, and how it is known"), required=False)
    obstacles = _text(_("Obstacles and what is needed"), required=False)
    files = FilesField(
        label=_("Photos or PDF that show it"), required=False, help_text=_("JPEG, PNG, WebP or PDF; six at most.")
    )


class CutForm(forms.Form):
    """From which share a result is near its target."""

    near_from = forms.DecimalField(
        label=_("Near its target from"),
        max_digits=4,
        decimal_places=3,
        localize=True,
        help_text=_("A share such as 0.75."),
    )
    reason = _text(_("On what this rests"), 1000)


class ImportForm(forms.Form):
    """A table of measures."""

    table = forms.FileField(label=_("Table (XLSX or CSV)"))


class IssueForm(forms.Form):
    """A strategic issue."""

    region = forms.ChoiceField(label=pgettext_lazy("plan", "Region"))
    title = forms.CharField(label=_("The issue"), max_length=200)
    description = _text(_("What it is about"), required=False)
    category = forms.ChoiceField(label=pgettext_lazy("issue", "Kind"), choices=list(CATEGORIES.items()))
    stage = forms.ChoiceField(label=_("When it matters"), choices=list(STAGES.items()))
    source = forms.CharField(label=_("Known from"), max_length=300)
    owner = forms.ChoiceField(label=_("Office that watches it"), required=False)

    def __init__(self, *args, regions=(), offices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions
        self.fields["owner"].choices = [("", _("none yet")), *offices]
        if len(regions) == 1:
            self.fields["region"].widget = forms.HiddenInput()
            self.fields["region"].initial = regions[0][0]

    def owner_id(self) -> UUID | None:
        """This function will return the chosen office, if there is one."""
        return UUID(self.cleaned_data["owner"]) if self.cleaned_data["owner"] else None


class ProposalForm(forms.Form):
    """Why a status of conflict is needed."""

    region = forms.ChoiceField(label=pgettext_lazy("plan", "Region"))
    title = forms.CharField(label=_("Name of the conflict"), max_length=200)
    reason = _text(_("What happened"))
    beyond_police = _text(_("Why the police cannot control it"), help_text=_("First condition of UU 7/2012."))
    government_hindered = _text(
        _("Which work of the government is hindered"), help_text=_("Second condition of UU 7/2012.")
    )
    areas = forms.CharField(
        label=_("Areas (Kemendagri codes)"), max_length=500, required=False,
        help_text=_("Separated by commas; empty means the whole region."),
    )  # fmt: skip
    asked_on = _day(_("Leaders of the council asked on"))

    def __init__(self, *args, regions=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions
        if len(regions) == 1:
            self.fields["region"].widget = forms.HiddenInput()
            self.fields["region"].initial = regions[0][0]

    def codes(self) -> tuple[str, ...]:
        """This function will return the codes typed."""
        return tuple(code.strip() for code in self.cleaned_data["areas"].split(",") if code.strip())


class ConsultationForm(forms.Form):
    """What the council's leaders said."""

    view = forms.ChoiceField(
        label=_("What the council said"), choices=[(v.value, w) for v, w in words.COUNCIL_VIEWS.items()]
    )
    letter = forms.CharField(label=_("Number of the council's letter"), max_length=120, required=False)
    letter_on = _day(_("Date of the council's letter"), required=False)
    paper = forms.FileField(label=_("The letter as PDF"), required=False)


class StatusDecreeForm(forms.Form):
    """A decree that declares or extends."""

    number = forms.CharField(label=_("Number of the decree"), max_length=120)
    on = _day(_("Date of the decree"))
    n_days = forms.IntegerField(label=_("Days it lasts"), min_value=1)
    paper = forms.FileField(label=_("The decree as PDF"), required=False)


class PaperForm(forms.Form):
    """A paper that follows."""

    kind = forms.ChoiceField(label=_("Which paper"), choices=[(k.value, w) for k, w in words.PAPERS.items()])
    paper = forms.FileField(label=_("The paper as PDF"))
