from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kondusif.people.models import Office
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint, make_cast
from kondusif.reports.states import Urgency
from kondusif.reports.tests.factories import SAMPANG_VILLAGE
from kondusif.triage import actions
from kondusif.triage.queries import Cursor, QueueFilter, awaiting_triage, queue_count, queue_page
from kondusif.triage.tests.factories import LATER, acting, arrived, screened, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def page(viewer, *, at=LATER, after=None, size=50, **wanted):
    with acting(viewer):
        return queue_page(viewer, at=at, wanted=QueueFilter(**wanted), after=after, size=size)


def shown(viewer, **wanted):
    return [r.pk for r in page(viewer, **wanted).reports]


def test_the_queue_is_sorted_by_urgency_and_then_by_age(cast):
    late_green = arrived(NOW, urgency=Urgency.GREEN)
    early_green = arrived(NOW - timedelta(hours=5), urgency=Urgency.GREEN)
    late_red = arrived(NOW, urgency=Urgency.RED)
    early_red = arrived(NOW - timedelta(hours=1), urgency=Urgency.RED)
    orange = arrived(NOW - timedelta(hours=9), urgency=Urgency.ORANGE)
    assert shown(cast.budi) == [early_red.pk, late_red.pk, orange.pk, early_green.pk, late_green.pk]


def test_decided_reports_and_those_of_others_are_not_in_the_queue(cast):
    waiting = [arrived(), screened(cast.budi)]
    verified(cast.budi)
    arrived(region_code=SAMPANG_VILLAGE)
    arrived(classification=2)
    assert sorted(shown(cast.budi)) == sorted(r.pk for r in waiting)
    with acting(cast.budi):
        assert sorted(r.pk for r in awaiting_triage(cast.budi)) == sorted(r.pk for r in waiting)


def test_eko_and_dewi_see_only_theirs(cast):
    geger, town = arrived(), arrived(region_code="35.26.01.1001")
    sampang = arrived(region_code=SAMPANG_VILLAGE)
    assert shown(cast.eko) == [sampang.pk]
    assert shown(cast.dewi) == [geger.pk]
    assert set(shown(cast.budi)) == {geger.pk, town.pk}
    with acting(cast.budi):  # the query's own filter, with the database open wider
        assert queue_page(cast.eko, at=LATER).reports == []
        assert [r.pk for r in queue_page(cast.dewi, at=LATER).reports] == [geger.pk]


def test_a_province_sees_its_regencies_in_one_order(cast):
    person = appoint("Putri Handayani", Role.ANALYST, "35", "Analis Jawa Timur")
    putri = viewer_of(person, at=NOW)
    sampang = arrived(NOW - timedelta(hours=2), region_code=SAMPANG_VILLAGE)
    bangkalan = arrived(NOW - timedelta(hours=3))
    red = arrived(urgency=Urgency.RED, region_code=SAMPANG_VILLAGE)
    assert shown(putri) == [red.pk, bangkalan.pk, sampang.pk]
    with acting(putri):
        assert actions.claim_next(by=putri, at=LATER).pk == red.pk


def test_pages_follow_one_another_without_gap_or_repetition(cast):
    same_moment = [arrived(urgency=Urgency.RED) for _n in range(4)]
    others = [arrived(NOW + timedelta(minutes=n), urgency=Urgency.YELLOW) for n in range(5)]
    seen, after, pages = [], None, 0
    while True:
        part = page(cast.budi, after=after, size=2)
        seen += [r.pk for r in part.reports]
        pages += 1
        if part.following is None:
            break
        after = Cursor.read(str(part.following))
    assert pages == 5
    assert seen == sorted(r.pk for r in same_moment) + [r.pk for r in others]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "3~x~y",
        "9~2026-11-20T02:00:00+00:00~01a20019-0000-7000-8000-000000000000",
        "3~2026-11-20T02:00:00~01a20019-0000-7000-8000-000000000000",
        "٣~~",
        "3~2026-11-20T02:00:00+00:00~\x00",
    ],
)
def test_a_broken_place_in_the_queue_is_its_start(text):
    assert Cursor.read(text) is None


def test_filters_narrow_the_queue(cast):
    crowd = arrived(category="crowd")
    town = arrived(region_code="35.26.01.1001")
    overdue = arrived(NOW - timedelta(days=2), urgency=Urgency.RED)
    assert shown(cast.budi, category="crowd") == [crowd.pk]
    assert shown(cast.budi, subdistrict="35.26.01") == [town.pk]
    assert shown(cast.budi, overdue=True) == [overdue.pk]
    assert shown(cast.budi, urgency=3) == [overdue.pk]
    assert shown(cast.budi, mine=True) == []
    with acting(cast.budi):
        actions.claim_report(report_id=crowd.pk, by=cast.budi, at=LATER)
    assert shown(cast.budi, mine=True) == [crowd.pk]
    assert shown(cast.ani, mine=True) == []


def test_a_subdistrict_of_another_region_filters_to_nothing(cast):
    arrived(region_code=SAMPANG_VILLAGE)
    assert shown(cast.budi, subdistrict="35.27.01") == []


def test_what_is_about_a_camat_is_not_in_that_camats_list(cast):
    arrived(about_office_id=Office.objects.get(title="Camat Geger").pk)
    assert shown(cast.dewi) == []
    assert len(shown(cast.budi)) == 1


def test_counting_stops_at_more_than_enough(cast):
    for _n in range(4):
        arrived()
    with acting(cast.budi):
        assert queue_count(cast.budi, at=LATER) == 4
        assert queue_count(cast.budi, at=LATER, most=2) == 3
        assert queue_count(cast.budi, at=LATER, wanted=QueueFilter(overdue=True)) == 0


def test_a_page_takes_few_questions_however_many_rows(cast):
    for _n in range(12):
        screened(cast.budi)
    with (
        acting(cast.budi),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        rows = queue_page(cast.budi, at=LATER).reports
        for row in rows:
            assert row.region.parent.name and row.claim.person.name and row.has_photo is False and row.likeness is None
    assert len(rows) == 12
    assert len(asked) <= 6, [q["sql"] for q in asked]
