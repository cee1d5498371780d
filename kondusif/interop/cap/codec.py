"""CAP 1.2: bytes to and from frozen dataclasses, valid by construction. OASIS Standard CAP-v1.2, 1 July 2010."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import shapely
from lxml import etree

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MOST_VERTICES = 100  # of all polygons of one area: feature phones and broadcasters draw no more
_NOT_IN_IDENTIFIER = re.compile(r"[\s,<&]")
# 3.3.2: whole seconds and an offset, no "Z", no week, no shorthand that other readers of ISO 8601 take.
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[-+][0-9]{2}:[0-9]{2}")
_YEARS = range(2000, 2200)  # a clock that says otherwise is broken
_PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}

Ring = tuple[tuple[float, float], ...]  # (latitude, longitude), first point again at the end


class CapFault(ValueError):
    """A message that is not CAP 1.2; ``element`` names where."""

    def __init__(self, element: str, what: str):
        self.element, self.what = element, what
        super().__init__(f"{element}: {what}")


class Status(StrEnum):
    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    TEST = "Test"


class MsgType(StrEnum):
    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


class Scope(StrEnum):
    PUBLIC = "Public"
    RESTRICTED = "Restricted"


class Urgency(StrEnum):
    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class Severity(StrEnum):
    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


@dataclass(frozen=True)
class Reference:
    """An earlier message that this one updates or cancels: ``sender,identifier,sent``."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True)
