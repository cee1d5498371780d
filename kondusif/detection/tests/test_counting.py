"""What is counted, where and on which day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from kondusif.detection.counting import ALL, count
from kondusif.detection.kept import unpacked
from kondusif.detection.tests.factories import a_report
from kondusif.people.tests.factories import NOW
from kondusif.reports.models import Report
from kondusif.reports.states import ReportState
from kondusif.triage.models import Incident

pytestmark = pytest.mark.django_db
LERPAK, KOMBANGAN, GEGER, SRESEH_VILLAGE = "35.26.06.2005", "35.26.06.2001", "35.26.06", "35.27.01.2002"


def counted(zone: str = "Asia/Jakarta", at: datetime = NOW, **what):
    return count("35.26", **{"source": "reports", "exercise": False} | what, at=at, zone=zone, n_days=60)


def add(*places: str, when: datetime = NOW, start: int = 0, **fields) -> None:
    Report.objects.bulk_create([a_report(place, when, start + n, **fields) for n, place in enumerate(places)])


def test_each_report_stands_in_all_and_in_the_stream_of_its_group(cast):
    add(LERPAK, category="money_politics")
    c = counted()
    assert {(c.streams[s], c.places[p].code, d, n) for s, p, d, n in c.cells} == {
        (ALL, LERPAK, 59, 1),
        ("fairness", LERPAK, 59, 1),
    }
    assert c.n_reports == 1


@pytest.mark.parametrize("state", [ReportState.HOAX, ReportState.DUPLICATE, ReportState.OUT_OF_SCOPE])
def test_hoaxes_duplicates_and_what_is_not_ours_are_not_counted(cast, state):
    add(LERPAK, state=state)
    assert counted().n_reports == 0


def test_reports_that_wait_are_counted_and_so_are_closed_ones(cast):
    for n, state in enumerate((ReportState.RECEIVED, ReportState.UNVERIFIED, ReportState.CLOSED)):
        add(LERPAK, state=state, start=n)
    assert counted().n_reports == 3


def test_an_exercise_counts_only_in_the_scan_of_an_exercise(cast):
    add(LERPAK, exercise=True)
    assert counted().n_reports == 0
    assert counted(exercise=True).n_reports == 1


def test_the_day_is_that_of_the_tenants_own_zone(cast):
    # 23.30 WIB on the 19th is 00.30 WITA on the 20th.
    add(LERPAK, when=datetime(2026, 11, 19, 16, 30, tzinfo=UTC))
    assert [d for _s, _p, d, _n in counted().cells] == [58, 58]
    assert [d for _s, _p, d, _n in counted(zone="Asia/Makassar").cells] == [59, 59]


def test_sixty_days_are_counted_and_neither_the_day_before_nor_the_future(cast):
    first = datetime(2026, 9, 21, 17, 0, tzinfo=UTC)  # 22 September, 00.00 WIB
    add(LERPAK, when=first)
    add(LERPAK, when=first - timedelta(seconds=1), start=1)
    add(LERPAK, when=NOW + timedelta(minutes=5), start=2)
    c = counted()
    assert (c.first_on, c.last_on, c.n_reports) == (date(2026, 9, 22), date(2026, 11, 20), 1)


def test_a_report_of_no_village_counts_at_its_subdistrict_and_one_of_the_regency_alone_is_unplaced(cast):
    add(GEGER, "35.26")
    c = counted()
    assert [p.code for p in c.places] == [GEGER]
    assert (c.n_reports, c.n_unplaced) == (1, 1)


def test_a_neighbours_reports_are_not_counted(cast):
    add(SRESEH_VILLAGE)
    assert counted().n_reports == 0


def test_incidents_can_be_counted_instead(cast):
    add(LERPAK)
    common = {"title": "Bentrok", "category": "crowd", "happened_at": NOW, "opened_at": NOW}
    Incident.objects.create(number="K-1", region_id=KOMBANGAN, **common)
    Incident.objects.create(number="K-2", region_id=KOMBANGAN, exercise=True, **common)
    c = counted(source="incidents")
    assert ([p.code for p in c.places], c.n_reports) == ([KOMBANGAN], 1)


def test_what_was_counted_is_kept_and_read_back_without_loss(cast):
    add(LERPAK, LERPAK, KOMBANGAN, GEGER, "35.26")
    c = counted()
    assert unpacked(c.packed()) == c
    assert unpacked(memoryview(c.packed())).digest() == c.digest()


def test_the_count_does_not_depend_on_the_order_of_the_rows(cast):
    digests = []
    for order in ((LERPAK, KOMBANGAN, LERPAK), (KOMBANGAN, LERPAK, LERPAK)):
        with transaction.atomic():
            add(*order)
            digests.append(counted().digest())
            transaction.set_rollback(True)
    assert digests[0] == digests[1]


def test_counting_costs_two_queries_however_many_reports(cast, django_assert_num_queries):
    add(*[LERPAK, KOMBANGAN] * 20)
    with django_assert_num_queries(2):
        assert counted().n_reports == 40
