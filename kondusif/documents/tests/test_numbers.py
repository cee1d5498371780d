"""Numbers follow one another without gaps and without doubles, whoever issues at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.documents import actions
from kondusif.documents.models import Document, TakenNumber
from kondusif.documents.rules import masked_phone, next_free, pattern_fault, written_number
from kondusif.documents.states import DocumentState
from kondusif.documents.tests.factories import issued, new_document
from kondusif.people.models import Office
from kondusif.people.tests.factories import NEW_YEAR, NOW, make_cast

N_WRITERS, N_EACH = 6, 4


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_leave_no_gap_and_no_double():
    with scoped(EVERYWHERE):
        cast = make_cast()
        new = new_document("referral_letter")
        faulty = new_document("referral_letter", data={})

    def write(_n: int) -> None:
        try:
            with scoped(EVERYWHERE):
                for _m in range(N_EACH):
                    actions.issue_document(new=new, by=cast.citra, at=NOW)
                    with pytest.raises(Problem):
                        actions.issue_document(new=faulty, by=cast.citra, at=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(N_WRITERS) as pool:
        list(pool.map(write, range(N_WRITERS)))
    with scoped(EVERYWHERE):
        sequences = sorted(Document.objects.values_list("sequence", flat=True))
        numbers = set(Document.objects.values_list("number", flat=True))
    assert sequences == list(range(1, N_WRITERS * N_EACH + 1))
    assert len(numbers) == len(sequences)


@pytest.mark.django_db(transaction=True)
def test_a_paper_that_fails_while_it_is_made_gives_its_number_back(monkeypatch):
    with scoped(EVERYWHERE):
        cast = make_cast()
        issued(cast.citra)
        monkeypatch.setattr("kondusif.documents.rendering.paper.Paper.docx", lambda *_a, **_k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            issued(cast.citra)
        monkeypatch.undo()
        assert issued(cast.citra).sequence == 2
        assert Document.objects.count() == 2


@pytest.mark.django_db
def test_each_book_and_each_year_counts_for_itself(cast):
    assert issued(cast.citra).sequence == 1
    assert issued(cast.citra, "information_report").number == "R/LI-01/XI/2026"
    assert issued(cast.citra, "team_decree").number == "188/001/35.26-KESBANGPOL/2026"
    camat = Office.objects.get(title="Camat Geger")
    of_camat = issued(cast.citra, office=camat.title, region_code="35.26.06")
    assert of_camat.number == "005/0001/35.26.06/2026"
    later = actions.issue_document(new=new_document(), by=cast.citra, at=NOW.replace(year=2027))
    assert (later.sequence, later.year) == (1, 2027)


@pytest.mark.django_db
def test_the_year_of_a_number_is_the_year_on_the_clock_of_the_office(cast):
    document = actions.issue_document(new=new_document(), by=cast.citra, at=NEW_YEAR)
    assert document.number.endswith("/2027")


@pytest.mark.django_db
def test_this_year_of_a_block_by_hand_is_the_year_on_the_clock_of_the_office(cast):
    office = cast.citra.grants[0].office_id

    def take(year: int):
        return actions.take_by_hand(
            office_id=office, year=year, first=1, last=2, purpose="Undangan", by=cast.citra, at=NEW_YEAR
        )

    assert take(2028).year == 2028
    with pytest.raises(Problem):
        take(2025)


@pytest.mark.django_db
def test_numbers_written_by_hand_are_passed_over_and_clashes_are_named(cast):
    office = cast.citra.grants[0].office_id

    def take(first: int, last: int, **more):
        return actions.take_by_hand(
            office_id=office,
            year=2026,
            first=first,
            last=last,
            purpose="Undangan tertulis",
            by=cast.citra,
            at=NOW,
            **more,
        )

    issued(cast.citra)
    take(2, 4)
    take(6, 6)
    assert [issued(cast.citra).sequence for _n in range(3)] == [5, 7, 8]
    with pytest.raises(Conflict) as refused:
        take(8, 9)
    assert "0008" in str(refused.value)
    with pytest.raises(Conflict) as refused:
        take(4, 4)
    assert "Undangan tertulis" in str(refused.value)
    assert TakenNumber.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last", "purpose", "year", "wrong"),
    [(0, 3, "x", 2026, "first"), (5, 4, "x", 2026, "last"), (1, 900, "x", 2026, "last"), (1, 1, " ", 2026, "purpose"),
     (1, 1, "x", 2019, "year")],
)  # fmt: skip
def test_a_block_that_makes_no_sense_is_refused_by_its_field(cast, first, last, purpose, year, wrong):
    with pytest.raises(Problem) as refused:
        actions.take_by_hand(
            office_id=cast.citra.grants[0].office_id,
            year=year,
            first=first,
            last=last,
            purpose=purpose,
            by=cast.citra,
            at=NOW,
        )
    assert wrong in refused.value.fields and not TakenNumber.objects.exists()


@pytest.mark.django_db
def test_an_officer_of_another_regency_enters_no_number_here(cast):
    with pytest.raises(NotAllowed):
        actions.take_by_hand(
            office_id=cast.citra.grants[0].office_id, year=2026, first=1, last=1, purpose="x", by=cast.eko, at=NOW
        )


@pytest.mark.django_db
def test_a_cancelled_number_stays_and_is_never_given_again(cast):
    document = issued(cast.citra)
    actions.withdraw_document(document_id=document.pk, reason="Tidak jadi", sent=False, by=cast.citra, at=NOW)
    document.refresh_from_db()
    assert (document.state, document.number) == (DocumentState.CANCELLED, "005/0001/35.26-KESBANGPOL/2026")
    assert issued(cast.citra).sequence == 2


@pytest.mark.django_db
def test_what_was_issued_can_neither_be_changed_nor_removed_even_in_the_database(cast):
    document = issued(cast.citra)
    spoils = [
        lambda q: q.update(number="005/9999"), lambda q: q.update(data={}), lambda q: q.update(signer_name="Orang lain"),
        lambda q: q.update(title="x"), lambda q: q.delete(),
    ]  # fmt: skip
    for spoil in spoils:
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil(Document.objects.filter(pk=document.pk))
    assert Document.objects.get(pk=document.pk).data == document.data


@given(st.sets(st.integers(1, 60)), st.integers(0, 60))
def test_the_next_free_number_is_the_first_that_nobody_took(taken, last):
    blocks = [(n, n) for n in taken]
    found = next_free(last, blocks)
    assert found > last and found not in taken
    assert all(n in taken for n in range(last + 1, found))


def test_patterns_say_what_they_lack():
    assert pattern_fault("{kode}/{nomor:4}/{unit}/{tahun}") == ""
    assert pattern_fault("{kode}/{tahun}") == "no_number"
    assert pattern_fault("{nomor}/{nomor}/{tahun}") == "no_number"
    assert pattern_fault("{nomor}/{kode}") == "no_year"
    assert pattern_fault("{nomor}/{rahasia}/{tahun}") == "unknown"
    assert pattern_fault("{nomor}/{tahun}/{") == "braces"
    assert pattern_fault("{nomor}{tahun}" + "x" * 60) == "too_long"


def test_a_number_is_written_as_its_pattern_says():
    written = written_number("R/LI-{nomor:2}/{romawi}/{tahun}", code="R/LI", sequence=7, unit="x", year=2026, month=9)
    assert written == "R/LI-07/IX/2026"


def test_copies_show_only_the_end_of_a_phone_number():
    assert masked_phone("0812-3456-7890") == "••••-••••-•890"
    assert masked_phone("12") == "••"
