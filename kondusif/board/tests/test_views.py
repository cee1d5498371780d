"""The doors of the board: who may open them, what they say, and how often they ask the database."""

from datetime import timedelta
from functools import cache

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kondusif.alerts.models import Alert
from kondusif.board.tests.factories import make_morning, make_vote
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.detection.models import Cluster
from kondusif.people.tests.factories import make_cast
from kondusif.ratings.tests.factories import add_report

JSON = [
    "/peta/tingkat.json",
    "/peta/kejadian.geojson",
    "/peta/laporan.geojson",
    "/peta/gugus.geojson",
    "/peta/peringatan.json",
]


@pytest.fixture
def stage(db, settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        now = timezone.now()
        cast = make_cast(now)
        make_morning(cast, now)
        make_vote(now)
        for person in cast.persons.values():
            person.is_demo = True
            person.save()
    return cast


@pytest.fixture
def as_(client, stage):
    def entered(name: str):
        client.force_login(stage.persons[name])
        return client

    return entered


def test_the_board_opens_with_its_sentence_and_the_decision(as_):
    page = as_("citra").get("/papan/").content.decode()
    assert "<em>Geger memburuk</em>" in page and "Periksa & tanda tangani" in page
    assert "Ancaman terhadap penyelenggara di Geger" in page and "H−4" in page


def test_a_cluster_to_judge_says_chance_and_habit_in_few_words(as_):
    with scoped(EVERYWHERE):
        Cluster.objects.update(
            alarms_per_campaign=0.1, rate={"n_days": 58, "n_reports": 11, "per_10k": 1.2, "counted": "residents"}
        )
    page = as_("citra").get("/papan/").content.decode()
    assert "Kebetulan 1 kali dalam 10 masa kampanye tenang. " in page
    assert ": 1,2 per 10.000 penduduk dalam 30 hari.</p>" in page


def test_a_warning_to_sign_that_rests_on_an_alarm_says_its_chance(as_, stage):
    with scoped(EVERYWHERE):
        cluster = Cluster.objects.get()
        Cluster.objects.update(alarms_per_campaign=0.025)
        Alert.objects.update(cluster=cluster)
    page = as_("citra").get("/papan/").content.decode()
    assert "Alarm pemindaian, kebetulan 1 kali dalam 40 masa kampanye tenang" in page


def test_what_has_no_source_says_so(as_):
    page = as_("citra").get("/papan/").content.decode()
    assert "Kesiapan TPS: <strong>belum ada data</strong>" in page


def test_a_neighbouring_officer_gets_a_board_without_our_names(as_):
    page = as_("eko").get("/papan/").content.decode()
    assert "Sreseh" in page and "Geger" not in page and "Ancaman" not in page


def test_a_stranger_is_sent_to_sign_in(client, stage):
    for path in ["/papan/", "/peta/", *JSON]:
        answer = client.get(path)
        assert answer.status_code == 302 and answer["Location"].startswith("/akun/login/")


@pytest.mark.parametrize("path", JSON)
def test_layers_answer_and_are_kept_by_no_cache(as_, path):
    answer = as_("ani").get(path)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]


def test_the_map_says_in_a_table_what_it_draws(as_):
    page = as_("budi").get("/peta/").content.decode()
    assert 'id="wilayah"' in page and "Geger" in page and "Situasi (Kesbangpol, tiap jam)" in page


@pytest.mark.parametrize(
    "query", ["?penilaian=partai", "?wilayah=35.27", "?wilayah=%00", "?wilayah=99.99", "?titik=rahasia"]
)
def test_odd_addresses_fall_back_to_what_the_office_sees(as_, query):
    answer = as_("budi").get(f"/peta/{query}")
    assert answer.status_code == 200 and "Sreseh" not in answer.content.decode()


def test_the_number_of_queries_does_not_grow_with_the_rows(as_):
    client = as_("ani")
    client.get("/papan/")
    with CaptureQueriesContext(connection) as few:
        client.get("/papan/")
    with scoped(EVERYWHERE):
        for n in range(20):
            add_report(hours_ago=n / 2, at=timezone.now() - timedelta(minutes=1))
    with CaptureQueriesContext(connection) as many:
        client.get("/papan/")
    assert len(many) <= len(few) + 2 and len(few) <= 75


@cache
def indonesian() -> list[str]:
    """Longer words of our catalogues without placeholders: none of them belongs on an English page."""
    from pathlib import Path

    from babel.messages.pofile import read_po

    root = Path(__file__).resolve().parents[2]
    found = []
    for room in ("board", "site"):
        with (root / room / "locale/id/LC_MESSAGES/django.po").open("rb") as file:
            said = [(m.id, m.string) for m in read_po(file) if m.id and isinstance(m.string, str)]
        found += [string for ident, string in said if len(string) > 12 and "%" not in string and string != ident]
    return found


@pytest.mark.parametrize("path", ["/papan/", "/peta/", "/akun/login/", "/tidak-ada/"])
def test_an_english_page_holds_no_indonesian_of_ours(as_, path):
    client = as_("ani")
    ours = client.get(path, follow=True).content.decode()
    assert [words for words in indonesian() if words in ours]
    client.post("/bahasa/", {"language": "en", "next": "/"})
    page = client.get(path, follow=True).content.decode()
    assert '<html lang="en"' in page
    # The link that leads back to Indonesian names itself in Indonesian.
    assert [words for words in indonesian() if words in page.replace("Bahasa Indonesia", "")] == []


def test_a_calm_area_with_reports_nobody_checked_says_so_on_the_map_in_the_table_and_on_its_page(as_):
    client = as_("ani")
    told = client.get("/peta/tingkat.json").json()["words"]["35.26.01"]
    assert told.startswith("kondusif") and told.endswith("1 laporan belum diperiksa")
    assert "1 belum diperiksa" in client.get("/peta/").content.decode()
    assert (
        "laporan tujuh hari terakhir dari wilayah ini belum diperiksa"
        in client.get("/penilaian/35.26.01").content.decode()
    )


def test_a_circle_on_the_map_says_how_often_it_comes_by_chance_and_how_much_is_usually_sent(as_):
    drawn = as_("ani").get("/peta/gugus.geojson").json()["features"]
    assert drawn
    for feature in drawn:
        chance, rate = feature["properties"]["caution"]
        assert chance.startswith("Kebetulan") and rate.startswith("Laporan yang biasanya dikirim: ")
