"""The demonstration shows minutes that went the whole way, through the real actions."""

from datetime import timedelta

import pytest

from kondusif.coordination.models import Task
from kondusif.coordination.states import TaskState
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.meetings.models import Directive, Meeting, MeetingIssue, Minutes, Revision
from kondusif.meetings.queries.minutes import open_directives
from kondusif.meetings.states import MeetingState
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint, make_cast
from kondusif.regions.models import Tenant
from kondusif.rehearsal import scenes_meetings, scenes_minutes
from kondusif.rehearsal.stage import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    with scoped(EVERYWHERE):
        cast = make_cast()
        police = appoint("Polisi Contoh", Role.POLICE_COMMAND, "35.26", "Kapolres Bangkalan")
        oversight = appoint("Pengawas Contoh", Role.OVERSIGHT_LIAISON, "35.26", "Ketua Bawaslu Bangkalan")
        yield Stage(
            Tenant.objects.get(region_id="35.26"), cast.budi, cast.ani, cast.citra, cast.rendra,
            viewer_of(police, at=NOW), viewer_of(oversight, at=NOW), {"35.26.06": cast.dewi},
        )  # fmt: skip


def test_the_rakors_minutes_are_approved_and_its_directives_are_on_their_way(stage):
    rakor = scenes_meetings.play(stage, NOW)
    scenes_minutes.play(stage, rakor, NOW)
    assert Meeting.objects.get(pk=rakor.pk).state == MeetingState.MINUTES_APPROVED
    assert Minutes.objects.get(pk=rakor.pk).document_id
    assert len({r.author_id for r in Revision.objects.filter(passage__meeting=rakor)}) == 2
    states = set(Task.objects.filter(source_type="meeting").values_list("state", flat=True))
    assert {TaskState.VERIFIED, TaskState.OPEN} <= states
    assert MeetingIssue.objects.get().meeting_id == rakor.pk
    assert Directive.objects.get(oral=True).is_unratified(NOW + timedelta(days=1))
    follow_up = Meeting.objects.get(parent=rakor)
    assert open_directives(stage.head, follow_up, NOW)
    assert all(task.synthetic for task in Task.objects.all())
