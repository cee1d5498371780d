"""Does this data fit a kind's schema? Every fault is named at once, in words, with the place where it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from math import isfinite
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem, Sentence
from kondusif.documents.kinds.fields import ROWS, SHORT, Ring

MISSING_WORDS = _("This is missing. Fill it in.")


def check_data(schema: type, data: Any) -> dict[str, Any]:
    """
    This function will return *data* as plain JSON values in the order of *schema*, defaults filled in.

    *data* is a mapping or an instance of the schema. The answer can be stored and checked again.

    :raises Problem: with a sentence for each field that is missing, unknown or of another kind.
    """
    faults: dict[str, Sentence] = {}
    clean = _record(schema, _as_mapping(data), "", faults)
    if faults:
        raise Problem("document.data", _("The document cannot be made: some fields are not right."), fields=faults)
    return clean


def _as_mapping(value: Any) -> Any:
    return {f.name: getattr(value, f.name) for f in fields(value)} if is_dataclass(value) else value


def _record(schema: type, data: Any, path: str, faults: dict[str, Sentence]) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        faults[path or "data"] = _("This must be a record with fields.")
        return {}
    hints = get_type_hints(schema)
    known = {f.name: f for f in fields(schema)}
    for name in data:
        if name not in known:
            faults[f"{path}{name}"] = _("This field does not exist in the form.")
    return {name: _field(f, hints[name], data, f"{path}{name}", faults) for name, f in known.items()}


def _field(f: Field, hint: Any, data: Mapping, path: str, faults: dict[str, Sentence]) -> Any:
    value = data.get(f.name, MISSING)
    empty = value is MISSING or value is None or (isinstance(value, str | list | tuple) and not len(value))
    if isinstance(value, str) and not value.strip():
        empty = True
    if empty:
        if f.default is MISSING:
            faults[path] = MISSING_WORDS
            return None
        return list(f.default) if isinstance(f.default, tuple) else f.default
    return _value(f, hint, value, path, faults)


def _value(f: Field, hint: Any, value: Any, path: str, faults: dict[str, Sentence]) -> Any:
    if get_origin(hint) is UnionType:
        hint = next(a for a in get_args(hint) if a is not NoneType)
    if get_origin(hint) is tuple:
        return _many(f, get_args(hint)[0], value, path, faults)
    return _one(f, hint, value, path, faults)


def _many(f: Field, hint: Any, value: Any, path: str, faults: dict[str, Sentence]) -> list[Any]:
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        faults[path] = _("This must be a list.")
        return []
    items = list(value)
    if len(items) > ROWS:
        faults[path] = _("There are more than 2,000 rows. Divide the document.")
        return []
    if hint == Ring:
        return [_ring(ring, path, faults) for ring in items]
    return [_one(f, hint, item, f"{path}.{n}", faults) for n, item in enumerate(items, start=1)]


def _ring(ring: Any, path: str, faults: dict[str, Sentence]) -> list[list[float]]:
    try:
        points = [[float(x), float(y)] for x, y in ring]
    except (TypeError, ValueError):
        faults[path] = _("The outline must be a list of points.")
        return []
    if not all(isfinite(x) and isfinite(y) for x, y in points):
        faults[path] = _("The outline must be a list of points.")
    return points


def _one(f: Field, hint: Any, value: Any, path: str, faults: dict[str, Sentence]) -> Any:
    if is_dataclass(hint):
        return _record(hint, _as_mapping(value), f"{path}.", faults)
    reader = {str: _text, bool: _flag, int: _whole, float: _number, date: _day, datetime: _moment}[hint]
    try:
        return reader(value, f.metadata)
    except _Fault as fault:
        faults[path] = fault.sentence
        return None


class _Fault(Exception):
    def __init__(self, sentence: Sentence):
        super().__init__(str(sentence))
        self.sentence = sentence


def _text(value: Any, about: Mapping) -> str:
    if not isinstance(value, str):
        raise _Fault(_("This must be text."))
    # A control character is never typed on purpose, and neither a PDF nor a DOCX can hold one.
    clean = "".join(c for c in value.replace("\r\n", "\n") if c in "\n\t" or (ord(c) >= 32 and ord(c) != 127))
    clean = "".join(c for c in clean if not 0xD800 <= ord(c) <= 0xDFFF and c not in "\ufffe\uffff").strip()
    if len(clean) > about.get("longest", SHORT):
        raise _Fault(_("This is longer than %(most)s characters.") % {"most": about.get("longest", SHORT)})
    if "choices" in about and clean not in about["choices"]:
        raise _Fault(
            _("“%(value)s” is not one of: %(known)s.") % {"value": clean[:40], "known": ", ".join(about["choices"])}
        )
    return clean


def _flag(value: Any, about: Mapping) -> bool:
    if not isinstance(value, bool):
        raise _Fault(_("This must be yes or no."))
    return value


def _whole(value: Any, about: Mapping) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Fault(_("This must be a whole number."))
    return _within(value, about)


def _number(value: Any, about: Mapping) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise _Fault(_("This must be a number."))
    return _within(float(value), about)


def _within(value: Any, about: Mapping) -> Any:
    least, most = about.get("least"), about.get("most")
    if least is not None and value < least:
        raise _Fault(_("This must not be below %(least)s.") % {"least": least})
    if most is not None and value > most:
        raise _Fault(_("This must not be above %(most)s.") % {"most": most})
    return value


def _day(value: Any, about: Mapping) -> str:
    if isinstance(value, datetime):
        raise _Fault(_("This must be a date without a time."))
    try:
        return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()
    except (TypeError, ValueError):
        raise _Fault(_("This must be a date like 2026-11-20.")) from None


def _moment(value: Any, about: Mapping) -> str:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _Fault(_("This must be a moment like 2026-11-20T09:00:00+07:00.")) from None
    if moment.tzinfo is None:
        raise _Fault(_("The moment must name its time zone."))
    return moment.replace(microsecond=0).isoformat()
