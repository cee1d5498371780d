"""A phone without a signal, in a real browser: what was typed is kept, sealed, and arrives once and in order."""

import os
import random
import signal
import subprocess
import time
from collections import defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import shapely
from playwright.sync_api import expect

from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.regions.actions.store_areas import Edition, store_areas
from kondusif.reports import work
from kondusif.reports.models import Attachment, Report
from kondusif.reports.receipts import receipt_of
from kondusif.reports.territory import forget_territory
from kondusif.reports.tests import pictures
from kondusif.reports.throttle import Buckets
from tests.support import browsers
from tests.support.browsers import ARGUMENTS, find_chromium
from tests.support.looks import faults, keep, watch
from tests.support.lossy import lossy_line
from tests.support.waiting import until

VILLAGE = "35.26.06.2005"
CANARY = "KANARI-KATA-7707"
PUT = """async (items) => {
  const { keep } = await import("/static/js/outbox.js");
  for (const { fields, ...entry } of items) await keep({ kind: "report", where: "/laporan/baru", ...entry }, { fields, label: fields.text });
}"""
SEND = """async () => {
  const [{ flush, nextDue }, { everything }] = await Promise.all([import("/static/js/sender.js"), import("/static/js/outbox.js")]);
  await flush({ now: true }).catch(() => {});
  return (await everything()).filter((item) => item.state === "waiting").length;
}"""
STORED = """async () => {
  const bytes = (value) => value instanceof ArrayBuffer ? String.fromCharCode(...new Uint8Array(value.slice(0, 60000)))
    : ArrayBuffer.isView(value) ? String.fromCharCode(...value) : value && typeof value === "object" && !(value instanceof CryptoKey)
    ? Object.values(value).map(bytes).join("|") : String(value);
  const database = await new Promise((resolve) => { const asking = indexedDB.open("kondusif-antrean"); asking.onsuccess = () => resolve(asking.result); });
  const rows = await Promise.all(["items", "photos", "meta"].map((name) => new Promise((resolve) => {
    const asking = database.transaction(name).objectStore(name).getAll(); asking.onsuccess = () => resolve(asking.result); })));
  return [rows.flat().length, rows.flat().map(bytes).join("\\n") + JSON.stringify({ ...localStorage })];
}"""


@pytest.fixture
def cast(transactional_db):
    forget_territory()
    cast = make_cast()
    squares = {
        "35.26.06.2001": shapely.box(112.95, -7.0, 112.98, -6.95),
        VILLAGE: shapely.box(112.92, -7.0, 112.95, -6.95),
    }
    store_areas(squares, edition=Edition("uji", approximate=True, source="uji", valid_from=NOW.date()))
    return cast


def reports() -> list[Report]:
    with scoped(EVERYWHERE):
        return list(Report.objects.order_by("received_at"))


def typed_items(n: int, n_cases: int) -> list[dict]:
    """This function will return *n* reports of *n_cases* cases as typed 71 hours ago, a second apart."""
    start = datetime.now(UTC) - timedelta(hours=71)
    items = []
    for number in range(n):
        moment = (start + timedelta(seconds=number)).isoformat()
        fields = {
            "category": "crowd", "text": f"{CANARY} laporan nomor {number}", "village_code": VILLAGE, "anonymous": "on",
            "entered_at": moment,
        }  # fmt: skip
        key = str(uuid4())
        items.append(
            {"id": key, "case": f"perkara-{number % n_cases}", "n": number + 1, "typed_at": moment, "fields": fields}
        )
    return items


