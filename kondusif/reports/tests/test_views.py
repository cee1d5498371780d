"""The pages: report, receipt, follow-up, entry by an officer, photos, the map's data."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Office
from kondusif.people.tests.factories import make_cast, second_factor_of
from kondusif.people.viewers import SYSTEM
from kondusif.reports.actions import answer_reporter, move_report
from kondusif.reports.models import Attachment, Message, Report
from kondusif.reports.receipts import grouped, receipt_of
from kondusif.reports.states import ReportState
from kondusif.reports.territory import forget_territory
from kondusif.reports.tests import pictures
from kondusif.reports.tests.factories import SAMPANG_VILLAGE, make_report, report_row
from tests.support.words import says

S = ReportState


@pytest.fixture
def cast(db):
    forget_territory()
    return make_cast()


def now() -> datetime:
    return datetime.now(UTC)


def typed(**fields) -> dict[str, object]:
    usual = {
        "client_id": str(uuid4()),
        "category": "crowd",
        "text": "Massa berkumpul di depan balai desa.",
        "village_code": "35.26.06.2001",
        "anonymous": "on",
    }
    return {k: v for k, v in (usual | fields).items() if v is not None}


def reports() -> list[Report]:
    with scoped(EVERYWHERE):
        return list(Report.objects.order_by("received_at"))


def send(client: Client, **fields):
    client.get("/laporan/baru")
    return client.post("/laporan/baru", typed(**fields))


def signed_in(cast, who: str) -> Client:
    client = Client()
    person = cast.persons[who]
    person.is_demo = True
    person.save()
    client.force_login(person)
    second_factor_of(person)
    return client


def receipt_in(page: str) -> str:
    return re.search(r"(?:\d{4} ){4}\d{4}", page).group()


def test_a_citizen_reports_and_sees_the_receipt_once(cast, client):
    response = send(client)
    assert response.status_code == 302 and response.url == "/laporan/terkirim"
    page = client.get("/laporan/terkirim").content.decode()
    report = reports()[0]
    assert receipt_in(page) == grouped(receipt_of(report.client_id))
    again = client.get("/laporan/terkirim").content.decode()
    assert not re.search(r"(?:\d{4} ){4}\d{4}", again)
    assert (report.channel, report.anonymous, report.state) == ("web", True, "received")
    assert abs(report.event_at - report.received_at) < timedelta(seconds=1)


def test_the_receipt_stands_in_no_address_and_no_cookie_can_be_read(cast, client):
    response = send(client)
    receipt = receipt_of(reports()[0].client_id)
    assert receipt not in response.url
    assert all(receipt not in cookie.value for cookie in response.cookies.values())
    assert response.cookies["resi"]["httponly"] and response.cookies["resi"]["samesite"] == "Strict"


def test_a_browser_without_cookies_sees_the_receipt_at_once(cast):
    response = Client().post("/laporan/baru", typed())
    assert response.status_code == 200
    page = response.content.decode()
    assert receipt_in(page) == grouped(receipt_of(reports()[0].client_id))
    assert "kuki" in page or "cookie" in page


def test_the_form_sent_twice_is_one_report_with_one_receipt(cast, client):
    fields = typed()
    client.get("/laporan/baru")
    client.post("/laporan/baru", fields)
    first = receipt_in(client.get("/laporan/terkirim").content.decode())
    client.post("/laporan/baru", fields)
    assert receipt_in(client.get("/laporan/terkirim").content.decode()) == first
    assert len(reports()) == 1


def test_each_opened_form_has_its_own_key(client, cast):
    keys = {
        re.search(r'name="client_id" value="([^"]+)"', client.get("/laporan/baru").content.decode()).group(1)
        for _ in range(3)
    }
    assert len(keys) == 3


def test_what_was_typed_stays_and_every_fault_stands_by_its_field(cast, client):
    contact = "nomor saya rahasia"
    response = send(
        client,
        category=None,
        text="abc",
        village_code="",
        anonymous=None,
        contact=contact,
        event_local="2199-01-01T00:00",
    )
    page = response.content.decode()
    assert response.status_code == 422 and reports() == []
    assert "abc</textarea>" in page and contact in page and "2199-01-01T00:00" in page
    for id in ("id_category-error", "id_text-error", "id_place_text-error", "id_event_local-error", "id_contact-error"):
        assert f'id="{id}"' in page, id
    assert 'role="alert"' in page


def test_words_are_escaped(cast, client):
    page = send(client, text="<script>alert(1)</script>", category="x").content.decode()
    assert "<script>alert(1)" not in page and "&lt;script&gt;" in page


def test_without_javascript_a_village_is_found_by_its_name(cast, client):
    fields = {"village_code": "", "place_text": "kombangan"}
    page = send(client, **fields, search="1").content.decode()
    assert 'name="village_pick" value="35.26.06.2001"' in page and reports() == []
    assert "Massa berkumpul" in page
    assert send(client, **fields, village_pick="35.26.06.2001").status_code == 302
    assert (reports()[0].region_id, reports()[0].place_text) == ("35.26.06.2001", "kombangan")


def test_sending_only_a_name_offers_the_villages_of_that_name(cast, client):
    response = send(client, village_code="", place_text="Lerpak")
    assert response.status_code == 422 and 'value="35.26.06.2005"' in response.content.decode()


def test_a_point_is_enough(cast, client):
    assert send(client, village_code="", lat="-6.985", lon="112.944").status_code == 302
    assert (reports()[0].region_id, reports()[0].lat) == ("35.26.06.2005", -6.985)


@pytest.mark.parametrize(
    "point",
    [
        {"lat": "1.35", "lon": "103.8"},
        {"lat": "abc", "lon": "x"},
        {"lat": "nan", "lon": "inf"},
        {"lat": "-6.9", "lon": ""},
    ],
)
def test_a_point_that_is_none_is_a_sentence_and_no_accident(cast, client, point):
    response = send(client, village_code="", **point)
    assert response.status_code == 422 and reports() == []


def test_an_earlier_time_is_of_the_regions_clock(cast, client):
    yesterday = (now() - timedelta(days=1)).astimezone(timezone.get_default_timezone()).replace(second=0, microsecond=0)
    send(client, event_local=yesterday.strftime("%Y-%m-%dT%H:%M"))
    assert reports()[0].event_at == yesterday


def test_reachable_reporters_leave_a_sealed_contact(cast, client):
    send(client, anonymous=None, contact="0812 3333 4444")
    with scoped(EVERYWHERE):
        assert reports()[0].contact.hint == "44"
    page = client.get("/laporan/terkirim").content.decode()
    assert "33334444" not in re.sub(r"\D", "", page), "four digits alone could be the receipt's"


def test_photos_come_with_the_report_and_a_bad_one_is_named_without_harm(cast, client):
    photos = [
        SimpleUploadedFile(name, content, "image/jpeg")
        for name, content in (("a.jpg", pictures.jpeg()), ("b.jpg", pictures.SVG))
    ]
    assert send(client, photos=photos).status_code == 302
    page = client.get("/laporan/terkirim").content.decode()
    assert "JPEG" in page and len(reports()) == 1
    with scoped(EVERYWHERE):
        stored = Attachment.objects.get()
    assert (stored.width, stored.height, stored.media_type) == (640, 480, "image/jpeg")


def test_a_fourth_photo_and_a_giant_one_are_left_out(cast, client):
    giant = SimpleUploadedFile("g.jpg", b"\xff\xd8" + b"\0" * (13 * 1024 * 1024), "image/jpeg")
    send(
        client, photos=[giant, *(SimpleUploadedFile(f"{n}.jpg", pictures.jpeg(64, 48), "image/jpeg") for n in range(4))]
    )
    with scoped(EVERYWHERE):
        assert Attachment.objects.count() == 2
    assert "12" in client.get("/laporan/terkirim").content.decode()


def test_photos_of_a_report_sent_twice_are_stored_once(cast, client):
    fields = typed()
    for _n in range(2):
        Client().post(
            "/laporan/baru", fields | {"photos": SimpleUploadedFile("a.jpg", pictures.jpeg(64, 48), "image/jpeg")}
        )
    with scoped(EVERYWHERE):
        assert Attachment.objects.count() == 1


def test_a_foreign_page_cannot_send_reports_through_a_visitor(cast, client):
    for headers in ({"Origin": "https://jahat.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/laporan/baru", typed(), headers=headers).status_code == 403
    assert client.post(
        "/laporan/baru", typed(), headers={"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    ).status_code in {200, 302}
    assert len(reports()) == 1


def test_nul_and_control_characters_are_a_sentence(cast, client):
    for text in ("uang\x00 dibagikan", "uang\x07 dibagikan", "x" * 4001):
        assert send(client, text=text).status_code == 422
    assert reports() == []


def test_a_form_of_megabytes_is_refused(cast, client):
    response = client.post("/laporan/baru", typed(text="x" * 5_000_000))
    assert response.status_code == 413 and reports() == []


def check(client: Client, receipt: str, **fields):
    return client.post("/laporan/cek", {"receipt": receipt, **fields})


def test_the_holder_of_a_receipt_reads_how_it_stands(cast, client):
    report = make_report(at=now(), event_at=now())
    page = check(client, grouped(receipt_of(report.client_id))).content.decode()
    assert "Laporan Anda sudah diterima" in page and "Politik uang" in page and "Kombangan" in page


def test_each_step_is_told_in_plain_words_and_no_officer_is_named(cast, client):
    report = make_report(at=now(), event_at=now())
    camat = Office.objects.get(title="Camat Geger")
    with scoped(EVERYWHERE):
        for to, changes in (
            (S.SCREENED, {}), (S.VERIFYING, {}), (S.VERIFIED, {}), (S.ASSIGNED, {"handler": camat}), (S.IN_PROGRESS, {}),
        ):  # fmt: skip
            who = cast.budi if to in {S.SCREENED, S.VERIFYING, S.VERIFIED, S.ASSIGNED} else cast.dewi
            report = move_report(report=report, to=to, by=who, at=now(), **changes)
    page = check(client, receipt_of(report.client_id)).content.decode()
    assert "Camat Geger sedang menanganinya" in page
    assert page.count("<time") >= 6
    for name in ("Budi", "Santosa", "Dewi", "Rahayu", "Operator Posko"):
        assert not says(page, name)
    with scoped(EVERYWHERE):
        move_report(
            report=report, to=S.RESOLVED, by=cast.dewi, at=now(), outcome_note="Warga sudah ditemui, suasana tenang."
        )
    assert (
        "Selesai: Warga sudah ditemui, suasana tenang." in check(client, receipt_of(report.client_id)).content.decode()
    )


def test_a_wrong_receipt_a_short_one_and_nonsense_get_the_same_answer(cast, client):
    make_report()
    answers = [check(client, receipt) for receipt in ("1" * 20, "12345", "abc", "٣" * 20, "1" * 21)]
    assert {a.status_code for a in answers} == {404}
    bare = {re.sub(r'value="[^"]*"', "", a.content.decode()) for a in answers}
    assert len(bare) == 1


def test_a_receipt_tried_too_often_has_to_wait_whoever_asks(cast):
    answers = [check(Client(), f"777777{n:014d}").status_code for n in range(25)]
    assert answers[:20] == [404] * 20 and answers[-1] == 429
    assert check(Client(), "8" * 20).status_code == 404, "another number is not held up"


def test_reporter_and_desk_write_to_each_other(cast, client):
    report = make_report(at=now(), event_at=now())
    receipt = receipt_of(report.client_id)
    with scoped(EVERYWHERE):
        answer_reporter(report=report, text="Di RT berapa?", by=cast.budi, at=now())
    page = check(client, receipt, deed="message", text="RT 03.").content.decode()
    assert "Di RT berapa?" in page and "RT 03." in page and not says(page, "Budi")
    assert "sudah" in page
    empty = check(client, receipt, deed="message", text=" ").content.decode()
    assert 'role="alert"' in empty
    assert "Masih ditulis" in check(client, receipt, deed="", text="Masih ditulis").content.decode()
    with scoped(EVERYWHERE):
        assert Message.objects.count() == 2


def test_a_closed_case_can_be_objected_to_from_the_page(cast, client):
    report = make_report(at=now(), event_at=now())
    receipt = receipt_of(report.client_id)
    assert "reopen" not in check(client, receipt).content.decode()
    with scoped(EVERYWHERE):
        report = move_report(report=report, to=S.OUT_OF_SCOPE, by=SYSTEM, at=now(), referred_to="Bawaslu")
        move_report(report=report, to=S.CLOSED, by=SYSTEM, at=now())
    assert 'value="reopen"' in check(client, receipt).content.decode()
    check(client, receipt, deed="reopen", text="Saya tidak setuju.")
    assert report_row(report.pk).state == "reopened"
    assert check(client, receipt, deed="reopen", text="Sekali lagi.").status_code == 200
    assert report_row(report.pk).state == "reopened"


def test_follow_up_pages_are_never_kept_by_a_browser(cast, client):
    report = make_report()
    for response in (
        client.get("/laporan/cek"),
        check(client, receipt_of(report.client_id)),
        client.get("/laporan/baru"),
        client.get("/laporan/terkirim"),
    ):
        assert "no-store" in response["Cache-Control"]


def test_an_officer_enters_a_report_in_the_office_name(cast):
    client = signed_in(cast, "dewi")
    assert client.get("/laporan/catat").status_code == 200
    response = client.post(
        "/laporan/catat", typed(urgency="3", maturity="occurrence", crowd_estimate="120", station_number="7")
    )
    assert response.status_code == 302
    report = reports()[0]
    assert (report.channel, report.urgency, report.maturity, report.crowd_estimate, report.station_number) == (
        "posko",
        3,
        "occurrence",
        120,
        7,
    )
    assert report.reporter_office.title == "Camat Geger" and report.reporter is None
    with scoped(EVERYWHERE):
        from kondusif.core.models import Event

        event = Event.objects.get(name="report.received")
    assert (event.by_id, event.by_title) == (cast.dewi.person_id, "Camat Geger")
    assert receipt_in(client.get("/laporan/catat").content.decode()) == grouped(receipt_of(report.client_id))


def test_an_officer_cannot_enter_for_another_region(cast):
    response = signed_in(cast, "dewi").post("/laporan/catat", typed(village_code="35.26.01.1001"))
    assert response.status_code == 422 and reports() == []
    assert 'id="id_place_text-error"' in response.content.decode()


def test_an_officers_form_names_every_fault_too(cast):
    response = signed_in(cast, "dewi").post("/laporan/catat", typed(category="", text="", village_code=""))
    page = response.content.decode()
    assert response.status_code == 422 and "Pilih apa yang terjadi." in page and "Ceritakan dengan singkat" in page
    assert 'id="id_place_text-error"' in page and reports() == []


def test_who_has_no_office_for_it_does_not_enter_reports(cast, client):
    assert client.get("/laporan/catat").status_code == 302
    assert signed_in(cast, "rendra").get("/laporan/catat").status_code == 403


def test_the_list_shows_an_officers_own_region_in_few_queries(cast):
    for _n in range(3):
        make_report(at=now(), event_at=now())
    make_report(at=now(), event_at=now(), region_code=SAMPANG_VILLAGE)
    client = signed_in(cast, "budi")
    with CaptureQueriesContext(connection) as captured:
        page = client.get("/laporan/").content.decode()
    assert page.count("Kombangan") == 3 and "Labuhan" not in page
    n_queries = len(captured)
    for _n in range(10):
        make_report(at=now(), event_at=now())
    with CaptureQueriesContext(connection) as captured:
        client.get("/laporan/")
    assert len(captured) <= n_queries
    assert "Kombangan" not in client.get("/laporan/?keadaan=closed").content.decode()


def test_the_list_without_a_report_says_so(cast):
    assert "Tidak ada laporan yang cocok" in signed_in(cast, "budi").get("/laporan/").content.decode()


def with_photo(client: Client) -> Attachment:
    send(client, photos=SimpleUploadedFile("a.jpg", pictures.jpeg(), "image/jpeg"))
    with scoped(EVERYWHERE):
        return Attachment.objects.get()


def test_a_photo_is_shown_to_those_who_may_see_its_report_and_to_nobody_else(cast, client):
    photo = with_photo(client)
    address = f"/laporan/foto/{photo.pk}"
    response = signed_in(cast, "budi").get(address)
    assert response.status_code == 200 and response["Content-Type"] == "image/jpeg"
    assert b"KANARI" not in response.content and response.content[:2] == b"\xff\xd8"
    assert response["Content-Disposition"].startswith("attachment") and "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff" and "no-store" in response["Cache-Control"]
    hidden, missing = (signed_in(cast, "eko").get(a) for a in (address, f"/laporan/foto/{uuid4()}"))
    assert hidden.status_code == missing.status_code == 404 and len(hidden.content) == len(missing.content)
    assert client.get(address).status_code == 302


def test_a_photo_that_was_changed_on_disk_is_not_shown(cast, client):
    from django.core.files.storage import storages

    photo = with_photo(client)
    with open(storages["default"].path(photo.path), "ab") as file:
        file.write(b"x")
    assert signed_in(cast, "budi").get(f"/laporan/foto/{photo.pk}").status_code == 422


def test_the_map_gets_places_and_urgency_but_never_the_words(cast):
    make_report(at=now(), event_at=now(), region_code="", lat=-6.985, lon=112.944)
    make_report(at=now(), event_at=now())
    make_report(at=now(), event_at=now(), exercise=True)
    make_report(at=now(), event_at=now(), region_code=SAMPANG_VILLAGE)
    make_report(at=now() - timedelta(days=40), event_at=now() - timedelta(days=40))
    client = signed_in(cast, "budi")
    response = client.get("/laporan/peta.geojson")
    features = response.json()["features"]
    assert len(features) == 2 and "Amplop" not in response.content.decode()
    point, centre = sorted(features, key=lambda f: f["properties"]["approximate"])
    assert point["geometry"]["coordinates"] == [112.944, -6.985] and not point["properties"]["approximate"]
    assert centre["geometry"]["coordinates"] == [112.955, -6.975] and centre["properties"]["approximate"]
    assert all(":00:00" in f["properties"]["at"] for f in features), "times are of the hour"
    day = (now() - timedelta(days=41)).date().isoformat()
    assert len(client.get(f"/laporan/peta.geojson?dari={day}").json()["features"]) == 3
    assert client.get("/laporan/peta.geojson?dari=besok").status_code == 422
    assert client.get("/laporan/peta.geojson?dari=0001-01-01&sampai=9999-12-31").status_code in {200, 422}
