"""Any message, on any channel, delivered one to ten times in any order and up to 72 hours late: one report, one receipt."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from kondusif.channels.dialogue.actions import take
from kondusif.channels.email.codec import envelope_in
from kondusif.channels.sms.codec import FIELDS, envelope_of, envelopes_of_gammu
from kondusif.channels.telegram import codec as telegram
from kondusif.channels.tests.payloads import telegram_update, whatsapp_body, without_number
from kondusif.channels.whatsapp import codec as whatsapp
from kondusif.core.problems import Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.models import FormFile
from kondusif.interop.open311 import views as open311
from kondusif.interop.openrosa.door import Submissions
from kondusif.interop.openrosa.tests.phone import filled, packed, send
from kondusif.interop.tests.factories import a_key
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.reports import work
from kondusif.reports.actions.receive import Received, receive_each
from kondusif.reports.models import Report
from kondusif.reports.territory import Placed, Territory, current_territory, forget_territory
from kondusif.reports.tests.pictures import jpeg
from kondusif.reports.throttle import Buckets

pytestmark = pytest.mark.django_db
Answer = tuple[str, str]  # the receipt, if there is one, and what else the sender hears
Message = Callable[["AnyOrder", int], Answer]  # one delivery, so many hours late
PHOTOS = {"satu.jpg": jpeg(64, 48), "dua.jpg": jpeg(48, 64)}
KEYED = "LAPOR#35.26.06.2005#uang#Amplop dibagikan di rumah warga"
GUIDED = ("lapor", "3", "Lerpak", "sekarang", "Amplop dibagikan di rumah warga", "ya")
FREE = ("Tadi pagi ada tawuran di Desa Lerpak", "ubah", "kategori", "kerumunan", "ya")


def in_talk(envelope) -> Message:
    def deliver(world: "AnyOrder", hours: int) -> Answer:
        taken = take(envelope, at=NOW + timedelta(hours=72 + hours))
        return taken.receipt, taken.reply

    return deliver


def by_telegram(n: int, texts=GUIDED) -> list[Message]:
    updates = [
        telegram_update(n * 100 + i, text, chat={"id": 7000 + n, "type": "private"}) for i, text in enumerate(texts)
    ]
    return [in_talk(telegram.envelopes_in(update)[0]) for update in updates]


def by_whatsapp(n: int, texts=FREE) -> list[Message]:
    """Every second message shows no number: its sender is known by the id alone."""
    bodies = [whatsapp_body(n * 100 + i, text, **{"from": f"62812{n:07d}"}) for i, text in enumerate(texts)]
    bodies = [without_number(body) if i % 2 else body for i, body in enumerate(bodies)]
    return [in_talk(whatsapp.envelopes_in(body)[0]) for body in bodies]


def by_sms(n: int, parts: int) -> list[Message]:
    size = -(-len(KEYED) // parts)
    given = [
        {"from": f"0812{n:07d}", "text": KEYED[i * size : (i + 1) * size], "id": f"{n}-{i}", "time": NOW.isoformat()}
        | ({"udh": f"050003{n % 256:02X}{parts:02X}{i + 1:02X}"} if parts > 1 else {})
        for i in range(parts)
    ]
    return [in_talk(envelope_of(one, fields=FIELDS, gateway="uji")) for one in given]


def by_gammu(n: int) -> list[Message]:
    environment = {"SMS_MESSAGES": "1", "SMS_1_NUMBER": f"0813{n:07d}", "SMS_1_TEXT": KEYED}
    return [in_talk(one) for one in envelopes_of_gammu(environment, [f"IN{n}.txt"])]


def by_email(n: int) -> list[Message]:
    raw = f"From: s{n}@contoh.test\nMessage-ID: <{n}@contoh.test>\nDate: Fri, 20 Nov 2026 09:00:00 +0700\nSubject: Lapor\n\n{KEYED}\n"
    return [in_talk(envelope_in(raw.encode()))]


def by_program(n: int) -> list[Message]:
    """The JSON door."""
    report = {
        "client_id": str(uuid4()), "category": "money_politics", "text": f"Amplop dibagikan di rumah warga ({n}).",
        "village_code": "35.26.06.2005", "event_at": (timezone.now() - timedelta(hours=1)).isoformat(), "anonymous": True,
    }  # fmt: skip

    def deliver(world: "AnyOrder", hours: int) -> Answer:
        answer = world.client.post("/api/v1/reports", json.dumps(report), content_type="application/json")
        assert answer.status_code in {200, 201}, answer.content
        return answer.json()["receipt"], ""

    return [deliver]


def by_phone(n: int) -> list[Message]:
    """The queue of the citizens' page: it says at each try what time the phone believes it is."""
    typed = {
        "client_id": str(uuid4()), "category": "crowd", "text": f"Massa berkumpul di depan balai desa ({n}).",
        "village_code": "35.26.06.2001", "anonymous": "on", "entered_at": (timezone.now() - timedelta(hours=72)).isoformat(),
    }  # fmt: skip

    def deliver(world: "AnyOrder", hours: int) -> Answer:
        said = typed | {"sent_at": (timezone.now() - timedelta(hours=hours)).isoformat()}
        answer = world.client.post("/laporan/baru", said, headers={"Accept": "application/json"})
        assert answer.status_code in {200, 201}, answer.content
        return answer.json()["receipt"], ""

    return [deliver]


