"""Whoever is handed the words of a sensitive report is written down first; of other reports nothing is."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kondusif.core.models import Event
from kondusif.people.tests.factories import NOW
from kondusif.people.vault.actions import take_back
from kondusif.reports.actions import note_reading, note_readings, reading
from kondusif.reports.envelopes import in_base64
from kondusif.reports.permissions import GUARDED, excerpt_for
from kondusif.reports.queries import follow_up, readers_of, sealed_words
from kondusif.reports.receipts import receipt_of
from kondusif.reports.rules import WORDS_READ
from kondusif.reports.tests.factories import make_report
from kondusif.reports.tests.readings import SENSITIVE, read_by, readers, signed_in, unwritable
from kondusif.reports.tests.sealed import founded

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings):
    with readers(settings) as cast:
        yield cast


def test_the_page_of_a_sensitive_report_is_written_down_and_lists_show_no_word_of_it(cast):
    report = make_report(category="intimidation_violence", text=SENSITIVE)
    budi = signed_in(cast, "budi")
    for path in ("/triase/", f"/triase/cari?q={'KENARI-PEKA-5566'}"):
        assert "KENARI" not in budi.get(path).content.decode().replace("q=KENARI-PEKA-5566", "").replace(
            'value="KENARI-PEKA-5566"', ""
        )
    assert read_by() == []
    page = budi.get(f"/triase/{report.pk}").content.decode()
    assert SENSITIVE in page and "Siapa yang membaca isi ini" in page
    assert read_by() == [("page", False)]
    [reader] = readers_of(report)
    assert reader.n == 1 and Event.objects.get(name=WORDS_READ).by_id == cast.budi.person_id


def test_an_ordinary_report_writes_nothing_and_stands_in_lists(cast):
    report = make_report(text="Pasar ramai sekali")
    budi = signed_in(cast, "budi")
    assert "Pasar ramai sekali" in budi.get("/triase/").content.decode()
    budi.get(f"/triase/{report.pk}")
    assert read_by() == []


def test_an_envelope_leaves_only_to_a_holder_and_is_written_down_first(cast):
    keys = founded(cast)
    key = uuid4()
    report = make_report(client_id=key, category="sara_hate", text="(isi tersegel)", sealed=keys.words(text="x"))
    envelope = in_base64(sealed_words(report).envelope)
    assert envelope in signed_in(cast, "ani").get(f"/triase/{report.pk}").content.decode()
    assert read_by() == [("page", True)]
    assert envelope not in signed_in(cast, "budi").get(f"/triase/{report.pk}").content.decode(), "no key, no envelope"
    take_back(key_id=keys.key_id, person_id=cast.ani.person_id, by=cast.ani, at=NOW)
    assert envelope not in signed_in(cast, "ani").get(f"/triase/{report.pk}").content.decode()
    assert read_by() == [("page", True)]
    assert not [e for e in follow_up(receipt_of(key)).events if e.name == WORDS_READ], (
        "the reporter's page stays as it was"
    )


def test_what_cannot_be_written_down_is_not_shown(cast, monkeypatch):
    report = make_report(category="sara_hate", text=SENSITIVE)
    monkeypatch.setattr(reading, "record_each", unwritable)
    client = signed_in(cast, "budi")
    client.raise_request_exception = False
    answer = client.get(f"/triase/{report.pk}")
    assert answer.status_code == 500 and "KENARI" not in answer.content.decode()


def test_a_reading_is_written_down_for_the_kinds_that_are_sealed_and_for_no_other(cast):
    crowd, hate = make_report(text="Ramai di pasar"), make_report(category="sara_hate", text=SENSITIVE)
    for report in (crowd, hate):
        note_reading(report=report, what="photo", by=cast.budi, at=NOW)
    assert read_by() == [("photo", False)]
    assert excerpt_for(hate, cast.budi) == str(GUARDED) and excerpt_for(crowd, cast.budi) == "Ramai di pasar"


def test_what_a_search_finds_is_written_down_in_one_statement_one_row_for_each_sensitive_report(cast):
    found = [make_report(category="sara_hate", text=SENSITIVE) for _ in range(3)] + [make_report(text="Pasar ramai")]
    with CaptureQueriesContext(connection) as asked:
        note_readings(reports=found, what="search", by=cast.budi, at=NOW)
    assert read_by() == [("search", False)] * 3
    assert len([q for q in asked if q["sql"].startswith("INSERT")]) == 1
