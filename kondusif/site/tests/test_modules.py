"""The small scripts in a browser: news that moves nothing, shortcuts that can be switched off, a copied receipt."""

import json

import pytest

pytestmark = [pytest.mark.urls("kondusif.site.tests.guide_urls"), pytest.mark.django_db(transaction=True)]


def news(name: str, number: int = 7) -> str:
    return f"id: {number}\nevent: news\ndata: {json.dumps({'id': number, 'name': name, 'regency': '35.26'})}\n\n"


@pytest.fixture
def guide(live_server, open_page):
    """``guide(stream="…")`` opens the style guide with that stream of events behind /peristiwa."""

    def opened(stream: str = "", **options):
        page = open_page(width=1280, height=900, **options)
        served = {"n": 0}

        def serve(route):
            # Only the first connection has news: a browser that reconnects must not hear it twice.
            body = "retry: 60000\n\n" + (stream if not served["n"] else "")
            served["n"] += 1
            route.fulfill(status=200, content_type="text/event-stream", body=body)

        page.route("**/peristiwa", serve)
        page.goto(live_server.url + "/gaya/", wait_until="load")
        return page

    return opened


def test_new_reports_are_offered_and_nothing_moves(guide):
    page = guide(news("incident.opened") + news("incident.opened", 8) + news("alert.issued", 9))
    offer = page.locator(".arrivals a >> text=2 kejadian baru — tampilkan")
    offer.wait_for()
    assert page.locator("[data-announce]").text_content() == "2 kejadian baru — tampilkan"
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
    assert fetched.value.status == 200
    page.wait_for_function("document.getElementById('g-map').textContent.trim() === 'Peta'")


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
    page.wait_for_selector("#g-map[data-stale]")
    assert page.locator("#g-map").text_content() == "sedang dibaca"


def test_a_lost_stream_is_said_and_not_hidden(live_server, open_page):
    page = open_page(width=1280, height=900)
    page.route("**/peristiwa", lambda route: route.fulfill(status=401, body=""))
    page.goto(live_server.url + "/gaya/")
    page.wait_for_selector("[data-connection][data-state=lost]")
    assert page.locator("[data-connection]").inner_text().strip() == "sambungan terputus, mencoba lagi"


def test_letters_do_nothing_while_typing_and_when_switched_off(guide):
    page = guide()
    page.locator("#id_title").focus()
    page.keyboard.type("v?")
    assert "#g-table" not in page.url and not page.locator("dialog[open]").count()
    page.locator("h1").click()
    page.keyboard.press("?")
    page.locator("[data-keys-off]").check()
    page.keyboard.press("Escape")
    page.keyboard.press("v")
    assert "#g-table" not in page.url
    page.keyboard.press("?")
    page.locator("[data-keys-off]").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("v")
    page.wait_for_url("**/#g-table")


def test_a_receipt_is_copied_without_its_spaces(guide):
    page = guide(permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-copy]").click()
    page.wait_for_selector("[data-copy] >> text=Disalin")
    assert page.evaluate("navigator.clipboard.readText()") == "48291046773155209946"


def test_mistakes_in_a_form_are_read_first(guide):
    page = guide()
    assert page.evaluate("document.activeElement.className") == "errors"
    page.locator(".errors a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_title"
