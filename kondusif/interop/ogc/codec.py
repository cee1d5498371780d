"""OGC API Features 1.0.1: landing page, conformance, collections and features as JSON. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from kondusif.interop.ogc.asking import CRS84, Box

GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
_CLASSES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
CONFORMS_TO = [_CLASSES + name for name in ("core", "oas30", "geojson")]
_TIME = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"


@dataclass(frozen=True)
class LinkTitles:
    """What the links are called in the reader's language."""

    conformance: str
    collections: str
    collection: str
    this_page: str
    next_page: str


@dataclass(frozen=True)
class Described:
    """A collection as the list of collections tells of it."""

    id: str
    title: str
    description: str
    extent: Box | None


def link(href: str, rel: str, kind: str, title: str) -> dict[str, str]:
    """This function will return a link as the standard has it."""
    return {"href": href, "rel": rel, "type": kind, "title": title}


def landing(base: str, title: str, description: str, titles: LinkTitles) -> dict[str, Any]:
    """This function will return the page from which a client finds everything."""
    return {
        "title": title, "description": description,
        "links": [
            link(f"{base}/", "self", "application/json", title),
            link(f"{base}/?f=html", "alternate", "text/html", title),
            link(f"{base}/api", "service-desc", OPENAPI, "OpenAPI"),
            link(f"{base}/?f=html", "service-doc", "text/html", title),
            link(f"{base}/conformance", "conformance", "application/json", titles.conformance),
            link(f"{base}/collections", "data", "application/json", titles.collections),
        ],
    }  # fmt: skip


def collections(base: str, described: Sequence[Described], titles: LinkTitles) -> dict[str, Any]:
    """This function will list collections."""
    return {
        "links": [link(f"{base}/collections", "self", "application/json", titles.collections)],
        "collections": [collection(base, one) for one in described],
    }


def collection(base: str, one: Described) -> dict[str, Any]:
    """This function will describe one collection."""
    here = f"{base}/collections/{one.id}"
    told: dict[str, Any] = {
        "id": one.id, "title": one.title, "description": one.description, "itemType": "feature", "crs": [CRS84],
        "links": [
            link(here, "self", "application/json", one.title),
            link(f"{here}/items", "items", GEOJSON, one.title),
        ],
    }  # fmt: skip
    if one.extent:
        told["extent"] = {
            "spatial": {"bbox": [list(one.extent)], "crs": CRS84}, "temporal": {"interval": [[None, None]], "trs": _TIME},
        }  # fmt: skip
    return told


def feature(id: str, geometry: Any, properties: dict[str, Any]) -> dict[str, Any]:
    """This function will return one GeoJSON feature."""
    return {"type": "Feature", "id": id, "geometry": geometry, "properties": properties}


def items(
    features: Sequence[dict[str, Any]], *, own: str, home: str, following: str, at: datetime, titles: LinkTitles
) -> dict[str, Any]:
    """This function will return one page of features, with the way to the next one."""
    links = [
        link(own, "self", GEOJSON, titles.this_page),
        link(home, "collection", "application/json", titles.collection),
    ]
    if following:
        links.append(link(following, "next", GEOJSON, titles.next_page))
    return {
        "type": "FeatureCollection", "timeStamp": at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z",
        "numberReturned": len(features), "links": links, "features": list(features),
    }  # fmt: skip


def fault(code: str, description: str) -> dict[str, str]:
    """This function will tell an error."""
    return {"code": code, "description": description}


def written(document: Any) -> bytes:
    """This function will write any of these."""
    return orjson.dumps(document)
