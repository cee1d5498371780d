"""What may tell who somebody is, is found before it is sent, and nothing is ever stopped for it."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import make_places
from kondusif.reports.models import Report
from kondusif.reports.telltale import covered, findings
from kondusif.reports.territory import forget_territory

VECTORS = json.loads((Path(__file__).parent / "vectors" / "telltale.json").read_text())
FORM = {"category": "crowd", "village_code": "35.26.06.2001", "anonymous": "on"}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["text"][:30] or "nothing")
def test_the_vectors_hold(vector):
    found = findings(vector["text"])
    assert [[str(one.kind), one.text] for one in found] == vector["found"]
    assert covered(vector["text"], found) == vector["covered"]
    assert findings(vector["covered"]) == [], "what is covered tells nothing more"


def test_the_vectors_tell_of_every_kind_and_of_harmless_words():
    kinds = {kind for vector in VECTORS for kind, _piece in vector["found"]}
    assert kinds == {"email", "nik", "kk", "phone", "plate", "name"}
    assert sum(not vector["found"] for vector in VECTORS) >= 10


def test_a_long_text_is_searched_in_no_time_that_matters():
    hostile = ("pak " * 1000, "1 " * 2000, "a@" * 2000, "mobil " * 700, "A" * 4000)
    assert all(isinstance(findings(text[:4000]), list) for text in hostile)


def test_without_a_module_the_page_asks_once_and_then_takes_it(db, client):
    forget_territory()
    with scoped(EVERYWHERE):
        make_places()
    typed = FORM | {"text": "Hubungi saya di 0812-3456-7890"}
    page = client.post("/laporan/baru", typed)
    assert page.status_code == 422 and 'name="told" value="1"' in page.content.decode()
    with scoped(EVERYWHERE):
        assert not Report.objects.exists()
    assert client.post("/laporan/baru", typed | {"told": "1"}).status_code == 200
    with scoped(EVERYWHERE):
        assert Report.objects.get().text == typed["text"], "the reporter's word is final"


def test_the_module_finds_the_same_in_a_browser(live_server, open_page):
    page = open_page()
    page.goto(f"{live_server.url}/laporan/cek")
    found = page.evaluate(
        """async (texts) => { const { covered, findings } = await import("/static/reports/telltale.js");
        return texts.map((text) => { const f = findings(text); return [f.map((one) => [one.kind, one.text]), covered(text, f)]; }); }""",
        [vector["text"] for vector in VECTORS],
    )
    assert found == [[vector["found"], vector["covered"]] for vector in VECTORS]


def test_one_tap_covers_a_number_and_a_second_press_sends_it(live_server, open_page, transactional_db):
    forget_territory()
    with scoped(EVERYWHERE):
        make_places()
    page = open_page()
    page.goto(f"{live_server.url}/laporan/baru")
    page.check("[name=category][value=crowd]", force=True)
    page.fill("[name=text]", "Massa datang, hubungi saya 0812-3456-7890")
    page.evaluate("document.querySelector('[name=village_code]').value = '35.26.06.2001'")
    page.click("form[enctype] > button.primary")
    page.click("[data-hint] li button")
    expect(page.locator("[name=text]")).to_have_value("Massa datang, hubungi saya [nomor telepon]")
    page.click("form[enctype] > button.primary")
    page.wait_for_url("**/laporan/terkirim*")
    with scoped(EVERYWHERE):
        assert Report.objects.get().text.endswith("[nomor telepon]")
