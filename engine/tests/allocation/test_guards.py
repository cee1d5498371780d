import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import allocation as twin

from kondusif_engine import ArgumentProblem, allocation

PATTERNS = [
    allocation.Pattern("low", 2, 12, 24, "order A"),
    allocation.Pattern("moderate", 2, 6, 12, "order A"),
    allocation.Pattern("high", 2, 1, 2, "order A"),
]


def test_west_jakarta_2024_one_cluster_of_7169_stations_by_pattern_2_16_32():
    pattern = [allocation.Pattern("kurang rawan", 2, 16, 32, "press, 2024")]
    found = allocation.need(np.zeros(7169, int), np.zeros(7169, int), pattern)
    assert found.cluster_teams.tolist() == [449]
    assert (found.police, found.guards) == (898, 14_338)


def test_ponorogo_2024_two_patterns():
    patterns = [
        allocation.Pattern("rawan", 2, 6, 12, "press, 2024"),
        allocation.Pattern("non-rawan", 2, 12, 24, "press, 2024"),
    ]
    stations = np.repeat([0, 1], [48, 2845])
    found = allocation.need(np.zeros(2893, int), stations, patterns)
    assert found.cluster_teams.tolist() == [8, 238]
    assert found.police == 16 + 476
    # 684 were deployed: stations, and the rest at posts, on patrol and in reserve.
    whole = allocation.need(np.zeros(2893, int), stations, patterns, posts={"other": 684 - 492})
    assert whole.total_police == 684


clusters = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), max_size=80)


@given(clusters)
def test_clusters_equal_the_plain_twin(stations):
    village, kind = ([s[0] for s in stations], [s[1] for s in stations])
    found = allocation.need(np.array(village, int), np.array(kind, int), PATTERNS)
    rows = twin.guards(village, kind, PATTERNS)
    keys = zip(found.cluster_village.tolist(), found.cluster_class.tolist(), strict=True)
    values = zip(found.cluster_police.tolist(), found.cluster_guards.tolist(), strict=True)
    assert dict(zip(keys, values, strict=True)) == rows
    assert found.village_police.sum() == found.police == sum(r[0] for r in rows.values())


def test_a_team_does_not_stand_in_two_villages():
    apart = allocation.need([0, 1], [0, 0], PATTERNS)
    together = allocation.need([0, 0], [0, 0], PATTERNS)
    assert (apart.police, together.police) == (4, 2)


def test_reserve_and_posts_come_on_top_and_rounding_is_up_but_not_by_a_rounding_error():
    found = allocation.need(
        np.zeros(180, int), np.zeros(180, int), PATTERNS, reserve_share=0.1, posts={"KPU": 7}
    )
    assert (found.police, found.reserve, found.posts, found.total_police) == (30, 3, 7, 40)


@pytest.mark.parametrize(("short", "units"), [(0, 0), (1, 1), (100, 1), (101, 2)])
def test_companies_for_a_shortfall(short, units):
    assert allocation.units_needed(short, 100) == units


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: allocation.need([0], [3], PATTERNS),
        lambda: allocation.need([0, 1], [0], PATTERNS),
        lambda: allocation.need([-1], [0], PATTERNS),
        lambda: allocation.need([0.5], [0], PATTERNS),
        lambda: allocation.need([0], [0], []),
        lambda: allocation.need([0], [0], [PATTERNS[0], PATTERNS[0]]),
        lambda: allocation.need([0], [0], PATTERNS, reserve_share=-0.1),
        lambda: allocation.need([0], [0], PATTERNS, posts={"KPU": -1}),
        lambda: allocation.Pattern("low", 2, 0, 4, "x"),
        lambda: allocation.Pattern("low", -2, 4, 4, "x"),
        lambda: allocation.Pattern("low", 2, 4, 4, ""),
        lambda: allocation.units_needed(-1, 100),
        lambda: allocation.units_needed(1, 0),
    ],
)
def test_bad_input_is_named(wrong):
    with pytest.raises(ArgumentProblem):
        wrong()
