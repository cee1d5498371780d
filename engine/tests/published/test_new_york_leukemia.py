"""Leukemia in 281 census tracts of upstate New York, 1978-82 (Waller et al. 1994)."""

import numpy as np
import pytest
from classic_sets import column, rows

from kondusif_engine import scan


@pytest.fixture
def tracts():
    return rows("smerc_nydf.csv")


def _scan(tracts, metric, columns, max_share):
    coords = np.column_stack([column(tracts, name) for name in columns])
    people = column(tracts, "population")
    places = scan.neighbours(coords, metric, max_share=max_share, weight=people)
    return scan.space_time(
        np.floor(column(tracts, "cases")),
        places,
        model="poisson",
        population=people,
        replicates=0,
        seed=0,
        max_clusters=2,
    ).clusters


def test_circles_on_the_globe_find_the_printed_cluster(tracts):
    first = _scan(tracts, "haversine", ("longitude", "latitude"), 0.5)[0]
    assert first.llr == pytest.approx(14.780276, abs=5e-7)
    assert (first.cases, round(first.expected, 2)) == (106, 62.13)
    assert (round(first.relative_risk, 2), round(first.radius, 1)) == (1.87, 7.7)


def test_plane_circles_of_a_tenth_of_the_people_find_the_printed_clusters(tracts):
    first, second = _scan(tracts, "euclidean", ("longitude", "latitude"), 0.1)
    tracts_inside = [*range(1, 7), *range(9, 19), *range(35, 39), *range(47, 53)]
    assert [member + 1 for member in first.members] == tracts_inside
    assert (first.cases, round(first.expected, 2)) == (85, 49.71)
    assert first.llr == pytest.approx(11.577255, abs=5e-7)
    assert second.llr == pytest.approx(9.019716, abs=5e-7)
