"""CSV out equals CSV in, and no cell ever runs as a formula."""

import io
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from kondusif.core import sheets
from kondusif.core.problems import Problem

COLUMNS = {"judul": "title", "uraian": "text"}
cells = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t'=+-@;,\""), max_size=30)


@given(st.lists(st.tuples(cells, cells).filter(lambda row: any(c.strip() for c in row)), max_size=8))
def test_what_goes_out_comes_in_again_to_the_letter(rows):
    lines = sheets.read(sheets.written(list(COLUMNS), rows), COLUMNS, COLUMNS.values())
    assert [(line.cells["title"], line.cells["text"]) for line in lines] == rows
    assert not any(line.formulas for line in lines)


@given(cells)
def test_no_cell_goes_out_as_a_formula(cell):
    assert not sheets.harmless(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_cells_are_parted_by_whatever_the_first_line_has_most_of(mark):
    [line] = sheets.read(f"judul{mark}uraian\na{mark}b\n".encode(), COLUMNS, COLUMNS.values())
    assert dict(line.cells) == {"title": "a", "text": "b"}


def test_a_formula_that_comes_in_is_named_by_its_column():
    [line] = sheets.read(b"judul;uraian\n=HYPERLINK(1);@x\n", COLUMNS, ["title"])
    assert line.formulas == ("title", "text")


def test_lines_keep_the_number_the_spreadsheet_shows_and_empty_ones_are_passed_over():
    lines = sheets.read(b"\xef\xbb\xbfUraian,Judul,Lain\n\n a ,b,c\n,,\nd,e\n", COLUMNS, ["title"])
    assert [(line.number, line.cells["title"], line.cells["text"]) for line in lines] == [
        (3, "b", " a "),
        (5, "e", "d"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no rows"),
        (b"\x00", "no rows"),
        (b"judul\n\xff", "UTF-8"),
        (b"uraian\nx\n", "judul"),
        (b'judul\n"x\n', "proper CSV"),
        (b"judul\n" + b"x\n" * 10_001, "10.000"),
        (b"x" * (sheets.LARGEST + 1), "2 MB"),
    ],
)
def test_what_is_no_table_is_refused_with_a_word(content, said):
    from django.utils import translation

    with translation.override("en"), pytest.raises(Problem) as refused:
        sheets.read(content, COLUMNS, ["title"])
    with translation.override("en"):
        assert said in str(refused.value)


def test_a_workbook_that_claims_to_be_huge_is_read_as_small_as_it_is_and_a_wide_one_refused():
    def packed(cells: bytes) -> bytes:
        out = io.BytesIO()
        book = Workbook()
        book.active["A1"] = "kategori"
        book.save(out)
        again = io.BytesIO()
        with zipfile.ZipFile(out) as told, zipfile.ZipFile(again, "w") as changed:
            for part in told.infolist():
                content = told.read(part)
                if part.filename == "xl/worksheets/sheet1.xml":
                    content = content.replace(b'ref="A1"', b'ref="A1:XFD1048576"').replace(
                        b"</sheetData>", cells + b"</sheetData>"
                    )
                changed.writestr(part, content)
        return again.getvalue()

    began = time.process_time()
    assert sheets.grid(packed(b'<row r="9"><c r="B9"><v>7</v></c></row>'), largest=sheets.LARGEST, most=50_000)[8] == [
        "",
        "7",
    ]
    wide = packed(b'<row r="2"><c r="XFD2"><v>7</v></c></row>'), b",".join(b"k%d" % n for n in range(300))
    for content in wide:
        with pytest.raises(Problem) as refused:
            sheets.grid(content, largest=sheets.LARGEST, most=50_000)
        assert "200" in str(refused.value.sentence)
    assert time.process_time() - began < 5
