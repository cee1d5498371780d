"""Open311 GeoReport v2: documents as JSON or XML by the Spark convention, moments, and errors. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree

TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
# How one thing of a list is called in XML; JSON has no word for it.
_ONE_OF = {
    "services": "service", "attributes": "attribute", "values": "value", "service_requests": "request",
    "errors": "error", "endpoints": "endpoint", "formats": "format",
}  # fmt: skip
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Document:
    """What is answered: the name of its root and what stands in it."""

    root: str
    content: Sequence[Any] | Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """One error as the standard has it."""

    code: int
    description: str


def written(document: Document, form: str) -> bytes:
    """This function will write a document as ``json`` or ``xml``."""
    if form == "json":
        return json.dumps(document.content, ensure_ascii=False).encode("utf-8", "replace")
    return etree.tostring(_element(document.root, document.content), xml_declaration=True, encoding="UTF-8")


def errors(faults: Sequence[Fault]) -> Document:
    """This function will return the document of one or more errors."""
    return Document("errors", [{"code": f.code, "description": f.description} for f in faults])


def _element(name: str, value: Any) -> etree._Element:
    element = etree.Element(name)
    if isinstance(value, Mapping):
        element.extend(_element(key, inner) for key, inner in value.items())
    elif isinstance(value, list | tuple):
        element.extend(_element(_ONE_OF[name], inner) for inner in value)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _UNPRINTABLE.sub("", str(value))
    return element


def moment(at: datetime) -> str:
    """This function will write a moment in the form of the W3C note, in UTC."""
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def read_moment(text: str) -> datetime:
    """
    This function will read a moment of the W3C note.

    :raises ValueError: if it is none, is impossible, or names no time zone.
    """
    at = datetime.fromisoformat(text.strip())
    if at.tzinfo is None or not 1900 < at.year < 2200:
        raise ValueError(text)
    return at.astimezone(UTC)
