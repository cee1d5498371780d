"""The pages of ratings, as each officer sees them."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, Cast, appoint, make_cast
from kondusif.ratings.actions import give_rating, rate_from_situation
from kondusif.ratings.models import ImportBatch, Rating
from kondusif.ratings.tests.factories import GEGER, LERPAK, a_rating, add_incident, add_report

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 surat keputusan"


@pytest.fixture
def cast(everywhere) -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def the_clock_stands(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    settings.DEMO = True  # demo persons may do without a second factor
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def wasit(cast):
    return viewer_of(appoint("Wasit Hadi", Role.OVERSIGHT_LIAISON, "35.26", "Anggota Bawaslu Bangkalan"), at=NOW)


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


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def shared(**fields) -> dict:
    base = {
        "authority": "kesbangpol",
        "method": "Survei",
        "edition": "2026",
        "scheme": "official",
        "valid_from": "2026-11-01",
    }
    return base | fields


def test_the_list_names_authority_method_and_date_with_each_class_and_shows_the_unknown_as_unknown(browse, cast, wasit):
    add_incident(LERPAK, has_victims=True)
    rate_from_situation("35.26", NOW)
    give_rating(a_rating(authority="bawaslu", method="IKP", class_name="rendah"), by=wasit, at=NOW)
    text = page(browse("budi"), "/penilaian/")
    assert "1 sangat rawan" in text and "1 belum ada data" in text
    assert "1 kejadian terkonfirmasi dengan korban" in text
    assert "Bawaslu · IKP · 2026 · sejak 1 Nov 2026" in text and "Kesbangpol · Situasi wilayah Kesbangpol" in text


def test_the_list_says_what_got_worse_since_yesterday(browse, cast):
    from datetime import timedelta

    add_report(LERPAK, hours_ago=40)
    rate_from_situation("35.26", NOW - timedelta(hours=30))
    add_incident(LERPAK, has_weapon=True)
    rate_from_situation("35.26", NOW)
    assert "Memburuk sejak kemarin: Kecamatan Geger." in page(browse("rendra"), "/penilaian/")


@pytest.mark.parametrize(
    "query",
    [
        "?otoritas=bawaslu",
        "?tingkat=desa",
        "?tingkat=kabupaten",
        "?tanggal=2026-10-01",
        "?tanggal=kemarin&tingkat=x&otoritas=y",
    ],
)
def test_every_choice_of_authority_level_and_day_answers(browse, cast, query):
    assert "<table" in page(browse("budi"), "/penilaian/" + query)


def test_the_filter_keeps_the_level_that_was_chosen(browse, cast):
    assert '<option value="kecamatan" selected>' in page(browse("budi"), "/penilaian/")
    assert '<option value="desa" selected>' in page(browse("budi"), "/penilaian/?tingkat=desa")


def test_eko_sees_no_rating_of_bangkalan_and_no_page_of_geger(browse, cast):
    give_rating(a_rating(), by=cast.ani, at=NOW)
    assert "Geger" not in page(browse("eko"), "/penilaian/")
    page(browse("eko"), f"/penilaian/{GEGER}", 404)
    assert json.loads(page(browse("eko"), "/penilaian/riwayat.json"))["levels"] == {}


def test_dewi_sees_her_own_subdistrict_and_not_its_neighbour(browse, cast):
    text = page(browse("dewi"), "/penilaian/")
    assert "Kecamatan Geger" in text and "Kecamatan Bangkalan" not in text
    assert f"/wilayah/{GEGER}/peta.geojson" in text  # a neighbour drawn here would look like one that nobody rated
    page(browse("dewi"), "/penilaian/35.26.01", 404)


def test_the_page_of_an_area_shows_all_authorities_side_by_side_and_every_rating_ever(browse, cast, wasit):
    first = give_rating(a_rating(class_name="kondusif"), by=cast.ani, at=NOW)
    give_rating(a_rating(class_name="waspada", supersedes=first.pk), by=cast.ani, at=NOW)
    give_rating(a_rating(authority="bawaslu", method="IKP", class_name="tinggi"), by=wasit, at=NOW)
    text = page(browse("dewi"), f"/penilaian/{GEGER}")
    assert "Penilaian otoritas berbeda" in text
    assert text.count("dikoreksi") == 1
    for word in ("kondusif", "waspada", "tinggi", "Anggota Bawaslu Bangkalan"):
        assert word in text


def test_the_history_first_shows_the_changes_of_level_and_on_demand_every_row(browse, cast):
    from datetime import timedelta

    for n in range(3):
        add_incident(LERPAK, has_victims=True)
        rate_from_situation("35.26", NOW - timedelta(hours=2 - n))
    client = browse("budi")
    short, full = page(client, f"/penilaian/{GEGER}"), page(client, f"/penilaian/{GEGER}?semua=1")
    assert "Tampilkan juga 2 baris" in short and "Tampilkan juga" not in full
    assert full.count("sangat rawan") == short.count("sangat rawan") + 2


def test_an_area_nobody_rated_says_that_silence_is_not_calm(browse, cast):
    assert "bukan berarti kondusif" in page(browse("budi"), f"/penilaian/{GEGER}")


@pytest.mark.parametrize("code", ["35.26.99", "abc", "3526060"])
def test_a_code_of_no_area_is_a_calm_404(browse, cast, code):
    assert "Tidak ada wilayah seperti itu" in page(browse("budi"), f"/penilaian/{code}", 404)


def test_the_map_gets_one_step_for_each_area_and_day(browse, cast):
    add_incident(LERPAK, has_victims=True)
    rate_from_situation("35.26", NOW)
    told = json.loads(page(browse("budi"), "/penilaian/riwayat.json?hari=3"))
    assert told["days"] == ["2026-11-18", "2026-11-19", "2026-11-20"]
    assert told["levels"] == {GEGER: [None, None, 3]}
    assert told["words"] == {GEGER: "Kesbangpol: sangat rawan"}
    assert told["urls"]["35.26.01"] == "/penilaian/35.26.01"


def test_the_map_of_another_authority_follows_its_own_dates(browse, cast, wasit):
    from datetime import date

    give_rating(a_rating(authority="bawaslu", class_name="sedang", valid_from=date(2026, 1, 1)), by=wasit, at=NOW)
    give_rating(
        a_rating(
            authority="bawaslu", class_name="tinggi", valid_from=date(2026, 11, 19), valid_until=date(2026, 11, 19)
        ),
        by=wasit,
        at=NOW,
    )
    told = json.loads(page(browse("budi"), "/penilaian/riwayat.json?hari=3&otoritas=bawaslu"))
    assert told["levels"] == {GEGER: [1, 3, 1]}


@pytest.mark.parametrize("days", ["0", "-1", "99999", "x", "²"])
def test_an_odd_number_of_days_is_bounded(browse, cast, days):
    assert 1 <= len(json.loads(page(browse("budi"), f"/penilaian/riwayat.json?hari={days}"))["days"]) <= 366


def test_the_analyst_gives_a_rating_with_its_paper_and_gets_it_back_as_a_download(browse, cast):
    client = browse("ani")
    answer = client.post(
        "/penilaian/beri", shared(region=GEGER, class_name="rawan", document=SimpleUploadedFile("SK 1.pdf", PDF))
    )
    assert answer.status_code == 302, answer.content.decode()
    rating = Rating.objects.get()
    paper = client.get(f"/penilaian/dokumen/{rating.pk}")
    assert b"".join(paper.streaming_content) == PDF
    assert paper["Content-Disposition"].startswith("attachment") and paper["Content-Type"] == "application/octet-stream"
    assert browse("eko").get(f"/penilaian/dokumen/{rating.pk}").status_code == 404


def test_the_form_offers_only_the_offices_own_authority_and_a_forged_one_is_refused(browse, cast):
    client = browse("ani")
    assert "Bawaslu" not in page(client, "/penilaian/beri").split("<form")[-1]
    forged = client.post("/penilaian/beri", shared(region=GEGER, authority="bawaslu", class_name="aman"))
    assert forged.status_code == 422 and not Rating.objects.exists()
    assert client.post("/penilaian/beri", shared(region="35.27.01", class_name="aman")).status_code == 422


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"class_name": ""}, "Tulis kelas"),
        ({"scheme": "absolute", "value": "5"}, "Isi kedua batas kelas"),
        ({"scheme": "absolute", "value": "5", "cut_a": "9", "cut_b": "1"}, "Batas atas harus di atas"),
        ({"valid_until": "2026-10-01", "class_name": "aman"}, "mendahului"),
        ({"value": "abc", "class_name": "aman"}, ""),
    ],
)
def test_a_faulty_form_names_the_field_and_writes_nothing(browse, cast, fields, sentence):
    answer = browse("ani").post("/penilaian/beri", shared(region=GEGER, **fields))
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Rating.objects.exists()


def test_a_paper_that_is_no_document_is_refused_by_name(browse, cast):
    answer = browse("ani").post(
        "/penilaian/beri", shared(region=GEGER, class_name="aman", document=SimpleUploadedFile("x.html", b"<script>"))
    )
    assert answer.status_code == 422 and "Lampirkan dokumen sebagai PDF" in answer.content.decode()


def test_a_table_goes_through_check_and_confirmation(browse, cast):
    client = browse("ani")
    table = SimpleUploadedFile("ikp.csv", b"kode;kelas\n35.26.06;tinggi\n3526010;tinggi\n")
    sent = client.post(
        "/penilaian/impor", shared(authority="bawaslu", table=table, document=SimpleUploadedFile("ikp.pdf", PDF))
    )
    batch = ImportBatch.objects.get()
    assert sent["Location"] == f"/penilaian/impor/{batch.pk}"
    text = page(client, sent["Location"])
    assert "1 baris dapat ditulis" in text and "1 baris ditolak" in text and "BPS" in text
    assert not Rating.objects.exists()
    done = client.post(sent["Location"], {"tulis": "1"})
    assert done.status_code == 302 and Rating.objects.get().authority == "bawaslu"
    assert client.post(sent["Location"], {"tulis": "1"}).status_code == 409
    assert "ditulis" in page(client, "/penilaian/impor")


def test_a_table_can_be_put_aside(browse, cast):
    client = browse("ani")
    files = {
        "table": SimpleUploadedFile("ikp.csv", b"kode,kelas\n35.26.06,tinggi\n"),
        "document": SimpleUploadedFile("ikp.pdf", PDF),
    }
    where = client.post("/penilaian/impor", shared(authority="polda", **files))["Location"]
    client.post(where, {"buang": "1"})
    assert ImportBatch.objects.get().state == "discarded" and not Rating.objects.exists()


@pytest.mark.parametrize(("who", "path", "status"), [
    ("budi", "/penilaian/beri", 403), ("budi", "/penilaian/impor", 403), ("dewi", "/penilaian/impor", 403),
    ("eko", "/penilaian/impor", 403), ("sari", "/penilaian/", 302), ("sari", "/penilaian/riwayat.json", 302),
])  # fmt: skip
def test_doors_stay_shut_for_those_without_the_deed(browse, cast, who, path, status):
    assert browse(who).get(path).status_code == status


def test_the_list_costs_no_more_queries_with_more_ratings(browse, cast, django_assert_max_num_queries):
    for code in (GEGER, "35.26.01"):
        for edition in ("2024", "2025", "2026"):
            give_rating(a_rating(region_code=code, edition=edition, method=edition), by=cast.ani, at=NOW)
    client = browse("budi")
    page(client, "/penilaian/")
    with django_assert_max_num_queries(16):
        page(client, "/penilaian/")
