"""Minutes in real browsers: two people write over a lossy line, and the browser merges as the server does."""

import json
import random
import time
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.meetings.actions import minutes as actions
from kondusif.meetings.actions import open_meeting
from kondusif.meetings.merging import merge
from kondusif.meetings.models import Meeting, Passage, Revision
from kondusif.meetings.sections import Section
from kondusif.meetings.tests.factories import planned
from kondusif.people.models import Person
from kondusif.people.tests.factories import make_cast
from tests.support import looks
from tests.support.lossy import lossy_line
from tests.support.waiting import PATIENCE_S, until

pytestmark = pytest.mark.django_db(transaction=True)
DESK = {"width": 1280, "height": 900}
WORDS = ["rapat", "camat", "logistik", "H-1", "kotak", "suara,", "dan", "dan", "\n", "  "]


@pytest.fixture
def cast(settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        made = make_cast(timezone.now())
        Person.objects.update(is_demo=True)
        yield made


@pytest.fixture
def meeting(cast) -> Meeting:
    now = timezone.now()
    row = planned(cast.citra, at=now, starts_at=now + timezone.timedelta(days=1))
    open_meeting(meeting_id=row.pk, by=cast.citra, at=now)
    actions.open_minutes(meeting_id=row.pk, by=cast.citra, at=now)
    return row


@pytest.fixture
def sign_in(cast, open_page):
    """``sign_in("citra", url)`` opens a page of a browser of her own."""

    def opened(name: str, url: str, **size):
        client = Client()
        client.force_login(cast.persons[name])
        page = open_page(**(DESK | size))
        cookie = client.cookies["sessionid"] if "sessionid" in client.cookies else next(iter(client.cookies.values()))
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])
        return page

    return opened


def a_text(dice: random.Random) -> str:
    return " ".join(dice.choice(WORDS) for _n in range(dice.randrange(12)))


def test_the_browser_merges_two_texts_exactly_as_the_server_does(live_server, meeting, sign_in):
    dice = random.Random(7)
    cases = [[a_text(dice), a_text(dice), a_text(dice)] for _n in range(400)]
    cases += [[base, base + dice.choice(WORDS), dice.choice(WORDS) + " " + base] for base, _m, _t in cases[:100]]
    page = sign_in("citra", live_server.url)
    page.goto(f"{live_server.url}/rapat/{meeting.pk}/notulen")
    script = page.locator("script[src*='minutes']").get_attribute("src")
    merging = script.rpartition("/")[0] + "/merging.js"
    said = page.evaluate(
        """async ([address, cases]) => {
          const { merge, stretches } = await import(address);
          return cases.map(([base, mine, theirs]) => {
            const merged = merge(base, mine, theirs);
            let patched = mine;
            for (const [start, end, words] of stretches(mine, merged)) patched = patched.slice(0, start) + words + patched.slice(end);
            return [merged, patched];
          });
        }""",
        [merging, cases],
    )
    wanted = [merge(*case) for case in cases]
    assert [merged for merged, _patched in said] == wanted
    assert [patched for _merged, patched in said] == wanted


def field_of(page, passage: Passage):
    return page.locator(f"textarea[data-passage='{passage.pk}']")


def test_what_another_types_comes_in_under_the_caret_and_the_caret_stays(live_server, meeting, sign_in):
    topics = Passage.objects.get(meeting=meeting, item__number=1, section=Section.TOPICS)
    pages = [sign_in(name, live_server.url) for name in ("citra", "budi")]
    for page in pages:
        page.noise = looks.watch(page)
        page.goto(f"{live_server.url}/rapat/{meeting.pk}/notulen")
        page.locator("[data-ready=yes]").wait_for(state="attached")
    citra, budi = (field_of(page, topics) for page in pages)
    citra.fill("akhir")
    expect(budi).to_have_value("akhir")
    citra.evaluate("e => { e.focus(); e.setSelectionRange(2, 2); }")
    budi.press("Home")
    budi.press_sequentially("Pada awal rapat ")
    expect(citra).to_have_value("Pada awal rapat akhir")
    assert citra.evaluate("e => [e.selectionStart, e.selectionEnd]") == [18, 18]
    pages[0].get_by_text("Sedang menulis: Budi Santosa").wait_for()
    expect(pages[0].locator("[data-status]")).to_have_text("Semua sudah tersimpan.")
    for page in pages:
        # The test server has no event stream; the page asks by itself.
        assert looks.faults(page, [n for n in page.noise if "404" not in n]) == []
    looks.keep(pages[0], "notulen-1280")


SLOW_SHELF = """
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...asked) {
  const asking = open.apply(this, asked), told = {};
  asking.onsuccess = () => { (window.shelves ??= []).push(() => { told.result = asking.result; told.onsuccess(); }); };
  return told;
};
"""


def test_what_is_typed_before_the_device_has_told_what_it_keeps_is_not_lost(live_server, meeting, sign_in):
    topics = Passage.objects.get(meeting=meeting, item__number=1, section=Section.TOPICS)
    page = sign_in("citra", live_server.url)
    page.goto(f"{live_server.url}/rapat/{meeting.pk}/notulen")
    page.locator("[data-ready=yes]").wait_for(state="attached")
    page.route("**/notulen/selaras", lambda route: route.abort())
    field_of(page, topics).fill("tersisa")
    page.evaluate("() => new Promise((kept) => setTimeout(kept, 100))")
    page.add_init_script(SLOW_SHELF)
    page.reload()
    until(lambda: page.evaluate("window.shelves?.length > 0"), "the device is asked what it keeps")
    field_of(page, topics).press("End")
    field_of(page, topics).press_sequentially(" lalu")
    page.evaluate("shelves[0]()")
    page.locator("[data-ready=yes]").wait_for(state="attached")
    words = field_of(page, topics).input_value().split()
    assert sorted(words) == ["lalu", "tersisa"]


