"""The situation worked out from rows: reproducible, and silent where nothing changed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kondusif.core.actions import record
from kondusif.core.models import Event, Pending
from kondusif.core.problems import NotFound
from kondusif.people.tests.factories import NOW, Cast, make_cast
from kondusif.people.viewers import SYSTEM
from kondusif.ratings import tasks
from kondusif.ratings.actions import rate_from_situation
from kondusif.ratings.actions.situation import is_reproduced
from kondusif.ratings.models import Rating, SituationRound
from kondusif.ratings.tests.factories import GEGER, KOMBANGAN, LERPAK, SRESEH, add_incident, add_report, add_verified
from kondusif.reports.models import Report
from kondusif.reports.states import ReportState, Urgency
from kondusif.triage.states import IncidentState

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(everywhere) -> Cast:
    return make_cast()


def levels() -> dict[str, int | None]:
    rows = Rating.objects.order_by("region_id", "-at", "-id").distinct("region_id")
    return {r.region_id: r.level for r in rows}


def test_an_incident_in_a_village_rates_the_village_and_its_subdistrict_and_no_other(cast):
    add_incident(LERPAK, has_victims=True)
    rate_from_situation("35.26", NOW)
    assert levels() == {GEGER: 3, LERPAK: 3}


def test_every_changed_level_is_told_and_all_of_them_by_one_statement(cast):
    add_incident(LERPAK, has_victims=True)
    with CaptureQueriesContext(connection) as asked:
        new = rate_from_situation("35.26", NOW)
    told = Event.objects.filter(name="rating.given").order_by("id")
    assert {(e.subject_id, e.region_code, e.payload["to"]) for e in told} == {
        (str(r.pk), r.region_id, r.level) for r in new
    }
    assert len(told) == len(new) > 1
    assert Pending.objects.filter(event__in=told).count() == len(new), "subscribers hear of each"
    assert sum('INTO "core_event"' in q["sql"] for q in asked) == 1


def test_nothing_heard_gives_no_row_at_all(cast):
    assert rate_from_situation("35.26", NOW) == []
    assert SituationRound.objects.get().n_areas == 5


def test_a_report_of_an_exercise_neither_alarms_nor_calms(cast):
    add_verified(LERPAK, urgency=Urgency.RED, source="A", info=1, exercise=True)
    add_incident(LERPAK, exercise=True, has_victims=True)
    assert rate_from_situation("35.26", NOW) == []


def test_a_hoax_shows_that_somebody_reports_and_raises_no_level(cast):
    add_report(LERPAK, state=ReportState.HOAX, urgency=Urgency.RED)
    rate_from_situation("35.26", NOW)
    assert levels() == {GEGER: 0, LERPAK: 0}


def test_red_reports_count_fully_only_when_credible(cast):
    weak = [add_verified(LERPAK, urgency=Urgency.RED) for _ in range(3)]
    rate_from_situation("35.26", NOW)
    assert levels()[GEGER] == 1
    # The desk links two of them: two sources of one incident.
    add_incident(LERPAK, *weak[:2])
    rate_from_situation("35.26", NOW + timedelta(minutes=1))
    assert levels()[GEGER] == 3


def test_a_report_of_last_week_no_longer_weighs(cast):
    add_verified(LERPAK, urgency=Urgency.RED, source="A", info=1, hours_ago=169)
    assert rate_from_situation("35.26", NOW) == []


def test_an_unconfirmed_incident_with_victims_is_no_red(cast):
    add_incident(LERPAK, add_report(LERPAK), state=IncidentState.REPORTED, has_victims=True)
    rate_from_situation("35.26", NOW)
    assert levels()[GEGER] == 1


def test_the_same_signs_add_no_row_and_no_event(cast):
    add_verified(LERPAK, urgency=Urgency.ORANGE, source="B", info=2)
    assert len(rate_from_situation("35.26", NOW)) == 2
    assert rate_from_situation("35.26", NOW + timedelta(hours=1)) == []
    assert Event.objects.filter(name="rating.given").count() == 2
    assert SituationRound.objects.get().at == NOW + timedelta(hours=1)


def test_a_change_of_level_is_told_with_before_and_now_and_other_reasons_alone_are_not(cast):
    add_verified(LERPAK, urgency=Urgency.ORANGE, source="B", info=2)
    rate_from_situation("35.26", NOW)
    add_verified(LERPAK, urgency=Urgency.ORANGE)
    rate_from_situation("35.26", NOW + timedelta(hours=1))
    assert Rating.objects.filter(region_id=GEGER).count() == 2
    assert Event.objects.filter(region_code=GEGER).count() == 1
    add_incident(LERPAK, has_victims=True)
    rate_from_situation("35.26", NOW + timedelta(hours=2))
    last = Event.objects.filter(region_code=GEGER).latest("id")
    assert (last.payload["from"], last.payload["to"], last.payload["by_alert"]) == (1, 3, False)
    assert last.by_title == "Kondusif"


def test_an_area_falls_back_to_no_data_when_it_falls_silent(cast):
    add_report(LERPAK)
    rate_from_situation("35.26", NOW)
    rate_from_situation("35.26", NOW + timedelta(days=8))
    assert levels() == {GEGER: None, LERPAK: None}
    assert Rating.objects.filter(level=None).first().class_name == "belum ada data"


def test_an_issued_alert_lifts_its_area_until_it_is_stood_down(cast):
    report = add_report(KOMBANGAN)
    subject = {"subject": report, "by": SYSTEM, "region_code": GEGER}
    record("alert.issued", at=NOW, level=2, **subject)
    rate_from_situation("35.26", NOW)
    assert levels() == {GEGER: 2, LERPAK: 2, KOMBANGAN: 2}
    # Whoever drafts warnings on worse ratings must know that a warning itself was the reason.
    assert Event.objects.filter(name="rating.given", region_code=GEGER).get().payload["by_alert"]
    record("alert.stood_down", at=NOW + timedelta(hours=1), **subject)
    rate_from_situation("35.26", NOW + timedelta(hours=1))
    assert levels() == {GEGER: 0, LERPAK: None, KOMBANGAN: 0}


def test_the_alert_of_an_exercise_lifts_nothing(cast):
    record(
        "alert.issued",
        at=NOW,
        level=3,
        exercise=True,
        subject=add_report(GEGER, exercise=True),
        by=SYSTEM,
        region_code=GEGER,
    )
    assert rate_from_situation("35.26", NOW) == []


def test_a_rating_that_rests_on_invented_rows_says_so(cast):
    add_verified(LERPAK, urgency=Urgency.RED, synthetic=True)
    add_verified("35.26.01.1001", urgency=Urgency.RED)
    assert {r.region_id: r.synthetic for r in rate_from_situation("35.26", NOW)} == {
        GEGER: True, LERPAK: True, "35.26.01": False, "35.26.01.1001": False,
    }  # fmt: skip


def test_a_burst_of_events_orders_one_rating_of_the_tenant_in_which_they_lie(cast):
    incident = add_incident(LERPAK, has_victims=True)
    for _ in range(3):
        tasks.rate_after_event(record("incident.moved", subject=incident, by=SYSTEM, at=NOW).pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'tenant_code' FROM procrastinate_jobs WHERE task_name = 'ratings.rate_tenant'")
        assert cursor.fetchall() == [("35.26",)]


def test_the_job_rates_the_tenant(cast, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    add_incident(LERPAK, has_victims=True)
    tasks.rate_tenant("35.26")
    assert levels()[GEGER] == 3


def test_the_quarter_hours_job_rates_every_tenant(cast):
    add_incident(LERPAK, has_victims=True)
    add_incident("35.27.01.2002", has_weapon=True)
    tasks.rate_every_tenant(int(NOW.timestamp()))
    assert (levels()[GEGER], levels()[SRESEH]) == (3, 2)


def test_a_stored_rating_is_recomputed_to_the_bit_though_its_reports_changed_since(cast, capsys):
    add_verified(LERPAK, urgency=Urgency.RED, source="A", info=1)
    [subdistrict, _village] = rate_from_situation("35.26", NOW)
    Report.objects.update(state=ReportState.HOAX)
    stored = Rating.objects.get(pk=subdistrict.pk)
    assert is_reproduced(stored)
    call_command("recompute_situation", str(stored.pk))
    assert "sama" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("recompute_situation", str(uuid4()))
    stored.inputs["incidents_severe"] = ["K-1"]
    assert not is_reproduced(stored)


def test_reports_of_the_neighbour_regency_weigh_nothing_here(cast):
    add_incident(SRESEH, has_victims=True)
    assert rate_from_situation("35.26", NOW) == []


def test_a_region_without_an_office_is_not_rated(cast):
    with pytest.raises(NotFound):
        rate_from_situation("35", NOW)


def test_the_number_of_queries_does_not_grow_with_reports(cast, django_assert_max_num_queries):
    for n in range(30):
        add_verified(LERPAK if n % 2 else KOMBANGAN, urgency=Urgency.YELLOW)
    with django_assert_max_num_queries(22):
        rate_from_situation("35.26", NOW)
