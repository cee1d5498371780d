"""What a phone's queue sends: late, twice, under a wrong clock, with photos in parts."""

import json
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.test import Client
from django.utils import timezone

from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import make_places
from kondusif.reports.actions.upload import forget_stale
from kondusif.reports.models import Attachment, PhotoPart, PhotoUpload, Report
from kondusif.reports.receipts import grouped, receipt_of
from kondusif.reports.territory import forget_territory
from kondusif.reports.tests import pictures

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
KEY, IV = b"k" * 32, b"i" * 12
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def stage(db):
    forget_territory()
    make_places()


def typed(**fields) -> dict:
    return {
        "client_id": str(uuid4()), "category": "crowd", "text": "Massa berkumpul di depan balai desa.",
        "village_code": "35.26.06.2001", "anonymous": "on",
    } | fields  # fmt: skip


def sent(client: Client, **fields):
    return client.post("/laporan/baru", typed(**fields), headers=JSON)


def report() -> Report:
    with scoped(EVERYWHERE):
        return Report.objects.get()


def near(one, other) -> bool:
    return abs(one - other) < timedelta(minutes=1)


def test_a_report_typed_71_hours_ago_keeps_when_it_was_typed(client):
    now, key = timezone.now(), str(uuid4())
    answer = sent(client, client_id=key, entered_at=(now - 71 * HOUR).isoformat(), sent_at=now.isoformat())
    assert (answer.status_code, answer.json()["receipt"]) == (201, receipt_of(report().client_id))
    assert near(report().entered_at, now - 71 * HOUR) and near(report().event_at, now - 71 * HOUR)
    assert near(report().received_at, now)
    assert "Set-Cookie" not in answer


@pytest.mark.parametrize("wrong", [timedelta(days=365), timedelta(days=-365)])
def test_a_phone_whose_clock_is_a_year_off_loses_nothing(client, wrong):
    now, key = timezone.now(), str(uuid4())
    local = (timezone.localtime(now) - 5 * HOUR + wrong).strftime("%Y-%m-%dT%H:%M")
    said = {"client_id": key, "entered_at": (now - 3 * HOUR + wrong).isoformat(), "event_local": local}
    for seconds in (0, 30):  # sent again half a minute later: the same report all the same
        answer = sent(client, **said, sent_at=(now + wrong + timedelta(seconds=seconds)).isoformat())
        assert answer.status_code in {200, 201}, answer.content
    assert near(report().entered_at, now - 3 * HOUR)
    assert report().event_at <= now
    if wrong > timedelta(0):
        assert near(report().event_at, now - 5 * HOUR)


def test_nonsense_for_a_time_is_the_moment_of_arrival(client):
    assert sent(client, entered_at="kapan-kapan", sent_at="9" * 500).status_code == 201
    assert near(report().entered_at, timezone.now())


def test_the_same_report_under_other_words_is_a_conflict_told_in_words(client):
    key = str(uuid4())
    assert sent(client, client_id=key).status_code == 201
    again = sent(client, client_id=key, text="Sekarang sudah bubar semua.")
    assert again.status_code == 409 and again.json()["problem"]


def test_a_village_typed_without_a_signal_is_found_where_there_is_only_one(client):
    assert sent(client, village_code="", place_text="Lerpak").status_code == 201
    assert report().region_id == "35.26.06.2005"


def test_what_is_wrong_is_named_by_field_and_nothing_is_stored(client):
    answer = sent(client, village_code="", text="x")
    assert answer.status_code == 422 and set(answer.json()["faults"]) == {"text", "place_text"}
    assert not Report.objects.exists()


def test_the_receipt_is_shown_once_where_the_page_asks_for_it(client):
    client.get("/laporan/baru")
    assert sent(client, shown="1").json()["shown"] is True
    page = client.get("/laporan/terkirim").content.decode()
    assert grouped(receipt_of(report().client_id)) in page
    assert grouped(receipt_of(report().client_id)) not in client.get("/laporan/terkirim").content.decode()


def sealed(content: bytes) -> tuple[bytes, str]:
    bytes_ = AESGCM(KEY).encrypt(IV, content, None)
    return bytes_, sha256(bytes_).hexdigest()


def part(client, key, photo, hash_, offset, content=None):
    content = photo[offset : offset + 4000] if content is None else content
    headers = {"X-Report": str(key), "X-Photo": hash_, "X-Size": str(len(photo)), "X-Offset": str(offset)}
    return client.post("/laporan/foto", content, content_type="application/octet-stream", headers=headers)


def finish(client, report_key, hash_, **changes):
    said = {"client_id": str(report_key), "photo": hash_, "key": KEY.hex(), "iv": IV.hex()} | changes
    return client.post("/laporan/foto/selesai", json.dumps(said), content_type="application/json")


@pytest.fixture
def key(client):
    key = uuid4()
    assert sent(client, client_id=str(key)).status_code == 201
    return key


def carried(client, key, content: bytes) -> str:
    """This function will send a sealed photo in parts, each of them twice, and return its name."""
    photo, hash_ = sealed(content)
    offset = 0
    while offset < len(photo):
        part(client, key, photo, hash_, offset)
        offset = part(client, key, photo, hash_, offset).json()["offset"]
    return hash_


