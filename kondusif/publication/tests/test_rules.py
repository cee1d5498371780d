"""The public map's privacy rule, attacked the way somebody would who keeps every issue."""

import random
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kondusif.publication.rules import (
    ALL,
    BANDS,
    LEAST_TO_MOVE,
    LONGEST_DELAY,
    OTHER,
    UNVERIFIED_MOST_BAND,
    WINDOW,
    Countable,
    band_of,
    delay_of,
    enters,
    issue,
    unit_of,
    voices,
)

DAY = date(2026, 11, 20)
SUB = "35.26.06"


def report(n: int, *, unit=SUB, group="security", day=DAY, source=None, verified=True) -> Countable:
    return Countable(f"r{n}", unit, group, day, source or f"s{n}", verified)


def test_bands_begin_at_their_least_count():
    assert [band_of(n) for n in (0, 1, 4, 5, 9, 10, 19, 20, 500)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert len(BANDS) == 5


def test_a_village_of_a_thousand_is_shown_and_a_smaller_or_unknown_one_goes_up():
    residents = {"35.26.06.2001": 1000, "35.26.06.2002": 999, "35.26.06.2003": None, SUB: 40_000}
    assert unit_of("35.26.06.2001", residents, sensitive=False) == "35.26.06.2001"
    assert unit_of("35.26.06.2002", residents, sensitive=False) == SUB
    assert unit_of("35.26.06.2003", residents, sensitive=False) == SUB
    assert unit_of("35.26.06.2001", {}, sensitive=False) == "35.26"  # nobody knows: fails closed
    assert unit_of("35.26.06.2001", residents, sensitive=True) == "35.26"


def test_one_incident_on_one_day_is_one_voice_and_a_verified_one_speaks_first():
    chorus = [report(n, source="incident", verified=n == 3) for n in range(5)]
    assert [r.id for r in voices(chorus)] == ["r3"]
    assert len(voices([*chorus, report(9, source="incident", day=DAY - timedelta(days=1))])) == 2


def test_a_theme_of_fewer_than_three_reports_is_not_named():
    shown = issue(
        [report(1), report(2), *(report(n, group="hazard") for n in range(10, 14))],
        {},
        units=[SUB],
        decided=frozenset(),
        on=DAY,
    )
    assert (SUB, "security") not in shown
    assert shown[SUB, "hazard"].band == 1
    assert (SUB, OTHER) in shown


def test_unverified_reports_alone_never_lift_an_area_above_the_second_band():
    shown = issue([report(n, verified=False) for n in range(400)], {}, units=[SUB], decided=frozenset(), on=DAY)
    assert shown[SUB, ALL].band == UNVERIFIED_MOST_BAND
    shown = issue([report(n) for n in range(20)], {}, units=[SUB], decided=frozenset(), on=DAY)
    assert shown[SUB, ALL].band == 4


def test_one_or_two_reports_move_nothing_until_a_third_comes_or_an_office_decides():
    quiet = issue([], {}, units=[SUB], decided=frozenset(), on=DAY)
    two = issue([report(1), report(2)], quiet, units=[SUB], decided=frozenset(), on=DAY)
    assert two[SUB, ALL].band == 0
    three = issue([report(1), report(2), report(3)], two, units=[SUB], decided=frozenset(), on=DAY)
    assert three[SUB, ALL].band == 1
    decided = issue([report(1)], quiet, units=[SUB], decided=frozenset({SUB}), on=DAY)
    assert decided[SUB, ALL].band == 1


def test_two_issues_never_differ_because_of_one_report():
    """For ninety days an observer keeps every issue; each change must be the work of three reports at least."""
    chance = random.Random(3)
    stream = [(chance.uniform(0, 90), n) for n in range(2_000)]
    residents = {f"35.26.{k:02d}": 30_000 for k in range(1, 19)}
    units = sorted(residents)
    home = {n: chance.choices(units, [k + 1 for k in range(len(units))])[0] for _, n in stream}
    former = {}
    for step in range(3 * 90):
        now = step / 3
        alive = [
            report(n, unit=home[n], day=DAY + timedelta(days=int(at)))
            for at, n in stream
            if at <= now < at + WINDOW.days
        ]
        shown = issue(alive, former, units=units, decided=frozenset(), on=DAY)
        for key, after in shown.items():
            before = former.get(key)
            if before is not None and before.band != after.band:
                assert len(before.counted ^ after.counted) >= LEAST_TO_MOVE
        former = shown


@given(st.lists(st.integers(0, 60), unique=True, max_size=60), st.integers(0, 59))
def test_taking_one_report_away_never_changes_an_issue_that_follows_the_same_former(ids, gone):
    """Differencing: with or without one report, the band shown next is the same unless others moved it too."""
    base = issue([report(n) for n in ids], {}, units=[SUB], decided=frozenset(), on=DAY)
    without = issue([report(n) for n in ids if n != gone], base, units=[SUB], decided=frozenset(), on=DAY)
    assert without[SUB, ALL].band == base[SUB, ALL].band


def test_the_waiting_time_is_within_twelve_hours_the_same_each_time_and_unknown_without_the_key():
    waits = [delay_of(f"id{n}", b"key") for n in range(2_000)]
    assert waits[7] == delay_of("id7", b"key") != delay_of("id7", b"other")
    assert timedelta(0) <= min(waits)
    assert max(waits) < LONGEST_DELAY
    hours = [w / timedelta(hours=1) for w in waits]
    assert 5.6 < sum(hours) / len(hours) < 6.4  # evenly spread


def test_a_report_enters_after_its_wait_and_leaves_after_the_window():
    at = datetime(2026, 11, 20, 5, tzinfo=UTC)
    assert not enters(at - timedelta(hours=3), at, timedelta(hours=4))
    assert enters(at - timedelta(hours=4), at, timedelta(hours=4))
    assert not enters(at - WINDOW, at, timedelta(0))
