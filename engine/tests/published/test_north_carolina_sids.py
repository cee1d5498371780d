"""Sudden infant deaths in 100 counties of North Carolina, 1974-84 (Cressie, Read 1985)."""

import numpy as np
import pytest
from classic_sets import column, rows

from kondusif_engine import scan


@pytest.fixture
def counties():
    return rows("nc_sids.csv")


def test_the_two_clusters_of_circles_are_those_the_reference_program_prints(counties):
    coords = np.column_stack((column(counties, "lon"), column(counties, "lat")))
    births = column(counties, "BIR74", "BIR79")
    deaths = column(counties, "SID74", "SID79")
    places = scan.neighbours(coords, max_share=0.5, weight=births)
    result = scan.space_time(
        deaths, places, model="poisson", population=births, replicates=99, seed=1, max_clusters=2
    )
    first, second = result.clusters
    assert {counties[i]["NAME"] for i in first.members} == {"Robeson", "Scotland", "Hoke", "Bladen"}
    assert (first.cases, first.expected) == (107, pytest.approx(57.70, abs=0.005))
    assert first.llr == pytest.approx(17.632113, abs=5e-7)
    assert first.p_value == 0.01
    assert {counties[i]["NAME"] for i in second.members} == {
        "Northampton",
        "Halifax",
        "Hertford",
        "Bertie",
    }
    assert (second.cases, second.expected) == (70, pytest.approx(34.62, abs=0.005))
    assert second.llr == pytest.approx(14.337649, abs=5e-7)
