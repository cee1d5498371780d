import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast, second_factor_of
from kondusif.people.viewers import SYSTEM
from kondusif.reports.models import Message
from kondusif.reports.states import ReportState, Urgency
from kondusif.reports.tests.factories import SAMPANG_VILLAGE, report_row
from kondusif.triage import actions
from kondusif.triage.models import Claim, Incident
from kondusif.triage.queries.queue import queue_page
from kondusif.triage.tests.factories import acting, arrived, incident_with, screened, verified, verifying

pytestmark = pytest.mark.django_db
S = ReportState
HOSTILE = '<script>alert("x")</script> & "kutip" \'satu\' {{ 7*7 }}'


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def now(monkeypatch):
    """Requests happen at the moment of the scene."""
    monkeypatch.setattr("kondusif.people.middleware.timezone.now", lambda: NOW + timedelta(minutes=5))


@pytest.fixture
def browse(cast, now):
    """``browse("budi")`` gives a browser in which that person is signed in, with a second factor."""

    def signed_in(name):
        client = Client(HTTP_ACCEPT_LANGUAGE="id")
        client.force_login(cast.persons[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        second_factor_of(cast.persons[name])
        return client

    return signed_in


def at(name, *args):
    return reverse(f"triage:{name}", args=args)


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, response.content[:300]
    return response.content.decode()


def send(client, address, status=302, **data):
    response = client.post(address, data)
    assert response.status_code == status, re.sub(r"\s+", " ", response.content.decode())[:800]
    return response


def test_the_queue_begins_with_a_sentence_and_shows_the_most_urgent_first(cast, browse):
    arrived(urgency=Urgency.GREEN, category="economy")
    arrived(NOW - timedelta(days=2), urgency=Urgency.RED, category="crowd")
    html = page(browse("budi"), at("queue"))
    assert "1 laporan lewat batas waktu." in html
    assert "2 laporan menunggu penilaian." in html
    assert html.index("Kerumunan") < html.index("Ekonomi")
    assert "Ambil laporan berikutnya" in html


def test_an_empty_queue_says_so(cast, browse):
    html = page(browse("budi"), at("queue"))
    assert "Tidak ada laporan yang menunggu penilaian." in html
    assert "Tidak ada yang menunggu" in html


def test_each_officer_sees_their_own_region(cast, browse):
    arrived(text="Hanya di Geger")
    arrived(text="Hanya di Sampang", region_code=SAMPANG_VILLAGE)
    budi, eko, dewi = (page(browse(n), at("queue")) for n in ("budi", "eko", "dewi"))
    assert "Hanya di Geger" in budi and "Hanya di Sampang" not in budi
    assert "Hanya di Sampang" in eko and "Hanya di Geger" not in eko
    assert "Hanya di Geger" in dewi and "Ambil laporan berikutnya" not in dewi


def test_whoever_is_not_signed_in_is_sent_to_the_door(cast):
    report = arrived()
    for address in (at("queue"), at("work", report.pk), at("incidents"), at("search")):
        response = Client().get(address)
        assert response.status_code == 302 and "/akun/" in response["Location"]


def test_pages_of_the_queue_follow_one_another(cast, browse, monkeypatch):
    monkeypatch.setitem(queue_page.__kwdefaults__, "size", 2)
    texts = [f"laporan ke-{n} tentang kerumunan" for n in range(3)]
    for n, text in enumerate(texts):
        arrived(NOW + timedelta(seconds=n), text=text)
    client = browse("budi")
    first = page(client, at("queue"))
    following = re.search(r'href="(\?[^"]*sesudah=[^"]+)"', first).group(1).replace("&amp;", "&")
    second = page(client, at("queue") + following)
    assert texts[0] in first and texts[1] in first and texts[2] not in first
    assert texts[2] in second and texts[0] not in second


@pytest.mark.parametrize(
    "query",
    [
        "?sesudah=x",
        "?urgensi=9",
        "?kecamatan=99.99.99",
        "?kategori=%00",
        "?tampil=%F0%9F%98%80",
        "?urgensi=" + "9" * 400,
    ],
)
def test_a_broken_address_of_the_queue_is_no_error(cast, browse, query):
    arrived()
    answer = browse("budi").get(at("queue") + query)
    assert answer.status_code == 200
    assert "<h1" in answer.content.decode()


def test_taking_the_next_report_opens_it(cast, browse):
    report = arrived()
    client = browse("budi")
    assert send(client, at("next"))["Location"] == at("work", report.pk)
    html = page(client, at("work", report.pk))
    assert "Ada pada Anda sampai" in html
    assert send(client, at("next"))["Location"] == at("queue")
    assert "Tidak ada laporan menunggu yang belum diperiksa." in page(client, at("queue"))


def test_a_report_a_colleague_holds_is_refused_in_words(cast, browse):
    report = arrived()
    send(browse("ani"), at("claim", report.pk))
    response = send(browse("budi"), at("claim", report.pk), status=409)
    assert "Laporan ini sedang diperiksa petugas lain." in response.content.decode()
    assert "Ani Wulandari" in response.content.decode()


def test_from_the_queue_to_the_incident_without_javascript(cast, browse):
    report = arrived(category="crowd")
    client = browse("budi")
    send(client, at("next"))
    send(
        client,
        at("screen", report.pk),
        **{
            "s-category": "crowd",
            "s-maturity": "occurrence",
            "s-urgency": "2",
            "s-region_code": report.region_id,
            "s-about_office": "",
        },
    )
    assert report_row(report.pk).urgency == 2
    send(client, at("start", report.pk))
    send(
        client,
        at("verify", report.pk),
        **{
            "v-source_rating": "B",
            "v-info_rating": "2",
            "v-incident": "new",
            "v-title": "Massa di balai desa",
            "v-note": "Dicek Bhabinkamtibmas.",
        },
    )
    report = report_row(report.pk)
    assert (report.state, report.source_rating, report.info_rating) == (S.VERIFIED, "B", 2)
    incident = incident_with(report)
    html = page(client, at("incident", incident.number))
    assert "Massa di balai desa" in html and "dapat memberi dasar peringatan" in html
    html = page(client, at("work", report.pk))
    assert incident.number in html and "Dicek Bhabinkamtibmas." in html


def test_a_form_without_its_ratings_comes_back_with_what_is_missing(cast, browse):
    report = verifying(cast.budi)
    response = send(
        browse("budi"),
        at("verify", report.pk),
        status=422,
        **{"v-source_rating": "", "v-info_rating": "9", "v-incident": "new", "v-note": "tulisan saya"},
    )
    html = response.content.decode()
    assert "tulisan saya" in html
    assert 'id="id_v-source_rating-error"' in html and 'id="id_v-info_rating-error"' in html
    assert report_row(report.pk).state == S.VERIFYING


def test_a_stale_page_is_told_how_it_stands_now(cast, browse):
    report = screened(cast.budi)
    response = send(browse("budi"), at("unverify", report.pk), status=409, **{"u-note": "tidak ada"})
    assert "sudah berpindah" in response.content.decode()


def test_a_duplicate_is_put_to_its_incident_and_taken_out_again(cast, browse):
    incident = incident_with(verified(cast.budi))
    repeat = screened(cast.budi)
    client = browse("budi")
    send(client, at("duplicate", repeat.pk), **{"d-incident": str(incident.pk), "d-note": ""})
    assert report_row(repeat.pk).state == S.DUPLICATE
    assert "Keluarkan dari kejadian" in page(client, at("work", repeat.pk))
    send(client, at("unlink", repeat.pk))
    assert report_row(repeat.pk).state == S.SCREENED


def test_the_incident_of_another_regency_is_no_choice(cast, browse):
    foreign = incident_with(verified(cast.eko, region_code=SAMPANG_VILLAGE))
    report = screened(cast.budi)
    client = browse("budi")
    assert foreign.number not in page(client, at("work", report.pk))
    send(client, at("duplicate", report.pk), status=422, **{"d-incident": str(foreign.pk), "d-note": ""})


def test_the_likely_incident_stands_first_in_the_form_of_verification(cast, browse):
    here = {"lat": -6.985, "lon": 112.944, "region_code": "", "category": "intimidation_violence"}
    text = "Dua kelompok pendukung ricuh saling dorong di depan TPS 7 Lerpak, ada yang membawa kayu"
    incident = incident_with(verified(cast.budi, text=text, **here))
    second = verifying(
        cast.budi, text="ricuh dua kelompok pendukung saling dorong dpn TPS 07 lerpak, bawa kayu", **here
    )
    client = browse("budi")
    assert 'value="new" selected' in page(client, at("work", second.pk))
    with scoped(EVERYWHERE):
        actions.suggest_duplicates(report=second, by=SYSTEM, at=NOW)
    html = page(client, at("work", second.pk))
    assert f'value="{incident.pk}" selected' in html
    assert "teks mirip" in html and "TPS sama" in html


def test_a_hoax_is_proposed_by_one_and_confirmed_by_another(cast, browse):
    report = verifying(cast.budi)
    with acting(cast.budi):
        actions.release(report_id=report.pk, by=cast.budi, at=NOW)
    ani, budi = browse("ani"), browse("budi")
    assert at("suspect", report.pk) not in page(budi, at("work", report.pk))
    send(ani, at("suspect", report.pk), **{"h-note": "Foto lama dari kota lain."})
    assert at("confirm", report.pk) not in page(ani, at("work", report.pk))
    assert "Foto lama dari kota lain." in page(budi, at("work", report.pk))
    send(budi, at("confirm", report.pk), **{"k-note": ""})
    assert report_row(report.pk).state == S.HOAX


def test_referring_and_refusing_and_closing_through_the_forms(cast, browse):
    client = browse("budi")
    referred, refused = screened(cast.budi), verifying(cast.budi)
    send(client, at("refer", referred.pk), **{"r-referred_to": "Bawaslu Bangkalan", "r-note": "Wewenang Bawaslu."})
    send(client, at("unverify", refused.pk), **{"u-note": "Tidak ada saksi."})
    send(client, at("close", refused.pk), **{"c-note": ""})
    assert report_row(referred.pk).referred_to == "Bawaslu Bangkalan"
    assert report_row(refused.pk).state == S.CLOSED


def test_the_desk_answers_the_reporter(cast, browse):
    report = arrived()
    client = browse("budi")
    send(client, at("answer", report.pk), **{"a-text": "Terima kasih, sedang kami cek."})
    send(client, at("answer", report.pk), status=422, **{"a-text": " "})
    with scoped(EVERYWHERE):
        assert [m.text for m in Message.objects.filter(report=report)] == ["Terima kasih, sedang kami cek."]
    assert "Terima kasih, sedang kami cek." in page(client, at("work", report.pk))


def test_an_incident_is_described_moved_merged_and_parted(cast, browse):
    first, second = (incident_with(verified(cast.budi)) for _n in range(2))
    client = browse("budi")
    send(client, at("describe", first.number), title="Ricuh", has_victims="on", target="kpu")
    send(client, at("describe", first.number), status=422, title="")
    send(client, at("move", first.number), to="handling")
    send(client, at("move", first.number), status=409, to="recovered")
    send(client, at("move", first.number), status=409, to="nonsense")
    send(client, at("merge", second.number), incident=str(first.pk), note="")
    assert first.number in page(client, at("incident", second.number))
    send(client, at("unmerge", second.number))
    with scoped(EVERYWHERE):
        first = Incident.objects.get(pk=first.pk)
        assert (first.title, first.has_victims, first.target, first.state) == ("Ricuh", True, "kpu", "handling")
        assert Incident.objects.get(pk=second.pk).merged_into is None


def test_what_lies_elsewhere_is_not_there(cast, browse):
    report = verified(cast.budi)
    number = incident_with(report).number
    client = browse("eko")
    for address in (at("work", report.pk), at("point", report.pk), at("incident", number)):
        page(client, address, status=404)
    for name in ("claim", "release", "start", "unlink"):
        send(client, at(name, report.pk), status=404)
    send(client, at("move", number), status=404, to="handling")
    assert client.get(at("incident_points")).json()["features"] == []
    assert number not in page(client, at("incidents"))


def test_the_small_map_and_the_map_of_incidents_tell_the_day_of_the_place(cast, browse):
    early = NOW.replace(hour=18) - timedelta(days=1)  # 01.00 WIB of the day that is still yesterday in UTC
    report = verified(cast.budi, event_at=early, lon=112.944, lat=-6.985)
    with acting(cast.budi):
        incident_with(report)
    small = browse("budi").get(at("point", report.pk)).json()
    large = browse("budi").get(at("incident_points")).json()
    assert [f["properties"]["day"] for f in (*small["features"], *large["features"])] == ["2026-11-20", "2026-11-20"]


def test_dewi_reads_and_is_offered_no_deed(cast, browse):
    report = screened(cast.budi)
    client = browse("dewi")
    html = page(client, at("work", report.pk))
    assert "Tidak ada yang perlu diputuskan" in html
    for name in ("claim", "screen", "start", "verify", "refer", "duplicate", "close", "answer"):
        assert at(name, report.pk) not in html
        send(client, at(name, report.pk), status=403)


def test_what_a_reporter_writes_is_never_markup(cast, browse):
    report = verified(cast.budi, text=HOSTILE, place_text=HOSTILE)
    with acting(cast.budi):
        actions.describe_incident(
            incident_id=incident_with(report).pk,
            title=HOSTILE,
            has_victims=False,
            has_weapon=False,
            target="",
            by=cast.budi,
            at=NOW,
        )
    waiting = arrived(text=HOSTILE)
    with scoped(EVERYWHERE):
        actions.file_report(waiting)
        Message.objects.create(report=waiting, from_reporter=True, text=HOSTILE, at=NOW)
    client = browse("budi")
    for address in (
        at("queue"),
        at("work", waiting.pk),
        at("work", report.pk),
        at("incidents"),
        at("incident", incident_with(report).number),
        at("search") + "?q=kutip",
    ):
        html = page(client, address)
        assert "<script>alert" not in html, address
        assert "&lt;script&gt;alert" in html, address
        assert "{{ 7*7 }}" in html, address


def test_the_search_answers_and_echoes_nothing_dangerous(cast, browse):
    report = arrived(text="Kerumunan di balai desa")
    with scoped(EVERYWHERE):
        actions.file_report(report)
    client = browse("budi")
    assert at("work", report.pk) in page(client, at("search") + "?q=kerumunan")
    assert "Tidak ditemukan" in page(client, at("search") + "?q=jembatan")
    assert "terlalu umum" in page(client, at("search") + "?q=yang+di")
    html = page(client, at("search") + '?q="><script>alert(1)</script>')
    assert "<script>alert(1)" not in html
    page(client, at("search") + "?q=%00%F0%9F%98%80")


def test_the_whole_desk_is_reachable_by_keys(cast, browse):
    report = verifying(cast.budi)
    client = browse("budi")
    queue, desk = page(client, at("queue")), page(client, at("work", report.pk))
    assert "data-walk" in queue and "data-stop" in queue and 'data-key="n"' in queue
    keys = re.findall(r'data-key="([^"]+)"', desk)
    assert len(keys) == len(set(keys)), sorted(keys)
    assert {"l", "n", "b", "m", "2", "3", "4", "6"} <= set(keys)
    for deed in ("screen", "verify", "unverify", "refer"):
        assert f'action="{at(deed, report.pk)}"' in desk


def test_no_page_carries_what_the_policy_forbids(cast, browse):
    report = verified(cast.budi)
    client = browse("budi")
    for address in (
        at("queue"),
        at("work", report.pk),
        at("incident", incident_with(report).number),
        at("incidents"),
        at("search"),
    ):
        html = page(client, address)
        assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html), address


def test_the_map_of_incidents_shows_the_open_ones(cast, browse):
    here = {"lat": -6.985, "lon": 112.944, "region_code": ""}
    report = verified(cast.budi, **here)
    (feature,) = browse("budi").get(at("incident_points")).json()["features"]
    assert feature["geometry"]["coordinates"] == [112.944, -6.985]
    assert feature["properties"]["url"] == at("incident", incident_with(report).number)
    (point,) = browse("budi").get(at("point", report.pk)).json()["features"]
    assert point["geometry"]["coordinates"] == [112.944, -6.985]


def test_pages_take_few_questions_however_much_they_show(cast, browse):
    incident = incident_with(verified(cast.budi))
    for _n in range(9):
        verified(cast.budi, incident_id=incident.pk)
        screened(cast.budi)
    report = screened(cast.budi)
    client = browse("budi")
    limits = {
        at("queue"): 26,
        at("incidents"): 14,
        at("incident", incident.number): 26,
        at("work", report.pk): 36,
        at("search") + "?q=amplop": 16,
    }
    for address, most in limits.items():
        page(client, address)
        with CaptureQueriesContext(connection) as asked:
            page(client, address)
        assert len(asked) <= most, (address, len(asked), [q["sql"][:90] for q in asked])


def test_an_overdue_report_passed_up_stands_on_the_superiors_queue(cast, browse):
    report = arrived(NOW - timedelta(minutes=16), urgency=Urgency.RED)
    with scoped(EVERYWHERE):
        actions.escalate_overdue(by=SYSTEM, at=NOW)
    assert "Lewat batas dan diteruskan kepada Anda" in page(browse("citra"), at("queue"))
    assert "Lewat batas dan diteruskan kepada Anda" not in page(browse("budi"), at("queue"))
    assert "Lewat batas: atasan diberi tahu" in page(browse("citra"), at("work", report.pk))


def test_the_pages_speak_english_too(cast, browse):
    arrived()
    client = browse("budi")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "1 report waits for a judgement." in page(client, at("queue"))


def test_releasing_goes_back_to_the_queue(cast, browse):
    report = arrived()
    client = browse("budi")
    send(client, at("claim", report.pk))
    assert send(client, at("release", report.pk))["Location"] == at("queue")
    with scoped(EVERYWHERE):
        assert not Claim.objects.exists()
