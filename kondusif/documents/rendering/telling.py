"""Checked data made ready for the eye: dates and moments as an Indonesian letter writes them."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from kondusif.documents.rules import masked_phone

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
          "November", "Desember")  # fmt: skip
ZONES = {"WIB": ZoneInfo("Asia/Jakarta"), "WITA": ZoneInfo("Asia/Makassar"), "WIT": ZoneInfo("Asia/Jayapura")}
ZONE_WORDS = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def told_day(day: date) -> dict[str, str]:
    """This function will return a date in words: Jumat, 20 November 2026."""
    written = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return {
        "iso": day.isoformat(),
        "day": DAYS[day.weekday()],
        "date": written,
        "full": f"{DAYS[day.weekday()]}, {written}",
    }


def told(schema: type, data: Mapping[str, Any], *, zone: str) -> dict[str, Any]:
    """This function will return *data* with its dates told, phone numbers hidden where the paper asks for it."""
    clock = ZONES.get(str(data.get("zone", "")).upper()) or ZoneInfo(zone)
    ready = _record(schema, data, clock)
    if ready.get("mask_phones"):
        for row in ready["attendees"]:
            row["phone"] = masked_phone(row["phone"])
    return ready


def _record(schema: type, data: Mapping[str, Any], clock: ZoneInfo) -> dict[str, Any]:
    hints = get_type_hints(schema)
    return {f.name: _value(hints[f.name], data.get(f.name), clock) for f in fields(schema)}


def _value(hint: Any, value: Any, clock: ZoneInfo) -> Any:
    if get_origin(hint) is UnionType:
        hint = next(a for a in get_args(hint) if a is not NoneType)
    if value is None:
        return None
    if get_origin(hint) is tuple:
        return [_value(get_args(hint)[0], item, clock) for item in value]
    if is_dataclass(hint):
        return _record(hint, value, clock)
    if hint is date:
        return told_day(date.fromisoformat(value))
    if hint is datetime:
        local = datetime.fromisoformat(value).astimezone(clock)
        return told_day(local.date()) | {"time": f"{local:%H.%M}"}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
