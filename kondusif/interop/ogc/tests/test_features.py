"""Map programs find public areas, the public map and warnings; incidents only who may see them."""

import base64
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from kondusif.alerts.actions import sign_alert
from kondusif.alerts.tests.factories import drafted, seen
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.ogc import views
from kondusif.interop.ogc.catalogue import COLLECTIONS
from kondusif.interop.ogc.tests.scene import SQUARES, draw_land
from kondusif.interop.tests.factories import a_key
from kondusif.people.roles import Classification
from kondusif.people.tests.factories import make_cast
from kondusif.people.viewers import SYSTEM
from kondusif.publication.actions import make_release
from kondusif.publication.notice_actions import withdraw_notice
from kondusif.publication.queries import tenant_shown
from kondusif.publication.tests.notices import CHECK, WORDS, told
from kondusif.publication.tests.notices import drafted as drafted_notice
from kondusif.regions.models import Region
from kondusif.triage.models import Incident
from kondusif.triage.tests.factories import incident_with, verified

pytestmark = pytest.mark.django_db
PUBLIC = {
    "wilayah-provinsi",
    "wilayah-kabupaten",
    "wilayah-kecamatan",
    "wilayah-desa",
    "peta-umum",
    "peringatan",
    "pengumuman",
}


@pytest.fixture
def folk(db, settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        folk = make_cast(timezone.now())
        draw_land()
        for person in folk.persons.values():
            person.is_demo = True
            person.save()
    return folk


@pytest.fixture
def incident(folk):
    now = timezone.now()
    with scoped(EVERYWHERE):
        report = verified(folk.budi, now, region_code="35.26.06.2005", lon=112.93, lat=-7.01, category="crowd")
        return incident_with(report)


def test_notices_and_checked_claims_are_features_by_area_and_hour_without_the_claim(folk, client):
    now = timezone.now()
    with scoped(EVERYWHERE):
        check = told(folk, CHECK, "35.26.06", at=now)
        plain = told(folk, WORDS, at=now)
        told(folk, WORDS, at=now, exercise=True)
        drafted_notice(folk, at=now)
    assert set(ids(client, "pengumuman")) == {str(check.pk), str(plain.pk)}
    one = items(client, "pengumuman", "?limit=10")["features"]
    told_of = next(f for f in one if f["id"] == str(check.pk))["properties"]
    assert (told_of["title"], told_of["verdict"], told_of["withdrawn"]) == (
        "[SALAH] Kotak suara ditukar di Geger", "false", False,
    )  # fmt: skip
    assert told_of["url"].endswith(
        f"/pengumuman/35.26/{timezone.localdate(now).year}/1"
    ) and "ditukar tadi malam" not in str(one)
    west, south, east, north = SQUARES["35.26.06.2001"]
    assert str(check.pk) in ids(client, "pengumuman", f"?bbox={west},{south},{east},{north}")
    assert (
        ids(client, "pengumuman", "?bbox=0,0,1,1")
        == ids(client, "pengumuman", "?datetime=../2020-01-01T00:00:00Z")
        == []
    )
    with scoped(EVERYWHERE):
        withdraw_notice(notice_id=check.pk, reason="Keliru wilayah.", by=folk.citra, at=now)
    gone = client.get(f"/ogc/collections/pengumuman/items/{check.pk}").json()["properties"]
    assert (gone["withdrawn"], gone["text"]) == (True, "Keliru wilayah.")


def basic(key: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"qgis:{key}".encode()).decode()}


def items(client, collection: str, query: str = "", **headers):
    answer = client.get(f"/ogc/collections/{collection}/items{query}", headers=headers)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/geo+json"
    return answer.json()


def ids(client, collection: str, query: str = "", **headers) -> list[str]:
    return [feature["id"] for feature in items(client, collection, query, **headers)["features"]]


def test_from_the_landing_page_everything_is_found(client, folk):
    links = {link["rel"]: link["href"] for link in client.get("/ogc/").json()["links"]}
    for rel in ("service-desc", "conformance", "data"):
        assert client.get(links[rel].partition("testserver")[2]).status_code == 200
    found = client.get("/ogc/collections").json()["collections"]
    assert {c["id"] for c in found} == PUBLIC
    for one in found:
        assert client.get(f"/ogc/collections/{one['id']}").json() == one
    assert found[3]["extent"]["spatial"]["bbox"] == [[112.7, -7.1, 113.0, -6.95]]
    page = client.get("/ogc/?f=html")
    assert "wilayah-desa" in page.content.decode() and page["Content-Type"].startswith("text/html")
    assert client.get("/ogc/", headers={"Accept": "text/html,*/*"})["Content-Type"].startswith("text/html")
    assert client.get("/ogc/?f=xml").status_code == client.get("/ogc/?warna=1").status_code == 400


