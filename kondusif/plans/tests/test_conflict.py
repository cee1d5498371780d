"""The status of conflict: proposed, the council heard, declared within the law's limits, over by its date."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.states import ForbiddenMove
from kondusif.people.tests.factories import NOW
from kondusif.people.viewers import SYSTEM
from kondusif.plans.actions.conflict import (
    add_status_paper,
    consult_council,
    declare_status,
    end_expired,
    end_status,
    extend_status,
    propose_status,
    withdraw_status,
)
from kondusif.plans.models import ConflictStatus, StatusPaper
from kondusif.plans.queries.conflict import papers_of, statuses_in_force, statuses_seen_by
from kondusif.plans.states import CONFLICT_MOVES, ConflictState
from kondusif.plans.tests.factories import PAPER, declared, decree, heard, make_players, proposal

pytestmark = pytest.mark.django_db
S = ConflictState


@pytest.fixture
def who():
    with scoped(EVERYWHERE):
        yield make_players()


def proposed(who, **changes) -> ConflictStatus:
    return propose_status(new=proposal(**changes), by=who.citra, at=NOW)


def consulted(who) -> ConflictStatus:
    return consult_council(status_id=proposed(who).pk, heard=heard(), by=who.chair, at=NOW)


def test_the_whole_way_leaves_its_events_and_counts_the_days(who):
    status = declared(who, n_days=90)
    assert (status.state, status.declared_on, status.ends_on) == (S.DECLARED, date(2026, 11, 20), date(2027, 2, 18))
    status = extend_status(status_id=status.pk, decree=decree(number="188/100"), by=who.rendra, at=NOW)
    assert status.ends_on == date(2027, 3, 20)
    status = end_status(status_id=status.pk, reason="Sudah damai", by=who.rendra, at=NOW)
    assert (status.state, status.ended_by_id) == (S.ENDED, who.rendra.person_id)
    names = Event.objects.filter(subject_id=str(status.pk)).order_by("id").values_list("name", flat=True)
    assert [n.partition(".")[2] for n in names] == ["proposed", "consulted", "declared", "extended", "ended"]


def test_a_day_that_has_begun_here_is_no_day_ahead(who):
    after_midnight = datetime(2026, 11, 19, 18, 0, tzinfo=UTC)  # 01.00 WIB on the 20th
    status = propose_status(new=proposal(asked_on=date(2026, 11, 20)), by=who.citra, at=after_midnight)
    assert status.asked_on == date(2026, 11, 20)


def test_the_law_asks_for_two_conditions_and_the_day_the_council_was_asked(who):
    with pytest.raises(Problem) as refused:
        proposed(who, beyond_police=" ", government_hindered="", asked_on=date(2027, 1, 1), areas=("35.27.01",))
    assert set(refused.value.fields) == {"beyond_police", "government_hindered", "asked_on", "areas"}
    assert not ConflictStatus.objects.exists()


def test_one_status_at_a_time(who):
    first = proposed(who)
    with pytest.raises(Conflict):
        proposed(who)
    withdraw_status(status_id=first.pk, reason="Sudah tenang", by=who.citra, at=NOW)
    assert proposed(who).state == S.PROPOSED


def test_without_the_council_nothing_is_declared(who):
    with pytest.raises(ForbiddenMove):
        declare_status(status_id=proposed(who).pk, decree=decree(), by=who.rendra, at=NOW)
    assert [frm for frm, to in CONFLICT_MOVES.items() if S.DECLARED in to] == [S.CONSULTED]


@pytest.mark.parametrize("n_days", [0, 91, -3, None])
def test_ninety_days_at_most(who, n_days):
    with pytest.raises(Problem, match="belum sesuai") as refused:
        declare_status(status_id=consulted(who).pk, decree=decree(n_days=n_days), by=who.rendra, at=NOW)
    assert set(refused.value.fields) == {"n_days"}
    assert "90" in str(refused.value.fields["n_days"])


def test_a_decree_has_a_number_and_a_day_neither_before_the_councils_letter_nor_ahead(who):
    status = consulted(who)
    for day in (NOW.date() - timedelta(days=5), NOW.date() + timedelta(days=1), None):
        with pytest.raises(Problem) as refused:
            declare_status(status_id=status.pk, decree=decree(number=" ", on=day), by=who.rendra, at=NOW)
        assert set(refused.value.fields) == {"number", "on"}


def test_only_the_head_of_this_very_region_declares(who):
    status = consulted(who)
    for stranger in (who.citra, who.secretary, who.chair, who.governor, who.eko, who.sari):
        with pytest.raises(NotAllowed):
            declare_status(status_id=status.pk, decree=decree(), by=stranger, at=NOW)
    assert ConflictStatus.objects.get().state == S.CONSULTED


def test_the_council_is_heard_and_the_head_decides_even_against_it(who):
    status = consult_council(status_id=proposed(who).pk, heard=heard(view="objects"), by=who.chair, at=NOW)
    status = declare_status(status_id=status.pk, decree=decree(), by=who.rendra, at=NOW)
    assert (status.state, status.council_view) == (S.DECLARED, "objects")


def test_silence_is_noted_only_after_the_councils_seven_days(who):
    status = proposed(who)  # asked on the 18th
    with pytest.raises(Problem, match="25-11-2026"):
        consult_council(status_id=status.pk, heard=heard(view="silent"), by=who.citra, at=NOW + timedelta(days=5))
    later = NOW + timedelta(days=6)
    assert consult_council(status_id=status.pk, heard=heard(view="silent"), by=who.citra, at=later).state == S.CONSULTED


def test_an_answer_of_the_council_names_its_letter(who):
    status = proposed(who)
    with pytest.raises(Problem) as refused:
        consult_council(status_id=status.pk, heard=heard(letter="", letter_on=date(2026, 11, 1)), by=who.chair, at=NOW)
    assert set(refused.value.fields) == {"letter", "letter_on"}
    with pytest.raises(NotAllowed):
        consult_council(status_id=status.pk, heard=heard(), by=who.budi, at=NOW)


def test_an_extension_comes_once_in_time_and_for_thirty_days_at_most(who):
    status = declared(who, n_days=10)
    with pytest.raises(Problem):
        extend_status(status_id=status.pk, decree=decree(n_days=31), by=who.rendra, at=NOW)
    with pytest.raises(Problem, match="sudah berakhir"):
        late = NOW + timedelta(days=11)
        extend_status(status_id=status.pk, decree=decree(on=late.date()), by=who.rendra, at=late)
    extend_status(status_id=status.pk, decree=decree(), by=who.rendra, at=NOW)
    with pytest.raises(ForbiddenMove):
        extend_status(status_id=status.pk, decree=decree(), by=who.rendra, at=NOW)


def test_it_ends_by_itself_after_its_last_day_where_it_holds(who):
    status = declared(who, n_days=1)  # the 20th does not count, the 21st does, Jakarta's time
    last_minute = datetime(2026, 11, 21, 16, 59, tzinfo=UTC)
    assert end_expired(by=SYSTEM, at=last_minute) == 0
    assert [s.pk for s in statuses_in_force(who.citra, last_minute)] == [status.pk]
    over = last_minute + timedelta(minutes=1)
    assert statuses_in_force(who.citra, over) == []  # also while nobody has noted it yet
    assert end_expired(by=SYSTEM, at=over) == 1
    assert end_expired(by=SYSTEM, at=over) == 0
    status.refresh_from_db()
    assert (status.state, status.ended_by) == (S.ENDED, None)
    assert Event.objects.filter(name="conflict_status.ran_out").count() == 1


def test_a_proposal_is_known_only_in_its_own_region_and_a_declared_status_above_and_below(who):
    status = proposed(who)
    seen = [status in statuses_seen_by(v) for v in (who.citra, who.chair, who.dewi, who.province_head, who.eko)]
    assert seen == [True, True, False, False, False]
    consult_council(status_id=status.pk, heard=heard(), by=who.chair, at=NOW)
    declare_status(status_id=status.pk, decree=decree(), by=who.rendra, at=NOW)
    seen = [status in statuses_seen_by(v) for v in (who.citra, who.dewi, who.province_head, who.eko)]
    assert seen == [True, True, True, False]
    with scoped(who.eko.scope):
        assert not ConflictStatus.objects.exists()


def test_the_scanned_decree_can_follow_and_never_changes(who):
    status = declared(who)
    assert not papers_of(who.citra, status).exists()
    add_status_paper(status_id=status.pk, kind="decree", paper=PAPER, by=who.citra, at=NOW)
    assert [p.kind for p in papers_of(who.citra, status)] == ["decree"]
    with pytest.raises(DatabaseError), transaction.atomic():
        StatusPaper.objects.update(name="lain.pdf")
