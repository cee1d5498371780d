"""The board says who is silent and which heads are at their posts; no data is never calm."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from kondusif.board.queries.day import presence_figure, silent_figure
from kondusif.board.queries.place import place_of
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.daily.actions.presence import NewPresence, declare_presence
from kondusif.daily.states import Standing
from kondusif.daily.tests.factories import reported
from kondusif.people.models import Person
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.regions.models import Tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        cast = make_cast()
        Person.objects.update(is_demo=True)
        Tenant.objects.update(created_at=NOW - timedelta(days=2))
        yield cast


def test_a_subdistrict_leaves_the_list_when_it_has_spoken(stage):
    place = place_of(stage.citra, "board.read")
    before = silent_figure(stage.citra, place, NOW)
    assert (before.n, before.n_areas) == (2, 2)
    reported(stage.dewi, NOW)
    after = silent_figure(stage.citra, place, NOW)
    assert [s.title for s in after.silent] == ["Kecamatan Bangkalan"]


def test_nothing_said_is_no_data_and_not_nobody_away(stage):
    place = place_of(stage.citra, "board.read")
    assert presence_figure(stage.citra, place, NOW) is None
    new = NewPresence(uuid4(), standing=Standing.OUTSIDE, statement="Sakit")
    declare_presence(new=new, by=stage.dewi, at=NOW)
    said = presence_figure(stage.citra, place, NOW)
    assert (said.n_inside, said.n_outside, said.n_unknown, said.n) == (0, 1, 0, 1)


def test_the_board_links_both_figures_to_their_rows(stage):
    client = Client()
    client.force_login(stage.persons["citra"])
    page = client.get("/papan/").content.decode()
    assert 'href="/harian/#sunyi"' in page and 'href="/harian/kehadiran/"' in page
    assert "Kecamatan sunyi" in page
