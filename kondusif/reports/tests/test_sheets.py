"""A table of reports: tried out row by row, brought in once, taken back without deleting anything."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from openpyxl import Workbook

from kondusif.core import sheets as tables
from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.states import ForbiddenMove
from kondusif.people.tests.factories import NOW, make_cast, second_factor_of
from kondusif.reports.actions import move_report, sheets
from kondusif.reports.models import ImportedReport, Report, SheetImport
from kondusif.reports.sheet_file import guess_columns
from kondusif.reports.states import ImportState, ReportState
from kondusif.reports.territory import forget_territory

pytestmark = pytest.mark.django_db
HEADS = ["Tanggal", "Jam", "Kecamatan", "Desa", "Jenis", "Uraian", "TPS"]
ROWS = [
    ["18/11/2026", "09.30", "Geger", "Kombangan", "Politik uang", "Amplop dibagikan dari rumah ke rumah.", "3"],
    ["2026-11-18", "", "Geger", "Lerpak", "", "Listrik padam di balai desa.", ""],
    ["31/02/2026", "", "Geger", "Lerpak", "", "Tanggal yang tidak ada.", ""],
    ["18/11/2026", "25.99", "Geger", "Lerpak", "", "Jam yang tidak ada.", ""],
    ["18/11/2026", "", "Geger", "Atlantis", "", "Desa yang tidak ada.", ""],
    ["18/11/2026", "", "Geger", "Lerpak", "Sulap", "Jenis yang tidak ada.", ""],
    ["18/11/2026", "", "Geger", "Lerpak", "", "=HYPERLINK(1)", ""],
    ["18/11/2026", "", "Geger", "Lerpak", "", "", "tiga"],
    ["18/11/2027", "", "Geger", "Lerpak", "", "Dari masa depan.", ""],
    ["18/11/2026", "09:30", "Geger", "Kombangan", "Politik uang", "Amplop dibagikan dari rumah ke rumah.", "3"],
]


def table(rows=ROWS, heads=HEADS) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([heads, *rows])
    return out.getvalue().encode()


def workbook(rows=ROWS, heads=HEADS) -> bytes:
    book = Workbook()
    for row in [heads, *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def folk(db):
    forget_territory()
    with scoped(EVERYWHERE):
        yield make_cast()


def uploaded(folk, content=None, name="laporan.csv") -> SheetImport:
    return sheets.upload_sheet(file_name=name, content=content or table(), region_code="35.26", by=folk.ani, at=NOW)[0]


def tried(folk, content=None, **changes) -> SheetImport:
    sheet = uploaded(folk, content)
    options = {"columns": sheet.columns, "category": "other", "as_history": False, "exercise": False, "by": folk.ani}
    sheets.order_check(sheet_id=sheet.pk, **options | changes)
    sheets.try_out(sheet.pk, at=NOW)
    return SheetImport.objects.get(pk=sheet.pk)


def brought(folk, content=None, **changes) -> SheetImport:
    sheet = tried(folk, content, **changes)
    sheets.order_import(sheet_id=sheet.pk, by=folk.ani, at=NOW)
    sheets.bring_in(sheet.pk, clock=lambda: NOW)
    return SheetImport.objects.get(pk=sheet.pk)


def undone(folk, sheet: SheetImport) -> SheetImport:
    sheets.order_undo(sheet_id=sheet.pk, by=folk.ani, at=NOW)
    sheets.take_back(sheet.pk, clock=lambda: NOW)
    return SheetImport.objects.get(pk=sheet.pk)


def test_columns_are_known_by_the_names_that_offices_give_them():
    assert guess_columns(HEADS) == {
        "day": 0,
        "clock": 1,
        "subdistrict": 2,
        "village": 3,
        "category": 4,
        "text": 5,
        "station_number": 6,
    }
    assert guess_columns(["no", "KODE_WILAYAH", "Isi Laporan", "Waktu kejadian", "Lintang", "Bujur"]) == {
        "text": 2, "day": 3, "code": 1, "lat": 4, "lon": 5}  # fmt: skip


@pytest.mark.parametrize("write", [table, workbook])
def test_a_trial_names_every_fault_by_row_and_column_and_writes_nothing(folk, write):
    sheet = tried(folk, write())
    assert (sheet.state, sheet.n_rows, sheet.n_ready, sheet.n_known, sheet.n_faulty) == ("checked", 10, 2, 1, 7)
    assert [(row, column) for row, column, _words in sheet.faults] == [
        (4, "day"), (5, "clock"), (6, "village"), (7, "category"), (8, "text"), (9, "station_number"), (10, "day")]  # fmt: skip
    said = {row: words for row, _column, words in sheet.faults}
    assert "31/02/2026" in said[4] and "Atlantis" in said[6] and "Sulap" in said[7]
    # A workbook keeps what a formula came to; where nobody has reckoned it, the cell is empty.
    assert "rumus" in said[8] or write is workbook
    assert not Report.objects.exists()


def test_sound_rows_become_reports_once_however_often_the_job_runs(folk):
    sheet = brought(folk)
    assert (sheet.state, sheet.n_done) == ("imported", 2)
    sheets.bring_in(sheet.pk, clock=lambda: NOW)
    first, second = Report.objects.order_by("event_at")
    assert (first.category, first.region_id, first.channel) == ("money_politics", "35.26.06.2001", "import")
    assert first.event_at.isoformat() == "2026-11-18T02:30:00+00:00" and first.station_number == 3
    assert (second.category, second.region_id) == ("other", "35.26.06.2005")
    assert list(ImportedReport.objects.order_by("row").values_list("row", flat=True)) == [2, 3]
    names = list(Event.objects.filter(name__startswith="import.").order_by("pk").values_list("name", flat=True))
    assert names == ["import.ordered", "import.finished"]


def test_a_job_that_broke_off_goes_on_where_it_was(folk, monkeypatch):
    sheet = tried(folk, table([[*ROWS[1][:5], f"Listrik padam di balai desa {n}.", ""] for n in range(8)]))
    sheets.order_import(sheet_id=sheet.pk, by=folk.ani, at=NOW)
    monkeypatch.setattr(sheets, "BATCH", 3)
    true, calls = sheets.receive_each, []

    def breaking(placed, *, at):
        calls.append(len(placed))
        if len(calls) == 2:
            raise OSError("power cut")
        return true(placed, at=at)

    monkeypatch.setattr(sheets, "receive_each", breaking)
    with pytest.raises(OSError, match="power"):
        sheets.bring_in(sheet.pk, clock=lambda: NOW)
    assert (Report.objects.count(), SheetImport.objects.get(pk=sheet.pk).n_done) == (3, 3)
    sheets.bring_in(sheet.pk, clock=lambda: NOW)
    assert Report.objects.count() == 8 == SheetImport.objects.get(pk=sheet.pk).n_done


def test_the_same_file_is_the_same_import_and_the_same_rows_in_another_file_are_known(folk):
    sheet = brought(folk)
    again, is_new = sheets.upload_sheet(
        file_name="lain.csv", content=table(), region_code="35.26", by=folk.citra, at=NOW
    )
    assert (again.pk, is_new) == (sheet.pk, False)
    more = brought(folk, workbook([*ROWS, ["19/11/2026", "", "Geger", "Lerpak", "", "Satu baris lagi.", ""]]))
    assert (more.n_ready, more.n_known, more.n_done, Report.objects.count()) == (1, 3, 1, 3)


def test_an_import_is_taken_back_without_what_somebody_judged_and_can_come_in_again(folk):
    sheet = brought(folk)
    judged = Report.objects.order_by("event_at").first()
    for state in (ReportState.SCREENED, ReportState.VERIFYING):
        judged = move_report(report=judged, to=state, by=folk.budi, at=NOW)
    sheet = undone(folk, sheet)
    assert (sheet.state, sheet.n_withdrawn) == ("undone", 1)
    assert sorted(Report.objects.values_list("state", flat=True)) == ["verifying", "withdrawn"]
    assert (
        Event.objects.filter(name="report.withdrawn").count() == 1 == Event.objects.filter(name="import.undone").count()
    )
    once_more = brought(folk)
    assert once_more.pk != sheet.pk and (once_more.n_done, once_more.n_known) == (1, 2)
    assert sorted(Report.objects.values_list("state", flat=True)) == ["received", "verifying", "withdrawn"]


def test_what_does_not_fit_the_state_is_refused(folk):
    sheet = uploaded(folk)
    with pytest.raises(ForbiddenMove):
        sheets.order_import(sheet_id=sheet.pk, by=folk.ani, at=NOW)
    with pytest.raises(ForbiddenMove):
        sheets.order_undo(sheet_id=sheet.pk, by=folk.ani, at=NOW)
    for columns in ({"text": 5}, {"text": 5, "day": 0, "code": 99}, {"text": 5, "day": 0, "code": 1, "gaji": 2}):
        with pytest.raises(Problem):
            sheets.order_check(
                sheet_id=sheet.pk, columns=columns, category="other", as_history=False, exercise=False, by=folk.ani
            )
    done = brought(folk)
    with pytest.raises(Conflict):
        sheets.order_undo(sheet_id=done.pk, by=folk.ani, at=NOW + timedelta(days=7, seconds=1))
    assert SheetImport.objects.get(pk=done.pk).state == ImportState.IMPORTED


def test_only_offices_that_import_do_and_only_into_their_region(folk):
    sheet = tried(folk)
    for who in (folk.sari, folk.budi, folk.dewi, folk.eko):
        with pytest.raises(NotAllowed):
            sheets.upload_sheet(file_name="x.csv", content=table(), region_code="35.26", by=who, at=NOW)
        with pytest.raises(NotFound):
            sheets.order_import(sheet_id=sheet.pk, by=who, at=NOW)
    code_heads = ["tanggal", "kode wilayah", "uraian"]
    other = tried(folk, table([["18/11/2026", "35.27.01.2002", "Desa kabupaten lain."]], code_heads))
    assert (other.n_ready, other.faults[0][:2]) == (0, [2, "code"])


@pytest.mark.parametrize("content", [
    b"", b"\xff\xfe\x00a", b"PK\x03\x04 no workbook", b'a,"b\n', b"a,b\n" * (sheets.MOST_ROWS + 2), b"x" * (sheets.LARGEST + 1)])  # fmt: skip
def test_what_is_no_table_is_refused_with_a_sentence(folk, content):
    with pytest.raises(Problem) as caught:
        sheets.upload_sheet(file_name="x.csv", content=content, region_code="35.26", by=folk.ani, at=NOW)
    assert str(caught.value)
    assert not SheetImport.objects.exists()


def test_a_workbook_that_unpacks_without_end_is_refused(folk, monkeypatch):
    monkeypatch.setattr(tables, "UNPACKED_MAX", 500)
    with pytest.raises(Problem) as caught:
        uploaded(folk, workbook())
    assert "50 MB" in str(caught.value)


def test_an_analyst_walks_from_upload_to_undo_by_the_pages(folk, client):
    client.force_login(folk.persons["ani"])
    second_factor_of(folk.persons["ani"])
    file = SimpleUploadedFile("laporan.csv", table())
    page = client.post("/laporan/impor", {"table": file, "region": "35.26"}, follow=True)
    sheet = SheetImport.objects.get()
    assert page.redirect_chain[-1][0] == f"/laporan/impor/{sheet.pk}" and "Kombangan" in page.content.decode()
    columns = {f"c_{field}": str(at) for field, at in sheet.columns.items()}
    assert client.post(page.redirect_chain[-1][0], {"category": "other"}).status_code == 422
    assert client.post(page.redirect_chain[-1][0], columns | {"category": "other"}).status_code == 302
    assert 'hx-trigger="every 1s"' in client.get(f"/laporan/impor/{sheet.pk}/kemajuan").content.decode()
    with scoped(EVERYWHERE):
        sheets.try_out(sheet.pk, at=NOW)
    assert client.get(f"/laporan/impor/{sheet.pk}/kemajuan")["HX-Refresh"] == "true"
    shown = client.get(f"/laporan/impor/{sheet.pk}").content.decode()
    assert "Atlantis" in shown and "Masukkan 2 laporan" in shown
    assert "'=" not in client.get(f"/laporan/impor/{sheet.pk}/temuan.csv").content.decode()
    client.post(f"/laporan/impor/{sheet.pk}/laksanakan")
    with scoped(EVERYWHERE):
        sheets.bring_in(sheet.pk, clock=lambda: NOW)
    assert client.get(f"/laporan/impor/{sheet.pk}").status_code == 200
    assert client.post(f"/laporan/impor/{sheet.pk}/laksanakan", follow=True).status_code == 200  # too late, told so
    assert Report.objects.count() == 2
    client.force_login(folk.persons["budi"])
    assert client.get(f"/laporan/impor/{sheet.pk}").status_code in {302, 403, 404}


def test_work_that_failed_five_times_is_begun_again_or_ended_by_the_officer(folk, client):
    sheet = tried(folk)
    sheets.order_import(sheet_id=sheet.pk, by=folk.ani, at=NOW)
    with pytest.raises(Conflict):  # it still goes on
        sheets.order_again(sheet_id=sheet.pk, by=folk.ani, at=NOW)
    _fail_the_jobs()
    client.force_login(folk.persons["ani"])
    second_factor_of(folk.persons["ani"])
    page = client.get(f"/laporan/impor/{sheet.pk}").content.decode()
    assert "gagal lima kali" in page and "hx-trigger" not in page
    with pytest.raises(NotFound):
        sheets.order_again(sheet_id=sheet.pk, by=folk.eko, at=NOW)
    assert client.post(f"/laporan/impor/{sheet.pk}/ulang").status_code == 302
    with pytest.raises(Conflict):
        sheets.let_go(sheet_id=sheet.pk, by=folk.ani, at=NOW)
    _fail_the_jobs()
    assert client.post(f"/laporan/impor/{sheet.pk}/lepas").status_code == 302
    assert SheetImport.objects.get(pk=sheet.pk).state == ImportState.IMPORTED
    names = Event.objects.filter(name__startswith="import.").order_by("id").values_list("name", flat=True)
    assert list(names) == ["import.ordered", "import.retried", "import.let_go"]


def _fail_the_jobs():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE status = 'todo'")
