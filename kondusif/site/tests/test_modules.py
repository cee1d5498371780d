"""The small scripts in a browser: news that moves nothing, shortcuts that can be switched off, a copied receipt."""

import json

import pytest
from playwright.sync_api import expect

from tests.support import browsers
from tests.support.waiting import until

pytestmark = [
    pytest.mark.urls("kondusif.site.tests.guide_urls"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.drawn,
]


def news(name: str, number: int = 7) -> str:
    return f"id: {number}\nevent: news\ndata: {json.dumps({'id': number, 'name': name, 'regency': '35.26'})}\n\n"


@pytest.fixture
def guide(live_server, open_page):
    """``guide(stream="…")`` opens the style guide; ``page.tell()`` lets that stream of events come in over /peristiwa."""

    def opened(stream: str = "", **options):
        page = open_page(width=1280, height=900, **options)
        lines = []

        def answer(route, body: str) -> None:
            route.fulfill(status=200, content_type="text/event-stream", body="retry: 60000\n\n" + body)

        def serve(route) -> None:
            # Only the first connection has news, when it is told to: a browser that reconnects must not hear it twice.
            if lines:
                answer(route, "")
            lines.append(route)

        def tell() -> None:
            until(lambda: page.evaluate("1") and lines, "the page listens")
            answer(lines[0], stream)

        page.tell = tell
        page.route("**/peristiwa", serve)
        page.goto(live_server.url + "/gaya/", wait_until="load")
        return page

    return opened


def test_new_reports_are_offered_and_nothing_moves(guide):
    page = guide(news("incident.opened") + news("incident.opened", 8) + news("alert.issued", 9))
    page.tell()
    offer = page.locator(".arrivals a >> text=2 kejadian baru — tampilkan")
    offer.wait_for()
    expect(page.locator("[data-announce]")).to_have_text("2 kejadian baru — tampilkan")
    # Both measured within one turn of the page: nothing else that still loads can come in between.
    with_offer, without = page.evaluate(
        """() => {
          const top = () => document.getElementById("g-table").getBoundingClientRect().top + scrollY;
          const before = top();
          document.querySelector('[data-arrivals="incident."]').hidden = true;
          return [before, top()];
        }"""
    )
    assert without == with_offer


def test_figures_are_fetched_again_when_an_event_concerns_them(guide, live_server):
    page = guide(news("report.received"))
    with page.expect_response("**/gaya/?segar") as fetched:
        page.evaluate(
            """() => {
              const box = document.createElement("div");
              box.id = "g-map"; box.dataset.live = "report."; box.dataset.liveUrl = "/gaya/?segar";
              box.textContent = "lama";
              document.getElementById("g-map").replaceWith(box);
            }"""
        )
        page.tell()
    assert fetched.value.status == 200
    expect(page.locator("#g-map")).to_have_text("Peta")


def test_what_holds_the_focus_is_left_alone_until_it_lets_go(guide):
    page = guide(news("report.received"))
    page.evaluate(
        """() => {
          const box = document.createElement("div");
          box.id = "g-map"; box.dataset.live = "report."; box.dataset.liveUrl = "/gaya/";
          box.innerHTML = "<button>sedang dibaca</button>";
          document.getElementById("g-map").replaceWith(box);
          box.firstChild.focus();
        }"""
    )
    page.tell()
    page.wait_for_selector("#g-map[data-stale]")
    assert page.locator("#g-map").text_content() == "sedang dibaca"


LIVE_BOX = """() => {
  const box = document.createElement("div");
  box.id = "g-map"; box.dataset.live = "report."; box.dataset.liveUrl = "/gaya/?segar";
  box.innerHTML = "<button>lama</button>";
  document.getElementById("g-map").replaceWith(box);
  const button = box.firstChild;
  button.addEventListener("mousedown", (event) => event.preventDefault()); // as on a phone, whose taps give no focus
  button.addEventListener("click", () => button.parentElement.classList.add("tapped"));
}"""


def fetching(page) -> object:
    """This function will let the page fetch its live box anew and return the answer that is held back on its way."""
    asked = browsers.held_back(page, "**/gaya/?segar")
    page.evaluate(LIVE_BOX)
    page.tell()
    return asked()


def arrive(page, held) -> None:
    browsers.arrived(page, lambda: held.fulfill(content_type="text/html", body="<div id=g-map>baru</div>"))


def test_a_tap_is_heard_though_news_arrive_under_the_finger(guide):
    page = guide(news("report.received"))
    held = fetching(page)
    page.locator("#g-map button").hover()
    page.mouse.down()
    arrive(page, held)
    expect(page.locator("#g-map")).to_have_text("lama")
    page.mouse.up()
    expect(page.locator("#g-map")).to_have_class("tapped")
    expect(page.locator("#g-map")).to_have_text("baru")  # once the finger has left


def test_what_takes_the_focus_while_news_are_on_their_way_keeps_it(guide):
    page = guide(news("report.received"))
    held = fetching(page)
    page.locator("#g-map button").focus()
    arrive(page, held)
    expect(page.locator("#g-map[data-stale] button")).to_be_focused()


def test_a_lost_stream_is_said_and_not_hidden(live_server, open_page):
    page = open_page(width=1280, height=900)
    page.route("**/peristiwa", lambda route: route.fulfill(status=401, body=""))
    page.goto(live_server.url + "/gaya/")
    page.wait_for_selector("[data-connection][data-state=lost]")
    expect(page.locator("[data-connection]")).to_have_text("sambungan terputus, mencoba lagi")


def test_letters_do_nothing_while_typing_and_when_switched_off(guide):
    page = guide()
    page.locator("#id_title").focus()
    page.keyboard.type("v?")
    assert "#g-table" not in page.url and not page.locator("dialog[open]").count()
    page.locator("h1").click()
    page.keyboard.press("?")
    page.locator("[data-keys-off]").check()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("v")
    assert "#g-table" not in page.url
    page.keyboard.press("?")
    page.locator("[data-keys-off]").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("v")
    page.wait_for_url("**/#g-table")


HEAR_COPY = """() => {
  window.said = [];
  const button = document.querySelector("[data-copy]");
  new MutationObserver(() => said.push(button.textContent)).observe(button, { childList: true });
}"""


def test_a_receipt_is_copied_without_its_spaces(guide):
    page = guide(permissions=["clipboard-read", "clipboard-write"])
    page.evaluate(HEAR_COPY)
    page.locator("[data-copy]").click()
    until(lambda: "Disalin" in page.evaluate("window.said"), "it is said that it was copied")  # for a moment
    assert page.evaluate("navigator.clipboard.readText()") == "48291046773155209946"


def test_mistakes_in_a_form_are_read_first(guide):
    page = guide()
    expect(page.locator(".errors")).to_be_focused()
    page.locator(".errors a").first.click()
    expect(page.locator("#id_title")).to_be_focused()


def test_whoever_types_before_the_script_has_come_is_not_moved(live_server, open_page):
    page = open_page(width=1280, height=900)
    asked = browsers.held_back(page, "**/js/frame*.js")
    page.goto(live_server.url + "/gaya/", wait_until="commit")
    page.locator("#id_title").focus()
    asked().continue_()
    page.wait_for_load_state("load")
    expect(page.locator("#id_title")).to_be_focused()
