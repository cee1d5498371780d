"""When a finding is an alarm, the same, or news."""

from datetime import date

import pytest

from kondusif.detection.rules import (
    Extent,
    alarms_by_recurrence,
    common_region,
    has_outgrown,
    is_alarm,
    is_news,
    is_same,
)


def extent(members: str, first: int, last: int, cases: int = 9) -> Extent:
    return Extent(tuple(members), date(2026, 11, first), date(2026, 11, last), cases)


def test_a_finding_is_an_alarm_if_chance_raises_one_like_it_in_two_quiet_campaigns_or_less_often():
    assert is_alarm(0.5)
    assert not is_alarm(0.51)


def test_a_recurrence_interval_is_counted_out_over_a_campaign_of_75_days():
    assert alarms_by_recurrence(1000.0) == 0.075
    assert alarms_by_recurrence(150.0) == 0.5
    assert alarms_by_recurrence(0.0) == 75.0


@pytest.mark.parametrize(
    ("former", "now", "same"),
    [
        (extent("abc", 1, 5), extent("bcd", 5, 9), True),
        (extent("abc", 1, 5), extent("abc", 6, 9), False),
        (extent("abcd", 1, 5), extent("dxyz", 1, 5), False),
        (extent("abcd", 1, 5), extent("cdxyz", 1, 5), True),
        (extent("abcdefgh", 1, 5), extent("a", 3, 3), True),
        (extent("", 1, 5), extent("", 1, 5), False),
    ],
)
def test_the_same_finding_shares_days_and_half_of_the_smaller_ones_places(former, now, same):
    assert is_same(former, now) is same
    assert is_same(now, former) is same


def test_a_finding_is_announced_once_and_again_when_it_grew_by_half():
    assert is_news(0.2, 8, None)
    assert not is_news(0.2, 11, 8)
    assert is_news(0.2, 12, 8)
    assert not is_news(0.76, 80, None)
    assert has_outgrown(3, None)


def test_the_common_region_is_the_smallest_that_holds_all():
    assert common_region(["35.26.06.2001", "35.26.06.2005"]) == "35.26.06"
    assert common_region(["35.26.06.2001"]) == "35.26.06.2001"
    assert common_region(["35.26.06.2001", "35.26.01.1001"]) == "35.26"
    # The same digits at the start are not the same region.
    assert common_region(["35.26.06.2001", "35.26.06.2002", "35.26.16.2001"]) == "35.26"
    with pytest.raises(ValueError):
        common_region(["35.26", "51.06"])
