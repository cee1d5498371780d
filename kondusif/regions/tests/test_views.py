import gzip
import json

import pytest
from django.db import transaction
from django.test import Client

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.regions.actions import create_tenant, load_regions
from kondusif.regions.operators import Operator
from kondusif.regions.tests.conftest import DATA, NOW


@pytest.fixture(scope="module", autouse=True)
def office(django_db_setup, django_db_blocker):
    """Bangkalan's office, made once for this module: no test here writes, and drawing the map 40 times takes a minute."""
    with django_db_blocker.unblock(), transaction.atomic(), scoped(EVERYWHERE):
        load_regions(folder=DATA / "regions", at=NOW, only=("35.26", "35.72"))
        create_tenant(region_code="35.26", data_dir=DATA, by=Operator(), at=NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def in_the_database(db):
    """Each test stands in a savepoint of the module's transaction."""


@pytest.fixture
def sari() -> Client:
    """A citizen without an account, on any browser."""
    return Client()


def results_of(page: str) -> str:
    return page.split('id="region-results"')[1].split("</ul>")[0]


class TestSearch:
    def names(self, sari: Client, query: str, **more: str) -> list[str]:
        answer = sari.get("/wilayah/cari", {"q": query} | more, headers={"Accept": "*/*"})
        assert answer.status_code == 200
        return [hit["name"] for hit in answer.json()["results"]]

    def test_the_whole_name_comes_first(self, sari):
        assert self.names(sari, "kamal")[:2] == ["Desa Kamal", "Kecamatan Kamal"]

    def test_a_hit_says_where_it_lies(self, sari):
        answer = sari.get("/wilayah/cari", {"q": "lerpak"}, headers={"Accept": "application/json"})
        assert answer.json()["results"] == [
            {
                "code": "35.26.06.2005",
                "name": "Desa Lerpak",
                "where": "Kecamatan Geger, Kabupaten Bangkalan",
                "level": 4,
            }
        ]

    def test_titles_capitals_and_dots_make_no_difference(self, sari):
        assert self.names(sari, "KEC. Geger") == self.names(sari, "geger")

    def test_a_whole_sentence_still_finds_its_village(self, sari):
        assert self.names(sari, "di balai desa lerpak kecamatan geger")[0] == "Desa Lerpak"

    def test_a_misspelt_village_is_found(self, sari):
        assert self.names(sari, "desa lerpek")[0] == "Desa Lerpak"

    def test_places_outside_the_office_are_not_offered(self, sari):
        assert self.names(sari, "kepanjenkidul") == []
        assert self.names(sari, "kepanjenkidul", di="35.72") == []

    @pytest.mark.parametrize("query", ["", " ", "\0", "%", "_", "'; DROP TABLE", "x" * 5000, "\ud83d\ude00", "😀", "a"])
    def test_odd_words_find_nothing_and_break_nothing(self, sari, query):
        assert self.names(sari, query.encode("utf-8", "replace").decode()) == []

    def test_without_scripts_a_page_leads_back_to_the_form(self, sari):
        page = sari.get(
            "/wilayah/cari", {"q": "lerpak", "kembali": "/laporan/"}, headers={"Accept": "text/html"}
        ).content.decode()
        assert '<a class="button" href="/laporan/?village_code=35.26.06.2005">' in page
        assert "<html" in page

    @pytest.mark.parametrize("back", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)"])
    def test_a_page_never_leads_to_a_strange_address(self, sari, back):
        page = sari.get(
            "/wilayah/cari", {"q": "lerpak", "kembali": back}, headers={"Accept": "text/html"}
        ).content.decode()
        assert "Desa Lerpak" in results_of(page)
        assert "href" not in results_of(page)

    def test_htmx_gets_the_list_alone(self, sari):
        answer = sari.get("/wilayah/cari", {"q": "lerpak"}, headers={"Accept": "text/html", "HX-Request": "true"})
        assert answer.content.decode().startswith("<ul")

    def test_searching_costs_few_queries(self, sari, django_assert_max_num_queries):
        with django_assert_max_num_queries(4):
            self.names(sari, "kamal")

    def test_posting_is_not_a_way_to_search(self, sari):
        assert sari.post("/wilayah/cari").status_code == 405


class TestLocate:
    def test_a_point_is_named(self, sari):
        answer = sari.get("/wilayah/titik", {"lat": "-6.985", "lon": "112.944"})
        assert answer.json()["name"].startswith("Desa ")
        assert answer.json()["code"].startswith("35.26.06.")
        assert answer["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize(
        ("lat", "lon", "status", "code"),
        [
            ("112.944", "-6.985", 422, "point.swapped"),
            ("-6.2", "106.8", 404, "point.outside_region"),
            ("52.5", "13.4", 422, "point.outside_country"),
            ("", "", 422, "point.invalid"),
            ("nan", "inf", 422, "point.invalid"),
            ("1e400", "112", 422, "point.invalid"),
            ("-7\0", "112", 422, "point.invalid"),
        ],
    )
    def test_a_point_that_cannot_be_named_is_told_why(self, sari, lat, lon, status, code):
        answer = sari.get("/wilayah/titik", {"lat": lat, "lon": lon})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert len(answer.json()["detail"]) > 30


class TestAreas:
    def test_a_map_shows_the_subdistricts_first(self, sari):
        answer = sari.get("/wilayah/35.26/peta.geojson")
        collection = json.loads(answer.content)
        assert answer["Content-Type"] == "application/geo+json"
        assert len(collection["features"]) == 18
        assert collection["features"][0]["properties"] | {"label": None} == {
            "code": "35.26.01", "name": "Bangkalan", "title": "Kecamatan Bangkalan", "level": 3, "approximate": True, "label": None,
        }  # fmt: skip

    def test_and_the_villages_when_asked(self, sari):
        answer = sari.get("/wilayah/35.26/peta.geojson?tingkat=desa", headers={"Accept-Encoding": "gzip"})
        assert answer["Content-Encoding"] == "gzip"
        assert len(json.loads(gzip.decompress(answer.content))["features"]) == 281

    def test_one_subdistrict_alone(self, sari):
        assert len(json.loads(sari.get("/wilayah/35.26.06/peta.geojson?tingkat=desa").content)["features"]) == 13

    def test_a_browser_that_has_it_already_gets_nothing_again(self, sari):
        first = sari.get("/wilayah/35.26/peta.geojson")
        again = sari.get("/wilayah/35.26/peta.geojson", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_labels_stand_inside_their_areas(self, sari):
        import shapely

        for feature in json.loads(sari.get("/wilayah/35.26/peta.geojson?tingkat=desa").content)["features"]:
            shape = shapely.from_geojson(json.dumps(feature["geometry"]))
            assert shape.buffer(1e-4).contains(shapely.Point(feature["properties"]["label"]))

    @pytest.mark.parametrize("path", ["99.99", "35.26'--", "3526", "35.26.06.9999"])
    def test_an_unknown_region_is_not_found(self, sari, path):
        assert sari.get(f"/wilayah/{path}/peta.geojson").status_code == 404

    @pytest.mark.parametrize("level", ["provinsi", "rt", "4"])
    def test_a_level_that_makes_no_sense_is_refused(self, sari, level):
        assert sari.get(f"/wilayah/35.26/peta.geojson?tingkat={level}").status_code == 422

    def test_the_second_look_asks_the_database_only_whether_anything_changed(self, sari, django_assert_max_num_queries):
        sari.get("/wilayah/35.26/peta.geojson?tingkat=desa")
        with django_assert_max_num_queries(3):
            sari.get("/wilayah/35.26/peta.geojson?tingkat=desa")
