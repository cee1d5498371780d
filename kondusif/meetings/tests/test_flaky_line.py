"""Two people edit minutes for ten minutes over a flaky connection and lose no word."""

import heapq
import json
import random
from collections import Counter
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from django.test import Client

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.meetings.actions import minutes as actions
from kondusif.meetings.actions import open_meeting
from kondusif.meetings.models import Meeting, Passage, Revision
from kondusif.meetings.tests.factories import planned
from kondusif.meetings.tests.writers import Page
from kondusif.people.models import Person
from kondusif.people.tests.factories import NOW, make_cast

pytestmark = pytest.mark.django_db
TEN_MINUTES = 600.0
OUTAGE = (200.0, 290.0)  # the first writer has no line for ninety seconds
RELOAD_AT = 400.0  # the second writer's browser is reloaded
GIVE_UP_SECONDS = 15.0


class Line:
    """The network between a page and the server: requests and answers are lost, doubled, late, out of order."""

    def __init__(self, world: "World", name: str, client: Client):
        self.world, self.name, self.client = world, name, client

    def is_down(self, at: float) -> bool:
        return self.name == "first" and OUTAGE[0] <= at < OUTAGE[1]

    def send(self, at: float, body: dict, hear) -> None:
        dice = self.world.dice
        if self.is_down(at) or dice.random() < 0.12:
            self.world.n["lost"] += 1
            return
        self.world.at(at + dice.uniform(0.02, 1.5), lambda then: self.arrive(then, body, hear))
        if dice.random() < 0.10:
            self.world.n["doubled"] += 1
            self.world.at(at + dice.uniform(0.5, 25.0), lambda then: self.arrive(then, body, hear))

    def arrive(self, at: float, body: dict, hear) -> None:
        answer = self.world.post(self.client, at, body)
        if self.is_down(at) or self.world.dice.random() < 0.10:
            self.world.n["answer lost"] += 1
            return
        late = self.world.dice.random() < 0.08
        self.world.n["late"] += late
        delay = self.world.dice.uniform(16.0, 40.0) if late else self.world.dice.uniform(0.02, 1.5)
        self.world.at(at + delay, lambda then: hear(then, answer))


class Desk:
    """Somebody who writes: types a word now and then, and a page that sends what waits until it is answered."""

    def __init__(self, world: "World", name: str, client: Client, page: Page):
        self.world, self.name, self.page = world, name, page
        self.line = Line(world, name, client)
        self.typed: Counter[str] = Counter()
        self.taken_out: Counter[str] = Counter()
        self.asked_at = -GIVE_UP_SECONDS
        self.waiting = False

    def start(self) -> None:
        self.world.at(self.world.dice.uniform(0.1, 1.0), self.type)
        self.world.at(self.world.dice.uniform(0.1, 1.0), self.talk)

    def type(self, at: float) -> None:
        if at > TEN_MINUTES:
            return
        dice = self.world.dice
        pk = dice.choice(sorted(self.page.writers))
        writer = self.page.writers[pk]
        if self.typed and dice.random() < 0.04:
            word = dice.choice(sorted((self.typed - self.taken_out).elements()))
            if writer.take_out(word):
                self.taken_out[word] += 1
        else:
            word = f"{self.name}-{self.typed.total()}"
            n_words = len(writer.shown.split(" "))
            writer.type_at(n_words if dice.random() < 0.7 else dice.randrange(n_words + 1), word)
            self.typed[word] += 1
        self.world.at(at + dice.uniform(0.4, 2.0), self.type)

    def talk(self, at: float) -> None:
        """Ask again a second later; a request that nobody answered is given up after a while and sent again."""
        if not self.waiting or at - self.asked_at > GIVE_UP_SECONDS:
            self.waiting, self.asked_at = True, at
            asked = at
            self.line.send(at, self.page.request(), lambda then, answer: self.hear(then, answer, asked))
        if at < TEN_MINUTES:
            self.world.at(at + self.world.dice.uniform(1.5, 3.5), self.talk)

    def hear(self, _at: float, answer: dict, asked: float) -> None:
        self.page.hear(answer)
        if asked == self.asked_at:
            self.waiting = False

    def reload(self, _at: float) -> None:
        self.page, self.waiting = self.page.reloaded(), False


