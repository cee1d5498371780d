"""Public notices as a citizen reads them and as officers write them."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from kondusif.core.scope import NOWHERE, scoped
from kondusif.people.tests.factories import second_factor_of
from kondusif.publication import notice_actions as actions
from kondusif.publication.models import PublicNotice
from kondusif.publication.notice_queries import address_of
from kondusif.publication.tests.notices import CHECK, WORDS, drafted, seen, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.localtime()  # its year and its day are those of the office


def enters(client, person) -> None:
    client.force_login(person)
    second_factor_of(person)


def page(client, address: str) -> str:
    with scoped(NOWHERE):
        answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_shared_link_shows_the_mark_and_what_is_true_before_the_claim(cast, client, now):
    notice = told(cast, CHECK, at=now)
    html = page(client, f"/pengumuman/35.26/{now.year}/1")
    head, body = html.split("</head>")
    assert '<meta property="og:title" content="[SALAH] Kotak suara ditukar di Geger">' in head
    assert "Segel semua kotak" in head
    assert "ditukar tadi malam" not in head
    assert body.index("Segel semua kotak") < body.index("ditukar tadi malam")
    assert 'href="https://kpu.example/rilis"' in body
    assert notice.number in body
    assert "Budi Santosa" not in html


def test_no_script_of_others_is_on_the_page_that_is_shared(cast, client, now):
    import re

    told(cast, CHECK, at=now)
    html = page(client, f"/pengumuman/35.26/{now.year}/1")
    assert set(re.findall(r'<script[^>]*src="(/[^/])', html)) == {"/s"}
    assert not re.findall(r'<(?:script|img|link rel="stylesheet")[^>]*(?:src|href)="(?:https?:)?//', html)


def test_an_area_reads_its_own_news_those_above_and_those_within_and_no_others(cast, client, now):
    for code, title in (
        ("35.26", "Untuk seluruh Bangkalan"),
        ("35.26.06", "Untuk kecamatan Geger"),
        ("35.26.01", "Untuk kecamatan kota"),
    ):
        told(cast, type(WORDS)(title, "Isi."), code, at=now)
    drafted(cast, type(WORDS)("Masih konsep saja", "Isi."), at=now)
    told(cast, type(WORDS)("Hanya latihan posko", "Isi."), at=now, exercise=True)
    village, regency = page(client, "/pengumuman/wilayah/35.26.06.2005"), page(client, "/pengumuman/wilayah/35.26")
    assert "Untuk seluruh Bangkalan" in village
    assert "Untuk kecamatan Geger" in village
    assert "Untuk kecamatan kota" not in village
    assert "Untuk kecamatan kota" in regency
    assert "konsep saja" not in regency
    assert "latihan posko" not in regency
    assert "Untuk seluruh Bangkalan" not in page(client, "/pengumuman/wilayah/35.27")
    assert "Untuk seluruh Bangkalan" in page(client, "/?wilayah=bangkalan")


def test_a_withdrawn_notice_says_so_and_no_longer_tells_its_words(cast, client, now):
    notice = told(cast, CHECK, at=now - timedelta(hours=1))
    actions.withdraw_notice(notice_id=notice.pk, reason="Sumbernya keliru.", by=cast.citra, at=now)
    html = page(client, urlsplit(address_of(notice)).path)
    assert "Sumbernya keliru." in html
    assert "Segel semua kotak" not in html
    assert "Kotak suara ditukar" not in html


@pytest.mark.parametrize(
    "address", ["/pengumuman/35.26/2026/77", "/pengumuman/wilayah/99.99", "/pengumuman/?wilayah=atlantis", "/pengumuman/x/1/1"]
)  # fmt: skip
def test_addresses_of_nothing_are_said_to_be_missing(cast, client, address):
    assert client.get(address).status_code == 404


def test_a_village_is_found_by_its_name(cast, client):
    assert "/pengumuman/wilayah/35.26.06.2005" in page(client, "/pengumuman/?cari=Lerpak")
    assert "Tidak ada wilayah bernama itu" in page(client, "/pengumuman/?cari=Zzzzzz")


def test_officers_write_release_and_see_only_their_own_region(cast, client):
    enters(client, cast.persons["budi"])
    typed = {
        "region": "35.26", "title": CHECK.title, "claim": CHECK.claim, "finding": CHECK.finding, "verdict": "false",
        "sources": "KPU Bangkalan | https://kpu.example/rilis\nBawaslu Bangkalan", "body": "",
    }  # fmt: skip
    refused = client.post(reverse("publication:new_notice", args=["klarifikasi"]), typed | {"sources": ""})
    assert refused.status_code == 422
    assert "Sebut sedikitnya satu sumber" in refused.content.decode()
    assert client.post(reverse("publication:new_notice", args=["klarifikasi"]), typed).status_code == 302
    notice = PublicNotice.objects.get()
    one, release = (reverse(f"publication:{v}", args=[notice.pk]) for v in ("staff_notice", "release_notice"))
    assert "[SALAH] Kotak suara ditukar di Geger" in client.get(one).content.decode()
    assert client.post(release, {"seen": seen(notice).hex()}).status_code == 403
    enters(client, cast.persons["eko"])
    assert client.get(one).status_code == 404
    enters(client, cast.persons["citra"])
    assert client.post(release, {"seen": "zz"}).status_code == 409
    assert client.post(release, {"seen": seen(notice).hex()}).status_code == 302
    assert client.post(release, {"seen": "00"}).status_code == 409
    notice.refresh_from_db()
    assert notice.state == "released"
    assert [s["name"] for s in notice.newest.sources] == ["KPU Bangkalan", "Bawaslu Bangkalan"]
    assert "[SALAH] Kotak suara" in client.get(reverse("publication:manage")).content.decode()
