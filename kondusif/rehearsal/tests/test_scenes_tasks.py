"""The demonstration's directives, played by the cast over a few real places."""

from datetime import timedelta

import pytest

from kondusif.coordination.models import Task
from kondusif.coordination.states import TaskState
from kondusif.core.models import Event
from kondusif.elections.actions import plan_demo_election
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint
from kondusif.rehearsal.scenes_tasks import play
from kondusif.rehearsal.tests.test_scenes_meetings import stage  # noqa: F401 - the fixture

pytestmark = pytest.mark.django_db


def test_each_directive_went_its_own_way_and_the_silent_one_reached_a_superior(stage):  # noqa: F811
    plan_demo_election(region_code="35.26", voting_on=(NOW + timedelta(days=12)).date())
    for n in range(2, 5):
        person = appoint(f"Camat {n}", Role.SUBDISTRICT_HEAD, "35.26.01", f"Camat Peragaan {n}")
        stage.camats[f"35.26.1{n}"] = viewer_of(person, at=NOW)
    play(stage, None, NOW)
    states = {t.title.split()[0]: t for t in Task.objects.all()}
    assert states["Periksa"].state == TaskState.IN_PROGRESS and states["Periksa"].due_rule == "H-3"
    assert states["Pastikan"].state == TaskState.VERIFIED
    assert states["Rapat"].is_overdue(NOW) and states["Rapat"].read_at and states["Rapat"].raised_at
    assert states["Lapor"].read_at is None
    assert Event.objects.filter(name="task.raised").count() == 2
    assert not Task.objects.filter(synthetic=False).exists()
