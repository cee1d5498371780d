"""A plan goes out as a table and comes back as it was; formulas neither leave nor enter."""

import io
import zipfile
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from kondusif.core.problems import Conflict, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Person
from kondusif.people.tests.factories import NOW
from kondusif.plans.actions import measures, plan
from kondusif.plans.actions.importing import import_measures
from kondusif.plans.actions.measures import possible_owners
from kondusif.plans.models import Measure
from kondusif.plans.queries.plans import measures_of
from kondusif.plans.queries.progress import progress_of
from kondusif.plans.tables import Formula, _plain, _uncovered, as_csv, check_table, read_table
from kondusif.plans.tests.factories import IN_B08, drafted, first_measure, handed_in, make_players, new_measure, running
from kondusif.plans.workbook import as_xlsx

HEAD = (
    "no;tahap;rencana aksi;ukuran keberhasilan;penanggung jawab;satuan;target b04;target b08;target b12;pendukung luar"
)
EVIL = '=HYPERLINK("http://jahat";"klik")'


@pytest.fixture
def who(db, settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        players = make_players()
        Person.objects.update(is_demo=True)
        yield players


def table(*lines: str) -> bytes:
    return "\r\n".join([HEAD, *lines]).encode()


def checked(content: bytes, numbers=()):
    owners = list(possible_owners("35.26").values_list("title", "pk"))
    return check_table(read_table("t.csv", content), owners=owners, numbers=numbers)


def good(n: str = "", **changes: str) -> str:
    cells = {
        "no": n, "tahap": "pencegahan", "aksi": "Dialog", "ukuran": "Berita acara", "oleh": "Camat Geger",
        "satuan": "dialog", "b04": "2", "b08": "2,5", "b12": "", "luar": "FKUB; Karang Taruna",
    }  # fmt: skip
    return ";".join(f'"{v}"' if ";" in v else v for v in (cells | changes).values())


def told(made) -> list[tuple]:
    return [
        (m.number, m.stage, m.title, m.success, m.owner_id, m.unit, m.target_b04, m.target_b08, m.target_b12,
         m.budget_source, sorted((s.kind, s.name) for s in m.supporters.all()))
        for m in made
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_comes_back_the_same(who, form):
    made = drafted(who)
    odd = {"title": EVIL, "success": "'sudah dikutip'", "unit": "@desa", "budget_source": "+APBD"}
    for new in (new_measure(), new_measure(**odd, targets=(None, Decimal("0"), Decimal("2.5")), supporters=())):
        measures.add_measure(plan_id=made.pk, new=new, by=who.citra, at=NOW)
    before = measures_of(who.citra, made)
    out = as_csv(before) if form == "csv" else as_xlsx(progress_of(who.citra, made, NOW), before)
    result = checked(out, numbers=[1, 2])
    assert [(line.line, line.sentence) for line in result.bad] == []
    import_measures(plan_id=made.pk, rows=[line.new for line in result.good], by=who.citra, at=NOW)
    assert told(measures_of(who.citra, made)) == told(before)


@given(st.text())
def test_any_text_survives_its_covering(text):
    covered = _plain(text)
    assert not covered.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert _uncovered(covered) == text
    assert not isinstance(_uncovered(covered), Formula)


def test_no_cell_that_leaves_is_a_formula(who):
    made = running(who, new_measure(title=EVIL), at=IN_B08)
    handed_in(who, first_measure(made), narrative="=1+1", obstacles="@SUM(A1)\x07")
    out = as_xlsx(progress_of(who.citra, made, IN_B08), measures_of(who.citra, made))
    book = load_workbook(io.BytesIO(out))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert [c.coordinate for c in cells if c.data_type == "f"] == []
    assert {"=1+1", "@SUM(A1)", EVIL} <= {c.value for c in cells}
    assert EVIL not in [line.split(";")[2] for line in as_csv(measures_of(who.citra, made)).decode().splitlines()]


def test_the_workbook_says_no_data_where_nothing_was_reported(who):
    made = running(who, at=IN_B08)
    book = load_workbook(io.BytesIO(as_xlsx(progress_of(who.citra, made, IN_B08), measures_of(who.citra, made))))
    assert {row[6].value for row in book["Laporan"].iter_rows(min_row=2)} == {"belum ada data"}
    assert [cell.value for cell in book["Nilai"][3]][1:3] == [2, 0]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (good(tahap="pencegah"), "pencegahan, penghentian, pemulihan"),
        (good(aksi=""), "Renaksi kosong"),
        (good(oleh="Camat Bulan"), "Tidak ada jabatan"),
        (good(b04="", b08=""), "Sedikitnya satu periode"),
        (good(b04="1.000"), "tanpa titik"),
        (good(b04="-3"), "nol atau lebih"),
        (good(b04="banyak"), "angka"),
        (good(b04="1,234"), "dua desimal"),
        (good(b04="1e99"), "nol atau lebih"),
        (good(n="nol"), "bilangan bulat"),
        pytest.param(good(n="9" * 5000), "bilangan bulat", id="endless number"),
        (good(b04="=1+1"), "rumus"),
        (good(aksi="=CMD()"), "rumus"),
        (good(satuan="x" * 61), "Satuan"),
    ],
)
def test_each_faulty_line_is_named_with_its_reason_and_the_others_stay(who, line, word):
    result = checked(table(good(), line, good()))
    assert [bad.line for bad in result.bad] == [3]
    assert word in str(result.bad[0].sentence)
    assert len(result.good) == 2


