"""A task goes to an office, is accepted, done with evidence, verified; the reports behind it move along."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from kondusif.alerts.actions import sign_alert
from kondusif.alerts.tests.factories import drafted, seen
from kondusif.coordination import actions, queries
from kondusif.coordination.actions import NewTask
from kondusif.coordination.models import Evidence, Task
from kondusif.coordination.rules import nature_for, reminder_due, steps_onward
from kondusif.coordination.states import MOVES, Nature, TaskState
from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.states import ForbiddenMove
from kondusif.people.models import Office
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NEW_YEAR, NOW, appoint, make_cast
from kondusif.people.viewers import SYSTEM
from kondusif.reports.models import Report
from kondusif.reports.photos import Photo
from kondusif.reports.states import ReportState

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=24)


@pytest.fixture
def stage():
    with scoped(EVERYWHERE):
        yield make_cast()


def camat() -> Office:
    return Office.objects.get(title="Camat Geger")


def given(stage, **changes) -> Task:
    fields = {"title": "Temui kepala desa", "text": "Bersama tiga pilar", "owner_id": camat().pk, "due_at": LATER}
    return actions.give_task(task=NewTask(**(fields | changes)), by=stage.citra, at=NOW)


def a_report(state=ReportState.VERIFIED) -> Report:
    return Report.objects.create(
        client_id=uuid4(), content_hash=b"x" * 32, receipt_hash=uuid4().bytes * 2, channel="web", state=state,
        category="intimidation_violence", text="Ada ancaman", urgency=2, region_id="35.26.06.2005",
        event_at=NOW, entered_at=NOW, received_at=NOW,
    )  # fmt: skip


def issued_alert(stage, *reports):
    alert = drafted(stage.budi, report_ids=[r.pk for r in reports])
    return sign_alert(alert_id=alert.pk, seen=seen(alert), by=stage.citra, at=NOW)


def test_the_whole_way_of_a_task_leaves_its_events_in_order(stage):
    task = given(stage)
    assert (task.number, task.nature) == ("TGS/35.26/2026/0001", Nature.INSTRUCTION)
    actions.accept_task(task_id=task.pk, by=stage.dewi, at=NOW)
    actions.add_progress(task_id=task.pk, note="Sudah di lokasi", by=stage.dewi, at=NOW)
    actions.complete_task(task_id=task.pk, note="Warga tenang", by=stage.dewi, at=NOW)
    task = actions.verify_task(task_id=task.pk, outcome="Petugas sudah datang.", by=stage.citra, at=NOW)
    assert task.state == TaskState.VERIFIED
    events = Event.objects.filter(subject_id=str(task.pk)).order_by("id").values_list("name", flat=True)
    assert list(events) == ["task.given", "task.accepted", "task.progressed", "task.done", "task.verified"]


def test_the_year_of_a_number_is_that_of_the_regions_clock(stage):
    task = NewTask(title="Temui warga", text="Segera", owner_id=camat().pk, due_at=NEW_YEAR + timedelta(days=1))
    assert actions.give_task(task=task, by=stage.citra, at=NEW_YEAR).number == "TGS/35.26/2027/0001"


def test_only_the_owner_does_it_and_only_the_giver_verifies_it(stage):
    task = given(stage)
    for stranger in (stage.budi, stage.eko, stage.sari):
        with pytest.raises(NotAllowed):
            actions.accept_task(task_id=task.pk, by=stranger, at=NOW)
    actions.accept_task(task_id=task.pk, by=stage.dewi, at=NOW)
    actions.complete_task(task_id=task.pk, note="Selesai", by=stage.dewi, at=NOW)
    for stranger in (stage.dewi, stage.eko):
        with pytest.raises(NotAllowed):
            actions.verify_task(task_id=task.pk, outcome="Baik", by=stranger, at=NOW)


def test_an_officer_of_another_regency_can_give_nothing_here(stage):
    with pytest.raises(NotAllowed):
        actions.give_task(task=NewTask("Judul", "Isi", camat().pk, LATER), by=stage.eko, at=NOW)


def test_a_task_without_words_or_due_in_the_past_says_so_field_by_field(stage):
    with pytest.raises(Problem) as refused:
        given(stage, title=" ", text="", due_at=NOW)
    assert set(refused.value.fields) == {"title", "text", "due_at"}
    assert not Task.objects.exists()


def test_a_task_is_not_done_without_evidence_nor_verified_without_an_outcome(stage):
    task = given(stage)
    actions.accept_task(task_id=task.pk, by=stage.dewi, at=NOW)
    with pytest.raises(Problem):
        actions.complete_task(task_id=task.pk, note="  ", by=stage.dewi, at=NOW)
    actions.complete_task(task_id=task.pk, note="Selesai", by=stage.dewi, at=NOW)
    with pytest.raises(Problem):
        actions.verify_task(task_id=task.pk, outcome="", by=stage.citra, at=NOW)
    assert Task.objects.get().state == TaskState.DONE


def test_work_that_does_not_show_goes_back_with_a_reason(stage):
    task = given(stage)
    actions.accept_task(task_id=task.pk, by=stage.dewi, at=NOW)
    actions.complete_task(task_id=task.pk, note="Selesai", by=stage.dewi, at=NOW)
    task = actions.send_task_back(task_id=task.pk, reason="Foto tidak ada", by=stage.citra, at=NOW)
    assert (task.state, task.done_at) == (TaskState.IN_PROGRESS, None)
    assert Evidence.objects.filter(task=task).count() == 2


def test_no_move_skips_a_step(stage):
    task = given(stage)
    with pytest.raises(ForbiddenMove):
        actions.complete_task(task_id=task.pk, note="Selesai", by=stage.dewi, at=NOW)
    assert all(TaskState.VERIFIED not in to for frm, to in MOVES.items() if frm != TaskState.DONE)


def test_evidence_is_never_changed_or_removed(stage):
    task = given(stage)
    actions.accept_task(task_id=task.pk, by=stage.dewi, at=NOW)
    actions.add_progress(task_id=task.pk, note="Foto", photo=Photo(b"jpeg", 1, 1), by=stage.dewi, at=NOW)
    for spoil in (lambda q: q.update(note="x"), lambda q: q.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil(Evidence.objects.all())


def test_a_task_from_a_warning_no_longer_in_force_is_refused(stage):
    draft = drafted(stage.budi)
    with pytest.raises(Conflict):
        given(stage, alert_id=draft.pk)


def test_the_reports_behind_a_warning_follow_its_task_and_hear_the_outcome(stage):
    report, other = a_report(), a_report(ReportState.UNVERIFIED)
    alert = issued_alert(stage, report, other)
    task = given(stage, alert_id=alert.pk)

    def follow() -> str:
        actions.follow_reports(task_id=task.pk, by=SYSTEM, at=NOW)
        return Report.objects.get(pk=report.pk).state

    assert follow() == ReportState.ASSIGNED
    actions.accept_task(task_id=task.pk, by=stage.dewi, at=NOW)
    assert follow() == ReportState.IN_PROGRESS
    actions.complete_task(task_id=task.pk, note="Selesai", by=stage.dewi, at=NOW)
    assert follow() == ReportState.IN_PROGRESS
    actions.verify_task(task_id=task.pk, outcome="Petugas sudah datang.", by=stage.citra, at=NOW)
    assert follow() == ReportState.RESOLVED
    assert actions.follow_reports(task_id=task.pk, by=SYSTEM, at=NOW) == 0
    assert Report.objects.get(pk=report.pk).outcome_note == "Petugas sudah datang."
    assert Report.objects.get(pk=other.pk).state == ReportState.UNVERIFIED


def test_reports_are_resolved_only_when_the_last_task_of_the_warning_is(stage):
    report = a_report()
    alert = issued_alert(stage, report)
    first, second = given(stage, alert_id=alert.pk), given(stage, alert_id=alert.pk)
    for task in (first, second):
        actions.accept_task(task_id=task.pk, by=stage.dewi, at=NOW)
        actions.complete_task(task_id=task.pk, note="Selesai", by=stage.dewi, at=NOW)
    actions.verify_task(task_id=first.pk, outcome="Separuh", by=stage.citra, at=NOW)
    actions.follow_reports(task_id=first.pk, by=SYSTEM, at=NOW)
    assert Report.objects.get(pk=report.pk).state == ReportState.IN_PROGRESS
    actions.verify_task(task_id=second.pk, outcome="Semua beres", by=stage.citra, at=NOW)
    actions.follow_reports(task_id=second.pk, by=SYSTEM, at=NOW)
    assert Report.objects.get(pk=report.pk).state == ReportState.RESOLVED


def test_overdue_is_a_flag_by_the_clock_and_counted_by_office(stage):
    task = given(stage)
    assert not task.is_overdue(NOW)
    assert task.is_overdue(LATER + timedelta(seconds=1))
    assert queries.overdue_by_owner(stage.citra, LATER + timedelta(hours=1)) == [("Camat Geger", 1)]
    assert queries.overdue_by_owner(stage.eko, LATER + timedelta(hours=1)) == []


def test_an_officer_of_another_regency_sees_no_task_and_the_database_agrees(stage):
    task = given(stage)
    assert list(queries.tasks_for(stage.dewi)) == [task]
    assert not queries.tasks_seen_by(stage.eko).exists()
    with scoped(stage.eko.scope):
        assert not Task.objects.exists()


def test_a_region_instructs_its_own_chain_and_asks_the_others():
    assert nature_for(Role.SUBDISTRICT_HEAD) == Nature.INSTRUCTION
    assert nature_for(Role.POLICE_COMMAND) == Nature.REQUEST
    assert nature_for(Role.COMMUNITY_FORUM) == Nature.APPEAL


def test_the_owner_is_reminded_after_a_day_and_the_superior_told_after_two():
    hours = [23, 24, 47, 48]
    assert [reminder_due(NOW, accepted=False, at=NOW + timedelta(hours=h)) for h in hours] == [
        "",
        "owner",
        "owner",
        "superior",
    ]
    assert reminder_due(NOW, accepted=True, at=NOW + timedelta(days=9)) == ""


@pytest.mark.parametrize("state", [ReportState.UNVERIFIED, ReportState.HOAX, ReportState.CLOSED, ReportState.RECEIVED])
def test_a_report_that_was_not_found_true_follows_no_task(state):
    assert steps_onward(TaskState.VERIFIED, state) == ()


def test_a_camat_gives_tasks_in_the_subdistrict_and_to_nobody_above(stage):
    appoint("Fajar Hidayat", Role.VILLAGE_HEAD, "35.26.06.2005", "Kepala Desa Lerpak")
    village = Office.objects.get(title="Kepala Desa Lerpak")
    task = actions.give_task(task=NewTask("Jaga pos", "Malam ini", village.pk, LATER), by=stage.dewi, at=NOW)
    assert task.giver == camat()
    offered = {o.title for o in queries.possible_owners(stage.dewi, "35.26.06")}
    assert offered == {"Camat Geger", "Kepala Desa Lerpak"}
    above = Office.objects.get(title="Bupati Bangkalan")
    with pytest.raises(NotAllowed):
        actions.give_task(task=NewTask("Hadir", "", above.pk, LATER), by=stage.dewi, at=NOW)


def test_a_camat_verifies_what_the_subdistrict_gave_and_not_what_the_regency_gave(stage):
    helper = viewer_of(appoint("Fajar Hidayat", Role.VILLAGE_HEAD, "35.26.06.2005", "Kepala Desa Lerpak"), at=NOW)
    village = Office.objects.get(title="Kepala Desa Lerpak")
    own = actions.give_task(task=NewTask("Jaga pos", "Malam ini", village.pk, LATER), by=stage.dewi, at=NOW)
    others = given(stage, owner_id=village.pk)
    for task in (own, others):
        actions.accept_task(task_id=task.pk, by=helper, at=NOW)
        actions.complete_task(task_id=task.pk, note="Selesai", by=helper, at=NOW)
    assert list(queries.tasks_to_verify(stage.dewi)) == [own]
    verified = actions.verify_task(task_id=own.pk, outcome="Pos dijaga.", by=stage.dewi, at=NOW)
    assert verified.state == TaskState.VERIFIED
    with pytest.raises(NotAllowed):
        actions.verify_task(task_id=others.pk, outcome="Pos dijaga.", by=stage.dewi, at=NOW)
