"""The OpenAPI 3.0 description of the features, as the conformance class asks for it. Pure."""

from typing import Any

from kondusif.interop.ogc.asking import AFTER, CRS84, LIMIT, LIMIT_MOST
from kondusif.interop.ogc.codec import GEOJSON

_LINK = {
    "type": "object", "required": ["href", "rel"],
    "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "title")},
}  # fmt: skip
_LINKS = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
SCHEMAS: dict[str, Any] = {
    "link": _LINK,
    "exception": {
        "type": "object", "required": ["code"], "properties": {"code": {"type": "string"}, "description": {"type": "string"}},
    },
    "landing": {"type": "object", "required": ["links"], "properties": {"title": {"type": "string"}, "description": {"type": "string"}, "links": _LINKS}},
    "conformance": {"type": "object", "required": ["conformsTo"], "properties": {"conformsTo": {"type": "array", "items": {"type": "string"}}}},
    "collection": {
        "type": "object", "required": ["id", "links"],
        "properties": {
            "id": {"type": "string"}, "title": {"type": "string"}, "description": {"type": "string"}, "links": _LINKS,
            "itemType": {"type": "string"}, "crs": {"type": "array", "items": {"type": "string"}}, "extent": {"type": "object"},
        },
    },
    "collections": {
        "type": "object", "required": ["links", "collections"],
        "properties": {"links": _LINKS, "collections": {"type": "array", "items": {"$ref": "#/components/schemas/collection"}}},
    },
    "feature": {
        "type": "object", "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]}, "id": {"type": "string"},
            "geometry": {"description": "A geometry of RFC 7946, or null."},
            "properties": {"type": "object"}, "links": _LINKS,
        },
    },
    "features": {
        "type": "object", "required": ["type", "features"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]}, "timeStamp": {"type": "string", "format": "date-time"},
            "numberReturned": {"type": "integer", "minimum": 0}, "links": _LINKS,
            "features": {"type": "array", "items": {"$ref": "#/components/schemas/feature"}},
        },
    },
}  # fmt: skip


def _answer(schema: str, kind: str = "application/json") -> dict[str, Any]:
    return {"description": schema, "content": {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


_BAD, _MISSING, _WHO = _answer("exception"), _answer("exception"), _answer("exception")


def _get(name: str, summary: str, answers: dict[str, Any], parameters: list[Any] | None = None) -> dict[str, Any]:
    return {
        "get": {"operationId": name, "summary": summary, "tags": ["ogc"], "parameters": parameters or [], "responses": answers}
    }  # fmt: skip


def _query(name: str, schema: dict[str, Any], description: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description, **more}


def paths(prefix: str, ids: list[str]) -> dict[str, Any]:
    """This function will describe every address below *prefix* for a reader who finds the collections *ids*."""
    one_of = {"name": "collectionId", "in": "path", "required": True, "schema": {"type": "string", "enum": ids}}
    feature_id = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    box = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    asked = [
        one_of,
        _query("bbox", box, "west,south,east,north in degrees", style="form", explode=False),
        _query("bbox-crs", {"type": "string", "enum": [CRS84]}, "Only this one."),
        _query("datetime", {"type": "string", "minLength": 1}, "A moment, or an interval with a slash; .. is open. A date without a time is that day by the region's clocks."),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": LIMIT_MOST, "default": LIMIT}, "Features of one page."),
        _query(AFTER, {"type": "string", "minLength": 1, "maxLength": 200}, "Where the page begins; from the link rel=next."),
        _query("f", {"type": "string", "enum": ["json"]}, "Form of the answer."),
    ]  # fmt: skip
    form = [_query("f", {"type": "string", "enum": ["json", "html"]}, "Form of the answer.")]
    missing = {"400": _BAD, "404": _MISSING, "401": _WHO}
    return {
        f"{prefix}/": _get("ogc_landing", "Landing page", {"200": _with_page("landing"), "400": _BAD}, form),
        f"{prefix}/conformance": _get("ogc_conformance", "Conformance classes", {"200": _answer("conformance")}),
        f"{prefix}/collections": _get("ogc_collections", "Collections", {"200": _with_page("collections"), "400": _BAD}, form),
        f"{prefix}/collections/{{collectionId}}": _get("ogc_collection", "One collection", {"200": _answer("collection"), **missing}, [one_of]),
        f"{prefix}/collections/{{collectionId}}/items": _get("ogc_items", "Features", {"200": _answer("features", GEOJSON), **missing}, asked),
        f"{prefix}/collections/{{collectionId}}/items/{{featureId}}": _get(
            "ogc_item", "One feature", {"200": _answer("feature", GEOJSON), **missing}, [one_of, feature_id]
        ),
    }  # fmt: skip


def _with_page(schema: str) -> dict[str, Any]:
    told = _answer(schema)
    told["content"]["text/html"] = {"schema": {"type": "string"}}
    return told


def document(base: str, title: str, ids: list[str]) -> dict[str, Any]:
    """This function will return the whole description."""
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "version": "1"},
        "servers": [{"url": base}],
        "paths": paths("", ids),
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"key": {"type": "http", "scheme": "basic", "description": "The password is the key."}},
        },
        "security": [{}, {"key": []}],
        "tags": [{"name": "ogc", "description": "OGC API Features"}],
    }
