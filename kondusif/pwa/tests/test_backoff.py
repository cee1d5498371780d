"""What did not get through is tried again later and later, never by all phones at once, and at once when it may work."""

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

from tests.support.waiting import until

pytestmark = pytest.mark.drawn

HERE = "http://localhost:9"  # nothing listens: every answer is this file's
KEEP = """async (n) => {
  const { keep } = await import("/static/js/outbox.js");
  for (let i = 0; i < n; i += 1) await keep({ kind: "report", where: "/laporan/baru" }, { fields: { text: `laporan ${i}` }, label: "" });
}"""
FLUSH = """async (now) => { const { flush } = await import("/static/js/sender.js"); await flush({ now }); }"""
DUE = """async () => (await import("/static/js/sender.js")).nextDue()"""
ITEMS = """async () => (await (await import("/static/js/outbox.js")).everything()).map(({ state, tries, next_at }) => ({ state, tries, next_at }))"""
WAITS = """async ([asked, dice]) => {
  const { waitAfter } = await import("/static/js/patience.js");
  return [...Array(40)].map((_, n) => waitAfter(n + 1, asked, dice));
}"""
PAGE = "<!doctype html><meta charset=utf-8><title>antrean</title><section data-outbox><p data-count></p><ul></ul><button data-send></button></section>"


@dataclass
class Office:
    """What the phone's page talks to: counts what is asked, and answers as it is told."""

    page: object
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, route) -> None:
        request = route.request
        if request.method == "POST":
            self.asked.append(request.post_data)
            body = {"receipt": "12345678901234567890"} if self.status < 300 else {"problem": "sibuk"}
            route.fulfill(status=self.status, headers=self.headers, json=body)
        elif (path := urlsplit(request.url).path).startswith("/static/"):
            script = Path(finders.find(path.removeprefix("/static/"))).read_text()
            route.fulfill(body=script, content_type="text/javascript")
        else:
            route.fulfill(body=PAGE, content_type="text/html")

    def flush(self, *, now: bool = False) -> int:
        """This function will let the phone send what is due, and return how many times it asked."""
        before = len(self.asked)
        self.page.evaluate(FLUSH, now)
        return len(self.asked) - before

    def later(self, milliseconds: float) -> None:
        self.page.evaluate("(more) => { const before = Date.now(); Date.now = () => before + more; }", milliseconds)

    def due(self) -> float:
        return self.page.evaluate(DUE)


@pytest.fixture
def office(open_page):
    page = open_page()
    office = Office(page)
    page.route("**/*", office.answer)
    page.goto(f"{HERE}/luring/")
    page.evaluate("() => { const at = Date.now(); Date.now = () => at; }")
    return office


def test_waits_double_up_to_a_quarter_of_an_hour_and_no_two_phones_wait_alike(office):
    shortest, longest = (office.page.evaluate(WAITS, [0, dice]) for dice in (0, 1))
    assert longest[:4] == [5000, 10_000, 20_000, 40_000] and longest[-1] == 900_000
    assert all(later >= sooner for sooner, later in pairwise(longest))
    assert [low / high for low, high in zip(shortest, longest, strict=True)] == [0.5] * 40
    thrown = office.page.evaluate("async () => [...Array(20)].map(() => 0).map(Math.random)")
    assert len(set(thrown)) == 20, "the control: dice differ"
    assert len({office.page.evaluate(WAITS, [0, dice])[0] for dice in thrown}) == 20
    asked = office.page.evaluate(WAITS, [120_000, 0])
    assert min(asked) == 120_000, "a busy server says how long"
    assert max(office.page.evaluate(WAITS, [9e9, 1])) == 900_000


def test_a_long_queue_waits_as_one_and_longer_each_time_until_something_gets_through(office):
    office.page.evaluate(KEEP, 8)
    waits = []
    for _ in range(3):
        assert office.flush() == 2, "two that fail speak for all"
        assert office.flush() == 0, "nobody is asked before the time"
        waits.append(office.due())
        office.later(waits[-1])
    assert all(2500 * 2**n <= wait <= 5000 * 2**n for n, wait in enumerate(waits)), waits
    assert len(set(office.asked)) == 6, "whoever failed goes last"
    office.status = 201
    assert office.flush() == 8
    assert {item["state"] for item in office.page.evaluate(ITEMS)} == {"sent"}
    assert {(item["tries"], item["next_at"]) for item in office.page.evaluate(ITEMS)} == {(0, 0)}
    office.page.evaluate(KEEP, 2)
    office.status = 503
    assert office.flush() == 2
    assert office.due() <= 5000, "what got through began the patience anew"


def test_a_busy_office_is_left_alone_as_long_as_it_asks(office):
    office.headers = {"Retry-After": "300"}
    office.page.evaluate(KEEP, 1)
    assert office.flush() == 1
    assert 300_000 <= office.due() <= 450_000
    assert office.flush(now=True) == 0, "no impatience shortens what it asked for"
    office.later(-60_000)
    assert office.flush() == 0
    office.later(-86_400_000 * 400)
    assert office.flush() == 1, "a clock that was put right by a year keeps nothing waiting"


def test_a_phone_that_lacks_newer_means_keeps_and_sends_all_the_same(office):
    office.page.evaluate("() => { delete AbortSignal.timeout; delete window.BroadcastChannel; }")
    office.status = 201
    office.page.evaluate(KEEP, 1)
    assert office.flush() == 1
    assert [item["state"] for item in office.page.evaluate(ITEMS)] == ["sent"]


@pytest.mark.parametrize("event", ["online", "visibilitychange"])
def test_a_line_that_comes_back_and_a_page_that_is_opened_wait_for_nothing(office, event):
    office.page.evaluate(KEEP, 3)
    assert (office.flush(), office.flush()) == (2, 0)
    office.page.evaluate("import('/static/js/waiting.js').then(() => true)")  # a page that is opened
    until(lambda: office.page.evaluate("1") and len(office.asked) == 4, "opening asks at once")
    assert office.flush() == 0
    office.status = 201
    office.page.evaluate("(name) => (name === 'online' ? window : document).dispatchEvent(new Event(name))", event)
    until(lambda: office.page.evaluate("1") and len(office.asked) == 7, "all of them are asked at once")


def test_the_list_that_is_drawn_anew_keeps_the_focus_and_what_was_asked(office):
    page = office.page
    page.evaluate(KEEP, 1)
    page.evaluate("import('/static/js/waiting.js').then(() => true)")
    entry = page.locator("[data-outbox] li")
    until(lambda: page.evaluate(DUE) > 1000, "the first try has ended")
    entry.locator("[data-deed=discard]").press("Enter")
    surely = entry.locator("[data-deed=surely]")
    expect(surely).to_be_focused()
    page.evaluate("document.querySelector('[data-outbox] li').classList.add('former')")
    page.evaluate("new BroadcastChannel('kondusif-antrean-berubah').postMessage('changed')")
    expect(page.locator("[data-outbox] li.former")).to_have_count(0)
    expect(surely).to_be_focused()
    surely.press("Enter")
    expect(entry).to_have_count(0)
    assert page.evaluate(ITEMS) == []