def test_pages_follow_one_another_and_miss_nothing(client, folk):
    seen_ids, query, n_pages = [], "?limit=2", 0
    while query:
        page = items(client, "wilayah-desa", query)
        seen_ids += [f["id"] for f in page["features"]]
        assert page["numberReturned"] == len(page["features"]) <= 2
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        query = "?" + following[0].partition("?")[2] if following else ""
        n_pages += 1
    assert seen_ids == sorted(code for code in SQUARES if len(code) == 13)
    assert n_pages == 2


def test_a_box_selects_by_outline_and_a_page_is_filled_past_what_only_its_frame_touches(client, folk):
    assert ids(client, "wilayah-kecamatan", "?bbox=112.91,-7.0,112.92,-6.99") == ["35.26.06"]
    assert ids(client, "wilayah-kecamatan", "?bbox=10,10,11,11") == []
    assert ids(client, "wilayah-kecamatan", "?bbox=112,-8,114,-6&limit=1") == ["35.26.01"]


def test_a_feature_has_an_address_of_its_own(client, folk):
    for collection in ("wilayah-desa", "wilayah-kecamatan"):
        for feature in items(client, collection)["features"]:
            one = client.get(f"/ogc/collections/{collection}/items/{feature['id']}").json()
            assert one["geometry"] == feature["geometry"] and one["properties"] == feature["properties"]
    for missing in ("99.99", "x", "%00", "35.26", "1e9"):
        assert client.get(f"/ogc/collections/wilayah-desa/items/{missing}").status_code == 404
    assert client.get("/ogc/collections/apa/items").status_code == 404
    assert client.get("/ogc/collections/%00").status_code == 404


def test_the_public_map_is_the_newest_issue_and_nothing_behind_it(client, folk, incident):
    assert items(client, "peta-umum")["features"] == []
    with scoped(EVERYWHERE):
        Region.objects.filter(pk="35.26.06").update(population=40_000, population_source="uji")
        make_release(tenant_shown("bangkalan"), by=SYSTEM, at=timezone.now())
    page = items(client, "peta-umum")
    assert {"35.26", "35.26.06"} <= {f["id"] for f in page["features"]}
    assert "counted" not in str(page) and "112.93" not in str(page)
    assert ids(client, "peta-umum", "?datetime=../2020-01-01") == []
    assert ids(client, "peta-umum", "?bbox=112.91,-7.04,112.94,-6.96&limit=1") == ["35.26"]


def test_public_warnings_are_found_by_box_and_time_and_others_never(client, folk):
    now = timezone.now()
    with scoped(EVERYWHERE):
        for public in (True, False):
            alert = drafted(
                folk.budi, is_public=public, public_text="Hindari pasar.", valid_until=now + timedelta(days=2)
            )
            sign_alert(alert_id=alert.pk, seen=seen(alert), by=folk.citra, at=now)
    [warning] = items(client, "peringatan")["features"]
    assert warning["properties"]["text"] == "Hindari pasar."
    assert "Camat menemui" not in str(warning)
    day = now.astimezone(ZoneInfo("Asia/Jakarta")).date()  # the region's, as it is asked for
    for query, n in ((f"?datetime={day}", 1), ("?datetime=2030-01-01/..", 0), ("?datetime=../2020-01-01", 0),
                     ("?bbox=112.91,-7.0,112.92,-6.99", 1), ("?bbox=113.1,-7.2,113.2,-7.1", 0)):  # fmt: skip
        assert len(items(client, "peringatan", query)["features"]) == n, query
    one = client.get(f"/ogc/collections/peringatan/items/{warning['id']}").json()
    assert one["properties"] == warning["properties"]


def test_strangers_are_asked_who_they_are_and_learn_nothing(client, folk, incident):
    for path in ("", "/items", f"/items/{incident.pk}"):
        for collection in ("kejadian", "penilaian"):
            answer = client.get(f"/ogc/collections/{collection}{path}")
            assert answer.status_code == 401
            assert answer["WWW-Authenticate"].startswith("Basic")
            assert incident.title not in answer.content.decode()
    assert client.get("/ogc/collections", headers=basic("kdf_salah")).status_code == 401


