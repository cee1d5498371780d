"""Salmonella Agona in the United Kingdom, 312 weeks, against the R package surveillance 1.20.3.

The numbers are the bounds of `earsC` and `farringtonFlexible` there (b = 4, w = 3, noPeriods = 10,
pastWeeksNotIncluded = 26, alpha = .01, powertrans "2/3"), with its glm told to converge (epsilon = 1e-13):
left alone it stops early, and its bounds are up to 1.5e-5 off its own optimum. Its C3 adds the count of
the day itself where the published formula has the mean, so ours is compared with the formula only.
"""

import numpy as np
import pytest
from classic_sets import column, rows

from kondusif_engine import temporal

UPPER = [
    11.8052949091, 12.2005643220, 11.4546626200, 12.4888797024, 12.5084950449, 11.8718415742, 12.0287922524,
    11.4506282165, 10.7454143003, 10.4198595185, 9.8920710849, 9.5711334490, 8.6138934530, 8.4254692149,
    7.5473694956, 8.2926001882, 8.1764213064, 7.9523094614, 8.2550377764, 9.0701937308,
]  # fmt: skip
EXPECTED = [
    4.4499167194, 4.7484172193, 4.4180240782, 5.0, 4.9285714286, 4.7142857143, 4.8214285714, 4.4285714286,
    4.0714285714, 3.7857142857, 3.6071428571, 3.4285714286, 2.8928571429, 2.7857142857, 2.3697182737,
    2.7301981800, 2.6890307361, 2.6563954310, 2.8269989967, 3.2042579030,
]  # fmt: skip
UPPER_NB = [12, 12, 12, 13, 13, 12, 12, 11, 11, 10, 10, 10, 9, 8, 8, 8, 8, 8, 8, 9]
UPPER_C1 = [6.5682929076, 6.1527787976, 6.1527787976, 6.0754226467, 5.2251115224, 4.6536829510]
UPPER_C2 = [5.6217103359, 5.6217103359, 6.5682929076, 6.1527787976, 6.1527787976, 6.0754226467]


def _weeks():
    return column(rows("salmonella_agona_weekly.csv"), "observed").astype(int)[None]


def test_farrington_bounds_are_those_of_the_r_package():
    found = temporal.farrington(_weeks(), years=4, last=20, errors="surveillance")
    np.testing.assert_allclose(found.expected[0], EXPECTED, atol=1e-6)
    np.testing.assert_allclose(found.upper[0], UPPER, atol=1e-6)
    assert found.trend[0].tolist() == [False] * 15 + [True] * 5
    assert not found.alarm.any()


def test_farrington_quantiles_are_those_of_the_r_package():
    found = temporal.farrington(_weeks(), years=4, last=20, threshold="nb", errors="surveillance")
    assert found.upper[0].tolist() == UPPER_NB


@pytest.mark.parametrize(("method", "upper"), [("C1", UPPER_C1), ("C2", UPPER_C2)])
def test_ears_bounds_are_those_of_the_r_package(method, upper):
    np.testing.assert_allclose(temporal.ears(_weeks(), method, last=6).upper[0], upper, atol=1e-9)
