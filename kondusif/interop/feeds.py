"""What the public is told, as feeds: Atom (RFC 4287), RSS 2.0 with GeoRSS, GeoJSON (RFC 7946). Pure text in, text out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from lxml import etree

from kondusif.interop.cap.codec import Message, moment, printable

ATOM = "http://www.w3.org/2005/Atom"
GEORSS = "http://www.georss.org/georss"
_UTF8 = {"xml_declaration": True, "encoding": "UTF-8"}


@dataclass(frozen=True)
class Entry:
    """One thing told: a warning or a notice, with its address and outlines as rings of (lat, lon)."""

    id: str
    title: str
    summary: str
    updated: datetime
    url: str
    media_type: str
    rings: tuple[tuple[tuple[float, float], ...], ...]
    properties: Mapping[str, object]


def of_message(message: Message, url: str) -> Entry:
    """This function will return the entry of a CAP message."""
    info = message.infos[0]
    return Entry(
        f"urn:kondusif:cap:{message.identifier}", info.headline, info.description, message.sent, url,
        "application/cap+xml", tuple(ring for area in info.areas for ring in area.polygons),
        {
            "kind": "warning", "headline": info.headline, "description": info.description, "severity": info.severity,
            "status": message.status, "msgType": message.msg_type, "sent": moment(message.sent),
            "expires": moment(info.expires), "area": "; ".join(a.description for a in info.areas),
            "source": info.sender_name, "cap": url, "id": message.identifier,
        },
    )  # fmt: skip


@dataclass(frozen=True)
class Feed:
    """What every form of the feed says of itself."""

    title: str
    home: str
    own: str
    author: str
    as_of: datetime


def atom(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """This function will write an Atom feed whose entries lead to the messages themselves."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "georss": GEORSS})
    _put(root, ATOM, "id", feed.own)
    _put(root, ATOM, "title", feed.title)
    _put(root, ATOM, "updated", _utc(max((e.updated for e in entries), default=feed.as_of)))
    _put(etree.SubElement(root, f"{{{ATOM}}}author"), ATOM, "name", feed.author)
    for rel, href in (("self", feed.own), ("alternate", feed.home)):
        etree.SubElement(root, f"{{{ATOM}}}link", rel=rel, href=href)
    for entry in entries:
        element = etree.SubElement(root, f"{{{ATOM}}}entry")
        _put(element, ATOM, "id", entry.id)
        _put(element, ATOM, "title", entry.title)
        _put(element, ATOM, "updated", _utc(entry.updated))
        _put(element, ATOM, "summary", entry.summary)
        etree.SubElement(element, f"{{{ATOM}}}link", rel="alternate", type=entry.media_type, href=entry.url)
        _put_places(element, entry)
    return etree.tostring(root, **_UTF8)


def rss(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """This function will write RSS 2.0 with GeoRSS-Simple outlines."""
    root = etree.Element("rss", version="2.0", nsmap={"atom": ATOM, "georss": GEORSS})
    channel = etree.SubElement(root, "channel")
    for name, text in (("title", feed.title), ("link", feed.home), ("description", feed.title), ("language", "id")):
        _put(channel, "", name, text)
    _put(channel, "", "lastBuildDate", format_datetime(feed.as_of.astimezone(UTC)))
    etree.SubElement(channel, f"{{{ATOM}}}link", rel="self", type="application/rss+xml", href=feed.own)
    for entry in entries:
        item = etree.SubElement(channel, "item")
        _put(item, "", "title", entry.title)
        _put(item, "", "link", entry.url)
        _put(item, "", "description", entry.summary)
        etree.SubElement(item, "guid", isPermaLink="false").text = entry.id
        _put(item, "", "pubDate", format_datetime(entry.updated.astimezone(UTC)))
        _put_places(item, entry)
    return etree.tostring(root, **_UTF8)


def geojson(entries: Sequence[Entry]) -> dict[str, object]:
    """This function will return a FeatureCollection; what has no outline has no geometry."""
    return {"type": "FeatureCollection", "features": [_feature(entry) for entry in entries]}


def _feature(entry: Entry) -> dict[str, object]:
    polygons = [[[[lon, lat] for lat, lon in ring]] for ring in entry.rings]
    properties = dict(entry.properties)
    return {
        "type": "Feature",
        "id": properties.pop("id", entry.id),
        "geometry": {"type": "MultiPolygon", "coordinates": polygons} if polygons else None,
        "properties": properties,
    }


def _put_places(element: etree._Element, entry: Entry) -> None:
    for ring in entry.rings:
        _put(element, GEORSS, "polygon", " ".join(f"{lat:.5f} {lon:.5f}" for lat, lon in ring))


def _put(parent: etree._Element, namespace: str, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{namespace}}}{name}" if namespace else name).text = printable(text)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
