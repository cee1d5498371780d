from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kondusif.regions.models import Boundary, DataLoad, Region, Tenant


def run(*args, **options) -> str:
    out = StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


class TestLoadRegions:
    def test_it_tells_how_many_and_then_that_nothing_is_to_do(self, db):
        assert run("load_regions", "--only", "35.72", "--database", "default").startswith("26 ")
        assert "sudah termuat" in run("load_regions", "--only", "35.72", "--database", "default")
        assert DataLoad.objects.get().n_rows == 26

    def test_a_wrong_code_is_named(self, db):
        with pytest.raises(CommandError, match="3572"):
            run("load_regions", "--only", "3572", "--database", "default")
        assert not Region.objects.exists()


class TestCreateTenant:
    def test_it_opens_the_office(self, bangkalan):
        assert "Kabupaten Bangkalan (35.26)" in run("create_tenant", "35.26")
        assert Tenant.objects.get().region_id == "35.26"

    def test_a_region_that_is_not_there_is_refused_in_a_sentence(self, bangkalan):
        with pytest.raises(CommandError):
            run("create_tenant", "99.99")


class TestImportBoundaries:
    @pytest.fixture
    def file(self, real_file, tmp_path):
        path = tmp_path / "bangkalan.geojson"
        path.write_bytes(real_file("3526_bangkalan", "desa"))
        return path

    def test_a_dry_run_reports_and_writes_nothing(self, bangkalan, file):
        report = run("import_boundaries", str(file), "--dry-run")
        assert "281" in report
        assert "Kabupaten Bangkalan: 1.301,0 km²" in report
        assert "1.302,6 km²" in report
        assert "(-0,12 %)" in report
        assert "tidak ada yang ditulis" in report
        assert not Boundary.objects.exists()

    def test_the_report_comes_before_the_writing(self, bangkalan, file):
        report = run("import_boundaries", str(file), "--source", "BIG", "--valid-from", "2025-01-01")
        assert report.index("281") < report.index("disimpan")
        assert set(Boundary.objects.values_list("source", "valid_from__year")) == {("BIG", 2025)}

    def test_a_truncated_file_is_refused_and_nothing_is_written(self, bangkalan, file):
        file.write_bytes(file.read_bytes()[:50_000])
        with pytest.raises(CommandError):
            run("import_boundaries", str(file))
        assert not Boundary.objects.exists()

    @pytest.mark.parametrize("name", ["tidak-ada.geojson", "."])
    def test_a_file_that_cannot_be_read_is_named(self, bangkalan, tmp_path, name):
        with pytest.raises(CommandError, match="tidak dapat dibaca"):
            run("import_boundaries", str(tmp_path / name))
