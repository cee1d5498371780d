"""
A warning to ten thousand persons: how long until it is queued, how fast a loopback SMS gateway takes it,
and whether killing the sender in the middle loses or invents anything.

KONDUSIF_BENCH_PERSONS ("10000") chooses how many.
"""

# ruff: noqa: E402 - Django has to be set up before its models are imported

import asyncio
import json
import multiprocessing
import os
import random
import signal
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from kondusif.alerts.actions import sign_alert
from kondusif.alerts.tests.factories import drafted, seen
from kondusif.channels.actions import queue_alert, send_batch, sending
from kondusif.channels.answers import path_to
from kondusif.channels.kinds import Kind
from kondusif.channels.models import Delivery
from kondusif.core.grants import apply_grants
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.viewers import SYSTEM
from kondusif.site.server import roles
from tests.support.database import TestServer

SIZE = int(os.environ.get("KONDUSIF_BENCH_PERSONS", "10000"))
NAME, KILLS = "bench_fanout", 4

# As many village heads as wanted, each with an account, an office and a proved mobile number.
PERSONS = """
WITH person AS (
    INSERT INTO people_person (id, email, name, language, is_active, is_demo, is_candidate_linked, created_at, password, session_round)
    SELECT gen_random_uuid(), 'kades' || n || '@contoh.test', 'Kades ' || n, 'id', true, false, false, %(now)s, '!', 0
    FROM generate_series(1, %(size)s) n RETURNING id, name
), office AS (
    INSERT INTO people_office (id, role, region_code, title, agency, email)
    SELECT gen_random_uuid(), 'village_head', '35.26.06.2001', name, '', '' FROM person RETURNING id, title
), holding AS (
    INSERT INTO people_holding (id, person_id, office_id, prefix, starts_on, suspended, decree)
    SELECT gen_random_uuid(), person.id, office.id, '', '2026-01-01', false, ''
    FROM person JOIN office ON office.title = person.name
)
INSERT INTO channels_address (id, person_id, kind, address, keys, label, is_active, added_at, verified_at, end_reason, code_tries)
SELECT gen_random_uuid(), id, 'sms', '+628' || (1000000 + substr(name, 7)::int), '{}', '', true, %(now)s, %(now)s, '', 0
FROM person
"""


