import json
import re

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from kondusif.core.problems import Problem
from kondusif.regions.boundary_check import check_boundaries
from kondusif.regions.boundary_file import as_code, read_boundaries
from kondusif.regions.kinds import Level

VILLAGES = [f"35.26.01.{number}" for number in (2001, 2002, 2003, 2004)]
KNOWN = {"35", "35.26", "35.26.01", "35.26.02", "35.26.02.2001", "35.27", *VILLAGES}


def square(n: int, gap: float = 0.0) -> shapely.Polygon:
    """This function will return the n-th square of a row, a tenth of a degree wide."""
    return shapely.box(112.1 + n / 10 + gap, -7.1, 112.2 + n / 10, -7.0)


def feature(code: object, shape: shapely.Geometry | None, key: str = "kode", **more: object) -> dict:
    geometry = json.loads(shapely.to_geojson(shape)) if shape is not None else None
    return {"type": "Feature", "properties": {key: code} | more, "geometry": geometry}


def row(codes=VILLAGES, **options) -> list[dict]:
    return [feature(code, square(n, **options)) for n, code in enumerate(codes)]


def content(features: list[dict], **root: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features} | root).encode()


def problem_of(raw: bytes) -> Problem:
    with pytest.raises(Problem) as caught:
        read_boundaries(raw, KNOWN)
    assert len(str(caught.value)) > 30
    return caught.value


