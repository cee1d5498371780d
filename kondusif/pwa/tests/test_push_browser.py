"""Notices in a real browser: asked for, shown, answered with SIAP, and ended. Only the push service itself is missing."""

import contextlib
import json
from types import SimpleNamespace

import pytest
from django.conf import settings as installed
from django.test import Client

from kondusif.alerts.actions import sign_alert
from kondusif.alerts.tests.factories import drafted, seen
from kondusif.channels import actions
from kondusif.channels.followers.actions import address_of
from kondusif.channels.followers.models import Follower
from kondusif.channels.kinds import Kind
from kondusif.channels.models import Address, Delivery
from kondusif.channels.tests.test_webpush import Browser
from kondusif.channels.webpush import sender
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.viewers import SYSTEM
from tests.support import browsers
from tests.support.waiting import PATIENCE_S, until

pytestmark = pytest.mark.django_db(transaction=True)
SERVICE = "https://push.contoh.test"
# Chromium asks a push service of its maker, which is not on this machine: its answer alone is played here.
PUSH_SERVICE = """
const told = %s;
const asked = [];
PushManager.prototype.getSubscription = async () => (sessionStorage.getItem("langganan") ? made() : null);
PushManager.prototype.subscribe = async (options) => {
  if (!options.userVisibleOnly || new Uint8Array(options.applicationServerKey).length !== 65) throw new TypeError("options");
  sessionStorage.setItem("langganan", "1");
  return made();
};
const made = () => ({
  endpoint: sessionStorage.getItem("alamat") ?? told.endpoint, toJSON: () => told,
  unsubscribe: async () => { sessionStorage.removeItem("langganan"); return true; },
});
"""
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications()).map((one) => ({
  title: one.title, body: one.body, actions: one.actions.map((a) => a.action), stays: one.requireInteraction }))"""
# What a finger on the notice does. A made event may not be waited for, so what the worker fetches is watched instead.
TAP = """async (action) => {
  const [notification] = await self.registration.getNotifications();
  const done = new Promise((resolve) => {
    const line = self.fetch;
    self.fetch = async (...asked) => {
      const answer = await line(...asked);
      if (asked[1]?.method === "POST") { self.fetch = line; resolve(`${asked[0]} ${answer.status}`); } // what pages fetch passes here too
      return answer;
    };
    self.clients.openWindow = async (address) => { resolve(address); return null; };
  });
  self.addEventListener("error", (event) => event.preventDefault(), { once: true });
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification, action }));
  return done;
}"""


@pytest.fixture
def scene(transactional_db, settings):
    settings.DEMO = True  # no second factor
    settings.WEBPUSH_OWN_SERVICES = frozenset({SERVICE})
    with scoped(EVERYWHERE):
        cast = make_cast()
        dewi = cast.persons["dewi"]
        type(dewi).objects.filter(pk=dewi.pk).update(is_demo=True)
    return SimpleNamespace(cast=cast, dewi=dewi)


def sign_in(page, person, url: str) -> None:
    client = Client()
    client.force_login(person)
    name = installed.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def payload(cast) -> tuple[Delivery, dict]:
    """This function will issue a warning and return its notice to the device and what the push service would carry."""
    with scoped(EVERYWHERE):
        alert = drafted(cast.budi)
        alert = sign_alert(alert_id=alert.pk, seen=seen(alert), by=cast.citra, at=NOW)
        actions.queue_alert(alert_id=alert.pk, news="issued", by=SYSTEM, at=NOW)
        carried = []
        real, sender._sealed = sender._sealed, lambda letter: carried.append(sender.content_of(letter)) or b""
        sender.post, former = lambda *args: SimpleNamespace(is_accepted=True, headers={}, status=201), sender.post
        try:
            actions.send_batch(kind=Kind.WEBPUSH, by=SYSTEM, at=NOW)
        finally:
            sender._sealed, sender.post = real, former
        return Delivery.objects.get(kind=Kind.WEBPUSH), carried[0]


def deliver(page, url: str, told: dict) -> None:
    """This function will hand a message to the worker as the push service does."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tools, registration = browsers.worker_of(page, url)
    message = {"origin": url, "registrationId": registration, "data": json.dumps(told)}
    tools.send("ServiceWorker.deliverPushMessage", message)


def renewed(page, fresh: dict) -> None:
    """This function will let the browser change its subscription by itself, as its push service may make it."""
    worker = browsers.running_worker(page)
    status = worker.evaluate(
        """async (told) => {
      const known = async () => (await (await caches.open("kondusif-langganan")).match("/langganan"))?.json();
      while (!(await known())) await new Promise((next) => setTimeout(next, 20)); // what the page told it
      PushManager.prototype.getSubscription = async () => ({ endpoint: told.endpoint, toJSON: () => told, unsubscribe: async () => true });
      const done = new Promise((resolve) => {
        const line = self.fetch;
        self.fetch = async (...asked) => {
          const answer = await line(...asked);
          if (asked[1]?.method === "POST") { self.fetch = line; resolve(`${asked[0]} ${answer.status}`); }
          return answer;
        };
      });
      self.addEventListener("error", (event) => event.preventDefault(), { once: true });
      self.dispatchEvent(new ExtendableEvent("pushsubscriptionchange"));
      return done;
    }""",
        fresh,
    )
    assert status == "/pengumuman/perangkat/ganti 204"
    page.evaluate("(address) => sessionStorage.setItem('alamat', address)", fresh["endpoint"])