def test_officers_see_the_incidents_of_their_territory(client, folk, incident):
    client.force_login(folk.persons["budi"])
    [feature] = items(client, "kejadian")["features"]
    assert feature["geometry"]["coordinates"] == [112.93, -7.01]
    assert feature["properties"]["title"] == incident.title
    assert ids(client, "kejadian", "?bbox=112.92,-7.02,112.94,-7.0") == [str(incident.pk)]
    assert "no-store" in client.get("/ogc/collections/kejadian/items")["Cache-Control"]
    client.force_login(folk.persons["eko"])
    assert ids(client, "kejadian") == []
    assert client.get(f"/ogc/collections/kejadian/items/{incident.pk}").status_code == 404


def test_without_a_second_factor_a_session_is_a_stranger(client, folk, incident, settings):
    settings.DEMO = False
    client.force_login(folk.persons["budi"])
    assert client.get("/ogc/collections/kejadian/items").status_code == 401


def test_a_partner_sees_the_hour_and_the_middle_of_the_region_whatever_box_it_asks_for(client, folk, incident):
    with scoped(EVERYWHERE):
        key = a_key(folk.citra, reads_incidents=True, clearance=Classification.LIMITED).key
        narrow = a_key(folk.citra, name="Lain", reads_incidents=True, clearance=Classification.OPEN).key
        sender = a_key(folk.citra, name="Pengirim").key
    [feature] = items(client, "kejadian", **basic(key))["features"]
    centre = [incident.region.lon, incident.region.lat]
    assert feature["geometry"]["coordinates"] == centre != [112.93, -7.01]
    assert feature["properties"]["title"] is None and feature["properties"]["approximate"] is True
    with scoped(EVERYWHERE):
        Incident.objects.update(lon=112.91, lat=-7.01)
    assert ids(client, "kejadian", "?bbox=112.9095,-7.0105,112.9105,-7.0095", **basic(key)) == []
    assert ids(client, "kejadian", **basic(narrow)) == []
    assert client.get("/ogc/collections/kejadian/items", headers=basic(sender)).status_code in {401, 404}
    with scoped(EVERYWHERE):
        Incident.objects.update(region_id="35.27.01.2002")
    assert ids(client, "kejadian", **basic(key)) == []


def test_pages_of_incidents_follow_one_another(client, folk):
    now = timezone.now()
    with scoped(EVERYWHERE):
        made = [
            Incident.objects.create(
                number=f"K-{n}",
                title="Uji",
                category="crowd",
                region_id="35.26.06.2005",
                happened_at=now,
                opened_at=now,
            )
            for n in range(5)
        ]
    client.force_login(folk.persons["budi"])
    first = items(client, "kejadian", "?limit=3")
    [following] = [link["href"] for link in first["links"] if link["rel"] == "next"]
    rest = items(client, "kejadian", "?" + following.partition("?")[2])
    got = [f["id"] for f in (*first["features"], *rest["features"])]
    assert got == sorted((str(i.pk) for i in made), reverse=True)


def test_a_refusal_is_told_in_the_language_of_the_office(client, folk):
    asked = {
        "apa=1": "tidak ada",
        "bbox=1": "koma",
        "limit=0": "bulat",
        "f=x": "json",
        "datetime=x": "2027",
        "setelah=": "tautan",
    }
    for query, word in asked.items():
        told = client.get(f"/ogc/collections/peringatan/items?{query}").json()["description"]
        name, _colon, said = told.partition(": ")
        assert name == query.partition("=")[0] and word in said and said != said.upper(), told
    for sentence in views._SENTENCES:
        with translation.override("en"):
            english = str(sentence)
        with translation.override("id"):
            assert str(sentence) != english, english


def test_bad_questions_are_refused_in_the_form_of_the_standard(client, folk):
    for query in ("?limit=0", "?bbox=1,2", "?datetime=x", "?apa=1", "?setelah=%20", "?setelah=zz", "?f=gml"):
        for collection in sorted(PUBLIC):
            answer = client.get(f"/ogc/collections/{collection}/items{query}")
            assert answer.status_code == 400, (collection, query)
            assert answer.json()["code"] == "InvalidParameterValue"


def test_what_features_say_stands_in_the_catalogue(client, folk, incident):
    client.force_login(folk.persons["citra"])
    with scoped(EVERYWHERE):
        make_release(tenant_shown("bangkalan"), by=SYSTEM, at=timezone.now())
    n = 0
    for collection in COLLECTIONS.values():
        for feature in items(client, collection.id)["features"]:
            assert set(feature["properties"]) == set(collection.properties), collection.id
            n += 1
    assert n > 8


def test_a_page_asks_the_database_as_often_for_many_as_for_one(client, folk, django_assert_max_num_queries):
    for collection in sorted(PUBLIC):
        with django_assert_max_num_queries(24):
            items(client, collection)
