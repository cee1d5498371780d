"""The words of a sealed report are in no table; what is no envelope, or sealed for others, is refused."""

from dataclasses import replace
from types import SimpleNamespace
from uuid import uuid4

import pytest

from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.vault.groups import Group
from kondusif.reports.actions import answer_reporter, reopen_report, write_to_desk
from kondusif.reports.categories import CATEGORIES, SEALED_TO
from kondusif.reports.envelopes import in_base64, sealed_in
from kondusif.reports.models import SealedText
from kondusif.reports.queries import follow_up, sealed_words
from kondusif.reports.receipts import receipt_of
from kondusif.reports.tests.factories import make_report
from kondusif.reports.tests.sealed import ANSWER, MESSAGE, REPORT, founded, opened, sealed_to
from kondusif.reports.tests.test_no_trace import whole_database

CANARY = "KENARI-TERSEGEL-7788"
OPEN = "KENARI-TERBUKA-8899"


@pytest.fixture
def scene(db):
    with scoped(EVERYWHERE):
        cast = make_cast()
        yield SimpleNamespace(cast=cast, keys=founded(cast))


def sealed_report(scene, **fields):
    key = uuid4()
    words = scene.keys.words(text=f"Kepala dusun diancam. {CANARY}", place_text=CANARY)
    usual = {"client_id": key, "category": "intimidation_violence", "text": "(isi tersegel)", "sealed": words}
    return make_report(**usual | fields), receipt_of(key)


def test_no_table_holds_a_word_of_a_sealed_report_or_of_its_talk(scene):
    report, receipt = sealed_report(scene, place_text=CANARY, lat=-6.975, lon=112.955)
    make_report(text=f"Laporan biasa. {OPEN}")
    write_to_desk(receipt=receipt, text=CANARY, at=NOW, sealed=scene.keys.line(CANARY))
    answer_reporter(
        report=report, text=CANARY, by=scene.cast.budi, at=NOW, sealed=scene.keys.line(CANARY, to_reporter=True)
    )
    rows = whole_database()
    assert OPEN in rows, "the control: words that are not sealed are found"
    assert CANARY not in rows and CANARY.encode().hex() not in rows
    assert (report.text, report.place_text, report.lat, report.lon) == (
        "",
        "",
        None,
        None,
    ) and report.category == "intimidation_violence"


def test_the_group_opens_the_words_and_the_reporter_the_answer_by_another_implementation(scene):
    report, receipt = sealed_report(scene)
    stored = sealed_words(report)
    assert CANARY in opened(scene.keys.group, stored.envelope, REPORT + scene.keys.reading)["text"]
    answer_reporter(
        report=report, text="", by=scene.cast.budi, at=NOW, sealed=scene.keys.line("Kami datang.", to_reporter=True)
    )
    line = follow_up(receipt).messages[0]
    assert line.text == ""
    assert opened(scene.keys.reader, line.sealed.answer, ANSWER + scene.keys.reading) == {"text": "Kami datang."}
    assert opened(scene.keys.group, line.sealed.envelope, MESSAGE + scene.keys.reading) == {"text": "Kami datang."}


def test_the_same_envelope_again_is_the_same_report_and_another_is_a_conflict(scene):
    key, words = uuid4(), scene.keys.words(text="Sekali saja")
    first = make_report(client_id=key, category="sara_hate", sealed=words)
    assert make_report(client_id=key, category="sara_hate", sealed=words).pk == first.pk
    with pytest.raises(Conflict):
        make_report(client_id=key, category="sara_hate", sealed=scene.keys.words(text="Sekali saja"))
    assert SealedText.objects.count() == 1


def test_words_for_another_group_place_or_no_key_are_refused(scene):
    analysis = founded(scene.cast, Group.ANALYSIS)
    for fields in (
        {"sealed": analysis.words(text="x")},
        {"region_code": "35.27.01.2002"},
        {"sealed": replace(scene.keys.words(text="x"), key_id=uuid4())},
        {"category": "crowd"},
    ):
        with pytest.raises(Problem):
            sealed_report(scene, **fields)
    assert not SealedText.objects.exists()


def test_words_sealed_before_a_key_was_changed_still_arrive(scene):
    words = scene.keys.words(text="Ditulis tanpa sinyal")
    founded(scene.cast)
    assert sealed_words(make_report(category="sara_hate", sealed=words)).key_id == scene.keys.key_id


