"""Many senders at once: a sum or a short wait, harder as more come; nobody is turned away and nothing is lost."""

from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_places
from kondusif.reports import work
from kondusif.reports.models import Report
from kondusif.reports.territory import forget_territory
from kondusif.reports.throttle import Buckets
from tests.support.browsers import held_back


@pytest.fixture
def crowd(monkeypatch):
    """Twice as many reports a minute as pass freely, and no free turn left."""
    monkeypatch.setattr(work, "load", work.Load())
    monkeypatch.setattr(work, "unworked", Buckets(0, 1e9))

    def press(at, n=2 * work.FREE):
        for _ in range(n):
            work.load.count(at)

    return press


def solved(token: str, bits: int) -> str:
    prefix = sha256(token.encode()).digest()
    return str(next(n for n in range(2**30) if work.zero_bits(sha256(prefix + n.to_bytes(8)).digest()) >= bits))


def test_the_sum_rises_with_the_crowd_and_never_beyond_what_an_old_phone_does():
    bits = [work.bits_for(rate) for rate in (0, 60, 61, 120, 240, 480, 10_000, 10**7)]
    assert bits == [0, 0, 14, 16, 18, 20, 20, 20]


def test_without_a_crowd_nobody_works(crowd):
    assert work.challenge("a", at=NOW) is None and work.may_pass({}, at=NOW)
    crowd(NOW)
    assert not work.may_pass({}, at=NOW)
    assert work.may_pass({}, at=NOW + timedelta(seconds=61)), "a minute later the crowd is gone"


def test_a_solved_sum_passes_for_its_own_report_alone(crowd):
    crowd(NOW)
    asked = work.challenge("eins", at=NOW)
    typed = {"client_id": "eins", "work_token": asked.token, "work_answer": solved(asked.token, asked.bits)}
    assert work.may_pass(typed, at=NOW) and work.may_pass(typed, at=NOW + timedelta(seconds=30))
    for change in (
        {"client_id": "zwei"},
        {"work_answer": "0"},
        {"work_answer": "-1"},
        {"work_answer": "x"},
        {"work_token": "x"},
        {"work_token": ""},
    ):
        assert not work.may_pass(typed | change, at=NOW), change


def test_who_cannot_calculate_passes_after_a_short_wait(crowd):
    crowd(NOW)
    typed = {"client_id": "eins", "ticket": work.ticket("eins", at=NOW)}
    later = NOW + work.WAIT
    assert not work.may_pass(typed, at=NOW)
    assert work.may_pass(typed, at=later) and not work.may_pass(typed | {"client_id": "zwei"}, at=later)


def test_some_pass_without_either(crowd, monkeypatch):
    crowd(NOW)
    monkeypatch.setattr(work, "unworked", Buckets(work.UNWORKED_TRIES, work.UNWORKED_REFILL_S))
    assert [work.may_pass({}, at=NOW) for _ in range(12)].count(True) == work.UNWORKED_TRIES


FORM = {
    "category": "crowd",
    "text": "Massa berkumpul di balai desa",
    "village_code": "35.26.06.2001",
    "anonymous": "on",
}


@pytest.fixture
def places(db):
    forget_territory()
    with scoped(EVERYWHERE):
        make_places()


def test_a_page_without_a_module_keeps_what_was_typed_and_takes_it_after_the_wait(crowd, places, client, monkeypatch):
    now = timezone.now()
    crowd(now)
    typed = FORM | {"client_id": str(uuid4())}
    page = client.post("/laporan/baru", typed, REMOTE_ADDR="203.0.113.7")
    assert page.status_code == 429 and page["Retry-After"] == "20"
    text = page.content.decode()
    assert FORM["text"] in text and 'name="ticket"' in text and typed["client_id"] in text
    ticket = work.ticket(typed["client_id"], at=now - work.WAIT)
    assert client.post("/laporan/baru", typed | {"ticket": ticket}, REMOTE_ADDR="203.0.113.7").status_code == 200
    with scoped(EVERYWHERE):
        assert Report.objects.count() == 1


def type_and_send(page, url: str) -> None:
    page.goto(f"{url}/laporan/baru")
    page.check("[name=category][value=crowd]", force=True)
    page.fill("[name=text]", FORM["text"])
    page.evaluate("document.querySelector('[name=village_code]').value = '35.26.06.2001'")
    page.click("form[enctype] > button.primary")


def test_a_browser_does_the_sum_by_itself(crowd, live_server, open_page, transactional_db):
    forget_territory()
    with scoped(EVERYWHERE):
        make_places()
    crowd(timezone.now() + timedelta(minutes=2))
    page = open_page()
    type_and_send(page, live_server.url)
    page.wait_for_url("**/laporan/terkirim*")
    with scoped(EVERYWHERE):
        assert Report.objects.count() == 1


def test_a_report_that_waits_for_the_sum_goes_out_also_where_its_script_is_lost(
    crowd, live_server, open_page, transactional_db
):
    forget_territory()
    with scoped(EVERYWHERE):
        make_places()
    crowd(timezone.now() + timedelta(minutes=2))
    page = open_page(service_workers="block")
    page.route("**/reports/sum*.js", lambda route: route.abort())
    script = held_back(page, "**/reports/sum*.js", times=1)
    type_and_send(page, live_server.url)
    expect(page.locator("[data-work]")).to_be_visible()
    script().abort()
    page.wait_for_url("**/laporan/terkirim*")  # the queue does the sum by itself
    with scoped(EVERYWHERE):
        assert Report.objects.count() == 1
