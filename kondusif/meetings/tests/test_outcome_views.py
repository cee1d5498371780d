"""The pages of decisions, directives, approval and what is carried over."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from kondusif.coordination.models import Task
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.documents.models import Document
from kondusif.meetings import tasks
from kondusif.meetings.actions import minutes as writing
from kondusif.meetings.actions import open_meeting
from kondusif.meetings.actions.minutes import Typed
from kondusif.meetings.models import Correction, Decision, Directive, Meeting, Minutes
from kondusif.meetings.states import MeetingState
from kondusif.meetings.tests.factories import planned
from kondusif.people.models import Office, Person
from kondusif.people.tests.factories import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        made = make_cast(timezone.now())
        Person.objects.update(is_demo=True)
        yield made


@pytest.fixture
def meeting(cast) -> Meeting:
    now = timezone.now()
    row = planned(cast.citra, at=now, starts_at=now + timedelta(days=1))
    open_meeting(meeting_id=row.pk, by=cast.citra, at=now)
    writing.open_minutes(meeting_id=row.pk, by=cast.citra, at=now)
    passage = row.passages.first()
    writing.write_passage(typed=Typed(passage.pk, uuid4(), uuid4(), 0, "Camat siap."), by=cast.citra, at=now)
    return row


def browser(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.persons[name])
    return client


def a_directive(**changes) -> dict[str, object]:
    camat = Office.objects.get(title="Camat Geger")
    due = timezone.now() + timedelta(days=3)
    form = {"title": "Data TPS", "text": "", "owners": [str(camat.pk)], "due_at": f"{due:%Y-%m-%dT%H:%M}"}
    return form | {"day_off_meant": "on"} | changes


def test_from_the_directive_to_the_task_to_the_paper_by_pages_alone(cast, meeting):
    citra, rendra, base = browser(cast, "citra"), browser(cast, "rendra"), f"/rapat/{meeting.pk}/notulen"
    item = str(meeting.agenda.first().pk)
    assert citra.post(f"{base}/keputusan", {"text": "Posko siaga", "item": item}).status_code == 302
    assert citra.post(f"{base}/arahan", a_directive(item=item)).status_code == 302
    assert citra.post(f"{base}/isu", {"title": "Banjir"}).status_code == 302
    page = citra.get(base).content.decode()
    assert all(word in page for word in ("Posko siaga", "Data TPS", "Banjir"))
    citra.post(f"{base}/selesai")
    shown = rendra.get(f"{base}/sahkan").content.decode()
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    assert rendra.post(f"{base}/sahkan", {"seen": seen, "official_record": "1"}).status_code == 302
    assert Task.objects.get().owner.title == "Camat Geger"
    tasks.print_minutes(event_id=Event.objects.get(name="minutes.approved").pk)
    assert {d.kind for d in Document.objects.all()} == {"minutes", "official_record"}
    assert "disahkan oleh Rendra Wijaya" in citra.get(base).content.decode()
    again = rendra.post(f"{base}/sahkan", {"seen": seen})
    assert again.status_code == 409
    assert "sudah disahkan oleh Rendra Wijaya" in again.content.decode()
    assert rendra.post(f"{base}/ralat", {"text": "TPS 12", "reason": "Salah ketik"}).status_code == 302
    tasks.print_minutes(event_id=Event.objects.get(name="minutes.corrected").pk)
    assert Correction.objects.get().number == 1
    assert "TPS 12" in Document.objects.get(pk=Minutes.objects.get().document_id).data["closing"]
    assert citra.post(f"{base}/arsip").status_code == 302
    assert Meeting.objects.get().state == MeetingState.ARCHIVED


def test_a_faulty_directive_keeps_what_was_typed_and_says_what_is_wrong(cast, meeting):
    answer = browser(cast, "citra").post(
        f"/rapat/{meeting.pk}/notulen/arahan", a_directive(title="Tutup pasar", due_at="2020-01-06T08:00")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Tutup pasar" in page
    assert "Waktunya sudah lewat" in page
    for strange in ({"owners": ["x"]}, {"due_at": "kapan"}, {"item": str(uuid4())}):
        assert (
            browser(cast, "citra").post(f"/rapat/{meeting.pk}/notulen/arahan", a_directive(**strange)).status_code
            == 422
        )
    assert not Directive.objects.exists()


def test_an_empty_decision_says_so_and_a_mistaken_one_is_taken_out(cast, meeting):
    citra, base = browser(cast, "citra"), f"/rapat/{meeting.pk}/notulen"
    assert citra.post(f"{base}/keputusan", {"text": " "}).status_code == 422
    citra.post(f"{base}/keputusan", {"text": "Keliru"})
    assert citra.post(f"{base}/cabut/keputusan/{Decision.objects.get().pk}").status_code == 302
    assert "Keliru" not in citra.get(base).content.decode()
    assert citra.post(f"{base}/cabut/keputusan/{uuid4()}").status_code == 404
    assert citra.post(f"{base}/cabut/lain/{uuid4()}").status_code == 404


def test_who_is_not_the_chair_is_told_who_is(cast, meeting):
    citra, base = browser(cast, "citra"), f"/rapat/{meeting.pk}/notulen"
    citra.post(f"{base}/selesai")
    assert "Bupati Bangkalan" in citra.get(f"{base}/sahkan").content.decode()
    refused = citra.post(f"{base}/sahkan", {"seen": "x"})
    assert refused.status_code == 403
    assert "Rendra Wijaya" in refused.content.decode()
    assert citra.get(f"{base}/pratinjau.pdf").content.startswith(b"%PDF")


def test_a_spoken_directive_is_given_and_ratified_on_its_page(cast):
    citra = browser(cast, "citra")
    assert citra.post("/rapat/arahan-lisan", a_directive(title="Tutup jembatan")).status_code == 302
    page = citra.get("/rapat/arahan-lisan").content.decode()
    assert "Tutup jembatan" in page
    why = re.search(r'href="(/tenggat/jelaskan\?jumlah=48[^"]*)"', page)[1].replace("&amp;", "&")
    told = citra.get(why).content.decode()
    until = timezone.localtime(Directive.objects.get().ratify_by)
    assert f"{until:%H.%M}" in told and "Langkah demi langkah" in told
    row = Directive.objects.get()
    assert browser(cast, "eko").post(f"/rapat/arahan-lisan/{row.pk}/sahkan").status_code == 404
    citra.post(f"/rapat/arahan-lisan/{row.pk}/sahkan")
    assert Directive.objects.get().ratified_at
    assert citra.post("/rapat/arahan-lisan", a_directive(title="")).status_code == 422
    dewi = browser(cast, "dewi").get("/rapat/arahan-lisan")
    assert dewi.status_code == 200


def test_a_directive_sent_twice_over_a_slow_line_gives_its_tasks_once(cast, meeting):
    citra = browser(cast, "citra")
    typed = a_directive(title="Tutup jembatan")
    citra.post("/rapat/arahan-lisan", typed)
    again = citra.post("/rapat/arahan-lisan", typed)
    assert again.status_code == 422 and "sekali" in again.content.decode()
    for _n in range(2):
        citra.post(f"/rapat/{meeting.pk}/notulen/arahan", typed)
    assert [(d.meeting_id, d.owners.count()) for d in Directive.objects.order_by("added_at")] == [
        (None, 1), (meeting.pk, 1),
    ]  # fmt: skip


def test_the_clock_flags_a_spoken_directive_that_nobody_ratified(cast):
    browser(cast, "citra").post("/rapat/arahan-lisan", a_directive())
    tasks.watch_oral_directives(timestamp=int((timezone.now() + timedelta(hours=49)).timestamp()))
    assert Directive.objects.get().lapsed_at
    assert Event.objects.filter(name="directive.unratified").exists()


def test_the_next_meeting_shows_what_is_open_from_this_one(cast, meeting):
    citra, rendra, base = browser(cast, "citra"), browser(cast, "rendra"), f"/rapat/{meeting.pk}/notulen"
    citra.post(f"{base}/arahan", a_directive())
    citra.post(f"{base}/selesai")
    seen = rendra.get(f"{base}/sahkan").content.decode().split('name="seen" value="')[1].split('"')[0]
    rendra.post(f"{base}/sahkan", {"seen": seen})
    now = timezone.now()
    child = planned(cast.citra, at=now, starts_at=now + timedelta(days=5), parent_id=meeting.pk, place="Ruang dua, X")
    page = citra.get(f"/rapat/{child.pk}/tindak-lanjut").content.decode()
    assert "Data TPS" in page
    assert "Camat Geger" in page
    assert "Data TPS" in citra.get(f"/rapat/{child.pk}/layar").content.decode()
    assert browser(cast, "eko").get(f"/rapat/{child.pk}/tindak-lanjut").status_code == 404
    here, task = f"/rapat/{child.pk}/tindak-lanjut", Task.objects.get()
    assert f'name="tugas" value="{task.pk}"' in page
    reminded = citra.post("/tugas/ingatkan", {"tugas": [str(task.pk)], "next": here})
    assert (reminded.status_code, reminded["Location"]) == (302, here)
    assert Event.objects.filter(name="task.reminded", subject_id=str(task.pk)).count() == 1
    assert citra.post("/tugas/ingatkan", {"next": "//lain.test/x"})["Location"] == "/tugas/lewat"
    assert "Data TPS" not in citra.get(f"/rapat/{meeting.pk}/tindak-lanjut").content.decode()
