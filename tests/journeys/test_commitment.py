"""A promise is signed by finger on a phone, becomes a sealed paper, and a changed file gives itself away."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.test_whole_way import DESK, PHONE, person
from tests.support.looks import faults, keep, watch
from tests.support.stack import LiveStack

TITLE = "Komitmen Bersama Pemilihan Damai (peragaan)"


def draw(page: Any) -> None:
    """Two strokes by pointer over the box, as a finger makes them."""
    canvas = page.locator("[data-ink] canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    x, y = box["x"] + 40, box["y"] + 60
    for dy in (0, 50):
        page.mouse.move(x, y + dy)
        page.mouse.down()
        page.mouse.move(x + 90, y + dy + 40, steps=4)
        page.mouse.move(x + 180, y + dy, steps=4)
        page.mouse.up()


def link_for(page: Any, name: str) -> str:
    """The officer hands a link over to the party called *name*."""
    row = page.locator(".signed-list li", has_text=name)
    with page.expect_navigation():
        row.get_by_role("button", name="Serahkan tautan").click()
    return page.locator("a.button.primary").get_attribute("href")


def open_promise(desk: Any) -> None:
    desk.goto(f"{desk.base}/komitmen/?jenis=joint_commitment")
    with desk.expect_navigation():
        desk.get_by_role("link", name=TITLE).first.click()


@pytest.mark.journey
def test_a_signature_by_finger_becomes_a_paper_that_gives_a_changed_file_away(
    browser, live_stack: LiveStack, tmp_path: Path
):
    with person(browser, live_stack, "kaban", **DESK) as desk, person(browser, live_stack, **PHONE) as phone:
        open_promise(desk)
        link = link_for(desk, "Ketua Rekaan")
        expect(desk.locator(".qr-large svg")).to_be_visible()

        noise = watch(phone)
        phone.goto(link)
        draw(phone)
        expect(phone.locator("[data-said]")).to_contain_text("Tergambar")
        assert faults(phone, noise) == []
        keep(phone, "tanda-tangan-360")
        phone.get_by_role("button", name="Tanda tangani").click()
        expect(phone.locator("main")).to_contain_text("Terima kasih")
        phone.goto(link)
        assert "sudah dipakai" in phone.locator("main").inner_text()

        open_promise(desk)
        with desk.expect_navigation():
            desk.get_by_role("button", name="Terbitkan naskah resmi").click()
        keep(desk, "komitmen-1280")
        number = desk.locator("aside .card .quiet").first.inner_text()
        with desk.expect_download() as saved:
            desk.get_by_role("link", name="Unduh PDF").click()
        paper = tmp_path / "komitmen.pdf"
        saved.value.save_as(paper)
        code = re.search(r"komitmen-(\w+)\.pdf", saved.value.suggested_filename)[1]

        content = paper.read_bytes()
        changed = tmp_path / "diubah.pdf"
        changed.write_bytes(content[:5000] + bytes([content[5000] ^ 1]) + content[5001:])
        phone.goto(f"{live_stack.url}/periksa/{code}")
        assert number in phone.locator("main").inner_text()
        assert "Semua tanda tangan di berkas kami sah." in phone.locator("main").inner_text()
        for file, word in ((paper, "Identik"), (changed, "Tidak sama")):
            phone.set_input_files("#file", str(file))
            phone.locator("form[enctype] button.primary").click()
            expect(phone.locator("main")).to_contain_text(word)
