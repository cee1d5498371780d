"""Reminders by the clock, issues from meetings, and the tasks that a measure becomes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kondusif.coordination.actions import accept_task, complete_task
from kondusif.coordination.models import Task
from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.meetings.models import Meeting, MeetingIssue
from kondusif.people.models import Person
from kondusif.people.tests.factories import NOW
from kondusif.people.viewers import SYSTEM
from kondusif.plans.actions.measure_tasks import MeasureTask, give_measure_task
from kondusif.plans.actions.reminding import remind_of_reports
from kondusif.plans.models import ConflictStatus, StrategicIssue, Tie
from kondusif.plans.rules import Period
from kondusif.plans.states import ConflictState
from kondusif.plans.tasks import call_for_reports, end_statuses, take_issue
from kondusif.plans.tests.factories import (
    IN_B08,
    declared,
    drafted,
    first_measure,
    handed_in,
    make_players,
    new_measure,
    office,
    running,
)

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2026, 8, 31, 16, 59, tzinfo=UTC)


@pytest.fixture
def who(settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        players = make_players(IN_B08)
        Person.objects.update(is_demo=True)
        yield players


def calls() -> list[tuple[str, str, str]]:
    events = Event.objects.filter(name__startswith="measure.", payload__has_key="step").order_by("id")
    return [(e.name.partition(".")[2], e.payload["period"], e.payload["step"]) for e in events]


def test_a_missing_report_is_called_for_once_at_each_step(who):
    from decimal import Decimal

    running(who, new_measure(targets=(None, Decimal(4), None)), at=IN_B08)
    for days in (15, 14, 13, 7, 1, 1):
        remind_of_reports(by=SYSTEM, at=MIDNIGHT - timedelta(days=days))
    for _ in range(2):
        call_for_reports(timestamp=int((MIDNIGHT + timedelta(hours=1)).timestamp()))
    assert calls() == [
        ("reminded", "b08", "14"), ("reminded", "b08", "7"), ("reminded", "b08", "1"), ("overdue", "b08", "late"),
    ]  # fmt: skip


def test_who_reported_is_not_called(who):
    made = running(who, new_measure(), at=IN_B08)
    handed_in(who, first_measure(made))
    handed_in(who, first_measure(made), period=Period.B04)
    assert remind_of_reports(by=SYSTEM, at=MIDNIGHT + timedelta(days=1)) == 0


def test_a_plan_that_does_not_run_calls_nobody(who):
    from kondusif.plans.actions.measures import add_measure

    made = drafted(who, at=IN_B08)
    add_measure(plan_id=made.pk, new=new_measure(), by=who.citra, at=IN_B08)
    assert remind_of_reports(by=SYSTEM, at=MIDNIGHT + timedelta(days=1)) == 0


def test_the_call_lies_in_the_owners_region(who):
    running(who, new_measure(), at=IN_B08)
    remind_of_reports(by=SYSTEM, at=MIDNIGHT + timedelta(days=1))
    event = Event.objects.filter(name="measure.overdue", payload__period="b08").get()
    assert event.region_code == "35.26.06"


def test_the_clock_ends_a_status_whose_last_day_is_over(who):
    status = declared(who, n_days=1)
    over = NOW + timedelta(days=3)
    for _ in range(2):
        end_statuses(timestamp=int(over.timestamp()))
    status.refresh_from_db()
    assert status.state == ConflictState.ENDED
    assert ConflictStatus.objects.count() == 1


def raised(who, secret: int = 0, **changes) -> MeetingIssue:
    meeting = Meeting.objects.create(
        kind="rakor", title="Rapat kewaspadaan dini", starts_at=NOW, ends_at=NOW + timedelta(hours=2), place="Pendopo",
        region_id="35.26", chair_office=office("Kepala Bakesbangpol Bangkalan"), planned_at=NOW,
        planned_by=who.persons["citra"], classification=secret, place_key="pendopo",
    )  # fmt: skip
    return MeetingIssue.objects.create(
        meeting=meeting, title="Kerumunan pendaftaran", text="Massa besar", added_at=NOW,
        added_by=who.persons["citra"], **changes,
    )  # fmt: skip


def test_what_a_meeting_raised_arrives_once_tied_to_the_meeting(who):
    issue = raised(who)
    event = Event.objects.create(
        name="issue.raised", at=NOW, subject_type="meetings.meetingissue", subject_id=str(issue.pk), region_code="35.26"
    )
    for _ in range(2):
        take_issue(event_id=event.pk)
    entry = StrategicIssue.objects.get()
    assert (entry.title, entry.region_id, entry.source) == (
        "Kerumunan pendaftaran", "35.26", "Rapat: Rapat kewaspadaan dini",
    )  # fmt: skip
    assert Tie.objects.get().to_id == issue.meeting_id


def test_of_a_closed_meeting_the_register_names_only_the_day_by_its_own_clock(who):
    issue = raised(who, secret=2)
    Meeting.objects.update(starts_at=datetime(2026, 11, 19, 23, 0, tzinfo=UTC))  # 06.00 WIB on the next day
    event = Event.objects.create(
        name="issue.raised", at=NOW, subject_type="meetings.meetingissue", subject_id=str(issue.pk), region_code="35.26"
    )
    take_issue(event_id=event.pk)
    assert StrategicIssue.objects.get().source == "Rapat tertutup 20-11-2026"
    assert Tie.objects.get().label == ""


def test_an_issue_taken_out_of_the_minutes_again_does_not_arrive(who):
    issue = raised(who, removed_at=NOW, removed_by=who.persons["citra"])
    event = Event.objects.create(
        name="issue.raised", at=NOW, subject_type="meetings.meetingissue", subject_id=str(issue.pk), region_code="35.26"
    )
    take_issue(event_id=event.pk)
    assert not StrategicIssue.objects.exists()


def step(at) -> MeasureTask:
    return MeasureTask("Undang tiga pilar", "Bersama camat", office("Camat Geger").pk, at + timedelta(days=3))


def test_a_measure_becomes_a_task_whose_progress_its_page_shows(who):
    now = timezone.now()
    measure = first_measure(running(who, at=now))
    task = give_measure_task(measure_id=measure.pk, step=step(now), by=who.citra, at=now)
    assert (task.source_type, task.source_id) == ("plan", measure.pk)
    citra = Client()
    citra.force_login(who.persons["citra"])
    page = f"/rencana-aksi/renaksi/{measure.pk}"
    assert "0 dari 1" in citra.get(page).content.decode()
    accept_task(task_id=task.pk, by=who.dewi, at=now)
    complete_task(task_id=task.pk, note="Sudah", by=who.dewi, at=now)
    assert "1 dari 1" in citra.get(page).content.decode()


def test_a_task_is_given_by_the_page_and_its_faults_keep_what_was_typed(who):
    now = timezone.now()
    measure = first_measure(running(who, at=now))
    citra = Client()
    citra.force_login(who.persons["citra"])
    address = f"/rencana-aksi/renaksi/{measure.pk}/tugas"
    sent = {"owner": str(measure.owner_id), "title": "Undang warga", "text": "Bersama", "due_at": "2020-01-01T08:00"}
    refused = citra.post(address, sent)
    assert refused.status_code == 422
    assert "Undang warga" in refused.content.decode()
    coming = (now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert citra.post(address, sent | {"due_at": coming}).status_code == 302
    assert Task.objects.get().source_id == measure.pk


def test_only_the_plans_office_gives_its_tasks_and_only_while_the_plan_runs(who):
    made = running(who, at=IN_B08)
    measure = first_measure(made)
    for stranger in (who.dewi, who.province_head, who.sampang_head):
        with pytest.raises(NotAllowed):
            give_measure_task(measure_id=measure.pk, step=step(IN_B08), by=stranger, at=IN_B08)
    from kondusif.plans.actions.plan import close_plan

    close_plan(plan_id=made.pk, evaluation="Selesai", by=who.citra, at=IN_B08)
    with pytest.raises(Conflict):
        give_measure_task(measure_id=measure.pk, step=step(IN_B08), by=who.citra, at=IN_B08)