def forgotten_by_all(page, fresh: dict) -> None:
    """This function will let the push service sign the browser off unheard, the office forget it, and a day go by."""
    with scoped(EVERYWHERE):
        Follower.objects.all().delete()
    worker = browsers.running_worker(page)
    asked = worker.evaluate(
        """async (told) => {
      const shelf = await caches.open("kondusif-langganan");
      while (!(await shelf.match("/diikuti"))) await new Promise((next) => setTimeout(next, 20)); // what the page told it
      await shelf.put("/ditanya", Response.json(Date.now() - 86400001));
      const known = await (await shelf.match("/langganan")).json();
      const made = (keys) => ({ endpoint: keys.endpoint, toJSON: () => keys, unsubscribe: async () => { has = null; return true; } });
      let has = made(known);
      PushManager.prototype.getSubscription = async () => has;
      PushManager.prototype.subscribe = async () => (has = made(told));
      const asked = [], line = self.fetch;
      self.fetch = async (...words) => { const answer = await line(...words); if (words[1]?.method === "POST") asked.push(answer.status); return answer; };
      await tellRenewed();
      self.fetch = line;
      return asked;
    }""",
        fresh,
    )
    assert asked == [404, 204], "it asked, was not known, and followed anew"
    page.evaluate("(address) => sessionStorage.setItem('alamat', address)", fresh["endpoint"])


def notices(page, n: int) -> list[dict]:
    shown = []

    def looked() -> bool:
        shown[:] = page.evaluate(SHOWN)
        return len(shown) == n

    until(looked, f"{n} notices are shown")
    return shown


def shown_after(page, url: str, told: dict) -> dict:
    """This function will deliver a message, again where nothing took it, as a push service does, and return its notice."""
    for _ in range(3):
        deliver(page, url, told)
        with contextlib.suppress(AssertionError):
            until(lambda: len(page.evaluate(SHOWN)) == 1, "the notice is shown", PATIENCE_S / 3)
            break
    (shown,) = notices(page, 1)
    return shown


def test_an_officer_asks_for_notices_reads_one_and_answers_it_on_the_screen(scene, live_server, open_page):
    url = live_server.url
    page = open_page(permissions=["notifications"])
    page.add_init_script(PUSH_SERVICE % json.dumps({"endpoint": f"{SERVICE}/kirim/1", "keys": Browser().keys}))
    sign_in(page, scene.dewi, url)
    page.goto(f"{url}/orang/pemberitahuan/")
    page.get_by_role("button", name="Kirim pemberitahuan ke perangkat ini").click()
    page.locator("[data-push-off-button]").wait_for()
    with scoped(EVERYWHERE):
        assert Address.objects.get(kind=Kind.WEBPUSH, ended_at=None).person_id == scene.dewi.pk
    renewed(page, {"endpoint": f"{SERVICE}/kirim/baru", "keys": Browser().keys})
    with scoped(EVERYWHERE):
        own = Address.objects.get(kind=Kind.WEBPUSH, ended_at=None)
        assert (own.person_id, own.address) == (scene.dewi.pk, f"{SERVICE}/kirim/baru"), "renewed, with no page asked"
    delivery, told = payload(scene.cast)
    shown = shown_after(page, url, told)
    assert (shown["title"], shown["body"], shown["actions"]) == (told["title"], told["body"], ["siap"])
    worker = browsers.running_worker(page)
    assert worker.evaluate(TAP, "siap") == f"{told['ack']} 200"
    assert notices(page, 0) == [], "an answered notice is gone"
    with scoped(EVERYWHERE):
        delivery.refresh_from_db()
        assert (
            delivery.alert.addressees.filter(office__region_id=delivery.office.region_id)
            .exclude(acknowledged_at=None)
            .exists()
        )
    page.goto(f"{url}/luring/")
    shown_after(
        page, url, {"title": "Uji", "body": "Isi", "url": "https://jahat.contoh/masuk", "ack": "https://jahat.contoh/"}
    )
    assert worker.evaluate(TAP, "siap") == f"{url}/", "a message leads nowhere else, and posts nowhere else"
    page.goto(f"{url}/orang/pemberitahuan/")
    page.locator("[data-push-off-button]").click()
    page.locator("[data-push-on-button]").wait_for()
    with scoped(EVERYWHERE):
        assert not Address.objects.filter(kind=Kind.WEBPUSH, ended_at=None).exists()


def test_a_citizen_follows_an_area_on_a_device_and_leaves_it_later(scene, live_server, open_page):
    url = live_server.url
    page = open_page(width=360, permissions=["notifications"])
    page.add_init_script(PUSH_SERVICE % json.dumps({"endpoint": f"{SERVICE}/kirim/2", "keys": Browser().keys}))
    page.goto(f"{url}/pengumuman/ikuti/35.26.06.2005")
    page.locator("[data-follow]").click()
    page.locator("[data-leave]").wait_for()
    with scoped(EVERYWHERE):
        assert Follower.objects.get().region_id == "35.26.06.2005"
    forgotten_by_all(page, {"endpoint": f"{SERVICE}/kirim/3", "keys": Browser().keys})
    with scoped(EVERYWHERE):
        (follower,) = Follower.objects.all()
        assert follower.region_id == "35.26.06.2005"
        assert address_of(follower).address == f"{SERVICE}/kirim/3", "the browser came back by itself"
        follower.delete()
    page.evaluate("sessionStorage.removeItem('langganan')")
    page.reload()
    page.get_by_text("Satu ketukan memulainya lagi").wait_for()
    page.locator("[data-follow]").click()
    page.locator("[data-leave]").wait_for()
    page.reload()  # another day: the way out is still there
    page.locator("[data-leave]").click()
    page.locator("[data-leave]").wait_for(state="hidden")
    with scoped(EVERYWHERE):
        assert not Follower.objects.exists()
