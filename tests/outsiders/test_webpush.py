"""A push service that others wrote, with its own reading of the standards, takes our notices and can open them."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from django.utils import timezone

from kondusif.alerts.actions import sign_alert
from kondusif.alerts.tests.factories import drafted, seen
from kondusif.channels import actions
from kondusif.channels.kinds import Kind
from kondusif.channels.models import Address, Delivery
from kondusif.channels.webpush.guard import is_push_service
from kondusif.channels.webpush.keys import public_key
from kondusif.core.problems import Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import make_cast
from kondusif.people.viewers import SYSTEM
from tests.support import npm
from tests.support.stack import free_port
from tests.support.waiting import PATIENCE_S

pytestmark = pytest.mark.django_db
# The package's own command is broken in the edition of its registry; its server is not.
START = """
const { PushApiModel } = require("web-push-testing/src/PushApiModel");
const Server = require("web-push-testing/src/server");
new Server(new PushApiModel(), Number(process.argv[1])).startServer();
"""


@contextmanager
def push_service() -> Iterator[str]:
    """This function will run the push service on a free port inside, and give its origin."""
    npm.package("web-push-testing")
    port = free_port()
    process = subprocess.Popen(
        ["node", "-e", START, str(port)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=npm.HOME.parent,
        env=npm.environment(),
    )  # fmt: skip
    try:
        said = process.stdout.readline()
        assert said.startswith("Server running"), said + process.stdout.read()
        yield f"http://localhost:{port}"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def asked(address: str, **fields: str) -> dict:
    """This function will post *fields* to the push service as a browser would, and return what it says."""
    with urlopen(Request(address, urlencode(fields).encode(), method="POST"), timeout=PATIENCE_S) as answer:
        content = answer.read()
    return json.loads(content)["data"] if content.startswith(b"{") else {}


def issued(folk, at: datetime, **changes) -> None:
    alert = drafted(folk.budi, valid_until=at + timedelta(days=2), **changes)
    sign_alert(alert_id=alert.pk, seen=seen(alert), by=folk.citra, at=at)
    actions.queue_alert(alert_id=alert.pk, news="issued", by=SYSTEM, at=at)


def test_a_push_service_reads_our_notice_and_tells_us_when_the_browser_is_gone(settings):
    now = timezone.now()
    with push_service() as origin, scoped(EVERYWHERE):
        folk = make_cast(now)
        settings.WEBPUSH_OWN_SERVICES = frozenset({origin})
        device = asked(f"{origin}/subscribe", userVisibleOnly="true", applicationServerKey=public_key())
        row = actions.subscribe_device(endpoint=device["endpoint"], keys=device["keys"], by=folk.dewi, at=now)

        issued(folk, now, title="Ancaman kepada Ibu Siti", exercise=True)
        assert actions.send_batch(kind=Kind.WEBPUSH, by=SYSTEM, at=now).n_sent == 1, _states()
        [message] = asked(f"{origin}/get-notifications", clientHash=device["clientHash"])["messages"]
        told = json.loads(message)
        assert told["title"].startswith("[LATIHAN] Peringatan dini ORANYE · Kecamatan Geger")
        assert told["url"].startswith("/kanal/siap/") and "Siti" not in message

        asked(f"{origin}/expire-subscription/{device['clientHash']}")
        issued(folk, now)
        assert actions.send_batch(kind=Kind.WEBPUSH, by=SYSTEM, at=now).n_sent == 0
        assert [state for state, _why in _states()] == ["sent", "failed"]
        assert Address.objects.get(pk=row.pk).ended_at == now, "nothing more is sent to a browser that is gone"
        assert len(asked(f"{origin}/get-notifications", clientHash=device["clientHash"])["messages"]) == 1


def test_it_refuses_a_notice_that_another_installation_signed(settings, monkeypatch):
    """The control: that service does look at key and signature."""
    now = timezone.now()
    with push_service() as origin, scoped(EVERYWHERE):
        folk = make_cast(now)
        settings.WEBPUSH_OWN_SERVICES = frozenset({origin})
        theirs = "BOtBVgsHVWXzwhDAoFE8P2IgQvabz_tuJjIlNacmS3XZ3fRDuVWiBp8bPR3vHCA78edquclcXXYb-olcj3QtIZ4"
        device = asked(f"{origin}/subscribe", userVisibleOnly="true", applicationServerKey=theirs)
        actions.subscribe_device(endpoint=device["endpoint"], keys=device["keys"], by=folk.dewi, at=now)
        issued(folk, now)
        assert actions.send_batch(kind=Kind.WEBPUSH, by=SYSTEM, at=now).n_sent == 0
        [(state, why)] = _states()
        assert state != "sent" and "400" in why
        assert asked(f"{origin}/get-notifications", clientHash=device["clientHash"])["messages"] == []


def test_a_push_service_of_this_machine_is_closed_until_the_settings_name_it(settings):
    now = timezone.now()
    keys = {"p256dh": public_key(), "auth": "AAAAAAAAAAAAAAAAAAAAAA"}
    assert frozenset() == settings.WEBPUSH_OWN_SERVICES
    with scoped(EVERYWHERE):
        folk = make_cast(now)
        for origin in ("http://localhost:8090", "http://127.0.0.1:8090", "https://localhost", "https://[::1]"):
            assert not is_push_service(f"{origin}/notify/1")
            with pytest.raises(Problem, match="tidak dapat dipakai"):
                actions.subscribe_device(endpoint=f"{origin}/notify/1", keys=keys, by=folk.dewi, at=now)
        assert not Address.objects.filter(kind=Kind.WEBPUSH).exists()


def _states() -> list[tuple[str, str]]:
    rows = Delivery.objects.filter(kind=Kind.WEBPUSH).order_by("pk")
    return list(rows.values_list("state", "last_error"))
