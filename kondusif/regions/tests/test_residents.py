import pytest
from django.core.management import CommandError, call_command

from kondusif.core.models import Event
from kondusif.core.problems import Problem
from kondusif.regions.actions import set_residents
from kondusif.regions.models import Region
from kondusif.regions.operators import Operator
from kondusif.regions.queries import residents_of, subtree
from kondusif.regions.residents_file import read_residents
from kondusif.regions.tests.conftest import NOW

KNOWN = {"35.26.06.2001", "35.26.06.2005", "35.26.06"}


class TestReading:
    def test_codes_and_numbers_are_read_as_offices_write_them(self):
        read = read_residents(b"Kode;Nama;Penduduk\n35.26.06.2001;Kombangan;2.410\n3526062005;Lerpak;1 980\n", KNOWN)
        assert read.residents == {"35.26.06.2001": 2410, "35.26.06.2005": 1980}
        assert read.wrong == []

    @pytest.mark.parametrize(
        "row",
        ["35.26.06.2999,5", "35.26.06.2001,banyak", "35.26.06.2001,-1", "35.26.06.2001,1.5", "35.26.06.2001,99999999", "35.26.06.2001",
         "35.26.06.2001,", ",5", "35.26.06.2001,٣", f"35.26.06.2001,{'9' * 400}"],
    )  # fmt: skip
    def test_a_wrong_row_is_named_by_its_line_and_the_others_stay(self, row):
        read = read_residents(f"kode,penduduk\n35.26.06.2005,1980\n{row}\n".encode(), KNOWN)
        assert read.residents == {"35.26.06.2005": 1980}
        assert [line for line, _ in read.wrong] == [3]

    def test_a_region_that_stands_twice_keeps_its_first_number(self):
        read = read_residents(b"kode,penduduk\n35.26.06,1\n35.26.06,2\n", KNOWN)
        assert (read.residents, len(read.wrong)) == ({"35.26.06": 1}, 1)

    @pytest.mark.parametrize(
        "content", [b"", b"a,b\n1,2", b"\xff\xfe\x00", b"kode\n35.26.06", b'kode,penduduk\n"35', b"\0" * 50]
    )
    def test_a_table_that_is_none_is_refused_or_empty(self, content):
        try:
            assert read_residents(content, KNOWN).residents == {}
        except Problem as problem:
            assert problem.code.startswith("residents.")


class TestStoring:
    def store(self, residents, source="Dukcapil 2026"):
        return set_residents(residents=residents, source=source, by=Operator(), at=NOW)

    def test_the_number_stands_with_its_source_and_on_record(self, bangkalan):
        assert self.store({"35.26.06.2001": 2410, "35.26.06.2005": 1980}) == 2
        kombangan = Region.objects.get(code="35.26.06.2001")
        assert (kombangan.population, kombangan.population_source) == (2410, "Dukcapil 2026")
        assert Event.objects.get(name="residents.set").region_code == "35.26.06"

    def test_a_number_without_a_source_is_refused(self, bangkalan):
        with pytest.raises(Problem):
            self.store({"35.26.06.2001": 2410}, source=" ")
        assert Region.objects.get(code="35.26.06.2001").population is None

    def test_a_subdistrict_has_the_sum_of_its_villages_only_when_all_are_known(self, bangkalan):
        villages = list(subtree("35.26.06", 4).values_list("code", flat=True))
        self.store(dict.fromkeys(villages[1:], 1000))
        assert residents_of(["35.26.06", villages[0], villages[1]]) == {
            "35.26.06": None,
            villages[0]: None,
            villages[1]: 1000,
        }
        self.store({villages[0]: 0})
        assert residents_of(["35.26.06"]) == {"35.26.06": 1000 * (len(villages) - 1)}

    def test_its_own_number_counts_before_the_sum(self, bangkalan):
        assert residents_of(["35.26"]) == {"35.26": 1_042_031}


class TestCommand:
    def test_a_dry_run_writes_nothing_and_the_run_writes_the_valid_rows(self, bangkalan, tmp_path, capsys):
        file = tmp_path / "penduduk.csv"
        file.write_text("kode,penduduk\n35.26.06.2001,2410\nsalah,1\n")
        call_command("import_residents", str(file), "--source", "uji", "--dry-run")
        assert Region.objects.get(code="35.26.06.2001").population is None
        call_command("import_residents", str(file), "--source", "uji")
        assert Region.objects.get(code="35.26.06.2001").population == 2410
        assert "baris 3" in capsys.readouterr().out

    def test_a_missing_file_is_named(self, bangkalan, tmp_path):
        with pytest.raises(CommandError, match="tidak dapat dibaca"):
            call_command("import_residents", str(tmp_path / "x.csv"), "--source", "uji")
