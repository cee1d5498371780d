"""Trouble planted among everyday reports of the real villages is found; everyday reports alone raise no alarm."""

from datetime import timedelta

import pytest

from kondusif.core.models import Event
from kondusif.detection.actions import recompute, request_run, run_detection
from kondusif.detection.models import Cluster, Run
from kondusif.detection.rules import is_significant
from kondusif.detection.tests.factories import add_noise, load_bangkalan, nearest, plant
from kondusif.people.tests.factories import NOW
from kondusif.people.viewers import SYSTEM
from kondusif.regions.models import Region

pytestmark = pytest.mark.django_db
GEGER, KAMAL = "35.26.06.2005", "35.26.11.2003"


@pytest.fixture
def villages(cast) -> list[Region]:
    return load_bangkalan()


def scan(at=NOW) -> Run:
    run = request_run("35.26", SYSTEM, at)
    return run_detection(run.pk, clock=lambda: at)


def around(villages: list[Region], code: str, n: int) -> list[str]:
    return nearest(villages, next(v for v in villages if v.code == code), n)


def test_an_outbreak_over_four_real_villages_is_found_among_700_everyday_reports(villages):
    add_noise(villages, per_day=12, seed=11)
    troubled = around(villages, GEGER, 4)
    plant(troubled, days=5, per_day=4)
    run = scan()
    strong = [c for c in run.clusters.all() if is_significant(c.recurrence_days)]
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
    strong = [c for c in scan().clusters.all() if is_significant(c.recurrence_days)]
    assert {bool({GEGER} & set(c.members)) for c in strong} == {True, False}
    assert any(KAMAL in c.members for c in strong)
    # A cluster of one theme is named by its theme where that is what stands out most.
    assert {c.stream for c in strong} <= {"all", "security", "fairness"}


@pytest.mark.parametrize("seed", range(5))
def test_everyday_reports_alone_raise_no_alarm(villages, seed):
    add_noise(villages, per_day=12, seed=100 + seed)
    run = scan()
    assert run.n_reports > 500
    assert [c.recurrence_days for c in run.clusters.all() if is_significant(c.recurrence_days)] == []
    assert not Event.objects.filter(name="cluster.found").exists()


def test_a_day_on_which_everybody_reports_ten_times_as_much_is_no_cluster(villages):
    """Voting day: more reports everywhere are no interaction of place and day."""
    add_noise(villages, per_day=12, seed=21)
    add_noise(villages, per_day=120, seed=23, days=1, start=400_000)
    assert not [c for c in scan().clusters.all() if is_significant(c.recurrence_days)]


def test_a_finished_outbreak_of_last_month_is_no_alarm_today(villages):
    add_noise(villages, per_day=12, seed=31)
    plant(around(villages, GEGER, 4), days=5, per_day=4, at=NOW - timedelta(days=30))
    assert not Cluster.objects.filter(run=scan(), recurrence_days__gte=100).exists()