class Area:
    """Where: a name, at most one hundred vertices in all, and codes by their list."""

    description: str
    polygons: tuple[Ring, ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        _text("areaDesc", self.description)
        if sum(map(len, self.polygons)) > MOST_VERTICES:
            raise CapFault("polygon", f"more than {MOST_VERTICES} vertices")
        for ring in self.polygons:
            if len(ring) < 4 or ring[0] != ring[-1]:
                raise CapFault("polygon", "at least four points, the first again at the end")
            if any(not (-90 <= lat <= 90 and -180 <= lon <= 180) for lat, lon in ring):
                raise CapFault("polygon", "a point outside the world")
            if not shapely.Polygon(ring).is_valid:
                raise CapFault("polygon", "a ring that crosses itself")


@dataclass(frozen=True)
class Info:
    """What is warned of, in one language."""

    language: str
    event: str
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    headline: str
    description: str
    instruction: str
    sender_name: str
    effective: datetime
    expires: datetime
    areas: tuple[Area, ...]
    category: str = "Security"
    response_type: str = "Monitor"
    web: str = ""
    parameters: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        _text("event", self.event)
        _moment("effective", self.effective)
        _moment("expires", self.expires)
        if self.expires <= self.effective:
            raise CapFault("expires", "not after effective")


@dataclass(frozen=True)
class Message:
    """One CAP message."""

    identifier: str
    sender: str
    sent: datetime
    status: Status
    msg_type: MsgType
    scope: Scope
    infos: tuple[Info, ...]
    restriction: str = ""
    note: str = ""
    references: tuple[Reference, ...] = field(default=())

    def __post_init__(self) -> None:
        for element, value in (("identifier", self.identifier), ("sender", self.sender)):
            if not value or _NOT_IN_IDENTIFIER.search(value):
                raise CapFault(element, "empty, or with a space, a comma, < or &")
        _moment("sent", self.sent)
        if self.msg_type != MsgType.ALERT and not self.references:
            raise CapFault("references", "an update or a cancellation names what it follows")
        if self.scope == Scope.RESTRICTED and not self.restriction:
            raise CapFault("restriction", "a restricted message says for whom")
        if not self.infos:
            raise CapFault("info", "none")


def to_element(message: Message) -> etree._Element:
    """This function will return the message as an XML element, elements in the order of the schema."""
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    _add(root, "identifier", message.identifier)
    _add(root, "sender", message.sender)
    _add(root, "sent", moment(message.sent))
    _add(root, "status", message.status)
    _add(root, "msgType", message.msg_type)
    _add(root, "scope", message.scope)
    _add(root, "restriction", message.restriction)
    _add(root, "note", message.note)
    _add(root, "references", " ".join(f"{r.sender},{r.identifier},{moment(r.sent)}" for r in message.references))
    for info in message.infos:
        _add_info(root, info)
    return root


def to_xml(message: Message) -> bytes:
    """This function will write the message as UTF-8 XML."""
    return etree.tostring(to_element(message), xml_declaration=True, encoding="UTF-8")


def from_xml(content: bytes) -> Message:
    """
    This function will read a message; nothing outside it is fetched and no entity is followed.

    :raises CapFault: if it is not XML, not CAP 1.2, or misses what this profile needs.
    """
    try:
        root = etree.fromstring(content, etree.XMLParser(**_PARSER))
    except etree.XMLSyntaxError as error:
        raise CapFault("alert", f"not XML: {error.msg}") from error
    if root.tag != f"{{{NAMESPACE}}}alert":
        raise CapFault("alert", "not a CAP 1.2 message")
    return Message(
        identifier=_read(root, "identifier"),
        sender=_read(root, "sender"),
        sent=_read_moment(root, "sent"),
        status=_one_of(Status, root, "status"),
        msg_type=_one_of(MsgType, root, "msgType"),
        scope=_one_of(Scope, root, "scope"),
        restriction=_read(root, "restriction", needed=False),
        note=_read(root, "note", needed=False),
        references=tuple(_reference(words) for words in _read(root, "references", needed=False).split()),
        infos=tuple(_info(element) for element in root.iterfind(f"{{{NAMESPACE}}}info")),
    )


def moment(at: datetime) -> str:
    """This function will write a moment as CAP has it: whole seconds, an offset, ``-00:00`` for UTC."""
    text = at.replace(microsecond=0).isoformat()
    return text.replace("+00:00", "-00:00")


def _add_info(root: etree._Element, info: Info) -> None:
    element = etree.SubElement(root, f"{{{NAMESPACE}}}info")
    for name, value in (
        ("language", info.language), ("category", info.category), ("event", info.event),
        ("responseType", info.response_type), ("urgency", info.urgency), ("severity", info.severity),
        ("certainty", info.certainty), ("effective", moment(info.effective)), ("expires", moment(info.expires)),
        ("senderName", info.sender_name), ("headline", info.headline), ("description", info.description),
        ("instruction", info.instruction), ("web", info.web),
    ):  # fmt: skip
        _add(element, name, value)
    for name, value in info.parameters:
        _add_pair(element, "parameter", name, value)
    for area in info.areas:
        place = etree.SubElement(element, f"{{{NAMESPACE}}}area")
        _add(place, "areaDesc", area.description)
        for ring in area.polygons:
            _add(place, "polygon", " ".join(f"{lat:.5f},{lon:.5f}" for lat, lon in ring))
        for name, value in area.geocodes:
            _add_pair(place, "geocode", name, value)


def _add(parent: etree._Element, name: str, text: str) -> None:
    if text:
        etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = printable(str(text))


def _add_pair(parent: etree._Element, name: str, key: str, value: str) -> None:
    pair = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    _add(pair, "valueName", key)
    _add(pair, "value", value)


def printable(text: str) -> str:
    """This function will leave out what XML 1.0 cannot hold: an officer may have pasted a control character."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def _info(element: etree._Element) -> Info:
    return Info(
        language=_read(element, "language", needed=False) or "en-US",
        category=_read(element, "category"),
        event=_read(element, "event"),
        response_type=_read(element, "responseType", needed=False),
        urgency=_one_of(Urgency, element, "urgency"),
        severity=_one_of(Severity, element, "severity"),
        certainty=_one_of(Certainty, element, "certainty"),
        effective=_read_moment(element, "effective"),
        expires=_read_moment(element, "expires"),
        sender_name=_read(element, "senderName", needed=False),
        headline=_read(element, "headline", needed=False),
        description=_read(element, "description", needed=False),
        instruction=_read(element, "instruction", needed=False),
        web=_read(element, "web", needed=False),
        parameters=_pairs(element, "parameter"),
        areas=tuple(
            Area(
                _read(place, "areaDesc"),
                tuple(_ring(p.text or "") for p in place.iterfind(f"{{{NAMESPACE}}}polygon")),
                _pairs(place, "geocode"),
            )
            for place in element.iterfind(f"{{{NAMESPACE}}}area")
        ),
    )


def _pairs(element: etree._Element, name: str) -> tuple[tuple[str, str], ...]:
    found = element.iterfind(f"{{{NAMESPACE}}}{name}")
    return tuple((_read(pair, "valueName"), _read(pair, "value")) for pair in found)


def _ring(text: str) -> Ring:
    try:
        return tuple((float(lat), float(lon)) for lat, lon in (pair.split(",") for pair in text.split()))
    except ValueError as error:
        raise CapFault("polygon", "not pairs of latitude,longitude") from error


def _reference(text: str) -> Reference:
    parts = text.split(",")
    if len(parts) != 3:
        raise CapFault("references", "not sender,identifier,sent")
    return Reference(parts[0], parts[1], _parsed("references", parts[2]))


def _read(element: etree._Element, name: str, *, needed: bool = True) -> str:
    text = (element.findtext(f"{{{NAMESPACE}}}{name}") or "").strip()
    if needed and not text:
        raise CapFault(name, "missing")
    return text


def _read_moment(element: etree._Element, name: str) -> datetime:
    return _parsed(name, _read(element, name))


def _parsed(name: str, text: str) -> datetime:
    if not _MOMENT.fullmatch(text):
        raise CapFault(name, "not written as 2027-02-14T09:30:00+07:00")
    try:
        at = datetime.fromisoformat(re.sub(r"-00:00$", "+00:00", text))
    except ValueError as error:
        raise CapFault(name, "a day or an hour that does not exist") from error
    _moment(name, at)
    return at


def _one_of(kind: type[StrEnum], element: etree._Element, name: str):
    text = _read(element, name)
    try:
        return kind(text)
    except ValueError as error:
        raise CapFault(name, f"{text!r} is not one of {', '.join(kind)}") from error


def _moment(name: str, at: datetime) -> None:
    if at.utcoffset() is None:
        raise CapFault(name, "without an offset from UTC")
    if at.year not in _YEARS:
        raise CapFault(name, f"the year {at.year}: a clock is wrong")


def _text(name: str, text: str) -> None:
    if not text.strip():
        raise CapFault(name, "empty")
