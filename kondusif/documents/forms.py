"""A form for any kind, made from its schema: tables are typed line by line, so that it works without JavaScript."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem
from kondusif.core.typed import DayField, MomentField
from kondusif.documents.kinds import KINDS, Kind
from kondusif.documents.states import DocumentState
from kondusif.documents.words import STATES

BORN_HERE = ("order_letter", "duty_roster", "circular", "referral_letter", "information_report", "official_record")
_PARTS = "; "


class PaperForm(forms.Form):
    """What every paper needs beside its own fields."""

    office = forms.ChoiceField(label=_("Office that keeps the number"))
    signer = forms.ChoiceField(label=_("Who signs"))
    behalf = forms.ChoiceField(label=_("In the name of (a.n.)"), required=False)
    title = forms.CharField(label=_("Title in the list of documents"), max_length=300)

    def __init__(self, *args: Any, kind: Kind, offices=(), signers=(), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.hints = get_type_hints(kind.schema)
        own = [(str(o.pk), o.title) for o in signers]
        self.fields["office"].choices = [(str(o.pk), o.title) for o in offices]
        self.fields["signer"].choices = own
        self.fields["behalf"].choices = [("", _("nobody: signs in the own name")), *own]
        for f in fields(kind.schema):
            self.fields[f"d_{f.name}"] = _form_field(f, self.hints[f.name])

    def data_of_paper(self) -> dict[str, Any]:
        """This function will return what was typed in the shape of the kind's schema, still unchecked."""
        typed = {}
        for f in fields(self.kind.schema):
            value = _typed(f, self.hints[f.name], self.cleaned_data.get(f"d_{f.name}"))
            if value not in ("", None, []):
                typed[f.name] = value
        return typed

    def take(self, problem: Problem) -> None:
        """This function will show the faults of *problem* beside the fields they belong to."""
        for path, sentence in problem.fields.items():
            name, *rest = path.split(".")
            field = f"d_{name}" if f"d_{name}" in self.fields else name
            self.add_error(field if field in self.fields else None, _located(rest, sentence, self.hints.get(name)))
        if not problem.fields:
            self.add_error(None, problem.sentence)


def initial_from(kind: Kind, data: Mapping[str, Any]) -> dict[str, Any]:
    """This function will return stored data as somebody would have typed it."""
    hints = get_type_hints(kind.schema)
    return {
        f"d_{f.name}": data.get(f.name) if "choices" in f.metadata else _shown(hints[f.name], data.get(f.name))
        for f in fields(kind.schema)
    }


def _bare(hint: Any) -> Any:
    return next(a for a in get_args(hint) if a is not NoneType) if get_origin(hint) is UnionType else hint


def _form_field(f: Field, hint: Any) -> forms.Field:
    hint, about = _bare(hint), f.metadata
    common = {"label": about["label"], "required": f.default is MISSING}
    if get_origin(hint) is tuple:
        return _list_field(f, get_args(hint)[0], common)
    if is_dataclass(hint):
        return forms.CharField(**common, help_text=_columns(hint), max_length=600)
    initial = None if f.default is MISSING else f.default
    if "choices" in about:
        return forms.ChoiceField(choices=list(about["choices"].items()), initial=initial, **common)
    if hint is date:
        return DayField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **common)
    if hint is datetime:
        moment = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        return MomentField(widget=moment, **common)
    if hint in (int, float):
        return forms.FloatField(**common) if hint is float else forms.IntegerField(**common)
    rows = {"rows": 3} if about.get("paragraphs") else None
    widget = forms.Textarea(rows) if rows else forms.TextInput()
    return forms.CharField(widget=widget, initial=initial, max_length=about["longest"], **common)


def _list_field(f: Field, item: Any, common: dict[str, Any]) -> forms.Field:
    if "choices" in f.metadata:
        choices = list(f.metadata["choices"].items())
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple(), **common)
    hint = _("One a line. ") + _columns(item) if is_dataclass(item) else _("One a line.")
    return forms.CharField(widget=forms.Textarea({"rows": 4}), help_text=hint, max_length=60_000, **common)


def _columns(schema: type) -> Any:
    names = _PARTS.join(str(f.metadata["label"]) for f in fields(schema))
    return _("Divide with a semicolon: %(names)s") % {"names": names}


def _typed(f: Field, hint: Any, value: Any) -> Any:
    hint = _bare(hint)
    if get_origin(hint) is tuple and isinstance(value, str):
        item = get_args(hint)[0]
        return [
            _record(item, line) if is_dataclass(item) else line.strip() for line in value.splitlines() if line.strip()
        ]
    if is_dataclass(hint) and value:
        return _record(hint, value)
    return value


def _record(schema: type, line: str) -> dict[str, Any]:
    hints = get_type_hints(schema)
    values = [part.strip() for part in line.split(";")]
    record: dict[str, Any] = {}
    for n, f in enumerate(fields(schema)):
        value = values[n] if n < len(values) else ""
        if value:
            record[f.name] = _part(_bare(hints[f.name]), value)
    if len(values) > len(hints):  # a semicolon inside the last text belongs to it
        last = fields(schema)[-1].name
        record[last] = _PARTS.join(values[len(hints) - 1 :])
    return record


