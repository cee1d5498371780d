import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kondusif.core.problems import Problem
from kondusif.regions import codes
from kondusif.regions.code_entry import bps_regencies, check_known, parse_code, suggestions
from kondusif.regions.kinds import Level, titled
from kondusif.regions.names import search_form, without_title
from kondusif.regions.tests.conftest import DATA

BPS = bps_regencies(DATA / "regions" / "bps_regencies.csv")


class TestForm:
    @pytest.mark.parametrize(
        ("code", "level"),
        [("35", 1), ("35.26", 2), ("35.26.01", 3), ("35.26.01.1001", 4), ("91.03.01.3001", 4)],
    )
    def test_a_code_tells_its_level(self, code, level):
        assert codes.level_of(code) == level

    @pytest.mark.parametrize(
        "text",
        ["", "3", "3526", "35.", "35.2", "35.26.", "35.26.1", "35.26.01.001", "35.26.01.0001", "35.26.01.10011", "05",
         "35.26\n", " 35", "٣٥", "３５.26", "35.26.01.4001", "35,26"],
    )  # fmt: skip
    def test_everything_else_is_no_code(self, text):
        assert not codes.is_code(text)
        with pytest.raises(ValueError, match="35.26.01.1001"):
            codes.level_of(text)

    def test_a_code_knows_everything_above_it(self):
        assert codes.lineage("35.26.01.1001") == ["35", "35.26", "35.26.01", "35.26.01.1001"]
        assert codes.ancestor("35.26.01.1001", Level.SUBDISTRICT) == "35.26.01"
        assert codes.ancestor("35.26", Level.SUBDISTRICT) is None
        assert (codes.parent_of("35.26"), codes.parent_of("35")) == ("35", None)

    def test_lying_in_is_by_whole_groups(self):
        assert codes.lies_in("35.26.01", "35.26")
        assert codes.lies_in("35.26", "35.26")
        assert not codes.lies_in("35.26", "35.2")
        assert not codes.lies_in("35", "35.26")

    @given(st.from_regex(r"[1-9][0-9](\.[0-9]{2}(\.[0-9]{2}(\.[1-3][0-9]{3})?)?)?", fullmatch=True))
    def test_dots_taken_out_go_back_in(self, code):
        assert codes.dotted(code.replace(".", "")) == code


class TestEntry:
    @pytest.mark.parametrize(
        ("typed", "code"),
        [("35.26.01.1001", "35.26.01.1001"), (" 35.26 ", "35.26"), ("3526", "35.26"), ("352601", "35.26.01"),
         ("3526011001", "35.26.01.1001"), ("65.01", "65.01"), ("6571", "65.71"), ("35", "35")],
    )  # fmt: skip
    def test_codes_are_taken_with_and_without_dots(self, typed, code):
        assert parse_code(typed, bps=BPS) == code

    @pytest.mark.parametrize(("typed", "name", "theirs"), [
        ("6501", "Kabupaten Malinau", "65.02"), ("6502", "Kabupaten Bulungan", "65.01"),
        ("6503", "Kabupaten Tana Tidung", "65.04"), ("6504", "Kabupaten Nunukan", "65.03"),
        ("3171", "Kota Administrasi Jakarta Selatan", "31.74"), ("9409", "Kabupaten Biak Numfor", "91.06"),
    ])  # fmt: skip
    def test_a_number_that_means_another_place_to_bps_is_refused_and_both_are_named(self, typed, name, theirs):
        with pytest.raises(Problem) as caught:
            parse_code(typed, bps=BPS)
        assert caught.value.code == "code.ambiguous"
        assert name in str(caught.value)
        assert theirs in str(caught.value)
        assert codes.dotted(typed) in str(caught.value)

    @pytest.mark.parametrize("typed", ["3526010", "3526010001", "6501040"])
    def test_the_longer_bps_codes_are_known_by_their_form(self, typed):
        with pytest.raises(Problem) as caught:
            parse_code(typed, bps=BPS)
        assert caught.value.code == "code.bps"

    @pytest.mark.parametrize(
        "typed", ["", "abc", "35.2", "352", "35260110012", "-35", "3５26", "35.26'; --", "\0", "0526"]
    )
    def test_what_is_no_code_is_refused(self, typed):
        with pytest.raises(Problem) as caught:
            parse_code(typed, bps=BPS)
        assert caught.value.code == "code.malformed"

    def test_every_bps_regency_has_exactly_one_kemendagri_code(self):
        assert len(BPS) == len({regency.code for regency in BPS.values()}) == 514

    def test_most_of_the_country_can_type_four_digits(self):
        accepted = 0
        for regency in BPS.values():
            with contextlib.suppress(Problem):
                accepted += parse_code(regency.code.replace(".", ""), bps=BPS) == regency.code
        # 315 mean the same to both, 35 are no BPS code at all; 164 would be mistaken.
        assert accepted == 350


class TestSuggestions:
    KNOWN = frozenset({"35", "35.26", "35.26.01", "35.26.01.1001", "35.26.01.1002", "35.26.01.2004", "35.27", "36.71"})

    def test_the_nearest_codes_under_the_same_parent_are_offered(self):
        assert suggestions("35.26.01.1003", self.KNOWN)[:2] == ["35.26.01.1002", "35.26.01.1001"]

    def test_they_stand_in_the_sentence(self):
        with pytest.raises(Problem, match=r"35\.26\.01\.1002"):
            check_known("35.26.01.1003", self.KNOWN)

    def test_a_known_code_passes(self):
        assert check_known("35.27", self.KNOWN) == "35.27"

    def test_where_nothing_is_near_nothing_is_offered(self):
        assert suggestions("94.99", self.KNOWN) == []


def test_names_are_written_as_official_letters_write_them():
    assert titled("regency", "Bangkalan") == "Kabupaten Bangkalan"
    assert titled("city", "Blitar") == "Kota Blitar"
    assert titled("ward", "Mlajah") == "Kelurahan Mlajah"
    assert titled("admin_city", "Jakarta Pusat") == "Kota Administrasi Jakarta Pusat"


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("Regapu’u", "regapuu"),
        ("  KEC.  Geger ", "kec geger"),
        ("Tanah-Merah", "tanah merah"),
        ("São", "sao"),
        ("\0\ud800", ""),
    ],
)
def test_names_are_folded_for_searching(written, form):
    assert search_form(written) == form


def test_titles_in_front_of_a_name_are_dropped_but_never_the_name():
    assert without_title("kec geger") == "geger"
    assert without_title("kabupaten kota baru") == "baru"
    assert without_title("desa") == "desa"
