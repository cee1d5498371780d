"""News reach whom they concern while they look, and nobody else."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections, transaction

from kondusif.core.actions import record
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import make_cast, second_factor_of
from kondusif.people.viewers import SYSTEM
from kondusif.regions.models import Tenant
from kondusif.site import live
from kondusif.site.audience import Audience
from tests.support.waiting import PATIENCE_S

pytestmark = pytest.mark.django_db(transaction=True)
GEGER, MLAJAH, SAMPANG = "35.26.06.2001", "35.26.01.1001", "35.27.01.2002"


@pytest.fixture
def persons():
    """The cast, signed up for good: streams look from threads of their own."""
    with scoped(EVERYWHERE):
        return make_cast(datetime.now(UTC)).persons


@pytest.fixture
def no_heartbeat(monkeypatch):
    """What happens happens at once: there is no next heartbeat to wait for."""
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 100 * PATIENCE_S)


def signed_in(person, second_factor: bool = True) -> str:
    """This function will return the key of a session of *person*."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    if second_factor:
        second_factor_of(person)
    session.create()
    return session.session_key


def happens(name: str, code: str) -> int:
    """This function will record *name* at *code* and return its number."""
    with transaction.atomic(), scoped(EVERYWHERE):
        return record(name, subject=Tenant(pk=1), by=SYSTEM, at=datetime.now(UTC), region_code=code).pk


class Page:
    """An open page: what it was sent, and a way to leave."""

    def __init__(self, door: live.Live, key: str = "", last: int | None = None, method: str = "GET"):
        headers = [(b"cookie", f"session={key}".encode())] if key else []
        if last is not None:
            headers.append((b"last-event-id", str(last).encode()))
        self.sent: asyncio.Queue = asyncio.Queue()
        self.status = 0
        self._left = asyncio.Event()
        scope = {"type": "http", "path": "/peristiwa", "method": method, "headers": headers}
        self.task = asyncio.create_task(door(scope, self._receive, self._send))

    async def _receive(self) -> dict:
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        await self.sent.put(message)

    def leave(self) -> None:
        """This function will close the page."""
        self._left.set()

    async def answered(self) -> int:
        """This function will wait for the head of the answer and return its status."""
        await asyncio.wait_for(self.sent.get(), PATIENCE_S)
        return self.status

    async def hear(self) -> str:
        """This function will return the next thing this page is told."""
        return (await asyncio.wait_for(self.sent.get(), PATIENCE_S))["body"].decode()


def play(scene) -> None:
    """This function will play *scene(door)* with a running listener."""

    async def run() -> None:
        with ThreadPoolExecutor(2) as threads:
            door = live.Live(threads)
            await door.start()
            try:
                async with asyncio.timeout(PATIENCE_S):
                    while not await asyncio.to_thread(is_listened_to):
                        pass
                await scene(door)
            finally:
                await door.stop()
                for _ in range(2):
                    await asyncio.get_running_loop().run_in_executor(threads, connections.close_all)

    asyncio.run(run())


def is_listened_to() -> bool:
    """This function will tell whether a connection to this database waits for notices."""
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %%' AND state = 'idle'"
            )
            return cursor.fetchone()[0] > 0
    finally:
        connections.close_all()


def test_without_a_session_nobody_hears_anything():
    async def scene(door):
        for key in ("", "invented"):
            assert await Page(door, key).answered() == 401

    play(scene)


def test_staff_without_the_second_factor_hear_nothing(persons):
    key = signed_in(persons["budi"], second_factor=False)

    async def scene(door):
        assert await Page(door, key).answered() == 401

    play(scene)


def test_an_officer_hears_of_his_regency_and_not_of_the_next(persons):
    key = signed_in(persons["budi"])

    async def scene(door):
        page = Page(door, key)
        assert await page.answered() == 200
        assert "retry" in await page.hear()
        await asyncio.to_thread(happens, "report.received", SAMPANG)
        number = await asyncio.to_thread(happens, "report.verified", GEGER)
        assert await page.hear() == (
            f'id: {number}\nevent: news\ndata: {{"id": {number}, "name": "report.verified", "regency": "35.26"}}\n\n'
        )

    play(scene)


def test_of_many_things_that_happen_at_once_none_is_left_out(persons):
    key = signed_in(persons["budi"])

    async def scene(door):
        page = Page(door, key)
        assert await page.answered() == 200
        assert "retry" in await page.hear()
        numbers = [await asyncio.to_thread(happens, "report.verified", GEGER) for _ in range(12)]
        assert [(await page.hear()).splitlines()[0] for _ in numbers] == [f"id: {number}" for number in numbers]

    play(scene)


