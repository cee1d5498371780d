"""What is born in minutes comes into force when the chair approves them, all or nothing."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, datetime, timedelta
from threading import Event as Event_
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from kondusif.coordination.actions import accept_task, complete_task, verify_task
from kondusif.coordination.models import Task
from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.states import ForbiddenMove
from kondusif.documents.models import Document
from kondusif.elections.models import Election
from kondusif.meetings.actions import approval, decisions, open_meeting, oral
from kondusif.meetings.actions import minutes as writing
from kondusif.meetings.actions.approval import DirectiveFaults, content_of
from kondusif.meetings.actions.decisions import NewDirective
from kondusif.meetings.actions.minutes import Typed
from kondusif.meetings.actions.paper import issue_paper, paper_of, pieces
from kondusif.meetings.models import Decision, Directive, Meeting, MeetingIssue, Minutes
from kondusif.meetings.queries import minutes as queries
from kondusif.meetings.states import MeetingState
from kondusif.meetings.tests.factories import planned
from kondusif.people.models import Holding, Office
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Classification, Role
from kondusif.people.tests.factories import NOW, appoint, make_cast

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=WIB)
SUNDAY = datetime(2026, 11, 22, 16, 0, tzinfo=WIB)


@pytest.fixture
def cast():
    with scoped(EVERYWHERE):
        yield make_cast()


def camat() -> Office:
    return Office.objects.get(title="Camat Geger")


def in_session(cast, **changes) -> Meeting:
    row = planned(cast.citra, **changes)
    open_meeting(meeting_id=row.pk, by=cast.citra, at=NOW)
    writing.open_minutes(meeting_id=row.pk, by=cast.citra, at=NOW)
    passage = row.passages.order_by("item__number", "section").last()
    writing.write_passage(typed=Typed(passage.pk, uuid4(), uuid4(), 0, "Camat siap."), by=cast.citra, at=NOW)
    return row


@pytest.fixture
def meeting(cast) -> Meeting:
    return in_session(cast)


def directive(cast, meeting, **changes) -> Directive:
    fields = {"title": "Data TPS rawan banjir", "owner_ids": (camat().pk,), "due_at": MONDAY} | changes
    return decisions.add_directive(meeting_id=meeting.pk, new=NewDirective(**fields), by=cast.citra, at=NOW)


def finished(cast, meeting) -> None:
    writing.finish_meeting(meeting_id=meeting.pk, by=cast.citra, at=NOW)


def approve(cast, meeting, *, by=None, at=NOW) -> Minutes:
    return approval.approve_minutes(meeting_id=meeting.pk, seen=content_of(meeting), by=by or cast.rendra, at=at)


def test_the_chairs_approval_makes_a_task_of_every_directive_for_every_office(cast, meeting):
    agency = Office.objects.get(title="Kepala Bakesbangpol Bangkalan")
    directive(cast, meeting, owner_ids=(camat().pk, agency.pk))
    finished(cast, meeting)
    minutes = approve(cast, meeting)
    assert (minutes.approved_as, Meeting.objects.get().state) == ("Pj. Bupati Bangkalan", MeetingState.MINUTES_APPROVED)
    tasks = Task.objects.filter(source_type="meeting", source_id=meeting.pk)
    assert {(t.owner.title, t.giver.title) for t in tasks} == {
        ("Camat Geger", "Bupati Bangkalan"),
        ("Kepala Bakesbangpol Bangkalan", "Bupati Bangkalan"),
    }
    assert Event.objects.get(name="minutes.approved").payload["n_tasks"] == 2


def test_no_task_is_born_before_the_approval(cast, meeting):
    directive(cast, meeting)
    finished(cast, meeting)
    assert not Task.objects.exists()


def test_only_the_chair_approves_and_the_refusal_names_the_chair(cast, meeting):
    finished(cast, meeting)
    for other in (cast.citra, cast.budi):
        with pytest.raises(NotAllowed) as refused:
            approve(cast, meeting, by=other)
        assert "Pj. Bupati Bangkalan, Rendra Wijaya" in str(refused.value)


def test_minutes_approved_twice_say_by_whom_and_when(cast, meeting):
    finished(cast, meeting)
    approve(cast, meeting)
    with pytest.raises(Conflict) as refused:
        approve(cast, meeting, at=NOW + timedelta(days=1))
    assert "Rendra Wijaya (Pj. Bupati Bangkalan)" in str(refused.value)
    assert "20 November 2026 09.00" in str(refused.value)
    assert Event.objects.filter(name="minutes.approved").count() == 1


def test_minutes_are_not_approved_while_the_meeting_goes_on_nor_unread_nor_empty(cast, meeting):
    with pytest.raises(ForbiddenMove):
        approve(cast, meeting)
    finished(cast, meeting)
    seen = content_of(meeting)
    decisions.add_decision(meeting_id=meeting.pk, text="Posko siaga", by=cast.citra, at=NOW)
    with pytest.raises(Conflict):
        approval.approve_minutes(meeting_id=meeting.pk, seen=seen, by=cast.rendra, at=NOW)
    empty = planned(cast.citra, place="Ruang lain, Bangkalan", starts_at=NOW + timedelta(days=3))
    open_meeting(meeting_id=empty.pk, by=cast.citra, at=NOW)
    finished(cast, empty)
    with pytest.raises(Problem) as refused:
        approve(cast, empty)
    assert refused.value.code == "minutes.empty"


def test_all_directives_become_tasks_or_none_and_every_fault_is_named_by_its_row(cast, meeting):
    vacant = Office.objects.create(title="Camat Kosong", role=Role.SUBDISTRICT_HEAD, region_id="35.26.01")
    directive(cast, meeting)
    directive(cast, meeting, title="Tanpa pejabat", owner_ids=(vacant.pk,))
    directive(cast, meeting, title="Lewat waktu", due_at=NOW + timedelta(hours=1))
    finished(cast, meeting)
    with pytest.raises(DirectiveFaults) as refused:
        approve(cast, meeting, at=NOW + timedelta(hours=2))
    named = {(row.directive.title, row.office.title): [str(s) for s in faults] for row, faults in refused.value.rows}
    assert set(named) == {("Tanpa pejabat", "Camat Kosong"), ("Lewat waktu", "Camat Geger")}
    assert "kosong" in named["Tanpa pejabat", "Camat Kosong"][0]
    assert not Task.objects.exists()
    assert Meeting.objects.get(pk=meeting.pk).state == MeetingState.MINUTES_DRAFT


def test_an_office_that_the_chair_may_not_task_is_a_fault_of_its_row(cast, meeting):
    other = Office.objects.get(title="Operator Posko Sampang")
    directive(cast, meeting, owner_ids=(other.pk,))
    finished(cast, meeting)
    with pytest.raises(DirectiveFaults) as refused:
        approve(cast, meeting)
    [(row, faults)] = refused.value.rows
    assert row.office == other
    assert faults


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"owner_ids": ()}, "owners"),
        ({"owner_ids": (uuid4(),)}, "owners"),
        ({"due_at": NOW}, "due_at"),
        ({"due_at": SUNDAY}, "due_at"),
        ({"due_at": datetime(2026, 12, 25, 10, 0, tzinfo=WIB)}, "due_at"),
        ({"due_at": None}, "due_at"),
        ({"due_at": None, "due_rule": "H-7"}, "due_rule"),
        ({"due_at": None, "due_rule": "kapan-kapan"}, "due_rule"),
    ],
)
def test_a_directive_that_cannot_be_is_refused_by_field(cast, meeting, change, field):
    with pytest.raises(Problem) as refused:
        directive(cast, meeting, **change)
    assert field in refused.value.fields
    assert not Directive.objects.exists()


def test_a_day_off_can_be_meant(cast, meeting):
    directive(cast, meeting, due_at=SUNDAY, day_off_meant=True)
    finished(cast, meeting)
    approve(cast, meeting)
    assert Task.objects.get().due_at == SUNDAY


def test_a_day_before_the_vote_needs_no_word_about_sundays(cast, meeting):
    Election.objects.create(
        slug="uji", name="Pilkada uji", kind="pilkada", voting_on=date(2026, 12, 6), region_id="35.26"
    )
    row = directive(cast, meeting, due_at=None, due_rule="h-7")
    assert (row.due_rule, row.due_at.astimezone(WIB).date()) == ("H-7", date(2026, 11, 29))
    finished(cast, meeting)
    approve(cast, meeting)
    assert Task.objects.get().due_rule == "H-7"


def test_what_was_written_by_mistake_is_taken_out_and_stays_in_the_records(cast, meeting):
    row = directive(cast, meeting)
    decision = decisions.add_decision(meeting_id=meeting.pk, text="Posko siaga", by=cast.citra, at=NOW)
    issue = decisions.raise_issue(meeting_id=meeting.pk, title="Banjir", by=cast.citra, at=NOW)
    for kind, one in ((Directive, row), (Decision, decision), (MeetingIssue, issue)):
        decisions.take_out(kind=kind, pk=one.pk, by=cast.citra, at=NOW)
        assert kind.objects.get().removed_at == NOW
        with pytest.raises(Problem):
            decisions.take_out(kind=kind, pk=one.pk, by=cast.citra, at=NOW)
    finished(cast, meeting)
    approve(cast, meeting)
    assert not Task.objects.exists()
    assert not Event.objects.filter(name="issue.raised").exists()


def test_issues_are_raised_with_the_approval(cast, meeting):
    decisions.raise_issue(meeting_id=meeting.pk, title="Banjir di tiga desa", by=cast.citra, at=NOW)
    finished(cast, meeting)
    assert not Event.objects.filter(name="issue.raised").exists()
    approve(cast, meeting)
    event = Event.objects.get(name="issue.raised")
    assert (event.subject_type, event.payload["title"]) == ("meetings.meetingissue", "Banjir di tiga desa")


def test_nothing_is_approved_when_the_event_fails(cast, meeting, monkeypatch):
    directive(cast, meeting)
    finished(cast, meeting)

    def fail(*args, **more):
        raise RuntimeError("no event")

    monkeypatch.setattr("kondusif.meetings.actions.approval.record", fail)
    with pytest.raises(RuntimeError):
        approve(cast, meeting)
    assert not Task.objects.exists()
    assert Minutes.objects.get().approved_at is None


# The chair's office without a holder


def leave(office: str) -> None:
    Holding.objects.filter(office__title=office).update(ends_on=date(2026, 11, 19))


def test_where_the_chair_left_office_the_refusal_says_so_and_an_acting_chair_can_be_named(cast, meeting):
    finished(cast, meeting)
    leave("Bupati Bangkalan")
    with pytest.raises(NotAllowed) as refused:
        approve(cast, meeting, by=cast.citra)
    assert "Rendra Wijaya menjabat sampai 19 November 2026" in str(refused.value)
    agency = Office.objects.get(title="Kepala Bakesbangpol Bangkalan")
    name = {"meeting_id": meeting.pk, "by": secretary(), "at": NOW}
    with pytest.raises(Problem):
        approval.name_acting_chair(office_id=agency.pk, reason=" ", **name)
    with pytest.raises(Problem):
        approval.name_acting_chair(office_id=Office.objects.get(title="Bupati Bangkalan").pk, reason="x", **name)
    approval.name_acting_chair(office_id=agency.pk, reason="Surat perintah 800/12", **name)
    assert approve(cast, meeting, by=cast.citra).approved_as == "Kepala Bakesbangpol Bangkalan"
    told = Event.objects.get(name="minutes.acting_chair_named").payload
    assert (told["office"], told["named_by"], told["reason"]) == (
        "Kepala Bakesbangpol Bangkalan", "Sekretaris Daerah", "Surat perintah 800/12",
    )  # fmt: skip


def secretary():
    return viewer_of(appoint("Siti Aminah", Role.REGIONAL_SECRETARY, "35.26", "Sekretaris Daerah"), at=NOW)


def test_nobody_names_themselves_acting_chair_and_only_heads_name_anybody(cast, meeting):
    finished(cast, meeting)
    leave("Bupati Bangkalan")
    own = Office.objects.get(title="Kepala Bakesbangpol Bangkalan")
    desk = Office.objects.get(title="Operator Posko Bangkalan")
    name = {"meeting_id": meeting.pk, "reason": "Surat perintah 800/12", "at": NOW}
    for who, office in ((cast.citra, own), (cast.budi, desk), (cast.budi, own), (cast.dewi, camat())):
        with pytest.raises((NotAllowed, NotFound)):
            approval.name_acting_chair(office_id=office.pk, by=who, **name)
    assert not Event.objects.filter(name="minutes.acting_chair_named").exists()


def test_an_acting_chair_took_part_in_the_meeting(cast, meeting):
    finished(cast, meeting)
    leave("Bupati Bangkalan")
    with pytest.raises(Problem) as refused:
        approval.name_acting_chair(
            meeting_id=meeting.pk, office_id=camat().pk, reason="Surat 1", by=secretary(), at=NOW
        )
    assert "office" in refused.value.fields


def test_an_acting_holder_of_the_chairs_office_approves_as_such(cast, meeting):
    finished(cast, meeting)
    leave("Bupati Bangkalan")
    person = appoint(
        "Wakil Bupati", Role.REGIONAL_HEAD, "35.26", "Bupati Bangkalan", prefix="Plt", starts_on=date(2026, 11, 20)
    )
    assert approve(cast, meeting, by=viewer_of(person, at=NOW)).approved_as == "Plt. Bupati Bangkalan"


def test_no_acting_chair_is_named_over_the_head_of_the_chair(cast, meeting):
    with pytest.raises(Conflict) as refused:
        approval.name_acting_chair(meeting_id=meeting.pk, office_id=camat().pk, reason="x", by=cast.citra, at=NOW)
    assert "Rendra Wijaya" in str(refused.value)


# After the approval


def test_changes_after_the_approval_are_numbered_corrections_of_the_chair(cast, meeting):
    correct = {"meeting_id": meeting.pk, "text": "TPS 12, bukan 21", "reason": "Salah ketik", "at": NOW}
    finished(cast, meeting)
    with pytest.raises(Conflict):
        approval.correct_minutes(by=cast.rendra, **correct)
    approve(cast, meeting)
    with pytest.raises(NotAllowed):
        approval.correct_minutes(by=cast.citra, **correct)
    with pytest.raises(Problem):
        approval.correct_minutes(by=cast.rendra, **(correct | {"text": " "}))
    numbers = [approval.correct_minutes(by=cast.rendra, **correct).number for _n in range(2)]
    assert numbers == [1, 2]
    with pytest.raises(Conflict):
        decisions.add_decision(meeting_id=meeting.pk, text="Terlambat", by=cast.citra, at=NOW)


def test_the_paper_is_printed_with_everything_and_the_meeting_archived(cast, meeting):
    item = meeting.agenda.get(number=1)
    response = writing.add_response(item_id=item.pk, office_id=camat().pk, by=cast.citra, at=NOW)
    typed = Typed(response.pk, uuid4(), uuid4(), 0, "Perlengkapan cukup " * 1500)
    writing.write_passage(typed=typed, by=cast.citra, at=NOW)
    decisions.add_decision(meeting_id=meeting.pk, text="Posko siaga", by=cast.citra, at=NOW)
    directive(cast, meeting)
    finished(cast, meeting)
    with pytest.raises(Conflict):
        issue_paper(meeting_id=meeting.pk, at=NOW)
    approve(cast, meeting)
    with pytest.raises(Conflict):
        approval.archive_minutes(meeting_id=meeting.pk, by=cast.citra, at=NOW)
    minutes = issue_paper(meeting_id=meeting.pk, at=NOW, official_record=True)
    paper = Document.objects.get(pk=minutes.document_id)
    assert (paper.kind, paper.signer_title) == ("minutes", "Pj. Bupati Bangkalan")
    assert [r["agency"] for r in paper.data["responses"]] == ["Camat Geger", "Camat Geger"]
    assert paper.data["follow_ups"][0]["number"] == Task.objects.get().number
    assert "Posko siaga" in Document.objects.get(pk=minutes.record_document_id).data["facts"]
    approval.archive_minutes(meeting_id=meeting.pk, by=cast.citra, at=NOW)
    assert Meeting.objects.get().state == MeetingState.ARCHIVED


def test_a_long_text_is_cut_for_the_paper_without_losing_a_word():
    text = " ".join(f"kata{n}" for n in range(12_000))
    assert all(len(piece) < 20_000 for piece in pieces(text))
    assert " ".join(pieces(text)).split() == text.split()
    assert len(pieces("x" * 50_000)) == 3


# By word of mouth


def given(cast, **changes) -> Directive:
    fields = {"title": "Tutup jembatan", "owner_ids": (camat().pk,), "due_at": MONDAY} | changes
    return oral.give_oral_directive(new=NewDirective(**fields), by=cast.citra, at=NOW)


def test_an_oral_directive_becomes_tasks_at_once_and_waits_to_be_ratified(cast):
    row = given(cast)
    task = Task.objects.get()
    assert (task.source_type, task.source_id) == ("directive", row.pk)
    assert (row.oral, row.ratify_by) == (True, NOW + timedelta(hours=48))
    assert list(queries.directives_to_ratify(cast.citra)) == [row]
    assert list(queries.directives_to_ratify(cast.eko)) == []


def test_only_who_gave_it_ratifies_it_and_only_once(cast):
    row = given(cast)
    with pytest.raises(NotAllowed):
        oral.ratify_directive(directive_id=row.pk, by=cast.rendra, at=NOW)
    oral.ratify_directive(directive_id=row.pk, by=cast.citra, at=NOW)
    with pytest.raises(Conflict):
        oral.ratify_directive(directive_id=row.pk, by=cast.citra, at=NOW)


def test_who_never_ratifies_is_reminded_once_and_flagged_once(cast):
    row = given(cast)
    told = [oral.note_unratified(at=NOW + timedelta(hours=h)) for h in (1, 23, 24, 30, 47, 48, 60)]
    assert told == [0, 0, 1, 0, 0, 1, 0]
    row.refresh_from_db()
    assert row.is_unratified(NOW + timedelta(hours=49))
    names = Event.objects.filter(subject_id=str(row.pk)).order_by("id").values_list("name", flat=True)
    assert list(names) == ["directive.added", "directive.ratification_due", "directive.unratified"]
    oral.ratify_directive(directive_id=row.pk, by=cast.citra, at=NOW + timedelta(days=3))
    assert Event.objects.get(name="directive.ratified").payload == {"late": True}


def test_an_oral_directive_in_a_meeting_is_ratified_by_its_minutes_and_gives_no_second_task(cast, meeting):
    new = NewDirective(title="Tutup jembatan", owner_ids=(camat().pk,), due_at=MONDAY)
    row = oral.give_oral_directive(new=new, meeting_id=meeting.pk, by=cast.citra, at=NOW)
    with pytest.raises(Problem):
        decisions.take_out(kind=Directive, pk=row.pk, by=cast.citra, at=NOW)
    finished(cast, meeting)
    approve(cast, meeting)
    row.refresh_from_db()
    assert row.ratified_at == NOW
    assert Task.objects.count() == 1


def test_who_gives_no_tasks_here_gives_no_oral_directive(cast):
    new = NewDirective(title="Tutup jembatan", owner_ids=(camat().pk,), due_at=MONDAY)
    for viewer, refusal in ((cast.sari, NotAllowed), (cast.eko, Problem)):
        with pytest.raises(refusal):
            oral.give_oral_directive(new=new, by=viewer, at=NOW)
    assert not Task.objects.exists()
    assert not Directive.objects.exists()


# Carried over


def test_open_directives_of_the_chain_come_to_the_next_meeting_and_leave_when_verified(cast, meeting):
    directive(cast, meeting)
    finished(cast, meeting)
    approve(cast, meeting)
    second = planned(cast.citra, parent_id=meeting.pk, place="Ruang dua, Bangkalan", starts_at=NOW + timedelta(days=3))
    third = planned(cast.citra, parent_id=second.pk, place="Ruang tiga, Bangkalan", starts_at=NOW + timedelta(days=6))
    later = MONDAY + timedelta(days=1)
    [one] = queries.open_directives(cast.citra, third, later)
    assert (one.office.title, one.is_overdue, one.waits_for_giver) == ("Camat Geger", True, False)
    task = Task.objects.get()
    accept_task(task_id=task.pk, by=cast.dewi, at=NOW)
    complete_task(task_id=task.pk, note="Sudah", by=cast.dewi, at=NOW)
    [one] = queries.open_directives(cast.citra, third, later)
    assert (one.waits_for_giver, one.n_evidence) == (True, 1)
    assert queries.open_directives(cast.eko, third, later) == []
    verify_task(task_id=task.pk, outcome="Beres", by=cast.citra, at=NOW)
    assert queries.open_directives(cast.citra, third, later) == []
    assert queries.open_directives(cast.citra, meeting, later) == []


def test_what_a_more_secret_meeting_directed_stands_neither_on_the_page_nor_on_the_paper_of_the_next(cast, meeting):
    directive(cast, meeting)
    finished(cast, meeting)
    approve(cast, meeting)
    second = planned(cast.citra, parent_id=meeting.pk, place="Ruang dua, Bangkalan", starts_at=NOW + timedelta(days=3))
    assert len(queries.open_directives(cast.budi, second, NOW)) == 1
    assert len(paper_of(second, None, NOW).data["carried_over"]) == 1
    Meeting.objects.filter(pk=meeting.pk).update(classification=Classification.SECRET)
    assert queries.open_directives(cast.budi, second, NOW) == []
    assert len(queries.open_directives(cast.citra, second, NOW)) == 1
    assert paper_of(second, None, NOW).data["carried_over"] == []


def test_the_table_of_what_is_carried_over_asks_few_questions(cast, meeting, django_assert_max_num_queries):
    for n in range(12):
        directive(cast, meeting, title=f"Arahan {n}")
    finished(cast, meeting)
    approve(cast, meeting)
    second = planned(cast.citra, parent_id=meeting.pk, place="Ruang dua, Bangkalan", starts_at=NOW + timedelta(days=3))
    with django_assert_max_num_queries(6):
        assert len(queries.open_directives(cast.citra, second, NOW)) == 12


@pytest.mark.django_db(transaction=True)
def test_what_is_being_stored_while_the_chair_approves_is_read_first(monkeypatch):
    with scoped(EVERYWHERE):
        cast = make_cast()
        meeting = in_session(cast)
        finished(cast, meeting)
        seen, passage = content_of(meeting), meeting.passages.exclude(text="").get()
    stored, go_on = Event_(), Event_()
    store = writing._store

    def store_and_wait(*args) -> None:
        store(*args)
        stored.set()
        go_on.wait(20)

    monkeypatch.setattr(writing, "_store", store_and_wait)

    def apart(deed, **more) -> str:
        try:
            with scoped(EVERYWHERE):
                deed(at=NOW, **more)
            return "done"
        except Conflict as told:
            return told.code
        finally:
            connection.close()

    typed = Typed(passage.pk, uuid4(), uuid4(), passage.number, "Camat siap. TPS 12 belum.")
    with ThreadPoolExecutor(2) as pool:
        written = pool.submit(apart, writing.write_passage, typed=typed, by=cast.citra)
        assert stored.wait(20)
        approved = pool.submit(apart, approval.approve_minutes, meeting_id=meeting.pk, seen=seen, by=cast.rendra)
        assert not wait([approved], timeout=0.5).done  # it waits for what is being stored
        go_on.set()
        assert (written.result(20), approved.result(20)) == ("done", "minutes.changed")
