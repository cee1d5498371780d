"""One way of numbering: without gaps, without doubles, by the clock of the place."""

from concurrent.futures import ThreadPoolExecutor
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import connection, transaction

from kondusif.core.numbers import YearBook, next_number
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NEW_YEAR

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
BOOKS = [m for m in apps.get_models() if issubclass(m, YearBook)]


def taken(book, region_code="35.26.06.2005", zone=JAKARTA, at=NEW_YEAR):
    return next_number(book, region_code, at=at, zone=zone)


def test_warnings_notices_tasks_and_incidents_are_numbered_by_one_way():
    assert sorted(b.__name__ for b in BOOKS) == ["AlertCounter", "IncidentSeries", "NoticeCounter", "TaskCounter"]
    assert all(b._meta.constraints for b in BOOKS)


@pytest.mark.django_db
@pytest.mark.parametrize("book", BOOKS)
def test_numbers_follow_one_another_in_each_tenant_and_year_by_its_clock(book):
    with scoped(EVERYWHERE):
        assert [taken(book)[2] for _ in range(3)] == [1, 2, 3]
        assert taken(book) == ("35.26", 2027, 4)
        earlier = NEW_YEAR.replace(hour=16)  # 23.00 in Jakarta, 01.00 of the new year in Papua
        assert taken(book, at=earlier) == ("35.26", 2026, 1)
        assert taken(book, "91.03", zone=JAYAPURA, at=earlier) == ("91.03", 2027, 1)


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused_and_one_given_up_leaves_no_gap():
    with scoped(EVERYWHERE):
        with pytest.raises(RuntimeError):
            taken(BOOKS[0])
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            taken(BOOKS[0])
            raise ZeroDivisionError
        with transaction.atomic():
            assert taken(BOOKS[0])[2] == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_leave_no_gap_and_no_double():
    def take(_n: int) -> list[int]:
        try:
            with scoped(EVERYWHERE):
                return [_one() for _ in range(5)]
        finally:
            connection.close()

    def _one() -> int:
        with transaction.atomic():
            return taken(BOOKS[0])[2]

    with ThreadPoolExecutor(4) as pool:
        numbers = [n for some in pool.map(take, range(4)) for n in some]
    assert sorted(numbers) == list(range(1, 21))