def by_partner(n: int) -> list[Message]:
    """Open311: every second system counts its reports itself, the others are known by their words."""
    sent = {"service_code": "crowd", "lat": "-6.985", "long": "112.944", "description": f"Warga berkumpul ({n})."}
    sent |= {"attribute[external_id]": f"A-{n}"} if n % 2 else {}

    def deliver(world: "AnyOrder", hours: int) -> Answer:
        answer = world.client.post("/open311/v2/requests.json", sent | {"api_key": world.partner})
        assert answer.status_code == 200, answer.content
        [told] = answer.json()
        return _receipt_in(told["service_notice"]), told["service_request_id"]

    return [deliver]


def by_field_form(n: int) -> list[Message]:
    """OpenRosa: one filling in three posts, two with a photo each, under one instanceID."""
    filled_at = datetime.now(UTC) - timedelta(hours=71)
    document = filled(
        f"uuid:{uuid4()}", event_at=filled_at.isoformat(timespec="milliseconds"), text=f"Amplop dibagikan ({n}).",
        photo_1="satu.jpg", photo_2="dua.jpg",
    )  # fmt: skip

    def post(files: dict[str, bytes], more: bool) -> Message:
        def deliver(world: "AnyOrder", hours: int) -> Answer:
            answer = async_to_sync(send)(world.forms, packed(document, files, more=more))
            assert answer.status == 201, answer.body
            return _receipt_in(answer.message), answer.message

        return deliver

    return [post({}, True), *(post({name: photo}, n == 0) for n, (name, photo) in enumerate(PHOTOS.items()))]


def _receipt_in(told: str) -> str:
    found = re.search(r"\d{4}(?:[ -]?\d{4}){4}", told)
    assert found, told
    return re.sub(r"\D", "", found[0])


class SameLine:
    """The queue of the front as the door sees it, but on the test's own connection, whose work is taken back."""

    async def territory(self) -> Territory:
        return await sync_to_async(current_territory)()

    async def store(self, placed: Placed) -> Received:
        [outcome] = await sync_to_async(receive_each)([placed], at=datetime.now(UTC))
        if isinstance(outcome, Problem):
            raise outcome
        return outcome


class SameLineForms(Submissions):
    """The door of field forms; what it does in threads of its own happens on the test's connection."""

    async def _in_thread(self, work: Any, *arguments: Any, **named: Any) -> Any:
        return await sync_to_async(work)(*arguments, **named)


