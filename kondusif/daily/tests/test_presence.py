"""A head shows where he or she is: by position, of which nothing is kept, or by word."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.daily.actions import presence
from kondusif.daily.actions.presence import NewPresence, declare_presence
from kondusif.daily.models import PresenceCheck
from kondusif.daily.queries.presence import own_checks, presence_rows
from kondusif.daily.states import Standing, Way
from kondusif.people.tests.factories import make_cast

pytestmark = pytest.mark.django_db
SIX = datetime(2026, 11, 20, 6, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.fixture
def stage():
    with scoped(EVERYWHERE):
        yield make_cast()


def said(by, **changes) -> PresenceCheck:
    return declare_presence(new=NewPresence(client_id=uuid4(), **changes), by=by, at=SIX)


def test_a_word_is_enough_and_a_place_outside_needs_its_reason(stage):
    check = said(stage.dewi, standing=Standing.INSIDE)
    assert (check.way, check.standing, check.day) == (Way.STATEMENT, Standing.INSIDE, SIX.date())
    with pytest.raises(Problem) as refused:
        said(stage.dewi, standing=Standing.OUTSIDE)
    assert list(refused.value.fields) == ["statement"]
    assert said(stage.dewi, standing=Standing.OUTSIDE, statement="Rapat di provinsi").statement == "Rapat di provinsi"
    assert Event.objects.filter(name="presence.declared").count() == 2


def test_neither_word_nor_position_is_refused(stage):
    with pytest.raises(Problem) as refused:
        said(stage.dewi)
    assert "standing" in refused.value.fields


def test_of_a_position_only_inside_or_a_band_is_kept(stage, monkeypatch):
    class Index:
        def village_of(self, lon, lat, *, region_name):
            if lat < -7.5:
                raise Problem("point.outside_region", "far")
            return "35.26.06.2005" if lat > -7.0 else "35.26.01.1001"

    monkeypatch.setattr(presence, "place_index", lambda code: Index())
    inside = said(stage.dewi, lat=-6.98, lon=112.94, accuracy_m=40)
    assert (inside.way, inside.standing, inside.distance) == (Way.POSITION, Standing.INSIDE, "")
    outside = said(stage.dewi, lat=-7.03, lon=112.94, accuracy_m=40)
    assert (outside.standing, outside.distance) == (Standing.OUTSIDE, "5to20")
    assert said(stage.dewi, lat=-8.0, lon=112.94).distance == "gt20"
    columns = {f.name for f in PresenceCheck._meta.get_fields()}
    assert not columns & {"lat", "lon", "latitude", "longitude", "point", "accuracy_m", "ip"}
    stored = str(list(PresenceCheck.objects.values())) + str(list(Event.objects.values("payload")))
    assert "6.98" not in stored and "112.94" not in stored


def test_a_phone_that_does_not_know_its_place_proves_nothing(stage):
    with pytest.raises(Problem) as refused:
        said(stage.dewi, lat=-6.98, lon=112.94, accuracy_m=9_000)
    assert refused.value.code == "presence.vague"
    assert not PresenceCheck.objects.exists()


def test_only_heads_speak_and_only_for_themselves(stage):
    for stranger in (stage.budi, stage.citra, stage.sari):
        with pytest.raises(NotAllowed):
            said(stranger, standing=Standing.INSIDE)


def test_sent_twice_it_is_noted_once(stage):
    new = NewPresence(client_id=uuid4(), standing=Standing.INSIDE, entered_at=SIX - timedelta(hours=2))
    first = declare_presence(new=new, by=stage.dewi, at=SIX)
    assert declare_presence(new=new, by=stage.dewi, at=SIX + timedelta(hours=1)) == first
    assert first.entered_at == SIX - timedelta(hours=2)
    with pytest.raises((Conflict, NotAllowed)):
        declare_presence(new=new, by=stage.budi, at=SIX)


def test_the_last_word_of_the_day_counts_and_nothing_said_is_not_being_there(stage, django_assert_max_num_queries):
    [row] = presence_rows(stage.citra, "35.26", SIX.date())
    assert (row.office.title, row.state) == ("Camat Geger", "unknown")
    said(stage.dewi, standing=Standing.INSIDE)
    declare_presence(
        new=NewPresence(client_id=uuid4(), standing=Standing.OUTSIDE, statement="Sakit"),
        by=stage.dewi, at=SIX + timedelta(hours=3),
    )  # fmt: skip
    with django_assert_max_num_queries(3):
        [row] = presence_rows(stage.citra, "35.26", SIX.date())
    assert row.state == "outside"
    assert [r.state for r in presence_rows(stage.citra, "35.26", SIX.date() + timedelta(days=1))] == ["unknown"]
    assert presence_rows(stage.eko, "35.26", SIX.date()) == []
    assert len(own_checks(stage.dewi)) == 2
