import json
import sys
import threading
from datetime import date

import pytest
import shapely
from django.db import IntegrityError, connection, transaction

from kondusif.core.models import Event
from kondusif.core.problems import NotFound, Problem
from kondusif.regions import gazetteer
from kondusif.regions.actions.build_approximate_areas import build_approximate_areas
from kondusif.regions.actions.create_tenant import create_tenant
from kondusif.regions.actions.import_boundaries import BoundarySource, examine_boundaries, import_boundaries
from kondusif.regions.actions.load_regions import load_regions
from kondusif.regions.models import Boundary, Region, Tenant
from kondusif.regions.operators import Operator
from kondusif.regions.queries import place_index, subtree
from kondusif.regions.tests.conftest import DATA, NOW

SOURCE = BoundarySource("berkas uji", date(2026, 1, 1))
FIVE = {
    "3572_kota_blitar": ("35.72", 21, 3),
    "3526_bangkalan": ("35.26", 281, 18),
    "5106_bangli": ("51.06", 72, 4),
    "3519_madiun": ("35.19", 206, 15),
    "65_kalimantan_utara": ("65", 482, 55),
}


def imported(content: bytes, **options):
    return import_boundaries(content, source=SOURCE, data_dir=DATA, by=Operator(), at=NOW, **options)


def squares(*codes: str, size: float = 0.01, **properties) -> bytes:
    """This function will draw each village as a square around its known point."""
    features = []
    for region in Region.objects.filter(code__in=codes):
        box = shapely.box(region.lon - size, region.lat - size, region.lon + size, region.lat + size)
        features.append(
            {
                "type": "Feature",
                "properties": {"kode": region.code} | properties,
                "geometry": json.loads(shapely.to_geojson(box)),
            }
        )
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


