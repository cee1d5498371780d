"""The desk in a real browser, worked whole by keyboard: from the queue to an incident without touching a mouse."""

import pytest
from playwright.sync_api import expect

MOST_TABS = 40


@pytest.fixture
def desk(live_stack, open_page):
    """A page on which the duty operator of the demonstration is signed in."""
    page = open_page(width=1280, height=900)
    page.goto(f"{live_stack.url}/akun/login/")
    page.fill("input[name=login]", "posko@kabupaten-bangkalan.test")
    secret = (live_stack.data_dir / "secrets" / "demo-password").read_text().strip()
    page.fill("input[name=password]", f"peragaan-{secret[:8]}")
    page.locator("form:has(input[name=password]) button:not([type=button])").first.click()
    page.wait_for_url(lambda url: "/akun/" not in url)
    page.goto(f"{live_stack.url}/triase/")
    return page


def focused(page, what):
    return page.evaluate(f"document.activeElement && document.activeElement.{what}")


def wait_for_focus(page, name):
    """A panel opens first and takes the focus a moment later."""
    expect(page.locator(f"[name='{name}']:focus")).to_have_count(1)


def tab_to(page, name):
    """Press Tab until the field of that name has the focus."""
    for _n in range(MOST_TABS):
        if focused(page, "name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached with Tab")


def press_and_follow(page, key):
    with page.expect_navigation():
        page.keyboard.press(key)


def test_an_officer_judges_a_report_without_a_mouse(desk):
    desk.keyboard.press("j")
    first = focused(desk, "href")
    desk.keyboard.press("j")
    desk.keyboard.press("k")
    assert focused(desk, "href") == first and "/triase/" in first
    press_and_follow(desk, "n")
    report = desk.url

    desk.keyboard.press("2")
    wait_for_focus(desk, "s-category")
    press_and_follow(desk, "Control+Enter")
    press_and_follow(desk, "1")
    desk.keyboard.press("4")
    wait_for_focus(desk, "u-note")
    desk.keyboard.press("Escape")
    desk.keyboard.press("3")
    wait_for_focus(desk, "v-source_rating")
    desk.keyboard.press("B")
    tab_to(desk, "v-info_rating")
    desk.keyboard.press("2")
    press_and_follow(desk, "Control+Enter")

    assert desk.url == report
    assert "Verifikasi dimulai" in desk.content()
    assert "K-35.26-" in desk.content()
    assert "B2" in desk.locator("dl.facts").inner_text()


def test_a_question_mark_names_every_shortcut(desk):
    desk.keyboard.press("?")
    words = desk.locator("dialog[open] dl").inner_text()
    assert "Ambil laporan berikutnya" in words
    assert "Lewat batas" in words