class World:
    """A clock that runs as fast as the work is done, and the true addresses behind it."""

    def __init__(self, seed: int, address: str, set_clock):
        self.dice, self.address, self.set_clock = random.Random(seed), address, set_clock
        self.events: list = []
        self.order = count()
        self.n: Counter[str] = Counter()

    def at(self, when: float, deed) -> None:
        heapq.heappush(self.events, (when, next(self.order), deed))

    def run(self) -> None:
        while self.events:
            when, _n, deed = heapq.heappop(self.events)
            deed(when)

    def post(self, client: Client, at: float, body: dict) -> dict:
        self.n["served"] += 1
        self.set_clock(NOW + timedelta(seconds=at))
        answer = client.post(self.address, json.dumps(body), content_type="application/json")
        assert answer.status_code == 200, answer.content[:300]
        return answer.json()


@pytest.fixture
def minutes(settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        cast = make_cast()
        Person.objects.update(is_demo=True)
        meeting = planned(cast.citra)
        open_meeting(meeting_id=meeting.pk, by=cast.citra, at=NOW)
        actions.open_minutes(meeting_id=meeting.pk, by=cast.citra, at=NOW)
        yield cast, Meeting.objects.get(pk=meeting.pk)


def texts(meeting: Meeting) -> dict[str, tuple[int, str]]:
    return {str(p.pk): (p.number, p.text) for p in Passage.objects.filter(meeting=meeting)}


def quiet(world: World, desks: list[Desk]) -> None:
    """Nobody types any more and the line holds: what waits goes out, then everybody looks once."""
    for rounds in range(10):
        waited = any(desk.page.waits for desk in desks)
        for desk in desks:
            desk.page.hear(world.post(desk.line.client, TEN_MINUTES + 60 + rounds, desk.page.request()))
        if not waited:
            return
    raise AssertionError("something never went out")


def test_two_people_editing_minutes_for_ten_minutes_over_a_flaky_connection_lose_no_word(minutes, monkeypatch):
    cast, meeting = minutes
    clock: list[datetime] = [NOW]
    monkeypatch.setattr("kondusif.people.middleware.timezone.now", lambda: clock[0])
    world = World(2029, f"/rapat/{meeting.pk}/notulen/selaras", lambda moment: clock.__setitem__(0, moment))
    ids = (UUID(int=world.dice.getrandbits(128)) for _n in count())
    desks = []
    for name, person in (("first", "citra"), ("second", "budi")):
        client = Client()
        client.force_login(cast.persons[person])
        desks.append(Desk(world, name, client, Page(next(ids), texts(meeting), lambda: next(ids))))
    for desk in desks:
        desk.start()
    world.at(RELOAD_AT, desks[1].reload)
    world.run()
    assert min(world.n[k] for k in ("lost", "doubled", "answer lost", "late")) > 7, "the line was too good"

    quiet(world, desks)
    kept = {pk: text for pk, (_number, text) in texts(meeting).items()}
    for desk in desks:
        assert {pk: writer.shown for pk, writer in desk.page.writers.items()} == kept, "both see the same"
    wanted = sum((desk.typed - desk.taken_out for desk in desks), Counter())
    # Each word was typed once: it stands exactly once, or was taken out on purpose.
    assert Counter(" ".join(kept.values()).split()) == wanted
    assert wanted.total() > 700
    assert Revision.objects.count() > 200
    page = desks[0].line.client.get(f"/rapat/{meeting.pk}/notulen").content.decode()
    assert all(text[:200] in page for text in kept.values())
