"""The doors of this room that answer JSON, for the one description at ``/api/v1/openapi.json`` (OpenAPI 3.1). Pure."""

from typing import Any

from kondusif.interop.ogc import described as ogc
from kondusif.interop.ogc.catalogue import COLLECTIONS
from kondusif.interop.open311.mapping import ATTRIBUTES
from kondusif.reports.categories import CATEGORIES

_TEXT: dict[str, Any] = {"type": "string"}
_MAYBE: dict[str, Any] = {"type": ["string", "null"]}
_NUMBER: dict[str, Any] = {"type": ["number", "null"]}
_ROWS = ("service_request_id", "status", "service_name", "service_code", "requested_datetime", "updated_datetime")
_EMPTY = (
    "status_notes", "description", "agency_responsible", "service_notice", "expected_datetime", "address", "address_id",
    "zipcode", "media_url",
)  # fmt: skip


def _object(needed: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(needed), "properties": properties}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


_ERRORS = _list(_object(("code", "description"), code={"type": "integer"}, description=_TEXT))
_SERVICE = _object(
    ("service_code", "service_name", "metadata", "type"), service_code=_TEXT, service_name=_TEXT, description=_TEXT,
    metadata={"type": "boolean"}, type={"enum": ["realtime"]}, keywords=_TEXT, group=_TEXT,
)  # fmt: skip
_ATTRIBUTE = _object(
    ("variable", "code", "datatype", "required", "order", "description"), variable={"type": "boolean"}, code=_TEXT,
    datatype=_TEXT, required={"type": "boolean"}, order={"type": "integer"}, description=_TEXT,
)  # fmt: skip
_REQUEST = _object(
    _ROWS, **dict.fromkeys(_ROWS, _TEXT), **dict.fromkeys(_EMPTY, _MAYBE), lat=_NUMBER, long=_NUMBER
) | {"additionalProperties": False}  # fmt: skip
_CREATED = _object(("service_request_id",), service_request_id=_TEXT, service_notice=_TEXT, account_id=_MAYBE)
_TOKEN = _object(("service_request_id", "token"), service_request_id=_TEXT, token=_TEXT)
_ENDPOINT = _object(
    ("specification", "url", "type", "formats"), specification=_TEXT, url=_TEXT, type=_TEXT, formats=_list(_TEXT)
)
_DISCOVERY = _object(
    ("changeset", "contact", "key_service", "endpoints"), changeset=_TEXT, contact=_TEXT, key_service=_TEXT,
    endpoints=_list(_ENDPOINT),
)  # fmt: skip


_PROBLEM = _object(
    ("type", "title", "status", "detail"), type=_TEXT, title=_TEXT, status={"type": "integer"}, detail=_TEXT,
)  # fmt: skip


def _answer(schema: dict[str, Any], description: str, kind: str = "application/json") -> dict[str, Any]:
    return {"description": description, "content": {kind: {"schema": schema}}}


def _operation(
    name: str, summary: str, schema: dict[str, Any], *, refusals: str = "400 404", **more: Any
) -> dict[str, Any]:
    said = {
        "400": "Something is not in order.",
        "403": "The key is missing or may not do this.",
        "404": "There is none.",
        "429": "Too many at this moment.",
    }
    answers = {"200": _answer(schema, "As asked.")} | {code: _answer(_ERRORS, said[code]) for code in refusals.split()}
    return {"operationId": name, "summary": summary, "tags": ["open311"], "responses": answers} | more


def _path(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,40}$"},
    }


def _query(name: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": {"type": "string"} | schema}


def _body() -> dict[str, Any]:
    fields = {
        "service_code": {"type": "string", "enum": list(CATEGORIES)}, "description": {"type": "string", "maxLength": 4000},
        "lat": {"type": "number", "minimum": -11.5, "maximum": 6.5}, "long": {"type": "number", "minimum": 94.5, "maximum": 141.5},
        **dict.fromkeys(("api_key", "address_string", "address_id", "email", "phone", "first_name", "last_name", "account_id", "device_id", "media_url"), _TEXT),
        **{f"attribute[{a.code}]": _TEXT for a in ATTRIBUTES},
    }  # fmt: skip
    form = _object(("service_code", "description"), **fields)
    parts = form | {"properties": fields | {"media": {"type": "string", "format": "binary"}}}
    return {
        "required": True,
        "content": {"application/x-www-form-urlencoded": {"schema": form}, "multipart/form-data": {"schema": parts}},
    }


def _open311() -> dict[str, Any]:
    here, jurisdiction = "/open311/v2", _query("jurisdiction_id")
    wanted = [jurisdiction, *(_query(n) for n in ("service_request_id", "service_code", "start_date", "end_date")),
              _query("status", enum=["open", "closed", "open,closed"]), _query("page", type="integer", minimum=1, maximum=500),
              _query("page_size", type="integer", minimum=1, maximum=200)]  # fmt: skip
    define = _object(("service_code", "attributes"), service_code=_TEXT, attributes=_list(_ATTRIBUTE))
    return {
        "/open311/discovery.json": {"get": _operation("open311_discovery", "Where Open311 stands", _DISCOVERY)},
        f"{here}/services.json": {"get": _operation("open311_services", "Kinds of reports", _list(_SERVICE), parameters=[jurisdiction])},
        f"{here}/services/{{service_code}}.json": {
            "get": _operation("open311_service", "What a kind of report asks", define, parameters=[_path("service_code"), jurisdiction])
        },
        f"{here}/requests.json": {
            "get": _operation("open311_requests", "Own reports with a key, else public warnings", _list(_REQUEST), parameters=wanted),
            "post": _operation(
                "open311_send", "Send a report with a key", _list(_CREATED), refusals="400 403 404 429", requestBody=_body(),
                security=[{"key": []}],
            ),
        },
        f"{here}/requests/{{service_request_id}}.json": {
            "get": _operation("open311_request", "How a report stands", _list(_REQUEST), parameters=[_path("service_request_id"), jurisdiction])
        },
        f"{here}/tokens/{{token}}.json": {
            "get": _operation("open311_token", "The number of a token", _list(_TOKEN), parameters=[_path("token"), jurisdiction])
        },
    }  # fmt: skip


def _feed() -> dict[str, Any]:
    office = _query("wilayah", pattern="^[a-z0-9-]{1,80}$")
    answers = {
        "200": _answer({"$ref": "#/components/schemas/features"}, "Public warnings.", "application/geo+json"),
        "404": _answer(_PROBLEM, "There is no such office.", "application/problem+json"),
    }
    get = {
        "operationId": "warnings_geojson",
        "summary": "Public warnings for maps",
        "tags": ["warnings"],
        "parameters": [office],
        "responses": answers,
    }
    return {"/umpan/geojson": {"get": get}}


def add_doors(described: dict[str, Any]) -> dict[str, Any]:
    """This function will return a description with the doors of this room added."""
    everybody = [c.id for c in COLLECTIONS.values()]
    components = described.get("components", {})
    more = {
        "schemas": components.get("schemas", {}) | ogc.SCHEMAS,
        "securitySchemes": components.get("securitySchemes", {}) | {"key": {"type": "http", "scheme": "bearer"}},
    }
    return described | {
        "paths": described["paths"] | _open311() | _feed() | ogc.paths("/ogc", everybody),
        "components": components | more,
    }
