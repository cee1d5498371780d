"""The pages of tasks: thin, kind, and usable on a phone."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from kondusif.coordination.actions import NewTask, give_task
from kondusif.coordination.models import Evidence, Task
from kondusif.coordination.states import TaskState
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Office, Person
from kondusif.people.tests.factories import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        cast = make_cast()
        Person.objects.update(is_demo=True)
        yield cast


def browser(stage, name: str) -> Client:
    client = Client()
    client.force_login(stage.persons[name])
    return client


def a_task(stage) -> Task:
    now = timezone.now()
    camat = Office.objects.get(title="Camat Geger")
    return give_task(
        task=NewTask("Temui warga", "Bersama tiga pilar", camat.pk, now + timedelta(days=1)), by=stage.citra, at=now
    )


def a_photo() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG", comment=b"canary-serial-4711")
    return SimpleUploadedFile("bukti.jpg", out.getvalue(), "image/jpeg")


def test_the_head_gives_a_task_and_faults_stand_beside_their_fields(stage, at_the_scene):
    citra = browser(stage, "citra")
    camat = Office.objects.get(title="Camat Geger")
    past = {"owner": str(camat.pk), "title": "Temui warga", "text": "Bersama", "due_at": "2020-01-01T08:00"}
    answer = citra.post("/tugas/beri", past)
    assert answer.status_code == 422
    assert "Waktunya sudah lewat" in answer.content.decode()
    coming = past | {"due_at": "2026-11-23T09:00"}  # a Monday: on a day off the next working day is offered
    assert citra.post("/tugas/beri", coming).status_code == 302
    assert Task.objects.get().owner == camat


def test_an_office_outside_the_region_cannot_be_chosen(stage):
    other = Office.objects.get(title="Operator Posko Sampang")
    answer = browser(stage, "citra").post(
        "/tugas/beri", {"owner": str(other.pk), "title": "x", "text": "x", "due_at": "2030-01-01T08:00"}
    )
    assert answer.status_code == 422
    assert not Task.objects.exists()


def test_the_owner_accepts_works_with_a_photo_and_hands_in(stage):
    task = a_task(stage)
    dewi = browser(stage, "dewi")
    assert "Temui warga" in dewi.get("/tugas/").content.decode()
    dewi.post(f"/tugas/{task.pk}/terima")
    dewi.post(f"/tugas/{task.pk}/kemajuan", {"note": "Sudah di lokasi", "photo": a_photo()})
    assert dewi.post(f"/tugas/{task.pk}/selesai", {"note": "Warga tenang"}).status_code == 302
    assert Task.objects.get().state == TaskState.DONE
    shown = dewi.get(f"/tugas/bukti/{Evidence.objects.exclude(path='').get().pk}.jpg")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert b"canary-serial-4711" not in shown.content


def test_a_file_that_is_no_photo_is_refused_with_a_word_and_nothing_is_half_stored(stage):
    task = a_task(stage)
    dewi = browser(stage, "dewi")
    dewi.post(f"/tugas/{task.pk}/terima")
    evil = SimpleUploadedFile("bukti.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    answer = dewi.post(f"/tugas/{task.pk}/kemajuan", {"note": "Sudah di lokasi", "photo": evil})
    assert answer.status_code == 422
    assert "Sudah di lokasi" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_the_photo_of_an_evidence_is_hidden_from_another_regency(stage):
    task = a_task(stage)
    dewi = browser(stage, "dewi")
    dewi.post(f"/tugas/{task.pk}/terima")
    dewi.post(f"/tugas/{task.pk}/kemajuan", {"note": "Foto", "photo": a_photo()})
    evidence = Evidence.objects.exclude(path="").get()
    assert browser(stage, "eko").get(f"/tugas/bukti/{evidence.pk}.jpg").status_code == 404


def test_a_task_accepted_twice_shows_how_it_stands(stage):
    task = a_task(stage)
    dewi = browser(stage, "dewi")
    dewi.post(f"/tugas/{task.pk}/terima")
    again = dewi.post(f"/tugas/{task.pk}/terima")
    assert again.status_code == 409
    assert "Tugas ini sudah berubah" in again.content.decode()


def test_a_warning_that_is_no_number_is_a_missing_page_and_not_a_fault(stage):
    assert browser(stage, "citra").get("/tugas/beri?peringatan=bukan-nomor").status_code == 404
    assert browser(stage, "citra").get("/tugas/?peringatan=bukan-nomor").status_code == 404
