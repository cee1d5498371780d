"""A province above its regencies: Kalimantan Utara as its own office sees it."""

import pytest
from django.conf import settings as installed
from django.test import Client
from django.utils import timezone

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.roles import Role
from kondusif.people.tests.factories import appoint
from kondusif.ratings.actions import rate_from_situation
from kondusif.ratings.tests.factories import add_report
from kondusif.regions.actions.create_tenant import create_tenant
from kondusif.regions.actions.load_regions import load_regions
from kondusif.regions.operators import Operator
from kondusif.regions.queries import subtree
from kondusif.reports.states import Urgency
from tests.support import looks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.drawn]
TARAKAN = "65.71"


@pytest.fixture
def province(transactional_db, settings):
    settings.DEMO = True
    now = timezone.now()
    with scoped(EVERYWHERE):
        load_regions(folder=installed.PUBLIC_DATA_DIR / "regions", at=now, only=("65",))
        create_tenant(region_code="65", data_dir=installed.PUBLIC_DATA_DIR, by=Operator(), at=now, with_regencies=True)
        for village in subtree(TARAKAN, 4)[:6]:
            add_report(village.code, at=now, hours_ago=4, urgency=Urgency.YELLOW)
        rate_from_situation(TARAKAN, now)
        person = appoint("Hana Provinsi", Role.PROVINCE_VIEWER, "65", "Kesbangpol Kalimantan Utara")
        person.is_demo = True
        person.save()
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def page_of(province, live_server, open_page):
    def opened(width: int):
        page = open_page(width=width, height=900)
        name = installed.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": province.cookies[name].value, "url": live_server.url}])
        return page

    return opened


def test_the_province_sees_every_subdistrict_and_where_it_lies(province):
    page = province.get("/peta/").content.decode()
    n_subdistricts = subtree("65", 3).count()
    assert page.count('<tr><th scope="row">') == n_subdistricts > 50
    assert "Kota Tarakan" in page and '<a href="?wilayah=65.71">' in page


def test_it_turns_to_one_regency_and_back(province):
    page = province.get("/peta/?wilayah=65.71").content.decode()
    assert "Peta Kota Tarakan" in page and page.count('<tr><th scope="row">') == subtree(TARAKAN, 3).count()
    assert "Kembali ke seluruh daerah" in page


def test_the_board_lists_what_is_known_and_leads_to_the_rest(province):
    page = province.get("/papan/").content.decode()
    n_known = page.count('<tr><th scope="row">')
    assert 1 <= n_known <= 20
    assert f"{subtree('65', 3).count() - n_known} wilayah lainnya" in page and "/peta/?wilayah=65#wilayah" in page


def test_a_province_viewer_reads_no_reports(province):
    assert province.get("/peta/laporan.geojson").status_code == 403
    page = province.get("/papan/").content.decode()
    assert "Laporan 24 jam" not in page and "Wilayah rawan" in page


def test_names_that_two_subdistricts_share_are_both_counted(province):
    page = province.get("/papan/").content.decode()
    assert "Belum ada penilaian untuk" not in page and "belum ada data dari" in page


@pytest.mark.parametrize("width", [360, 1280])
def test_the_province_board_is_accessible(page_of, live_server, width):
    page = page_of(width)
    noise = looks.watch(page)
    page.goto(live_server.url + "/papan/")
    page.wait_for_selector(".map.ready path.area")
    looks.keep(page, f"provinsi-{width}")
    assert looks.faults(page, [n for n in noise if "404" not in n]) == []


def test_the_map_prints_without_navigation_and_with_its_signs(page_of, live_server):
    page = page_of(1280)
    page.goto(live_server.url + "/peta/?wilayah=65.71")
    page.wait_for_selector(".map.ready path.area")
    page.emulate_media(media="print")
    looks.keep(page, "cetak")
    assert not page.locator(".nav").is_visible() and not page.locator(".filters").is_visible()
    assert page.locator(".map path.area").first.is_visible() and page.locator(".legend .swatch").count() == 5
    fills = page.eval_on_selector_all(".legend .swatch rect", "all => all.map(e => getComputedStyle(e).fill)")
    greys = [tuple(int(n) for n in f[4:-1].split(",")) for f in fills]
    assert all(r == g == b for r, g, b in greys) and len({g[0] for g in greys[:4]}) == 4
