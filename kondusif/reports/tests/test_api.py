"""The JSON interface: what it takes, what it refuses, and in which words. Both doors answer alike."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import orjson
import pytest

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import make_places
from kondusif.reports.models import Report
from kondusif.reports.territory import current_territory, forget_territory
from kondusif.reports.tests.doors import Answer, through_django
from kondusif.reports.tests.factories import raw_report
from kondusif.reports.wire import accept, problem_json


def body(**fields) -> bytes:
    return json.dumps(
        raw_report(**{"event_at": (datetime.now(UTC) - timedelta(hours=1)).isoformat()} | fields)
    ).encode()


def count() -> int:
    with scoped(EVERYWHERE):
        return Report.objects.count()


@pytest.fixture
def send(client, db):
    forget_territory()
    make_places()
    return lambda content, **headers: through_django(client, content, **headers)


def test_a_report_in_order_is_answered_201_with_a_receipt(send):
    answer = send(body())
    assert answer.status == 201
    assert answer.json["status"] == "received" and len(answer.json["receipt"]) == 20
    assert count() == 1


def test_the_same_body_again_is_answered_200_with_the_same_receipt(send):
    content = body()
    first, second = send(content), send(content)
    assert (first.status, second.status) == (201, 200)
    assert first.json == second.json and count() == 1


def test_spaces_and_the_order_of_fields_do_not_make_another_report(send):
    content = body()
    reordered = orjson.dumps(dict(reversed(orjson.loads(content).items())), option=orjson.OPT_INDENT_2)
    assert send(content).json == send(reordered).json


def test_the_same_client_id_with_other_content_is_answered_409(send):
    content = orjson.loads(body())
    send(orjson.dumps(content))
    answer = send(orjson.dumps(content | {"text": "Cerita yang sama sekali lain."}))
    assert answer.status == 409 and answer.faulty == {"client_id"} and count() == 1
    assert "receipt" not in answer.json


@pytest.mark.parametrize("missing", ["client_id", "category", "text", "event_at", "anonymous"])
def test_a_missing_field_is_named(send, missing):
    answer = send(body(**{missing: None}))
    assert answer.status == 422 and answer.faulty == {missing}


def test_a_report_from_nowhere_is_asked_for_its_place(send):
    answer = send(body(village_code=None))
    assert answer.status == 422 and answer.faulty == {"village_code"}


BAD_FIELDS = [
    ("client_id", 7),
    ("client_id", "abc"),
    ("client_id", "{0f3c5d6e-7a8b-4c9d-8e0f-1a2b3c4d5e6f}"),
    ("category", "gossip"),
    ("category", ["crowd"]),
    ("text", 5),
    ("text", "    "),
    ("text", "abc"),
    ("text", "x" * 4001),
    ("text", "uang\x00dibagikan"),
    ("text", "uang\x07dibagikan"),
    ("village_code", "35.28.01.2001"),
    ("village_code", "35.26.06.2999"),
    ("village_code", "3526060005"),
    ("village_code", 3526),
    ("village_code", "Lerpak"),
    ("village_code", "35.26.06"),
    ("village_code", "35.26"),
    ("event_at", "kemarin"),
    ("event_at", "2026-11-20"),
    ("event_at", "2026-11-20T09:00:00"),
    ("event_at", 1763600000),
    ("event_at", "2199-01-01T00:00:00+07:00"),
    ("event_at", "1999-01-01T00:00:00+07:00"),
    ("event_at", "0001-01-01T00:00:00+14:00"),
    ("event_at", "9999-12-31T23:59:59-14:00"),
    ("anonymous", "true"),
    ("anonymous", 1),
    ("exercise", "no"),
    ("contact", "081234567890"),
    ("contact", 81234567890),
    ("contact", {"whatsapp": "0812"}),
    ("place_text", "x" * 201),
    ("place_text", {}),
    ("maturity", "ripe"),
    ("crowd_estimate", -1),
    ("crowd_estimate", 3.5),
    ("crowd_estimate", 10**30),
    ("station_number", 0),
    ("station_number", "7"),
    ("stasiun", 7),
]


@pytest.mark.parametrize(("field", "value"), BAD_FIELDS)
def test_a_field_that_is_wrong_is_named_and_nothing_is_stored(send, field, value):
    answer = send(body(**{field: value}))
    assert answer.status == 422, answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.faulty == {field}
    assert count() == 0


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ({"lat": 112.944, "lon": -6.985}, "lat"),
        ({"lat": -6.985}, "lon"),
        ({"lon": 112.944}, "lat"),
        ({"lat": 1.35, "lon": 103.8}, "lat"),
        ({"lat": -8.1, "lon": 112.17}, "lat"),
        ({"lat": "−6.9", "lon": 112.9}, "lat"),
        ({"lat": True, "lon": 112.9}, "lat"),
        ({"lat": 95.0, "lon": 200.0}, "lat"),
        ({"lat": 10**40, "lon": 112.9}, "lat"),
    ],
)
def test_a_point_that_is_wrong_is_named(send, place, field):
    answer = send(body(village_code=None, **place))
    assert answer.status == 422 and answer.faulty == {field} and count() == 0


def test_swapped_coordinates_are_called_swapped(send):
    answer = send(body(village_code=None, lat=112.944, lon=-6.985), accept_language="en")
    assert "swapped" in answer.json["errors"][0]["detail"]


def test_an_infinite_number_is_no_position(send):
    content = body(village_code=None, lat=1, lon=112.9).replace(b'"lat": 1,', b'"lat": 1e999,')
    answer = send(content)
    assert answer.status == 422 and answer.faulty == {"lat"}


def test_half_a_character_is_named_by_its_field(send):
    content = body(text="uang KOSONG dibagikan").replace(b"KOSONG", b"\\ud800")
    answer = send(content)
    assert answer.status == 422 and answer.faulty == {"text"}


def test_all_wrong_fields_are_named_at_once(send):
    answer = send(body(category="x", text="", anonymous="ya", village_code="35.99.01.2001"))
    assert answer.faulty == {"category", "text", "anonymous", "village_code"}


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"   ", 400),
        (b"{", 400),
        (b'{"text": NaN}', 400),
        (b"[]", 400),
        (b"null", 400),
        (b'"lapor"', 400),
        (b'{"text": "\xff\xfe"}', 400),
        (b"[" * 20000, 400),
        (b'{"a":' * 20000, 400),
        (b"{}", 422),
    ],
)
def test_what_is_no_report_at_all_is_refused_without_a_trace(send, content, status):
    answer = send(content)
    assert answer.status == status and answer.json["status"] == status and answer.json["detail"]
    assert b"Traceback" not in answer.body and count() == 0


def test_five_megabytes_are_refused_as_too_large(send):
    answer = send(body(text="x" * 5_000_000))
    assert answer.status == 413 and count() == 0
    assert send(body(text="x" * 300_000)).status == 413


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonx"]
)
def test_other_content_types_are_refused(send, kind):
    assert send(body(), content_type=kind).status == 415
    assert send(body(), content_type="application/json; charset=utf-8").status == 201


def test_what_is_packed_is_refused_with_a_word_and_never_opened(send):
    answer = send(gzip.compress(body()), content_encoding="gzip")
    assert answer.status == 415 and "kompresi" in answer.json["detail"] and count() == 0
    assert send(body(), content_encoding="identity").status == 201


def test_sentences_are_indonesian_unless_english_is_asked_for(send):
    def detail(**headers) -> str:
        return send(body(category="x"), **headers).json["errors"][0]["detail"]

    assert (
        detail()
        == detail(accept_language="id")
        == detail(accept_language="jv-Latn;q=x")
        == "Jenis kejadian ini tidak ada. Pilih satu dari daftar."
    )
    assert detail(accept_language="en-GB,en;q=0.9") == "There is no such category. Choose one from the list."
    assert detail(accept_language="id-ID,id;q=0.9,en;q=0.8").startswith("Jenis")


def test_contact_may_be_a_line_or_an_object(send):
    for contact in ("081234567890", "sari@contoh.id", {"phone": "081234567890", "name": "Sari"}):
        assert send(body(anonymous=False, contact=contact)).status == 201
    assert send(body(anonymous=False)).status == 201
    assert count() == 4


def test_other_methods_are_not_allowed(client, db):
    assert client.get("/api/v1/reports").status_code == 405
    assert client.get("/api/v1/").json()["openapi"] == "/api/v1/openapi.json"


def test_the_description_lists_the_address_and_its_answers(client, db):
    schema = client.get("/api/v1/openapi.json").json()
    operation = schema["paths"]["/api/v1/reports"]["post"]
    assert set(operation["responses"]) == {"200", "201", "400", "408", "409", "413", "415", "422", "503"}
    assert operation["requestBody"]["content"]["application/json"]["schema"]["required"]


def test_every_refusal_can_be_written_in_both_languages(send):
    from django.utils import translation

    from kondusif.core.problems import Problem

    for language in ("id", "en"):
        for method, kind, content in [
            ("GET", "application/json", b"{}"),
            ("POST", "x/y", b"{}"),
            ("POST", "application/json", None),
            ("POST", "application/json", b"{"),
        ]:
            with translation.override(language), pytest.raises(Problem) as refused:
                accept(method, kind, content, territory=current_territory(), at=datetime.now(UTC))
            with translation.override(language):
                assert orjson.loads(problem_json(refused.value))["detail"]


def test_a_client_id_in_capitals_is_the_same_key(send):
    key = str(uuid4())
    assert isinstance(send(body(client_id=key)), Answer)
    assert send(body(client_id=key.upper(), event_at=datetime.now(UTC).isoformat())).status in {200, 409}
    assert count() == 1
