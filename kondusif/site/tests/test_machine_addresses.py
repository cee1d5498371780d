"""Whatever comes to an address that machines read, the answer stands in that address's own form, never in a page, never 500."""

import asyncio
import base64
import hmac
import json
import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from lxml import etree

from kondusif.channels.signing import signature
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.openrosa import door
from kondusif.interop.openrosa.door import Submissions
from kondusif.interop.openrosa.tests.phone import send
from kondusif.interop.tests.factories import a_key
from kondusif.people.tests.factories import make_cast
from kondusif.reports import intake
from kondusif.reports.models import Report
from kondusif.reports.territory import forget_territory
from kondusif.site.tongues import tongue_of

BEGINNINGS = (
    "openrosa/",
    "open311/",
    "ogc/",
    "api/v1/",
    "kanal/telegram",
    "kanal/whatsapp",
    "kanal/sms/",
    "cap/",
    "umpan/",
)
SECRETS = {
    "telegram-webhook": "rahasia", "whatsapp-app": "rahasia", "whatsapp-verify": "rahasia", "sms-in-gerbang": "rahasia",
    "sms-in-kannel": "rahasia",
}  # fmt: skip
ID = "0190a8f2-0000-7000-8000-000000000000"
EXAMPLES = {
    "form:form": "json", "slug:gateway": "gerbang", "uuid:pk": ID, "str:form_id": "kondusif_laporan", "str:key": "A" * 20,
    "str:name": "desa.csv", "str:identifier": "tidak-ada", "str:code": "crowd", "str:number": "1", "path:rest": "tidak/ada",
    "str:collection_id": "areas", "str:feature_id": "1",
}  # fmt: skip
LIMIT = 20_000
FORM = "application/x-www-form-urlencoded"
# What comes, and as what: too much, another kind, letters of no alphabet, the character that no text holds, half of it.
BODIES = {
    "oversized form": (b"text=" + b"x" * LIMIT * 2, FORM),
    "oversized json": (b'{"a":"' + b"x" * LIMIT * 2 + b'"}', "application/json"),
    "oversized xml": (b"<a>" + b"x" * LIMIT * 2 + b"</a>", "text/xml"),
    "too many fields": (urlencode({f"f{n}": n for n in range(1100)}).encode(), FORM),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
    "no kind": (b"halo", "x"),
    "broken charset": (b"\xff\xfe\xfa text=\xc3(", f"{FORM}; charset=tidak-ada"),
    "broken json": (b'{"text": "\xff\xfe"}', "application/json; charset=utf-8"),
    "null byte in json": (b'{"update_id":1,"from":"a\\u0000b","text":"a\\u0000b","id":"a\\u0000","status":"1","entry":[]}', "application/json"),
    "null byte in a form": (b"text=a%00b&from=a%00b&id=a%00&status=1%00&service_code=crowd%00&jurisdiction_id=%00", FORM),
    "half a form": (b"--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhalo", "multipart/form-data; boundary=b"),
    "no boundary": (b"halo", "multipart/form-data"),
    "nothing": (b"", "application/json"),
}  # fmt: skip


def machine_paths() -> Iterator[str]:
    """Every route below the beginnings of machine addresses, so that none is forgotten; and the calendars."""

    def walk(patterns, start: str) -> Iterator[str]:
        for one in patterns:
            route = start + str(one.pattern)
            if isinstance(one, URLPattern):
                yield route
            else:
                yield from walk(one.url_patterns, route)

    for route in walk(get_resolver().url_patterns, ""):
        if route.startswith(BEGINNINGS) or route.endswith(".ics"):
            path = "/" + re.sub(r"<([^>]+)>", lambda found: EXAMPLES[found[1]], route)
            yield path
            if "<form:form>" in route:
                yield path.replace(".json", ".xml")


def proofs(path: str, body: bytes, key: str) -> dict[str, str]:
    """What lets a body past the first question, so that it is read at all."""
    if path.startswith("/kanal/sms/kannel"):
        return {"Authorization": "Basic " + base64.b64encode(b"kondusif:rahasia").decode()}
    if path.startswith("/kanal/sms/"):
        return {"X-Kondusif-Signature": signature("rahasia", body, event_id=f"e{hash(body)}", at=timezone.now())}
    return {
        "X-Telegram-Bot-Api-Secret-Token": "rahasia", "Authorization": f"Bearer {key}", "X-Api-Key": key,
        "X-Hub-Signature-256": "sha256=" + hmac.new(b"rahasia", body, "sha256").hexdigest(),
    }  # fmt: skip