def test_a_subdistrict_head_hears_of_her_subdistrict_only(persons):
    key = signed_in(persons["dewi"])

    async def scene(door):
        page = Page(door, key)
        await page.answered()
        await page.hear()
        await asyncio.to_thread(happens, "report.received", MLAJAH)
        number = await asyncio.to_thread(happens, "report.received", GEGER)
        assert f"id: {number}\n" in await page.hear()

    play(scene)


def test_a_page_that_comes_back_is_told_what_it_missed_and_nothing_of_others(persons):
    key = signed_in(persons["budi"])
    known = happens("report.received", GEGER)
    happens("report.received", SAMPANG)
    missed = [happens("report.screened", GEGER), happens("report.verified", MLAJAH)]

    async def scene(door):
        page = Page(door, key, last=known)
        await page.answered()
        await page.hear()
        told = [await page.hear(), await page.hear()]
        assert [text.split("\n")[0] for text in told] == [f"id: {number}" for number in missed]

    play(scene)


def test_a_session_that_ended_hears_nothing_after_the_next_look(persons, monkeypatch):
    monkeypatch.setattr(live, "RECHECK_SECONDS", -1)
    key = signed_in(persons["budi"])

    async def scene(door):
        page = Page(door, key)
        await page.answered()
        await page.hear()
        await asyncio.to_thread(SessionStore(key).delete)
        await asyncio.to_thread(happens, "report.received", GEGER)
        await page.hear()  # what came before the look
        assert await page.hear() == ""
        await asyncio.wait_for(page.task, PATIENCE_S)

    play(scene)


def test_a_silent_page_feels_the_heartbeat(persons, monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.05)
    key = signed_in(persons["budi"])

    async def scene(door):
        page = Page(door, key)
        await page.answered()
        await page.hear()
        assert await page.hear() == ": denyut\n\n"

    play(scene)


def test_streams_end_at_once_when_the_process_stops(persons, no_heartbeat):
    key = signed_in(persons["budi"])

    async def scene(door):
        page = Page(door, key)
        await page.answered()
        door.end_streams_soon()
        await asyncio.wait_for(page.task, PATIENCE_S)
        assert await Page(door, key).answered() == 503

    play(scene)


def test_a_page_that_left_is_forgotten(persons, no_heartbeat):
    key = signed_in(persons["budi"])

    async def scene(door):
        page = Page(door, key)
        await page.answered()
        page.leave()
        await asyncio.wait_for(page.task, PATIENCE_S)
        assert not door._streams

    play(scene)


def test_only_get_opens_a_stream():
    async def scene(door):
        assert await Page(door, method="POST").answered() == 405

    play(scene)


def test_a_reader_who_is_too_slow_is_sent_away_to_come_again():
    async def scene():
        stream = live.Stream(Audience(None, ("35.26",)))
        for number in range(live.WAITING + 1):
            stream.offer(live.News(number, "report.received", "35.26"))
        assert stream.waiting.get_nowait() is None

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("scope", "regency", "reached"),
    [
        (("*",), "35.26", True),
        (("35.26",), "35.26", True),
        (("35",), "35.26", True),
        (("65",), "65.01", True),
        (("35.26",), "35.27", False),
        (("35.2",), "35.26", False),
        (("35.26",), "", False),
        (("35.26.06",), "35.26", None),
        (("35.26",), "35", None),
        (("35.27.01", "35.26"), "35.26", True),
    ],
)
def test_reach_follows_the_tree_of_regions(scope, regency, reached):
    assert Audience(None, scope).reaches(regency) is reached


@pytest.mark.parametrize(
    ("cookies", "key"),
    [(b"session=abc; csrf=x", "abc"), (b"csrf=x", ""), (b"", ""), (b"\xff\xfe;;==", ""), (b'session="a b"', "a b")],
)
def test_the_session_is_read_from_any_cookie_header(cookies, key):
    assert live.session_key(cookies) == key


@pytest.mark.parametrize(("said", "number"), [(b"17", 17), (b"", None), (b"-1", None), (b"9" * 40, None), (b"x", None)])
def test_the_last_number_is_a_number_or_nothing(said, number):
    assert live.last_seen({b"last-event-id": said}) == number


def test_a_notice_that_cannot_be_read_ends_nothing(caplog):
    door = live.Live(None)
    for payload in ("", "{}", "[1]", '{"id": "x", "name": 1, "regency": null}'):
        door._tell(payload)
    assert "could not be read" in caplog.text
