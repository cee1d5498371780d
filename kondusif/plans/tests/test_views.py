"""The pages: thin, kind, usable without JavaScript; what was typed stays, and nobody meets a fault of ours."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Person
from kondusif.plans.models import ActionPlan, ConflictStatus, Measure, PeriodReport, ReportFile, StrategicIssue, Tie
from kondusif.plans.rules import Period, period_of
from kondusif.plans.states import ConflictState, PeriodReportState, PlanState
from kondusif.plans.tests.factories import (
    entered,
    entry,
    first_measure,
    handed_in,
    make_players,
    new_measure,
    office,
    running,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def who(settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        players = make_players(timezone.now())
        Person.objects.update(is_demo=True)
        yield players


@pytest.fixture
def now():
    return timezone.localtime()  # its year and its day are those of the office


def browser(who, name: str) -> Client:
    client = Client()
    client.force_login(who.persons[name])
    return client


def text(answer) -> str:
    return answer.content.decode()


def a_photo() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG", comment=b"canary-serial-4711")
    return SimpleUploadedFile("bukti.jpg", out.getvalue(), "image/jpeg")


def a_pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("surat.pdf", b"%PDF-1.4\nsurat\n%%EOF\n", "application/pdf")


def this_period(now) -> Period:
    return period_of(now.date())


def measure_fields(**changes) -> dict[str, str]:
    fields = {
        "stage": "prevention", "title": "Dialog lintas pendukung", "owner": str(office("Camat Geger").pk),
        "success": "Berita acara", "unit": "dialog", "target_b04": "2", "target_b08": "2,5", "target_b12": "",
        "supporters_outside": "FKUB\n\n Karang  Taruna ",
    }  # fmt: skip
    return fields | changes


def test_a_plan_is_drafted_filled_submitted_approved_and_set_running_by_its_pages(who, now):
    citra, rendra = browser(who, "citra"), browser(who, "rendra")
    assert "Belum ada rencana aksi" in text(citra.get("/rencana-aksi/"))
    answer = citra.post("/rencana-aksi/baru", {"region": "35.26", "year": str(now.year), "title": "Rencana"})
    plan = ActionPlan.objects.get()
    assert answer.headers["Location"] == f"/rencana-aksi/{plan.pk}"
    assert citra.post(f"/rencana-aksi/{plan.pk}/renaksi-baru", measure_fields()).status_code == 302
    measure = Measure.objects.get()
    assert (measure.target_b08, measure.target_b12) == (Decimal("2.5"), None)
    assert [s.name for s in measure.supporters.all()] == ["FKUB", "Karang Taruna"]
    citra.post(f"/rencana-aksi/{plan.pk}/ajukan")
    assert "Nomor keputusan" in text(rendra.get(f"/rencana-aksi/{plan.pk}"))
    refused = rendra.post(f"/rencana-aksi/{plan.pk}/setujui", {"decree_number": "", "decree_on": "kemarin"})
    assert refused.status_code == 422
    assert "Isi nomor keputusan" in text(refused)
    rendra.post(f"/rencana-aksi/{plan.pk}/setujui", {"decree_number": "SK/1", "decree_on": f"{now:%Y-%m-%d}"})
    citra.post(f"/rencana-aksi/{plan.pk}/jalankan")
    assert ActionPlan.objects.get().state == PlanState.RUNNING


def test_a_faulty_measure_stands_beside_its_fields_and_keeps_what_was_typed(who, now):
    citra = browser(who, "citra")
    citra.post("/rencana-aksi/baru", {"region": "35.26", "year": str(now.year), "title": "Rencana"})
    address = f"/rencana-aksi/{ActionPlan.objects.get().pk}/renaksi-baru"
    answer = citra.post(address, measure_fields(target_b04="", target_b08="", unit=" "))
    assert answer.status_code == 422
    assert "Dialog lintas pendukung" in text(answer)
    answer = citra.post(address, measure_fields(target_b04="", target_b08=""))
    assert "Isi target untuk sedikitnya satu periode" in text(answer)
    assert citra.post(address, measure_fields(target_b04="banyak")).status_code == 422
    assert not Measure.objects.exists()


def test_the_matrix_can_be_filtered_and_an_unknown_filter_asks_for_nothing(who, now):
    plan = running(who, new_measure(title="Dialog"), new_measure(title="Patroli", stage="recovery"), at=now)
    citra = browser(who, "citra")
    shown = text(citra.get(f"/rencana-aksi/{plan.pk}?tahap=recovery"))
    assert "Patroli" in shown
    assert "1. Dialog" not in shown
    assert "1. Dialog" in text(citra.get(f"/rencana-aksi/{plan.pk}?tahap=x&periode=x&hasil=none&penanggung="))
    assert "Tidak ada renaksi yang cocok" in text(citra.get(f"/rencana-aksi/{plan.pk}?hasil=above"))


def test_no_report_is_told_as_no_data_and_never_as_zero_or_met(who, now):
    plan = running(who, at=now)
    page = text(browser(who, "citra").get(f"/rencana-aksi/{plan.pk}"))
    assert "belum ada data" in page
    assert "band-missing" in page
    assert "0\xa0%" not in page
    assert "sesuai target</span>" not in page


def test_the_owner_reports_on_a_phone_and_the_desk_verifies(who, now):
    plan = running(who, at=now)
    measure, period = first_measure(plan), this_period(now)
    dewi, citra = browser(who, "dewi"), browser(who, "citra")
    assert "Kantor Anda melapor" in text(dewi.get("/rencana-aksi/"))
    address = f"/rencana-aksi/renaksi/{measure.pk}/lapor/{period.value}"
    assert "data-keep" in text(dewi.get(address))
    sent = {
        "client_id": str(uuid4()), "realised": "3,5", "narrative": "Tiga desa", "files": [a_photo(), a_pdf()],
        "langkah": "serahkan",
    }  # fmt: skip
    assert dewi.post(address, sent).status_code == 302
    report = PeriodReport.objects.get()
    assert (report.state, report.realised, report.files.count()) == (PeriodReportState.SUBMITTED, Decimal("3.5"), 2)
    assert "Pertemuan tiga pilar" in text(citra.get("/rencana-aksi/verifikasi"))
    assert citra.post(f"/rencana-aksi/laporan/{report.pk}/verifikasi").status_code == 302
    assert citra.post(f"/rencana-aksi/laporan/{report.pk}/verifikasi").status_code == 409
    assert PeriodReport.objects.get().state == PeriodReportState.VERIFIED
    photo = ReportFile.objects.get(media_type="image/jpeg")
    shown = dewi.get(f"/rencana-aksi/bukti/{photo.pk}")
    assert b"canary-serial-4711" not in shown.content
    pdf = citra.get(f"/rencana-aksi/bukti/{ReportFile.objects.get(media_type='application/pdf').pk}")
    assert pdf.headers["Content-Disposition"].startswith("attachment")
    assert browser(who, "eko").get(f"/rencana-aksi/bukti/{photo.pk}").status_code == 404


def test_a_faulty_report_keeps_its_words_and_its_name_for_the_next_try(who, now):
    measure = first_measure(running(who, at=now))
    dewi, client_id = browser(who, "dewi"), str(uuid4())
    address = f"/rencana-aksi/renaksi/{measure.pk}/lapor/{this_period(now).value}"
    evil = SimpleUploadedFile("bukti.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    for changes in ({"files": evil}, {"realised": "-1"}, {"realised": "NaN"}, {"client_id": "bukan"}):
        sent = {"client_id": client_id, "realised": "3", "narrative": "Tiga desa bertemu"} | changes
        answer = dewi.post(address, sent)
        assert answer.status_code == 422
        assert "Tiga desa bertemu" in text(answer)
    assert client_id in text(dewi.post(address, {"client_id": client_id, "realised": ""}))
    assert not PeriodReport.objects.exists()


def test_a_draft_is_found_again_when_the_form_is_opened(who, now):
    measure = first_measure(running(who, at=now))
    address = f"/rencana-aksi/renaksi/{measure.pk}/lapor/{this_period(now).value}"
    dewi = browser(who, "dewi")
    dewi.post(address, {"client_id": str(uuid4()), "narrative": "Baru satu desa", "langkah": "simpan"})
    assert PeriodReport.objects.get().state == PeriodReportState.DRAFT
    assert "Baru satu desa" in text(dewi.get(address))


def test_only_owner_and_plan_office_open_the_report_form_and_unknown_periods_are_missing(who, now):
    measure = first_measure(running(who, at=now))
    period = this_period(now).value
    assert browser(who, "budi").get(f"/rencana-aksi/renaksi/{measure.pk}/lapor/{period}").status_code == 403
    assert browser(who, "eko").get(f"/rencana-aksi/renaksi/{measure.pk}/lapor/{period}").status_code == 404
    assert browser(who, "dewi").get(f"/rencana-aksi/renaksi/{measure.pk}/lapor/b99").status_code == 404


def test_an_office_above_reads_a_plan_and_changes_nothing(who, now):
    plan = running(who, at=now)
    indah = browser(who, "indah")
    page = indah.get(f"/rencana-aksi/{plan.pk}")
    assert page.status_code == 200
    assert "Tutup rencana" not in text(page)
    assert indah.post(f"/rencana-aksi/{plan.pk}/tutup", {"evaluation": "x"}).status_code == 403
    assert ActionPlan.objects.get().state == PlanState.RUNNING


@pytest.mark.parametrize("name", ["eko", "kartika"])
def test_a_plan_of_another_regency_is_a_missing_page(who, now, name):
    plan = running(who, at=now)
    measure = first_measure(plan)
    report = handed_in(who, measure, at=now, period=this_period(now))
    stranger = browser(who, name)
    for address in (str(plan.pk), f"renaksi/{measure.pk}", f"laporan/{report.pk}"):
        assert stranger.get(f"/rencana-aksi/{address}").status_code == 404
    assert "Rencana Aksi Terpadu" not in text(stranger.get("/rencana-aksi/"))


def test_the_register_begins_with_the_twelve_and_grows_by_its_form(who):
    citra = browser(who, "citra")
    assert citra.post("/rencana-aksi/isu/muat", {"region": "35.26"}).status_code == 302
    assert citra.post("/rencana-aksi/isu/muat", {"region": "35.27"}).status_code == 403
    assert "Polarisasi masyarakat" in text(citra.get("/rencana-aksi/isu/"))
    fields = {
        "region": "35.26", "title": "Kerumunan", "category": "crowds", "stage": "campaign", "source": "Rapat",
        "owner": "",
    }  # fmt: skip
    assert citra.post("/rencana-aksi/isu/baru", fields | {"source": ""}).status_code == 422
    assert citra.post("/rencana-aksi/isu/baru", fields).status_code == 302
    issue = StrategicIssue.objects.get(title="Kerumunan")
    address = f"/rencana-aksi/isu/{issue.pk}"
    assert citra.post(f"{address}/pindah", {"to": "watched", "note": ""}).status_code == 422
    assert citra.post(f"{address}/pindah", {"to": "nowhere", "note": "x"}).status_code == 422
    assert citra.post(f"{address}/pindah", {"to": "watched", "note": "a\x00b"}).status_code == 400
    assert citra.post(f"{address}/pindah", {"to": "watched", "note": "Menurut rapat"}).status_code == 302
    assert "Menurut rapat" in text(citra.get(address))
    changed = citra.post(f"{address}/ubah", fields | {"title": "Kerumunan pendaftaran"})
    assert changed.status_code == 302
    assert "Kerumunan pendaftaran" in text(citra.get("/rencana-aksi/isu/?keadaan=watched"))


def test_a_measure_is_tied_to_an_issue_and_a_wrong_number_says_so(who, now):
    measure, issue = first_measure(running(who, at=now)), entered(who)
    citra = browser(who, "citra")
    address = f"/rencana-aksi/renaksi/{measure.pk}"
    assert citra.post(f"{address}/kaitkan", {"to": "issue", "issue": str(issue.pk)}).status_code == 302
    for wrong in (
        {"to": "issue", "issue": "x"},
        {"to": "incident", "number": "KJ-9"},
        {"to": "alert", "number": ""},
        {},
    ):
        assert citra.post(f"{address}/kaitkan", wrong).status_code == 422
    assert "Kerumunan pendaftaran" in text(citra.get(address))
    assert "Pertemuan tiga pilar" in text(citra.get(f"/rencana-aksi/isu/{issue.pk}"))
    assert citra.post(f"/rencana-aksi/kaitan/{Tie.objects.get().pk}/lepas").status_code == 302
    assert citra.post(f"/rencana-aksi/kaitan/{Tie.objects.get().pk}/lepas").status_code == 404


def test_a_status_of_conflict_goes_its_way_by_the_pages_and_faults_keep_what_was_typed(who, now):
    citra, gita, rendra = browser(who, "citra"), browser(who, "gita"), browser(who, "rendra")
    day = f"{now:%Y-%m-%d}"
    told = {
        "region": "35.26", "title": "Bentrokan", "reason": "Dua kampung", "beyond_police": "", "asked_on": day,
        "government_hindered": "Kantor tutup", "areas": "35.26.06, 35.27",
    }  # fmt: skip
    assert citra.post("/rencana-aksi/status-konflik/usul", told).status_code == 422
    answer = citra.post("/rencana-aksi/status-konflik/usul", told | {"beyond_police": "Kurang personel"})
    assert "Sebutkan daerah di dalam wilayah Anda" in text(answer)
    assert "Dua kampung" in text(answer)
    right = told | {"beyond_police": "Kurang personel", "areas": "35.26.06"}
    assert citra.post("/rencana-aksi/status-konflik/usul", right).status_code == 302
    status = ConflictStatus.objects.get()
    address = f"/rencana-aksi/status-konflik/{status.pk}"
    refused = gita.post(f"{address}/konsultasi", {"view": "agrees", "letter": "170/3", "letter_on": ""})
    assert refused.status_code == 422
    assert "170/3" in text(refused)
    heard = {"view": "agrees", "letter": "170/3", "letter_on": day, "paper": a_pdf()}
    assert gita.post(f"{address}/konsultasi", heard).status_code == 302
    long = rendra.post(f"{address}/tetapkan", {"number": "188/9", "on": day, "n_days": "91"})
    assert long.status_code == 422
    assert "paling lama 90 hari" in text(long)
    assert rendra.post(f"{address}/tetapkan", {"number": "188/9", "on": day, "n_days": "90"}).status_code == 302
    assert ConflictStatus.objects.get().state == ConflictState.DECLARED
    assert "PDF-nya belum ada" in text(rendra.get(address))
    assert citra.post(f"{address}/surat", {"kind": "decree", "paper": a_pdf()}).status_code == 302
    assert "PDF-nya belum ada" not in text(rendra.get(address))
    assert "Berlaku: Bentrokan" in text(browser(who, "dewi").get("/rencana-aksi/status-konflik/"))
    declared = citra.get(address).content.decode()
    assert all(f"kode={code}&" in declared.replace("&amp;", "&") for code in ("KONFLIK", "KONFLIK-DPRD"))
    days = (ConflictStatus.objects.get().ends_on - ConflictStatus.objects.get().declared_on).days
    why = f"/tenggat/jelaskan?jumlah={days}&"
    assert why in declared.replace("&amp;", "&")
    assert rendra.post(f"{address}/akhiri", {"reason": ""}).status_code == 422
    assert rendra.post(f"{address}/akhiri", {"reason": "Damai"}).status_code == 302
    assert rendra.post(f"{address}/akhiri", {"reason": "Damai"}).status_code == 409


def test_a_proposal_is_a_missing_page_above_and_below(who, now):
    from kondusif.plans.actions.conflict import propose_status
    from kondusif.plans.tests.factories import proposal

    status = propose_status(new=proposal(asked_on=now.date() - timedelta(days=1)), by=who.citra, at=now)
    address = f"/rencana-aksi/status-konflik/{status.pk}"
    seen = {name: browser(who, name).get(address).status_code for name in ("citra", "gita", "dewi", "indah", "eko")}
    assert seen == {"citra": 200, "gita": 200, "dewi": 404, "indah": 404, "eko": 404}


def test_the_cut_is_set_with_its_reason(who):
    citra = browser(who, "citra")
    assert "bukan aturan" in text(citra.get("/rencana-aksi/batas-hasil"))
    assert (
        citra.post("/rencana-aksi/batas-hasil", {"region": "35.26", "near_from": "2", "reason": "x"}).status_code == 422
    )
    sent = {"region": "35.26", "near_from": "0,6", "reason": "Pedoman provinsi"}
    assert citra.post("/rencana-aksi/batas-hasil", sent).status_code == 302
    other = citra.post("/rencana-aksi/batas-hasil", sent | {"region": "35.27"})
    assert other.status_code in {403, 422}


def test_the_list_of_plans_costs_no_more_queries_for_more_plans(who, now, django_assert_max_num_queries):
    running(who, at=now)
    citra = browser(who, "indah")
    with django_assert_max_num_queries(40):
        assert citra.get("/rencana-aksi/").status_code == 200


def test_a_report_of_the_phone_that_arrives_twice_leads_to_the_same_page(who, now):
    measure = first_measure(running(who, at=now))
    address = f"/rencana-aksi/renaksi/{measure.pk}/lapor/{this_period(now).value}"
    sent = {
        "client_id": str(entry(measure).client_id),
        "realised": "0",
        "narrative": "Belum ada",
        "langkah": "serahkan",
    }
    dewi = browser(who, "dewi")
    first, again = dewi.post(address, sent), dewi.post(address, sent)
    assert (first.status_code, again.status_code) == (302, 302)
    assert PeriodReport.objects.count() == 1
