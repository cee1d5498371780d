"""Trouble planted among everyday reports of the real villages is found; everyday reports alone raise no alarm."""

from datetime import timedelta

import pytest

from kondusif.core.models import Event
from kondusif.detection.actions import calibrate, campaigns_like, recompute, request_run, run_detection
from kondusif.detection.models import Calibration, Cluster, Run
from kondusif.detection.queries import clusters_current
from kondusif.detection.tests.factories import add_noise, load_bangkalan, nearest, plant
from kondusif.people.tests.factories import NOW
from kondusif.people.viewers import SYSTEM
from kondusif.regions.models import Region, Tenant
from kondusif.reports.models import Report
from kondusif.reports.states import ReportState

pytestmark = pytest.mark.django_db
GEGER, KAMAL = "35.26.06.2005", "35.26.11.2003"


@pytest.fixture
def villages(cast) -> list[Region]:
    return load_bangkalan()


def scan(at=NOW, kind="stp", region="35.26") -> Run:
    run = request_run(region, SYSTEM, at, kind)
    return run_detection(run.pk, clock=lambda: at)


def around(villages: list[Region], code: str, n: int) -> list[str]:
    return nearest(villages, next(v for v in villages if v.code == code), n)


def test_an_outbreak_over_four_real_villages_is_found_among_700_everyday_reports(villages):
    add_noise(villages, per_day=12, seed=11)
    troubled = around(villages, GEGER, 4)
    plant(troubled, days=5, per_day=4)
    run = scan()
    strong = [c for c in run.clusters.all() if c.stands_out]
    assert run.parameters["replicates"] == 999 and len(run.result["null_maxima"]) == 999
    assert len(strong) == 1
    [found] = strong
    assert set(troubled) <= set(found.members) and len(found.members) <= 12
    assert found.starts_on >= NOW.date() - timedelta(days=6) and found.ends_on == NOW.date()
    assert found.p_value == 0.001 and found.cases >= 18
    assert Event.objects.filter(name="cluster.found").count() == 1
    assert recompute(Run.objects.get(pk=run.pk)).all_same


def test_two_outbreaks_far_apart_are_two_clusters(villages):
    add_noise(villages, per_day=12, seed=12)
    plant(around(villages, GEGER, 4), days=4, per_day=5)
    plant(around(villages, KAMAL, 3), days=6, per_day=4, category="money_politics", start=3 * 10**6)
    strong = [c for c in scan().clusters.all() if c.stands_out]
    assert {bool({GEGER} & set(c.members)) for c in strong} == {True, False}
    assert any(KAMAL in c.members for c in strong)
    # A cluster of one theme is named by its theme where that is what stands out most.
    assert {c.stream for c in strong} <= {"all", "security", "fairness"}


@pytest.mark.parametrize("seed", range(3))
def test_everyday_reports_alone_raise_no_alarm(villages, seed):
    add_noise(villages, per_day=12, seed=100 + seed)
    run = scan()
    assert run.n_reports > 500
    assert [c.recurrence_days for c in run.clusters.all() if c.stands_out] == []
    assert not Event.objects.filter(name="cluster.found").exists()


def test_a_day_on_which_everybody_reports_ten_times_as_much_is_no_cluster(villages):
    """Voting day: more reports everywhere are no interaction of place and day."""
    add_noise(villages, per_day=12, seed=21)
    add_noise(villages, per_day=120, seed=23, days=1, start=400_000)
    assert not [c for c in scan().clusters.all() if c.stands_out]


def test_a_finished_outbreak_of_last_month_is_no_alarm_today(villages):
    add_noise(villages, per_day=12, seed=31)
    plant(around(villages, GEGER, 4), days=5, per_day=4, at=NOW - timedelta(days=30))
    assert not Cluster.objects.filter(run=scan(), recurrence_days__gte=100).exists()


def test_simulated_quiet_campaigns_say_how_often_chance_raises_such_an_alarm(villages):
    add_noise(villages, per_day=12, seed=41)
    plant(around(villages, GEGER, 4), days=5, per_day=4)
    made = calibrate("35.26", NOW, campaigns_like(4, days=8))
    run = scan()
    strongest = run.clusters.get(rank=1)
    assert run.calibration_id == made.pk
    # Nothing as strong in four campaigns: at most one in four, and said to be a bound.
    assert (strongest.alarms_per_campaign, strongest.chance_is_bound) == (1 / 4, True)
    assert strongest.stands_out and strongest.llr > made.level
    assert not [c for c in run.clusters.filter(llr__lt=made.level) if c.stands_out]


