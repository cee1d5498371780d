"""The two doors of the JSON interface as tests knock on them: the front's intake and Django's own."""

import asyncio
from dataclasses import dataclass
from typing import Any

import orjson

from kondusif.reports.intake import Intake


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def faulty(self) -> set[str]:
        """The fields that the answer names."""
        return {error["field"] for error in self.json.get("errors", [])}


async def ask(app: Intake, body: bytes, *, method: str = "POST", chunks: int = 1, **headers: str) -> Answer:
    """This function will send one request through an ASGI application, the body in *chunks*."""
    sent: list[dict[str, Any]] = []
    named = {"content_type": "application/json"} | headers
    scope = {
        "type": "http",
        "method": method,
        "path": "/api/v1/reports",
        "headers": [(n.replace("_", "-").encode(), v.encode()) for n, v in named.items()],
        "client": ("203.0.113.77", 40000),
    }
    size = -(-len(body) // chunks) or 1
    parts = [body[n : n + size] for n in range(0, len(body), size)] or [b""]
    waiting = [{"type": "http.request", "body": p, "more_body": n < len(parts) - 1} for n, p in enumerate(parts)]

    async def receive() -> dict[str, Any]:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    headers_back = {n.decode(): v.decode() for n, v in sent[0]["headers"]}
    return Answer(sent[0]["status"], headers_back, b"".join(m.get("body", b"") for m in sent[1:]))


def through_intake(app: Intake, body: bytes, **options: Any) -> Answer:
    """This function will send one request to the intake."""
    return asyncio.run(ask(app, body, **options))


def through_django(client: Any, body: bytes, *, content_type: str = "application/json", **headers: str) -> Answer:
    """This function will send one request to Django's own door."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = client.post("/api/v1/reports", body, content_type=content_type, headers=named)
    return Answer(response.status_code, {n.lower(): v for n, v in response.headers.items()}, response.content)