def send_over_a_broken_line(page, live_server, *, n: int, n_cuts: int, patience_s: float) -> dict[str, object]:
    """This function will keep *n* reports in reversed order and send them while the line is cut at random bytes."""
    dice = random.Random(2029)
    # About 2.1 kB pass for each report, both ways together: every cut falls within what is sent.
    cuts = dice.sample(range(1000, n * 1500), n_cuts)
    with lossy_line(urlsplit(live_server.url).port, seed=5, cut_share=0, most_delay_s=0, cut_at=cuts) as line:
        page.goto(f"http://localhost:{line.port}/laporan/baru")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.context.set_offline(True)
        items = typed_items(n, n_cases=max(2, n // 10))
        page.evaluate(PUT, items[::-1])
        page.reload()  # without a signal: the form opens from the phone, and knows what it keeps
        n_rows, stored = page.evaluate(STORED)
        shown = page.locator("[data-outbox] [data-count]")
        shown.filter(has_text=f"Belum terkirim: {n}").wait_for()
        line.is_perfect = False
        page.context.set_offline(False)
        end = time.monotonic() + patience_s
        while (waiting := page.evaluate(SEND)) and time.monotonic() < end:
            pass
        n_cut = line.n_cut
    with scoped(EVERYWHERE):
        arrived = [
            str(key)
            for key in Event.objects.filter(name="report.received").order_by("id").values_list("subject_id", flat=True)
        ]
    keys = {str(row.pk): row for row in reports()}
    case_of = {item["id"]: (item["case"], item["n"]) for item in items}
    order = defaultdict(list)
    for subject in arrived:
        case, number = case_of[str(keys[subject].client_id)]
        order[case].append(number)
    late = [abs(keys[s].entered_at - (keys[s].received_at - timedelta(hours=71))) for s in arrived]
    return {
        "waiting": waiting, "n_reports": len(keys), "n_events": len(arrived), "n_cut": n_cut, "n_rows": n_rows,
        "in_order": all(numbers == sorted(numbers) for numbers in order.values()), "n_cases": len(order),
        "plain": CANARY in stored, "n_known": sum(CANARY in row.text for row in keys.values()),
        "off_by": max(late, default=None),
    }  # fmt: skip


def check(outcome: dict[str, object], n: int, n_cuts: int) -> None:
    assert (outcome["waiting"], outcome["n_reports"], outcome["n_events"]) == (0, n, n), outcome
    assert outcome["in_order"], outcome
    assert outcome["n_cut"] == n_cuts, outcome
    assert outcome["n_rows"] >= n and outcome["n_known"] == n, "the control: the words were there to be found"
    assert not outcome["plain"], "what lies on the phone is sealed"
    assert outcome["off_by"] < timedelta(minutes=15), outcome


def test_reports_of_71_hours_ago_arrive_once_and_in_order_over_a_line_that_is_cut(cast, live_server, open_page):
    outcome = send_over_a_broken_line(open_page(), live_server, n=25, n_cuts=5, patience_s=120)
    check(outcome, 25, 5)


@pytest.mark.slow
def test_five_hundred_of_them_with_fifty_cuts(cast, live_server, open_page, capsys, monkeypatch):
    monkeypatch.setattr("kondusif.reports.work.FREE", 10_000)  # how many a minute may come is another test's matter
    outcome = send_over_a_broken_line(open_page(), live_server, n=500, n_cuts=50, patience_s=600)
    with capsys.disabled():
        print(outcome)
    check(outcome, 500, 50)


def test_in_a_crowd_the_queue_does_the_sum_that_is_asked_and_sends_on(cast, live_server, open_page, monkeypatch):
    monkeypatch.setattr(work, "unworked", Buckets(0, 1e9))
    monkeypatch.setattr(work.load, "rate", lambda at: work.FREE + 1)
    page = open_page()
    page.goto(f"{live_server.url}/luring/")
    for has_worker in (True, False):  # as in a page, and as in the service worker
        page.evaluate(PUT, typed_items(1, 1))
        if not has_worker:
            page.evaluate("delete window.Worker")
        assert page.evaluate(SEND) == 0
    assert len(reports()) == 2


def call_the_worker(page, url: str) -> None:
    """This function will let the browser call its worker because there is a signal again (Background Sync)."""
    tools, registration = browsers.worker_of(page, url)
    told = {"origin": url, "registrationId": registration, "tag": "kondusif-kirim", "lastChance": False}
    tools.send("ServiceWorker.dispatchSyncEvent", told)


def wait_for_reports(page, n: int) -> None:
    until(lambda: page.evaluate("1") and len(reports()) >= n, f"{n} reports arrive")
    assert len(reports()) == n


def test_what_waits_goes_out_when_the_browser_calls_and_no_page_is_open_and_when_one_is_opened(
    cast, live_server, open_page
):
    page = open_page()
    page.goto(f"{live_server.url}/luring/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    first, second = typed_items(2, 2)
    page.evaluate(PUT, [first])
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'onLine', { get: () => true })")
    page.goto(f"{live_server.url}/tidak/ada/di/sini")  # a line that leads nowhere: the phone believes in it
    page.get_by_text("Saat ini tidak ada sinyal").wait_for()
    page.goto("about:blank")
    page.context.set_offline(False)
    call_the_worker(page, live_server.url)
    wait_for_reports(page, 1)
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/luring/")
    page.evaluate(PUT, [second])
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"{live_server.url}/luring/")
    wait_for_reports(page, 2)


def fill(page, text: str) -> None:
    page.get_by_label("Kerumunan").check(force=True)
    page.get_by_label("Ceritakan singkat").fill(text)


def press_while_the_list_is_drawn_anew(button) -> None:
    """A slow finger, while something else on this phone changes the list."""
    page = button.page
    # The first try to send has ended and was drawn: from here on nothing moves.
    expect(page.locator("[data-outbox] li")).to_contain_text("Dicoba lagi dengan sendirinya")
    button.hover()
    page.mouse.down()
    page.evaluate("""() => new Promise((drawn) => {
        new BroadcastChannel("kondusif-antrean-berubah").postMessage("changed");
        setTimeout(drawn, 500);
    })""")
    page.mouse.up()


def test_a_report_typed_without_a_signal_is_mended_and_arrives_with_its_photo(cast, live_server, open_page):
    page = open_page(width=360, geolocation={"latitude": -6.985, "longitude": 112.944})
    noise = watch(page)
    page.goto(f"{live_server.url}/luring/")
    assert faults(page, noise) == []
    keep(page, "luring-360")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/laporan/baru")
    fill(page, "Massa berkumpul di depan balai desa.")
    page.get_by_label("Di mana?").fill("lerpak")
    page.get_by_role("button", name="Lerpak").click()  # names of villages are known without a signal
    page.set_input_files("#id_photos", {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": pictures.jpeg()})
    page.get_by_role("button", name="Kirim laporan").click()
    page.get_by_text("tersimpan aman di telepon ini").wait_for()
    expect(page.locator("[data-outbox] progress[aria-label='Foto terkirim']")).to_be_visible()  # how far the photos are
    page.goto(f"{live_server.url}/tidak/ada/di/sini")  # any page without a signal: the app's own first page
    page.get_by_text("Saat ini tidak ada sinyal").wait_for()
    page.goto(f"{live_server.url}/laporan/baru")
    press_while_the_list_is_drawn_anew(page.get_by_role("button", name="Ubah"))
    expect(page.get_by_label("Ceritakan singkat")).to_have_value("Massa berkumpul di depan balai desa.")
    page.get_by_label("Ceritakan singkat").fill("Massa bubar, tinggal sepuluh orang.")
    page.get_by_role("button", name="Kirim laporan").click()
    page.get_by_text("tersimpan aman di telepon ini").wait_for()
    page.get_by_text("Belum terkirim: 1").wait_for()
    keep(page, "laporan-antrean-360")
    assert reports() == []
    page.context.set_offline(False)
    page.locator("[data-outbox] .receipt").wait_for()
    page.get_by_role("button", name="Sudah saya catat").wait_for()
    (report,) = reports()
    assert (report.text, report.region_id) == ("Massa bubar, tinggal sepuluh orang.", VILLAGE)
    shown = page.locator("[data-outbox] .receipt").inner_text().replace(" ", "")
    assert shown == receipt_of(report.client_id)
    with scoped(EVERYWHERE):
        assert Attachment.objects.filter(report=report).count() == 1
    page.get_by_role("button", name="Sudah saya catat").click()
    page.locator("[data-outbox]").wait_for(state="hidden")


def test_two_reports_from_the_page_that_the_phone_keeps_stay_two(cast, live_server, open_page):
    page = open_page(width=360)
    page.goto(f"{live_server.url}/luring/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    texts = ["Massa berkumpul di depan balai desa.", "Amplop dibagikan dari rumah ke rumah."]
    for text in texts:
        page.goto(f"{live_server.url}/laporan/baru")
        fill(page, text)
        page.get_by_label("Di mana?").fill("lerpak")
        page.get_by_role("button", name="Lerpak").click()
        page.get_by_role("button", name="Kirim laporan").click()
        page.get_by_text("tersimpan aman di telepon ini").wait_for()
    expect(page.locator("[data-outbox] li")).to_have_count(2)
    page.context.set_offline(False)
    wait_for_reports(page, 2)
    assert {report.text for report in reports()} == set(texts)


def test_a_full_phone_says_so_and_the_words_stay_on_the_page(cast, live_server, open_page):
    page = open_page(width=360)
    page.goto(f"{live_server.url}/laporan/baru")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    tools = page.context.new_cdp_session(page)
    tools.send("Storage.overrideQuotaForOrigin", {"origin": live_server.url, "quotaSize": 1})
    fill(page, "Massa berkumpul di depan balai desa.")
    page.get_by_label("Di mana?").fill("lerpak")
    page.get_by_role("button", name="Kirim laporan").click()
    page.get_by_text("Penyimpanan telepon ini penuh").wait_for()
    assert page.get_by_label("Ceritakan singkat").input_value() == "Massa berkumpul di depan balai desa."


@contextmanager
def whole_browser(browser, profile):
    """This function will run a Chromium of its own on *profile* and kill it at the end as a power cut does: at once."""
    told = profile / "DevToolsActivePort"
    told.unlink(missing_ok=True)
    words = [find_chromium(), *ARGUMENTS, "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
    process = subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        until(lambda: told.exists() and told.read_text().count("\n") == 1, "the browser says where it listens")
        port = told.read_text().splitlines()[0]
        yield browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}").contexts[0].new_page()
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.slow
def test_what_was_said_to_be_kept_is_there_after_the_browser_was_killed(cast, live_server, browser, tmp_path):
    (item,) = typed_items(1, 1)
    with whole_browser(browser, tmp_path) as page:
        page.goto(f"{live_server.url}/luring/")
        page.context.set_offline(True)
        page.evaluate(PUT, [item])  # returns once it is kept
    with whole_browser(browser, tmp_path) as page:
        page.goto(f"{live_server.url}/luring/")
        wait_for_reports(page, 1)
    assert str(reports()[0].client_id) == item["id"]
