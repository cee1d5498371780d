"""What ``POST /api/v1/reports`` takes and answers, in the words of OpenAPI 3.1."""

from typing import Any

from kondusif.reports.categories import CATEGORIES, SEALED_TO
from kondusif.reports.rules import CROWD_MAX, PLACE_MAX, STATION_MAX, TEXT_MAX, TEXT_MIN
from kondusif.reports.states import Maturity, ReportState

REPORT: dict[str, Any] = {
    "type": "object",
    "title": "NewReport",
    "required": ["client_id", "category", "text", "event_at", "anonymous"],
    "additionalProperties": False,
    "description": "Give the place as lat and lon, as village_code, or as both.",
    "anyOf": [{"required": ["village_code"]}, {"required": ["lat", "lon"]}],
    "properties": {
        "client_id": {
            "type": "string",
            "format": "uuid",
            "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
            "description": "Made by the sender, anew for each report; the key by which a repetition is known.",
        },
        "category": {
            "type": "string",
            "enum": list(CATEGORIES),
            "description": "Sent this way, words are not sealed. Whoever reports one of these kinds should be told, and offered "
            f"the web page, which seals them: {', '.join(SEALED_TO)}.",
        },
        "text": {
            "type": "string",
            "minLength": TEXT_MIN,
            "maxLength": TEXT_MAX,
            "description": "What happens, after trimming.",
        },
        "lat": {"type": "number", "minimum": -11.5, "maximum": 6.5},
        "lon": {"type": "number", "minimum": 94.5, "maximum": 141.5},
        "village_code": {
            "type": "string",
            "pattern": r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}$",
            "description": "Kemendagri's code with dots, such as 35.26.01.1001. Codes of BPS are refused.",
        },
        "event_at": {
            "type": "string",
            "format": "date-time",
            "description": "With offset; at most 10 minutes ahead, at most two years ago.",
            "examples": ["2027-02-14T09:30:00+07:00"],
        },
        "anonymous": {"type": "boolean"},
        "contact": {
            "description": "A phone number or an e-mail address; not with anonymous. Stored sealed, apart from the report.",
            "anyOf": [
                {"type": "string", "maxLength": 254},
                {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "phone": {"type": "string"},
                        "email": {"type": "string"},
                        "name": {"type": "string", "maxLength": 120},
                    },
                },
            ],
        },
        "exercise": {"type": "boolean", "default": False, "description": "Part of a rehearsal; never counted."},
        "place_text": {"type": "string", "maxLength": PLACE_MAX},
        "maturity": {"type": "string", "enum": [m.value for m in Maturity]},
        "crowd_estimate": {"type": "integer", "minimum": 0, "maximum": CROWD_MAX},
        "station_number": {"type": "integer", "minimum": 1, "maximum": STATION_MAX},
    },
}
RECEIPT = {
    "type": "object",
    "required": ["receipt", "status"],
    "additionalProperties": False,
    "properties": {
        "receipt": {"type": "string", "pattern": "^[0-9]{20}$"},
        "status": {"type": "string", "enum": [s.value for s in ReportState]},
    },
}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


def _answers(description: str, kind: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"description": description, "content": {kind: {"schema": schema}}, **more}


def _refused(description: str, **more: Any) -> dict[str, Any]:
    return _answers(description, "application/problem+json", PROBLEM, **more)


_RETRY = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
POST_REPORT: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": REPORT}}},
    "responses": {
        200: _answers("The same report was stored before; nothing changed.", "application/json", RECEIPT),
        201: _answers("Stored on disk. The receipt is shown here only.", "application/json", RECEIPT),
        400: _refused("The body is no JSON object."),
        408: _refused("The body did not arrive in time."),
        409: _refused("The client_id was used before for other content."),
        413: _refused("More than 256 kilobytes."),
        415: _refused("Not application/json."),
        422: _refused("Fields are wrong; each is named in errors."),
        503: _refused("Too many at this moment; send the same again.", headers=_RETRY),
    },
}
