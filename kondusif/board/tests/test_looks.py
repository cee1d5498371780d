"""The board and the map of the real Bangkalan in a browser, on a phone and on a desk."""

import pytest
from django.conf import settings as installed
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from kondusif.board.tests.factories import make_morning, make_vote
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.detection.models import Cluster
from kondusif.people.tests.factories import make_cast
from tests.support import looks
from tests.support.waiting import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.drawn]


@pytest.fixture
def bangkalan(transactional_db, settings):
    from kondusif.regions.actions.create_tenant import create_tenant
    from kondusif.regions.actions.load_regions import load_regions
    from kondusif.regions.operators import Operator

    settings.DEMO = True
    now = timezone.now()
    with scoped(EVERYWHERE):
        load_regions(folder=installed.PUBLIC_DATA_DIR / "regions", at=now, only=("35.26", "35.27"))
        create_tenant(region_code="35.26", data_dir=installed.PUBLIC_DATA_DIR, by=Operator(), at=now)
        cast = make_cast(now)
        make_morning(cast, now)
        make_vote(now)
        Cluster.objects.update(radius_km=12, lat=-6.9)  # reaches far out over the sea
        for person in cast.persons.values():
            person.is_demo = True
            person.save()
    return cast


@pytest.fixture
def enter(bangkalan, live_server, open_page):
    def entered(name: str, **options):
        client = Client()
        client.force_login(bangkalan.persons[name])
        page = open_page(**options)
        page.context.add_cookies(
            [
                {
                    "name": installed.SESSION_COOKIE_NAME,
                    "value": client.cookies[installed.SESSION_COOKIE_NAME].value,
                    "url": live_server.url,
                }
            ]
        )
        return page

    return entered


def is_whole(cluster, page) -> bool:
    circle, box = cluster.bounding_box(), page.locator(".map").bounding_box()
    if not circle or not box:  # the map is being drawn
        return False
    return all(
        box[start] <= circle[start] and circle[start] + circle[size] <= box[start] + box[size]
        for start, size in (("x", "width"), ("y", "height"))
    )


def no_stream(noise: list[str]) -> list[str]:
    # The test server has no event stream; the page says so and asks again by itself.
    return [n for n in noise if "404" not in n]


@pytest.mark.parametrize("path", ["/papan/", "/peta/"])
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "light"), (1280, "dark")])
def test_pages_are_accessible_at_every_width(enter, live_server, path, width, scheme):
    page = enter("ani" if path == "/papan/" else "rendra", width=width, height=900, color_scheme=scheme)
    noise = looks.watch(page)
    page.goto(live_server.url + path)
    page.wait_for_selector(".map.ready path.area")
    cluster = page.locator(".map path.cluster").first
    until(lambda: (cluster.bounding_box() or {"width": 0})["width"] > 5, "the cluster is drawn in its size")
    until(lambda: is_whole(cluster, page), "the circle is whole")
    looks.keep(page, f"{path.strip('/')}-{width}-{scheme}")
    assert looks.faults(page, no_stream(noise)) == []


def test_a_window_that_narrows_shows_the_whole_map_again(enter, live_server):
    page = enter("rendra", width=1200, height=900)
    page.goto(live_server.url + "/peta/")
    cluster = page.locator(".map path.cluster").first
    until(lambda: cluster.count() and is_whole(cluster, page), "the circle is whole")
    page.set_viewport_size({"width": 360, "height": 740})
    until(lambda: (page.locator(".map").bounding_box() or {"width": 1200})["width"] < 400, "the map is narrow")
    until(lambda: is_whole(cluster, page), "the circle is whole again")


def test_the_map_is_walked_by_keyboard_and_speaks_its_levels(enter, live_server):
    page = enter("rendra", width=1280, height=900)
    page.goto(live_server.url + "/peta/")
    geger = page.locator("path.area[aria-label^='Geger:']")
    geger.wait_for()
    assert "rawan" in geger.get_attribute("aria-label") and geger.get_attribute("class").count("level-") == 1
    geger.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup-content >> text=Geger")
    expect(page.locator("path.area")).to_have_count(18)
    expect(page.locator("path.area[fill='url(#kondusif-hatch)']")).to_have_count(16)


def test_the_time_slider_goes_back_to_days_without_data(enter, live_server):
    page = enter("rendra", width=1280, height=900)
    page.goto(live_server.url + "/peta/")
    page.wait_for_selector(".map-time:not([hidden])")
    page.locator(".map-time input").focus()
    page.keyboard.press("Home")
    unknown, points = page.locator("path.area[fill='url(#kondusif-hatch)']"), page.locator("path.point")
    expect(unknown).to_have_count(18)
    expect(points).to_have_count(0)
    page.keyboard.press("End")
    expect(unknown).to_have_count(16)
    expect(points).to_have_count(1)


def test_without_a_script_the_table_tells_the_same(enter, live_server):
    page = enter("rendra", width=360, height=900, java_script_enabled=False)
    page.goto(live_server.url + "/peta/")
    assert page.locator("#wilayah tbody tr").count() == 18
    page.get_by_role("link", name="Baca tabelnya").click()
    assert page.url.endswith("#wilayah")


def test_letters_lead_to_pages_and_a_question_mark_explains_them(enter, live_server):
    page = enter("rendra", width=1280, height=900)
    page.goto(live_server.url + "/papan/")
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open] >> text=Peta")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/peta/")
    expect(page.locator("#wilayah tbody tr")).to_have_count(18)
