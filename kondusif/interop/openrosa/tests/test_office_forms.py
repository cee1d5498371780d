"""An office's own form, however long: judged before phones see it, kept whole when it comes back."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.models import FieldForm, FormSubmission
from kondusif.interop.openrosa import actions, officeforms, queries
from kondusif.interop.openrosa.codec import FormFault, read_document
from kondusif.interop.openrosa.door import Submissions
from kondusif.interop.openrosa.mapping import Arrival, contacts_in, to_report
from kondusif.interop.openrosa.refusals import refusal
from kondusif.interop.openrosa.tests.phone import filled, post
from kondusif.people.tests.factories import NOW, make_cast, second_factor_of
from kondusif.reports.intake import Intake
from kondusif.reports.models import Report
from kondusif.reports.territory import forget_territory

REGENCY = "35.26"
REACHABLE = {"telepon_pelapor": "0812 3456 7890", "lainnya": "sari@contoh.test"}


def workbook(n_questions: int = 250, form_id: str = "survei_tps", **columns: list) -> bytes:
    book = Workbook()
    survey = book.active
    survey.title = "survey"
    survey.append(["type", "name", "label"])
    for row in (
        ["text", "uraian", "Uraian"],
        ["geopoint", "titik", "Titik"],
        ["image", "foto", "Foto"],
        ["date", "hari", "Hari"],
    ):
        survey.append(row)
    for row in columns.get("rows", [["integer", f"q{n}", f"Pertanyaan {n}"] for n in range(n_questions - 4)]):
        survey.append(row)
    settings = book.create_sheet("settings")
    settings.append(["form_title", "form_id", "version"])
    settings.append(["Survei TPS", form_id, "7"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def published(folk, content: bytes | None = None) -> FieldForm:
    with scoped(EVERYWHERE):
        return actions.publish_form(
            workbook=content or workbook(), region_code=REGENCY, default_category="logistics", by=folk.citra, at=NOW
        )


@pytest.fixture
def folk(db):
    forget_territory()
    with scoped(EVERYWHERE):
        return make_cast()


def test_a_form_of_250_questions_is_read_with_what_can_be_a_report(folk):
    form = published(folk)
    assert (form.form_id, form.version, form.n_questions, form.file_questions) == ("survei_tps", "7", 250, ["foto"])
    assert form.roles == {"text": "uraian", "point": "titik", "event_at": "hari"}
    with scoped(EVERYWHERE):
        event = Event.objects.get(name="form.published")
    assert event.payload == {"form": "survei_tps", "version": "7"}


def test_a_newer_edition_takes_the_place_of_the_older_which_still_takes_what_was_filled(folk):
    older, newer = published(folk), published(folk, workbook(10))
    with scoped(EVERYWHERE):
        assert [f.pk for f in queries.forms_by_key(queries.key_of(REGENCY))] == [newer.pk]
        assert FieldForm.objects.get(pk=older.pk).retired_at == NOW
        actions.retire_form(form_pk=newer.pk, by=folk.ani, at=NOW)
        assert queries.forms_by_key(queries.key_of(REGENCY)) == []
        assert queries.form_taken(queries.key_of(REGENCY), "survei_tps").form.form_id == "survei_tps"
        assert queries.form_taken("0" * 32, "survei_tps") is None
        with pytest.raises(Conflict):
            actions.retire_form(form_pk=newer.pk, by=folk.ani, at=NOW)
        assert Event.objects.filter(name="form.retired").count() == 2


def test_only_offices_that_keep_forms_do_and_only_at_home(folk):
    form = published(folk)
    for who in (folk.sari, folk.budi, folk.dewi, folk.eko):
        with scoped(EVERYWHERE), pytest.raises(NotAllowed):
            actions.publish_form(workbook=workbook(), region_code=REGENCY, default_category="other", by=who, at=NOW)
        with scoped(EVERYWHERE), pytest.raises(NotFound):
            actions.retire_form(form_pk=form.pk, by=who, at=NOW)
        with scoped(EVERYWHERE):
            assert list(queries.forms_kept_by(who)) == []


def test_what_is_no_form_for_phones_is_refused_with_a_reason(folk, monkeypatch):
    file_list = workbook(rows=[["select_one_from_file daftar.csv", "desa_kita", "Desa"]])
    unknown = workbook(rows=[["tebakan", "x", "X"]])
    for content, word in (
        (b"bukan zip", "XLSX"), (b"PK\x05\x06" + bytes(18), "XLSX"), (unknown, "tebakan"), (file_list, "select_one_from_file"),
        (workbook(5, form_id="kondusif_laporan"), "form_id"), (b"P" * (officeforms.WORKBOOK_MAX + 1), "5 MB"),
    ):  # fmt: skip
        with pytest.raises(Problem) as caught:
            published(folk, content)
        assert word in str(caught.value)
    monkeypatch.setattr(officeforms, "UNPACKED_MAX", 1000)
    with pytest.raises(Problem) as caught:
        published(folk)
    assert "60 MB" in str(caught.value)
    with scoped(EVERYWHERE):
        assert not FieldForm.objects.exists()


def test_an_office_finds_its_forms_and_publishes_one_by_its_page(folk, client):
    client.force_login(folk.persons["citra"])
    second_factor_of(folk.persons["citra"])
    assert client.get("/formulir-lapangan/").status_code == 200
    file = SimpleUploadedFile("survei.xlsx", workbook(20))
    answer = client.post(
        "/formulir-lapangan/baru", {"workbook": file, "region": REGENCY, "default_category": "other"}, follow=True
    )
    page = answer.content.decode()
    assert "Survei TPS" in page and queries.key_of(REGENCY) in page
    wrong = client.post(
        "/formulir-lapangan/baru",
        {"workbook": SimpleUploadedFile("x.xlsx", b"x"), "region": REGENCY, "default_category": "other"},
    )
    assert wrong.status_code == 422
    listed = client.get(f"/openrosa/k/{queries.key_of(REGENCY)}/formList").content.decode()
    assert "survei_tps" in listed
    with scoped(EVERYWHERE):
        form = FieldForm.objects.get()
    assert b"survei_tps" in client.get(f"/openrosa/k/{queries.key_of(REGENCY)}/forms/{form.pk}.xml").content
    assert client.post(f"/formulir-lapangan/{form.pk}/tarik", follow=True).status_code == 200
    assert "survei_tps" not in client.get("/openrosa/formList").content.decode()


def test_an_answer_is_a_contact_only_where_it_is_nothing_else():
    for path, text in (
        ("hp", "81234567890"),
        ("x", "+62 812-3456-7890"),
        ("a/no_wa", "6281234567890"),
        ("y", "a@contoh.test"),
    ):
        assert contacts_in({path: text}) == {path: text}
    for path, text in (("kontak_fisik", "ya"), ("nik", "3526060101900001"), ("kode", "35.26.06.2005"), ("jumlah", "81234567890"),
                       ("hari", "2026-11-20"), ("titik", "0.2345678901"), ("uraian", "Hubungi 081234567890 segera")):  # fmt: skip
        assert contacts_in({path: text}) == {}, text


def test_an_edited_filling_says_so_and_an_encrypted_one_is_refused_in_words():
    edited = filled().replace(b"<orx:meta>", b"<orx:meta><orx:deprecatedID>uuid:1</orx:deprecatedID>")
    assert "Perbaikan" in to_report(read_document(edited), Arrival(NOW, None, UTC)).text
    with pytest.raises(FormFault) as fault:
        read_document(filled().replace(b"<data ", b'<data encrypted="yes" '))
    assert "encrypted" in refusal(fault.value.code).code


@pytest.mark.django_db(transaction=True)
def test_what_phones_fill_in_is_a_report_and_is_kept_whole_to_the_last_answer():
    forget_territory()
    with scoped(EVERYWHERE):
        folk = make_cast()
    published(folk)
    intake = Intake()
    door = Submissions(intake)
    try:
        path = f"/openrosa/k/{queries.key_of(REGENCY)}/submission"
        day = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
        answers = {f"q{n}": str(n) for n in range(246)} | {"uraian": "=1+1 Kotak suara basah", "titik": "-6.985 112.944 0 0", "hari": day,
                   "category": None, "text": None, "event_at": None, "village": None, "reachable": None, "foto": "a.jpg"}  # fmt: skip
        document = filled(form_id="survei_tps", **answers)
        assert {post(door, document, path=path).status for _again in range(2)} == {201}
        assert post(door, document).status == 404  # without the key nobody takes it
        nowhere = post(
            door, filled(form_id="survei_tps", **answers | {"titik": None, "uraian": None} | REACHABLE), path=path
        )
        assert nowhere.status == 201  # the office's own region, and all answers are its words
        with scoped(EVERYWHERE):
            report, other = Report.objects.order_by("received_at")
            assert (report.region_id, report.category) == ("35.26.06.2005", "logistics")
            assert report.text.startswith("=1+1 Kotak suara basah") and "q245: 245" in report.text
            assert (other.region_id, "q7: 7" in other.text) == (REGENCY, True)
            assert bytes(FormSubmission.objects.get(report=report).document) == document
            assert report.anonymous and not other.anonymous and other.contact.hint
            kept = bytes(FormSubmission.objects.get(report=other).document).decode()
            assert not any(told in kept or told in other.text for told in REACHABLE.values()) and "tersegel" in kept
            _form, table = queries.submissions_csv(folk.citra, FieldForm.objects.get().pk)
        rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
        assert len(rows) == 2 and rows[0]["q245"] == "245"
        assert rows[0]["uraian"] == "'=1+1 Kotak suara basah"  # no spreadsheet runs it
    finally:
        door.threads.shutdown()
        intake.writer.stop()
