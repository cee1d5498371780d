"""The field says how things stand; who says nothing is seen, and the desk is told to phone."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction

from kondusif.alerts.models import Addressee, Alert
from kondusif.alerts.states import AlertState
from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.daily import tasks
from kondusif.daily.actions.silence import end_warning_of_silence, notice_silence, warn_of_silence
from kondusif.daily.actions.situation import write_situation
from kondusif.daily.models import Silence, SituationReport
from kondusif.daily.queries.grid import current_situations, grid_of, situations_seen_by
from kondusif.daily.queries.silence import silent_areas
from kondusif.daily.states import SituationLevel
from kondusif.daily.tests.factories import GEGER, a_situation, reported
from kondusif.elections.models import Election
from kondusif.people.tests.factories import make_cast
from kondusif.regions.models import Tenant

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")
SIX = datetime(2026, 11, 20, 6, tzinfo=WIB)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def stage():
    with scoped(EVERYWHERE):
        cast = make_cast()
        Tenant.objects.update(created_at=SIX - 3 * DAY)
        yield cast


def test_a_report_written_before_six_is_in_time_even_if_the_signal_came_at_nine(stage):
    new = a_situation(SIX - 10 * timedelta(minutes=1))
    report = write_situation(new=new, by=stage.dewi, at=SIX + 3 * HOUR).report
    assert (report.due_at, report.is_late, report.version) == (SIX, False, 1)
    assert report.event_at == report.entered_at == SIX - timedelta(minutes=10)
    assert report.received_at == SIX + 3 * HOUR
    [event] = Event.objects.filter(name="situation.written")
    assert (event.region_code, event.payload["late"]) == (GEGER, False)


def test_a_report_written_after_six_is_late(stage):
    assert reported(stage.dewi, SIX + timedelta(minutes=1)).is_late is True


def test_sent_twice_it_is_stored_once_and_other_words_under_the_same_id_are_refused(stage):
    new = a_situation(SIX - HOUR)
    first = write_situation(new=new, by=stage.dewi, at=SIX)
    again = write_situation(new=new, by=stage.dewi, at=SIX + HOUR)
    assert (first.is_new, again.is_new, again.report.pk) == (True, False, first.report.pk)
    assert SituationReport.objects.count() == 1
    with pytest.raises(Conflict):
        write_situation(new=replace(new, level=SituationLevel.VULNERABLE), by=stage.dewi, at=SIX)
    with pytest.raises(Conflict):
        write_situation(new=new, by=stage.budi, at=SIX)
    assert Event.objects.filter(name="situation.written").count() == 1


def test_a_correction_is_the_next_version_and_says_what_it_corrects(stage):
    first = reported(stage.dewi, SIX)
    fix = a_situation(SIX, level=SituationLevel.WATCHFUL, due_at=SIX)
    with pytest.raises(Problem) as refused:
        write_situation(new=fix, by=stage.dewi, at=SIX + HOUR)
    assert "correction_note" in refused.value.fields
    second = write_situation(new=replace(fix, correction_note="Salah tingkat"), by=stage.dewi, at=SIX + HOUR).report
    assert (second.version, second.due_at) == (2, first.due_at)
    assert list(current_situations(stage.budi)) == [second]
    assert situations_seen_by(stage.budi).count() == 2


def test_no_version_can_ever_be_changed_or_removed(stage):
    report = reported(stage.dewi, SIX)
    for change in (lambda: SituationReport.objects.filter(pk=report.pk).update(level=3), report.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert SituationReport.objects.get(pk=report.pk).level == 0


def test_only_the_own_area_is_reported_on_and_the_desk_may_write_down_a_phone_call(stage):
    assert reported(stage.budi, SIX).office.title == "Operator Posko Bangkalan"
    for stranger in (stage.eko, stage.citra, stage.sari):
        with pytest.raises(NotAllowed):
            reported(stranger, SIX)
    with pytest.raises(NotAllowed):
        reported(stage.dewi, SIX, region_code="35.26.01")
    with pytest.raises(NotAllowed):
        reported(stage.budi, SIX, region_code="35.26")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"n_incidents": 2}, "incidents_note"),
        ({"event_at": SIX + 5 * HOUR}, "event_at"),
        ({"event_at": SIX - 4 * DAY}, "event_at"),
        ({"due_at": SIX + timedelta(minutes=7)}, "event_at"),
        ({"needs": "x" * 2001}, "needs"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_stored(stage, change, field):
    with pytest.raises(Problem) as refused:
        write_situation(new=a_situation(SIX, **change), by=stage.dewi, at=SIX)
    assert list(refused.value.fields) == [field]
    assert not SituationReport.objects.exists()


def test_nothing_is_stored_when_the_event_fails(stage, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr("kondusif.daily.actions.situation.record", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        reported(stage.dewi, SIX)
    assert not SituationReport.objects.exists()


def test_the_grid_shows_what_came_late_or_not_at_all_and_nothing_of_another_regency(stage):
    reported(stage.dewi, SIX + HOUR / 2)
    day = SIX.date()
    grid = grid_of(stage.budi, "35.26", day, SIX + 2 * HOUR)
    assert {(r.region.name, r.cells[0].state) for r in grid.rows} == {("Geger", "late"), ("Bangkalan", "missing")}
    early = grid_of(stage.budi, "35.26", day, SIX - HOUR)
    assert {c.state for r in early.rows if r.region.code != GEGER for c in r.cells} == {"coming"}
    assert grid_of(stage.eko, "35.26", day, SIX).rows == ()
    assert not situations_seen_by(stage.eko).exists()


def test_the_desk_of_the_night_sees_what_was_written_after_midnight(stage):
    reported(stage.dewi, SIX)
    told = reported(stage.dewi, SIX + 19 * HOUR, needs="Perahu karet")
    night = grid_of(stage.budi, "35.26", (SIX + DAY).date(), SIX + 19 * HOUR)
    [geger] = [row for row in night.rows if row.region.code == GEGER]
    assert (geger.cells[0].state, geger.latest, geger.is_standing) == ("coming", told, True)
    [silent] = [r for r in grid_of(stage.budi, "35.26", (SIX + DAY).date(), SIX + DAY + HOUR).rows if r.latest]
    assert (silent.latest, silent.is_standing) == (told, False), "an old calm word is no calm"
    [before] = [r for r in grid_of(stage.budi, "35.26", SIX.date(), SIX + DAY).rows if r.region.code == GEGER]
    assert before.latest.due_at == SIX and before.latest != told, "what was known at that day's end"
    assert [r.latest for r in night.rows if r.region.code != GEGER] == [None]


def test_the_grid_asks_the_database_the_same_number_of_times_for_one_report_as_for_eight(
    stage, django_assert_max_num_queries
):
    Election.objects.create(slug="uji", kind="pilkada", name="Uji", voting_on=SIX.date(), law_family="pilkada")
    for n in range(4):
        at = SIX + 3 * n * HOUR
        write_situation(new=a_situation(at), by=stage.dewi, at=at)
    with django_assert_max_num_queries(5):
        grid = grid_of(stage.budi, "35.26", SIX.date(), SIX + 12 * HOUR)
    assert (len(grid.slots), grid.count("done")) == (8, 4)


def test_a_subdistrict_is_silent_from_seven_until_it_speaks(stage):
    assert silent_areas(stage.budi, "35.26", SIX - 3 * DAY) == []
    for back in (2, 1):
        reported(stage.dewi, SIX - back * DAY)
    assert "35.26.06" not in {s.code for s in silent_areas(stage.budi, "35.26", SIX + HOUR / 2)}
    [geger] = [s for s in silent_areas(stage.budi, "35.26", SIX + HOUR) if s.code == GEGER]
    assert (geger.since, geger.n_missed, geger.head) == (SIX, 1, "Camat Geger")
    reported(stage.dewi, SIX + 2 * HOUR)
    assert GEGER not in {s.code for s in silent_areas(stage.budi, "35.26", SIX + 2 * HOUR)}
    assert silent_areas(stage.eko, "35.26", SIX + 2 * HOUR) == []


def test_two_missed_reports_warn_the_desk_once_and_a_report_ends_the_warning(stage):
    reported(stage.dewi, SIX - DAY)
    notice_silence("35.26", at=SIX + HOUR)
    assert not Event.objects.filter(name="silence.deepened", region_code=GEGER).exists()
    notice_silence("35.26", at=SIX + DAY + HOUR)
    notice_silence("35.26", at=SIX + DAY + 2 * HOUR)
    [deepened] = Event.objects.filter(name="silence.deepened", region_code=GEGER)
    silence = Silence.objects.get(region_id=GEGER)
    assert str(silence.pk) == deepened.subject_id
    alert = warn_of_silence(silence_id=silence.pk, at=SIX + DAY + 2 * HOUR)
    assert warn_of_silence(silence_id=silence.pk, at=SIX + DAY + 2 * HOUR) is None
    assert (alert.state, alert.level, alert.is_public) == (AlertState.ISSUED, 1, False)
    assert "2 laporan" in alert.situation
    assert {a.office.role for a in Addressee.objects.filter(alert=alert)} == {"duty_operator"}
    reported(stage.dewi, SIX + DAY + 3 * HOUR)
    notice_silence("35.26", at=SIX + DAY + 3 * HOUR)
    silence.refresh_from_db()
    assert silence.ended_at == SIX + DAY + 3 * HOUR
    end_warning_of_silence(silence_id=silence.pk, at=SIX + DAY + 3 * HOUR)
    alert.refresh_from_db()
    assert alert.state == AlertState.STOOD_DOWN


def test_the_worker_looks_at_every_office_and_follows_the_events(stage):
    tasks.watch_silence(timestamp=int((SIX + DAY + HOUR).timestamp()))
    event = Event.objects.filter(name="silence.deepened").first()
    tasks.warn_of_silence(event_id=event.pk)
    assert Alert.objects.filter(trigger_key__startswith="silent:").count() == 1
    silence = Silence.objects.get(pk=event.subject_id)
    reported(stage.budi, SIX + DAY + HOUR, region_code=silence.region_id)
    tasks.watch_silence(timestamp=int((SIX + DAY + HOUR).timestamp()))
    tasks.end_warning(event_id=Event.objects.get(name="silence.ended").pk)
    assert not Alert.objects.filter(state=AlertState.ISSUED, trigger_key=f"silent:{silence.region_id}:").exists()


def test_row_security_hides_another_regencys_reports_from_the_connection_itself(stage):
    reported(stage.dewi, SIX)
    with scoped(("35.27",)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM daily_situationreport")
        assert cursor.fetchone() == (0,)


def test_an_office_opened_after_its_first_reports_still_sees_who_is_silent(stage):
    reported(stage.dewi, SIX - DAY)
    Tenant.objects.update(created_at=SIX + 2 * HOUR)
    assert {s.title for s in silent_areas(stage.budi, "35.26", SIX + 2 * HOUR)} == {
        "Kecamatan Geger", "Kecamatan Bangkalan",
    }  # fmt: skip