def test_the_same_campaigns_are_simulated_again_to_the_bit(villages):
    add_noise(villages, per_day=6, seed=42, days=30)
    from kondusif.detection.bridge import alarm_level
    from kondusif.detection.counting import count

    how = campaigns_like(3, days=5)
    made = calibrate("35.26", NOW, how)
    counted = count("35.26", source="reports", exercise=False, at=NOW, zone="Asia/Jakarta", n_days=60)
    again = alarm_level(counted, how, made.seed)
    assert (again.packed(), again.level, again.input_hash) == (bytes(made.maxima), made.level, made.input_hash)


def test_without_reports_no_campaign_is_simulated(cast):
    assert calibrate("35.26", NOW) is None
    assert not Calibration.objects.exists()


def test_places_whose_reports_stopped_are_found_as_silent_and_no_warning_follows(villages):
    add_noise(villages, per_day=20, seed=51)
    quiet = set(around(villages, GEGER, 60))
    Report.objects.filter(region_id__in=quiet, event_at__gt=NOW - timedelta(days=16)).update(state=ReportState.HOAX)
    run = scan(kind="silent")
    [found] = [c for c in run.clusters.all() if c.stands_out]
    assert found.cases < found.expected / 3 and found.relative_risk < 0.4
    assert len(set(found.members) & quiet) > len(found.members) / 2
    assert set(found.expected_by_member) == set(found.cases_by_member)
    assert sum(found.expected_by_member.values()) == pytest.approx(found.expected, abs=0.1)
    assert [e.name for e in Event.objects.filter(name__endswith=".found")] == ["silence.found"]
    assert recompute(Run.objects.get(pk=run.pk)).all_same


@pytest.mark.parametrize("seed", range(2))
def test_everyday_reports_alone_make_no_place_silent(villages, seed):
    add_noise(villages, per_day=15, seed=200 + seed)
    run = scan(kind="silent")
    assert not run.result["too_few"] and [c for c in run.clusters.all() if c.stands_out] == []


def test_a_holiday_on_which_nobody_reports_makes_no_place_silent(villages):
    add_noise(villages, per_day=15, seed=61)
    Report.objects.filter(event_at__gt=NOW - timedelta(days=4)).update(state=ReportState.HOAX)
    assert [c for c in scan(kind="silent").clusters.all() if c.stands_out] == []


def test_what_the_regency_announced_the_province_does_not_announce_again_and_lists_once(villages):
    add_noise(villages, per_day=12, seed=71)
    plant(around(villages, GEGER, 4), days=5, per_day=4)
    province = Region.objects.get(pk="35")
    Tenant.objects.create(region=province, slug="jatim", name="Jawa Timur", timezone="Asia/Jakarta", created_at=NOW)
    scan()
    above = scan(region="35")
    assert [c.stands_out for c in above.clusters.filter(rank=1)] == [True]
    assert Event.objects.filter(name="cluster.found").count() == 1
    told = [c for c in clusters_current(SYSTEM, NOW) if c.stands_out]
    assert [c.run.region_id for c in told] == ["35.26"]


@pytest.mark.parametrize("kind", ["stp", "silent"])
def test_a_tenant_whose_reports_all_come_from_one_place_gets_a_calm_answer(villages, kind):
    plant([GEGER], days=40, per_day=3)
    run = scan(kind=kind)
    assert (run.state, run.error, run.clusters.count()) == ("done", "", 0)


def test_reports_dated_in_the_future_are_not_scanned(villages):
    add_noise(villages, per_day=12, seed=81)
    plant(around(villages, GEGER, 4), days=3, per_day=9, at=NOW + timedelta(days=4))
    assert [c for c in scan().clusters.all() if c.stands_out] == []


def test_a_theme_that_rose_in_one_subdistrict_and_stayed_up_is_told_beside_the_clusters(villages):
    add_noise(villages, per_day=12, seed=91)
    plant(around(villages, GEGER, 4), days=8, per_day=3)
    series = scan().result["series"]
    assert series["n_series"] == 18 * 5 and series["allowed"] == 0.5
    assert ("35.26.06", "security") in {(a["region"], a["stream"]) for a in series["alarms"]}


@pytest.mark.parametrize("seed", range(2))
def test_everyday_reports_alone_raise_no_series(villages, seed):
    add_noise(villages, per_day=12, seed=300 + seed)
    assert scan().result["series"]["alarms"] == []


@pytest.mark.parametrize("kind", ["stp", "silent"])
def test_a_tenant_whose_places_have_no_known_point_gets_a_calm_answer_and_a_count_of_what_was_left_out(villages, kind):
    add_noise(villages, per_day=12, seed=92, days=20)
    Region.objects.filter(code__startswith="35.26.").update(lon=None, lat=None)
    run = scan(kind=kind)
    assert (run.state, run.n_places, run.clusters.count(), run.result["too_few"]) == ("done", 0, 0, True)
    assert run.n_unplaced > 100 and calibrate("35.26", NOW) is None
