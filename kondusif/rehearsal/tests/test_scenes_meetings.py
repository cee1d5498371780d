"""The demonstration's bodies and meetings, played by the cast over a few real places."""

import pytest

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.meetings.models import Body, Meeting
from kondusif.meetings.queries import invitations_awaiting, roll_of
from kondusif.meetings.states import BodyState, MeetingState
from kondusif.people.models import Office
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint, make_cast
from kondusif.regions.models import Tenant
from kondusif.rehearsal.scenes_meetings import play
from kondusif.rehearsal.stage import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    with scoped(EVERYWHERE):
        cast = make_cast()
        police = appoint("Polisi Satu", Role.POLICE_COMMAND, "35.26", "Kapolres Bangkalan")
        oversight = appoint("Pengawas Satu", Role.OVERSIGHT_LIAISON, "35.26", "Ketua Bawaslu Bangkalan")
        appoint("Sekda Satu", Role.REGIONAL_SECRETARY, "35.26", "Sekretaris Daerah Bangkalan")
        Office.objects.create(role=Role.SUBDISTRICT_HEAD, region_id="35.26.01", title="Camat Bangkalan")
        tenant = Tenant.objects.get(region_id="35.26")
        yield Stage(
            tenant, cast.budi, cast.ani, cast.citra, cast.rendra, viewer_of(police, at=NOW),
            viewer_of(oversight, at=NOW), {"35.26.06": cast.dewi},
        )  # fmt: skip


def test_a_rakor_was_held_with_gaps_and_its_follow_up_still_awaits_answers(stage):
    rakor = play(stage, NOW)
    roll = roll_of(rakor)
    assert rakor.state == MeetingState.HELD
    assert roll.n_came > 0
    assert roll.missing
    assert len(roll.others) == 2
    coming = Meeting.objects.get(parent=rakor)
    assert (coming.state, coming.starts_at > NOW) == (MeetingState.INVITED, True)
    assert invitations_awaiting(stage.camats["35.26.06"]).exists()


def test_everything_played_is_marked_as_synthetic_and_every_body_has_its_decree(stage):
    play(stage, NOW)
    assert not Meeting.objects.filter(synthetic=False).exists()
    assert not Body.objects.filter(synthetic=False).exists()
    assert set(Body.objects.values_list("state", flat=True)) == {BodyState.IN_FORCE}