def test_a_number_twice_in_a_table_is_a_fault_and_a_known_number_changes_that_measure(who):
    result = checked(table(good("7"), good("7"), good("8"), good()), numbers=[8])
    assert [bad.line for bad in result.bad] == [3]
    assert [(line.new.number, line.changes) for line in result.good] == [(7, False), (8, True), (None, False)]
    assert result.n_new == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"a;b\r\n1;2", b"PK\x03\x04kaput", b"x" * 500_000, b'no;"tahap\r\n'],
)
def test_what_is_no_table_is_refused_with_a_word(content):
    with pytest.raises(Problem):
        read_table("t.csv", content)


def test_a_table_of_too_many_lines_is_refused():
    with pytest.raises(Problem):
        read_table("t.csv", table(*["x"] * 501))


def spreadsheet(*rows: list) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_a_formula_in_a_spreadsheet_is_refused_in_its_line(who):
    row = ["", "pemulihan", "Dialog", "Berita acara", "Camat Geger", "dialog", "=2+2", None, None, ""]
    result = checked(spreadsheet(HEAD.split(";"), row, [*row[:6], 4, None, None, ""]))
    assert [bad.line for bad in result.bad] == [2]
    assert "rumus" in str(result.bad[0].sentence)
    assert result.good[0].new.targets == (Decimal(4), None, None)


def packed(name: str, text: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        packed("xl/workbook.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        packed("xl/big.xml", b"0" * (41 * 1024 * 1024)),
        packed("surat.txt", b"bukan lembar kerja"),
    ],
)
def test_a_spreadsheet_that_is_none_or_swells_up_is_refused(content):
    with pytest.raises(Problem):
        read_table("t.xlsx", content)


def test_a_table_comes_into_a_draft_only_and_wholly_or_not_at_all(who):
    made = drafted(who)
    rows = [line.new for line in checked(table(good("1"), good())).good]
    with pytest.raises(Problem):
        import_measures(plan_id=made.pk, rows=[], by=who.citra, at=NOW)
    with pytest.raises(Problem):
        import_measures(plan_id=made.pk, rows=[*rows, new_measure(owner_id=uuid4())], by=who.citra, at=NOW)
    assert not Measure.objects.exists()
    import_measures(plan_id=made.pk, rows=rows, by=who.citra, at=NOW)
    assert list(Measure.objects.values_list("number", flat=True).order_by("number")) == [1, 2]
    plan.submit_plan(plan_id=made.pk, by=who.citra, at=NOW)
    with pytest.raises(Conflict):
        import_measures(plan_id=made.pk, rows=rows, by=who.citra, at=NOW)


def test_the_page_shows_first_and_writes_on_the_second_word(who):
    made, citra = drafted(who), Client()
    citra.force_login(who.persons["citra"])
    address = f"/rencana-aksi/{made.pk}/impor"
    sent = SimpleUploadedFile("t.csv", table(good(), good(tahap="x")), "text/csv")
    page = citra.post(address, {"table": sent}).content.decode()
    assert "Belum ada yang ditulis" in page
    assert not Measure.objects.exists()
    content = page.partition('name="isi" value="')[2].partition('"')[0]
    assert citra.post(address, {"isi": content, "tulis": "1"}).status_code == 302
    assert Measure.objects.get().title == "Dialog"
    for wrong in ({}, {"isi": "zz"}, {"isi": "00ff", "tulis": "1"}):
        assert citra.post(address, wrong).status_code == 422
    for ending in ("csv", "xlsx"):
        answer = citra.get(f"/rencana-aksi/{made.pk}/unduh.{ending}")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="renaksi-2026.{ending}"'
