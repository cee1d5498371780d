"""The invented sixty days: repeatable, over the given villages, with three outbreaks planted apart."""

from datetime import UTC, datetime, timedelta

import pytest

from kondusif.rehearsal.phrases import EVERYDAY, OUTBREAKS, OUTCOMES
from kondusif.rehearsal.story import N_DAYS, SILENT_DAYS, Village, tell
from kondusif.reports.categories import CATEGORIES

END = datetime(2026, 11, 21, 2, tzinfo=UTC)
VILLAGES = [
    Village(
        f"35.26.{k:02d}.{2001 + i}",
        f"Desa{k}{i}",
        f"35.26.{k:02d}",
        f"Kec{k}",
        112.7 + k * 0.05 + i * 0.01,
        -7.0 + i * 0.01,
    )
    for k in range(1, 6)
    for i in range(6)
]


def test_the_same_seed_tells_the_same_story_and_another_seed_another():
    assert tell(VILLAGES, ends_at=END, seed=1) == tell(VILLAGES, ends_at=END, seed=1)
    assert tell(VILLAGES, ends_at=END, seed=1) != tell(VILLAGES, ends_at=END, seed=2)


def test_all_reports_lie_within_sixty_days_and_in_the_past_in_order_of_time():
    story = tell(VILLAGES, ends_at=END, seed=1)
    times = [r.at for r in story.reports]
    assert times == sorted(times)
    assert times[0] >= END - timedelta(days=N_DAYS)
    assert times[-1] < END
    assert len({r.client_id for r in story.reports}) == len(story.reports)


def test_the_three_outbreaks_fall_on_neighbouring_villages_of_three_subdistricts():
    story = tell(VILLAGES, ends_at=END, seed=5)
    hit = [{v.subdistrict for v in o.villages} for o in story.outbreaks]
    assert all(len(s) == 1 for s in hit)
    assert len(set.union(*hit)) == 3
    assert [o.is_over for o in story.outbreaks] == [True, True, False]


def test_the_outbreak_that_goes_on_still_waits_for_officers_in_part():
    story = tell(VILLAGES, ends_at=END, seed=5)
    fates = [r.fate for r in story.reports if r.outbreak == 2]
    assert fates.count("waiting") == 5
    assert fates.count("verified") >= 5


def test_every_theme_of_the_story_is_a_category_and_every_outbreak_has_an_outcome():
    assert set(EVERYDAY) | set(OUTBREAKS) <= set(CATEGORIES)
    assert set(OUTCOMES) == set(OUTBREAKS)


def test_a_region_of_too_few_villages_is_refused_with_the_reason():
    with pytest.raises(ValueError, match="at least 12 villages"):
        tell(VILLAGES[:11], ends_at=END, seed=1)


MANY = [
    Village(f"35.26.{k:02d}.{2001 + i}", f"Desa{k}{i}", f"35.26.{k:02d}", f"Kec{k}", 112.7 + k * 0.05, -7.0 + i * 0.01)
    for k in range(1, 19)
    for i in range(6)
]


def test_in_a_large_region_three_subdistricts_fall_silent_apart_from_the_outbreaks_and_a_small_one_has_none_to_spare():
    story = tell(MANY, ends_at=END, seed=5)
    lately = [r for r in story.reports if r.at >= END - timedelta(days=SILENT_DAYS)]
    assert len(story.silent) == 3
    assert not [r for r in lately if r.village.subdistrict in story.silent]
    assert [r for r in story.reports if r.village.subdistrict in story.silent]
    assert not set(story.silent) & {v.subdistrict for o in story.outbreaks for v in o.villages}
    assert tell(VILLAGES, ends_at=END, seed=5).silent == ()
