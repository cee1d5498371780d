"""Sealing in a real browser: the published vectors, and the whole way from the ceremony to the answer."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings as installed
from django.test import Client
from playwright.sync_api import expect

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people import tests as people_tests
from kondusif.people.models import GroupKey
from kondusif.people.tests.factories import make_cast
from kondusif.reports.models import Attachment, Report
from kondusif.reports.photos import read_photo
from kondusif.reports.sealed_photos import SIZES
from kondusif.reports.territory import forget_territory
from kondusif.reports.tests import pictures
from kondusif.reports.tests.sealed import founded, opened, sealed_to
from kondusif.reports.tests.test_no_trace import whole_database
from tests.support.looks import keep
from tests.support.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
VECTORS = Path(people_tests.__file__).parent / "vectors"
CANARY, ANSWER = "Kenari-tersegel-7788 mengancam", "Kenari-jawaban-9911 kami datang"
PASS = "kalimat sandi uji coba"
MODULES = """
const [hpke, words, shares] = await Promise.all(["hpke", "words", "shares"].map((m) => import(`/static/people/${m}.js`)));
const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
const un = (text) => Uint8Array.from(text.match(/../g) ?? [], (b) => parseInt(b, 16));
"""
DUMP = """async () => {
  const found = [];
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done, fail) => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result); r.onerror = fail; });
    for (const store of db.objectStoreNames) {
      const rows = await new Promise((done) => { const r = db.transaction(store).objectStore(store).getAll(); r.onsuccess = () => done(r.result); });
      found.push(name + "/" + store + ": " + JSON.stringify(rows, (_k, v) => v instanceof ArrayBuffer || ArrayBuffer.isView(v) ? new TextDecoder("latin1").decode(v) : v));
    }
    db.close();
  }
  return found.join("\\n") + JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage });
}"""


@pytest.fixture
def scene(transactional_db, settings):
    settings.DEMO = True
    forget_territory()
    with scoped(EVERYWHERE):
        cast = make_cast()
        for person in cast.persons.values():
            person.is_demo = True
            person.save()
    return SimpleNamespace(cast=cast)


def sign_in(page, person, url: str) -> None:
    client = Client()
    client.force_login(person)
    name = installed.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def test_the_browsers_part_agrees_with_the_rfc_the_twin_and_another_implementation(live_server, open_page):
    page = open_page()
    page.goto(f"{live_server.url}/laporan/cek")
    told = page.evaluate("async ({ hpke: rfc, shares: lists }) => {" + MODULES + """
      const ephemeral = await hpke.pairOf(un(rfc.skEm));
      const theirs = await hpke.pairOf(un(rfc.skRm));
      const options = { aead: hpke.AES128, ephemeral };
      const sealed = await hpke.seal(un(rfc.pkRm), un(rfc.info), un(rfc.aad), un(rfc.pt), options);
      let refused = 0;
      for (const change of [0, 31, 32, sealed.length - 1]) {
        const other = Uint8Array.from(sealed); other[change] ^= 1;
        await hpke.open(theirs, other, un(rfc.info), un(rfc.aad), options).catch(() => { refused += 1; });
      }
      await hpke.open(theirs, sealed, un(rfc.info), un(""), options).catch(() => { refused += 1; });
      await hpke.seal(new Uint8Array(32), "", un(""), un("")).catch(() => { refused += 1; });
      const pair = { raw: hex(await hpke.freshPrivate()) };
      const own = await hpke.pairOf(un(pair.raw));
      return {
        enc: hex(sealed.slice(0, 32)), ct: hex(sealed.slice(32)), refused,
        skEm: hex(await hpke.derivedPrivate(un(rfc.ikmE))), skRm: hex(await hpke.derivedPrivate(un(rfc.ikmR))),
        opened: hex(await hpke.open(theirs, sealed, un(rfc.info), un(rfc.aad), options)),
        shares: lists.map((v) => { let n = 0; return shares.split(un(v.secret), v.n, v.needed, () => un(v.coefficients[n++])).map(({ x, y }) => [x, hex(y)]); }),
        restored: lists.map((v) => hex(shares.combine(v.shares.slice(-v.needed).map(([x, y]) => ({ x, y: un(y) }))))),
        paper: await (async () => { const p = await shares.written({ x: 2, y: new Uint8Array(32).fill(7) }); const r = await shares.read(p.toLowerCase()); return [hex(r.y), await shares.read(p.replace("0", "1"))]; })(),
        misread: await (async () => { const p = (await shares.written({ x: 2, y: new Uint8Array(32).fill(7) })).replaceAll(" ", ""); return (await Promise.all([...p].map((c, i) => shares.read(p.slice(0, i) + (c === "1" ? "2" : "1") + p.slice(i + 1))))).filter(Boolean).length; })(),
        raw: pair.raw, public: hpke.base64(own.publicKey),
        sealed: await words.sealWords(hpke.base64(own.publicKey), words.REPORT, hpke.base64(own.publicKey), { text: "Ånça ✓" }),
      };
    }""", {"hpke": rfc(), "shares": vectors()})  # fmt: skip
    assert {name: told[name] for name in ("enc", "ct", "skEm", "skRm")} == {
        n: rfc()[n] for n in ("enc", "ct", "skEm", "skRm")
    }
    assert (told["opened"], told["refused"]) == (rfc()["pt"], 6)
    assert told["shares"] == [v["shares"] for v in vectors()] and told["restored"] == [v["secret"] for v in vectors()]
    assert told["paper"] == ["07" * 32, None]
    assert told["misread"] == 0, "one letter read wrongly is noticed wherever it stands"
    private = X25519PrivateKey.from_private_bytes(bytes.fromhex(told["raw"]))
    about = b"kondusif/1 laporan" + private.public_key().public_bytes_raw()
    assert opened(private, unbase64(told["sealed"]), about) == {"text": "Ånça ✓"}
    theirs = sealed_to(private.public_key().public_bytes_raw(), about, {"text": "balik"}).hex()
    back = page.evaluate("async ([raw, sealed]) => {" + MODULES + """
      const pair = await hpke.pairOf(un(raw));
      return words.openWords(pair, hpke.base64(un(sealed)), words.REPORT, hpke.base64(pair.publicKey));
    }""", [told["raw"], theirs])  # fmt: skip
    assert back == {"text": "balik"}


def test_a_phone_that_cannot_seal_is_told_before_it_sends_and_what_nobody_can_promise_is_said(
    scene, live_server, open_page
):
    with scoped(EVERYWHERE):
        founded(scene.cast)
    for has_crypto, said in ((True, "Tidak dijanjikan"), (False, "Ponsel ini tidak dapat menyegel")):
        page = open_page()
        if not has_crypto:
            page.add_init_script(
                "crypto.subtle.generateKey = async () => { throw new DOMException('', 'NotSupportedError'); };"
            )
        page.goto(f"{live_server.url}/laporan/baru")
        page.check("[name=category][value=intimidation_violence]", force=True)
        expect(page.locator(f"[data-seal-{'on' if has_crypto else 'off'}]")).to_contain_text(said)
        expect(page.locator(f"[data-seal-{'off' if has_crypto else 'on'}]")).to_be_hidden()
    expect(page.get_by_text("datang sendiri ke kantor")).to_be_visible()


def rfc() -> dict[str, str]:
    return json.loads((VECTORS / "hpke.json").read_text())[0]


def vectors() -> list[dict]:
    return json.loads((VECTORS / "shares.json").read_text())


def unbase64(text: str) -> bytes:
    import base64

    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def found_a_key(page, url: str) -> list[str]:
    page.goto(f"{url}/orang/kunci/baru/35.26/desk")
    for n, name in enumerate(("Inspektorat", "Pelindung Data", "Kesbangpol Provinsi"), 1):
        page.fill(f"[name=custodian_{n}]", name)
    page.fill("[data-pass]", PASS)
    page.fill("[data-pass-again]", PASS)
    page.click("[data-make]")
    page.wait_for_selector("[data-papers]:visible")
    papers = [page.locator(f"[data-paper='{n}']").inner_text() for n in (1, 2, 3)]
    page.check("[data-taken]")
    with page.expect_navigation():
        page.click("[data-use]")
    return papers


def photo(width: int, height: int) -> dict[str, object]:
    return {"name": "IMG_2031.jpg", "mimeType": "image/jpeg", "buffer": pictures.jpeg(width, height)}


def report(page, url: str) -> tuple[str, str]:
    """Type a report with a photo, send it without a signal, look into the phone, let it go; the reading code and the receipt."""
    page.goto(f"{url}/laporan/baru")
    page.check("[name=category][value=intimidation_violence]", force=True)
    page.wait_for_selector("[data-seal-on]:visible")
    code = page.locator("[data-reading]").inner_text()
    page.fill("[name=text]", CANARY)
    page.fill("[name=place_text]", "Rumah Kenari-tersegel-7788")
    page.evaluate("document.querySelector('[name=village_code]').value = '35.26.06.2001'")
    page.set_input_files("#id_photos", photo(640, 480))
    keep(page, "lapor-tersegel-360")
    page.context.set_offline(True)
    page.dblclick("form[enctype] > button.primary")  # an impatient finger, while the photo is being sealed
    page.get_by_text("tersimpan aman di telepon ini").wait_for()
    kept = page.evaluate(DUMP)
    assert kept.count('"kind":"report"') == 1, "two taps keep one report"
    assert "kondusif-antrean/photos: [{" in kept, "the control: the photo lies in the phone"
    assert not {"kenari", "kanari", "jfif", "exif"} & set(re.findall(r"[a-z]+", kept.lower())), (
        "sealed, and nothing else"
    )
    page.context.set_offline(False)
    page.get_by_role("button", name="Sudah saya catat").wait_for()
    return code, page.locator("[data-outbox] .receipt").inner_text()


def check_photos(n: int) -> None:
    with scoped(EVERYWHERE):
        rows = list(Attachment.objects.all())
        assert len(rows) == n and all(row.key_id for row in rows)
    for row in rows:
        stored = read_photo(row.path, row.sha256)
        assert len(stored) in SIZES and not stored.startswith(b"\xff\xd8") and b"JFIF" not in stored


def check_seen(desk, *widths: int) -> None:
    seen = desk.locator("[data-sealed-photo] img")
    expect(seen).to_have_count(len(widths))
    naturals = "all => all.map((one) => one.naturalWidth).sort()"
    until(lambda: seen.evaluate_all(naturals) == sorted(widths), f"photos of {widths} px are seen")


def test_from_the_ceremony_to_the_answer_nothing_readable_lies_anywhere(scene, live_server, open_page):
    desk, phone = open_page(width=1280, height=900), open_page()
    sign_in(desk, scene.cast.persons["ani"], live_server.url)
    papers = found_a_key(desk, live_server.url)
    assert len({*papers}) == 3
    code, receipt = report(phone, live_server.url)
    assert "kenari" not in phone.evaluate(DUMP).lower(), "neither in the browser"
    assert "kenari" not in whole_database().lower(), "nor on the server"
    check_photos(1)
    with scoped(EVERYWHERE):
        row = Report.objects.get()
        assert (row.text, row.place_text, row.lat) == ("", "", None) and GroupKey.objects.count() == 1
    desk.goto(f"{live_server.url}/triase/{row.pk}")
    desk.fill("#passphrase", "salah sekali kalimatnya")
    desk.click("[data-unlock-form] button")
    desk.wait_for_selector("[data-unlock-said]:visible")
    assert CANARY not in desk.content()
    desk.fill("#passphrase", PASS)
    desk.click("[data-unlock-form] button")
    desk.get_by_text(CANARY).wait_for()
    expect(desk.get_by_text("Rumah Kenari-tersegel-7788")).to_have_count(1)
    check_seen(desk, 640)
    keep(desk, "foto-tersegel-1280")
    desk.evaluate("document.querySelector('[data-seal-answer]').closest('details').open = true")
    desk.fill("[data-words]", ANSWER)
    with desk.expect_navigation():
        desk.dblclick("[data-seal-answer] button")  # impatient fingers, here and below
    desk.get_by_text(ANSWER).wait_for()
    assert "kenari" not in whole_database().lower()
    phone.goto(f"{live_server.url}/laporan/cek")
    phone.fill("[name=receipt]", receipt)
    phone.click("form button.primary")
    phone.fill("#reading", code)
    phone.click("[data-reader-form] button")
    phone.get_by_text(ANSWER).wait_for()
    phone.wait_for_selector("[data-seal-off]", state="hidden")
    phone.fill("[data-seal-line] textarea", CANARY)
    with phone.expect_navigation():
        phone.dblclick("[data-seal-line] [value=message]")
    phone.wait_for_selector("[data-seal-photos] [data-seal-off]", state="hidden")
    keep(phone, "resi-tersegel-360")
    phone.set_input_files("#id_photos", photo(800, 600))
    with phone.expect_navigation():
        phone.dblclick("[data-seal-photos] [value=photos]")
    check_photos(2)
    with scoped(EVERYWHERE):
        assert [line.from_reporter for line in row.messages.order_by("at")] == [False, True]
    desk.reload()
    check_seen(desk, 640, 800)
    assert "kenari" not in whole_database().lower()
    recovered(desk, live_server.url, papers)


def recovered(desk, url: str, papers: list[str]) -> None:
    """Two papers put the key together; a misread one is told."""
    with scoped(EVERYWHERE):
        key = GroupKey.objects.get()
    desk.goto(f"{url}/orang/kunci/{key.pk}/pulihkan")
    desk.fill("#paper-1", papers[2])
    desk.fill("#paper-2", papers[0][:-1] + ("1" if papers[0][-1] != "1" else "2"))
    desk.fill("[data-pass]", PASS + " baru")
    desk.fill("[data-pass-again]", PASS + " baru")
    desk.click("form[data-ceremony] button")
    desk.wait_for_selector("[data-said]:visible")
    desk.fill("#paper-2", papers[0])
    with desk.expect_navigation():
        desk.click("form[data-ceremony] button")
    assert desk.url.endswith("/orang/kunci")
    with scoped(EVERYWHERE):
        assert key.grants.filter(revoked_at=None).count() == 1 and key.grants.count() == 2