@pytest.mark.parametrize(
    "wrong",
    [
        {"sealed": "AAAA"},
        {"sealed": "…"},
        {"sealed_key": "x"},
        {"reading_key": "AAAA"},
        {"sealed_answer": "AAAA"},
        {"sealed": "A" * 401},
    ],
)
def test_what_is_no_envelope_is_refused(scene, wrong):
    words = scene.keys.words(text="x")
    typed = {
        "sealed": in_base64(words.envelope),
        "sealed_key": str(words.key_id),
        "reading_key": in_base64(words.reading_key),
    }
    assert sealed_in(typed) == words, "the control"
    with pytest.raises(Problem):
        sealed_in(typed | wrong)


def test_lengths_tell_of_a_size_only(scene):
    public = scene.keys.group.public_key().public_bytes_raw()
    assert len({len(sealed_to(public, b"", {"text": "x" * n})) for n in (1, 50, 200)}) == 1


def test_the_desk_answers_a_sealed_report_sealed_or_not_at_all(scene):
    report, _receipt = sealed_report(scene)
    for sealed in (None, scene.keys.line("x")):
        with pytest.raises(Problem):
            answer_reporter(report=report, text="Terbuka", by=scene.cast.budi, at=NOW, sealed=sealed)
    with pytest.raises(NotAllowed):
        answer_reporter(
            report=report, text="", by=scene.cast.dewi, at=NOW, sealed=scene.keys.line("x", to_reporter=True)
        )
    assert not report.messages.exists()


def test_the_same_sealed_line_twice_is_one_and_an_objection_can_be_sealed(scene):
    report, receipt = sealed_report(scene)
    line = scene.keys.line("Masih berlangsung")
    for _ in range(2):
        write_to_desk(receipt=receipt, text="", at=NOW, sealed=line)
    assert report.messages.count() == 1
    type(report).objects.filter(pk=report.pk).update(state="closed", closed_at=NOW)
    reopen_report(receipt=receipt, text="", at=NOW, sealed=scene.keys.line("Belum selesai"))
    assert [m.text for m in report.messages.all()] == ["", ""]


FORM = {
    "category": "intimidation_violence",
    "text": "Saya melihat ancaman",
    "village_code": "35.26.06.2001",
    "anonymous": "on",
}


def test_without_a_module_the_form_asks_once_before_it_sends_unsealed(scene, client):
    page = client.post("/laporan/baru", FORM)
    assert page.status_code == 422 and 'name="unsealed"' in page.content.decode()
    assert client.post("/laporan/baru", FORM | {"unsealed": "1"}).status_code == 200
    assert client.post("/laporan/baru", FORM | {"category": "crowd"}).status_code == 200


def test_a_phones_queue_is_not_asked_for_nobody_is_there_to_answer(scene, client):
    typed = FORM | {"client_id": str(uuid4()), "entered_at": "2026-11-20T09:00:00+07:00"}
    assert client.post("/laporan/baru", typed, headers={"Accept": "application/json"}).status_code == 201


def test_a_region_without_a_key_takes_the_words_as_before(scene, client):
    assert client.post("/laporan/baru", FORM | {"village_code": "35.27.01.2002"}).status_code == 200


def test_the_form_takes_an_envelope_and_names_a_broken_one(scene, client):
    words = scene.keys.words(text=CANARY)
    typed = {
        "sealed": in_base64(words.envelope),
        "sealed_key": str(words.key_id),
        "reading_key": in_base64(words.reading_key),
    }
    assert client.post("/laporan/baru", FORM | typed | {"sealed": "AAAA"}).status_code == 422
    assert client.post("/laporan/baru", FORM | typed).status_code == 200
    assert SealedText.objects.get().report.text == ""


def test_the_reporters_page_asks_before_a_line_goes_unsealed(scene, client):
    report, receipt = sealed_report(scene)
    typed = {"receipt": receipt, "deed": "message", "text": "Tanpa kunci"}
    assert 'name="unsealed"' in client.post("/laporan/cek", typed).content.decode()
    assert not report.messages.exists()
    client.post("/laporan/cek", typed | {"unsealed": "1"})
    assert [m.text for m in report.messages.all()] == ["Tanpa kunci"]


def test_only_sensitive_categories_are_sealed_and_each_to_one_group():
    assert set(SEALED_TO) == {code for code, category in CATEGORIES.items() if category.sensitive}
