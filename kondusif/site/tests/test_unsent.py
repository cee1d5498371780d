"""What an officer typed is not lost with the session: it stands in its form again, for its writer alone."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

pytestmark = pytest.mark.drawn

HERE = "http://localhost:9"  # nothing listens: every answer is this file's
WORDS = "Massa bergerak ke kantor kecamatan, camat sudah di lokasi."
FORM = '<details><summary>x</summary><form method="post" action="/tugas/beri"><input name="judul"><textarea name="uraian"></textarea><button>Kirim</button></form></details>'


def page_of(told: str, body: str = "") -> str:
    return f'<!doctype html><meta charset=utf-8><title>x</title>{body}<script type="module" data-unsent {told} src="/static/js/unsent.js"></script>'


@pytest.fixture
def desk(open_page):
    """A page of an office whose door and forms are written here; ``person`` is who is signed in."""
    page = open_page()
    page.person, page.bounced = "sari", 'data-bounced="door"'

    def answer(route) -> None:
        path = route.request.url.removeprefix(HERE)
        if path.startswith("/static/"):
            route.fulfill(
                body=Path(finders.find(path.removeprefix("/static/"))).read_text(), content_type="text/javascript"
            )
            return
        if route.request.method == "POST" and page.bounced == "bare":
            route.fulfill(body="<!doctype html><title>503</title>", content_type="text/html")
            return
        staff = f'data-person="{page.person}" data-told="Ada lagi"'
        told = page.bounced if route.request.method == "POST" and page.bounced else staff
        route.fulfill(body=page_of(told, FORM if path == "/tugas/beri" else ""), content_type="text/html")

    page.route("**/*", answer)
    return page


def send(page) -> None:
    page.goto(f"{HERE}/tugas/beri")
    page.locator("summary").click()
    page.fill("[name=judul]", "Pantau")
    page.fill("textarea", WORDS)
    with page.expect_navigation():
        page.locator("form button").click()


def test_words_sent_after_the_session_ended_stand_in_their_form_after_the_sign_in(desk):
    send(desk)
    desk.goto(f"{HERE}/mulai/")
    desk.wait_for_url(f"{HERE}/tugas/beri")
    expect(desk.locator("textarea")).to_have_value(WORDS)
    expect(desk.locator("[name=judul]")).to_have_value("Pantau")
    expect(desk.locator("textarea")).to_be_focused()
    expect(desk.get_by_role("status")).to_have_text("Ada lagi")
    assert desk.evaluate("sessionStorage.length") == 0


def test_they_are_shown_to_nobody_else_and_not_once_they_have_arrived(desk):
    send(desk)
    desk.person = "budi"
    desk.goto(f"{HERE}/tugas/beri")
    expect(desk.locator("textarea")).to_have_value("")
    assert desk.evaluate("sessionStorage.length") == 0
    desk.bounced = ""
    send(desk)
    desk.goto(f"{HERE}/tugas/beri")
    expect(desk.locator("textarea")).to_have_value("")


def test_after_a_page_of_trouble_they_wait_where_they_were_written(desk):
    desk.bounced = 'data-bounced="trouble"'
    send(desk)
    desk.goto(f"{HERE}/mulai/")
    assert desk.url == f"{HERE}/mulai/"
    desk.goto(f"{HERE}/tugas/beri")
    expect(desk.locator("textarea")).to_have_value(WORDS)


def test_whoever_goes_back_from_a_page_without_scripts_finds_them(desk):
    desk.bounced = "bare"
    send(desk)
    desk.go_back()
    expect(desk.locator("textarea")).to_have_value(WORDS)
    expect(desk.get_by_role("status")).to_have_text("Ada lagi")
