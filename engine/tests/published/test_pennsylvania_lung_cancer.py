"""Lung cancer in 67 counties of Pennsylvania, 2002, expected by race, gender and age (SpatialEpi)."""

import numpy as np
import pytest
from classic_sets import column, rows

from kondusif_engine import scan


def _strata():
    counties = rows("spatialepi_pennLC_geo.csv")
    number = {row["county"]: i for i, row in enumerate(counties)}
    strata = rows("spatialepi_pennLC.csv")
    kinds = sorted({(row["race"], row["gender"], row["age"]) for row in strata})
    people, cases = np.zeros((2, len(counties), len(kinds)))
    for row in strata:
        at = number[row["county"]], kinds.index((row["race"], row["gender"], row["age"]))
        people[at] += float(row["population"])
        cases[at] += float(row["cases"])
    return counties, people, cases


def test_two_counties_around_philadelphia_stand_out_once_age_is_allowed_for():
    counties, people, cases = _strata()
    expected = people @ (cases.sum(axis=0) / people.sum(axis=0))
    coords = np.column_stack((column(counties, "x"), column(counties, "y")))
    places = scan.neighbours(coords, max_share=0.5, weight=people.sum(axis=1))
    first = scan.space_time(
        cases.sum(axis=1), places, model="poisson", baseline=expected, replicates=0, seed=0
    ).clusters[0]
    assert {counties[i]["county"] for i in first.members} == {"delaware", "philadelphia"}
    assert first.llr == pytest.approx(17.66288, abs=5e-6)
