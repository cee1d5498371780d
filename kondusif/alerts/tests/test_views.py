"""The pages of warnings: thin, kind, and never half done."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kondusif.alerts.actions import draft_alert
from kondusif.alerts.drafting import draft_from_cluster
from kondusif.alerts.models import Alert
from kondusif.alerts.rules import content_hash
from kondusif.alerts.states import AlertState, Level
from kondusif.alerts.tests.factories import a_draft, an_alarm
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Person
from kondusif.people.tests.factories import make_cast
from kondusif.people.viewers import SYSTEM

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


def a_warning(stage, level=Level.ORANGE, **changes) -> Alert:
    now = timezone.now()
    return draft_alert(draft=a_draft(level, valid_until=now + timedelta(days=2), **changes), by=stage.budi, at=now)


def hash_of(alert: Alert) -> str:
    return content_hash(Alert.objects.get(pk=alert.pk).content()).hex()


def test_the_list_says_what_to_do_where_nothing_is(stage):
    page = browser(stage, "citra").get("/peringatan/").content.decode()
    assert "Tidak ada peringatan yang berlaku" in page


def test_an_officer_drafts_a_warning_and_faults_stand_beside_their_fields(stage):
    budi = browser(stage, "budi")
    bad = budi.post("/peringatan/baru", {"level": "2", "region": "35.26.06", "title": "Ancaman"})
    assert bad.status_code == 422
    assert "Ancaman" in bad.content.decode()  # nothing typed is lost
    good = {
        "level": "2", "region": "35.26.06", "title": "Ancaman", "situation": "Ada ancaman.", "action": "Datangi lokasi.",
        "valid_until": (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
    answer = budi.post("/peringatan/baru", good, follow=True)
    assert answer.status_code == 200
    assert Alert.objects.get().title == "Ancaman"


def test_a_region_that_was_not_offered_is_refused(stage):
    answer = browser(stage, "budi").post("/peringatan/baru", {"level": "2", "region": "35.27.01", "title": "x"})
    assert answer.status_code == 422
    assert not Alert.objects.exists()


def test_who_drafted_is_told_who_signs_and_the_head_finds_the_button(stage):
    alert = a_warning(stage)
    page = browser(stage, "budi").get(f"/peringatan/{alert.pk}").content.decode()
    assert "Anda ikut menulis peringatan ini" in page
    assert "Citra Lestari (Kepala Bakesbangpol Bangkalan)" in page
    page = browser(stage, "citra").get(f"/peringatan/{alert.pk}").content.decode()
    assert hash_of(alert) in page


def test_the_only_signer_asks_for_a_change_and_the_writer_finds_it(stage):
    alert = a_warning(stage)
    citra = browser(stage, "citra")
    refused = citra.post(f"/peringatan/{alert.pk}/ubah", edited(alert, title="Lain"))
    assert refused.status_code == 422
    assert "hanya Anda" in refused.content.decode()
    assert citra.post(f"/peringatan/{alert.pk}/minta-ubah", {"reason": "Sebut desanya"}).status_code == 302
    budi = browser(stage, "budi")
    assert "Sebut desanya" in budi.get(f"/peringatan/{alert.pk}").content.decode()
    assert "Perubahan diminta" in budi.get("/peringatan/").content.decode()


def test_a_draft_changed_by_a_colleague_meanwhile_is_not_written_over(stage):
    alert = a_warning(stage)
    budi = browser(stage, "budi")
    opened = budi.get(f"/peringatan/{alert.pk}/ubah").content.decode()
    mark = opened.split('name="dilihat" value="')[1].split('"')[0]
    browser(stage, "ani").post(f"/peringatan/{alert.pk}/ubah", edited(alert, title="Kata Ani"))
    answer = budi.post(f"/peringatan/{alert.pk}/ubah", edited(alert, title="Kata Budi") | {"dilihat": mark})
    assert answer.status_code == 422
    assert "Kata Ani" in answer.content.decode() and "Kata Budi" in answer.content.decode()
    kept = budi.post(f"/peringatan/{alert.pk}/ubah", edited(alert, situation="Lain sama sekali.") | {"dilihat": mark})
    assert kept.status_code == 302
    alert.refresh_from_db()
    assert (alert.title, alert.situation) == ("Kata Ani", "Lain sama sekali.")


def edited(alert: Alert, **changes) -> dict:
    return {
        "level": str(alert.level), "title": alert.title, "situation": alert.situation, "action": alert.action,
        "valid_until": (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
        "offices": alert.addressed(), "public_text": "",
    } | changes  # fmt: skip


def test_the_head_signs_with_the_hash_of_what_was_read(stage):
    alert = a_warning(stage)
    citra = browser(stage, "citra")
    assert citra.post(f"/peringatan/{alert.pk}/tanda-tangan", {"seen": "0" * 64}).status_code == 409
    assert citra.post(f"/peringatan/{alert.pk}/tanda-tangan", {"seen": "bukan"}).status_code == 302
    assert Alert.objects.get().state == AlertState.DRAFT
    answer = citra.post(f"/peringatan/{alert.pk}/tanda-tangan", {"seen": hash_of(alert)}, follow=True)
    assert "berlaku" in answer.content.decode()
    assert Alert.objects.get().state == AlertState.ISSUED


def test_a_warning_that_rests_on_an_alarm_says_its_chance_and_leads_to_the_cluster(stage):
    alarm = an_alarm()
    alert = a_warning(stage, cluster_id=alarm.pk)
    citra = browser(stage, "citra")
    page = citra.get(f"/peringatan/{alert.pk}").content.decode()
    assert "1 kali dalam 40 masa kampanye tenang" in page and f"/deteksi/gugus/{alarm.pk}" in page
    assert "Alarm pemindaian, kebetulan 1 kali dalam 40" in citra.get("/peringatan/").content.decode()
    other = a_warning(stage)
    assert "Berdasarkan alarm pemindaian" not in citra.get(f"/peringatan/{other.pk}").content.decode()


def test_a_draft_on_an_alarm_names_the_chance_only_once_it_is_known(stage):
    for often, told in ((None, False), (0.025, True)):
        alarm = an_alarm(stream=f"uji {told}", alarms_per_campaign=often)
        situation = draft_from_cluster(str(alarm.pk), by=SYSTEM, at=timezone.now()).situation
        assert ("masa kampanye tenang" in situation) is told and "Yang dihitung laporan" in situation


def test_a_warning_that_moved_on_is_shown_as_it_stands_with_a_word(stage):
    alert = a_warning(stage)
    citra = browser(stage, "citra")
    citra.post(f"/peringatan/{alert.pk}/tanda-tangan", {"seen": hash_of(alert)})
    again = citra.post(f"/peringatan/{alert.pk}/tanda-tangan", {"seen": hash_of(alert)})
    assert again.status_code == 409
    assert "Peringatan ini sudah berubah" in again.content.decode()


def test_a_camat_acknowledges_by_one_button_and_a_second_time_is_told_so(stage):
    alert = a_warning(stage)
    browser(stage, "citra").post(f"/peringatan/{alert.pk}/tanda-tangan", {"seen": hash_of(alert)})
    dewi = browser(stage, "dewi")
    assert "nyatakan diterima" in dewi.get("/peringatan/").content.decode()
    assert dewi.post(f"/peringatan/{alert.pk}/terima").status_code == 302
    assert dewi.post(f"/peringatan/{alert.pk}/terima").status_code == 409


def test_ending_a_warning_asks_for_a_reason_and_then_nobody_is_late_any_more(stage):
    alert = a_warning(stage)
    citra = browser(stage, "citra")
    citra.post(f"/peringatan/{alert.pk}/tanda-tangan", {"seen": hash_of(alert)})
    answer = citra.post(f"/peringatan/{alert.pk}/akhiri", {"reason": " "})
    assert answer.status_code == 422
    assert "Tuliskan alasannya" in answer.content.decode()
    citra.post(f"/peringatan/{alert.pk}/akhiri", {"reason": "Sudah tenang."})
    assert "tidak dijawab selama peringatan berlaku" in citra.get(f"/peringatan/{alert.pk}").content.decode()


def test_the_map_gets_warnings_in_force_only(stage):
    alert = a_warning(stage)
    citra = browser(stage, "citra")
    assert citra.get("/peringatan/peta.geojson").json()["features"] == []
    citra.post(f"/peringatan/{alert.pk}/tanda-tangan", {"seen": hash_of(alert)})
    [feature] = citra.get("/peringatan/peta.geojson").json()["features"]
    assert feature["properties"]["level"] == 2
    assert browser(stage, "eko").get("/peringatan/peta.geojson").json()["features"] == []
