"""Officers see that words are sealed, and nothing is guessed from what stands in their place."""

from datetime import timedelta

import pytest
from django.test import Client

from kondusif.core.problems import NotAllowed
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.vault.groups import Group
from kondusif.people.viewers import SYSTEM
from kondusif.reports.actions import write_to_desk
from kondusif.reports.actions.attach import attach_photos
from kondusif.reports.categories import SEALED
from kondusif.reports.permissions import words_for
from kondusif.reports.photos import clean_photo
from kondusif.reports.receipts import receipt_of
from kondusif.reports.states import Maturity, Urgency
from kondusif.reports.tests import pictures
from kondusif.reports.tests.factories import make_report
from kondusif.reports.tests.sealed import founded
from kondusif.triage.actions import screen_report, suggest_duplicates
from kondusif.triage.actions.filing import file_report
from kondusif.triage.tests.factories import acting


def sealed_report(keys, **fields):
    return make_report(category="intimidation_violence", text="x", sealed=keys.words(text="Rahasia"), **fields)


def test_the_queue_and_the_page_say_that_words_are_sealed(db, settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        cast = make_cast()
        report = sealed_report(founded(cast))
        person = cast.persons["budi"]
        person.is_demo = True
        person.save()
    client = Client()
    client.force_login(person)
    for address in ("/triase/", f"/triase/{report.pk}"):
        page = client.get(address)
        assert page.status_code == 200 and "(isi tersegel)" in page.content.decode()
    assert "data-sealed=" in page.content.decode()
    refused = client.post(f"/triase/{report.pk}/jawab", {"a-text": "Terbuka"})
    assert refused.status_code == 422 and not report.messages.exists()


def test_what_came_unsealed_is_for_the_same_group_alone_once_it_holds_a_key(db, settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        cast = make_cast()
        report = make_report(category="intimidation_violence", text="Ancaman lewat SMS", channel="sms")
        write_to_desk(receipt=receipt_of(report.client_id), text="Masih mengancam", at=NOW)
        row = attach_photos(report.pk, [clean_photo(pictures.jpeg())], most=1, at=NOW)[0]
        file_report(report)
        for person in cast.persons.values():
            person.is_demo = True
            person.save()

    def seen(name: str) -> tuple[bool, ...]:
        client = Client()
        client.force_login(cast.persons[name])
        queue, page = (client.get(a).content.decode() for a in ("/triase/", f"/triase/{report.pk}"))
        assert "Ancaman lewat SMS" not in queue, "a reading is written down, so it takes the report's own page"
        words = ["Ancaman lewat SMS" in page, "Masih mengancam" in page]
        words.append(str(report.pk) in client.get("/triase/cari?q=ancaman&peka=1").content.decode())
        return (*words, client.get(f"/laporan/foto/{row.pk}").status_code == 200)

    assert seen("dewi") == (True,) * 4, (
        "the control: without a key nothing is promised, and every reader of reports reads"
    )
    with scoped(EVERYWHERE):
        founded(cast)
    assert seen("dewi") == (False,) * 4
    assert seen("budi") == (True,) * 4


def test_two_sealed_reports_are_not_taken_for_twins_because_both_say_nothing(db):
    with scoped(EVERYWHERE):
        cast = make_cast()
        keys = founded(cast)
        first = sealed_report(keys)
        second = sealed_report(keys, event_at=NOW - timedelta(hours=9), region_code="35.26.01.1001")
        reasons = [r for s in suggest_duplicates(report=second, by=SYSTEM, at=NOW) for r in s.reasons]
    assert first.text == second.text == ""
    assert not [code for code, *_rest in reasons if "word" in code or "text" in code]


def test_who_may_not_read_the_words_does_not_put_them_under_a_kind_where_they_could(db):
    with scoped(EVERYWHERE):
        cast = make_cast()
        report = make_report(category="ideology", text="Ajakran lewat SMS", channel="sms")
        founded(cast, Group.ANALYSIS)
    usual = {"report_id": report.pk, "maturity": Maturity.POTENTIAL, "urgency": Urgency.YELLOW, "at": NOW}
    with acting(cast.budi):
        with pytest.raises(NotAllowed):
            screen_report(category="other", by=cast.budi, **usual)
        assert words_for(screen_report(category="ideology", by=cast.budi, **usual), cast.budi) == str(SEALED)
    with acting(cast.ani):
        later = usual | {"at": NOW + timedelta(hours=1)}  # the first one's hold has ended
        assert screen_report(category="other", by=cast.ani, **later).category == "other"
