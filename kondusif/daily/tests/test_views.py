"""The pages of the desk's day: thin, kind, light in the field, and closed to strangers."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.daily.models import (
    AbsenceOrder,
    DailyReport,
    ExceptionRequest,
    Lesson,
    PresenceCheck,
    PressNote,
    SituationReport,
)
from kondusif.meetings.actions import add_number, open_meeting
from kondusif.meetings.tests.factories import planned
from kondusif.people.models import Office, Person
from kondusif.people.roles import Role
from kondusif.people.tests.factories import appoint, make_cast
from tests.support.words import says

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def stage(settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        cast = make_cast()
        cast.persons["siti"] = appoint("Siti Sekda", Role.REGIONAL_SECRETARY, "35.26", "Sekretaris Daerah Bangkalan")
        Person.objects.update(is_demo=True)
        yield cast


def browser(stage, name: str) -> Client:
    client = Client()
    client.force_login(stage.persons[name])
    return client


def typed(**changes) -> dict[str, str]:
    fields = {
        "client_id": str(uuid4()), "region": "35.26.06", "level": "1", "crowd": "usual", "n_incidents": "0",
        "head_where": "present",
    }  # fmt: skip
    return fields | changes


def test_the_form_of_the_field_weighs_less_than_sixty_kilobytes_with_all_it_loads(stage):
    page = browser(stage, "dewi").get("/harian/situasi/")
    assert page.status_code == 200
    loaded = len(page.content)
    shared = ("css/citizen.css", "js/app.js", "js/outbox.js", "js/sender.js")
    for name in (*(f"kondusif/static/{one}" for one in shared), "kondusif/daily/static/daily/field.js"):
        with open(name, "rb") as file:
            loaded += len(file.read())
    assert page.content.count(b"<script") == 2 and page.content.count(b'rel="stylesheet"') == 1
    assert loaded < 60_000


def test_a_camat_writes_without_javascript_and_the_desk_reads_it(stage):
    answer = browser(stage, "dewi").post("/harian/situasi/", typed(needs="Lampu darurat"))
    assert answer.status_code == 302
    report = SituationReport.objects.get()
    page = browser(stage, "budi").get(f"/harian/situasi/{report.pk}").content.decode()
    assert "Lampu darurat" in page and "Kecamatan Geger" in page
    assert "Camat Geger" in page


def test_the_phones_module_is_answered_in_json_and_a_second_sending_says_that_it_is_stored(stage):
    dewi, fields = browser(stage, "dewi"), typed()
    first = dewi.post("/harian/situasi/", fields, headers=JSON)
    again = dewi.post("/harian/situasi/", fields, headers=JSON)
    assert (first.status_code, first.json()["new"], again.status_code, again.json()["new"]) == (201, True, 201, False)
    refused = dewi.post("/harian/situasi/", typed(n_incidents="3"), headers=JSON)
    assert refused.status_code == 422
    assert list(refused.json()["faults"]) == ["incidents_note"]


@pytest.mark.parametrize(
    "change",
    [
        {"level": "9"},
        {"n_incidents": "-1"},
        {"client_id": "x"},
        {"region": "35.27.01"},
        {"crowd": ""},
        {"event_at": "kemarin"},
    ],
)
def test_bad_input_is_told_kindly_and_what_was_typed_stays(stage, change):
    page = browser(stage, "dewi").post("/harian/situasi/", typed(needs="Perahu karet") | change)
    assert page.status_code == 422
    assert "Perahu karet" in page.content.decode()
    assert not SituationReport.objects.exists()


def test_a_correction_keeps_the_first_version_and_leads_to_the_new_one(stage):
    dewi = browser(stage, "dewi")
    dewi.post("/harian/situasi/", typed())
    first = SituationReport.objects.get()
    form = dewi.get(f"/harian/situasi/?perbaiki={first.pk}")
    assert "versi berikutnya" in form.content.decode()
    fixed = typed(level="2", due_at=first.due_at.isoformat(), correction_note="Salah pilih")
    assert dewi.post(f"/harian/situasi/?perbaiki={first.pk}", fixed).status_code == 302
    assert SituationReport.objects.filter(version=2, level=2, due_at=first.due_at).exists()
    assert "sudah diperbaiki" in dewi.get(f"/harian/situasi/{first.pk}").content.decode()


def test_the_board_of_the_day_names_who_is_silent_and_whom_to_call(stage):
    page = browser(stage, "budi").get("/harian/").content.decode()
    assert "Kecamatan sunyi" in page and "Geger" in page
    assert browser(stage, "budi").get("/harian/?hari=2026-13-99").status_code == 200
    assert browser(stage, "budi").get("/harian/?hari=0001-01-01").status_code == 200


def test_the_number_of_a_silent_subdistrict_is_one_tap_away_and_its_reading_is_recorded(stage):
    geger = Office.objects.get(role=Role.SUBDISTRICT_HEAD, region_id="35.26.06")
    number = add_number(office_id=geger.pk, number="0800 0000 0041", by=stage.citra, at=timezone.now())
    page = browser(stage, "budi").get("/harian/").content.decode()
    assert "0800" in page and not says(page, "0041")
    read = f"/rapat/direktori/nomor/{number.pk}"
    assert read in page
    assert "tel:080000000041" in browser(stage, "budi").post(read).content.decode()
    assert Event.objects.filter(name="number.read", subject_id=str(number.pk)).count() == 1


def test_a_stranger_finds_nothing(stage):
    dewi = browser(stage, "dewi")
    dewi.post("/harian/situasi/", typed())
    report = SituationReport.objects.get()
    assert browser(stage, "eko").get(f"/harian/situasi/{report.pk}").status_code == 404
    assert Client().get("/harian/").status_code == 302
    assert dewi.get("/harian/laporan/").status_code == 403


def test_the_token_says_who_is_signed_in_and_is_never_kept(stage):
    answer = browser(stage, "dewi").get("/harian/tanda")
    assert answer.json()["person"] == str(stage.persons["dewi"].pk)
    assert "no-store" in answer["Cache-Control"]
    assert Client().get("/harian/tanda").status_code == 302
    worker = Client().get("/harian/pekerja.js")
    assert (worker.status_code, worker["Content-Type"].partition(";")[0]) == (200, "text/javascript")


def test_a_head_reports_presence_in_words_and_the_desk_sees_the_list(stage):
    dewi = browser(stage, "dewi")
    wrong = dewi.post("/harian/kehadiran/saya", {"client_id": str(uuid4())})
    assert wrong.status_code == 422 and "kirim posisi Anda" in wrong.content.decode()
    sent = dewi.post("/harian/kehadiran/saya", {"client_id": str(uuid4()), "standing": "inside"}, headers=JSON)
    assert sent.status_code == 201
    assert PresenceCheck.objects.get().standing == "inside"
    page = browser(stage, "citra").get("/harian/kehadiran/").content.decode()
    assert "1 dari 1 di wilayahnya" in page
    assert browser(stage, "budi").get("/harian/kehadiran/saya").status_code == 403


def test_an_order_goes_from_draft_to_exception_on_its_pages(stage, monkeypatch):
    monkeypatch.setattr("kondusif.daily.actions.orders.issue_circulars", lambda *a, **k: (None, "800/1/SE"))
    today = timezone.localdate()
    citra, rendra, dewi = (browser(stage, n) for n in ("citra", "rendra", "dewi"))
    fields = {
        "kind": "travel",
        "title": "Larangan bepergian",
        "addressed": ["subdistrict_heads"],
        "from_on": today.isoformat(),
        "reason": "Logistik",
    }
    assert citra.post("/harian/larangan/baru", fields | {"to_on": "2020-01-01"}).status_code == 422
    assert citra.post("/harian/larangan/baru", fields).status_code == 302
    order = AbsenceOrder.objects.get()
    assert rendra.post(f"/harian/larangan/{order.pk}/terbitkan").status_code == 302
    assert rendra.post(f"/harian/larangan/{order.pk}/terbitkan").status_code == 422
    ask = {"from_on": today.isoformat(), "to_on": today.isoformat(), "destination": "Surabaya", "reason": "Sakit"}
    assert "Minta pengecualian" in dewi.get(f"/harian/larangan/{order.pk}").content.decode()
    assert dewi.post(f"/harian/larangan/{order.pk}/pengecualian", ask).status_code == 302
    request = ExceptionRequest.objects.get()
    decide = f"/harian/larangan/pengecualian/{request.pk}"
    assert rendra.post(decide, {"verdict": "grant"}).status_code == 422
    assert rendra.post(decide, {"verdict": "grant", "substitute": "Sekcam"}).status_code == 302
    assert "Sekcam" in dewi.get("/harian/larangan/").content.decode()
    assert rendra.post(f"/harian/larangan/{order.pk}/cabut", {"reason": ""}).status_code == 422
    assert rendra.post(f"/harian/larangan/{order.pk}/cabut", {"reason": "Selesai"}).status_code == 302


def test_the_report_goes_from_the_desk_to_the_secretary_and_the_press(stage, at_the_scene, monkeypatch):
    class Paper:
        pk, number = None, "100.1/7/LH"

    for module in ("reports.issue_daily_report", "press.issue_press_note"):
        monkeypatch.setattr(f"kondusif.daily.actions.{module}", lambda *a, **k: Paper)
    budi, siti, citra = (browser(stage, n) for n in ("budi", "siti", "citra"))
    browser(stage, "dewi").post("/harian/situasi/", typed())
    assert budi.post("/harian/laporan/rangkum").status_code == 302
    report = DailyReport.objects.get()
    where = f"/harian/laporan/{report.pk}"
    rows = budi.get(f"{where}/angka/subdistricts_reported").content.decode()
    assert "Geger" in rows and "/harian/situasi/" in rows
    assert budi.get(f"{where}/angka/turnout").status_code == 200
    assert budi.get(f"{where}/angka/rahasia").status_code == 404
    refused = budi.post(f"{where}/sunting", {"then": "submit", "problems": "Jalan rusak"})
    assert refused.status_code == 422 and "Jalan rusak" in refused.content.decode()
    assert budi.post(f"{where}/sunting", {"then": "submit", "summary": "Aman."}).status_code == 302
    assert siti.post(f"{where}/setujui").status_code == 302
    assert siti.post(f"{where}/setujui").status_code == 422
    assert siti.post(f"{where}/kirim").status_code == 422
    assert siti.post(f"{where}/kirim", {"way": "email", "to_text": "gubernur@contoh.test"}).status_code == 302
    assert "gubernur@contoh.test" in siti.get(where).content.decode()
    assert budi.post("/harian/siaran-pers/kelola").status_code == 302
    note = PressNote.objects.get()
    one = f"/harian/siaran-pers/{note.pk}"
    assert budi.post(one, {"title": "Situasi", "body": "Kejadian di TPS 4"}).status_code == 422
    assert citra.post(f"{one}/setujui").status_code == 302
    assert citra.post(f"{one}/terbitkan").status_code == 302
    assert note.title in Client().get("/harian/siaran-pers/").content.decode()


def test_two_officers_who_write_one_daily_report_keep_both_their_words(stage):
    budi = browser(stage, "budi")
    budi.post("/harian/laporan/rangkum")
    address = f"/harian/laporan/{DailyReport.objects.get().pk}"
    seen = re.search(r'name="dilihat" value="([^"]*)"', budi.get(address).content.decode())[1]
    browser(stage, "citra").post(f"{address}/sunting", {"summary": "Kata Citra", "dilihat": seen})
    other = budi.post(f"{address}/sunting", {"summary": "", "advice": "Saran Budi", "dilihat": seen})
    assert other.status_code == 302
    report = DailyReport.objects.get()
    assert (report.summary, report.advice) == ("Kata Citra", "Saran Budi")
    both = budi.post(f"{address}/sunting", {"summary": "Kata Budi", "advice": "Saran Budi", "dilihat": seen})
    told = both.content.decode()
    assert both.status_code == 422 and "Kata Citra" in told and "Kata Budi" in told
    assert DailyReport.objects.get().summary == "Kata Citra"


def test_a_lesson_is_noted_and_carried_on_the_page(stage):
    budi = browser(stage, "budi")
    assert budi.post("/harian/pelajaran/baru", {"period": "Pilkada"}).status_code == 422
    meeting = planned(stage.citra, at=timezone.now(), starts_at=timezone.now() + timedelta(hours=1))
    open_meeting(meeting_id=meeting.pk, by=stage.citra, at=timezone.now())
    named = re.search(r'<option value="(Rakor[^"]*)"', budi.get("/harian/pelajaran/baru").content.decode())[1]
    fields = {"period": "Pilkada", "happened": "Sinyal putus", "change": "Radio", "linked": named}
    assert budi.post("/harian/pelajaran/baru", fields).status_code == 302
    lesson = Lesson.objects.get()
    assert f'href="/rapat/{meeting.pk}"' in budi.get("/harian/pelajaran/").content.decode()
    assert budi.post(f"/harian/pelajaran/{lesson.pk}/bawa", {"to": "Renaksi 2027"}).status_code == 302
    assert "Renaksi 2027" in budi.get("/harian/pelajaran/").content.decode()
    assert timedelta(0) <= timezone.now() - lesson.noted_at
