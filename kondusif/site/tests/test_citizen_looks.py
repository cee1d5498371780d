"""The citizen's form on an old phone: light, usable at 320 px, three ways to say where."""

import gzip
import re

import pytest
from django.conf import settings as installed
from django.utils import timezone
from playwright.sync_api import expect

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.regions.actions.create_tenant import create_tenant
from kondusif.regions.actions.load_regions import load_regions
from kondusif.regions.operators import Operator
from tests.support import browsers, looks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.drawn]
FORM = "/laporan/baru"
LIMIT = 60_000
FINGER = 44
HERE = {"latitude": -6.985, "longitude": 112.944}


@pytest.fixture
def bangkalan(transactional_db):
    now = timezone.now()
    with scoped(EVERYWHERE):
        load_regions(folder=installed.PUBLIC_DATA_DIR / "regions", at=now, only=("35.26",))
        create_tenant(region_code="35.26", data_dir=installed.PUBLIC_DATA_DIR, by=Operator(), at=now)


@pytest.fixture
def form(bangkalan, live_server, open_page):
    def opened(width: int = 320, **options):
        page = open_page(width=width, height=640, geolocation=HERE, **options)
        page.noise = looks.watch(page)
        page.goto(live_server.url + FORM)
        return page

    return opened


def test_the_first_load_weighs_at_most_60_kb_packed(bangkalan, live_server, open_page):
    page = open_page(width=320, height=640)
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(live_server.url + FORM, wait_until="networkidle")
    sizes = {answer.url: len(gzip.compress(answer.body())) for answer in answers}
    assert len(sizes) >= 3, "the page, its sheet and its script"
    assert sum(sizes.values()) <= LIMIT, sizes
    assert not [url for url in sizes if "leaflet" in url or "htmx" in url]


@pytest.mark.parametrize("width", [320, 360])
def test_the_form_is_accessible_and_made_for_fingers(form, width):
    page = form(width)
    looks.keep(page, f"lapor-{width}")
    assert looks.faults(page, page.noise) == []
    small = page.eval_on_selector_all(
        "main button, main .button, main .chip, main select, main textarea, main input[type=text], main summary",
        f"all => all.filter(e => e.getClientRects().length && e.getBoundingClientRect().height < {FINGER})"
        ".map(e => e.outerHTML.slice(0, 90))",
    )
    assert small == []


def test_the_own_position_names_the_village_and_keeps_four_decimals(form):
    page = form()
    page.locator("[data-here]").click()
    page.wait_for_selector("[data-said] >> text=Desa Kombangan · perkiraan dari posisi Anda")
    for name, value in (("lat", "-6.9850"), ("lon", "112.9440"), ("village", "35.26.06.2001")):
        expect(page.locator(f"[data-{name}]")).to_have_value(value)


def test_a_typed_name_offers_villages_and_takes_the_chosen_one(form):
    page = form()
    page.locator("[data-name]").press_sequentially("lerpak")
    page.locator("[data-results] button", has_text="Lerpak").first.click()
    expect(page.locator("[data-village]")).to_have_value("35.26.06.2005")
    expect(page.locator("[data-results] button")).to_have_count(0)
    page.locator("[data-name]").press_sequentially(" x")
    expect(page.locator("[data-village]")).to_have_value("")


def test_answers_that_come_late_neither_take_a_tap_away_nor_change_what_was_chosen_since(form):
    page = form(service_workers="block")
    position = browsers.held_back(page, "**/wilayah/titik*")
    page.locator("[data-here]").click()
    position()
    page.locator("[data-name]").press_sequentially("lerpa")
    village = page.locator("[data-results] button", has_text="Lerpak").first
    village.hover()
    search = browsers.held_back(page, "**/wilayah/cari*")
    page.evaluate("document.querySelector('[data-name]').dispatchEvent(new Event('input'))")
    search()
    page.mouse.down()  # a slow finger
    for late in (search(), position()):
        browsers.arrived(page, late.continue_)
    page.mouse.up()
    expect(page.locator("[data-village]")).to_have_value("35.26.06.2005")
    expect(page.locator("[data-lat]")).to_have_value("")


def test_a_tap_on_the_map_marks_the_place_and_loads_the_map_only_then(form):
    page = form(360, service_workers="block")
    names = browsers.held_back(page, "**tingkat=kecamatan*")
    assert page.evaluate("typeof window.L") == "undefined"
    page.locator("[data-open-map]").click()
    page.wait_for_selector("[data-map-box] path.area")
    names()
    page.locator("[data-map-box]").click()  # in its middle, and before the names stand on it
    page.wait_for_selector("[data-said] >> text=· ditandai di peta")
    expect(page.locator("[data-village]")).to_have_value(re.compile(r"^35\.26\."))
    names().continue_()
    expect(page.locator(".place-name.strong", has_text="Geger")).to_be_visible()
    looks.keep(page, "lapor-peta")
    assert looks.faults(page, page.noise) == []


def test_a_refused_position_says_what_to_do_instead(bangkalan, live_server, open_page):
    page = open_page(width=320, height=640, permissions=[])
    page.goto(live_server.url + FORM)
    page.locator("[data-here]").click()
    page.wait_for_selector("[data-said] >> text=nama desa")
    assert page.locator("[data-lat]").input_value() == ""
