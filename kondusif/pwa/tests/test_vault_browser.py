"""An officer's provisions in a real browser: sealed under a PIN, gone when taken back, run out or guessed at."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Person
from kondusif.people.tests.factories import make_cast
from kondusif.pwa.models import DeviceLease
from kondusif.pwa.tests.test_backoff import HERE, Office
from tests.support.looks import faults, keep, watch

PIN, CANARY = "271828", "Operator Posko Bangkalan"
RAW = """async () => {
  const database = await new Promise((resolve) => { const asking = indexedDB.open("kondusif-bekal"); asking.onsuccess = () => resolve(asking.result); });
  const all = (name) => new Promise((resolve) => { const asking = database.transaction(name).objectStore(name).getAll(); asking.onsuccess = () => resolve(asking.result); });
  const rows = [...await all("items"), ...await all("lease")];
  const text = (value) => value instanceof ArrayBuffer ? new TextDecoder("latin1").decode(value) : ArrayBuffer.isView(value) ? new TextDecoder("latin1").decode(value) : String(value);
  return [rows.length, rows.flatMap((row) => Object.values(row).map(text)).join("|")];
}"""


@pytest.fixture
def cast(transactional_db, settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        made = make_cast()
        Person.objects.update(is_demo=True)
        yield made


@pytest.fixture
def phone(cast, live_server, open_page):
    """Dewi's phone with provisions taken along."""
    client = Client()
    client.force_login(cast.persons["dewi"])
    page = open_page(width=360)
    name = next(iter(client.cookies))
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page.noise = watch(page)
    page.goto(f"{live_server.url}/luring/perangkat/")
    page.get_by_label("PIN, paling sedikit enam angka").fill(PIN)
    page.get_by_label("PIN yang sama sekali lagi").fill(PIN)
    page.get_by_role("button", name="Ambil bekal").click()
    page.get_by_text("Selesai:").wait_for()
    # The test server has no event stream.
    assert faults(page, [n for n in page.noise if "404" not in n]) == []
    keep(page, "perangkat-360")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def authenticator(page) -> None:
    """This function will put a phone's lock that keeps secrets beside *page*; it nods at once."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable", {"enableUI": False})
    told = {
        "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True, "hasPrf": True,
    }  # fmt: skip
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": told})


def enter(page, pin: str) -> None:
    page.get_by_label("PIN").fill(pin)
    page.get_by_role("button", name="Buka").click()


def test_provisions_open_with_the_pin_alone_and_are_gone_when_taken_back(cast, phone, live_server):
    n_rows, raw = phone.evaluate(RAW)
    assert n_rows > 3 and CANARY not in raw and "Camat" not in raw, "what lies on the device is sealed"
    phone.context.set_offline(True)
    phone.goto(f"{live_server.url}/luring/")
    enter(phone, "111111")
    phone.get_by_text("PIN keliru. Sisa percobaan: 9").wait_for()
    enter(phone, PIN)
    phone.get_by_text(CANARY).wait_for()
    keep(phone, "bekal-360")
    assert faults(phone, []) == []
    DeviceLease.objects.get()
    client = Client()
    client.force_login(cast.persons["dewi"])
    client.post("/luring/perangkat/cabut-semua")
    phone.context.set_offline(False)  # the page hears of it by itself
    phone.get_by_text("telah dibuang").wait_for()
    assert phone.evaluate(RAW)[0] == 0
    held = "import('/static/pwa/vault.js').then((vault) => vault.leaseHere()).then((lease) => lease === undefined)"
    assert phone.evaluate(held), "and the phone knows that it holds none"


def test_ten_wrong_pins_or_thirteen_hours_throw_everything_away_also_where_a_passkey_opens(phone, live_server):
    phone.context.set_offline(True)
    phone.goto(f"{live_server.url}/luring/")
    told = phone.evaluate(
        """async () => { const { openWith } = await import("/static/pwa/vault.js"); const told = [];
        for (let n = 0; n < 10; n += 1) told.push((await openWith(`99999${n}`)).state); return told; }"""
    )
    assert told == ["wrong"] * 9 + ["gone"] and phone.evaluate(RAW)[0] == 0
    phone.context.set_offline(False)
    phone.goto(f"{live_server.url}/luring/perangkat/")
    authenticator(phone)
    phone.get_by_label("Buka dengan pengunci perangkat ini (passkey)").check()  # and no PIN at all
    phone.get_by_role("button", name="Ambil bekal").click()
    expect(phone.get_by_text("Selesai:")).to_be_visible()
    phone.context.set_offline(True)
    phone.goto(f"{live_server.url}/luring/")
    expect(phone.get_by_label("PIN")).to_be_hidden()
    phone.get_by_role("button", name="Buka dengan pengunci perangkat ini").click()
    expect(phone.get_by_text(CANARY)).to_be_visible()
    state = phone.evaluate(
        """async (pin) => { const { openWith } = await import("/static/pwa/vault.js"); const now = Date.now;
        Date.now = () => now() + 13 * 3600e3; return (await openWith(pin)).state; }""",
        PIN,
    )
    assert state == "gone" and phone.evaluate(RAW)[0] == 0


def test_a_lease_that_is_thrown_away_while_the_office_is_asked_does_not_come_back(open_page):
    page = open_page()
    page.route("**/*", Office(page, status=200).answer)
    page.goto(f"{HERE}/luring/")
    left = page.evaluate(
        """async () => {
          const { fillVault, leaseHere, stillHeld, wipeVault } = await import("/static/pwa/vault.js");
          const at = (later) => new Date(Date.now() + later).toISOString();
          await fillVault("271828", { lease: "1", person: "2", now: at(0), expires_at: at(3600e3), items: [{}] });
          const line = fetch;
          window.fetch = async (...asked) => { const answer = await line(...asked); await wipeVault(); return answer; };
          const held = (await leaseHere()).lease;
          await stillHeld();
          return [held, await leaseHere()];
        }"""
    )
    assert left == ["1", None]
