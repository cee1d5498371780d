"""A camat without a signal writes the morning's situation; when the signal is back the desk has it."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.test_whole_way import DESK, PHONE, person
from tests.support.stack import LiveStack
from tests.support.waiting import until

pytestmark = pytest.mark.journey
NEED = "Butuh perahu karet di dermaga"
DONE = "Gudang sudah diperiksa bersama Polsek"
MORE = "Kunci gudang dititipkan kepada Danramil"
KEPT = "caches.match('/tugas/saya', { cacheName: 'kondusif-lapangan' }).then((page) => Boolean(page))"


def write_without_a_signal(page: Any) -> None:
    page.goto(f"{page.base}/harian/situasi/")
    page.wait_for_selector("form[data-kept=yes]")
    page.context.set_offline(True)
    page.check("#level-1")
    page.check("[name=crowd][value=usual]")
    page.check("[name=head_where][value=present]")
    page.fill("[name=needs]", NEED)
    page.click("form[data-field] button.primary")
    expect(page.locator("div[data-kept]")).to_contain_text("tersimpan di telepon ini")


def test_what_a_camat_writes_without_a_signal_reaches_the_desk_once(browser: Any, live_stack: LiveStack) -> None:
    with person(browser, live_stack, "camat-geger", **PHONE) as page:
        write_without_a_signal(page)
        page.reload()  # the phone was put away: the page opens without a signal, and still knows
        told = page.locator("div[data-kept]")
        expect(told).to_contain_text("tersimpan di telepon ini")
        expect(told).to_be_visible()
        page.context.set_offline(False)
        expect(told, "the report is sent when the signal is back").to_contain_text("Terkirim")
        page.reload()
        page.wait_for_selector("form[data-kept=yes]")
        expect(told, "nothing waits on the phone any more").to_be_hidden()
    with person(browser, live_stack, "posko", **DESK) as page:
        page.goto(f"{live_stack.url}/harian/")
        silent = page.locator("#sunyi").inner_text()
        assert "Kecamatan Geger" not in silent
        # before three in the morning it answers yesterday's hour, and is the last that was heard of Geger at any hour
        page.locator("table.hours tr", has_text="Geger").get_by_role("link").last.click()
        expect(page.locator("main")).to_contain_text(NEED)


def test_progress_on_a_task_written_without_a_signal_is_stored_once(browser: Any, live_stack: LiveStack) -> None:
    with person(browser, live_stack, "camat-bangkalan", **PHONE) as page:
        page.goto(f"{page.base}/tugas/saya")
        form = page.locator("form[data-field]").first
        task = form.get_attribute("data-field")
        until(lambda: page.evaluate(KEPT), "the phone keeps the page")
        page.context.set_offline(True)
        waiting = page.locator("[data-unsent]")
        for note, said in ((DONE, "Satu catatan belum terkirim"), (MORE, "2 catatan belum terkirim")):
            page.reload()  # the page that the phone keeps
            form.locator("textarea").fill(note)
            form.get_by_role("button", name="Simpan kemajuan").click()
            expect(waiting, "the note is kept").to_contain_text(said)
        page.context.set_offline(False)
        expect(form.locator("[data-status]"), "the note is sent when the signal is back").to_contain_text("Terkirim")
        expect(waiting, "nothing waits on the phone any more").to_be_hidden()
        page.goto(f"{page.base}/tugas/{task}")
        told = page.locator("main").inner_text()
        assert (told.count(DONE), told.count(MORE)) == (1, 1)
