from pathlib import Path

import numpy as np
import pytest

from kondusif_engine import ArgumentProblem, scan

CAS = "a 2 2026/2/20\nb 1 2026/2/22\n\na 1 2026/2/20\n"
GEO = "a -7.5 110.5\nb -7.6 110.6\nc -7.7 110.7\n"
POP = "a 2026 100\nb 2026 200\nc 2026 50\n"


def test_the_three_files_become_arrays():
    data = scan.read_classic(CAS, GEO, POP)
    assert data.ids == ("a", "b", "c")
    assert data.coords[0].tolist() == [110.5, -7.5]
    assert data.counts.tolist() == [[3, 0, 0], [0, 0, 1], [0, 0, 0]]
    assert data.population.tolist() == [100, 200, 50]
    assert data.baseline is None
    assert data.bins == ("2026-02-20", "2026-02-21", "2026-02-22")


def test_plane_coordinates_keep_their_order_and_commas_part_fields():
    data = scan.read_classic("a,2\nb,1", "a,1.5,2.5\nb,3,4", precision="none", cartesian=True)
    assert data.coords.tolist() == [[1.5, 2.5], [3, 4]]
    assert data.counts.tolist() == [[2], [1]]
    assert data.population is None


@pytest.mark.parametrize(
    ("precision", "times", "bins"),
    [
        ("month", ("2025/11", "2026/1"), ("2025-11", "2025-12", "2026-01")),
        ("year", ("2024", "2026"), ("2024", "2025", "2026")),
        ("generic", ("-1", "1"), ("-1", "0", "1")),
    ],
)
def test_bins_can_be_months_years_or_plain_numbers(precision, times, bins):
    data = scan.read_classic(f"a 1 {times[0]}\na 2 {times[1]}", GEO, precision=precision)
    assert data.bins == bins
    assert data.counts[0].tolist() == [1, 0, 2]


def test_covariates_become_expected_cases():
    cas = "a 6 2026 old\na 1 2026 young\nb 4 2026 old\nb 3 2026 young"
    pop = "a 2026 100 old\na 2026 300 young\nb 2026 100 old\nb 2026 100 young"
    data = scan.read_classic(cas, "a 0 0\nb 1 1", pop, precision="year")
    # Old: 10 cases among 200 people; young: 4 among 400.
    assert data.baseline == pytest.approx([100 * 0.05 + 300 * 0.01, 100 * 0.05 + 100 * 0.01])
    assert data.population.tolist() == [400, 200]


def test_an_open_file_can_be_read(tmp_path):
    path = tmp_path / "x.geo"
    path.write_text(GEO)
    with path.open() as lines:
        assert scan.read_classic(CAS, lines).ids == ("a", "b", "c")


def test_what_was_read_can_be_scanned():
    data = scan.read_classic(CAS, GEO, POP)
    places = scan.neighbours(data.coords, max_share=0.5, weight=data.population)
    result = scan.space_time(
        data.counts, places, model="poisson", population=data.population, replicates=9, seed=1
    )
    assert np.isfinite(result.null_maxima).all()


@pytest.mark.parametrize(
    ("cas", "geo", "pop", "told"),
    [
        ("d 1 2026/1/1", GEO, None, "cas line 1 names 'd'"),
        ("a x 2026/1/1", GEO, None, "cas line 1 has 'x'"),
        ("a -1 2026/1/1", GEO, None, "cas line 1 has -1 cases"),
        ("a 1 2026/13/1", GEO, None, "cas line 1 has time '2026/13/1'"),
        ("a 1 2026/1/1\na 1 2/1/2026", GEO, None, "cas line 2 has time '2/1/2026'"),
        ("a,,3,2026/1/1", GEO, None, "cas line 1 lacks field 2"),
        ("a 1e300 2026/1/1", GEO, None, "cas line 1 has 1e300 cases"),
        ("data.cas", GEO, None, "cas is 'data.cas'; give the text itself, or pathlib.Path of the file"),
        ([b"a 1 2026/1/1"], GEO, None, "cas line 1 is bytes; open the file as text"),
        (Path("no such file.cas"), GEO, None, "cas cannot be read"),
        ("a 1", GEO, None, "cas line 1 has 2 fields"),
        (CAS, "a 1 2\na 1 2", None, "geo line 2 gives 'a' a second time"),
        (CAS, "", None, "geo holds no place"),
        (CAS, GEO, "a 2026 -5", "pop line 1 has -5 people"),
        (CAS, GEO, "a 2025 5\na 2026 5", "pop line 2 has a second time"),
    ],
)
def test_a_bad_line_is_named(cas, geo, pop, told):
    with pytest.raises(ArgumentProblem, match=told):
        scan.read_classic(cas, geo, pop)


def test_a_time_mistyped_by_thousands_of_years_is_refused_and_not_counted_day_by_day():
    geo = "\n".join(f"p{i} -7.5 {110 + i / 1000}" for i in range(500))
    with pytest.raises(ArgumentProblem, match="cas reaches from 2026-01-01 to 9026-01-01; look for a time"):
        scan.read_classic("p1 1 2026/1/1\np2 1 9026/1/1", geo)


def test_files_of_other_systems_read_alike(tmp_path):
    plain = scan.read_classic("a 1 2026/1/1\nb 2 2026/1/3", "a -7.5 110.5\nb -7.6 110.6")
    (tmp_path / "x.cas").write_bytes("\ufeffa;1;2026-01-01;;\r\n\r\nb ;2; 2026-1-3\r\n".encode())
    (tmp_path / "x.geo").write_bytes(b"a\t-7.5\t110.5\rb\t-7.6\t110.6\r")
    odd = scan.read_classic(tmp_path / "x.cas", tmp_path / "x.geo")
    assert odd.ids == plain.ids and odd.bins == plain.bins
    np.testing.assert_array_equal(odd.counts, plain.counts)
    np.testing.assert_array_equal(odd.coords, plain.coords)


def test_finer_times_are_gathered():
    data = scan.read_classic("a 1 2026/1/1\na 2 2026/1/31\na 4 2026/2", "a -7.5 110.5", precision="month")
    assert data.bins == ("2026-01", "2026-02") and data.counts.tolist() == [[3, 4]]
