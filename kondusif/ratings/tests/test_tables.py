"""Tables of ratings as offices send them: each row judged before anything is written."""

import pytest

from kondusif.core.problems import Problem
from kondusif.ratings.rules import Cuts
from kondusif.ratings.tables import check_table, decoded

NAMES = {
    "35.26": "Kabupaten Bangkalan",
    "35.26.06": "Kecamatan Geger",
    "35.26.01": "Kecamatan Bangkalan",
    "35.27.01": "Kecamatan Sreseh",
}


def judged(text: str, scheme: str = "official", cuts: Cuts | None = None):
    return check_table(text, scheme=scheme, cuts=cuts, names=NAMES, within=["35.26"])


def test_valid_and_refused_rows_stand_apart_each_refusal_with_its_line_and_sentence():
    checked = judged(
        "kode,kelas\n35.26.06,Rawan\n35.27.01,aman\n3526010,aman\n35.26.99,aman\n35.26.01,\n35.26.06,aman\nx,y\n\n35.26.01,aman\n"
    )
    assert [(r.line, r.region_name, r.class_name) for r in checked.valid] == [
        (2, "Kecamatan Geger", "Rawan"),
        (10, "Kecamatan Bangkalan", "aman"),
    ]
    assert [r.line for r in checked.invalid] == [3, 4, 5, 6, 7, 8]
    assert len({str(r.sentence) for r in checked.invalid}) == 6


def test_bps_codes_are_refused_with_an_explanation():
    [bad] = judged("kode,kelas\n3526060,rawan\n").invalid
    assert "BPS" in str(bad.sentence)


@pytest.mark.parametrize(
    "text", ["kode;kelas;nilai\n35.26.06;rawan;49,34\n", "Kode Wilayah,Class,Skor\n35.26.06,rawan,49.34\n"]
)
def test_semicolons_with_decimal_commas_and_other_names_of_columns_are_understood(text):
    [row] = judged(text).valid
    assert (row.class_name, row.value) == ("rawan", 49.34)


def test_with_cuts_the_class_follows_from_the_value_and_not_from_the_table():
    [row] = judged("kode,nilai,kelas\n35.26.06,49.34,rendah\n", "absolute", Cuts(13.47, 49.33)).valid
    assert row.class_name == "tinggi"


def test_local_cuts_of_few_areas_carry_a_warning():
    checked = judged("kode,nilai\n35.26.06,10\n35.26.01,20\n35.26,90\n", "sd_local")
    assert [r.class_name for r in checked.valid] == ["sedang", "sedang", "tinggi"]
    assert len(checked.warnings) == 1


@pytest.mark.parametrize("value", ["", "abc", "nan", "inf", "1.2.3", "--1"])
def test_a_value_that_is_no_number_refuses_its_row_only(value):
    checked = judged(f"kode,nilai\n35.26.06,{value}\n35.26.01,5\n", "absolute", Cuts(1, 9))
    assert [r.line for r in checked.invalid] == [2] and len(checked.valid) == 1


@pytest.mark.parametrize(
    "text", ["nama,kelas\nGeger,rawan\n", "kode,nilai\n35.26.06,5\n", 'kode,kelas\n"35.26.06,rawan']
)
def test_a_table_without_the_needed_columns_or_broken_is_refused_whole(text):
    with pytest.raises(Problem) as problem:
        judged(text)
    assert "table" in problem.value.fields


@pytest.mark.parametrize(
    "content", [b"", b"  \n ", b"kode,kelas\n\x00", b"\xff\xfe\x00k", b"a" * (2 * 1024 * 1024 + 1)]
)
def test_what_is_no_text_or_too_large_is_refused_before_it_is_read(content):
    with pytest.raises(Problem):
        decoded(content)


def test_a_byte_order_mark_of_a_spreadsheet_does_not_hide_the_first_column():
    assert judged(decoded("\ufeffkode,kelas\n35.26.06,rawan\n".encode())).valid


def test_more_than_ten_thousand_rows_are_refused():
    with pytest.raises(Problem):
        judged("kode,kelas\n" + "35.26.06,rawan\n" * 10_001)
