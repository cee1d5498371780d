"""The front sends each request through the right door and says honestly whether it is well."""

import asyncio
import json

import pytest
from django.db import connection, connections

from kondusif.site import asgi, bodies, health

pytestmark = pytest.mark.django_db


def call(door, path: str = "/", method: str = "GET", kind: str = "http") -> list[dict]:
    """This function will send one request to *door* and return everything it answers."""

    async def run() -> list[dict]:
        sent = []

        async def receive() -> dict:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict) -> None:
            sent.append(message)

        scope = {"type": kind, "path": path, "method": method, "headers": [], "query_string": b"", "http_version": "1.1",
                 "scheme": "http", "server": ("testserver", 80), "client": ("192.0.2.1", 1), "root_path": ""}  # fmt: skip
        await door(scope, receive, send)
        return sent

    return asyncio.run(run())


@pytest.fixture
def front():
    """The front of a process; its threads close their connections at the end."""
    front = asgi.Front()
    yield front
    for _ in range(3):
        front.threads.submit(connections.close_all).result()
    front.threads.shutdown()


def test_health_says_yes_in_a_few_bytes(front):
    head, body = call(front, "/health")
    assert (head["status"], json.loads(body["body"])) == (200, {"status": "ok"})
    assert (b"cache-control", b"no-store") in head["headers"]


def test_health_without_a_body_for_head(front):
    head, body = call(front, "/health", "HEAD")
    assert (head["status"], body["body"]) == (200, b"")


def test_health_says_no_and_nothing_else_when_the_database_is_away(front, monkeypatch):
    monkeypatch.setattr(health, "database_takes_writes", lambda: False)
    head, body = call(front, "/health")
    assert (head["status"], json.loads(body["body"])) == (503, {"status": "unavailable"})
    assert dict(head["headers"])[b"retry-after"] == b"5"


def test_health_says_no_when_the_database_does_not_answer_in_time(front, monkeypatch):
    import threading

    answer = threading.Event()
    monkeypatch.setattr(health, "ANSWER_SECONDS", 0.05)
    monkeypatch.setattr(health, "database_takes_writes", answer.wait)
    head, _body = call(front, "/health")
    answer.set()
    assert head["status"] == 503


@pytest.mark.django_db(transaction=True)
def test_a_database_that_refuses_is_no_error(monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "wrong")
    assert health.database_takes_writes() is False


def test_each_path_has_its_door(front):
    doors = {
        path: front.door_for({"path": path, "method": "GET"}) for path in ("/health", "/peristiwa", "/", "/peristiwa/x")
    }
    assert doors == {"/health": front.health, "/peristiwa": front.live, "/": front.django, "/peristiwa/x": front.django}


def test_reports_go_to_the_intake_where_there_is_one(front):
    front.intake = object()
    assert front.door_for({"path": "/api/v1/reports", "method": "POST"}) is front.intake
    assert front.door_for({"path": "/api/v1/openapi.json", "method": "GET"}) is front.django
    front.intake = None
    assert front.door_for({"path": "/api/v1/reports", "method": "POST"}) is front.django


def test_a_websocket_is_closed_politely(front):
    assert call(front, kind="websocket") == [{"type": "websocket.close", "code": 1000}]


def test_everything_else_is_django(front):
    head = call(front, "/no-such-page")[0]
    assert head["status"] == 404


def test_a_front_on_an_unsafe_database_does_not_start(front):
    async def run() -> list[dict]:
        sent = []

        async def receive() -> dict:
            return {"type": "lifespan.startup"}

        async def send(message: dict) -> None:
            sent.append(message)

        await front({"type": "lifespan"}, receive, send)
        return sent

    said = asyncio.run(run())  # the suite's own database has fsync off
    assert said[0]["type"] == "lifespan.startup.failed"
    assert "fsync" in said[0]["message"]


def bounded(headers: list[tuple[bytes, bytes]], parts: list[bytes]) -> tuple[dict, bytes, int]:
    """This function will send a body in *parts* and return what the application behind was told, and how much was read."""
    told: dict = {}
    waiting = list(parts)

    async def application(scope, receive, send) -> None:
        told.update(dict(scope["headers"]), body=(await receive())["body"])

    async def receive() -> dict:
        part = waiting.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(waiting)}

    async def run() -> None:
        await bodies.Bounded(application)({"headers": headers}, receive, None)

    asyncio.run(run())
    return told, told.pop("body"), len(parts) - len(waiting)


def test_a_body_that_does_not_say_how_long_it_is_gets_its_length():
    told, body, _n = bounded([(b"transfer-encoding", b"chunked")], [b"ab", b"c"])
    assert (told, body) == ({b"content-length": b"3"}, b"abc")
    told, body, _n = bounded([(b"transfer-encoding", b"chunked")], [b"x" * bodies.UNANNOUNCED_MAX, b"c"])
    assert int(told[b"content-length"]) > bodies.BODY_MAX and body == b""


def test_a_body_that_is_too_large_is_read_on_and_thrown_away_but_not_for_ever():
    announced = [(b"content-length", b"%d" % (bodies.BODY_MAX + 1))]
    assert bounded(announced, [b"x"] * 3)[1:] == (b"", 3)
    assert bounded(announced, [b"x" * (bodies.DRAIN_MAX // 2)] * 4)[1:] == (b"", 3)
    assert bounded([*announced, (b"expect", b"100-continue")], [b"x"] * 3)[1:] == (b"", 0)
