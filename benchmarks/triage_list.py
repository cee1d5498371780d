"""
How the triage list grows: the same pages over ten thousand and over a million reports, as the application's role.

Row-level security is live. KONDUSIF_BENCH_SIZES ("10000,1000000") chooses the two sizes.
"""

# ruff: noqa: E402 - Django has to be set up before its models are imported

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from kondusif.core.grants import apply_grants
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, Cast, make_cast, second_factor_of
from kondusif.site.server import roles
from kondusif.triage.queries import COUNT_TO, Cursor, QueueFilter, queue_count, queue_page
from tests.support.database import TestServer

SMALL, LARGE = (int(n) for n in os.environ.get("KONDUSIF_BENCH_SIZES", "10000,1000000").split(","))
ROUNDS, PER_ROUND, WARM_UP = 10, 5, 2
GOAL = 1.2

# 18 subdistricts of 15 villages; one report in ten still waits, the others were decided.
VILLAGES = """
INSERT INTO regions_region (code, level, kind, name, parent_id, code_system, timezone, lon, lat, postal_code, search_name, capital, population_source)
SELECT c, length(c) / 4 + CASE length(c) WHEN 8 THEN 1 ELSE 1 END, k, 'Wilayah ' || c, left(c, p), 'kemendagri-2025', 'Asia/Jakarta', 112.8, -7, '', 'wilayah', '', ''
FROM (
    SELECT format('35.26.%s', lpad(s::text, 2, '0')) AS c, 'subdistrict' AS k, 5 AS p FROM generate_series(1, 18) s
    UNION ALL
    SELECT format('35.26.%s.20%s', lpad(s::text, 2, '0'), lpad(v::text, 2, '0')), 'village', 8
    FROM generate_series(1, 18) s, generate_series(1, 15) v
) AS r ON CONFLICT (code) DO NOTHING
"""
REPORTS = """
INSERT INTO reports_report (id, client_id, content_hash, receipt_hash, channel, state, category, maturity, text, urgency,
    classification, region_code, lon, lat, place_text, event_at, entered_at, received_at, first_action_at, due_at,
    source_rating, info_rating, anonymous, exercise, synthetic, referred_to, decision_note, outcome_note)
SELECT gen_random_uuid(), gen_random_uuid(), sha256(n::text::bytea), sha256(('r' || n)::bytea), 'web',
    CASE WHEN n %% 10 = 0 THEN (ARRAY['received', 'received', 'screened', 'verifying'])[n / 10 %% 4 + 1]
         ELSE (ARRAY['verified', 'unverified', 'closed', 'resolved'])[n %% 4 + 1] END,
    (ARRAY['crowd', 'money_politics', 'hoax', 'logistics', 'hazard', 'intimidation_violence', 'campaign', 'other', 'health', 'voter_list'])[(n / 10 * 7) %% 10 + 1],
    'symptom', 'Warga melaporkan kerumunan di depan balai desa nomor ' || n || ', mohon petugas segera memeriksa keadaan.',
    (ARRAY[3, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0])[(n / 10) %% 20 + 1], 1,
    format('35.26.%%s.20%%s', lpad(((n / 10) %% 18 + 1)::text, 2, '0'), lpad(((n / 180) %% 15 + 1)::text, 2, '0')),
    112.8, -7, '', at, at, at, CASE WHEN n %% 10 = 0 THEN NULL ELSE at END,
    CASE WHEN n %% 10 = 0 THEN at + make_interval(hours => 4 + n / 10 %% 500) END, 'F', 6, true, false, true, '', '', ''
FROM (SELECT n, %(now)s::timestamptz - make_interval(secs => (n::bigint * 7919) %% 5184000) AS at FROM generate_series(1, %(size)s) n) AS g
"""


