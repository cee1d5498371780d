"""The demonstration's desk works through the officers' own actions, and leaves every page something to show."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.daily.models import AbsenceOrder, DailyReport, ExceptionRequest, Lesson, PressNote, SituationReport
from kondusif.elections.models import PastElection
from kondusif.people.roles import Role
from kondusif.people.tests.factories import appoint, make_cast
from kondusif.regions.models import Tenant
from kondusif.rehearsal.scenes_daily import play
from kondusif.rehearsal.stage import Stage
from kondusif.rehearsal.story import Story

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Asia/Jakarta"))


def test_the_last_days_of_the_desk_are_played_and_marked_as_invented():
    with scoped(EVERYWHERE):
        cast = make_cast()
        appoint("Siti Sekda", Role.REGIONAL_SECRETARY, "35.26", "Sekretaris Daerah Bangkalan")
        Tenant.objects.update(created_at=NOON - timedelta(days=5))
        tenant = Tenant.objects.get(region_id="35.26")
        stage = Stage(
            tenant, cast.budi, cast.ani, cast.citra, cast.rendra, cast.budi, cast.budi, {"35.26.06": cast.dewi}
        )
        play(stage, Story((), ()), NOON)
        assert SituationReport.objects.count() == 4
        assert sorted(DailyReport.objects.order_by("day").values_list("state", flat=True)) == ["approved", "submitted"]
        assert sorted(AbsenceOrder.objects.values_list("state", flat=True)) == ["in_force", "issued"]
        assert [r.state for r in ExceptionRequest.objects.all()] == ["approved"]
        assert [n.state for n in PressNote.objects.all()] == ["published"]
        assert PastElection.objects.filter(region_id="35.26.06").count() == 4
        for model in (SituationReport, DailyReport, AbsenceOrder, PressNote, Lesson, PastElection):
            assert model.objects.exists() and not model.objects.filter(synthetic=False).exists()
