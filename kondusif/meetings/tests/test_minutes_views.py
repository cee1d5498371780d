"""The pages of minutes: they merge with and without scripts, and say in words what went wrong."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.meetings.actions import minutes as actions
from kondusif.meetings.actions import open_meeting
from kondusif.meetings.models import Meeting, Passage, Revision
from kondusif.meetings.sections import Section
from kondusif.meetings.states import MeetingState
from kondusif.meetings.tests.factories import planned
from kondusif.people.models import Office, Person
from kondusif.people.tests.factories import NOW, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        made = make_cast()
        Person.objects.update(is_demo=True)
        yield made


@pytest.fixture
def meeting(cast) -> Meeting:
    row = planned(cast.citra)
    open_meeting(meeting_id=row.pk, by=cast.citra, at=NOW)
    actions.open_minutes(meeting_id=row.pk, by=cast.citra, at=NOW)
    return Meeting.objects.get(pk=row.pk)


@pytest.fixture
def topics(meeting) -> Passage:
    return Passage.objects.get(meeting=meeting, item__number=1, section=Section.TOPICS)


def browser(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.persons[name])
    return client


def sync(client: Client, meeting: Meeting, *ops: dict, **more):
    body = {"client": str(uuid4()), "ops": list(ops), "known": {}} | more
    return client.post(f"/rapat/{meeting.pk}/notulen/selaras", json.dumps(body), content_type="application/json")


def op(passage: Passage, text: str, base: object = 0) -> dict[str, object]:
    return {"op": str(uuid4()), "passage": str(passage.pk), "base": base, "text": text}


def test_minutes_are_started_from_their_page_and_ended_there(cast):
    row = planned(cast.citra)
    citra = browser(cast, "citra")
    assert "Belum ada notulen" in citra.get(f"/rapat/{row.pk}/notulen").content.decode()
    early = citra.post(f"/rapat/{row.pk}/notulen/mulai")
    assert early.status_code == 409
    assert "belum dibuka" in early.content.decode()
    open_meeting(meeting_id=row.pk, by=cast.citra, at=NOW)
    assert citra.post(f"/rapat/{row.pk}/notulen/mulai").status_code == 302
    page = citra.get(f"/rapat/{row.pk}/notulen").content.decode()
    assert page.count("data-passage-form") == 4
    assert citra.post(f"/rapat/{row.pk}/notulen/selesai").status_code == 302
    assert citra.post(f"/rapat/{row.pk}/notulen/selesai").status_code == 409


def test_a_browser_without_scripts_merges_just_the_same(cast, meeting, topics):
    citra, budi = browser(cast, "citra"), browser(cast, "budi")
    for who, text in ((citra, "Camat siap"), (budi, "Polres siap")):
        form = {"op": str(uuid4()), "client": str(uuid4()), "base": "0", "text": text}
        assert who.post(f"/rapat/notulen/teks/{topics.pk}", form).status_code == 302
    assert "Camat siap Polres siap" in citra.get(f"/rapat/{meeting.pk}/notulen").content.decode()


def test_a_plain_form_with_damaged_marks_still_keeps_every_word(cast, topics):
    answer = browser(cast, "citra").post(f"/rapat/notulen/teks/{topics.pk}", {"op": "x", "base": "abc", "text": "Siap"})
    assert answer.status_code == 302
    assert Passage.objects.get(pk=topics.pk).text == "Siap"


def test_a_text_too_long_is_refused_on_the_page_with_what_was_typed(cast, topics):
    form = {"op": str(uuid4()), "client": str(uuid4()), "base": "0", "text": "panjang " * 25_000}
    answer = browser(cast, "citra").post(f"/rapat/notulen/teks/{topics.pk}", form)
    assert answer.status_code == 422
    assert "200.000 huruf" in answer.content.decode()
    assert answer.content.decode().count("panjang ") >= 25_000
    assert not Revision.objects.exists()


def test_one_exchange_takes_what_is_typed_and_tells_what_others_wrote(cast, meeting, topics):
    citra, budi = browser(cast, "citra"), browser(cast, "budi")
    other = meeting.passages.get(item__number=2, section=Section.TOPICS)
    sync(budi, meeting, op(other, "Kotak suara lengkap"))
    said = sync(citra, meeting, op(topics, "Camat siap"), known={str(other.pk): 0, str(topics.pk): 0}).json()
    assert [(o["number"], o["text"]) for o in said["ops"]] == [(1, "Camat siap")]
    assert {p["text"] for p in said["passages"]} == {"Camat siap", "Kotak suara lengkap"}
    assert {w["name"] for w in said["writers"]} == {"Budi Santosa", "Citra Lestari"}
    assert sync(citra, meeting, known={str(other.pk): 1, str(topics.pk): 1}).json()["passages"] == []


def test_each_operation_is_answered_by_itself(cast, meeting, topics):
    strange = {"op": str(uuid4()), "passage": str(uuid4()), "base": 0, "text": "x"}
    said = sync(browser(cast, "citra"), meeting, strange, op(topics, "Camat siap"), op(topics, "y" * 100_001, 1)).json()
    assert [one.get("code", "taken") for one in said["ops"]] == ["passage.missing", "taken", "minutes.too_long"]


def test_after_the_approval_a_page_is_told_so_and_keeps_its_words(cast, meeting, topics):
    Meeting.objects.update(state=MeetingState.MINUTES_APPROVED)
    [one] = sync(browser(cast, "citra"), meeting, op(topics, "terlambat")).json()["ops"]
    assert one["code"] == "minutes.closed"
    assert "ralat" in one["sentence"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"client": 1}',
        b'{"client":"x","ops":[]}',
        b'{"ops": "x"}',
        b"\xff\xfe",
        b"[" * 9000,
    ],
)
def test_a_damaged_exchange_is_answered_in_words_and_never_with_a_fault(cast, meeting, body):
    answer = browser(cast, "citra").post(f"/rapat/{meeting.pk}/notulen/selaras", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["sentence"]


@pytest.mark.parametrize("base", [-1, 10**30, "x", None, 1.5, True, [], 99])
def test_a_base_of_any_shape_costs_nobody_a_word(cast, meeting, topics, base):
    citra = browser(cast, "citra")
    sync(citra, meeting, op(topics, "Camat siap"))
    [one] = sync(citra, meeting, op(topics, "Polres hadir", base)).json()["ops"]
    assert {"Polres", "hadir"} <= set(one["text"].split())


def test_who_may_only_read_sees_the_text_and_cannot_write_it(cast, meeting, topics):
    sync(browser(cast, "citra"), meeting, op(topics, "Camat siap"))
    meeting.invitees.create(office=Office.objects.get(title="Camat Geger"), holder_name="Dewi", invited_at=NOW)
    dewi = browser(cast, "dewi")
    page = dewi.get(f"/rapat/{meeting.pk}/notulen").content.decode()
    assert "Camat siap" in page
    assert "data-passage-form" not in page
    [one] = sync(dewi, meeting, op(topics, "x")).json()["ops"]
    assert one["code"] == "meeting.cannot_run"


def test_another_regency_finds_nothing(cast, meeting, topics):
    eko = browser(cast, "eko")
    for address in (
        f"/rapat/{meeting.pk}/notulen",
        f"/rapat/notulen/teks/{topics.pk}/riwayat",
        f"/rapat/{meeting.pk}/layar",
    ):
        assert eko.get(address).status_code == 404
    assert sync(eko, meeting, op(topics, "x")).status_code == 404


def test_the_history_shows_an_old_state_with_what_was_taken_out(cast, meeting, topics):
    citra = browser(cast, "citra")
    sync(citra, meeting, op(topics, "dana rahasia"))
    sync(citra, meeting, op(topics, "dana", 1))
    page = citra.get(f"/rapat/notulen/teks/{topics.pk}/riwayat?ke=1").content.decode()
    assert "dana rahasia" in page
    assert citra.get(f"/rapat/notulen/teks/{topics.pk}/riwayat?ke=x").status_code == 200


def test_a_response_and_a_point_are_added_from_the_page(cast, meeting):
    citra, item = browser(cast, "citra"), meeting.agenda.get(number=1)
    office = Office.objects.get(title="Camat Geger")
    form = {"item": str(item.pk), "office": str(office.pk), "back": "mata-1"}
    assert citra.post(f"/rapat/{meeting.pk}/notulen/tanggapan", form)["Location"].endswith("#mata-1")
    assert citra.post(f"/rapat/{meeting.pk}/notulen/mata-acara", {"title": "Lain-lain"}).status_code == 302
    assert citra.post(f"/rapat/{meeting.pk}/notulen/mata-acara", {"title": " "}).status_code == 422
    assert citra.post(f"/rapat/{meeting.pk}/notulen/tanggapan", {"item": "x", "office": "y"}).status_code == 404
    assert "Camat Geger" in citra.get(f"/rapat/{meeting.pk}/notulen").content.decode()


def test_the_page_asks_few_questions_however_many_points(cast, meeting, django_assert_max_num_queries):
    for n in range(12):
        actions.add_item(meeting_id=meeting.pk, title=f"Mata acara {n}", by=cast.citra, at=NOW)
    citra = browser(cast, "citra")
    citra.get(f"/rapat/{meeting.pk}/notulen")
    with django_assert_max_num_queries(35):
        citra.get(f"/rapat/{meeting.pk}/notulen")
    with django_assert_max_num_queries(25):
        sync(citra, meeting)


def test_the_wall_shows_the_point_in_hand_and_who_came(cast, meeting):
    item = meeting.agenda.get(number=1)
    citra = browser(cast, "citra")
    citra.post(f"/rapat/{meeting.pk}/notulen/berjalan", {"item": str(item.pk)})
    page = citra.get(f"/rapat/{meeting.pk}/layar").content.decode()
    assert 'aria-current="step"' in page
    assert "data-ends" in page
    assert "0 hadir" in page
