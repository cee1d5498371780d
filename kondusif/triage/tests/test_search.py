import pytest
from django.core.management import call_command
from django.db import connection, connections

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Office
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.reports.states import Maturity, Urgency
from kondusif.reports.tests.factories import SAMPANG_VILLAGE
from kondusif.triage import actions
from kondusif.triage.models import SearchEntry
from kondusif.triage.queries import search
from kondusif.triage.tests.factories import LATER, acting, arrived, incident_with, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def filed(text, **fields):
    report = arrived(text=text, **fields)
    with scoped(EVERYWHERE):
        actions.file_report(report)
    return report


def found(viewer, text):
    with acting(viewer):
        return [r.pk for r in search(viewer, text).reports]


@pytest.mark.parametrize(
    ("written", "looked_for"),
    [
        ("Rapat Forkopinda ditunda", "forkopimda"),
        ("Penandatanganan Fakta Integritas batal", "pakta integritas"),
        ("Ketua FKGM melapor", "FKDM"),
        ("Suasana tidak kondusifitas lagi", "kondusivitas"),
        ("Jelang Pemilukada ada selebaran", "pilkada"),
        ("Petugas melaporkan kecurangan", "laporan curang"),
        ("Warga yg kuatir akan hoax", "khawatir hoaks"),
        ("Kotak rusak di TPS 12", "tps 12"),
    ],
)
def test_whatever_the_spelling_the_report_is_found(cast, written, looked_for):
    report = filed(written)
    filed("Jembatan roboh karena arus deras")
    assert found(cast.budi, looked_for) == [report.pk]


def test_stop_words_neither_help_nor_hinder(cast):
    report = filed("Kerumunan di balai desa")
    assert found(cast.budi, "yang di dan") == []
    assert found(cast.budi, "kerumunan yang ada di sana itu") == []  # "sana" is a word and does not stand there
    assert found(cast.budi, "ada kerumunan di balai") == [report.pk]


def test_phrases_and_exclusions_work(cast):
    a = filed("Kerumunan besar di balai desa Lerpak")
    b = filed("Balai sepi; kerumunan di pasar, desa lain")
    assert set(found(cast.budi, "kerumunan balai")) == {a.pk, b.pk}
    assert found(cast.budi, '"kerumunan besar"') == [a.pk]
    assert found(cast.budi, "kerumunan -pasar") == [a.pk]


def test_the_station_and_the_place_are_found_too(cast):
    report = filed("Kotak suara belum datang", station_number=41, place_text="SDN Kombangan")
    assert found(cast.budi, "TPS 41") == [report.pk]
    assert found(cast.budi, "sdn kombangan") == [report.pk]


def test_nobody_finds_what_lies_outside_their_region(cast):
    here, there = filed("ricuh di sini"), filed("ricuh di sana", region_code=SAMPANG_VILLAGE)
    town = filed("ricuh di kota", region_code="35.26.01.1001")
    assert set(found(cast.budi, "ricuh")) == {here.pk, town.pk}
    assert found(cast.eko, "ricuh") == [there.pk]
    assert found(cast.dewi, "ricuh") == [here.pk]
    assert found(cast.sari, "ricuh") == []


def raw_search(words):
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject_id FROM triage_search(%s, 'report', 100)", [words])
        return {row[0] for row in cursor.fetchall()}


def test_the_function_itself_answers_within_the_territory_of_the_connection(cast):
    here, there = filed("ricuh di sini"), filed("ricuh di sana", region_code=SAMPANG_VILLAGE)
    for viewer, expected in ((cast.budi, {here.pk}), (cast.eko, {there.pk}), (cast.sari, set())):
        with acting(viewer):
            assert raw_search("ricuh") == expected
    with scoped(EVERYWHERE):
        assert raw_search("ricuh") == {here.pk, there.pk}
    assert raw_search("ricuh") == set()  # a fresh connection has no territory


def test_the_table_behind_the_function_is_closed_like_every_other(cast):
    filed("ricuh di sini")
    with acting(cast.eko):
        assert not SearchEntry.objects.exists()
    with acting(cast.budi):
        assert SearchEntry.objects.count() == 1


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_search_uses_the_word_index(cast):
    for n in range(3):
        filed(f"ricuh {n}")
    body = "SELECT subject_id FROM triage_searchentry WHERE vector @@ websearch_to_tsquery('indonesian', 'ricuh')"

    def plan(alias):
        with connections[alias].cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("EXPLAIN " + body)
            return "\n".join(row[0] for row in cursor.fetchall())

    # As the function's owner the index serves; the application's own query could not use it.
    assert "search_entry_words" in plan("owner")
    with acting(cast.budi):
        assert "search_entry_words" not in plan("default")


def test_secret_reports_and_those_about_oneself_are_not_found(cast):
    secret = filed("ricuh rahasia", classification=2)
    about = filed("ricuh soal camat", about_office_id=Office.objects.get(title="Camat Geger").pk)
    assert found(cast.budi, "ricuh") == [about.pk]
    assert set(found(cast.ani, "ricuh")) == {secret.pk, about.pk}
    assert found(cast.dewi, "ricuh") == []


def test_a_corrected_place_moves_the_entry_too(cast):
    report = filed("ricuh di sini")
    with acting(cast.budi):
        actions.screen_report(
            report_id=report.pk,
            category="crowd",
            maturity=Maturity.SYMPTOM,
            urgency=Urgency.RED,
            region_code="35.26.01.1001",
            by=cast.budi,
            at=LATER,
        )
    assert found(cast.dewi, "ricuh") == []
    assert found(cast.budi, "ricuh") == [report.pk]


def test_incidents_are_found_by_title_and_number(cast):
    incident = incident_with(verified(cast.budi))
    with acting(cast.budi):
        actions.describe_incident(
            incident_id=incident.pk,
            title="Demo di kantor KPU",
            has_victims=False,
            has_weapon=False,
            target="kpu",
            by=cast.budi,
            at=NOW,
        )
        assert search(cast.budi, "unjuk rasa").incidents == [incident]
        assert search(cast.budi, incident.number).incidents == [incident]
    with acting(cast.eko):
        assert search(cast.eko, "unjuk rasa").incidents == []


@pytest.mark.parametrize(
    "text",
    ["", "   ", "'; DROP TABLE reports_report; --", "\x00", "a" * 5000, "& | ! ( ) <-> :*", '"', "-" * 50, "😀", "\\"],
)
def test_no_input_breaks_the_search(cast, text):
    filed("ricuh di sini")
    assert found(cast.budi, text) == []


def test_everything_can_be_filed_anew(cast):
    report = arrived(text="ricuh di sini")
    incident = incident_with(verified(cast.budi, text="lain sekali"))
    with scoped(EVERYWHERE):
        SearchEntry.objects.all().delete()
    assert found(cast.budi, "ricuh") == []
    call_command("index_search", "--all", verbosity=0)
    assert found(cast.budi, "ricuh") == [report.pk]
    with acting(cast.budi):
        assert search(cast.budi, incident.number).incidents == [incident]