STORIES: dict[str, Callable[[int], list[Message]]] = {
    "telegram": by_telegram, "whatsapp": by_whatsapp, "sms": lambda n: by_sms(n, 1), "long sms": lambda n: by_sms(n, 3),
    "gammu": by_gammu, "email": by_email, "json": by_program, "phone": by_phone, "open311": by_partner,
    "openrosa": by_field_form,
}  # fmt: skip
WAYS = sorted(STORIES)


class AnyOrder(RuleBasedStateMachine):
    """Senders tell their stories; the network delivers as it likes."""

    def __init__(self):
        super().__init__()
        self.numbers, self.stories, self.receipts = count(1), {}, {}
        self.left: list[tuple[int, int]] = []
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.scope = scoped(EVERYWHERE)
        self.scope.__enter__()
        self.before = Report.objects.count()
        self.client, self.forms = Client(), SameLineForms(SameLine())
        self.partner = PARTNER["key"]

    @initialize()
    def somebody_tells_by_every_way(self):
        for way in WAYS:
            self.somebody_tells(way)

    @rule(way=st.sampled_from(WAYS))
    @precondition(lambda self: len(self.stories) < len(WAYS) + 2)
    def somebody_tells(self, way):
        n = next(self.numbers)
        self.stories[n] = STORIES[way](n)
        self.left += [(n, i) for i in range(len(self.stories[n]))]

    @rule(choice=st.randoms(use_true_random=False), times=st.integers(1, 10), hours=st.integers(0, 72))
    @precondition(lambda self: self.left)
    def the_network_delivers(self, choice, times, hours):
        which = choice.choice(self.left)
        self.left.remove(which)
        for _n in range(times):
            self.deliver(*which, hours)

    @rule(choice=st.randoms(use_true_random=False), hours=st.integers(0, 72))
    @precondition(lambda self: self.stories)
    def the_network_repeats_itself(self, choice, hours):
        n = choice.choice(sorted(self.stories))
        i = choice.randrange(len(self.stories[n]))
        if (n, i) not in self.left:
            self.deliver(n, i, hours)

    def deliver(self, n: int, i: int, hours: int) -> Answer:
        receipt, reply = self.stories[n][i](self, hours)
        if receipt:
            assert self.receipts.setdefault(n, receipt) == receipt, "one story, two receipts"
        assert Report.objects.count() - self.before <= len(self.stories), "a report too many"
        return receipt, reply

    def teardown(self):
        try:
            for n, i in self.left:
                self.deliver(n, i, 72)
            answers = [self.deliver(n, i, 72) for n, story in self.stories.items() for i in range(len(story))]
            assert answers == [self.deliver(n, i, 72) for n, story in self.stories.items() for i in range(len(story))]
            assert Report.objects.count() - self.before == len(self.stories) == len(self.receipts)
            assert not FormFile.objects.filter(attachment=None).exists(), "a photo that came is not there"
            assert len(set(self.receipts.values())) == len(self.stories)
        finally:
            self.scope.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)


PARTNER: dict[str, str] = {}


@pytest.fixture(autouse=True)
def patient_doors(monkeypatch):
    """How often a system may knock within a minute is another test's question, and the sum that a crowd of phones does too."""
    monkeypatch.setattr(open311, "sendings", Buckets(tries=10**6))
    monkeypatch.setattr(work, "FREE", 10**6)


def hold(examples: int, steps: int) -> None:
    forget_territory()
    with scoped(EVERYWHERE):
        PARTNER["key"] = a_key(make_cast(timezone.now()).citra).key
        how = settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, print_blob=True, derandomize=True,
            database=None, suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        run_state_machine_as_test(AnyOrder, settings=how)
        assert not Report.objects.exists(), "each run leaves nothing behind"


def test_any_message_in_any_order_any_number_of_times_is_one_report_with_one_receipt():
    hold(examples=2, steps=10)


@pytest.mark.slow
def test_the_same_over_many_more_stories():
    hold(examples=60, steps=40)
