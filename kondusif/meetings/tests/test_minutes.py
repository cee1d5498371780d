"""Minutes are written by several people at once; every state that somebody sent is kept."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.states import ForbiddenMove
from kondusif.meetings.actions import minutes as actions
from kondusif.meetings.actions import open_meeting
from kondusif.meetings.actions.minutes import MOST_LETTERS, Typed
from kondusif.meetings.models import Meeting, Passage, Revision
from kondusif.meetings.queries import minutes as queries
from kondusif.meetings.sections import Section
from kondusif.meetings.states import MeetingState
from kondusif.meetings.tests.factories import planned
from kondusif.people.models import Office
from kondusif.people.tests.factories import NOW, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with scoped(EVERYWHERE):
        yield make_cast()


@pytest.fixture
def meeting(cast) -> Meeting:
    row = planned(cast.citra)
    open_meeting(meeting_id=row.pk, by=cast.citra, at=NOW)
    actions.open_minutes(meeting_id=row.pk, by=cast.citra, at=NOW)
    return Meeting.objects.get(pk=row.pk)


@pytest.fixture
def topics(meeting) -> Passage:
    return Passage.objects.get(meeting=meeting, item__number=1, section=Section.TOPICS)


def write(passage, text, *, by, base=0, op=None, at=NOW):
    typed = Typed(passage.pk, op or uuid4(), uuid4(), base, text)
    return actions.write_passage(typed=typed, by=by, at=at)


def test_every_point_of_the_agenda_has_its_texts_and_opening_twice_adds_nothing(cast, meeting):
    actions.open_minutes(meeting_id=meeting.pk, by=cast.citra, at=NOW)
    laid_out = queries.passages_of(cast.citra, meeting).values_list("item__number", "section")
    assert sorted(laid_out) == [(1, "conclusions"), (1, "topics"), (2, "conclusions"), (2, "topics")]
    assert Event.objects.filter(name="minutes.opened").count() == 1


def test_what_two_people_wrote_from_the_same_state_stands_together(cast, topics):
    write(topics, "Camat siap", by=cast.citra)
    second = write(topics, "Polres siap", by=cast.budi)
    assert (second.number, second.text) == (2, "Camat siap Polres siap")
    first, last = Revision.objects.order_by("number")
    assert (first.author_title, last.submitted) == ("Kepala Bakesbangpol Bangkalan", [0, 0, "Polres siap"])


def test_an_operation_sent_twice_is_stored_once_and_answered_with_what_stands_now(cast, topics):
    op = uuid4()
    write(topics, "Camat siap", by=cast.citra, op=op)
    write(topics, "Polres siap", by=cast.budi)
    again = write(topics, "Camat siap", by=cast.citra, op=op)
    assert (again.number, again.text) == (2, "Camat siap Polres siap")
    assert Revision.objects.count() == 2


def test_a_word_taken_out_is_gone_from_the_text_and_stays_in_the_history(cast, topics):
    write(topics, "dana desa rahasia", by=cast.citra)
    after = write(topics, "dana desa", by=cast.budi, base=1)
    topics.refresh_from_db()
    assert after.text == topics.text == "dana desa"
    assert queries.text_at(topics, 1) == "dana desa rahasia"


def test_a_base_that_nobody_knows_takes_nothing_out(cast, topics):
    write(topics, "Arahan Bupati tegas", by=cast.citra)
    for strange in (99, None):
        answer = write(topics, f"Arahan Camat {strange}", by=cast.budi, base=strange)
        assert not answer.base_known
    assert {"Arahan", "Bupati", "tegas", "Camat", "99", "None"} <= set(answer.text.split())
    assert answer.text.split().count("Arahan") == 1
    assert Revision.objects.filter(base_number=None).count() == 2


def test_every_old_state_can_be_read_across_the_snapshots(cast, topics):
    states, text = [""], ""
    for n in range(60):
        text = f"{text} kata{n}".strip() if n % 7 else " ".join(text.split()[1:] + [f"lagi{n}"])
        states.append(write(topics, text, by=cast.citra, base=n).text)
    topics.refresh_from_db()
    assert [queries.text_at(topics, n) for n in range(61)] == states
    assert queries.text_at(topics, 61) is None
    assert Revision.objects.exclude(snapshot=None).count() == 2


def test_an_old_state_costs_one_question_whatever_the_length_of_the_history(
    cast, topics, django_assert_max_num_queries
):
    for n in range(40):
        write(topics, f"kata{n}", by=cast.citra, base=n)
    topics.refresh_from_db()
    with django_assert_max_num_queries(1):
        queries.text_at(topics, 39)


def test_a_text_of_200_kilobytes_is_refused_with_a_word_and_nothing_of_it_is_stored(cast, topics):
    with pytest.raises(Problem) as refused:
        write(topics, "kata " * 40_000, by=cast.citra)
    assert refused.value.code == "minutes.too_long"
    write(topics, "x" * MOST_LETTERS, by=cast.citra)
    assert Revision.objects.count() == 1


def test_characters_that_the_database_refuses_are_left_out(cast, topics):
    assert write(topics, "a\x00b\ud83d\r\nc", by=cast.citra).text == "ab\nc"


def test_only_who_runs_the_meeting_writes_its_minutes(cast, topics):
    with pytest.raises(NotFound):
        write(topics, "x", by=cast.eko)
    with pytest.raises((NotAllowed, NotFound)):
        write(topics, "x", by=cast.dewi)
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    "state", [MeetingState.PLANNED, MeetingState.MINUTES_APPROVED, MeetingState.ARCHIVED, MeetingState.INVITED]
)
def test_closed_minutes_take_no_word_but_still_answer_for_what_they_took(cast, topics, state):
    op = uuid4()
    write(topics, "Camat siap", by=cast.citra, op=op)
    Meeting.objects.update(state=state)
    with pytest.raises(Conflict):
        write(topics, "terlambat", by=cast.citra)
    assert write(topics, "Camat siap", by=cast.citra, op=op).number == 1


def test_nothing_is_kept_when_the_event_fails(cast, topics, monkeypatch):
    def fail(*args, **more):
        raise RuntimeError("no event")

    monkeypatch.setattr("kondusif.meetings.actions.minutes.record", fail)
    with pytest.raises(RuntimeError):
        write(topics, "x", by=cast.citra)
    topics.refresh_from_db()
    assert (topics.text, Revision.objects.count()) == ("", 0)


def test_the_history_is_never_changed_or_removed(cast, topics):
    write(topics, "x", by=cast.citra)
    for spoil in (lambda q: q.update(inserted="y"), lambda q: q.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil(Revision.objects.all())


def test_pages_are_told_of_a_change_at_most_every_few_seconds(cast, topics):
    for second in (0, 1, 2, 3, 4, 5):
        write(topics, f"kata{second}", by=cast.citra, base=second, at=NOW + timedelta(seconds=second))
    assert Event.objects.filter(name="minutes.written").count() == 2


def test_who_wrote_a_moment_ago_is_shown_as_writing(cast, meeting, topics):
    page = uuid4()
    typed = Typed(topics.pk, uuid4(), page, 0, "x")
    actions.write_passage(typed=typed, by=cast.citra, at=NOW)
    [one] = queries.writers_now(meeting, NOW + timedelta(seconds=10))
    assert (one.client_id, one.name, one.passage_id) == (page, "Citra Lestari", topics.pk)
    assert queries.writers_now(meeting, NOW + timedelta(minutes=1)) == []


def test_an_agency_has_one_response_to_a_point(cast, meeting):
    item, office = meeting.agenda.get(number=1), Office.objects.get(title="Camat Geger")
    first = actions.add_response(item_id=item.pk, office_id=office.pk, by=cast.citra, at=NOW)
    assert actions.add_response(item_id=item.pk, office_id=office.pk, by=cast.budi, at=NOW) == first
    with pytest.raises(Problem):
        actions.add_response(item_id=item.pk, office_id=uuid4(), by=cast.citra, at=NOW)


def test_a_point_that_came_up_stands_last_with_its_texts(cast, meeting):
    item = actions.add_item(meeting_id=meeting.pk, title="Lain-lain", by=cast.citra, at=NOW)
    assert (item.number, item.passages.count()) == (3, 2)
    with pytest.raises(Problem):
        actions.add_item(meeting_id=meeting.pk, title=" ", by=cast.citra, at=NOW)


def test_the_point_in_hand_is_said_while_the_meeting_is_in_session(cast, meeting):
    item = meeting.agenda.get(number=2)
    minutes = actions.start_item(meeting_id=meeting.pk, item_id=item.pk, by=cast.citra, at=NOW)
    assert (minutes.running_item, minutes.running_since) == (item, NOW)
    with pytest.raises(Problem):
        actions.start_item(meeting_id=meeting.pk, item_id=UUID(int=1), by=cast.citra, at=NOW)
    actions.finish_meeting(meeting_id=meeting.pk, by=cast.citra, at=NOW)
    with pytest.raises(Conflict):
        actions.start_item(meeting_id=meeting.pk, item_id=item.pk, by=cast.citra, at=NOW)


def test_after_the_meeting_the_draft_can_still_be_written(cast, meeting, topics):
    finished = actions.finish_meeting(meeting_id=meeting.pk, by=cast.citra, at=NOW)
    assert finished.state == MeetingState.MINUTES_DRAFT
    assert write(topics, "Tambahan", by=cast.budi).number == 1
    with pytest.raises(ForbiddenMove):
        actions.finish_meeting(meeting_id=meeting.pk, by=cast.citra, at=NOW)


def test_a_meeting_without_agenda_still_has_minutes(cast):
    row = planned(cast.citra, agenda=(), place="Ruang rapat dua, Bakesbangpol")
    open_meeting(meeting_id=row.pk, by=cast.citra, at=NOW)
    actions.open_minutes(meeting_id=row.pk, by=cast.citra, at=NOW)
    assert row.agenda.get().passages.count() == 2


def test_another_regency_sees_no_minutes_and_the_database_agrees(cast, meeting, topics):
    assert not queries.passages_of(cast.eko, meeting).exists()
    assert queries.minutes_for(cast.eko, meeting) is None
    with scoped(cast.eko.scope):
        assert not Passage.objects.exists()
