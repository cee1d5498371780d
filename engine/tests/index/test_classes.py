import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kondusif_engine import ArgumentProblem, index

# Published cuts of the 2024 edition of the Indonesian election-vulnerability index.
REGENCY = index.Absolute(13.47, 49.33)
PROVINCE = index.Absolute(21.7, 68.5)


def test_a_value_on_a_cut_is_moderate():
    found = index.classify([13.46, 13.47, 49.33, 49.34], REGENCY)
    assert found.codes.tolist() == [0, 1, 1, 2]
    assert (found.low_cut, found.high_cut, found.scheme) == (13.47, 49.33, "absolute")


def test_published_provinces_fall_into_their_published_classes():
    assert index.classify([88.95, 66.53, 52.75, 20.36], PROVINCE).codes.tolist() == [2, 1, 1, 0]


def test_a_frozen_edition_gives_mean_minus_and_plus_one_sd():
    found = index.classify([10.0, 50.0, 90.0], index.SdReference(45.0, 20.0, "2024"))
    assert (found.low_cut, found.high_cut) == (25.0, 65.0)
    assert found.codes.tolist() == [0, 1, 2]
    assert found.warnings == ()


def test_few_areas_that_set_their_own_scale_are_warned_about():
    assert "few_areas" in index.classify(np.arange(9.0), index.SdLocal()).warnings
    assert index.classify(np.arange(10.0), index.SdLocal()).warnings == ()
    assert index.classify([1.0, 2.0, 99.0], index.SdLocal()).warnings == ("few_areas", "unreachable")


def test_equal_areas_are_all_moderate():
    found = index.classify([0.1] * 12, index.SdLocal())
    assert found.codes.tolist() == [1] * 12
    assert found.warnings == ("no_spread",)


def test_the_largest_z_of_three_areas_is_1_15():
    assert index.z_limit(3) == pytest.approx(1.15, abs=0.005)


@given(arrays(float, st.integers(2, 30), elements=st.floats(0, 100)))
def test_no_area_passes_the_z_limit(values):
    if values.std(ddof=1) > 1e-6:
        z = (values - values.mean()) / values.std(ddof=1)
        assert z.max() <= index.z_limit(len(values)) + 1e-9


def test_official_classes_are_taken_as_received():
    found = index.classify([1.0, 99.0], index.Official((2, 0), "Bawaslu"))
    assert found.codes.tolist() == [2, 0]
    assert found.scheme == "official"


@pytest.mark.parametrize(
    ("values", "scheme"),
    [
        ([np.nan], REGENCY),
        ([1.0], index.Absolute(5.0, 5.0)),
        ([1.0], index.SdReference(1.0, 0.0, "x")),
        ([1.0], index.SdLocal()),
        ([1.0, 2.0], index.Official((1,), "x")),
        ([1.0], index.Official((3,), "x")),
        ([1.0], "absolute"),
    ],
)
def test_bad_input_is_named(values, scheme):
    with pytest.raises(ArgumentProblem):
        index.classify(values, scheme)
