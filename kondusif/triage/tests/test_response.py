from datetime import UTC, date, datetime, timedelta

import pytest

from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.elections.actions import NewRegionalDay, enter_regional_days
from kondusif.people.models import Office
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint, make_cast
from kondusif.people.viewers import SYSTEM
from kondusif.reports.models import Report, ResponseLimit
from kondusif.reports.states import Maturity, Urgency
from kondusif.reports.tests.factories import SAMPANG_VILLAGE, report_row
from kondusif.triage import actions, queries
from kondusif.triage.models import Escalation
from kondusif.triage.tasks import catch_up, escalate_overdue, take_in
from kondusif.triage.tests.factories import acting, arrived, events_of, screened, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def figures(viewer, at=NOW):
    with acting(viewer):
        return queries.response_figures(viewer, at)


def overdue_red(**fields):
    return arrived(NOW - timedelta(minutes=16), urgency=Urgency.RED, **fields)


def escalate(at=NOW):
    with scoped(EVERYWHERE):
        return actions.escalate_overdue(by=SYSTEM, at=at)


def event_of(report, name):
    with scoped(EVERYWHERE):
        return Event.objects.filter(subject_id=str(report.pk), name=name).last()


@pytest.mark.parametrize(
    ("urgency", "due"),
    [(3, timedelta(minutes=15)), (2, timedelta(hours=1)), (1, timedelta(hours=4)), (0, timedelta(hours=24))],
)
def test_a_report_is_to_be_acknowledged_within_the_limit_of_its_urgency(cast, urgency, due):
    report = arrived(urgency=Urgency(urgency))
    assert report_row(report.pk).due_at == NOW + due


def test_the_office_may_change_the_limits(cast):
    ResponseLimit.objects.filter(pk=3).update(acknowledge_minutes=5)
    assert report_row(arrived(urgency=Urgency.RED).pk).due_at == NOW + timedelta(minutes=5)


def test_a_clock_that_an_officer_stopped_is_not_started_again_by_a_late_job(cast):
    report = screened(cast.budi)
    take_in(event_of(report, "report.received").pk)
    assert report_row(report.pk).due_at == report.due_at


def test_no_data_is_not_zero(cast):
    got = figures(cast.budi)
    assert (got.n_new, got.n_answered, got.n_overdue) == (0, 0, 0)
    assert got.verified_share is got.median_hours is got.p90_hours is None


def test_the_figures_of_a_day(cast):
    arrived(NOW - timedelta(hours=30))  # came before the window and waits
    overdue = arrived(NOW - timedelta(hours=2), urgency=Urgency.ORANGE)
    for hours in (1, 3):
        verified(cast.budi, at=NOW - timedelta(hours=hours))
    slow = arrived(NOW - timedelta(hours=5), urgency=Urgency.GREEN)
    with acting(cast.budi):
        actions.screen_report(
            report_id=slow.pk,
            category="other",
            maturity=Maturity.POTENTIAL,
            urgency=Urgency.GREEN,
            by=cast.budi,
            at=NOW,
        )
    arrived(NOW - timedelta(hours=1), region_code=SAMPANG_VILLAGE)
    arrived(NOW - timedelta(hours=1), exercise=True)
    with scoped(EVERYWHERE):
        Report.objects.filter(pk=overdue.pk).update(due_at=NOW - timedelta(hours=1))
    got = figures(cast.budi)
    assert got.n_new == 4
    assert got.verified_share == 0.5
    assert got.n_answered == 3
    assert got.median_hours == 0.0
    assert got.p90_hours == pytest.approx(4.0)  # 0, 0 and 5 hours
    assert got.n_overdue == 2
    assert got.n_late == 0


def test_waiting_over_a_weekend_counts_only_its_working_days(cast):
    saturday = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
    monday_ten = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    report = arrived(saturday)
    with acting(cast.budi):
        actions.screen_report(
            report_id=report.pk,
            category="other",
            maturity=Maturity.POTENTIAL,
            urgency=Urgency.GREEN,
            by=cast.budi,
            at=monday_ten,
        )
    assert figures(cast.budi, at=monday_ten).median_hours == pytest.approx(10.0)


def test_eko_and_dewi_get_figures_of_their_own_region(cast):
    arrived()
    arrived(region_code="35.26.01.1001")
    assert [figures(v).n_new for v in (cast.budi, cast.dewi, cast.eko)] == [2, 1, 0]
    with acting(cast.budi):
        assert queries.response_figures(cast.eko, NOW).n_new == 0


