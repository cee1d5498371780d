"""The pages around tasks: filters, reminders for many, tables tried out first, and a light page for the field."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kondusif.coordination import actions
from kondusif.coordination.models import Evidence, Task
from kondusif.coordination.tests.test_views import a_task, browser, stage  # noqa: F401 - the fixture
from kondusif.elections.actions import plan_demo_election
from kondusif.people.models import Office
from kondusif.people.roles import Role
from kondusif.people.tests.factories import appoint

pytestmark = pytest.mark.django_db
FIRST_LOAD = 60_000


def camat() -> Office:
    return Office.objects.get(title="Camat Geger")


def page(stage, who: str, path: str, status: int = 200) -> str:  # noqa: F811
    answer = browser(stage, who).get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_opening_a_task_leaves_a_read_receipt_for_the_giver(stage):  # noqa: F811
    task = a_task(stage)
    asked = page(stage, "citra", f"/tugas/{task.pk}")
    assert "belum" in asked
    assert all(f"/tenggat/jelaskan?jumlah={hours}" in asked for hours in (24, 48))  # who is told when, step by step
    assert Task.objects.get().read_at is None
    page(stage, "dewi", f"/tugas/{task.pk}")
    assert "Dewi Rahayu" in page(stage, "citra", f"/tugas/{task.pk}")


def test_the_list_is_filtered_and_a_wrong_filter_is_no_fault(stage):  # noqa: F811
    task = a_task(stage)
    assert task.title in page(stage, "citra", f"/tugas/?kantor={task.owner_id}")
    assert "Tidak ada tugas yang cocok" in page(stage, "citra", "/tugas/?keadaan=verified")
    assert "Tidak ada tugas yang cocok" in page(stage, "citra", "/tugas/?lewat=on")
    for nonsense in ("keadaan=%00", "kantor=x", "sumber=x", "sesudah=x,y", "sesudah=2026-01-01,x", "lewat=zzz"):
        page(stage, "citra", f"/tugas/?{nonsense}")


def test_a_day_off_is_pointed_out_with_the_next_working_day_and_may_be_kept(stage):  # noqa: F811
    citra = browser(stage, "citra")
    saturday = timezone.localtime() + timedelta(days=7)
    saturday = (saturday + timedelta(days=(5 - saturday.weekday()) % 7)).replace(hour=9, minute=0)
    typed = {
        "owner": str(camat().pk),
        "title": "Temui warga",
        "text": "Bersama",
        "due_at": f"{saturday:%Y-%m-%dT%H:%M}",
    }
    answer = citra.post("/tugas/beri", typed)
    assert answer.status_code == 422 and "Kantor tutup pada hari itu" in answer.content.decode()
    assert not Task.objects.exists()
    assert citra.post("/tugas/beri", typed | {"tetap": "1"}).status_code == 302
    assert timezone.localtime(Task.objects.get().due_at).weekday() == 5


def test_h_minus_n_is_given_on_the_page_and_explained(stage):  # noqa: F811
    plan_demo_election(region_code="35.26", voting_on=timezone.localdate() + timedelta(days=30))
    typed = {"owner": str(camat().pk), "title": "Cek logistik", "text": "Bersama KPU", "due_rule": "h-7"}
    assert browser(stage, "citra").post("/tugas/beri", typed).status_code == 302
    shown = page(stage, "dewi", f"/tugas/{Task.objects.get().pk}")
    assert "(H-7)" in shown and "/tenggat/jelaskan?jumlah=7" in shown
    plan_demo_election(region_code="35.26", voting_on=timezone.localdate() + timedelta(days=40))
    assert "Hari pemungutan suara berubah" in page(stage, "citra", f"/tugas/{Task.objects.get().pk}")
    assert browser(stage, "citra").post(f"/tugas/{Task.objects.get().pk}/ikuti-hari").status_code == 302
    assert "Hari pemungutan suara berubah" not in page(stage, "citra", f"/tugas/{Task.objects.get().pk}")


def test_several_are_given_from_one_page_or_none_with_the_faults_in_their_rows(stage):  # noqa: F811
    citra, meeting = browser(stage, "citra"), uuid4()
    due = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    typed = {
        "key": str(uuid4()), "sumber": "meeting", "id": str(meeting),
        "r0-title": "Satu", "r0-owner": str(camat().pk), "r0-due_at": due,
        "r1-title": "Dua", "r1-owner": str(camat().pk), "r1-due_at": "2020-01-01T08:00",
    }  # fmt: skip
    answer = citra.post("/tugas/banyak", typed)
    assert answer.status_code == 422 and "Waktunya sudah lewat" in answer.content.decode()
    assert not Task.objects.exists()
    typed["r1-due_at"] = due
    for _twice in range(2):
        assert citra.post("/tugas/banyak", typed).status_code == 302
    assert Task.objects.filter(source_type="meeting", source_id=meeting).count() == 2
    assert citra.post("/tugas/banyak", {"key": str(uuid4())}).status_code == 422
    assert citra.get("/tugas/banyak?sumber=meeting&id=x").status_code == 404


def test_late_offices_stand_with_bars_and_are_reminded_together(stage):  # noqa: F811
    task = a_task(stage)
    Task.objects.update(due_at=timezone.now() - timedelta(hours=5))
    shown = page(stage, "citra", "/tugas/lewat")
    assert "1 tugas terlambat" in shown and "Camat Geger" in shown and "<rect" in shown
    citra = browser(stage, "citra")
    citra.post("/tugas/ingatkan", {"tugas": [str(task.pk), "x", str(uuid4())]})
    assert Task.objects.get().reminded_at
    assert "Pengingat dikirim untuk 1 tugas" in citra.get("/tugas/lewat").content.decode()
    Task.objects.update(reminded_at=None)
    browser(stage, "dewi").post("/tugas/ingatkan", {"tugas": str(task.pk)})
    assert Task.objects.get().reminded_at is None  # nobody reminds the own office
    stage.persons["fajar"] = appoint("Fajar Hidayat", Role.VILLAGE_HEAD, "35.26.06.2005", "Kepala Desa Lerpak")
    assert browser(stage, "fajar").post("/tugas/ingatkan", {"tugas": str(task.pk)}).status_code == 403


def test_the_table_that_goes_out_is_tried_out_and_given_elsewhere_once(stage):  # noqa: F811
    a_task(stage)
    citra = browser(stage, "citra")
    saved = citra.get("/tugas/tabel.csv")
    assert saved.headers["Content-Type"].startswith("text/csv")
    known = citra.post("/tugas/impor", {"key": str(uuid4()), "table": SimpleUploadedFile("t.csv", saved.content)})
    assert "1 sudah ada" in known.content.decode()
    content = saved.content.replace(Task.objects.get().number.encode(), b"")
    key = str(uuid4())
    tried = citra.post("/tugas/impor", {"key": key, "table": SimpleUploadedFile("t.csv", content)})
    assert "1 baru" in tried.content.decode() and Task.objects.count() == 1
    confirm = {"key": key, "text": content.decode("utf-8-sig"), "beri": "1"}
    for _twice in range(2):
        assert citra.post("/tugas/impor", confirm).status_code == 302
    assert Task.objects.count() == 2
    assert citra.post("/tugas/impor", {"key": key}).status_code == 422
    assert (
        citra.post("/tugas/impor", {"key": key, "table": SimpleUploadedFile("t.csv", b"\xff\xfe")}).status_code == 422
    )


def test_my_tasks_are_light_and_work_without_scripts(stage):  # noqa: F811
    task = a_task(stage)
    dewi = browser(stage, "dewi")
    assert dewi.post(f"/tugas/{task.pk}/terima", {"kembali": "saya"}).headers["Location"] == "/tugas/saya"
    shown = dewi.get("/tugas/saya").content
    assets = sum(Path(finders.find(name)).stat().st_size for name in ("css/citizen.css", "coordination/field.js"))
    assert len(shown) + assets < FIRST_LOAD
    assert task.title in shown.decode() and "htmx" not in shown.decode()
    sent = {"note": "Di lokasi", "client_id": str(uuid4()), "kembali": "saya"}
    for _twice in range(2):
        assert dewi.post(f"/tugas/{task.pk}/kemajuan", sent).headers["Location"] == "/tugas/saya"
    assert Evidence.objects.count() == 1


def test_the_module_of_the_field_page_gets_words_and_no_pages(stage):  # noqa: F811
    task = a_task(stage)
    dewi = browser(stage, "dewi")
    ask = {"headers": {"Accept": "application/json"}}
    refused = dewi.post(f"/tugas/{task.pk}/kemajuan", {"note": "x"}, **ask)
    assert refused.status_code == 409 and "problem" in refused.json()
    dewi.post(f"/tugas/{task.pk}/terima")
    assert dewi.post(f"/tugas/{task.pk}/kemajuan", {"note": " "}, **ask).status_code == 422
    assert dewi.post(f"/tugas/{task.pk}/kemajuan", {"note": "Sudah"}, **ask).json().keys() == {"ok"}


def test_what_one_helps_with_stands_apart(stage):  # noqa: F811
    operator = Office.objects.get(title="Operator Posko Bangkalan")
    now = timezone.now()
    new = actions.NewTask("Dirikan tenda", "x", camat().pk, now + timedelta(days=1), supporter_ids=(operator.pk,))
    actions.give_task(task=new, by=stage.citra, at=now)
    shown = page(stage, "budi", "/tugas/saya")
    assert "Jabatan Anda mendukung" in shown and "Dirikan tenda" in shown
    assert "Jabatan Anda mendukung" not in page(stage, "citra", "/tugas/saya")
