"""A notice is encrypted for its browser alone, goes only to push services, and a browser that signed off is left alone."""

import json
import threading
from base64 import urlsafe_b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kondusif.alerts.actions import sign_alert
from kondusif.alerts.tests.factories import drafted, seen
from kondusif.channels import actions
from kondusif.channels.actions.addresses import GONE
from kondusif.channels.followers.actions import address_of, follow_by_device
from kondusif.channels.followers.models import Follower
from kondusif.channels.kinds import Kind
from kondusif.channels.models import Address, Delivery
from kondusif.channels.webpush.codec import encrypt
from kondusif.channels.webpush.guard import is_push_service
from kondusif.channels.webpush.keys import decode, encode, point_of, public_key
from kondusif.core.problems import NotAllowed, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.viewers import SYSTEM

pytestmark = pytest.mark.django_db


class Browser:
    """A browser that subscribed, with its own reading of RFC 8291, apart from ours."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.point, self.auth = point_of(self.key.public_key()), bytes(range(16))
        self.keys = {"p256dh": encode(self.point), "auth": encode(self.auth)}

    def read(self, body: bytes) -> dict:
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        theirs, record = body[21 : 21 + length], body[21 + length :]
        assert len(record) <= size
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))

        def derive(secret, salt, info, n):
            return HKDF(SHA256(), n, salt, info).derive(secret)

        ikm = derive(shared, self.auth, b"WebPush: info\x00" + self.point + theirs, 32)
        key = derive(ikm, salt, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = derive(ikm, salt, b"Content-Encoding: nonce\x00", 12)
        plain = AESGCM(key).decrypt(nonce, record, None)
        assert plain.endswith(b"\x02")
        return json.loads(plain[:-1])


class PushService(ThreadingHTTPServer):
    """A push service on this machine, which keeps what it was given."""

    def __init__(self):
        self.taken, self.answer = [], 201
        super().__init__(("127.0.0.1", 0), self.Door)
        self.origin = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.taken.append((self.path, dict(self.headers), body))
            self.send_response(self.server.answer)
            self.send_header("Location", f"/message/{len(self.server.taken)}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            pass


@pytest.fixture
def service(settings):
    running = PushService()
    settings.WEBPUSH_OWN_SERVICES = frozenset({running.origin})
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def stage():
    with scoped(EVERYWHERE):
        yield make_cast()


def issued(stage, **changes):
    alert = drafted(stage.budi, **changes)
    alert = sign_alert(alert_id=alert.pk, seen=seen(alert), by=stage.citra, at=NOW)
    actions.queue_alert(alert_id=alert.pk, news="issued", by=SYSTEM, at=NOW)
    return alert


def push(at=NOW):
    return actions.send_batch(kind=Kind.WEBPUSH, by=SYSTEM, at=at)


def test_the_published_example_of_rfc_8291_is_met_to_the_bit():
    private = int.from_bytes(decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        browser=decode("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        auth=decode("BTBZMqHH6r4Tts7J_aSIgg"),
        key=ec.derive_private_key(private, ec.SECP256R1()),
        salt=decode("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert encode(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_the_device_reads_level_and_place_and_nothing_that_was_reported(stage, service):
    browser = Browser()
    actions.subscribe_device(endpoint=f"{service.origin}/push/1", keys=browser.keys, by=stage.dewi, at=NOW)
    issued(stage, title="Ancaman kepada Ibu Siti", action="Temui Ibu Siti", exercise=True)
    assert push().n_sent == 1, Delivery.objects.filter(kind=Kind.WEBPUSH).values_list("state", "last_error")
    path, headers, body = service.taken[0]
    assert path == "/push/1" and b"Geger" not in body
    told = browser.read(body)
    assert told["title"].startswith("[LATIHAN] Peringatan dini ORANYE · Kecamatan Geger")
    assert told["body"].startswith("LATIHAN") and "Siti" not in json.dumps(told)
    assert told["ack"] == told["url"] and told["url"].startswith("/kanal/siap/")
    assert headers["Content-Encoding"] == "aes128gcm" and int(headers["TTL"]) > 0 and len(headers["Topic"]) <= 32
    row = Delivery.objects.get(kind=Kind.WEBPUSH)
    assert (row.state, row.provider_id) == ("sent", "/message/1")


def test_the_push_service_can_check_who_sends(stage, service):
    actions.subscribe_device(endpoint=f"{service.origin}/push/1", keys=Browser().keys, by=stage.dewi, at=NOW)
    issued(stage)
    push()
    told = service.taken[0][1]["Authorization"]
    signed, key = told.removeprefix("vapid t=").split(", k=")
    assert key == public_key()
    head, body, mark = signed.split(".")
    r, s = (int.from_bytes(decode(mark)[n : n + 32], "big") for n in (0, 32))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(key))
    point.verify(encode_dss_signature(r, s), f"{head}.{body}".encode(), ec.ECDSA(SHA256()))
    claims = json.loads(urlsafe_b64decode(body + "=="))
    assert claims["aud"] == service.origin and claims["sub"].startswith("mailto:")
    assert 0 < claims["exp"] - NOW.timestamp() <= 24 * 3600


def test_a_browser_that_signed_off_gets_nothing_more(stage, service):
    row = actions.subscribe_device(endpoint=f"{service.origin}/push/1", keys=Browser().keys, by=stage.dewi, at=NOW)
    service.answer = 410
    issued(stage)
    assert push().n_sent == 0
    row.refresh_from_db()
    assert (row.ended_at, Delivery.objects.get(kind=Kind.WEBPUSH).state) == (NOW, "failed")
    issued(stage)
    assert push().n_taken == 0


def test_a_busy_push_service_is_asked_again_under_the_same_topic(stage, service):
    actions.subscribe_device(endpoint=f"{service.origin}/push/1", keys=Browser().keys, by=stage.dewi, at=NOW)
    issued(stage)
    service.answer = 503
    assert push().n_sent == 0
    service.answer = 201
    assert push(Delivery.objects.get(kind=Kind.WEBPUSH).not_before).n_sent == 1
    assert len({headers["Topic"] for _path, headers, _body in service.taken}) == 1


@pytest.mark.parametrize(
    ("endpoint", "is_one"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True), ("https://updates.push.services.mozilla.com/wpush/v2/x", True),
        ("https://wns2-sg2p.notify.windows.com/w/?token=x", True), ("https://web.push.apple.com/Q", True),
        ("http://fcm.googleapis.com/x", False), ("https://fcm.googleapis.com:8443/x", False),
        ("https://fcm.googleapis.com@127.0.0.1/x", False), ("https://evil.example/fcm.googleapis.com", False),
        ("https://notify.windows.com.evil.example/x", False), ("https://127.0.0.1/x", False), ("https://[::1]/x", False),
        ("https://u:p@fcm.googleapis.com/x", False), ("file:///etc/passwd", False), ("https://[", False), ("", False),
    ],
)  # fmt: skip
def test_notices_go_to_push_services_of_browsers_and_nowhere_else(endpoint, is_one):
    assert is_push_service(endpoint) is is_one


@pytest.mark.parametrize(
    "more",
    [
        {"endpoint": "https://10.0.0.1/x"}, {"keys": {}}, {"keys": {"p256dh": "!!", "auth": "AAAA"}},
        {"keys": {"p256dh": encode(b"\x04" + b"\x01" * 64), "auth": encode(bytes(16))}},
    ],
)  # fmt: skip
def test_what_no_browser_makes_is_refused_in_words(stage, more):
    whole = {"endpoint": "https://fcm.googleapis.com/x", "keys": Browser().keys} | more
    with pytest.raises(Problem, match="tidak dapat dipakai"):
        actions.subscribe_device(**whole, by=stage.dewi, at=NOW)
    with pytest.raises(NotAllowed):
        actions.subscribe_device(endpoint="https://fcm.googleapis.com/x", keys=Browser().keys, by=stage.sari, at=NOW)


def test_a_device_belongs_to_whoever_signed_in_last(stage):
    where = {"endpoint": "https://fcm.googleapis.com/x", "keys": Browser().keys, "at": NOW}
    first = actions.subscribe_device(**where, by=stage.dewi)
    assert actions.subscribe_device(**where, by=stage.dewi).pk == first.pk
    actions.subscribe_device(**where, by=stage.budi)
    assert Address.objects.get(ended_at=None).person == stage.persons["budi"]
    assert not actions.unsubscribe_device(endpoint=where["endpoint"], by=stage.dewi, at=NOW)
    assert actions.unsubscribe_device(endpoint=where["endpoint"], by=stage.budi, at=NOW)
    assert not Address.objects.filter(ended_at=None).exists()


@pytest.fixture
def renewing(client, at_the_scene):
    """Budi's browser and a citizen's in one: what its worker posts once its subscription was changed."""
    with scoped(EVERYWHERE):
        cast = make_cast()
        browser, new = Browser(), Browser()
        former = {"endpoint": f"{CHROME}/1", "keys": browser.keys}
        row = actions.subscribe_device(endpoint=former["endpoint"], keys=former["keys"], by=cast.budi, at=NOW)
        follow_by_device(
            region_code="35.26.06.2005", endpoint=former["endpoint"], keys=former["keys"], language="id", at=NOW
        )
    fresh = {"endpoint": f"{CHROME}/2", "keys": new.keys}

    def tell(former=former, fresh=fresh, areas=None):
        told = {"former": former, "fresh": fresh, "areas": areas}
        return client.post("/pengumuman/perangkat/ganti", told, "application/json").status_code

    with scoped(EVERYWHERE):
        yield SimpleNamespace(tell=tell, row=row, former=former, fresh=fresh, budi=cast.budi)


CHROME = "https://fcm.googleapis.com/fcm/send"


def test_a_subscription_that_the_browser_renewed_stays_with_its_person_and_its_areas(renewing):
    one = renewing
    Delivery.objects.create(
        key="x", kind=Kind.WEBPUSH, address=one.row.address, to=one.row, person_id=one.row.person_id, subject="s", body="b",
        region_id="35.26", queued_at=NOW, not_before=NOW,
    )  # fmt: skip
    assert one.tell() == 204
    one.row.refresh_from_db()
    assert (one.row.address, one.row.keys, one.row.person_id) == (*one.fresh.values(), one.budi.person_id)
    assert Delivery.objects.get().address == one.fresh["endpoint"], "what waited goes to the new one"
    assert address_of(Follower.objects.get()).address == one.fresh["endpoint"]
    assert one.tell() == 404, "the former one is nobody's now"


def test_only_who_knows_the_former_subscriptions_secret_takes_its_place(renewing):
    one = renewing
    assert one.tell(former={"endpoint": one.former["endpoint"], "keys": {"auth": encode(b"x" * 16)}}) == 404
    for former, fresh in (({}, None), ([], {}), ("x", one.fresh), (one.former, {"endpoint": "https://127.0.0.1/", "keys": {}}),
                          (one.former, one.fresh | {"keys": {"p256dh": "a", "auth": "b"}})):  # fmt: skip
        assert one.tell(former=former, fresh=fresh) in {404, 422}
    one.row.refresh_from_db()
    assert one.row.address == one.former["endpoint"]


def test_a_browser_that_was_gone_comes_back_and_one_that_its_person_ended_does_not(renewing):
    one = renewing
    Address.objects.filter(pk=one.row.pk).update(ended_at=NOW, end_reason=GONE)
    assert one.tell() == 204
    one.row.refresh_from_db()
    assert one.row.ended_at is None
    actions.end_address(address_id=one.row.pk, by=one.budi, at=NOW)
    Follower.objects.all().delete()
    assert one.tell(former=one.fresh, fresh=one.former) == 404


def test_a_browser_that_only_asks_changes_nothing_and_hears_whether_it_is_known(renewing):
    one = renewing
    assert one.tell(fresh=one.former) == 204
    assert Follower.objects.count() == 1, "asking ends nothing"
    Address.objects.filter(pk=one.row.pk).update(ended_at=NOW, end_reason=GONE)
    Follower.objects.all().delete()
    assert one.tell(fresh=one.former) == 404
    one.row.refresh_from_db()
    assert one.row.ended_at == NOW, "asking brings nothing back to an address where nobody is"


def test_what_a_forgotten_browser_followed_it_follows_anew_if_it_remembers(renewing):
    one = renewing
    Address.objects.all().delete()
    Follower.objects.all().delete()
    areas = ["35.26.06.2005", "35.26", "99.99", {"x": 1}, "35.26"]
    assert one.tell(fresh=one.former, areas=areas) == 404, "an address that was signed off is not taken again"
    assert one.tell(areas=areas) == 204
    assert sorted(f.region_id for f in Follower.objects.all()) == ["35.26", "35.26.06.2005"]
    assert {address_of(f).address for f in Follower.objects.all()} == {one.fresh["endpoint"]}
    for bad in ("35.26", None, 7, {"35.26": 1}, ["99.99"], [[]] * 100):
        fresh = one.fresh | {"endpoint": f"{CHROME}/3"}
        assert one.tell(former={}, fresh=fresh, areas=bad) == 404
