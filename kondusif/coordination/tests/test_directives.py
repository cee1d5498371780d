"""Directives: read, helped with, counted from the vote, reminded of, given many at once, in and out as tables."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kondusif.coordination import actions, queries, words
from kondusif.coordination.actions import NewTask, RowFaults
from kondusif.coordination.models import Evidence, Task, TaskCounter
from kondusif.coordination.queries import Wanted
from kondusif.coordination.states import TaskState
from kondusif.coordination.tables import read_table, table_of
from kondusif.coordination.tasks import remind_unaccepted
from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.elections.actions import plan_demo_election
from kondusif.people.models import Office
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint, make_cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)
WIB = ZoneInfo("Asia/Jakarta")
VOTE = date(2026, 12, 9)


@pytest.fixture
def stage():
    with scoped(EVERYWHERE):
        yield make_cast()


def camat() -> Office:
    return Office.objects.get(title="Camat Geger")


def a_task(stage, **fields) -> Task:
    usual = {"title": "Temui warga", "text": "Bersama tiga pilar", "owner_id": camat().pk, "due_at": LATER}
    return actions.give_task(task=NewTask(**(usual | fields)), by=stage.citra, at=NOW)


def events(name: str) -> int:
    return Event.objects.filter(name=name).count()


class TestDueByTheVote:
    def test_h_minus_seven_is_counted_from_the_vote_in_view_and_kept_as_it_was_said(self, stage):
        plan_demo_election(region_code="35.26", voting_on=VOTE)
        task = a_task(stage, due_at=None, due_rule=" h-7 ")
        assert task.due_rule == "H-7"
        assert task.due_at == datetime(2026, 12, 2, 23, 59, tzinfo=WIB)
        assert queries.due_by_rule_now(task, NOW) is None

    def test_a_moved_vote_is_told_and_the_giver_lets_the_date_follow(self, stage):
        plan_demo_election(region_code="35.26", voting_on=VOTE)
        task = a_task(stage, due_at=None, due_rule="H-7")
        plan_demo_election(region_code="35.26", voting_on=VOTE + timedelta(days=7))
        moved = datetime(2026, 12, 9, 23, 59, tzinfo=WIB)
        assert queries.due_by_rule_now(task, NOW) == moved
        with pytest.raises(NotAllowed):
            actions.move_due(task_id=task.pk, by=stage.dewi, at=NOW)
        assert actions.move_due(task_id=task.pk, by=stage.citra, at=NOW).due_at == moved
        assert events("task.due_moved") == 1
        with pytest.raises(Conflict):
            actions.move_due(task_id=a_task(stage).pk, by=stage.citra, at=NOW)

    @pytest.mark.parametrize("rule", ["H7", "besok", "H-60"])
    def test_a_day_that_cannot_be_read_or_is_past_is_refused_at_its_field(self, stage, rule):
        plan_demo_election(region_code="35.26", voting_on=VOTE)
        with pytest.raises(Problem) as refused:
            a_task(stage, due_at=None, due_rule=rule)
        assert set(refused.value.fields) == {"due_rule"}

    def test_without_a_vote_there_is_nothing_to_count_from(self, stage):
        with pytest.raises(Problem) as refused:
            a_task(stage, due_at=None, due_rule="H-7")
        assert "due_rule" in refused.value.fields

    def test_a_day_off_offers_the_next_working_day(self, stage):
        saturday = datetime(2026, 11, 21, 9, 0, tzinfo=WIB)
        assert queries.working_moment(saturday, "35.26") == saturday + timedelta(days=2)
        monday = saturday + timedelta(days=2)
        assert queries.working_moment(monday, "35.26") == monday


class TestReading:
    def test_the_first_look_of_the_owner_is_kept_apart_from_accepting(self, stage):
        task = a_task(stage)
        assert actions.read_task(task_id=task.pk, by=stage.citra, at=NOW).read_at is None
        read = actions.read_task(task_id=task.pk, by=stage.dewi, at=NOW)
        assert (read.read_at, read.read_by_id, read.state) == (NOW, stage.dewi.person_id, TaskState.OPEN)
        assert actions.read_task(task_id=task.pk, by=stage.dewi, at=LATER).read_at == NOW
        assert events("task.read") == 1


class TestHelping:
    @pytest.fixture
    def neighbour(self, stage):
        person = appoint("Hadi Susanto", Role.SUBDISTRICT_HEAD, "35.26.01", "Camat Bangkalan")
        return viewer_of(person, at=NOW)

    def test_a_helper_elsewhere_sees_the_task_and_adds_evidence_and_hands_nothing_in(self, stage, neighbour):
        other, task = a_task(stage), a_task(stage, supporter_ids=(neighbour.grants[0].office_id,))
        with scoped(neighbour.scope):
            assert [t.pk for t in queries.tasks_seen_by(neighbour)] == [task.pk]
            assert [t.pk for t in queries.tasks_helped_by(neighbour)] == [task.pk]
            assert not Task.objects.filter(pk=other.pk).exists()
        actions.accept_task(task_id=task.pk, by=stage.dewi, at=NOW)
        with scoped(neighbour.scope):
            actions.add_progress(task_id=task.pk, note="Kami bawa tenda", by=neighbour, at=NOW)
            with pytest.raises(NotAllowed):
                actions.complete_task(task_id=task.pk, note="Selesai", by=neighbour, at=NOW)
        assert Evidence.objects.get().office_id == neighbour.grants[0].office_id

    def test_an_office_of_another_regency_cannot_be_asked_to_help(self, stage):
        stranger = Office.objects.get(title="Operator Posko Sampang")
        with pytest.raises(Problem) as refused:
            a_task(stage, supporter_ids=(stranger.pk,))
        assert set(refused.value.fields) == {"supporters"}


class TestSentTwice:
    def test_a_task_sent_twice_over_a_bad_line_is_given_once(self, stage):
        key = uuid4()
        assert a_task(stage, client_id=key) == a_task(stage, client_id=key)
        assert (Task.objects.count(), events("task.given")) == (1, 1)
        with pytest.raises(Conflict):
            actions.give_task(task=NewTask("x", "x", camat().pk, LATER, client_id=key), by=stage.rendra, at=NOW)

    def test_a_note_and_a_handing_in_sent_twice_are_stored_once(self, stage):
        task, note, last = a_task(stage), uuid4(), uuid4()
        actions.accept_task(task_id=task.pk, by=stage.dewi, at=NOW)
        for _again in range(2):
            actions.add_progress(task_id=task.pk, note="Di lokasi", client_id=note, by=stage.dewi, at=NOW)
        for _again in range(2):
            actions.complete_task(task_id=task.pk, note="Selesai", client_id=last, by=stage.dewi, at=NOW)
        assert Evidence.objects.count() == 2
        assert (events("task.progressed"), events("task.done")) == (1, 1)

    def test_a_key_of_another_task_is_refused_and_not_swallowed(self, stage):
        first, second, key = a_task(stage), a_task(stage), uuid4()
        for task in (first, second):
            actions.accept_task(task_id=task.pk, by=stage.dewi, at=NOW)
        actions.add_progress(task_id=first.pk, note="Satu", client_id=key, by=stage.dewi, at=NOW)
        with pytest.raises(Conflict):
            actions.add_progress(task_id=second.pk, note="Dua", client_id=key, by=stage.dewi, at=NOW)


class TestReminding:
    def run(self, hours: float) -> None:
        remind_unaccepted(timestamp=int((NOW + timedelta(hours=hours)).timestamp()))

    def test_after_a_day_the_owner_is_reminded_after_two_the_superior_and_each_once(self, stage):
        task, accepted = a_task(stage), a_task(stage)
        actions.accept_task(task_id=accepted.pk, by=stage.dewi, at=NOW)
        self.run(23.9)
        assert events("task.reminded") == 0
        for hours in (24, 24.2, 47):
            self.run(hours)
        assert (events("task.reminded"), events("task.raised")) == (1, 0)
        for hours in (48, 48.2, 90):
            self.run(hours)
        assert (events("task.reminded"), events("task.raised")) == (1, 1)
        told = Event.objects.get(name="task.raised")
        assert (told.subject_id, told.payload["office"]) == (str(task.pk), "Bupati Bangkalan")

    def test_the_superior_named_for_the_office_comes_before_the_head_of_region(self, stage):
        head = Office.objects.get(title="Kepala Bakesbangpol Bangkalan")
        Office.objects.filter(pk=camat().pk).update(superior=head)
        a_task(stage)
        self.run(49)
        assert Event.objects.get(name="task.raised").payload["office_id"] == str(head.pk)

    def test_by_hand_an_office_is_asked_at_most_every_twelve_hours(self, stage):
        task, other = a_task(stage), a_task(stage)
        actions.remind_task(task_id=task.pk, by=stage.citra, at=NOW)
        with pytest.raises(Conflict):
            actions.remind_task(task_id=task.pk, by=stage.citra, at=NOW + timedelta(hours=11))
        ids = [task.pk, other.pk, uuid4()]
        assert actions.remind_tasks(task_ids=ids, by=stage.citra, at=NOW + timedelta(hours=1)) == (1, 2)
        with pytest.raises(NotAllowed):
            actions.remind_task(task_id=task.pk, by=stage.dewi, at=LATER)
        actions.cancel_task(task_id=other.pk, reason="Tidak perlu", by=stage.citra, at=NOW)
        with pytest.raises(Conflict):
            actions.remind_task(task_id=other.pk, by=stage.citra, at=LATER)


class TestManyAtOnce:
    def test_what_a_meeting_decided_is_given_together_and_found_by_its_meeting(self, stage):
        meeting = uuid4()
        new = [
            NewTask(f"Tugas {n}", "x", camat().pk, LATER, source_type="meeting", source_id=meeting) for n in range(3)
        ]
        given = actions.give_tasks(tasks=new, by=stage.citra, at=NOW)
        a_task(stage)
        assert list(queries.tasks_of_source(stage.citra, "meeting", meeting)) == given
        assert not queries.tasks_of_source(stage.eko, "meeting", meeting)
        assert words.source_of(given[0])[2] == meeting

    def test_one_fault_gives_none_and_names_its_row(self, stage):
        new = [NewTask("Baik", "x", camat().pk, LATER), NewTask("", "x", camat().pk, NOW)]
        with pytest.raises(RowFaults) as refused:
            actions.give_tasks(tasks=new, by=stage.citra, at=NOW)
        assert {n: set(faults) for n, faults in refused.value.rows.items()} == {1: {"title", "due_at"}}
        assert not Task.objects.exists()

    def test_trying_out_gives_nothing_and_takes_no_number(self, stage):
        new = [NewTask("Baik", "x", camat().pk, LATER)]
        assert actions.check_tasks(tasks=new, by=stage.citra, at=NOW) == {}
        assert not Task.objects.exists() and not TaskCounter.objects.exists() and events("task.given") == 0

    @pytest.mark.parametrize("n", [0, 501])
    def test_none_and_too_many_are_refused(self, stage, n):
        with pytest.raises(Problem):
            actions.give_tasks(tasks=[NewTask("x", "x", uuid4(), LATER)] * n, by=stage.citra, at=NOW)


written = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="=+-@'\";,"), min_size=1, max_size=40
)


class TestTables:
    def read(self, stage, content: bytes):
        return read_table(content, by=stage.citra, at=NOW, key=uuid4())

    @given(rows=st.lists(st.tuples(written, written, st.integers(1, 5000)), min_size=1, max_size=4))
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_what_goes_out_comes_in_as_the_same_tasks(self, stage, rows):
        rows = [(t, x, n) for t, x, n in rows if t.strip() and x.strip()]
        Task.objects.all().delete()
        helper = Office.objects.get(title="Operator Posko Bangkalan")
        due = [NOW.replace(second=0) + timedelta(minutes=n) for _t, _x, n in rows]
        given = [
            a_task(stage, title=t, text=x, due_at=d, supporter_ids=(helper.pk,))
            for (t, x, _n), d in zip(rows, due, strict=True)
        ]
        table = table_of(given, words.STATES)
        Task.objects.all().delete()
        lines = self.read(stage, table)
        assert [line.faults for line in lines] == [[] for _ in given]
        back = actions.give_tasks(tasks=[line.task for line in lines], by=stage.citra, at=NOW) if lines else []

        def core(task):
            return task.title, task.text, task.owner_id, task.due_at, tuple(task.supporter_ids)

        assert [core(t) for t in back] == [core(t) for t in given]

    def test_a_known_number_is_passed_over(self, stage):
        table = table_of([a_task(stage)], words.STATES)
        [line] = self.read(stage, table)
        assert line.is_known and line.task is None and not line.faults

    def test_every_faulty_line_says_why_and_nothing_is_given(self, stage):
        head = "judul;uraian;kode wilayah;jabatan;pendukung;tenggat;hari\n"
        body = [
            "Baik;x;35.26.06;camat geger;;2026-11-30 16:00;",
            "Tanpa kantor;x;35.26.06;Camat Antah;;2026-11-30;",
            "Kantor lain;x;35.27;Operator Posko Sampang;;2026-11-30;",
            "=1+1;x;35.26.06;Camat Geger;;2026-11-30;",
            "Tanggal;x;35.26.06;Camat Geger;;30/11/2026;",
            "Lewat;x;35.26.06;Camat Geger;;2020-01-01;",
            "Hari;x;35.26.06;Camat Geger;;;H-7",
            "Bantu;x;35.26.06;Camat Geger;Satpol Antah;2026-11-30;",
        ]
        lines = self.read(stage, (head + "\n".join(body)).encode())
        said = {line.number: " ".join(map(str, line.faults)) for line in lines}
        assert said[2] == ""
        for number, part in {3: "Tidak ada jabatan", 4: "Tidak ada jabatan", 5: "rumus", 6: "Tenggat tidak dapat dibaca",
                             7: "sudah lewat", 8: "pemungutan suara", 9: "Satpol Antah"}.items():  # fmt: skip
            assert part in said[number], said[number]
        assert not Task.objects.exists()


class TestLists:
    @pytest.fixture
    def many(self, stage):
        mine = Office.objects.get(title="Operator Posko Bangkalan")
        meeting = uuid4()
        tasks = [
            a_task(stage, due_at=NOW + timedelta(hours=1 + n // 3), title=f"T{n}",
                   owner_id=mine.pk if n % 2 else camat().pk,
                   source_type="meeting" if n % 4 == 0 else "", source_id=meeting if n % 4 == 0 else None)
            for n in range(12)
        ]  # fmt: skip
        actions.cancel_task(task_id=tasks[0].pk, reason="x", by=stage.citra, at=NOW)
        return tasks

    def titles(self, viewer, wanted=None, at=NOW, **more):
        return {t.title for t in queries.task_page(viewer, wanted or Wanted(), at, **more)}

    def test_pages_by_key_give_every_task_once_in_the_order_of_due(self, stage, many):
        seen, after = [], None
        while page := queries.task_page(stage.citra, Wanted(), NOW, after=after, most=4)[:4]:
            seen += page
            after = (page[-1].due_at, page[-1].pk)
        assert [t.pk for t in seen] == [t.pk for t in sorted(many[1:], key=lambda t: (t.due_at, t.pk))]

    def test_filters_narrow_and_noise_stays_away(self, stage, many):
        at = NOW + timedelta(hours=2, minutes=1)
        assert len(self.titles(stage.citra, Wanted(state="all"))) == 12
        assert self.titles(stage.citra, Wanted(state="cancelled")) == {"T0"}
        assert self.titles(stage.citra, Wanted(overdue=True), at) == {"T1", "T2", "T3", "T4", "T5"}
        assert self.titles(stage.citra, Wanted(source_type="meeting")) == {"T4", "T8"}
        assert self.titles(stage.citra, Wanted(owner_id=camat().pk)) == {"T2", "T4", "T6", "T8", "T10"}
        assert self.titles(stage.eko, Wanted(state="all")) == set()
        assert self.titles(stage.dewi) == {"T2", "T4", "T6", "T8", "T10"}

    def test_who_lags_is_counted_by_office(self, stage, many):
        at = NOW + timedelta(days=2)
        first = queries.lag_by_office(stage.citra, at)[0]
        assert (first.title, first.n_overdue, first.n_unaccepted) == ("Operator Posko Bangkalan", 6, 6)
        assert first.oldest_due_at == many[1].due_at
        assert queries.lag_by_office(stage.eko, at) == []

    def test_a_page_takes_one_question_however_many_tasks(self, stage, many, django_assert_num_queries):
        with django_assert_num_queries(1):
            [t.owner.title for t in queries.task_page(stage.citra, Wanted(), NOW)]