def reads_as_its_own(path: str, kind: str, content: bytes) -> bool:
    """A program that asked at *path* can read the answer."""
    if path.startswith("/openrosa/"):
        return kind == "text/xml" and etree.fromstring(content).tag.endswith("}OpenRosaResponse")
    if path.startswith("/open311/") and path.endswith(".xml"):
        return kind == "text/xml" and [e.tag for e in etree.fromstring(content)] == ["error"] * len(
            etree.fromstring(content)
        )
    if path.startswith(("/kanal/sms/kannel", "/cap/", "/umpan/", "/ical/")) and path != "/umpan/geojson":
        return kind == "text/plain" and len(content) > 3
    return kind in {"application/json", "application/problem+json"} and bool(json.loads(content))


@pytest.fixture
def key(db, settings, tmp_path) -> Iterator[str]:
    for name, value in SECRETS.items():
        (tmp_path / name).write_text(value)
    settings.SECRETS_DIR, settings.DATA_UPLOAD_MAX_MEMORY_SIZE = tmp_path, LIMIT
    forget_territory()
    with scoped(EVERYWHERE):
        issued = a_key(make_cast().citra)
    yield issued.key
    forget_territory()


@pytest.mark.parametrize("name", BODIES)
def test_every_machine_address_answers_what_it_cannot_take_in_its_own_form(key, name):
    client, (body, kind), wrong = Client(raise_request_exception=False), BODIES[name], []
    paths = sorted(set(machine_paths()))
    assert len(paths) > 45 and {"/kanal/whatsapp", "/open311/v2/requests.xml", "/openrosa/petugas/formList"} <= set(
        paths
    )
    for path in paths:
        answer = client.generic("POST", path, body, content_type=kind, headers=proofs(path, body, key))
        told = answer.headers.get("Content-Type", "").partition(";")[0]
        fits = answer.status_code < 400 or reads_as_its_own(path, told, answer.content)
        if answer.status_code >= 500 or not fits or (name.startswith("oversized") and answer.status_code < 400):
            wrong.append((path, answer.status_code, told, answer.content[:80]))
    assert wrong == []
    with scoped(EVERYWHERE):
        assert not Report.objects.exists()


def test_who_sends_too_much_to_open311_hears_that_it_is_too_much(client, key):
    body, headers = BODIES["oversized form"][0], {"Authorization": f"Bearer {key}"}
    told = client.generic("POST", "/open311/v2/requests.json", body, content_type=FORM, headers=headers)
    assert told.status_code == 400 and "terlalu besar" in told.json()[0]["description"]


def test_what_is_not_there_is_told_in_the_same_form(client, key):
    for path in ("/openrosa/forms/lain.xml", "/open311/v2/requests/9.xml", "/cap/tidak-ada.xml", "/umpan/rss?wilayah=lain",
                 "/ogc/collections/lain", "/api/v1/lain", "/kanal/sms/kannel/lain", "/ical/rapat/lain.ics"):  # fmt: skip
        answer = client.get(path)
        told = answer.headers["Content-Type"].partition(";")[0]
        assert answer.status_code in {403, 404} and reads_as_its_own(path.partition("?")[0], told, answer.content), path
    assert tongue_of("/laporan/baru") is None


@pytest.mark.django_db(transaction=True)
def test_the_two_doors_before_django_answer_in_theirs(monkeypatch):
    monkeypatch.setattr(door, "BODY_MAX", LIMIT)
    reports = intake.Intake()
    forms = Submissions(reports)
    doors = {"/openrosa/submission": forms, "/openrosa/petugas/submission": forms, "/api/v1/reports": reports}
    wrong = []
    try:
        for name, (body, kind) in BODIES.items():
            larger = body * 10 if name.startswith("oversized") else body
            for path, app in doors.items():
                answer = asyncio.run(partial(send, app, larger, path=path, content_type=kind)())
                told = answer.headers["content-type"].partition(";")[0]
                is_refused = 400 <= answer.status < 500
                if not is_refused or not reads_as_its_own(path, told, answer.body):
                    wrong.append((name, path, answer))
    finally:
        forms.threads.shutdown()
        reports.writer.stop()
    assert wrong == []
