"""Any message, on any channel, delivered one to ten times in any order and up to 72 hours late: one report, one receipt."""

import json
from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
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
from kondusif.channels.tests.payloads import telegram_update, whatsapp_body
from kondusif.channels.whatsapp import codec as whatsapp
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.reports.models import Report
from kondusif.reports.territory import forget_territory

pytestmark = pytest.mark.django_db
KEYED = "LAPOR#35.26.06.2005#uang#Amplop dibagikan di rumah warga"
GUIDED = ("lapor", "3", "Lerpak", "sekarang", "Amplop dibagikan di rumah warga", "ya")
FREE = ("Tadi pagi ada tawuran di Desa Lerpak", "ubah", "kategori", "kerumunan", "ya")


def by_telegram(n: int, texts=GUIDED) -> list:
    updates = [
        telegram_update(n * 100 + i, text, chat={"id": 7000 + n, "type": "private"}) for i, text in enumerate(texts)
    ]
    return [telegram.envelopes_in(update)[0] for update in updates]


def by_whatsapp(n: int, texts=FREE) -> list:
    bodies = [whatsapp_body(n * 100 + i, text, **{"from": f"62812{n:07d}"}) for i, text in enumerate(texts)]
    return [whatsapp.envelopes_in(body)[0] for body in bodies]


def by_sms(n: int, parts: int) -> list:
    size = -(-len(KEYED) // parts)
    given = [
        {"from": f"0812{n:07d}", "text": KEYED[i * size : (i + 1) * size], "id": f"{n}-{i}", "time": NOW.isoformat()}
        | ({"udh": f"050003{n % 256:02X}{parts:02X}{i + 1:02X}"} if parts > 1 else {})
        for i in range(parts)
    ]
    return [envelope_of(one, fields=FIELDS, gateway="uji") for one in given]


def by_gammu(n: int) -> list:
    return envelopes_of_gammu(
        {"SMS_MESSAGES": "1", "SMS_1_NUMBER": f"0813{n:07d}", "SMS_1_TEXT": KEYED}, [f"IN{n}.txt"]
    )


def by_email(n: int) -> list:
    raw = f"From: s{n}@contoh.test\nMessage-ID: <{n}@contoh.test>\nDate: Fri, 20 Nov 2026 09:00:00 +0700\nSubject: Lapor\n\n{KEYED}\n"
    return [envelope_in(raw.encode())]


def by_web(n: int) -> list:
    return [{
        "client_id": str(uuid4()), "category": "money_politics", "text": f"Amplop dibagikan di rumah warga ({n}).",
        "village_code": "35.26.06.2005", "event_at": (timezone.now() - timedelta(hours=1)).isoformat(), "anonymous": True,
    }]  # fmt: skip


STORIES = {
    "telegram": by_telegram, "whatsapp": by_whatsapp, "sms": lambda n: by_sms(n, 1), "long sms": lambda n: by_sms(n, 3),
    "gammu": by_gammu, "email": by_email, "web": by_web,
}  # fmt: skip


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
        self.client = Client()

    @initialize(channel=st.sampled_from(sorted(STORIES)))
    def somebody_begins(self, channel):
        self.somebody_tells(channel)

    @rule(channel=st.sampled_from(sorted(STORIES)))
    @precondition(lambda self: len(self.stories) < 4)
    def somebody_tells(self, channel):
        n = next(self.numbers)
        self.stories[n] = STORIES[channel](n)
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

    def deliver(self, n: int, i: int, hours: int) -> tuple[str, str]:
        message = self.stories[n][i]
        if isinstance(message, dict):
            answer = self.client.post("/api/v1/reports", json.dumps(message), content_type="application/json")
            assert answer.status_code in {200, 201}, answer.content
            receipt, reply = answer.json()["receipt"], ""
        else:
            taken = take(message, at=NOW + timedelta(hours=72 + hours))
            receipt, reply = taken.receipt, taken.reply
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
            assert len(set(self.receipts.values())) == len(self.stories)
        finally:
            self.scope.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)


def hold(examples: int, steps: int) -> None:
    forget_territory()
    with scoped(EVERYWHERE):
        make_cast()
        how = settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, print_blob=True, derandomize=True,
            database=None, suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        run_state_machine_as_test(AnyOrder, settings=how)
        assert not Report.objects.exists(), "each run leaves nothing behind"


def test_any_message_in_any_order_any_number_of_times_is_one_report_with_one_receipt():
    hold(examples=6, steps=10)


@pytest.mark.slow
def test_the_same_over_many_more_stories():
    hold(examples=150, steps=40)
