"""Our warnings as CAP messages: what a level, an area and an end mean in the words of the standard."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import shapely
from django.utils import translation
from shapely.geometry.base import BaseGeometry

from kondusif.alerts import words as warning_words
from kondusif.alerts.models import Alert
from kondusif.alerts.states import Level
from kondusif.interop.cap.codec import (
    MOST_VERTICES,
    Area,
    Certainty,
    Info,
    Message,
    MsgType,
    Reference,
    Ring,
    Scope,
    Severity,
    Status,
    Urgency,
)

_LEVELS = {
    Level.GREEN: ("HIJAU", "GREEN", Severity.MINOR, Urgency.FUTURE, Certainty.POSSIBLE, "Monitor"),
    Level.YELLOW: ("KUNING", "YELLOW", Severity.MODERATE, Urgency.FUTURE, Certainty.POSSIBLE, "Monitor"),
    Level.ORANGE: ("ORANYE", "ORANGE", Severity.SEVERE, Urgency.EXPECTED, Certainty.LIKELY, "Prepare"),
    Level.RED: ("MERAH", "RED", Severity.EXTREME, Urgency.IMMEDIATE, Certainty.LIKELY, "Execute"),
}
_FOR_OFFICES = "Kantor yang dituju peringatan ini / offices addressed by this warning"
_EXERCISE = ("LATIHAN — BUKAN KEADAAN SEBENARNYA. ", "EXERCISE — NOT A REAL SITUATION. ")
_MADE_UP = ("DATA CONTOH (SINTETIS) — BUKAN KEADAAN SEBENARNYA. ", "SAMPLE DATA — NOT A REAL SITUATION. ")
_SECOND = timedelta(seconds=1)
_STEPS = (0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128)  # degrees


@dataclass(frozen=True)
class Circumstances:
    """What a message needs beside the warning itself."""

    identifier: str
    sender: str
    sender_name: str
    sent: datetime
    msg_type: MsgType
    note: str
    references: tuple[Reference, ...]
    place: str
    outline: BaseGeometry | None
    zone: ZoneInfo
    web: str


def to_message(alert: Alert, about: Circumstances) -> Message:
    """This function will tell a warning in CAP; a public one in the words written for the public only."""
    area = Area(about.place, rings(about.outline), (("Kemendagri", alert.region_id),))
    status, marks = _status(alert)
    return Message(
        identifier=about.identifier, sender=about.sender, sent=about.sent.astimezone(about.zone), status=status,
        msg_type=about.msg_type, scope=Scope.PUBLIC if alert.is_public else Scope.RESTRICTED,
        restriction="" if alert.is_public else _FOR_OFFICES, note=marks[0] + about.note, references=about.references,
        infos=(_info(alert, about, area, "id", marks[0]), _info(alert, about, area, "en", marks[1])),
    )  # fmt: skip


def _status(alert: Alert) -> tuple[Status, tuple[str, str]]:
    if alert.exercise:
        return Status.EXERCISE, _EXERCISE
    return (Status.TEST, _MADE_UP) if alert.synthetic else (Status.ACTUAL, ("", ""))


def _info(alert: Alert, about: Circumstances, area: Area, language: str, mark: str) -> Info:
    name_id, name_en, severity, urgency, certainty, response = _LEVELS[Level(alert.level)]
    ended = about.msg_type == MsgType.CANCEL
    text = alert.public_text if alert.is_public else alert.situation
    instruction = "" if alert.is_public else alert.action
    if language == "id":
        event, level = "Peringatan dini pemilihan", f"Tingkat {name_id}"
        headline = f"{mark}{'Diakhiri: ' if ended else ''}{alert.title} ({about.place}, {level.lower()})"
        description = f"{mark}{text}"
    else:
        event = "Early warning around an election"
        headline = f"{mark}{'Ended: ' if ended else ''}Early warning, level {name_en}: {about.place}"
        description = f"{mark}The office's own words, in Indonesian: {text}"
    with translation.override(language):
        by_chance = "" if ended else warning_words.chance(alert)
    if by_chance and by_chance not in description:
        description = f"{description} {by_chance}"
    parameters = [("kondusif:number", alert.number), ("kondusif:level", str(int(alert.level)))]
    if by_chance:
        parameters.append(("kondusif:chance", by_chance))
    # An end that came before the date cuts the time short, but never below a second.
    expires = max(alert.valid_until, alert.issued_at.replace(microsecond=0) + _SECOND)
    return Info(
        language="id-ID" if language == "id" else "en-GB", event=mark + event, urgency=Urgency.PAST if ended else urgency,
        severity=severity, certainty=certainty, headline=headline[:160], description=description,
        instruction=instruction, sender_name=about.sender_name, effective=alert.issued_at.astimezone(about.zone),
        expires=expires.astimezone(about.zone), areas=(area,), response_type="AllClear" if ended else response,
        web=about.web, parameters=tuple(parameters),
    )  # fmt: skip


def rings(outline: BaseGeometry | None) -> tuple[Ring, ...]:
    """
    This function will draw an area with at most a hundred vertices, its largest parts first.

    An outline that crosses itself is mended first: what it encloses is drawn, nothing else.
    """
    if outline is None or outline.is_empty:
        return ()
    whole = outline if outline.is_valid else shapely.make_valid(outline)
    for step in _STEPS:
        parts = _parts(shapely.simplify(whole, step, preserve_topology=True))
        if sum(map(len, parts)) <= MOST_VERTICES:
            return parts
    kept: list[Ring] = []
    for ring in parts:
        if sum(map(len, kept)) + len(ring) <= MOST_VERTICES:
            kept.append(ring)
    return tuple(kept) or _parts(shapely.box(*whole.bounds))


def _parts(shape: BaseGeometry) -> tuple[Ring, ...]:
    """The outer rings of the polygons in *shape*, rounded; rounding can make a narrow one cross itself."""
    drawn = [p for polygon in _polygons(shape) for p in _polygons(_rounded(polygon))]
    whole = sorted((p for p in drawn if p.is_valid and p.area > 0), key=lambda p: p.area, reverse=True)
    return tuple(tuple((y, x) for x, y in p.exterior.coords) for p in whole)


def _rounded(polygon: BaseGeometry) -> BaseGeometry:
    outer = shapely.Polygon([(round(x, 5), round(y, 5)) for x, y in polygon.exterior.coords])
    return outer if outer.is_valid else shapely.make_valid(outer)


def _polygons(shape: BaseGeometry) -> list[BaseGeometry]:
    """Mending may leave lines and points beside the polygons, and collections in collections."""
    if shape.geom_type == "Polygon":
        return [shape]
    return [polygon for part in getattr(shape, "geoms", ()) for polygon in _polygons(part)]
