"""The pages of deadlines: every date explained, days off entered by the office, and a word for every mistake."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from kondusif.core.models import Event
from kondusif.core.problems import NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.elections import actions, queries
from kondusif.elections.actions import NewRegionalDay
from kondusif.elections.models import LegalLimit, RegionalDay
from kondusif.elections.tests.test_elections import DATA
from kondusif.people.models import Person
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint, make_cast
from kondusif.regions.models import Region

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 24)


@pytest.fixture
def stage(settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        cast = make_cast()
        Person.objects.update(is_demo=True)
        yield cast


def browser(stage, name: str) -> Client:
    client = Client()
    client.force_login(stage.persons[name])
    return client


def a_day(by, region_code="35.26", **fields):
    usual = {"day": DAY, "name": "Hari Jadi Bangkalan", "decree": "SK Bupati 188/2026"} | fields
    [row] = actions.enter_regional_days(region_code=region_code, days=[NewRegionalDay(**usual)], by=by, at=NOW)
    return row


def explained(stage, **asked):
    answer = browser(stage, "budi").get("/tenggat/jelaskan", asked)
    return answer.status_code, answer.content.decode()


class TestLimits:
    def test_the_shipped_limits_are_there_after_installing_and_loading_again_changes_nothing(self, stage):
        n = LegalLimit.objects.count()
        assert n > 50
        assert actions.load_legal_limits(folder=DATA) == n == LegalLimit.objects.count()

    def test_a_changed_row_is_taken_over(self, stage, tmp_path):
        text = (DATA / "legal_limits.csv").read_text()
        (tmp_path / "legal_limits.csv").write_text(text.replace("hari penetapan hasil.", "hari penetapan."))
        actions.load_legal_limits(folder=tmp_path)
        assert LegalLimit.objects.get(code="GAK-HASIL").note == "Dihitung mundur dari hari penetapan."

    @pytest.mark.parametrize(
        ("old", "new", "complaint"),
        [
            ("PHPU,pemilu", "PHPU,adat", "line 28: 'adat'"),
            (",72,clock_hours,UU 7/2017", ",-1,clock_hours,UU 7/2017", "line 28: amount is -1"),
            ("GAK-KEMBALI,", "GAK-LENGKAP,", "GAK-LENGKAP stands twice"),
        ],
    )
    def test_a_table_out_of_order_is_refused_whole(self, stage, tmp_path, old, new, complaint):
        text = (DATA / "legal_limits.csv").read_text()
        assert old in text
        (tmp_path / "legal_limits.csv").write_text(text.replace(old, new, 1))
        with pytest.raises(ValueError, match=complaint):
            actions.load_legal_limits(folder=tmp_path)

    def test_a_limit_holds_from_its_day_and_not_before(self, stage):
        assert queries.legal_limit("PDP-BR", date(2024, 10, 17)).amount == 72
        with pytest.raises(NotFound):
            queries.legal_limit("PDP-BR", date(2024, 10, 16))
        LegalLimit.objects.filter(code="PSU").update(valid_to=date(2025, 1, 1))
        with pytest.raises(NotFound):
            queries.legal_limit("PSU", date(2025, 1, 2))

    def test_the_newer_of_two_versions_is_taken(self, stage):
        old = LegalLimit.objects.get(code="PSU")
        LegalLimit.objects.create(
            code="PSU", law_family="election", trigger="x", amount=14, unit="calendar_days", source="x", certainty="M",
            valid_from=date(2026, 1, 1),
        )  # fmt: skip
        assert queries.legal_limit("PSU", date(2025, 12, 31)) == old
        assert queries.legal_limit("PSU", date(2026, 1, 1)).amount == 14

    def test_the_page_lists_them_by_law_with_source_and_how_sure(self, stage):
        page = browser(stage, "dewi").get("/tenggat/").content.decode()
        assert "berlaku sejak 16 Agu 2017" in page
        assert "UU 7/2017 pasal 474" in page and "dari ingatan, cek dahulu" in page and "3 x 24 jam" in page
        one = browser(stage, "dewi").get("/tenggat/?rumpun=privacy").content.decode()
        assert "PDP-BR" in one and "LAPOR-ADU</span>" not in one


class TestExplained:
    def test_every_day_of_a_due_date_is_told_with_its_reason(self, stage):
        status, page = explained(stage, kode="SGK-P", mulai="2024-02-07T09:00")
        assert status == 200
        assert "Jatuh tempo 15 Feb 2024, 23.59" in page
        for said in (
            "cuti bersama: Cuti Bersama Tahun Baru Imlek",
            "akhir pekan",
            "libur nasional: Isra Mikraj",
            "hari ke-3",
        ):
            assert said in page, said

    def test_clock_hours_end_at_the_minute(self, stage):
        assert "Jatuh tempo 23 Mar 2024, 22.19" in explained(stage, kode="PHPU", mulai="2024-03-20T22:19")[1]

    def test_an_amount_of_ones_own_is_explained_too(self, stage):
        page = explained(stage, jumlah="7", satuan="days_before", mulai="2024-11-27T07:00")[1]
        assert "Jatuh tempo 20 Nov 2024, 23.59" in page and "H-7" in page

    def test_a_day_of_the_regions_own_decree_is_named(self, stage):
        a_day(stage.citra, day=date(2026, 11, 24))
        page = explained(stage, jumlah="2", satuan="working_days", mulai="2026-11-20T09:00")[1]
        assert "libur daerah: Hari Jadi Bangkalan" in page and "Jatuh tempo 25 Nov 2026" in page

    def test_a_year_that_is_not_decreed_is_called_an_estimate(self, stage):
        assert "tanggal ini perkiraan" in explained(stage, kode="LAPOR-1", mulai="2028-03-01T09:00")[1]
        assert "tanggal ini perkiraan" not in explained(stage, kode="LAPOR-1", mulai="2026-03-02T09:00")[1]

    def test_the_zone_of_the_region_is_used(self, stage):
        Region.objects.filter(code="35.27").update(timezone="Asia/Jayapura")
        assert "23.59\xa0WIT" in explained(stage, kode="LAPOR-1", mulai="2026-11-20T09:00", wilayah="35.27")[1]

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({"mulai": "2026-11-20T09:00"}, "Pilih tenggat, atau isi lama"),
            ({"kode": "PHPU", "mulai": "kemarin"}, "Masukkan"),
            ({"kode": "TIDAK-ADA", "mulai": "2026-11-20T09:00"}, "TIDAK-ADA"),
            ({"kode": "PDP-BR", "mulai": "2020-01-01T09:00"}, "Tidak ada tenggat hukum"),
            ({"kode": "PHPU", "mulai": "2026-11-20T09:00", "wilayah": "99.99"}, "Tidak ada wilayah"),
            ({"jumlah": "0", "satuan": "working_days", "mulai": "2026-11-20T09:00"}, "1 atau lebih"),
            ({"jumlah": "9999", "satuan": "month_ends", "mulai": "9999-11-20T09:00"}, "kalender"),
            ({"jumlah": "x", "satuan": "minutes", "mulai": "2026-11-20T09:00"}, "bilangan"),
        ],
    )
    def test_a_mistake_gets_a_word_and_keeps_what_was_typed(self, stage, asked, said):
        status, page = explained(stage, **asked)
        assert status == 422
        assert said in page

    def test_without_a_question_the_page_asks_one(self, stage):
        status, page = explained(stage)
        assert status == 200 and "Pilih tenggat hukum" in page

    def test_nobody_outside_reads_it(self, stage):
        assert Client().get("/tenggat/").status_code in {302, 403}


class TestRegionalDays:
    def test_the_office_enters_a_day_and_it_counts_in_the_region_and_below(self, stage):
        a_day(stage.citra)
        assert DAY in queries.days_off_for("35.26.06.2001")
        assert DAY not in queries.days_off_for("35.27.01")
        assert Event.objects.filter(name="regional_day.entered").exists()

    def test_a_day_of_the_province_holds_in_its_regencies(self, stage):
        with scoped(EVERYWHERE):
            head = appoint("Hadi Susanto", Role.AGENCY_HEAD, "35", "Kepala Bakesbangpol Jawa Timur")
        from kondusif.people.queries import viewer_of

        a_day(viewer_of(head, at=NOW), region_code="35", name="Hari Jadi Jawa Timur")
        assert queries.days_off_for("35.27.01").on(DAY).name == "Hari Jadi Jawa Timur"

    def test_a_withdrawn_day_no_longer_counts_and_stays_on_record(self, stage):
        row = a_day(stage.citra)
        actions.withdraw_regional_day(day_id=row.pk, by=stage.citra, at=NOW)
        assert DAY not in queries.days_off_for("35.26")
        assert RegionalDay.objects.count() == 1
        with pytest.raises(NotFound):
            actions.withdraw_regional_day(day_id=row.pk, by=stage.citra, at=NOW)

    def test_another_office_enters_and_withdraws_nothing_here(self, stage):
        row = a_day(stage.citra)
        for stranger in (stage.dewi, stage.eko, stage.sari):
            with pytest.raises(NotAllowed):
                a_day(stranger)
            with pytest.raises(NotAllowed):
                actions.withdraw_regional_day(day_id=row.pk, by=stranger, at=NOW)

    def test_the_database_lets_everybody_read_and_only_the_region_write(self, stage):
        row = a_day(stage.citra)
        with scoped(stage.eko.scope):
            assert RegionalDay.objects.filter(pk=row.pk).update(name="x") == 0
            assert RegionalDay.objects.get(pk=row.pk).name == "Hari Jadi Bangkalan"
            with pytest.raises(DatabaseError), transaction.atomic():
                RegionalDay.objects.create(region_id="35.26", day=DAY, name="x", decree="x", entered_at=NOW)

    def test_a_day_without_name_or_decree_or_twice_is_refused_field_by_field(self, stage):
        with pytest.raises(Problem) as refused:
            a_day(stage.citra, name=" ", decree="")
        assert set(refused.value.fields) == {"name", "decree"}
        twice = [NewRegionalDay(DAY, "a", "b"), NewRegionalDay(DAY, "c", "d")]
        with pytest.raises(Problem):
            actions.enter_regional_days(region_code="35.26", days=twice, by=stage.citra, at=NOW)

    def test_the_page_enters_shows_and_withdraws(self, stage):
        citra = browser(stage, "citra")
        typed = {"day": "2026-10-24", "name": "Hari Jadi", "decree": "SK 1"}
        assert citra.post("/tenggat/hari-daerah/tambah", typed | {"decree": ""}).status_code == 422
        assert citra.post("/tenggat/hari-daerah/tambah", typed).status_code == 302
        page = citra.get("/tenggat/hari-daerah?tahun=2026").content.decode()
        assert "Hari Jadi" in page and "Hari Kemerdekaan" in page
        assert browser(stage, "dewi").post("/tenggat/hari-daerah/tambah", typed).status_code == 403
        row = RegionalDay.objects.get()
        assert citra.post(f"/tenggat/hari-daerah/{row.pk}/cabut").status_code == 302
        assert "perkiraan" in citra.get("/tenggat/hari-daerah?tahun=2028").content.decode()
        assert "perkiraan" not in page
        assert citra.get(f"/tenggat/hari-daerah?tahun={'9' * 5000}").status_code == 200

    def test_a_table_comes_in_whole_or_with_its_faults_line_by_line(self, stage):
        citra = browser(stage, "citra")

        def send(text):
            table = SimpleUploadedFile("hari.csv", text.encode(), "text/csv")
            return citra.post("/tenggat/hari-daerah/impor", {"table": table})

        head = "tanggal;nama;dasar\r\n"
        answer = send(
            head + "2026-10-24;Hari Jadi;SK 1\r\n24/10/2026;x;y\r\n2026-10-25;=1+1;SK 2\r\n2026-10-24;z;SK 3\r\n"
        )
        page = answer.content.decode()
        assert answer.status_code == 422 and not RegionalDay.objects.exists()
        for said in (
            "Baris 3: Ini bukan tanggal",
            "Baris 4: Ada sel berisi rumus",
            "Baris 5: Hari ini tertulis dua kali",
        ):
            assert said in page, said
        assert "dasar" in send("tanggal,nama\r\n2026-10-24,x\r\n").content.decode()
        assert send(head + "2026-10-24;Hari Jadi;SK 1\r\n2026-10-26;Hari Pasaran;SK 2\r\n").status_code == 302
        assert RegionalDay.objects.count() == 2
