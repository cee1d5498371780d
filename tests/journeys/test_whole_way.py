"""One datum goes the whole way, in a real browser on a running installation: from a phone to what became of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support import browsers
from tests.support.stack import LiveStack
from tests.support.waiting import RESTART_S, until

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
DOMAIN = "kabupaten-bangkalan.test"
TEXT = "Tiga orang membawa kayu mengancam ketua KPPS di rumahnya, warga takut keluar"
OUTCOME = "Petugas sudah datang ke lokasi; penyelenggara dijaga dan warga tenang."


@contextmanager
def person(browser: Any, live: LiveStack, account: str | None = None, **size: int) -> Iterator[Any]:
    """This function will open a page as the holder of a demonstration account, or as nobody."""
    context = browsers.phone(browser, **size)
    page = context.new_page()
    page.base = live.url
    if account:
        password = re.search(r"peragaan-\S+", live.output())
        assert password, "the installation prints the demonstration's password"
        page.goto(f"{live.url}/akun/login/")
        page.fill("[name=login]", f"{account}@{DOMAIN}")
        page.fill("[name=password]", password[0])
        page.click("form button.primary")
        page.wait_for_url(lambda url: "login" not in url)
    try:
        yield page
    finally:
        context.close()


def submit(page: Any, action: str, **fields: str) -> None:
    """This function will fill the form that posts to *action* and send it."""
    form = page.locator(f"form[action$='{action}']").first
    if not form.is_visible():
        page.locator("details", has=page.locator(f"form[action$='{action}']")).first.locator("summary").first.click()
    for name, value in fields.items():
        box = form.locator(f"[name={name}], [name$='-{name}']").first
        if box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(value)
        elif box.get_attribute("type") == "radio":
            form.locator(f"[value='{value}']").check(force=True)
        else:
            box.fill(value)
    with page.expect_navigation():
        form.locator("button:not([formaction])").last.click()


def report_from_a_phone(browser: Any, live: LiveStack) -> str:
    with person(browser, live, **PHONE) as page:
        page.goto(live.url)
        with page.expect_navigation():
            page.click("a.button.primary")
        page.check("[name=category][value=intimidation_violence]", force=True)
        page.fill("[name=text]", TEXT)
        page.locator("[name=place_text]").press_sequentially("Lerpak")
        page.locator("[data-results] button, [data-results] a", has_text="Lerpak").first.click()
        expect(page.locator("[name=village_code]")).to_have_value("35.26.06.2005")
        page.click("form[enctype] > button.primary")
        page.wait_for_url("**/laporan/terkirim*")
        receipt = re.sub(r"\D", "", page.locator(".receipt").inner_text())
        assert len(receipt) == 20
        page.reload()
        assert receipt not in re.sub(r"\D", "", page.content()), "the receipt is shown once"
        return receipt


def triage_the_report(browser: Any, live: LiveStack) -> None:
    with person(browser, live, "posko", **DESK) as page:
        page.goto(f"{live.url}/triase/")
        with page.expect_navigation():
            page.locator("tr, li, article", has_text="Lerpak").locator("a").first.click()
        if page.locator("form[action$='/ambil']").count():
            submit(page, "/ambil")
        submit(page, "/saring", maturity="occurrence")
        submit(page, "/mulai")
        submit(page, "/verifikasi", source_rating="B", info_rating="2", note="Dicek Bhabinkamtibmas di lokasi.")
        assert "Terverifikasi" in page.content() or "terverifikasi" in page.content()


def sign_the_warning(browser: Any, live: LiveStack) -> str:
    with person(browser, live, "kaban", **DESK) as page:
        draft = page.locator("li", has_text="Ancaman atau kekerasan di Kecamatan Geger")

        def there() -> bool:
            page.goto(f"{live.url}/peringatan/")
            return draft.count() > 0

        until(there, "the verified threat drafts a warning", RESTART_S)  # by the worker, whatever else it has to do
        with page.expect_navigation():
            draft.first.locator("a.button").first.click()
        submit(page, "/tanda-tangan")
        assert "berlaku" in page.locator("main").inner_text()
        return page.url


def give_the_task(browser: Any, live: LiveStack, warning: str) -> str:
    with person(browser, live, "kaban", **DESK) as page:
        page.goto(warning)
        with page.expect_navigation():
            page.locator("a[href*='/tugas/beri']").click()
        page.locator("form button.primary").click()
        page.wait_for_url(re.compile(r"/tugas/[0-9a-f-]{36}$"))
        assert "Camat Geger" in page.content()
        return page.url


def do_the_task(browser: Any, live: LiveStack, warning: str, task: str) -> None:
    with person(browser, live, "camat-geger", **PHONE) as page:
        page.goto(warning)
        submit(page, "/terima")
        page.goto(f"{live.url}/tugas/")
        assert page.locator("main").inner_text().count("TGS/") >= 1
        page.goto(task)
        submit(page, "/terima")
        submit(page, "/selesai", note="Kami menemui keluarga KPPS bersama Kapolsek dan Danramil.")


def verify_the_task(browser: Any, live: LiveStack, task: str) -> None:
    with person(browser, live, "kaban", **DESK) as page:
        page.goto(task)
        submit(page, "/verifikasi", outcome=OUTCOME)
        assert OUTCOME in page.content()


def what_became_of_it(browser: Any, live: LiveStack, receipt: str) -> str:
    with person(browser, live, **PHONE) as page:

        def told() -> bool:
            page.goto(f"{live.url}/laporan/cek")
            page.fill("[name=receipt]", receipt)
            with page.expect_navigation():
                page.click("form button.primary")
            return OUTCOME in page.content()

        until(told, "the reporter reads the outcome", RESTART_S)
        assert receipt not in page.url
        return page.locator("main").inner_text()


@pytest.mark.journey
def test_a_report_goes_from_a_phone_to_what_became_of_it(browser, live_stack):
    receipt = report_from_a_phone(browser, live_stack)
    triage_the_report(browser, live_stack)
    warning = sign_the_warning(browser, live_stack)
    task = give_the_task(browser, live_stack, warning)
    do_the_task(browser, live_stack, warning, task)
    verify_the_task(browser, live_stack, task)
    story = what_became_of_it(browser, live_stack, receipt)
    assert OUTCOME in story
    assert "Rahayu" not in story  # offices act, nobody is named


@pytest.mark.journey
def test_the_scan_finds_what_was_planted_and_the_board_tells_it(browser, live_stack):
    with person(browser, live_stack, "analis", **DESK) as page:
        page.goto(f"{live_stack.url}/deteksi/")
        assert "Konang" in page.locator("main").inner_text()  # what is planted and still going on
        page.goto(f"{live_stack.url}/deteksi/riwayat")
        scans = page.locator("main a[href*='/deteksi/riwayat/']")
        assert scans.count() >= 3
        told, finds = "", 0
        for address in [a.get_attribute("href") for a in scans.all()][:6]:
            page.goto(f"{live_stack.url}{address}")
            told += page.locator("main").inner_text()
            finds += page.locator("main table .badge.alarm").count() > 0
        assert finds >= 3, "a scan at the end of each of the three outbreaks stands out"
        for subdistrict in ("Konang", "Galis"):  # the third lies across two subdistricts
            assert subdistrict in told
        page.goto(f"{live_stack.url}/papan/")
        assert page.locator("h1").inner_text().strip()
        assert "Gugus" in page.locator("main").inner_text()


@pytest.mark.journey
def test_an_area_shows_who_rates_it_by_which_method_and_when(browser, live_stack):
    with person(browser, live_stack, "analis", **DESK) as page:
        page.goto(f"{live_stack.url}/penilaian/35.26.06")
        text = page.locator("main").inner_text()
        for word in ("Kesbangpol", "Polres", "Bawaslu"):
            assert word.lower() in text.lower()


@pytest.mark.journey
def test_an_officer_of_the_field_sees_no_report_and_no_draft(browser, live_stack):
    with person(browser, live_stack, "kpu", **DESK) as page:
        answer = page.goto(f"{live_stack.url}/triase/")
        assert answer.status == 403
        page.goto(f"{live_stack.url}/peringatan/")
        assert "Menunggu tanda tangan" not in page.content()