class Scribe:
    """Somebody who types words of their own into the minutes, a few at a time, now here and now there."""

    def __init__(self, name: str, page, passages: list[Passage], dice: random.Random):
        self.name, self.page, self.passages, self.dice = name, page, passages, dice
        self.typed: Counter[str] = Counter()

    def write(self) -> None:
        field = field_of(self.page, self.dice.choice(self.passages))
        word = f"{self.name}{self.typed.total()}"
        where = self.dice.choice(["e.value.length", "e.value.length", "0", "e.value.indexOf(' ') + 1"])
        field.evaluate(f"e => {{ e.focus(); const at = {where}; e.setSelectionRange(at, at); }}")
        self.page.keyboard.type(f" {word} ", delay=20)
        self.typed[word] += 1


def write_together(
    seconds: float, live_server, meeting, sign_in, *, pause: float, n_words: int, n_cuts: int
) -> dict[str, object]:
    """
    Two pages over a lossy line for so long: an outage for one, a reload for the other; then a quiet line.

    A busy machine types slowly: it then takes longer, until there are words and cuts enough for a verdict.
    """
    dice = random.Random(2029)
    passages = list(Passage.objects.filter(meeting=meeting).order_by("item__number", "section")[:3])
    with (
        lossy_line(urlsplit(live_server.url).port, seed=11) as line,
        lossy_line(urlsplit(live_server.url).port, seed=12) as other,
    ):
        scribes = []
        for name, who, way in (("pertama", "citra", line), ("kedua", "budi", other)):
            page = sign_in(who, f"http://localhost:{way.port}")
            page.goto(f"http://localhost:{way.port}/rapat/{meeting.pk}/notulen")
            page.locator("[data-ready=yes]").wait_for(state="attached")
            scribes.append(Scribe(name, page, passages, dice))
        line.is_perfect = other.is_perfect = False
        start, reloaded = time.monotonic(), False
        outage = (seconds * 0.3, seconds * 0.3 + min(90.0, seconds * 0.25))
        while (passed := time.monotonic() - start) < seconds or (
            passed < 10 * seconds
            and (sum(one.typed.total() for one in scribes) < n_words or line.n_cut + other.n_cut < n_cuts)
        ):
            if outage[0] <= passed < outage[1]:
                if not line.is_down:
                    line.go_down()
            else:
                line.is_down = False
            if not reloaded and passed > seconds * 0.65:
                other.is_perfect, reloaded = True, True
                scribes[1].page.reload()
                scribes[1].page.locator("[data-ready=yes]").wait_for(state="attached")
                other.is_perfect = False
            for scribe in scribes:
                scribe.write()
            scribes[0].page.wait_for_timeout(pause * 1000)
        line.is_perfect = other.is_perfect = True
        for scribe in scribes:
            scribe.page.evaluate("window.dispatchEvent(new Event('online'))")
        return _settled(scribes, passages, line.n_cut + other.n_cut)


def _settled(scribes: list[Scribe], passages: list[Passage], n_cut: int) -> dict[str, object]:
    """Wait until both pages show what the server has, and count the words."""
    end = time.monotonic() + 2 * PATIENCE_S
    while True:
        kept = {str(p.pk): p.text for p in Passage.objects.filter(pk__in=[p.pk for p in passages])}
        shown = [
            json.loads(
                scribe.page.evaluate(
                    "JSON.stringify(Object.fromEntries([...document.querySelectorAll('textarea[data-passage]')]"
                    ".map((e) => [e.dataset.passage, e.value])))"
                )
            )
            for scribe in scribes
        ]
        waiting = [scribe.page.locator("[data-status]").get_attribute("data-waiting") for scribe in scribes]
        same = all({pk: one[pk] for pk in kept} == kept for one in shown)
        if (same and waiting == ["0", "0"]) or time.monotonic() > end:
            break
        scribes[0].page.wait_for_timeout(500)
    wanted = sum((scribe.typed for scribe in scribes), Counter())
    found = Counter(" ".join(kept.values()).split())
    return {
        "same": same, "waiting": waiting, "missing": wanted - found, "doubled": found - wanted,
        "n_words": wanted.total(), "n_cut": n_cut, "n_revisions": Revision.objects.count(),
    }  # fmt: skip


def test_two_browsers_write_over_a_lossy_line_for_twenty_seconds_and_lose_no_word(live_server, meeting, sign_in):
    outcome = write_together(20, live_server, meeting, sign_in, pause=0.3, n_words=31, n_cuts=4)
    assert outcome["missing"] == Counter(), outcome
    assert outcome["doubled"] == Counter(), outcome
    assert (outcome["same"], outcome["waiting"]) == (True, ["0", "0"]), outcome
    assert outcome["n_words"] > 30
    assert outcome["n_cut"] > 3, "the line was too good"


@pytest.mark.slow
def test_two_browsers_write_for_ten_minutes_over_a_lossy_line_and_lose_no_word(live_server, meeting, sign_in, capsys):
    outcome = write_together(600, live_server, meeting, sign_in, pause=0.8, n_words=301, n_cuts=51)
    with capsys.disabled():
        print(outcome)
    assert outcome["missing"] == Counter(), outcome
    assert outcome["doubled"] == Counter(), outcome
    assert (outcome["same"], outcome["waiting"]) == (True, ["0", "0"]), outcome
    assert outcome["n_words"] > 300
    assert outcome["n_cut"] > 50, "the line was too good"