def test_an_overdue_report_goes_to_the_head_of_the_agency_once(cast):
    report, fresh = overdue_red(), arrived(urgency=Urgency.RED)
    assert escalate() == 1
    assert escalate() == 0
    escalate_overdue(int(NOW.timestamp()))
    told = event_of(report, "report.escalated")
    assert told.payload["office"] == "Kepala Bakesbangpol Bangkalan"
    assert events_of(report).count("report.escalated") == 1
    assert "report.escalated" not in events_of(fresh)
    with acting(cast.citra):
        assert [r.pk for r in queries.escalated_to(cast.citra, at=NOW)] == [report.pk]
    with acting(cast.rendra):
        assert list(queries.escalated_to(cast.rendra, at=NOW)) == []
    with acting(cast.eko):
        assert list(queries.escalated_to(cast.eko, at=NOW)) == []


def test_the_next_clock_that_runs_out_goes_to_the_head_of_the_region(cast):
    report = overdue_red()
    escalate()
    with acting(cast.budi):
        actions.screen_report(
            report_id=report.pk, category="crowd", maturity=Maturity.SYMPTOM, urgency=Urgency.RED, by=cast.budi, at=NOW
        )
    assert escalate() == 0
    later = report.received_at + timedelta(hours=1, minutes=1)
    assert escalate(at=later) == 1
    assert event_of(report, "report.escalated").payload["office"] == "Bupati Bangkalan"
    with acting(cast.rendra):
        assert [r.pk for r in queries.escalated_to(cast.rendra, at=later)] == [report.pk]


def test_whoever_a_report_is_about_is_not_told_of_it(cast):
    head = Office.objects.get(title="Kepala Bakesbangpol Bangkalan")
    report = overdue_red(about_office_id=head.pk)
    assert escalate() == 1
    assert event_of(report, "report.escalated").payload["office"] == "Bupati Bangkalan"


def test_a_judged_report_is_no_longer_on_the_superiors_board(cast):
    report = overdue_red()
    escalate()
    with scoped(EVERYWHERE):
        Report.objects.filter(pk=report.pk).update(state="verified")
    with acting(cast.citra):
        assert list(queries.escalated_to(cast.citra, at=NOW)) == []


def test_where_there_is_no_superior_the_escalation_is_still_on_record(cast):
    report = overdue_red(region_code=SAMPANG_VILLAGE)
    assert escalate() == 1
    with scoped(EVERYWHERE):
        assert Escalation.objects.get(report=report).office is None


def test_a_superior_of_the_province_serves_where_the_regency_has_none(cast):
    person = appoint("Hadi Susanto", Role.AGENCY_HEAD, "35", "Kepala Bakesbangpol Jawa Timur")
    report = overdue_red(region_code=SAMPANG_VILLAGE)
    escalate()
    hadi = viewer_of(person, at=NOW)
    with acting(hadi):
        assert [r.pk for r in queries.escalated_to(hadi, at=NOW)] == [report.pk]


def answered_late(cast, entered, acted):
    report = arrived(entered)
    with acting(cast.budi):
        actions.screen_report(
            report_id=report.pk,
            category="other",
            maturity=Maturity.POTENTIAL,
            urgency=Urgency.GREEN,
            by=cast.budi,
            at=acted,
        )
    got = figures(cast.budi, at=acted)
    return got.n_late, got.median_hours


def test_late_is_the_legal_limit_in_working_days_and_not_our_own(cast):
    monday, thursday = datetime(2026, 11, 23, 2, tzinfo=UTC), datetime(2026, 11, 26, 16, 59, tzinfo=UTC)
    assert answered_late(cast, monday, thursday)[0] == 0, "three working days end with Thursday, 23.59"


def test_a_minute_past_the_third_working_day_is_late(cast):
    monday, friday = datetime(2026, 11, 23, 2, tzinfo=UTC), datetime(2026, 11, 26, 17, 1, tzinfo=UTC)
    assert answered_late(cast, monday, friday)[0] == 1


def test_holidays_and_days_of_the_regions_own_decree_are_no_waiting(cast):
    monday, friday = datetime(2026, 11, 23, 2, tzinfo=UTC), datetime(2026, 11, 26, 17, 1, tzinfo=UTC)
    with scoped(EVERYWHERE):
        enter_regional_days(
            region_code="35.26",
            days=[NewRegionalDay(date(2026, 11, 25), "Hari jadi", "SK Bupati 7/2026")],
            by=SYSTEM,
            at=NOW,
        )
    n_late, hours = answered_late(cast, monday, friday)
    assert n_late == 0
    assert hours == pytest.approx(2 * 24 + 15 + 1 / 60)


def test_lost_preparations_are_caught_up_with(cast):
    report = arrived(NOW - timedelta(hours=1), text="ricuh di sini")
    catch_up(int(NOW.timestamp()))
    with acting(cast.budi):
        assert [r.pk for r in queries.search(cast.budi, "ricuh").reports] == [report.pk]
