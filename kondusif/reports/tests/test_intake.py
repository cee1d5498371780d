"""The intake: many senders, one commit, no report acknowledged that is not stored."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import orjson
import pytest
from django.db import DataError, OperationalError, connection

from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_places
from kondusif.reports import intake as module
from kondusif.reports.actions.receive import receive_each
from kondusif.reports.intake import Intake
from kondusif.reports.models import Contact, Report
from kondusif.reports.territory import current_territory, forget_territory, place
from kondusif.reports.tests.doors import ask, through_intake
from kondusif.reports.tests.factories import new_report, raw_report

pytestmark = pytest.mark.django_db(transaction=True)


def body(**fields) -> bytes:
    return orjson.dumps(raw_report(**{"event_at": (datetime.now(UTC) - timedelta(hours=1)).isoformat()} | fields))


def rows() -> list[Report]:
    with scoped(EVERYWHERE):
        return list(Report.objects.all())


@pytest.fixture
def app():
    forget_territory()
    make_places()
    intake = Intake()
    yield intake
    intake.writer.stop()


@pytest.fixture
def batches(monkeypatch):
    """The sizes of the batches that reach the action."""
    sizes: list[int] = []
    true = module.receive_each

    def watched(placed, *, at):
        sizes.append(len(placed))
        return true(placed, at=at)

    monkeypatch.setattr(module, "receive_each", watched)
    return sizes


def at_once(app, bodies):
    async def all_of_them():
        return await asyncio.gather(*(ask(app, content) for content in bodies))

    return asyncio.run(all_of_them())


def test_one_report_alone_is_stored_and_acknowledged(app):
    answer = through_intake(app, body())
    assert answer.status == 201 and len(answer.json["receipt"]) == 20
    assert [r.channel for r in rows()] == ["api"]


def test_many_senders_share_commits_and_each_gets_their_own_receipt(app, batches):
    answers = at_once(app, [body(text=f"Laporan nomor {n} dari warga.") for n in range(300)])
    assert {a.status for a in answers} == {201}
    assert len({a.json["receipt"] for a in answers}) == 300 == len(rows())
    assert len(batches) < 30 and max(batches) <= 256
    with scoped(EVERYWHERE):
        assert Event.objects.filter(name="report.received").count() == 300


def test_sixteen_sendings_of_one_report_are_one_report(app):
    content = body()
    answers = at_once(app, [content] * 16)
    assert sorted(a.status for a in answers) == [200] * 15 + [201]
    assert len({a.body for a in answers}) == 1 and len(rows()) == 1


def test_one_of_two_that_fight_for_a_key_wins(app):
    key = str(uuid4())
    answers = at_once(app, [body(client_id=key, text=f"Cerita ke-{n} yang berbeda.") for n in range(8)])
    assert sorted(a.status for a in answers) == [201] + [409] * 7 and len(rows()) == 1


def test_a_report_the_database_refuses_does_not_take_its_neighbours_along(app, monkeypatch):
    true = module.receive_each

    def picky(placed, *, at):
        if any(p.new.text == "Laporan beracun." for p in placed):
            raise DataError("no")
        return true(placed, at=at)

    monkeypatch.setattr(module, "receive_each", picky)
    answers = at_once(app, [body(), body(text="Laporan beracun."), body(), body()])
    assert [a.status for a in answers] == [201, 422, 201, 201]
    assert len(rows()) == 3


def test_a_region_that_vanished_between_check_and_commit_harms_only_its_own_report(app, monkeypatch):
    from dataclasses import replace

    from kondusif.reports import wire

    true = wire.accept

    def elsewhere(*args, **options):
        placed = true(*args, **options)
        return replace(placed, region_code="99.99.99.9999") if "hilang" in placed.new.text else placed

    monkeypatch.setattr(wire, "accept", elsewhere)
    answers = at_once(app, [body(), body(text="Desa ini hilang dari daftar."), body()])
    assert [a.status for a in answers] == [201, 422, 201] and len(rows()) == 2
    assert through_intake(app, body()).status == 201, "the connection is good for the next one"


def test_a_row_that_the_table_refuses_harms_only_its_own_report(app, monkeypatch):
    from dataclasses import replace

    from kondusif.reports import wire

    true = wire.accept

    def too_long(*args, **options):
        placed = true(*args, **options)
        place_text = "x" * 300 if "jauh" in placed.new.text else ""
        return replace(placed, new=replace(placed.new, place_text=place_text))

    monkeypatch.setattr(wire, "accept", too_long)
    answers = at_once(app, [body(), body(text="Tempatnya jauh sekali."), body()])
    assert [a.status for a in answers] == [201, 422, 201] and len(rows()) == 2
    assert through_intake(app, body()).status == 201, "the connection is good for the next one"


def test_a_batch_goes_to_the_database_in_one_piece_and_is_answered_once(app, tmp_path):
    placed = [place(new_report(), territory=current_territory(), at=NOW) for _ in range(6)]
    receive_each(placed[:1], at=NOW)  # the first one has the statements prepared
    said = tmp_path / "said"
    with said.open("w") as file:
        connection.connection.pgconn.trace(file.fileno())
        receive_each(placed[1:], at=NOW)
        connection.connection.pgconn.untrace()
    lines = said.read_text().splitlines()
    assert sum("\tSync" in line for line in lines) == 1
    assert sum("ReadyForQuery" in line for line in lines) == 1
    assert len(rows()) == 6 and connection.connection.info.transaction_status.name == "IDLE"


def test_contacts_of_a_batch_are_sealed_and_a_repetition_adds_none(app):
    content = body(anonymous=False, contact="081234567890")
    at_once(app, [content, body(), content])
    with scoped(EVERYWHERE):
        assert Contact.objects.count() == 1 and len(rows()) == 2


def test_a_database_that_comes_back_at_once_is_not_noticed(app, monkeypatch):
    true, failures = module.receive_each, [OperationalError("terminating connection")]

    def shaky(placed, *, at):
        if failures:
            raise failures.pop()
        return true(placed, at=at)

    monkeypatch.setattr(module, "receive_each", shaky)
    assert through_intake(app, body()).status == 201
    assert len(rows()) == 1


def test_while_the_database_is_away_senders_are_asked_to_come_again(app, monkeypatch):
    through_intake(app, body())

    def gone(placed, *, at):
        raise OperationalError("connection refused")

    monkeypatch.setattr(module, "receive_each", gone)
    content = body()
    answer = through_intake(app, content)
    assert answer.status == 503 and int(answer.headers["retry-after"]) > 0
    assert answer.headers["content-type"] == "application/problem+json"
    monkeypatch.undo()
    assert through_intake(app, content).status == 201 and len(rows()) == 2


def test_a_commit_the_standby_never_confirmed_is_not_acknowledged(app, monkeypatch):
    true = module.receive_each

    def cancelled(placed, *, at):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "DO $$ BEGIN RAISE WARNING 'canceling wait for synchronous replication due to user request' USING ERRCODE = '01000'; END $$"
            )
        return true(placed, at=at)

    monkeypatch.setattr(module, "receive_each", cancelled)
    content = body()
    assert through_intake(app, content).status == 503
    monkeypatch.undo()
    assert through_intake(app, content).status == 200, "it was stored after all, and sending again says so"


def test_a_full_queue_says_come_again_and_the_first_are_served(monkeypatch):
    forget_territory()
    make_places()
    app, gate = Intake(waiting_max=4), threading.Event()
    true = module.receive_each

    def slow(placed, *, at):
        gate.wait(60)
        return true(placed, at=at)

    async def crowd():
        await app.start()
        monkeypatch.setattr(module, "receive_each", slow)
        asked = [asyncio.ensure_future(ask(app, body())) for _ in range(20)]
        refused, left, n_done = [], set(asked), 1
        while n_done or len(refused) < 15 - 4:  # until whoever still waits has a place
            done, left = await asyncio.wait(left, timeout=1, return_when=asyncio.FIRST_COMPLETED)
            n_done = len(done)
            refused += done
        gate.set()
        return [a.result().status for a in refused], [(await a).status for a in asked]

    try:
        refused, everybody = asyncio.run(crowd())
    finally:
        gate.set()
        app.writer.stop()
    assert set(refused) == {503} and len(refused) >= 15 - 4
    assert everybody.count(201) == len(rows()) == 20 - len(refused)


def test_a_body_in_many_pieces_is_one_body_and_one_without_end_is_refused(app):
    assert through_intake(app, body(), chunks=7).status == 201
    assert through_intake(app, body(text="x" * 400_000), chunks=50).status == 413
    assert through_intake(app, body(text="x" * 9_000_000), chunks=90).status == 413
    assert len(rows()) == 1


def test_a_sender_who_leaves_halfway_stores_nothing(app):
    async def half():
        first = {"type": "http.request", "body": body()[:40], "more_body": True}
        messages, sent = [first, {"type": "http.disconnect"}], []

        async def receive():
            return messages.pop(0)

        async def send(message):
            sent.append(message)

        await app(
            {"type": "http", "method": "POST", "headers": [(b"content-type", b"application/json")]}, receive, send
        )
        return sent[0]["status"]

    assert asyncio.run(half()) == 408 and rows() == []


@pytest.mark.parametrize(
    ("content", "status"), [(b"{", 400), (b"{}", 422), (b"[" * 9999, 400), (b'{"text":"\\ud800"}', 422)]
)
def test_the_intake_refuses_as_django_does(app, client, content, status):
    from kondusif.reports.tests.doors import through_django

    mine, theirs = through_intake(app, content), through_django(client, content)
    assert mine.status == status and mine.body == theirs.body
    assert mine.headers["content-type"] == theirs.headers["content-type"] == "application/problem+json"


def test_other_methods_and_types_are_refused(app):
    answer = through_intake(app, b"", method="GET")
    assert answer.status == 405 and answer.headers["allow"] == "POST"
    assert through_intake(app, body(), content_type="text/plain").status == 415


def test_english_is_spoken_to_those_who_ask_for_it(app):
    indonesian = through_intake(app, body(category="x")).json
    english = through_intake(app, body(category="x"), accept_language="en").json
    assert (
        indonesian["errors"][0]["detail"]
        != english["errors"][0]["detail"]
        == "There is no such category. Choose one from the list."
    )


def test_a_new_office_is_known_a_moment_later(app, monkeypatch):
    from kondusif.regions.models import Tenant

    Tenant.objects.filter(region_id="35.27").delete()
    assert through_intake(app, body(village_code="35.27.01.2002")).status == 422
    make_places()
    monkeypatch.setattr(module, "FRESH_S", 0.0)
    forget_territory()
    assert through_intake(app, body(village_code="35.27.01.2002")).status == 201


def test_stopping_stores_what_waits_first(app):
    async def scene():
        await app.start()
        asked = [asyncio.ensure_future(ask(app, body())) for _ in range(40)]
        await asyncio.sleep(0)
        await app.stop()
        return [(await a).status for a in asked]

    assert asyncio.run(scene()) == [201] * 40 and len(rows()) == 40


def test_a_database_that_came_back_is_asked_again_also_by_a_process_that_knows_no_territory(app, test_server):
    assert through_intake(app, body()).status == 201
    name = module.connection.settings_dict["NAME"]
    with test_server.connect() as superuser:
        superuser.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name])
    forget_territory()
    app._territory = None  # it was read longer ago than it counts as fresh
    refused = through_intake(app, body()).status
    assert refused in {500, 503}, "the lost connection was felt"
    assert through_intake(app, body()).status == 201