class Sink(asyncio.Protocol):
    """A gateway that takes everything and remembers how often it was given each key."""

    counts: dict[str, int] = {}

    def connection_made(self, transport):
        self.transport, self.waiting = transport, b""

    def data_received(self, data):
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, _, rest = self.waiting.partition(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
            if len(rest) < length:
                return
            body, self.waiting = rest[:length], rest[length:]
            self.answer(json.loads(body))

    def answer(self, told):
        if "id" in told:
            self.counts[told["id"]] = self.counts.get(told["id"], 0) + 1
            said = {"message_id": str(len(self.counts))}
        else:
            said = {
                "keys": [k for k in self.counts if told["about"] in k],
                "most": max(self.counts.values(), default=0),
            }
        content = json.dumps(said).encode()
        self.transport.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: %d\r\n\r\n%s" % (len(content), content))


def serve(pipe) -> None:
    """This function will run the gateway and say on which port."""

    async def run():
        server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def keys_taken(about: str) -> tuple[set[str], int]:
    """This function will ask the gateway which messages of a warning it has, and how often it was given one at most."""
    from http.client import HTTPConnection

    door = HTTPConnection(settings.SMS_GATEWAY_URL.split("/")[2], timeout=30)
    door.request("POST", "/", json.dumps({"about": about}))
    told = json.loads(door.getresponse().read())
    door.close()
    return set(told["keys"]), told["most"]


def build(server: TestServer):
    """This function will make a scratch database with the persons and return its cast."""
    with server.connect() as superuser:
        server.drop(superuser, NAME)
        roles.create_database(superuser, NAME)
    for alias, role in (("default", "kondusif_app"), ("owner", "kondusif_owner")):
        connections[alias].close()
        connections[alias].settings_dict.update(server.settings_for(role, NAME))
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    apply_grants(app_role="kondusif_app", reader_role="kondusif_reader", using="owner")
    with scoped(EVERYWHERE), connection.cursor() as cursor:
        cast = make_cast()
        cursor.execute(PERSONS, {"now": NOW, "size": SIZE})
    with server.connect(NAME) as superuser:
        superuser.execute("VACUUM ANALYZE")
    return cast


def issued(cast):
    alert = drafted(cast.budi, valid_until=NOW + timedelta(days=3))
    return sign_alert(alert_id=alert.pk, seen=seen(alert), by=cast.citra, at=NOW)


def show(name: str, value: float, unit: str, goal: str, note: str) -> None:
    row = {"name": name, "value": round(value, 2), "unit": unit, "goal": goal, "note": note}
    print(json.dumps(row), flush=True)


def queue(cast):
    """This function will queue one warning to everybody and return it with the seconds that took."""
    with scoped(EVERYWHERE):
        alert = issued(cast)
        path_to(alert.pk)  # a worker knows its addresses since its first message
        started = time.perf_counter()
        made = queue_alert(alert_id=alert.pk, news="issued", by=SYSTEM, at=NOW)
        span = time.perf_counter() - started
    assert sum(d.kind == Kind.SMS for d in made) == SIZE
    return alert, span, len(made)


def drain() -> int:
    """This function will send until nothing is left and return how many went."""
    n_sent = 0
    while (came_to := send_batch(kind=Kind.SMS, by=SYSTEM, at=NOW)).n_taken:
        n_sent += came_to.n_sent
    return n_sent


def drain_until_killed() -> None:
    sending._threads.cache_clear()  # a forked process has none of its parent's threads
    connections.close_all()
    drain()


def marked_sent(alert) -> set[str]:
    with scoped(EVERYWHERE):
        return set(Delivery.objects.filter(alert=alert, kind=Kind.SMS, state="sent").values_list("key", flat=True))


def kill_in_the_middle(alert) -> None:
    """This function will kill senders at chance moments of their work and check what each left behind."""
    chance = random.Random(5)
    for _n in range(KILLS):
        child = multiprocessing.Process(target=drain_until_killed)
        connections.close_all()
        enough = len(keys_taken(str(alert.pk))[0]) + SIZE // 10
        child.start()
        while child.is_alive() and len(keys_taken(str(alert.pk))[0]) < enough:
            time.sleep(0.01)
        time.sleep(chance.random() * 0.2)
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        unsent = marked_sent(alert) - keys_taken(str(alert.pk))[0]
        assert not unsent, f"{len(unsent)} marked as sent that no gateway has"


def measure(cast) -> None:
    """This function will print the figures."""
    alert, span, n_made = queue(cast)
    show("10,000 persons told by SMS and mail: queued", span, "s", "≤ 5 s", f"{SIZE:,} persons, {n_made:,} messages")
    started = time.perf_counter()
    n_sent = drain()
    span = time.perf_counter() - started
    keys, most = keys_taken(str(alert.pk))
    assert n_sent == len(keys) == SIZE and most == 1
    show("SMS drained through a loopback gateway", SIZE / span, "SMS/s", "≥ 500/s", "one worker, each marked after its answer")  # fmt: skip
    alert, _span, _n = queue(cast)
    kill_in_the_middle(alert)
    n_before = len(marked_sent(alert))
    drain()
    keys, most = keys_taken(str(alert.pk))
    assert len(keys) == len(marked_sent(alert)) == SIZE
    note = f"{KILLS} kills, {n_before:,} sent by then; none marked unsent, each under one key, {most} times at most"
    show("SMS lost when the sender is killed in the middle", SIZE - len(keys), "SMS", "0", note)


def main() -> None:
    ours, theirs = multiprocessing.Pipe()
    gateway = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    gateway.start()
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{ours.recv()}/sms"
    server = TestServer()
    server.enter()
    try:
        measure(build(server))
    finally:
        gateway.terminate()
        connections.close_all()
        with server.connect() as superuser:
            server.drop(superuser, NAME)
        server.leave()


if __name__ == "__main__":
    main()
