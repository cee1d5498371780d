"""The citizen's pages in a browser, on a narrow phone: with scripts, without them, and with the keyboard."""

import re

import pytest
import shapely
from playwright.sync_api import expect

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.regions.actions.store_areas import Edition, store_areas
from kondusif.reports.models import Report
from kondusif.reports.receipts import grouped, receipt_of
from kondusif.reports.territory import forget_territory
from kondusif.reports.tests import pictures
from kondusif.reports.tests.factories import make_report
from kondusif.reports.tests.test_views import signed_in
from tests.support.looks import faults, keep, watch

RECEIPT = re.compile(r"(?:\d{4} ){4}\d{4}")
PLACE = {"latitude": -6.985, "longitude": 112.944}


@pytest.fixture
def cast(transactional_db):
    forget_territory()
    cast = make_cast()
    squares = {
        "35.26.06.2001": shapely.box(112.95, -7.0, 112.98, -6.95),
        "35.26.06.2005": shapely.box(112.92, -7.0, 112.95, -6.95),
    }
    store_areas(squares, edition=Edition("uji", approximate=True, source="uji", valid_from=NOW.date()))
    return cast


def reports() -> list[Report]:
    with scoped(EVERYWHERE):
        return list(Report.objects.all())


def test_a_new_reporter_gets_a_receipt_and_follows_it(cast, live_server, open_page):
    page = open_page(width=320, geolocation=PLACE)
    noise = watch(page)
    page.goto(f"{live_server.url}/laporan/baru")
    assert faults(page, noise) == []
    keep(page, "laporan-baru-320")
    page.get_by_label("Kerumunan").check(force=True)
    page.get_by_label("Ceritakan singkat").fill("Massa berkumpul di depan balai desa.")
    page.get_by_role("button", name="Posisi saya").click()
    page.get_by_text("Lerpak").wait_for()
    page.set_input_files("#id_photos", {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": pictures.jpeg()})
    # Browsers say these in their own language; the page says them in its own.
    expect(page.locator(".picker")).to_contain_text("foto.jpg")
    page.locator("#id_event_local").fill("2027-02-14T06:42")
    expect(page.locator("#id_event_local + .hint")).to_contain_text("14 Februari 2027")
    page.locator("#id_event_local").fill("")
    page.get_by_role("button", name="Kirim laporan").click()
    page.wait_for_url("**/laporan/terkirim")
    receipt = RECEIPT.search(page.inner_text("main")).group()
    assert receipt == grouped(receipt_of(reports()[0].client_id))
    assert reports()[0].region_id == "35.26.06.2005" and faults(page, noise) == []
    keep(page, "laporan-terkirim-320")
    page.goto(f"{live_server.url}/laporan/cek")
    assert faults(page, noise) == []
    page.get_by_label("Nomor resi").fill(receipt)
    page.keyboard.press("Enter")
    page.get_by_text("Laporan Anda sudah diterima").first.wait_for()
    page.get_by_label("Tulis kepada petugas").fill("Sekarang sudah lima puluh orang.")
    page.get_by_role("button", name="Kirim pesan").click()
    page.get_by_text("Pesan Anda sudah diterima").wait_for()
    expect(page.locator("main")).to_contain_text("Sekarang sudah lima puluh orang.")
    assert faults(page, noise) == []
    keep(page, "laporan-cek-320")


def test_the_page_works_without_scripts(cast, live_server, open_page):
    page = open_page(width=320, java_script_enabled=False)
    page.goto(f"{live_server.url}/laporan/baru")
    page.get_by_label("Politik uang").check(force=True)
    page.get_by_label("Ceritakan singkat").fill("Amplop dibagikan dari rumah ke rumah.")
    page.get_by_label("Di mana?").fill("kombangan")
    with page.expect_navigation():
        page.get_by_role("button", name="Cari nama").click()
    assert page.get_by_label("Ceritakan singkat").input_value() == "Amplop dibagikan dari rumah ke rumah."
    page.get_by_label("Desa Kombangan").check()
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.locator("main")).to_contain_text(RECEIPT)
    assert [r.region_id for r in reports()] == ["35.26.06.2001"]


def test_what_is_wrong_stands_on_top_and_beside_its_field(cast, live_server, open_page):
    page = open_page(width=320)
    noise = watch(page)
    page.goto(f"{live_server.url}/laporan/baru")
    page.get_by_role("button", name="Kirim laporan").click()
    page.get_by_role("alert").wait_for()
    # A refused form is an answer of 422, which the browser notes as an error of its own.
    assert faults(page, [n for n in noise if "422" not in n]) == []
    assert page.locator(".error").count() >= 3
    keep(page, "laporan-baru-salah-320")


def test_a_village_is_chosen_by_typing_its_name(cast, live_server, open_page):
    page = open_page(width=360)
    page.goto(f"{live_server.url}/laporan/baru")
    page.get_by_label("Di mana?").type("lerp")
    page.get_by_role("button", name="Desa Lerpak").click()
    expect(page.locator("[name=village_code]")).to_have_value("35.26.06.2005")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("address", ["/laporan/", "/laporan/catat"])
def test_the_officers_pages_pass_on_phone_and_desk(cast, live_server, open_page, address, width):
    make_report(exercise=True)
    client = signed_in(cast, "budi")
    page = open_page(width=width)
    noise = watch(page)
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
    page.goto(live_server.url + address)
    assert page.locator("h1").count() == 1 and faults(page, noise) == []
    keep(page, f"petugas{address.replace('/', '-')}-{width}")


def test_an_officer_enters_a_report_and_reads_its_receipt(cast, live_server, open_page):
    client = signed_in(cast, "dewi")
    page = open_page(width=1280, geolocation=PLACE)
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
    page.goto(live_server.url + "/laporan/catat")
    page.get_by_label("Apa yang terjadi?").select_option("crowd")
    page.get_by_label("Ceritakan singkat").fill("Pak RT menelepon: massa berkumpul di balai desa.")
    page.get_by_role("button", name="Posisi saya").click()
    page.get_by_text("Lerpak").wait_for()
    page.get_by_role("button", name="Simpan laporan").click()
    page.get_by_text("Tersimpan").wait_for()
    expect(page.locator("main")).to_contain_text(RECEIPT)
    assert reports()[0].channel == "posko"
