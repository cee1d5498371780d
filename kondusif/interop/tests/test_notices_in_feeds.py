"""Public notices stand in the feeds beside the warnings, for a place or for everywhere."""

import json
from datetime import timedelta

import feedparser
import pytest
import shapely
from django.utils import timezone

from kondusif.publication.notice_actions import withdraw_notice
from kondusif.publication.tests.notices import CHECK, WORDS, drafted, told
from kondusif.regions.models import Boundary

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.localtime()  # its year and its day are those of the office


def read(client, address: str):
    answer = client.get(address)
    feed = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert feed.bozo == 0, feed.get("bozo_exception")
    return feed.entries


@pytest.mark.parametrize("address", ["/umpan/rss", "/umpan/atom"])
def test_a_check_stands_in_the_feed_behind_its_mark_and_without_the_claim(cast, client, now, address):
    told(cast, CHECK, at=now)
    drafted(cast, at=now)
    [entry] = read(client, address)
    assert entry.title == "[SALAH] Kotak suara ditukar di Geger"
    assert entry.link.endswith(f"/pengumuman/35.26/{now.year}/1")
    assert "Segel semua kotak" in entry.summary
    assert "ditukar tadi malam" not in client.get(address).content.decode()
    assert read(client, "/cap/feed.atom") == []


def test_a_place_hears_what_concerns_it_and_nothing_else(cast, client, now):
    told(cast, WORDS, "35.26", at=now)
    told(cast, CHECK, "35.26.01", at=now + timedelta(minutes=1))
    told(cast, CHECK, at=now, exercise=True)
    assert [e.title for e in read(client, "/umpan/rss?daerah=35.26.06.2005")] == [WORDS.title]
    assert len(read(client, "/umpan/atom?daerah=35.26")) == 2
    assert read(client, "/umpan/rss?daerah=35.27") == []
    assert client.get("/umpan/rss?daerah=99").status_code == 404


def test_a_withdrawn_notice_keeps_its_name_and_tells_why(cast, client, now):
    notice = told(cast, CHECK, at=now)
    before = read(client, "/umpan/atom")[0].id
    withdraw_notice(notice_id=notice.pk, reason="Sumbernya keliru.", by=cast.citra, at=now + timedelta(minutes=5))
    [entry] = read(client, "/umpan/atom")
    assert (entry.id, entry.title, entry.summary) == (before, f"[DITARIK] {notice.number}", "Sumbernya keliru.")


def test_a_notice_is_drawn_where_its_area_has_an_outline(cast, client, now):
    told(cast, WORDS, "35.26.06", at=now)
    [feature] = json.loads(client.get("/umpan/geojson").content)["features"]
    assert (feature["properties"]["kind"], feature["properties"]["headline"]) == ("notice", WORDS.title)
    has_outline = Boundary.objects.filter(region_id="35.26.06", current=True).exists()
    assert (feature["geometry"] is not None) == has_outline
    if has_outline:
        assert shapely.from_geojson(json.dumps(feature["geometry"])).is_valid


@pytest.mark.parametrize(
    "address", ["/umpan/rss?daerah=%00", "/cap/%00.xml", "/cap/feed.atom?wilayah=%00", "/ical/tahapan.ics?wilayah=%00", "/pengumuman/%00/2026/1"]
)  # fmt: skip
def test_a_null_character_in_an_address_is_answered_and_breaks_nothing(cast, client, address):
    client.raise_request_exception = False
    assert client.get(address).status_code in {400, 404}
