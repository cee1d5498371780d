"""To find a sensitive report by a word is to read that word: only who may, only on request, and never unrecorded."""

import pytest

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.vault.groups import Group
from kondusif.reports.actions import reading
from kondusif.reports.queries import readers_of
from kondusif.reports.tests.factories import make_report
from kondusif.reports.tests.readings import SENSITIVE, read_by, readers, signed_in, unwritable
from kondusif.reports.tests.sealed import founded
from kondusif.triage.actions import file_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings):
    with readers(settings) as cast:
        yield cast


def test_a_sensitive_report_is_found_by_its_words_only_on_request_by_who_may_read_it_and_that_is_a_reading(cast):
    report = make_report(category="ideology", text=SENSITIVE)
    other = make_report(text="Pasar ramai, bukan KENARI-PEKA-5566 yang itu")
    with scoped(EVERYWHERE):
        file_report(report)
        file_report(other)
    link, words = f"/triase/{report.pk}", "/triase/cari?q=KENARI-PEKA-5566"
    budi = signed_in(cast, "budi")
    plain = budi.get(words).content.decode()
    assert link not in plain and f"/triase/{other.pk}" in plain
    assert read_by() == []
    assert link in budi.get(f"{words}&peka=1").content.decode()
    assert read_by() == [("search", False)]
    [reader] = readers_of(report)
    assert reader.n == 1
    founded(cast, Group.ANALYSIS)  # from now on such words are the group's alone, and Budi is none of it
    assert link not in budi.get(f"{words}&peka=1").content.decode()
    assert read_by() == [("search", False)]
    assert link in signed_in(cast, "ani").get(f"{words}&peka=1").content.decode()
    assert len(read_by()) == 2


def test_a_search_in_sensitive_words_that_cannot_be_written_down_finds_nothing(cast, monkeypatch):
    report = make_report(category="sara_hate", text=SENSITIVE)
    with scoped(EVERYWHERE):
        file_report(report)
    monkeypatch.setattr(reading, "record_each", unwritable)
    client = signed_in(cast, "budi")
    client.raise_request_exception = False
    answer = client.get("/triase/cari?q=KENARI-PEKA-5566&peka=1")
    assert answer.status_code == 500 and str(report.pk) not in answer.content.decode()
