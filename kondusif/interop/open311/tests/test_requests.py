"""Reports come in from partners' systems once, and nobody else reads them there."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import etree

from kondusif.alerts.actions import sign_alert
from kondusif.alerts.tests.factories import drafted, seen
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.models import ServiceRequest
from kondusif.interop.open311 import actions, mapping
from kondusif.interop.open311.views import sendings
from kondusif.interop.tests.factories import a_key
from kondusif.people.tests.factories import make_cast
from kondusif.reports.models import Attachment, Contact, Report
from kondusif.reports.queries import follow_up
from kondusif.reports.receipts import digits_of
from kondusif.reports.territory import forget_territory
from kondusif.reports.tests import pictures
from kondusif.reports.throttle import Buckets

pytestmark = pytest.mark.django_db
WORDS = "Kanarek-kata: warga berkumpul di depan balai desa."
POSTED = {"service_code": "crowd", "lat": "-6.985", "long": "112.944", "description": WORDS}


@pytest.fixture
def folk(db):
    forget_territory()
    with scoped(EVERYWHERE):
        folk = make_cast(timezone.now())
    yield folk
    forget_territory()


@pytest.fixture
def key(folk):
    with scoped(EVERYWHERE):
        return a_key(folk.citra).key


def post(client, key, form="json", **changes):
    headers = changes.pop("headers", {})
    body = {name: v for name, v in ({"api_key": key} | POSTED | changes).items() if v is not None}
    return client.post(f"/open311/v2/requests.{form}", body, headers=headers)


def rows(model=Report):
    with scoped(EVERYWHERE):
        return list(model.objects.all())


def test_a_posted_report_is_stored_and_its_reporter_can_follow_it(client, key):
    answer = post(client, key)
    assert answer.status_code == 200
    [told] = answer.json()
    assert told["service_request_id"].startswith("KDF-")
    report = rows()[0]
    assert (report.category, report.region_id, report.text) == ("crowd", "35.26.06.2005", WORDS)
    receipt = digits_of(told["service_notice"].split(": ")[1].split(". ")[0])
    assert follow_up(receipt).report == report


@pytest.mark.parametrize("changes", [{}, {"attribute[external_id]": "A-1"}, {"headers": {"Idempotency-Key": "A-1"}}])
def test_however_often_it_is_sent_it_is_one_report_under_one_number(client, key, changes):
    numbers = {post(client, key, **dict(changes)).json()[0]["service_request_id"] for _ in range(4)}
    assert len(numbers) == len(rows()) == len(rows(ServiceRequest)) == 1


def test_the_language_of_the_sender_changes_nothing(client, key):
    link = {"media_url": "https://contoh.test/foto.jpg", "attribute[external_id]": "A-2"}
    for language in ("id", "en"):
        assert post(client, key, headers={"Accept-Language": language}, **link).status_code == 200
    [report] = rows()
    assert report.text.endswith("media_url: https://contoh.test/foto.jpg")


def test_the_same_words_after_the_longest_delay_are_a_new_report(client, key):
    first = post(client, key).json()
    with scoped(EVERYWHERE):
        Report.objects.update(received_at=timezone.now() - actions.SAME_SENDING - timedelta(hours=1))
    assert post(client, key).json() != first
    assert len(rows()) == 2
    assert post(client, key, account_id="orang-lain").status_code == 200
    assert len(rows()) == 3, "another account says the same: two voices"


def test_a_number_of_the_partner_that_comes_with_other_words_is_refused(client, key):
    assert post(client, key, **{"attribute[external_id]": "A-1"}).status_code == 200
    answer = post(client, key, description="Kata lain sama sekali", **{"attribute[external_id]": "A-1"})
    assert answer.status_code == 400
    assert answer.json()[0]["code"] == 409
    assert len(rows()) == 1


def test_without_a_key_in_force_nothing_is_taken(client, folk, key):
    for wrong in (None, "", "kdf_salah"):
        answer = post(client, wrong)
        assert answer.status_code == 403
        assert answer.json()[0]["code"] == 403
    with scoped(EVERYWHERE):
        reader = a_key(folk.citra, sends_reports=False, reads_incidents=True).key
    assert post(client, reader).status_code == 403
    assert rows() == []


def test_a_place_outside_the_region_of_the_key_is_refused(client, key):
    answer = post(client, key, lat=None, long=None, address_id="35.27.01.2002")
    assert answer.status_code == 403
    assert rows() == []


WRONG = [
    ({"service_code": None}, 400, "service_code"),
    ({"service_code": "lubang_jalan"}, 404, "lubang_jalan"),
    ({"description": ""}, 400, "description"),
    ({"description": "ada\x00nol"}, 400, "description"),
    ({"lat": "-6,985"}, 400, "lat"),
    ({"lat": "nan"}, 400, "lat"),
    ({"long": None}, 400, "long"),
    ({"lat": "10.5", "long": "20"}, 400, "lat"),
    ({"lat": None, "long": None}, 400, "address_id"),
    ({"lat": None, "long": None, "address_id": "tidak ada"}, 400, "address_id"),
    ({"attribute[event_at]": "2026-02-30T10:00:00+07:00"}, 400, "attribute[event_at]"),
    ({"attribute[event_at]": "2026-02-20T10:00:00"}, 400, "attribute[event_at]"),
    ({"attribute[event_at]": "2099-02-20T10:00:00Z"}, 400, "attribute[event_at]"),
    ({"attribute[crowd_estimate]": "-4"}, 400, "attribute[crowd_estimate]"),
    ({"attribute[crowd_estimate]": "99999999"}, 400, "attribute[crowd_estimate]"),
    ({"attribute[exercise]": "mungkin"}, 400, "attribute[exercise]"),
    ({"email": "bukan surel"}, 400, "email"),
    ({"media_url": "file:///etc/hostname"}, 400, "media_url"),
    ({"jurisdiction_id": "atlantis"}, 404, "atlantis"),
]


def test_what_is_wrong_is_named_in_the_words_of_the_standard(client, key):
    for changes, status, word in WRONG:
        answer = post(client, key, **changes)
        assert answer.status_code == status, (changes, answer.content)
        assert word in " ".join(error["description"] for error in answer.json()), changes
        in_xml = post(client, key, form="xml", **changes)
        assert in_xml.status_code == status
        assert etree.fromstring(in_xml.content).findtext("error/code") == str(answer.json()[0]["code"])
    assert rows() == []


def test_an_address_in_words_is_read_and_one_that_nobody_knows_lies_in_the_regency(client, key):
    assert (
        post(client, key, lat=None, long=None, address_string="Balai desa Lerpak, Kecamatan Geger").status_code == 200
    )
    assert post(client, key, lat=None, long=None, address_string="Simpang empat dekat tugu").status_code == 200
    assert sorted(r.region_id for r in rows()) == ["35.26", "35.26.06.2005"]


def test_a_contact_is_sealed_and_device_and_account_are_not_kept(client, key):
    post(client, key, email="sari@contoh.test", first_name="Sari", device_id="KANARI-DEVICE", account_id="KANARI-AKUN")
    [report], [contact] = rows(), rows(Contact)
    assert not report.anonymous
    assert b"sari@contoh" not in bytes(contact.sealed)
    with scoped(EVERYWHERE):
        stored = json.dumps([str(row) for row in (*Report.objects.values(), *ServiceRequest.objects.values())])
    assert "KANARI" not in stored


def test_photos_come_as_parts_and_an_address_of_one_is_never_fetched(client, key):
    from django.core.files.uploadedfile import SimpleUploadedFile

    photo = SimpleUploadedFile("foto.jpg", pictures.jpeg(), "image/jpeg")
    assert post(client, key, media=photo, media_url="http://127.0.0.1:1/x.jpg").status_code == 200
    [attachment] = rows(Attachment)
    assert attachment.media_type == "image/jpeg"


def test_everybody_else_reads_how_it_stands_and_nothing_more(client, folk, key):
    number = post(client, key, address_string="Rumah Bu Sari").json()[0]["service_request_id"]
    with scoped(EVERYWHERE):
        other = a_key(folk.citra, name="Sistem lain").key
    for asked in ("", f"?api_key={other}"):
        [told] = client.get(f"/open311/v2/requests/{number}.json{asked}").json()
        assert told["status"] == "open"
        assert told["status_notes"]
        assert {told[f] for f in ("description", "lat", "long", "address", "address_id", "media_url")} == {None}
        assert told["requested_datetime"].endswith(":00:00Z")
        assert client.get(f"/open311/v2/requests.json{asked}").json() == []
        assert client.get(f"/open311/v2/requests.json?service_request_id={number}").json() == []
    [own] = client.get("/open311/v2/requests.json", headers={"Authorization": f"Bearer {key}"}).json()
    assert (own["description"], own["lat"], own["long"]) == (WORDS, -6.985, 112.944)
    assert client.get(f"/open311/v2/tokens/{number}.json").json() == [{"service_request_id": number, "token": number}]


def test_a_closed_report_is_told_as_closed(client, key):
    number = post(client, key).json()[0]["service_request_id"]
    with scoped(EVERYWHERE):
        Report.objects.update(state="closed", closed_at=timezone.now())
    assert client.get(f"/open311/v2/requests/{number}.json").json()[0]["status"] == "closed"
    for status, n in (("open", 0), ("closed", 1), ("open,closed", 1)):
        found = client.get(f"/open311/v2/requests.json?status={status}&api_key={key}").json()
        assert len(found) == n


def test_the_public_list_holds_public_warnings_and_no_others(client, folk, key):
    post(client, key)
    now = timezone.now()
    later = now + timedelta(days=2)
    with scoped(EVERYWHERE):
        for public in (True, False):
            text = "Hindari pasar Geger." if public else ""
            alert = drafted(folk.budi, title=f"Umum {public}", is_public=public, public_text=text, valid_until=later)
            sign_alert(alert_id=alert.pk, seen=seen(alert), by=folk.citra, at=now)
    [told] = client.get("/open311/v2/requests.json").json()
    assert told["service_code"] == mapping.WARNING
    assert "Hindari pasar Geger." in told["description"]
    assert client.get(f"/open311/v2/requests/{told['service_request_id']}.json").json() == [told]
    in_xml = etree.fromstring(client.get("/open311/v2/requests.xml").content)
    assert in_xml.findtext("request/service_request_id") == told["service_request_id"]
    assert client.get("/open311/v2/requests.json?status=closed").json() == []


UNREADABLE = (
    "start_date=2026-13-01T00:00:00Z",
    "end_date=kemarin",
    "status=menunggu",
    "page=0",
    "page_size=9999",
    "start_date=2026-01-01T00:00:00Z&end_date=2026-08-01T00:00:00Z",
    "jurisdiction_id=%00",
)


def test_a_list_that_cannot_be_read_says_why(client, folk):
    for query in UNREADABLE:
        answer = client.get(f"/open311/v2/requests.json?{query}")
        assert answer.status_code in {400, 404}, query
        assert answer.json()[0]["description"]


def test_numbers_nobody_gave_are_not_found(client, folk):
    for path in ("requests/KDF-AAAAAAAAAAAAAAAA", "tokens/KDF-AAAAAAAAAAAAAAAA", "requests/%00", "services/tidak-ada"):
        for form in ("json", "xml"):
            assert client.get(f"/open311/v2/{path}.{form}").status_code == 404


def test_a_system_that_floods_is_slowed_down_and_loses_nothing(client, key, monkeypatch):
    monkeypatch.setattr("kondusif.interop.open311.views.sendings", Buckets(tries=2, refill_s=3600))
    statuses = [post(client, key, description=f"Laporan nomor {n} dari pusat panggilan").status_code for n in range(4)]
    assert statuses == [200, 200, 429, 429]
    assert sendings is not None


def test_a_list_asks_the_database_as_often_for_many_as_for_one(client, key, django_assert_max_num_queries):
    for n in range(6):
        post(client, key, description=f"Laporan nomor {n} dari pusat panggilan")
    with django_assert_max_num_queries(12):
        assert len(client.get("/open311/v2/requests.json", headers={"Authorization": f"Bearer {key}"}).json()) == 6


def test_services_and_definitions_are_the_same_in_both_forms(client, folk):
    listed = client.get("/open311/v2/services.json").json()
    in_xml = etree.fromstring(client.get("/open311/v2/services.xml").content)
    assert [s["service_code"] for s in listed] == [e.text for e in in_xml.iterfind("service/service_code")]
    for one in listed:
        defined = client.get(f"/open311/v2/services/{one['service_code']}.json").json()
        assert [a["code"] for a in defined["attributes"]] == [a.code for a in mapping.ATTRIBUTES]
    root = etree.fromstring(client.get("/open311/v2/services/crowd.xml").content)
    assert [v.text for v in root.iterfind("attributes/attribute/values/value/key")] == ["true", "false"]


def test_discovery_leads_to_the_interface(client, folk):
    for address in ("/open311/discovery", "/open311/v2/discovery"):
        found = client.get(f"{address}.json").json()
        assert found["endpoints"][0]["url"].endswith("/open311/v2")
        in_xml = etree.fromstring(client.get(f"{address}.xml").content)
        assert in_xml.findtext("endpoints/endpoint/specification") == mapping.SPECIFICATION
    assert client.get("/open311/v2/")["Content-Type"].startswith("text/xml")


def test_the_changeset_moves_with_the_services():
    """When this fails, raise CHANGESET and put the new mark here: clients keep the list until it moves."""
    import hashlib

    from kondusif.reports.categories import CATEGORIES

    mark = hashlib.sha256("|".join([*CATEGORIES, *(a.code for a in mapping.ATTRIBUTES)]).encode()).hexdigest()[:8]
    assert (mapping.CHANGESET, mark) == ("2026-11-22 04:00", "82dc6986")
