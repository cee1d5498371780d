"""Classes from values, with the figures of the published editions."""

import pytest

from kondusif.ratings.rules import Cuts, absolute, class_of, sd_local, sd_reference, tone_of

IKP_REGENCY = Cuts(13.47, 49.33)
IKP_PROVINCE = Cuts(21.7, 68.5)


@pytest.mark.parametrize(
    ("value", "cuts", "expected"),
    [
        (49.34, IKP_REGENCY, "tinggi"),
        (49.33, IKP_REGENCY, "sedang"),
        (13.47, IKP_REGENCY, "sedang"),
        (13.46, IKP_REGENCY, "rendah"),
        (68.51, IKP_PROVINCE, "tinggi"),
        (21.69, IKP_PROVINCE, "rendah"),
    ],
)
def test_a_value_on_a_cut_of_the_ikp_is_moderate_and_beyond_it_is_not(value, cuts, expected):
    assert class_of(value, cuts) == expected


def test_the_cuts_of_an_edition_are_its_mean_and_one_standard_deviation():
    cuts = sd_reference(mean=31.40, sd=17.93)
    assert (round(cuts.low, 2), round(cuts.high, 2)) == (13.47, 49.33)


def test_with_three_areas_no_value_lies_further_than_1_15_deviations_out_and_the_class_is_called_weak():
    cuts, weak = sd_local([0, 0, 1])
    sd = (cuts.high - cuts.low) / 2
    assert weak
    assert (1 - 1 / 3) / sd == pytest.approx(2 / 3**0.5, abs=1e-12)


def test_with_ten_areas_the_local_cuts_carry_no_warning():
    _cuts, weak = sd_local(list(range(10)))
    assert not weak


@pytest.mark.parametrize("values", [[], [3.0], [2.0, 2.0, 2.0]])
def test_areas_without_spread_have_no_local_cuts(values):
    with pytest.raises(ValueError):
        sd_local(values)


@pytest.mark.parametrize(("low", "high"), [(5, 5), (6, 5), (float("nan"), 5), (1, float("inf"))])
def test_cuts_out_of_order_are_refused(low, high):
    with pytest.raises(ValueError):
        absolute(low, high)


def test_an_unknown_word_of_an_authority_is_drawn_without_colour():
    assert tone_of("Sangat  Rawan") == 3
    assert tone_of("kelas C") is None
    assert tone_of("kelas C", level=2) == 2