def _part(hint: Any, value: str) -> Any:
    if get_origin(hint) is tuple:
        return [part.strip() for part in value.split(",") if part.strip()]
    if hint in (int, float):
        try:
            return hint(value.replace(",", "."))
        except ValueError:
            return value  # the schema's check names the fault
    return value


def _shown(hint: Any, value: Any) -> Any:
    hint = _bare(hint)
    if value is None:
        return None
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        if is_dataclass(item):
            return "\n".join(_row_shown(item, row) for row in value)
        return "\n".join(value)
    if is_dataclass(hint):
        return _row_shown(hint, value)
    return datetime.fromisoformat(value) if hint is datetime else value


def _row_shown(schema: type, row: Mapping[str, Any]) -> str:
    cells = [", ".join(v) if isinstance(v, list) else str(v) if v is not None else "" for v in
             (row.get(f.name) for f in fields(schema))]  # fmt: skip
    return _PARTS.join(c.replace("\n", " ") for c in cells).rstrip("; ")


def _located(rest: list[str], sentence: Any, hint: Any) -> str:
    if not rest:
        return str(sentence)
    hint = _bare(hint)
    schema = get_args(hint)[0] if get_origin(hint) is tuple else hint
    named = {f.name: f.metadata["label"] for f in fields(schema)} if is_dataclass(schema) else {}
    where = [str(_("line %(n)s") % {"n": part}) if part.isdigit() else str(named.get(part, part)) for part in rest]
    return f"{', '.join(where)}: {sentence}"


class SoughtForm(forms.Form):
    """The filter above the list."""

    q = forms.CharField(label=_("Number, title or code"), required=False, max_length=100)
    jenis = forms.ChoiceField(label=_("Kind"), required=False)
    keadaan = forms.ChoiceField(label=_("State"), required=False)
    dari = DayField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    sampai = DayField(label=_("Until (day)"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kinds = sorted(((k.code, str(k.name)) for k in KINDS.values()), key=lambda pair: pair[1])
        self.fields["jenis"].choices = [("", _("all kinds")), *kinds]
        self.fields["keadaan"].choices = [("", _("all states")), *((str(s), STATES[s]) for s in DocumentState)]


class MapForm(forms.Form):
    """What a vulnerability map shows."""

    office = forms.ChoiceField(label=_("Office that keeps the number"))
    signer = forms.ChoiceField(label=_("Who signs"))
    authority = forms.ChoiceField(label=_("Whose judgement"))
    as_of = DayField(label=_("As of"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    title = forms.CharField(label=_("Title"), max_length=200, initial="Peta Kerawanan")
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, offices=(), signers=(), authorities=(), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [(str(o.pk), o.title) for o in offices]
        self.fields["signer"].choices = [(str(o.pk), o.title) for o in signers]
        self.fields["authority"].choices = list(authorities)


class TakenForm(forms.Form):
    """A block of numbers used on paper."""

    office = forms.ChoiceField(label=_("Book of"))
    series = forms.ChoiceField(label=_("Book"), required=False)
    year = forms.IntegerField(label=_("Year"))
    first = forms.IntegerField(label=_("First number"))
    last = forms.IntegerField(label=_("Last number"))
    purpose = forms.CharField(label=_("For which letters"), max_length=300)

    def __init__(self, *args: Any, offices=(), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [(str(o.pk), o.title) for o in offices]
        self.fields["series"].choices = [
            ("", _("letters in general")), ("LI", _("information reports")), ("SK", _("decrees")), ("DH", _("attendance lists"))
        ]  # fmt: skip


class LetterheadForm(forms.Form):
    """The look of an office's papers."""

    lines = forms.CharField(label=_("Lines at the top, one a line"), max_length=700, widget=forms.Textarea({"rows": 3}))
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    city = forms.CharField(label=_("Place before the date"), max_length=80)
    logo = forms.FileField(label=_("Coat of arms (PNG or JPEG)"), required=False)
    unit_code = forms.CharField(label=_("Code of the office in numbers"), max_length=40)
    number_pattern = forms.CharField(
        label=_("Pattern of numbers"), required=False, max_length=80,
        help_text=_("Places: {kode} {nomor:4} {unit} {tahun} {bulan} {romawi}. Empty: {kode}/{nomor:4}/{unit}/{tahun}"),
    )  # fmt: skip
    number_information_report = forms.CharField(
        label=_("Pattern for information reports"), required=False, max_length=80,
        help_text=_("Empty: R/LI-{nomor:2}/{romawi}/{tahun}"),
    )  # fmt: skip


class TemplateForm(forms.Form):
    """An office's own Word form."""

    kind = forms.ChoiceField(label=_("Kind"))
    file = forms.FileField(label=_("Form (.docx)"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = sorted(((k.code, str(k.name)) for k in KINDS.values()), key=lambda pair: pair[1])