class Place:
    """One scratch database of a size."""

    def __init__(self, server: TestServer, size: int) -> None:
        self.server, self.size, self.name = server, size, f"bench_triage_{size}"
        self.times: dict[str, list[float]] = {}

    def point(self) -> None:
        """This function will let Django speak to this database from now on."""
        for alias, role in (("default", "kondusif_app"), ("owner", "kondusif_owner")):
            connections[alias].close()
            connections[alias].settings_dict.update(self.server.settings_for(role, self.name))

    def build(self) -> None:
        """This function will make the database anew and fill it."""
        with self.server.connect() as superuser:
            self.server.drop(superuser, self.name)
            roles.create_database(superuser, self.name)
        self.point()
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        apply_grants(app_role="kondusif_app", reader_role="kondusif_reader", using="owner")
        with scoped(EVERYWHERE), connection.cursor() as cursor:
            make_cast()
            cursor.execute(VILLAGES)
            cursor.execute(REPORTS, {"now": NOW, "size": self.size})
        with self.server.connect(self.name) as superuser:
            superuser.execute("VACUUM ANALYZE")

    def time(self, kind: str, act: Callable[[], object]) -> None:
        """This function will note how long *act* takes, in milliseconds."""
        started = time.perf_counter()
        act()
        self.times.setdefault(kind, []).append((time.perf_counter() - started) * 1000)

    def p95(self, kind: str) -> float:
        return statistics.quantiles(self.times[kind], n=20)[-1]


@contextmanager
def frozen() -> Iterator[None]:
    """This function will let requests happen at the moment of the scene."""
    from unittest.mock import patch

    with patch("kondusif.people.middleware.timezone.now", lambda: NOW):
        yield


def signed_in(cast: Cast) -> Client:
    client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="id")
    client.force_login(cast.persons["budi"], backend="allauth.account.auth_backends.AuthenticationBackend")
    second_factor_of(cast.persons["budi"])
    return client


def look(place: Place, *, warm: bool) -> None:
    """This function will open the pages an officer opens, and ask the bare queries behind them."""
    place.point()
    with scoped(EVERYWHERE):
        cast = make_cast() if not hasattr(place, "cast") else place.cast
        place.cast = cast
    client = signed_in(cast)
    with scoped(cast.budi.scope):
        deep = queue_page(cast.budi, at=NOW, size=200).reports[-1]
    cursor = str(Cursor(deep.urgency, deep.received_at, deep.pk))
    pages = ["", f"?sesudah={cursor}", "?kategori=health", "?kecamatan=35.26.07", "?tampil=lewat"]
    for _n in range(WARM_UP if warm else PER_ROUND):
        for query in pages:
            kind = "warm" if warm else "page"
            place.time(kind, lambda query=query: _opened(client, query))
        with scoped(cast.budi.scope):
            for wanted in (
                QueueFilter(),
                QueueFilter(category="health"),
                QueueFilter(subdistrict="35.26.07"),
                QueueFilter(overdue=True),
            ):
                place.time(
                    "warm" if warm else "query", lambda wanted=wanted: queue_page(cast.budi, at=NOW, wanted=wanted)
                )
            place.time("warm" if warm else "count", lambda: queue_count(cast.budi, at=NOW))


def _opened(client: Client, query: str) -> None:
    response = client.get(f"/triase/{query}")
    if response.status_code != 200 or b"data-stop" not in response.content:
        raise SystemExit(f"/triase/{query} answered {response.status_code} without reports: nothing was measured")


def show(name: str, value: float, unit: str = "ms", goal: str = "", note: str = "") -> None:
    print(json.dumps({"name": name, "value": round(value, 2), "unit": unit, "goal": goal, "note": note}), flush=True)


def main() -> None:
    server = TestServer()
    server.enter()
    small, large = Place(server, SMALL), Place(server, LARGE)
    try:
        for place in (small, large):
            started = time.perf_counter()
            place.build()
            print(f"{place.size:,} reports laid in {time.perf_counter() - started:.0f} s", flush=True)
        with frozen():
            for place in (small, large):
                look(place, warm=True)
            for _round in range(ROUNDS):  # turn by turn, so that a busy machine disturbs both alike
                for place in (small, large):
                    look(place, warm=False)
    finally:
        for place in (small, large):
            connections.close_all()
            with server.connect() as superuser:
                server.drop(superuser, place.name)
        server.leave()
    for kind, words in (("page", "triage page"), ("query", "triage query"), ("count", f"count up to {COUNT_TO}")):
        for place in (small, large):
            show(
                f"{words}, p95 at {place.size:,} reports",
                place.p95(kind),
                note="first, second and filtered pages of 50" if kind == "page" else "",
            )
        ratio = large.p95(kind) / small.p95(kind)
        show(f"{words}, ratio of the two", ratio, "", f"≤ {GOAL}" if kind == "page" else "", "row-level security live")


if __name__ == "__main__":
    main()