class TestLoadingRegions:
    def test_a_region_comes_with_everything_in_it_and_above_it(self, bangkalan):
        assert Region.objects.get(code="35").title == "Provinsi Jawa Timur"
        assert subtree("35.26").count() == 1 + 18 + 281
        assert not Region.objects.filter(code__startswith="35.27").exists()

    def test_loading_the_same_tables_again_writes_nothing(self, bangkalan):
        Region.objects.filter(code="35.26").update(name="Diubah")
        assert load_regions(folder=DATA / "regions", at=NOW, only=("35.26",)) == 0
        assert Region.objects.get(code="35.26").name == "Diubah"

    def test_another_part_is_added_to_what_is_there(self, bangkalan):
        assert load_regions(folder=DATA / "regions", at=NOW, only=("35.72",)) == 1 + 1 + 3 + 21
        assert subtree("35.26").count() == 300

    def test_residents_an_office_counted_outlive_a_new_edition(self, bangkalan):
        Region.objects.filter(code="35.26.06.2001").update(population=2_410, population_source="Dukcapil 2026")
        load_regions(folder=DATA / "regions", at=NOW, only=("35",))
        kombangan = Region.objects.get(code="35.26.06.2001")
        assert (kombangan.population, kombangan.population_source) == (2_410, "Dukcapil 2026")

    def test_unknown_numbers_stay_unknown(self, bangkalan):
        assert Region.objects.get(code="35.26.06.2001").population is None
        assert Region.objects.get(code="35.26").population == 1_042_031

    @pytest.mark.parametrize("wrong", [{"lon": None}, {"lat": 91.0}, {"population": 5}, {"level": 3}, {"parent": None}])
    def test_the_database_refuses_a_region_that_makes_no_sense(self, bangkalan, wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            Region.objects.filter(code="35.26.06.2001").update(**wrong)

    def test_the_time_zone_of_the_regency_holds_in_its_villages(self, five_regions):
        zones = {code: set(subtree(code).values_list("timezone", flat=True)) for code in ("35.26", "51.06", "65")}
        assert zones == {"35.26": {"Asia/Jakarta"}, "51.06": {"Asia/Makassar"}, "65": {"Asia/Makassar"}}

    def test_nothing_is_loaded_when_loading_fails_in_the_middle(self, db, monkeypatch):
        def broken(folder, only=()):
            yield from list(gazetteer_rows(folder, ("35.72",)))[:10]
            raise OSError("disk gone")

        gazetteer_rows = gazetteer.rows
        monkeypatch.setattr(gazetteer, "rows", broken)
        with pytest.raises(OSError, match="disk gone"):
            load_regions(folder=DATA / "regions", at=NOW, only=("35.72",))
        assert not Region.objects.exists()


class TestCreatingATenant:
    def create(self, code: str, **options) -> Tenant:
        return create_tenant(region_code=code, data_dir=DATA, by=Operator(), at=NOW, **options)

    def test_an_office_gets_its_name_zone_and_map(self, bangkalan):
        tenant = self.create("35.26")
        assert (tenant.name, tenant.slug, tenant.timezone) == (
            "Kabupaten Bangkalan",
            "kabupaten-bangkalan",
            "Asia/Jakarta",
        )
        assert Boundary.objects.filter(current=True, approximate=True).count() == 300
        assert Event.objects.get(name="tenant.created").region_code == "35.26"

    def test_creating_it_twice_changes_nothing(self, bangkalan):
        first = self.create("35.26")
        before = list(Boundary.objects.values_list("id", flat=True))
        assert self.create("35.26") == first
        assert list(Boundary.objects.values_list("id", flat=True)) == before
        assert Event.objects.filter(name="tenant.created").count() == 1

    def test_a_province_stands_above_its_regencies(self, five_regions):
        self.create("65", with_regencies=True)
        assert list(Tenant.objects.values_list("region_id", flat=True)) == [
            "65",
            "65.01",
            "65.02",
            "65.03",
            "65.04",
            "65.71",
        ]

    def test_a_subdistrict_is_no_office_of_its_own(self, bangkalan):
        with pytest.raises(Problem, match="provin") as caught:
            self.create("35.26.06")
        assert caught.value.code == "tenant.level"
        assert not Tenant.objects.exists()

    @pytest.mark.parametrize("code", ["35.99", "3526", "", "35.26'; --"])
    def test_a_region_that_does_not_exist_is_refused(self, bangkalan, code):
        with pytest.raises(NotFound):
            self.create(code)


class TestApproximateAreas:
    @pytest.mark.parametrize(("code", "n_villages", "n_subdistricts"), FIVE.values())
    def test_every_village_of_the_five_regions_holds_its_own_point(
        self, five_regions, code, n_villages, n_subdistricts
    ):
        drawn = build_approximate_areas(region_code=code, data_dir=DATA, on=NOW.date())
        index = place_index(code)
        villages = list(subtree(code, 4).values_list("code", "lon", "lat"))
        assert index.villages_at([v[1] for v in villages], [v[2] for v in villages]) == [v[0] for v in villages]
        assert len(index) == n_villages
        assert drawn.without_point == ()
        assert Boundary.objects.filter(region__level=3, region__code__startswith=code + ".").count() == n_subdistricts

    def test_drawing_again_replaces_and_does_not_pile_up(self, bangkalan):
        for _ in range(2):
            build_approximate_areas(region_code="35.26", data_dir=DATA, on=NOW.date())
        assert Boundary.objects.count() == 300


class TestImportingBoundaries:
    @pytest.mark.parametrize("region", FIVE)
    def test_real_villages_of_the_five_regions_go_in_whole(self, five_regions, real_file, region):
        code, n_villages, n_subdistricts = FIVE[region]
        checked = imported(real_file(region, "desa"))
        assert (checked.missing, checked.file.unknown, checked.file.unusable) == ([], [], [])
        rows = Boundary.objects.filter(current=True, approximate=False, region__code__startswith=code)
        assert rows.filter(region__level=4).count() == n_villages
        assert rows.filter(region__level=3).count() == n_subdistricts
        assert all(abs(area.difference_share) < 0.012 for area in checked.areas)
        assert shapely.coverage_is_valid([s for c, s in checked.shapes.items() if len(c) == 13])

    def test_surveyed_areas_replace_approximate_ones_and_the_former_stay_on_record(self, bangkalan, real_file):
        create_tenant(region_code="35.26", data_dir=DATA, by=Operator(), at=NOW)
        imported(real_file("3526_bangkalan", "desa"))
        assert not Boundary.objects.filter(current=True, approximate=True).exists()
        assert Boundary.objects.filter(current=False, approximate=True).count() == 300
        assert place_index("35.26").approximate == frozenset()

    def test_subdistricts_alone_are_shared_out_among_their_villages(self, bangkalan, real_file):
        create_tenant(region_code="35.26", data_dir=DATA, by=Operator(), at=NOW)
        imported(real_file("3526_bangkalan", "kecamatan"))
        geger = shapely.from_wkb(bytes(Boundary.objects.get(region_id="35.26.06", current=True).geometry))
        villages = Boundary.objects.filter(region__code__startswith="35.26.06.", current=True, approximate=True)
        shapes = [shapely.from_wkb(bytes(v.geometry)) for v in villages]
        assert len(shapes) == 13
        assert shapely.union_all(shapes).symmetric_difference(geger).area < 1e-9

    def test_the_import_is_on_record(self, bangkalan, real_file):
        imported(real_file("3526_bangkalan", "desa"))
        event = Event.objects.get(name="boundaries.imported")
        assert (event.region_code, event.payload["n_areas"], event.payload["source"]) == ("35.26", 300, "berkas uji")

    def test_examining_writes_nothing(self, bangkalan, real_file):
        examine_boundaries(real_file("3526_bangkalan", "desa"), data_dir=DATA)
        assert not Boundary.objects.exists()

    def test_nothing_is_stored_when_the_last_step_fails(self, bangkalan, real_file, monkeypatch):
        def broken(*args, **kwargs):
            raise OSError("disk gone")

        # The package shows the function under the module's name, so the module is taken by its full one.
        monkeypatch.setattr(sys.modules["kondusif.regions.actions.import_boundaries"], "record", broken)
        with pytest.raises(OSError, match="disk gone"):
            imported(real_file("3526_bangkalan", "desa"))
        assert not Boundary.objects.exists()

    def test_a_part_of_a_regency_leaves_the_rest_as_it_was(self, bangkalan):
        create_tenant(region_code="35.26", data_dir=DATA, by=Operator(), at=NOW)
        checked = imported(squares("35.26.06.2001", "35.26.06.2005"))
        assert set(checked.not_joined) == {"35.26.06"}
        assert Boundary.objects.get(region_id="35.26.06", current=True).approximate
        assert not Boundary.objects.get(region_id="35.26.06.2001", current=True).approximate
        assert Boundary.objects.get(region_id="35.26.06.2002", current=True).approximate

    def test_where_a_guess_laps_over_a_surveyed_area_the_survey_wins(self, bangkalan):
        create_tenant(region_code="35.26", data_dir=DATA, by=Operator(), at=NOW)
        kemayoran = Region.objects.get(code="35.26.01.1002")
        imported(squares(kemayoran.code, size=0.02))
        neighbour = next(
            r for r in subtree("35.26", 4).exclude(code=kemayoran.code)
            if abs(r.lon - kemayoran.lon) < 0.019 and abs(r.lat - kemayoran.lat) < 0.019
        )  # fmt: skip
        assert place_index("35.26").village_at(neighbour.lon, neighbour.lat) == kemayoran.code

    def test_an_area_far_from_the_official_one_needs_a_word(self, bangkalan):
        codes = list(subtree("35.26", 4).values_list("code", flat=True))
        content = squares(*codes, size=0.002)
        with pytest.raises(Problem) as caught:
            imported(content)
        assert caught.value.code == "boundaries.area"
        assert not Boundary.objects.exists()
        assert imported(content, any_area=True).areas[0].difference_share < -0.25

    def test_a_file_with_bps_numbering_is_told_by_where_its_shapes_stand(self, five_regions, real_file):
        turned = {"65.01": "65.02", "65.02": "65.01", "65.03": "65.04", "65.04": "65.03"}
        collection = json.loads(real_file("65_kalimantan_utara", "desa"))
        for feature in collection["features"]:
            code = feature["properties"]["kode"]
            feature["properties"] = {"kode": turned.get(code[:5], code[:5]) + code[5:]}
        with pytest.raises(Problem) as caught:
            imported(json.dumps(collection).encode())
        assert caught.value.code == "boundaries.misplaced"
        assert not Boundary.objects.exists()

    def test_without_regions_the_sentence_says_which_command_loads_them(self, db):
        with pytest.raises(Problem, match="load-regions"):
            examine_boundaries(b"{}", data_dir=DATA)


class TestPlaceIndexOfATenant:
    def test_it_is_built_once_until_a_boundary_changes(self, bangkalan):
        create_tenant(region_code="35.26", data_dir=DATA, by=Operator(), at=NOW)
        first = place_index("35.26")
        assert place_index("35.26") is first
        imported(squares("35.26.06.2001", "35.26.06.2005"))
        assert place_index("35.26") is not first

    def test_asking_again_costs_one_query(self, bangkalan, django_assert_num_queries):
        create_tenant(region_code="35.26", data_dir=DATA, by=Operator(), at=NOW)
        place_index("35.26")
        with django_assert_num_queries(1):
            place_index("35.26")

    def test_threads_that_ask_at_once_all_get_the_same_answers(self, bangkalan):
        create_tenant(region_code="35.26", data_dir=DATA, by=Operator(), at=NOW)
        index = place_index("35.26")
        villages = list(subtree("35.26", 4).values_list("code", "lon", "lat"))
        wrong: list[str] = []

        def ask() -> None:
            for _ in range(5):
                wrong.extend(code for code, lon, lat in villages if index.village_at(lon, lat) != code)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []


def test_a_subtree_is_found_by_its_index(bangkalan):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = subtree("35.26").explain()
    assert "Index" in plan
    assert "Seq Scan" not in plan
