"""Every kind of alarm has quiet campaigns of its own, and an alarm that waits for its number gets it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from django.utils import translation

from kondusif.detection import words
from kondusif.detection.actions import calibrate, calibrating, campaigns_like, order_calibrations
from kondusif.detection.bridge import Parameters, alarm_level, chance_of, scan_counted
from kondusif.detection.bridge.opinions import FARRINGTON_NEEDS_WEEKS, Weekly, opinions_on
from kondusif.detection.bridge.series import series_rates, strengths
from kondusif.detection.kept import Counted, Place
from kondusif.detection.models import Calibration
from kondusif.detection.states import SERIES, WATCHES, Kind, Source
from kondusif.detection.tests.test_judging import add_cluster, add_run
from kondusif.people.tests.factories import NOW

LERPAK = "35.26.06.2005"


def counted(extra: dict[tuple[int, int], int] | None = None) -> Counted:
    """Twelve villages of two subdistricts that send two hundred reports in sixty days, and what is planted."""
    random = np.random.default_rng(1)
    places = tuple(Place(f"35.26.{6 + n // 6:02d}.{2000 + n}", 112.7 + 0.02 * n, -7.0) for n in range(12))
    counts = np.zeros((12, 60), int)
    np.add.at(counts, (random.integers(12, size=200), random.integers(60, size=200)), 1)
    for cell, n in (extra or {}).items():
        counts[cell] += n
    cells = tuple((0, int(p), int(d), int(counts[p, d])) for p, d in np.argwhere(counts))
    return Counted(date(2026, 9, 22), 60, ("all",), places, cells)


def test_a_quiet_campaigns_silences_are_those_that_the_daily_scan_itself_would_find():
    # A share of 1, so that the same places lie together whoever sends how much.
    how = replace(campaigns_like(2, days=3, kind=Kind.SILENT), share=1.0)
    assert how.looks == 1  # silence is listened for once a day
    level = alarm_level(counted(), how, 5)
    assert level.maxima.shape == (2, 3) and (level.maxima > 0).all()
    # The first simulated day drawn again, and scanned as in life: the same strength to the bit.
    usual = counted().array()[0].sum(axis=1) / 60
    random = np.random.Generator(np.random.Philox(key=np.array([5, 0], np.uint64)))
    drawn = random.poisson(usual[:, None], (12, 63))[:, 1:61]
    cells = tuple((0, int(p), int(d), int(drawn[p, d])) for p, d in np.argwhere(drawn))
    scan = Parameters(60, how.longest_days, how.radius_km, how.share, 9, 1, shortest_days=how.shortest_days)
    found = scan_counted(Counted(date(2026, 9, 22), 60, ("all",), counted().places, cells), scan, 1, Kind.SILENT)
    assert level.maxima[0, 0] == found.findings[0].llr


def test_so_few_incidents_that_chance_never_makes_a_cluster_still_give_a_bound():
    places = tuple(Place(f"35.26.06.{2000 + n}", 112.7 + 0.2 * n, -7.0) for n in range(10))
    few = Counted(date(2026, 9, 22), 60, ("all",), places, tuple((0, n, 5 * n, 1) for n in range(10)))
    level = alarm_level(few, campaigns_like(2, days=2), 5)
    assert chance_of(50.0, level.packed(), 2, level.how.quiet_days) == (0.5, True)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "source"), WATCHES[:3])
def test_an_alarm_shown_without_its_number_gets_it_from_the_campaigns_of_its_own_kind(cast, monkeypatch, kind, source):
    waiting = {which: add_cluster(add_run(kind=which[0], source=which[1]), llr=2.0) for which in WATCHES[:3]}
    how = campaigns_like(2, days=2, kind=kind)
    made_apart = lambda work, given, how, seed, cpu_s, seconds: alarm_level(given, how, seed)  # noqa: E731
    monkeypatch.setattr(calibrating, "run_apart", made_apart)
    monkeypatch.setattr(calibrating, "count", lambda code, **asked: counted() if asked["source"] == source else None)
    made = calibrate("35.26", NOW, how, kind=kind, source=source)
    for which, cluster in waiting.items():
        cluster.refresh_from_db()
        assert cluster.is_chance_known == (which == (kind, source))
        assert (cluster.run.calibration == made) == cluster.is_chance_known
    told = chance_of(2.0, made.maxima, 2, how.quiet_days)
    assert (waiting[kind, source].alarms_per_campaign, waiting[kind, source].chance_is_bound) == told


@pytest.mark.django_db
def test_campaigns_that_are_a_week_old_are_ordered_anew_once(cast, monkeypatch):
    ordered = []
    monkeypatch.setattr(calibrating, "enqueue", lambda task, once, **told: ordered.append((task, once, told)))
    order_calibrations(NOW)
    [(task, once, told)] = ordered
    assert (task, once) == ("detection.calibrate_in_turn", calibrating.TURN)
    assert NOW.timestamp() - told["since"] == 8 * 86_400
    monkeypatch.setattr(calibrating, "is_ordered", lambda task: task == "detection.calibrate_in_turn")
    order_calibrations(NOW)
    assert len(ordered) == 1, "turns that are under way are enough"
    assert not Calibration.objects.filter(source=Source.INCIDENTS).exists()


def test_a_jump_that_lasts_is_seen_by_cusum_and_ears_and_the_season_by_none_without_a_past():
    planted = counted({(0, 57): 4, (1, 58): 5, (0, 59): 6})
    [area] = opinions_on(planted, 0, {LERPAK: 15}, 60, Weekly(8, "2026-11-15", {}), 3)
    cusum, ears, season = area["said"]
    assert area["region"] == "35.26.06" and len(area["counts"]) == len(area["upper"]) == 28
    assert cusum["alarm"] and cusum["n"] >= 15 and 0 < cusum["chance"] < 0.5
    assert ears["alarm"] and "2026-11-18" <= ears["on"] <= "2026-11-20" and ears["n"] > ears["usual"]
    assert (season["alarm"], season["known"], season["needed"], season["chance"]) == (None, 8, 108, None)


def test_a_quiet_subdistrict_raises_no_second_opinion_and_a_new_office_none_at_all():
    quiet = Counted(date(2026, 9, 22), 60, ("all",), counted().places, tuple((0, 0, day, 1) for day in range(0, 60, 2)))
    [area] = opinions_on(quiet, 0, {LERPAK: 3}, 60, Weekly(8, "2026-11-15", {}), 3)
    assert [o["alarm"] for o in area["said"]] == [False, False, None]
    [area] = opinions_on(quiet, 0, {LERPAK: 3}, 10, Weekly(1, "2026-11-15", {}), 3)
    assert [o["alarm"] for o in area["said"]] == [None, None, None]


def test_what_chance_does_to_series_is_counted_as_they_are_judged_in_life():
    given = counted()
    twice = replace(given, streams=("all", "security"), cells=given.cells + tuple((1, *c[1:]) for c in given.cells))
    level = alarm_level(twice, campaigns_like(3, days=4, kind=SERIES), 5)
    random = np.random.Generator(np.random.Philox(key=np.array([5, 0], np.uint64)))
    drawn = random.poisson(series_rates(twice)[:, :, None], (1, 2, 64))[:, :, 1:61]
    assert level.maxima[0, 0] == strengths(drawn, 0.5)[0].max() > 0
    risen = np.array(drawn)
    risen[0, 1, -4:] += 9
    assert strengths(risen, 0.5)[0][0, 1] > 1 > strengths(drawn * 0 + 1, 0.5)[0].max()


def test_with_two_years_of_weeks_the_season_is_judged():
    weeks = [2 + n % 3 for n in range(FARRINGTON_NEEDS_WEEKS - 1)] + [30]
    weekly = Weekly(len(weeks), "2026-11-15", {"35.26.06": tuple(weeks)})
    season = opinions_on(counted(), 0, {LERPAK: 3}, 60, weekly, 3)[0]["said"][2]
    assert season["alarm"] and season["n"] == 30 > season["usual"] > 4 and season["chance"] < 1


def test_a_chance_that_is_only_known_to_be_small_is_not_told_as_a_figure():
    with translation.override("en"):
        assert words.number_briefly(0.05) == "by chance once in 20 quiet campaigns"
        assert words.number_briefly(0.05, is_bound=True) == "by chance once in 20 quiet campaigns or less often"
