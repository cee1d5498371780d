"""
How long a page of ten thousand tasks takes, as the application's role with row security live.

KONDUSIF_BENCH_TASKS ("10000") chooses how many.
"""

# ruff: noqa: E402 - Django has to be set up before its models are imported

import json
import os
import statistics
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from datetime import timedelta
from unittest.mock import patch

from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from kondusif.coordination.queries import Wanted, lag_by_office, task_page
from kondusif.core.grants import apply_grants
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast, second_factor_of
from kondusif.site.server import roles
from tests.support.database import TestServer

SIZE = int(os.environ.get("KONDUSIF_BENCH_TASKS", "10000"))
NAME, ROUNDS = "bench_tasks", 30

# Half for the camat, half for the duty desk; seven in ten unfinished, due from a month ago to a month ahead.
TASKS = """
INSERT INTO coordination_task (id, number, title, text, nature, state, region_code, owner_id, giver_id, due_at, synthetic,
    given_at, given_by_id, outcome, source_type, due_rule, supporter_ids, supporter_regions)
SELECT gen_random_uuid(), 'TGS/35.26/2026/' || lpad(n::text, 6, '0'), 'Temui warga di lokasi nomor ' || n,
    'Bersama tiga pilar, catat hasilnya.', 'instruction',
    (ARRAY['open', 'open', 'open', 'in_progress', 'in_progress', 'open', 'open', 'cancelled', 'cancelled', 'cancelled'])[n %% 10 + 1],
    o.region_code, o.id, g.id, %(now)s::timestamptz + make_interval(mins => (n * 7919) %% 86400 - 43200), true,
    %(now)s::timestamptz - interval '31 days', h.person_id, '', '', '', '{}', '{}'
FROM generate_series(1, %(size)s) n
JOIN people_office o ON o.title = CASE n %% 2 WHEN 0 THEN 'Camat Geger' ELSE 'Operator Posko Bangkalan' END
JOIN people_office g ON g.title = 'Kepala Bakesbangpol Bangkalan'
JOIN people_holding h ON h.office_id = g.id
"""


def build(server: TestServer):
    """This function will make a scratch database with the tasks and return its cast."""
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
        cursor.execute(TASKS, {"now": NOW, "size": SIZE})
    with server.connect(NAME) as superuser:
        superuser.execute("VACUUM ANALYZE")
    return cast


def p95(act) -> float:
    """This function will return how long *act* takes in 95 of 100 cases, in milliseconds, after two for warming."""
    times = []
    for n in range(ROUNDS + 2):
        started = time.perf_counter()
        act()
        if n >= 2:
            times.append((time.perf_counter() - started) * 1000)
    return statistics.quantiles(times, n=20)[-1]


def show(name: str, value: float, goal: str = "") -> None:
    row = {
        "name": name,
        "value": round(value, 2),
        "unit": "ms",
        "goal": goal,
        "note": f"{SIZE:,} tasks, row security live",
    }
    print(json.dumps(row), flush=True)


def signed_in(person) -> Client:
    client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="id")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    second_factor_of(person)
    return client


def measure(cast) -> None:
    """This function will print the figures of the queries and of the pages."""
    with scoped(cast.citra.scope):
        middle = task_page(cast.citra, Wanted(), NOW, most=SIZE // 3)[-1]
        deep = (middle.due_at, middle.pk)
        show("task list query, first page, p95", p95(lambda: task_page(cast.citra, Wanted(), NOW)))
        show("task list query, page in the middle, p95", p95(lambda: task_page(cast.citra, Wanted(), NOW, after=deep)))
        show("late by office, p95", p95(lambda: lag_by_office(cast.citra, NOW)))
    with scoped(cast.dewi.scope):
        show("task list query of one subdistrict, p95", p95(lambda: task_page(cast.dewi, Wanted(), NOW)))
    client = signed_in(cast.persons["citra"])
    cursor = f"{deep[0].isoformat()},{deep[1]}".replace("+", "%2B")
    with patch("kondusif.people.middleware.timezone.now", lambda: NOW + timedelta(0)):
        for words, path in (
            ("task list page", "/tugas/"), ("task list page in the middle", f"/tugas/?sesudah={cursor}"),
            ("task list page, late only", "/tugas/?lewat=on"), ("my tasks page", "/tugas/saya"),
        ):  # fmt: skip
            assert client.get(path).status_code == 200, path
            show(f"{words}, p95", p95(lambda path=path: client.get(path)), "≤ 100")


def main() -> None:
    server = TestServer()
    server.enter()
    try:
        measure(build(server))
    finally:
        connections.close_all()
        with server.connect() as superuser:
            server.drop(superuser, NAME)
        server.leave()


if __name__ == "__main__":
    main()
