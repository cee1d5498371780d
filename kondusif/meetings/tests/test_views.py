"""The pages of meetings: thin, kind, usable on a phone."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.meetings import door
from kondusif.meetings.models import Attendance, Meeting
from kondusif.meetings.tests.factories import planned
from kondusif.people.models import Office, Person
from kondusif.people.roles import Role
from kondusif.people.tests.factories import appoint, make_cast

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


def typed(**changes) -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=3)
    return {
        "kind": "coordination", "title": "Rakor kesiapan", "region": "35.26", "day": day.isoformat(),
        "starts": "09:00", "ends": "11:00", "place": "Pendopo Agung, Bangkalan", "classification": "0",
        "chair": str(Office.objects.get(title="Bupati Bangkalan").pk), "agenda": "Kesiapan (15)\nLain-lain",
    } | changes  # fmt: skip


def test_an_empty_list_says_what_to_do(stage):
    answer = browser(stage, "citra").get("/rapat/")
    assert answer.status_code == 200
    assert "Belum ada rapat" in answer.content.decode()


def test_a_meeting_typed_in_the_form_stands_in_the_regions_own_hours(stage):
    answer = browser(stage, "citra").post("/rapat/baru", typed())
    meeting = Meeting.objects.get()
    assert answer.headers["Location"] == f"/rapat/{meeting.pk}"
    assert meeting.starts_at.astimezone(meeting.zone).strftime("%H:%M") == "09:00"
    assert [(i.title, i.minutes_planned) for i in meeting.agenda.all()] == [("Kesiapan", 15), ("Lain-lain", None)]
    assert "09.00\xa0WIB" in browser(stage, "citra").get(f"/rapat/{meeting.pk}").content.decode()


def test_faults_stand_beside_their_fields_and_what_was_typed_stays(stage):
    answer = browser(stage, "citra").post("/rapat/baru", typed(ends="08:00", purpose="Menindaklanjuti arahan"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "sebelum mulai" in page
    assert "Menindaklanjuti arahan" in page


@pytest.mark.parametrize("region", ["", "35.26.99", "NaN", "x" * 300, "35.27"])
def test_a_region_that_is_none_or_not_ones_own_stands_beside_its_field(stage, region):
    answer = browser(stage, "citra").post("/rapat/baru", typed(region=region, title="Rakor yang diketik"))
    assert answer.status_code in {403, 422} and not Meeting.objects.exists()
    assert "Rakor yang diketik" in answer.content.decode() or answer.status_code == 403


def test_a_clash_names_the_other_meeting_and_passes_with_a_reason(stage):
    citra = browser(stage, "citra")
    citra.post("/rapat/baru", typed(title="Rakor pertama"))
    refused = citra.post("/rapat/baru", typed(title="Rakor kedua"))
    assert refused.status_code == 422
    assert "Rakor pertama" in refused.content.decode()
    assert citra.post("/rapat/baru", typed(title="Rakor kedua", clash_reason="Digabung")).status_code == 302


def test_a_meeting_of_another_regency_is_a_missing_page(stage):
    meeting = planned(stage.citra)
    assert browser(stage, "eko").get(f"/rapat/{meeting.pk}").status_code == 404
    assert browser(stage, "citra").get(f"/rapat/{meeting.pk}").status_code == 200


def test_the_list_asks_few_questions_however_many_meetings(stage, django_assert_max_num_queries):
    for n in range(12):
        planned(stage.citra, title=f"Rapat {n}", starts_at=timezone.now() + timedelta(days=n + 1))
    citra = browser(stage, "citra")
    with django_assert_max_num_queries(16):
        assert "Rapat 11" in citra.get("/rapat/").content.decode()


def invited(stage) -> Meeting:
    meeting = planned(stage.citra, at=timezone.now(), starts_at=timezone.now() + timedelta(minutes=30))
    citra = browser(stage, "citra")
    citra.post(f"/rapat/{meeting.pk}/undangan", {"kind": "subdistrict_heads", "region": "35.26"})
    citra.post(f"/rapat/{meeting.pk}/undang")
    return Meeting.objects.get(pk=meeting.pk)


def test_all_camat_are_invited_in_two_steps_and_answer_from_their_own_page(stage, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    meeting = invited(stage)
    assert meeting.state == "invited"
    dewi = browser(stage, "dewi")
    page = dewi.get(f"/rapat/{meeting.pk}").content.decode()
    assert "Undangan untuk Camat Geger" in page
    [invitee] = meeting.invitees.all()
    assert invitee.read_at is not None
    without_name = dewi.post(f"/rapat/jawab/{invitee.pk}", {"answer": "represented"})
    assert without_name.status_code == 422
    assert "siapa yang mewakili" in without_name.content.decode()
    assert dewi.post(f"/rapat/jawab/{invitee.pk}", {"answer": "coming"}).status_code == 302
    assert "akan hadir" in browser(stage, "citra").get(f"/rapat/{meeting.pk}").content.decode()


def test_a_line_that_says_too_little_is_told_on_the_page(stage):
    meeting = planned(stage.citra)
    answer = browser(stage, "citra").post(f"/rapat/{meeting.pk}/undangan", {"kind": "guest", "guest_name": "Salim"})
    assert answer.status_code == 422
    assert "Tulis instansi tamu" in answer.content.decode()


def test_the_wall_turns_and_what_it_shows_opens_the_door_for_a_guest(stage, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    meeting = invited(stage)
    page = browser(stage, "citra").get(f"/rapat/{meeting.pk}/dinding").content.decode()
    address = re.search(r"/rapat/masuk/[^\s<\"]+", page)[0]
    guest = Client()
    form = guest.get(address)
    carried = re.search(r'name="tiket" value="([^"]+)"', form.content.decode())[1]
    row = {"client_id": str(uuid4()), "name": "Kiai Salim", "organisation": "MUI", "tiket": carried}
    assert "Anda tercatat" in guest.post(address, row).content.decode()
    guest.post(address, row)
    assert [a.name for a in Attendance.objects.all()] == ["Kiai Salim"]


def test_an_invitee_with_an_account_signs_in_with_one_tap(stage, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    meeting = invited(stage)
    address = f"/rapat/masuk/{meeting.pk}/{door.turning_code(meeting, timezone.now())}"
    dewi = browser(stage, "dewi")
    page = dewi.get(address).content.decode()
    row = {
        "tiket": re.search(r'name="tiket" value="([^"]+)"', page)[1],
        "own": re.search(r'name="own" value="([^"]+)"', page)[1],
    }
    assert "Anda tercatat" in dewi.post(address, row).content.decode()
    assert Attendance.objects.get().invitee.office.title == "Camat Geger"


@pytest.mark.parametrize("code", ["salah", "p", "²"])
def test_a_wrong_code_tells_nothing_but_what_to_do(stage, code):
    meeting = planned(stage.citra)
    answer = Client().get(f"/rapat/masuk/{meeting.pk}/{code}")
    assert answer.status_code == 404
    assert "Pindai kode" in answer.content.decode()
    assert meeting.title not in answer.content.decode()


def test_ticks_kept_on_a_phone_are_stored_once_and_nonsense_is_refused(stage, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    meeting = invited(stage)
    [invitee] = meeting.invitees.all()
    citra = browser(stage, "citra")
    tick = {"client_id": str(uuid4()), "invitee": str(invitee.pk), "at": timezone.now().isoformat(), "present": True}
    path = f"/rapat/{meeting.pk}/hadir/kirim"

    def sent(body) -> tuple[int, dict]:
        answer = citra.post(path, json.dumps(body), content_type="application/json")
        return answer.status_code, answer.json()

    assert [sent({"notes": [tick]})[1]["done"][0]["result"] for _n in range(2)] == ["stored", "known"]
    for nonsense in ({}, [], {"notes": "x"}, {"notes": [{"client_id": "x"}]}, {"notes": [tick] * 501}):
        assert sent(nonsense)[0] == 400
    assert Attendance.objects.count() == 1
    deep = citra.post(path, b'{"notes": ' + b"[" * 9000, content_type="application/json")
    assert deep.status_code == 400
    half = tick | {"client_id": str(uuid4()), "substitute": "Sekcam \x00\ud83d"}
    assert sent({"notes": [half]})[0] == 200, "one odd letter does not hold the list of a phone back for good"
    assert "hadir" in citra.get(f"/rapat/{meeting.pk}/hadir").content.decode()


def test_without_scripts_one_button_ticks_and_the_next_takes_it_back(stage, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    meeting = invited(stage)
    [invitee] = meeting.invitees.all()
    citra = browser(stage, "citra")
    row = {"invitee": str(invitee.pk), "client_id": str(uuid4()), "present": "1"}
    citra.post(f"/rapat/{meeting.pk}/hadir/catat", row)
    assert Attendance.objects.filter(withdrawn_at=None).count() == 1
    citra.post(f"/rapat/{meeting.pk}/hadir/catat", row | {"present": "0"})
    assert Attendance.objects.filter(withdrawn_at=None).count() == 0


def test_only_those_who_run_the_meeting_see_its_code(stage, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    meeting = invited(stage)
    assert browser(stage, "dewi").get(f"/rapat/{meeting.pk}/dinding").status_code == 403
    assert browser(stage, "eko").get(f"/rapat/{meeting.pk}/dinding").status_code == 404


def test_a_meeting_called_off_says_why_and_offers_nothing_more(stage):
    meeting = planned(stage.citra)
    citra = browser(stage, "citra")
    assert citra.post(f"/rapat/{meeting.pk}/batalkan", {"reason": ""}).status_code == 422
    citra.post(f"/rapat/{meeting.pk}/batalkan", {"reason": "Pimpinan dipanggil Gubernur"})
    page = citra.get(f"/rapat/{meeting.pk}").content.decode()
    assert "Pimpinan dipanggil Gubernur" in page
    assert f"/rapat/{meeting.pk}/buka" not in page


def test_a_plan_is_changed_in_the_same_form(stage):
    meeting = planned(stage.citra, at=timezone.now(), starts_at=timezone.now() + timedelta(days=2))
    citra = browser(stage, "citra")
    assert "Kesiapan pengamanan (20)" in citra.get(f"/rapat/{meeting.pk}/ubah").content.decode()
    assert citra.post(f"/rapat/{meeting.pk}/ubah", typed(title="Rakor baru")).status_code == 302
    assert Meeting.objects.get().title == "Rakor baru"


def test_who_presents_a_point_is_typed_behind_it_and_stays(stage):
    citra = browser(stage, "citra")
    wrong = citra.post("/rapat/baru", typed(agenda="Logistik @ Dinas Entah"))
    assert (wrong.status_code, Meeting.objects.count()) == (422, 0)
    assert "Dinas Entah" in wrong.content.decode() and "Logistik" in wrong.content.decode()
    assert citra.post("/rapat/baru", typed(agenda="Logistik (15) @ camat geger\nLain-lain")).status_code == 302
    meeting = Meeting.objects.get()
    assert [(i.title, i.presenter and i.presenter.title) for i in meeting.agenda.all()] == [
        ("Logistik", "Camat Geger"), ("Lain-lain", None),
    ]  # fmt: skip
    form = citra.get(f"/rapat/{meeting.pk}/ubah").content.decode()
    assert "Logistik (15) @ Camat Geger" in form
    assert "Camat Geger" in citra.get(f"/rapat/{meeting.pk}/layar").content.decode()


def test_two_clerks_who_change_one_plan_lose_nothing(stage):
    meeting = planned(stage.citra, at=timezone.now(), starts_at=timezone.now() + timedelta(days=2))
    citra, address = browser(stage, "citra"), f"/rapat/{meeting.pk}/ubah"
    page = citra.get(address).content.decode()
    seen = re.search(r'name="dilihat" value="([^"]*)"', page)[1]
    mine = typed(title="Rakor saya", purpose="")
    citra.post(address, typed(title="Rakor rekan", purpose="Dasar baru"))
    clash = citra.post(address, mine | {"dilihat": seen})
    text = clash.content.decode()
    assert clash.status_code == 422 and "Rakor rekan" in text and "Rakor saya" in text
    assert "Dasar baru" in text  # what only the colleague touched is taken over
    again = re.search(r'name="dilihat" value="([^"]*)"', text)[1]
    assert citra.post(address, mine | {"purpose": "Dasar baru", "dilihat": again}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.title, meeting.purpose) == ("Rakor saya", "Dasar baru")


def test_a_camat_who_chairs_a_meeting_of_the_regency_opens_it(stage):
    camat = Office.objects.get(title="Camat Geger")
    meeting = planned(stage.citra, chair_id=camat.pk, at=timezone.now(), starts_at=timezone.now() + timedelta(hours=1))
    assert browser(stage, "dewi").post(f"/rapat/{meeting.pk}/buka").status_code == 302
    assert Meeting.objects.get().state == "held"


def offered_chairs(page: str) -> list[str]:
    chairs = re.search(r'<select name="chair".*?</select>', page, re.DOTALL)[0]
    return re.findall(r"<option[^>]*>([^<]+)</option>", chairs)


def test_those_who_usually_chair_are_offered_first_and_the_province_last(stage):
    appoint("Indah Utami", Role.REGIONAL_HEAD, "35", "Gubernur Jawa Timur")
    appoint("Zul Karnain", Role.REGIONAL_SECRETARY, "35.26", "Sekretaris Daerah Bangkalan")
    assert offered_chairs(browser(stage, "citra").get("/rapat/baru").content.decode()) == [
        "Bupati Bangkalan", "Sekretaris Daerah Bangkalan", "Kepala Bakesbangpol Bangkalan", "Camat Geger",
        "Analis Kewaspadaan Bangkalan", "Operator Posko Bangkalan", "Gubernur Jawa Timur",
    ]  # fmt: skip


def test_a_camat_is_offered_the_own_office_first(stage):
    chairs = offered_chairs(browser(stage, "dewi").get("/rapat/baru").content.decode())
    assert chairs[:2] == ["Camat Geger", "Bupati Bangkalan"]


def test_from_when_somebody_is_late_is_typed_kept_and_changed(stage):
    citra = browser(stage, "citra")
    citra.post("/rapat/baru", typed(late_after="5"))
    meeting = Meeting.objects.get()
    assert meeting.late_after_minutes == 5
    assert re.search(r'name="late_after" value="5"', citra.get(f"/rapat/{meeting.pk}/ubah").content.decode())
    citra.post(f"/rapat/{meeting.pk}/ubah", typed(late_after="0"))
    assert Meeting.objects.get().late_after_minutes == 0
    assert citra.post(f"/rapat/{meeting.pk}/ubah", typed(late_after="-1")).status_code == 422
    citra.post(f"/rapat/{meeting.pk}/ubah", typed(late_after=""))
    assert Meeting.objects.get().late_after_minutes == 15
