"""A member's key under a passkey, in a real browser whose authenticator alone is played."""

import os
from types import SimpleNamespace
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from playwright.sync_api import expect

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.vault.actions import found_key
from kondusif.people.vault.groups import Group
from kondusif.people.vault.models import KeyGrant
from kondusif.people.vault.rules import Share, Wrapped
from kondusif.reports.tests.factories import make_report
from kondusif.reports.tests.sealed import Keys
from kondusif.reports.tests.test_sealed_in_a_browser import sign_in
from tests.support.looks import faults, keep, watch

pytestmark = pytest.mark.django_db(transaction=True)
CANARY, PASS = "Kenari-sandi-7788", "kalimat sandi uji coba"


def under(passphrase: str, private: X25519PrivateKey) -> Wrapped:
    """This function will wrap a private key as ``wrap.js`` does."""
    from hashlib import pbkdf2_hmac

    salt, nonce = os.urandom(16), os.urandom(12)
    key = pbkdf2_hmac("sha256", passphrase.encode(), salt, 600_000)
    public = private.public_key().public_bytes_raw()
    return Wrapped(salt, 600_000, nonce, AESGCM(key).encrypt(nonce, private.private_bytes_raw(), public))


@pytest.fixture
def scene(transactional_db, settings):
    settings.DEMO = True  # no second factor
    private = X25519PrivateKey.generate()
    with scoped(EVERYWHERE):
        cast = make_cast()
        ani = cast.persons["ani"]
        type(ani).objects.filter(pk=ani.pk).update(is_demo=True)
        key = found_key(
            region_code="35.26", group=Group.DESK, public_key=private.public_key().public_bytes_raw(),
            wrapped=under(PASS, private), shares=[Share(f"Pemegang {n}", bytes([n]) * 32) for n in (1, 2, 3)],
            by=cast.ani, at=NOW,
        )  # fmt: skip
        words = Keys(key.pk, private, X25519PrivateKey.generate()).words(text=CANARY)
        report = make_report(client_id=uuid4(), category="intimidation_violence", text="(isi tersegel)", sealed=words)
    return SimpleNamespace(ani=ani, budi=cast.persons["budi"], key=key, report=report)


def authenticator(tools, *, keeps_secrets: bool, transport: str = "internal") -> str:
    """This function will put a phone's lock beside the page, which nods at once, and return its name."""
    told = {
        "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": transport, "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True, "hasPrf": keeps_secrets,
    }  # fmt: skip
    return tools.send("WebAuthn.addVirtualAuthenticator", {"options": told})["authenticatorId"]


def test_a_member_adds_a_passkey_drops_the_passphrase_and_opens_sealed_words_with_the_passkey(
    scene, live_server, open_page
):
    url, page = live_server.url, open_page()
    noise = watch(page)
    sign_in(page, scene.ani, url)
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable", {"enableUI": False})
    old = authenticator(tools, keeps_secrets=False)
    page.goto(f"{url}/orang/kunci/{scene.key.pk}/saya")
    page.fill("#own", PASS)
    page.get_by_role("button", name="Buka kunci").click()
    making = page.get_by_role("button", name="Buat passkey di perangkat ini")
    making.click()
    expect(page.locator("[data-said]")).to_contain_text("tidak dapat menyimpan kunci")
    tools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": old})
    authenticator(tools, keeps_secrets=True)
    page.fill("#way-label", "Telepon dinas")
    making.click()
    expect(page.get_by_text("Passkey: Telepon dinas")).to_be_visible()
    assert faults(page, noise) == []
    keep(page, "kunci-saya-360")
    with scoped(EVERYWHERE):
        phrase, passkey = KeyGrant.objects.filter(revoked_at=None).order_by("at")
        assert (phrase.is_passkey, passkey.is_passkey, passkey.iterations) == (False, True, 0)
        assert bytes(phrase.wrapped) != bytes(passkey.wrapped)
    page.locator("li", has_text="Kalimat sandi").get_by_role("button").click()
    expect(page.get_by_text("Satu-satunya cara Anda")).to_be_visible()
    page.goto(f"{url}/orang/kunci")
    assert faults(page, [line for line in noise if "404" not in line]) == []
    page.goto(f"{url}/triase/{scene.report.pk}")
    expect(page.locator("#passphrase")).to_have_count(0)
    page.locator("[data-by-passkey]").click()
    expect(page.get_by_text(CANARY)).to_be_visible()
    expect(page.get_by_text("Siapa yang membaca isi ini")).to_be_visible()
    assert faults(page, [line for line in noise if "404" not in line]) == []  # the test server has no event stream
    keep(page, "terbuka-passkey-360")


def test_a_member_founds_gives_and_recovers_a_key_under_passkeys_without_any_passphrase(scene, live_server, open_page):
    url, page = live_server.url, open_page()
    noise = watch(page)
    sign_in(page, scene.ani, url)
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable", {"enableUI": False})
    own = authenticator(tools, keeps_secrets=True)
    page.goto(f"{url}/orang/kunci/baru/35.26/desk")
    for n, name in enumerate(("Inspektorat", "Pelindung Data", "Kesbangpol Provinsi"), 1):
        page.fill(f"[name=custodian_{n}]", name)
    page.get_by_label("Dengan passkey").check()
    expect(page.locator("[data-pass]")).to_be_hidden()
    assert faults(page, noise) == []
    keep(page, "kunci-baru-passkey-360")
    page.click("[data-make]")
    page.wait_for_selector("[data-papers]:visible")
    papers = [page.locator(f"[data-paper='{n}']").inner_text() for n in (1, 2, 3)]
    page.check("[data-taken]")
    page.click("[data-use]")
    page.wait_for_url("**/orang/kunci")
    assert faults(page, [line for line in noise if "404" not in line]) == []
    holder = page.locator("[data-keys] > li").filter(has_text="dipakai").locator(".who > li", has_text=scene.ani.name)
    expect(holder.get_by_role("button")).to_be_hidden()  # one careless tap takes nobody's key away
    keep(page, "kunci-daftar-360")
    with scoped(EVERYWHERE):
        grant = KeyGrant.objects.exclude(key=scene.key).get()
        assert (grant.is_passkey, grant.iterations, grant.person_id) == (True, 0, scene.ani.pk)
    page.goto(f"{url}/orang/kunci/{grant.key_id}/beri")
    page.locator("[data-by-passkey]").click()
    page.locator("[data-opened]").wait_for()
    page.locator("#person").select_option(label=scene.budi.name)
    page.get_by_label("Dengan passkey").check()
    tools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": own})
    authenticator(tools, keeps_secrets=True, transport="usb")  # what the new member carries, not this computer's lock
    page.get_by_role("button", name="Berikan kunci").click()
    page.wait_for_url("**/orang/kunci")
    page.goto(f"{url}/orang/kunci/{grant.key_id}/pulihkan")
    page.fill("#paper-1", papers[0])
    page.fill("#paper-2", papers[2])
    page.get_by_label("Dengan passkey").check()
    page.get_by_role("button", name="Pulihkan kunci").click()
    page.wait_for_url("**/orang/kunci")
    with scoped(EVERYWHERE):
        made = (
            KeyGrant.objects.filter(key=grant.key, revoked_at=None).order_by("at").values_list("person_id", flat=True)
        )
        assert list(made) == [scene.ani.pk, scene.budi.pk, scene.ani.pk]
        ways = [(bytes(one.credential), bytes(one.wrapped)) for one in KeyGrant.objects.filter(key=grant.key)]
        assert all(credential for credential, _wrapped in ways) and len({*ways}) == 3
    assert faults(page, [line for line in noise if "404" not in line]) == []
