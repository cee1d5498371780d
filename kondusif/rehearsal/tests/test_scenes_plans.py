"""The demonstration's action plan goes through the offices' own actions, and says everywhere that it is invented."""

from datetime import timedelta

import pytest

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint
from kondusif.plans.models import ActionPlan, ConflictStatus, PeriodReport, StrategicIssue
from kondusif.plans.queries.progress import progress_of
from kondusif.plans.rules import BANDS, Period
from kondusif.plans.states import ConflictState, PlanState
from kondusif.plans.tests.factories import make_players
from kondusif.regions.models import Tenant
from kondusif.rehearsal import scenes_plans
from kondusif.rehearsal.stage import Stage
from kondusif.rehearsal.story import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    with scoped(EVERYWHERE):
        who = make_players()
        police = appoint("Lukman Hidayat", Role.POLICE_COMMAND, "35.26", "Kabag Ops Polres Bangkalan")
        yield Stage(
            Tenant.objects.get(region_id="35.26"), who.budi, who.ani, who.citra, who.rendra, viewer_of(police, at=NOW),
            who.ani, {"35.26.06": who.dewi},
        )  # fmt: skip


def test_the_plan_runs_with_every_band_reports_that_wait_and_some_that_are_missing(stage):
    scenes_plans.play(stage, Story((), ()), NOW)
    plan = ActionPlan.objects.get()
    assert (plan.state, plan.synthetic) == (PlanState.RUNNING, True)
    progress = progress_of(stage.head, plan, NOW)
    assert all(progress.score(period=Period.B08).bands.get(band) for band in BANDS)
    score = progress.score(period=Period.B12)
    assert 0 < score.n_reported < score.n_due
    assert score.n_verified == 0
    assert PeriodReport.objects.filter(state="submitted", period="b08").exists()


def test_the_register_and_a_past_status_of_conflict_are_there_and_marked(stage):
    scenes_plans.play(stage, Story((), ()), NOW)
    assert StrategicIssue.objects.count() == 13
    status = ConflictStatus.objects.get()
    assert (status.state, status.synthetic) == (ConflictState.ENDED, True)


@pytest.mark.parametrize("days", [0, 200, 317, 330])
def test_the_scene_plays_on_any_day_of_the_year(stage, days):
    scenes_plans.play(stage, Story((), ()), NOW - timedelta(days=days))
    assert ActionPlan.objects.get().state == PlanState.RUNNING
