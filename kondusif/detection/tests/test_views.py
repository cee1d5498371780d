"""The pages of clusters and scans, as each officer sees them."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from kondusif.detection.models import Cluster, Run
from kondusif.detection.states import WATCHES, RunState, Step
from kondusif.detection.tests.test_judging import add_cluster, add_run
from kondusif.people.tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_clock_stands(monkeypatch, settings):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    settings.DEMO = True  # demo persons may do without a second factor


@pytest.fixture
def browse(cast):
    """``browse("ani")`` gives a browser in which she is signed in."""

    def signed_in(who: str) -> Client:
        client = Client(headers={"accept-language": "id"})
        if who != "sari":
            person = cast.persons[who]
            person.is_demo = True
            person.save(update_fields=["is_demo"])
            client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def cluster(cast) -> Cluster:
    return add_cluster(add_run(n_reports=120, n_places=30, parameters=PARAMETERS), alarms_per_campaign=0.075)


PARAMETERS = {
    "window_days": 60,
    "longest_days": 14,
    "radius_km": 20.0,
    "share": 0.25,
    "replicates": 999,
    "min_cases": 3,
}


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def test_the_page_opens_with_a_sentence_in_words_and_the_warning_about_reporting(browse, cluster):
    text = page(browse("budi"), "/deteksi/")
    assert "8 laporan dari 2 tempat, Kecamatan Geger, dalam 4 hari: 4 kali lipat dari biasa" in text
    assert "secara kebetulan sekitar 1 kali dalam 13 masa kampanye tenang" in text
    assert "Berapa laporan yang biasanya dikirim tempat-tempat ini: belum ada data" in text
    assert "Yang diukur adalah pelaporan" in text
    assert "Desa Lerpak" in text


@pytest.mark.parametrize(("kind", "source"), WATCHES[:3])
def test_an_alarm_whose_chance_was_not_simulated_yet_says_so_and_shows_no_figure(browse, cast, kind, source):
    add_run(finished=NOW - timedelta(hours=1), n_reports=120, n_places=30, parameters=PARAMETERS)
    cluster = add_cluster(add_run(kind=kind, source=source, n_reports=120, n_places=30, parameters=PARAMETERS))
    for path in ("/deteksi/", f"/deteksi/gugus/{cluster.pk}"):
        text = page(browse("budi"), path)
        assert "Belum diketahui seberapa sering alarm seperti ini muncul" in text
        assert "sedang disimulasikan" in text and "13 masa kampanye" not in text


def test_other_detectors_say_beside_a_cluster_what_they_see_and_what_they_cannot_know(browse, cluster):
    said = {
        "on": "2026-11-19",
        "n": 5,
        "usual": 1.7,
        "known": 60,
        "needed": 23,
        "chance": 1.58,
        "chance_is_bound": False,
    }
    too_short = {"on": "", "n": 0, "usual": 0, "known": 8, "needed": 108, "chance": None, "chance_is_bound": False}
    area = {"region": "35.26.06", "first_on": "2026-10-24", "counts": [0] * 27 + [5], "upper": [1.7] * 28, "said": [
        said | {"detector": "cusum", "alarm": False}, said | {"detector": "ears_c2", "alarm": True},
        too_short | {"detector": "farrington", "alarm": None},
    ]}  # fmt: skip
    Cluster.objects.update(opinions=[area])
    text = page(browse("budi"), f"/deteksi/gugus/{cluster.pk}")
    assert "Ya, pada 19 Nov: 5 dalam satu hari; di atas 1,7 tidak biasa di sini." in text
    assert "Tidak: 5 dalam 14 hari sampai 19 Nov" in text and "1,6 kali tiap masa kampanye tenang" in text
    assert "Belum cukup data: perlu 108 minggu laporan, baru ada 8." in text


def test_before_the_first_scan_the_page_says_when_it_comes(browse, cast):
    assert "Belum ada pemindaian" in page(browse("budi"), "/deteksi/")


def test_a_scan_of_yesterday_is_not_shown_as_now(browse, cluster):
    Run.objects.update(finished_at="2026-11-18T00:00:00Z")
    text = page(browse("budi"), "/deteksi/")
    assert "terlalu lama" in text and "Kecamatan Geger" not in text


def test_a_weak_cluster_is_kept_apart_from_what_stands_out(browse, cluster):
    Cluster.objects.update(alarms_per_campaign=6.0)
    text = page(browse("budi"), "/deteksi/")
    assert "Tidak ada gugus yang menonjol" in text and "1 tanda yang lebih lemah" in text


@pytest.mark.parametrize(("who", "status"), [("eko", 404), ("dewi", 403), ("sari", 302)])
def test_others_find_no_cluster_no_run_and_no_point(browse, cluster, who, status):
    client = browse(who)
    page(client, f"/deteksi/gugus/{cluster.pk}", status)
    page(client, f"/deteksi/riwayat/{cluster.run_id}", status)
    answer = client.get("/deteksi/gugus.geojson")
    assert answer.status_code != 200 or json.loads(answer.content)["features"] == []


def test_the_map_gets_centre_radius_members_and_days(browse, cluster):
    [feature] = json.loads(page(browse("budi"), "/deteksi/gugus.geojson"))["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [112.94, -6.98]}
    properties = feature["properties"]
    assert (properties["radius_m"], properties["day"], properties["until"]) == (2000, "2026-11-17", "2026-11-20")
    assert properties["members"] == ["35.26.06.2001", "35.26.06.2005"]
    assert properties["url"] == f"/deteksi/gugus/{cluster.pk}"
    chance, rate = properties["caution"]
    assert chance.startswith("Kebetulan") and rate.startswith("Laporan yang biasanya dikirim: ")


def test_the_analyst_judges_by_the_form_and_a_missing_reason_is_named(browse, cluster):
    client = browse("ani")
    refused = client.post(f"/deteksi/gugus/{cluster.pk}", {"judgement": "real", "note": ""})
    assert refused.status_code == 422
    done = client.post(f"/deteksi/gugus/{cluster.pk}", {"judgement": "real", "note": "Camat membenarkan."})
    assert done.status_code == 302
    assert "Camat membenarkan." in page(client, f"/deteksi/gugus/{cluster.pk}")


def test_the_duty_operator_sees_no_form_and_a_forged_one_changes_nothing(browse, cluster):
    client = browse("budi")
    assert "<textarea" not in page(client, f"/deteksi/gugus/{cluster.pk}")
    answer = client.post(f"/deteksi/gugus/{cluster.pk}", {"judgement": "real", "note": "Ya."})
    assert answer.status_code == 422
    cluster.refresh_from_db()
    assert cluster.judgement == "unjudged"


def test_a_note_is_never_taken_for_markup(browse, cluster):
    client = browse("ani")
    client.post(f"/deteksi/gugus/{cluster.pk}", {"judgement": "real", "note": "<script>x</script>"})
    assert "<script>x" not in page(client, f"/deteksi/gugus/{cluster.pk}")


def test_a_scan_started_by_hand_shows_its_progress_and_a_second_click_leads_to_the_same(browse, cast):
    client = browse("ani")
    first = client.post("/deteksi/mulai")
    run = Run.objects.get()
    assert first["Location"] == f"/deteksi/riwayat/{run.pk}"
    assert client.post("/deteksi/mulai")["Location"] == first["Location"]
    assert Run.objects.count() == 1
    text = page(client, first["Location"])
    assert "Menunggu" in text and "hx-get" in text and "Anda dapat meninggalkan halaman ini" in text


def test_the_progress_moves_and_asks_for_the_whole_page_at_the_end(browse, cast):
    client = browse("ani")
    client.post("/deteksi/mulai")
    run = Run.objects.get()
    Run.objects.update(state=RunState.RUNNING, progress=0.2, step=Step.SCANNING)
    moving = client.get(f"/deteksi/riwayat/{run.pk}/kemajuan")
    assert 'value="20"' in moving.content.decode() and "HX-Refresh" not in moving
    Run.objects.update(state=RunState.FAILED, error="worker_lost")
    assert client.get(f"/deteksi/riwayat/{run.pk}/kemajuan")["HX-Refresh"] == "true"
    assert "tidak ada yang hilang" in page(client, f"/deteksi/riwayat/{run.pk}")


@pytest.mark.parametrize("who", ["budi", "rendra", "eko", "dewi", "sari"])
def test_who_may_not_start_a_scan_starts_none(browse, cast, who):
    assert browse(who).post("/deteksi/mulai").status_code in (302, 403)
    assert not Run.objects.exists()


def test_the_page_of_a_run_tells_all_that_is_needed_to_repeat_it(browse, cluster):
    text = page(browse("budi"), f"/deteksi/riwayat/{cluster.run_id}")
    for word in (str(cluster.run.seed), "recompute_run", "Kulldorff", "999", "20 km", "jadwal tiap jam"):
        assert word in text


def test_the_list_of_runs_asks_the_database_no_more_for_more_runs(browse, cast, django_assert_max_num_queries):
    for _ in range(5):
        add_run(n_reports=10)
    client = browse("budi")
    client.get("/deteksi/riwayat")
    with django_assert_max_num_queries(14):
        assert page(client, "/deteksi/riwayat").count("Kabupaten Bangkalan") >= 5


def test_an_unknown_number_is_a_calm_404(browse, cast):
    assert "Pemindaian ini tidak ada" in page(browse("budi"), f"/deteksi/riwayat/{uuid4()}", 404)