class TestReading:
    def test_codes_and_shapes_are_read(self):
        read = read_boundaries(content(row()), KNOWN)
        assert list(read.shapes) == VILLAGES
        assert (read.level, read.code_property, read.swapped) == (Level.VILLAGE, "kode", False)

    @pytest.mark.parametrize("write", [str, lambda c: c.replace(".", ""), lambda c: int(c.replace(".", "")),
                                       lambda c: float(c.replace(".", "")), lambda c: f" {c} "])  # fmt: skip
    def test_codes_may_be_text_or_numbers_with_or_without_dots(self, write):
        read = read_boundaries(content([feature(write(c), square(n)) for n, c in enumerate(VILLAGES)]), KNOWN)
        assert list(read.shapes) == VILLAGES

    def test_the_property_with_the_deepest_codes_is_chosen_whatever_its_name(self):
        features = [
            feature(c, square(n), key="KDEPUM", FID=n, KDPKAB="35.26", KDCPUM="35.26.01", luas=2.5, catatan=None)
            for n, c in enumerate(VILLAGES)
        ]
        assert read_boundaries(content(features), KNOWN).code_property == "KDEPUM"

    def test_latitude_before_longitude_is_put_right(self):
        turned = [feature(c, shapely.transform(square(n), lambda xy: xy[:, ::-1])) for n, c in enumerate(VILLAGES)]
        read = read_boundaries(content(turned), KNOWN)
        assert read.swapped
        assert read.shapes[VILLAGES[0]].equals(square(0))

    def test_a_broken_ring_is_mended_and_told(self):
        bow = shapely.Polygon([(112.1, -7.1), (112.2, -7.0), (112.2, -7.1), (112.1, -7.0)])
        read = read_boundaries(content([feature(VILLAGES[0], bow), *row(VILLAGES[1:])]), KNOWN)
        assert read.repaired == [VILLAGES[0]]
        assert read.shapes[VILLAGES[0]].is_valid

    def test_several_features_of_one_code_become_one(self):
        read = read_boundaries(content([*row(), feature(VILLAGES[0], shapely.box(112.1, -6.9, 112.15, -6.85))]), KNOWN)
        assert read.joined == [VILLAGES[0]]
        assert len(read.shapes[VILLAGES[0]].geoms) == 2

    def test_heights_are_dropped(self):
        high = feature(VILLAGES[0], shapely.force_3d(square(0), 12.0))
        assert not read_boundaries(content([high]), KNOWN).shapes[VILLAGES[0]].has_z

    def test_useless_rows_are_counted_apart_from_the_good_ones(self):
        line = {"type": "LineString", "coordinates": [[112.1, -7.1], [112.2, -7.0]]}
        rows = [
            *row(VILLAGES[:2]),
            feature("35.26.01.2999", square(3)),
            feature(None, square(3)),
            feature(VILLAGES[2], None),
            {"type": "Feature", "properties": {"kode": VILLAGES[3]}, "geometry": line},
            {"type": "Feature", "properties": None, "geometry": {"type": "Polygon", "coordinates": [[["a", 1]]]}},
            feature("35.26.01", square(3)),
        ]
        read = read_boundaries(content(rows), KNOWN)
        assert list(read.shapes) == VILLAGES[:2]
        assert read.unknown == ["35.26.01.2999"]
        assert [number for number, _ in read.unusable] == [4, 5, 6, 7]
        assert read.n_other_level == 1

    def test_subdistricts_alone_are_a_file_too(self):
        read = read_boundaries(content(row(["35.26.01", "35.26.02"])), KNOWN)
        assert (read.level, list(read.shapes)) == (Level.SUBDISTRICT, ["35.26.01", "35.26.02"])

    @pytest.mark.parametrize("crs", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"])
    def test_degrees_may_be_named(self, crs):
        assert read_boundaries(content(row(), crs={"type": "name", "properties": {"name": crs}}), KNOWN).shapes

    @pytest.mark.parametrize("odd", [None, 12, "EPSG:32749", {"properties": None}, {"properties": {"name": 4}}, []])
    def test_an_odd_crs_member_breaks_nothing(self, odd):
        assert read_boundaries(content(row(), crs=odd), KNOWN).shapes


class TestFilesThatCannotBeUsed:
    def test_a_truncated_file(self):
        assert problem_of(content(row())[:-40]).code == "boundaries.broken"
        assert "utuh" in str(problem_of(content(row())[:-40])) or "middle" in str(problem_of(content(row())[:-40]))

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"\xff\xfe\x00",
            b"{",
            b"bukan json",
            b'{"a": NaN}',
            b"\x00" * 100,
            b'{"type": "\xed\xa0\x80"}',
            b"[" * 5000,
        ],
    )
    def test_bytes_that_are_no_json(self, raw):
        assert problem_of(raw).code == "boundaries.broken"

    @pytest.mark.parametrize("raw", [b"PK\x03\x04rest", b"\x00\x00\x27\x0arest", b"\x1f\x8brest"])
    def test_shapefiles_and_archives(self, raw):
        assert problem_of(raw).code == "boundaries.not_geojson"

    @pytest.mark.parametrize(
        "raw", [b"[]", b"{}", b"3", b'{"type": "Topology"}', b'{"type": "FeatureCollection", "features": 7}']
    )
    def test_json_that_is_no_layer(self, raw):
        assert problem_of(raw).code == "boundaries.no_features"

    def test_an_empty_layer(self):
        assert problem_of(content([])).code == "boundaries.empty"

    def test_a_layer_without_codes(self):
        assert problem_of(content([feature("Kamal", square(0))])).code == "boundaries.no_codes"

    def test_a_layer_with_codes_of_the_statistics_office(self):
        rows = [feature(f"35260100{n:02}", square(n), kab="3526") for n in range(4)]
        assert problem_of(content(rows)).code == "boundaries.bps"

    def test_metres_instead_of_degrees(self):
        metres = [feature(VILLAGES[0], shapely.box(690_000, 9_210_000, 700_000, 9_220_000))]
        assert problem_of(content(metres)).code == "boundaries.wrong_crs"

    def test_a_named_system_of_metres(self):
        named = content(row(), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32749"}})
        assert problem_of(named).code == "boundaries.wrong_crs"
        assert "32749" in str(problem_of(named))

    def test_another_country(self):
        assert (
            problem_of(content([feature(VILLAGES[0], shapely.box(4, 51, 5, 52))])).code == "boundaries.outside_country"
        )

    def test_no_polygon_at_all(self):
        assert problem_of(content([feature(VILLAGES[0], shapely.Point(112, -7))])).code == "boundaries.no_polygons"

    def test_infinite_coordinates(self):
        raw = content(row(VILLAGES[:1])).replace(b"112.1", b"1e999")
        assert problem_of(raw).code in {"boundaries.broken", "boundaries.no_polygons"}

    def test_too_many_features(self, monkeypatch):
        monkeypatch.setattr("kondusif.regions.boundary_file.MAX_FEATURES", 3)
        assert problem_of(content(row())).code == "boundaries.too_many"

    def test_too_many_bytes(self, monkeypatch):
        monkeypatch.setattr("kondusif.regions.boundary_file.MAX_BYTES", 100)
        assert problem_of(content(row())).code == "boundaries.too_big"


@pytest.mark.parametrize(
    "value", [None, True, [], {}, "", "abc", 1.5, float("nan"), -3526, "35.26.01.0001", "٣٥٢٦", 10**400]
)
def test_a_property_that_is_no_code_is_none(value):
    assert as_code(value) is None


class TestChecking:
    def checked(self, features, points=None, official=None, codes=KNOWN):
        read = read_boundaries(content(features), KNOWN)
        return check_boundaries(read, codes=codes, points=points or {}, official_km2=official or {})

    def test_slivers_between_neighbours_are_closed(self):
        sliver = shapely.Polygon([(112.2, -7.06), (112.2, -7.04), (112.2005, -7.05)])
        checked = self.checked([feature(VILLAGES[1], square(1) - sliver), *row()[:1], *row()[2:]])
        assert shapely.coverage_is_valid([checked.shapes[c] for c in VILLAGES])
        assert checked.shapes["35.26.01"].geom_type == "Polygon"
        assert not checked.shapes["35.26.01"].interiors
        assert 0 < checked.largest_change_share < 0.01

    def test_overlaps_go_to_one_of_the_two(self):
        checked = self.checked(row(gap=-0.0005))
        shapes = [checked.shapes[c] for c in VILLAGES]
        assert sum(s.area for s in shapes) == pytest.approx(shapely.union_all(shapes).area, rel=1e-9)

    def test_a_village_under_another_is_left_out_and_named(self):
        inner = shapely.box(112.12, -7.08, 112.14, -7.06)
        checked = self.checked([*row(VILLAGES[:2]), feature(VILLAGES[2], inner)])
        assert shapely.coverage_is_valid([shape for code, shape in checked.shapes.items() if code in VILLAGES])
        assert checked.swallowed == [VILLAGES[2]]
        assert VILLAGES[2] in checked.missing

    def test_specks_are_no_area(self):
        with pytest.raises(Problem) as caught:
            self.checked([feature(VILLAGES[0], shapely.box(112.1, -7.1, 112.1000001, -7.0999999))])
        assert caught.value.code == "boundaries.no_polygons"

    def test_a_subdistrict_is_drawn_from_its_villages_and_a_regency_only_when_whole(self):
        checked = self.checked(row())
        assert checked.shapes["35.26.01"].equals(shapely.box(112.1, -7.1, 112.5, -7.0))
        assert "35.26" not in checked.shapes
        assert checked.not_joined == ["35.26"]
        assert checked.missing == ["35.26.02.2001"]

    def test_with_all_its_parts_a_regency_is_drawn_and_measured(self):
        checked = self.checked([*row(), feature("35.26.02.2001", square(4))], official={"35.26": 600.0})
        assert "35.26" in checked.shapes
        assert "35" not in checked.shapes
        (area,) = checked.areas
        assert area.km2 == pytest.approx(610, abs=5)
        assert area.difference_share == pytest.approx(area.km2 / 600 - 1)

    def test_without_an_official_area_there_is_no_difference(self):
        checked = self.checked([*row(), feature("35.26.02.2001", square(4))])
        assert checked.areas[0].difference_share is None

    def test_a_shape_far_from_its_known_point_is_named(self):
        points = {code: (112.15 + n / 10, -7.05) for n, code in enumerate(VILLAGES)} | {VILLAGES[3]: (113.9, -7.05)}
        assert self.checked(row(), points=points).far == [VILLAGES[3]]

    def test_when_most_stand_elsewhere_the_file_is_refused(self):
        points = dict.fromkeys(VILLAGES, (113.9, -7.05))
        with pytest.raises(Problem, match="BPS") as caught:
            self.checked(row(), points=points)
        assert caught.value.code == "boundaries.misplaced"

    def test_what_is_shown_keeps_neighbours_together(self):
        checked = self.checked(row())
        assert shapely.coverage_is_valid([checked.shown[c] for c in VILLAGES])
        assert set(checked.shown) == set(checked.shapes)


def test_villages_that_were_simplified_one_by_one_fit_again(real_file):
    collection = json.loads(real_file("3519_madiun", "desa"))
    for item in collection["features"]:
        shape = shapely.from_geojson(json.dumps(item["geometry"])).simplify(3e-4)
        item["geometry"] = json.loads(shapely.to_geojson(shape))
    known = {item["properties"]["kode"] for item in collection["features"]}
    known |= {code[:n] for code in known for n in (2, 5, 8)}
    read = read_boundaries(json.dumps(collection).encode(), known)
    before = shapely.union_all(list(read.shapes.values()))
    checked = check_boundaries(read, codes=known, points={}, official_km2={"35.19": 1113.627})
    assert sum(len(p.interiors) for p in shapely.get_parts(before)) > 100
    assert checked.n_holes <= 2
    assert shapely.coverage_is_valid([checked.shapes[c] for c in read.shapes])
    assert abs(checked.areas[0].difference_share) < 0.01


def test_no_sentence_leaves_a_placeholder_open(real_file):
    from kondusif.regions.boundary_report import report_lines

    read = read_boundaries(
        content([*row(gap=0.0005), feature("35.26.01.2999", square(4)), feature(None, square(4))]), KNOWN
    )
    checked = check_boundaries(read, codes=KNOWN, points={VILLAGES[0]: (113, -7)}, official_km2={})
    lines = list(report_lines(checked, {VILLAGES[0]: "Desa Satu"}))
    assert len(lines) > 8
    assert not [line for line in lines if re.search(r"%\(|%[sd]", line)]


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=12)
    | st.sampled_from(VILLAGES),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(["type", "coordinates", "kode", "x"]), inner)
    ),
    max_leaves=12,
)
RINGS = st.lists(st.lists(st.lists(st.floats(-200, 200), min_size=1, max_size=4), max_size=6), max_size=3)
NEAR = st.lists(st.lists(st.tuples(st.floats(112, 113), st.floats(-8, -7)), min_size=3, max_size=8), max_size=2)
GEOMETRIES = ANYTHING | st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Polygon", "MultiPolygon", "Point", "GeometryCollection", "polygon"]),
        "coordinates": ANYTHING | RINGS | NEAR | NEAR.map(lambda rings: [[[*ring, ring[0]] for ring in rings]]),
    }
)
FEATURES = st.fixed_dictionaries(
    {"properties": ANYTHING | st.sampled_from([{"kode": code} for code in VILLAGES]), "geometry": GEOMETRIES}
)


@settings(max_examples=300, deadline=None)
@given(st.lists(FEATURES | ANYTHING, max_size=4), ANYTHING)
def test_whatever_the_file_holds_it_is_read_or_refused_by_name(features, crs):
    raw = json.dumps({"type": "FeatureCollection", "features": features, "crs": crs}).encode()
    try:
        read = read_boundaries(raw, KNOWN)
    except Problem as problem:
        assert problem.code.startswith("boundaries.")
    else:
        assert all(shape.is_valid for shape in read.shapes.values())