def test_a_photo_in_parts_sent_twice_is_one_photo_made_anew(client, key):
    hash_ = carried(client, key, pictures.jpeg())
    with scoped(EVERYWHERE):
        assert PhotoPart.objects.count() > 1
    for _n in range(2):
        answer = finish(client, key, hash_)
        assert (answer.status_code, answer.json()) == (200, {"n_photos": 1, "refused": ""})
    with scoped(EVERYWHERE):
        assert (Attachment.objects.count(), PhotoPart.objects.count()) == (1, 0)
        assert Event.objects.filter(name="report.photo_added").count() == 1
    assert part(client, key, *sealed(pictures.jpeg()), 0).json()["offset"] == len(sealed(pictures.jpeg())[0])


def test_parts_out_of_turn_are_told_where_to_go_on(client, key):
    photo, hash_ = sealed(pictures.jpeg())
    assert part(client, key, photo, hash_, 4000).json() == {"offset": 0}
    assert part(client, key, photo, hash_, 0).json() == {"offset": 4000}
    assert part(client, key, photo, hash_, 0).json() == {"offset": 4000}
    assert finish(client, key, hash_).status_code == 409


def test_what_is_stored_of_a_photo_on_its_way_cannot_be_read(client, key):
    carried(client, key, pictures.jpeg())
    with scoped(EVERYWHERE):
        stored = b"".join(bytes(p.content) for p in PhotoPart.objects.order_by("offset"))
    assert b"KANARI" in pictures.jpeg() and b"KANARI" not in stored


def test_a_photo_damaged_on_its_way_is_asked_for_again(client, key):
    photo, hash_ = sealed(pictures.jpeg())
    offset = 0
    while offset < len(photo):
        offset = part(client, key, photo, hash_, offset, b"x" * min(4000, len(photo) - offset)).json()["offset"]
    assert (finish(client, key, hash_).status_code, finish(client, key, hash_).json()["offset"]) == (409, 0)
    assert finish(client, key, carried(client, key, pictures.jpeg())).json()["n_photos"] == 1


@pytest.mark.parametrize(
    ("content", "changes"), [(b"<html>", {}), (pictures.jpeg(), {"key": "00" * 32}), (pictures.jpeg(), {"iv": ""})]
)
def test_what_is_no_photo_is_left_out_with_a_sentence_and_the_report_stands(client, key, content, changes):
    answer = finish(client, key, carried(client, key, content), **changes)
    assert answer.status_code == 200 and answer.json()["refused"] and answer.json()["n_photos"] == 0
    assert report()


def test_a_fourth_photo_and_a_giant_one_are_refused(client, key):
    for n in range(3):
        carried(client, key, b"foto %d" % n)
    fourth, hash_ = sealed(b"foto 4")
    assert part(client, key, fourth, hash_, 0).status_code == 422
    headers = {"X-Report": str(key), "X-Photo": "0" * 64, "X-Size": "99999999", "X-Offset": "0"}
    assert (
        client.post("/laporan/foto", b"x", content_type="application/octet-stream", headers=headers).status_code == 422
    )


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Report": "x"}, {"X-Report": str(uuid4()), "X-Photo": "0" * 64, "X-Size": "1", "X-Offset": "-1"},
     {"X-Report": str(uuid4()), "X-Photo": "0" * 64, "X-Size": "²", "X-Offset": "0"}],
)  # fmt: skip
def test_an_unreadable_part_is_refused_in_words(client, headers):
    answer = client.post("/laporan/foto", b"x", content_type="application/octet-stream", headers=headers)
    assert answer.status_code == 422 and answer.json()["problem"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"photo": 1, "key": "", "iv": ""}',
        b'{"photo": "zz", "key": "", "iv": ""}',
        b"\xff",
        b"[" * 9000,
    ],
)
def test_an_unreadable_last_word_is_refused_in_words(client, body):
    answer = client.post("/laporan/foto/selesai", body, content_type="application/json")
    assert answer.status_code == 422 and answer.json()["problem"]


def test_a_photo_of_no_report_is_not_kept(client):
    photo, hash_ = sealed(pictures.jpeg())
    assert part(client, uuid4(), photo, hash_, 0).status_code == 404
    assert finish(client, uuid4(), hash_).status_code == 404
    assert not PhotoUpload.objects.exists()


def test_a_foreign_page_sends_no_photo(client, key):
    photo, hash_ = sealed(pictures.jpeg())
    headers = {
        "X-Report": str(key),
        "X-Photo": hash_,
        "X-Size": str(len(photo)),
        "X-Offset": "0",
        "Sec-Fetch-Site": "cross-site",
    }
    answer = client.post("/laporan/foto", photo[:100], content_type="application/octet-stream", headers=headers)
    assert answer.status_code == 403


def test_parts_that_never_became_whole_are_forgotten_after_a_week(client, key):
    photo, hash_ = sealed(pictures.jpeg())
    part(client, key, photo, hash_, 0)
    assert forget_stale(at=timezone.now() + timedelta(days=6)) == 0
    assert forget_stale(at=timezone.now() + timedelta(days=8)) == 1
    with scoped(EVERYWHERE):
        assert not PhotoPart.objects.exists() and not PhotoUpload.objects.exists() and report()
