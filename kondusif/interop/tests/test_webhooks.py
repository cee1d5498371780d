"""Messages to other programs: signed so that they can be trusted, sent once, tried again, never with a person in them."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.urls import reverse

from kondusif.alerts import actions as alerts
from kondusif.alerts.states import Level
from kondusif.alerts.tests.factories import drafted
from kondusif.alerts.tests.factories import seen as seen_alert
from kondusif.core.egress import Answer, Guard
from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.states import ForbiddenMove
from kondusif.interop import tasks
from kondusif.interop.models import WebhookEndpoint, WebhookMessage
from kondusif.interop.states import EndpointState
from kondusif.interop.webhooks import actions, payloads
from kondusif.interop.webhooks.signing import headers, new_secret, signature
from kondusif.people.tests.factories import NOW, second_factor_of
from kondusif.people.viewers import SYSTEM
from kondusif.publication.tests.notices import CHECK, told

pytestmark = pytest.mark.django_db
OPEN = Guard(resolver=lambda _h, _p: ["93.184.216.34"])
URL = "https://kait.contoh.id/terima"
HOW_TO = settings.BASE_DIR / "docs" / "how-to" / "receive-webhooks.md"


class Line(Guard):
    """A line to a receiver that answers as told; it keeps what it was given."""

    def __new__(cls, *_answers):
        return object.__new__(cls)

    def __init__(self, *answers):
        super().__init__()
        object.__setattr__(self, "answers", list(answers))
        object.__setattr__(self, "heard", [])

    def post(self, url, body, sent):
        self.heard.append(SimpleNamespace(url=url, body=body, headers=dict(sent)))
        answer = self.answers.pop(0) if self.answers else 204
        if isinstance(answer, Exception):
            raise answer
        return Answer(answer)


def opened(cast, **changes) -> tuple[WebhookEndpoint, str]:
    fields = {
        "name": "Polres",
        "url": URL,
        "events": ["alert.issued", "public_notice.released"],
        "region_code": "35.26",
    }
    return actions.open_endpoint(**(fields | changes), by=cast.citra, at=NOW, guard=OPEN)


def issued(cast, **changes):
    alert = drafted(cast.budi, Level.ORANGE, **changes)
    alerts.sign_alert(alert_id=alert.pk, seen=seen_alert(alert), by=cast.citra, at=NOW)
    return Event.objects.filter(name="alert.issued").latest("pk")


def receiver():
    """This function will return the verifier as the how-to prints it."""
    [code] = re.findall(r"```python\n(.*?)```", HOW_TO.read_text(), re.S)
    names: dict[str, object] = {}
    exec(code, names)
    return names["verify"]


def test_the_signature_is_the_one_of_the_standard():
    # The worked example of the specification's reference libraries.
    told_by_standard = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert told_by_standard == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_verifier_of_the_how_to_takes_ours_once_and_nothing_else():
    verify, secret, body = receiver(), new_secret(), b'{"type":"x"}'
    sent = headers([secret], "m1", 1000, body)
    assert verify(secret, sent, body, now=1200)
    assert not verify(secret, sent, body, now=1200), "the same id again is a replay"
    assert not verify(secret, headers([secret], "m2", 1000, body), body, now=1400), "too old"
    assert not verify(secret, headers([secret], "m3", 1000, body), body + b" ", now=1000)
    assert not verify(new_secret(), headers([secret], "m4", 1000, body), body, now=1000)
    assert not verify(secret, replace_id(headers([secret], "m5", 1000, body)), body, now=1000)
    assert verify(secret, headers([new_secret(), secret], "m6", 1000, body), body, now=1000)


def replace_id(sent: dict[str, str]) -> dict[str, str]:
    return sent | {"webhook-id": "other"}


def test_a_warning_reaches_whoever_asked_in_its_region_once(cast):
    endpoint, secret = opened(cast)
    opened(cast, name="Lain", events=["alert.expired"])
    event = issued(cast, is_public=True, public_text="Hindari pasar.")
    [message] = actions.queue_event(event_id=event.pk, at=NOW)
    assert actions.queue_event(event_id=event.pk, at=NOW) == []
    line = Line(204)
    sent = actions.send_message(message_id=message.pk, by=SYSTEM, at=NOW, guard=line)
    assert (sent.state, sent.endpoint_id) == ("sent", endpoint.pk)
    assert receiver()(secret, line.heard[0].headers, line.heard[0].body, now=NOW.timestamp())
    body = json.loads(line.heard[0].body)
    assert (body["type"], body["data"]["level"], body["data"]["description"]) == (
        "alert.issued",
        "orange",
        "Hindari pasar.",
    )
    assert actions.send_message(message_id=message.pk, by=SYSTEM, at=NOW, guard=line) is None
    assert len(line.heard) == 1


def test_an_endpoint_of_another_region_hears_nothing(cast):
    endpoint, _secret = opened(cast)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(region_id="35.27")
    assert actions.queue_event(event_id=issued(cast).pk, at=NOW) == []


def test_what_offices_write_to_one_another_and_who_wrote_it_never_leave(cast):
    opened(cast)
    event = issued(cast, title="Kanarek judul", situation="Kanarek keadaan", action="Kanarek langkah")
    [message] = actions.queue_event(event_id=event.pk, at=NOW)
    assert "Kanarek" not in message.body
    assert not any(person.name in message.body for person in cast.persons.values())
    told(cast, CHECK)
    [notice] = actions.queue_event(event_id=Event.objects.filter(name="public_notice.released").latest("pk").pk, at=NOW)
    assert json.loads(notice.body)["data"]["headline"].startswith("[SALAH] ")
    assert not any(person.name in notice.body for person in cast.persons.values())


def test_an_exercise_of_a_notice_is_not_told_and_every_event_of_the_list_can_be(cast):
    opened(cast, events=list(payloads.EVENTS))
    told(cast, CHECK, exercise=True)
    event = Event.objects.filter(name="public_notice.released").latest("pk")
    assert actions.queue_event(event_id=event.pk, at=NOW) == []
    assert {name.partition(".")[0] for name in payloads.EVENTS} == {"alert", "public_notice", "notice"}


def test_a_refused_message_is_tried_again_with_the_same_id_and_bytes_and_then_given_up(cast):
    opened(cast)
    [message] = actions.queue_event(event_id=issued(cast).pk, at=NOW)
    line = Line(*[500, OSError("zu"), 302, *[503] * 20])
    at, tried = NOW, 0
    while True:
        done = actions.send_message(message_id=message.pk, by=SYSTEM, at=at, guard=line)
        tried += 1
        if done.state != "queued":
            break
        assert actions.send_message(message_id=message.pk, by=SYSTEM, at=at, guard=line) is None, "not its turn yet"
        at = done.not_before
    assert (done.state, tried) == ("quarantined", len(actions.PAUSES) + 1)
    assert len({(h.headers["webhook-id"], h.body) for h in line.heard}) == 1
    assert len({h.headers["webhook-timestamp"] for h in line.heard}) == tried
    assert Event.objects.filter(name="webhook.message_quarantined").count() == 1


def test_an_address_that_is_gone_or_dead_for_a_day_is_switched_off(cast):
    endpoint, _secret = opened(cast)
    message = actions.ping(endpoint_id=endpoint.pk, by=cast.citra, at=NOW)
    actions.send_message(message_id=message.pk, by=SYSTEM, at=NOW, guard=Line(410))
    endpoint.refresh_from_db()
    assert endpoint.state == EndpointState.DISABLED
    actions.switch_endpoint(endpoint_id=endpoint.pk, to=EndpointState.ACTIVE, by=cast.citra, at=NOW)
    for n in range(actions.LEAST_FAILURES):
        at = NOW + timedelta(hours=3 * n)
        message = actions.ping(endpoint_id=endpoint.pk, by=cast.citra, at=at)
        actions.send_message(message_id=message.pk, by=SYSTEM, at=at, guard=Line(500))
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.n_failures) == (EndpointState.DISABLED, actions.LEAST_FAILURES)
    with pytest.raises(Conflict):
        actions.ping(endpoint_id=endpoint.pk, by=cast.citra, at=NOW)


def test_one_success_forgets_the_failures(cast):
    endpoint, _secret = opened(cast)
    for answer in (500, 200):
        message = actions.ping(endpoint_id=endpoint.pk, by=cast.citra, at=NOW)
        actions.send_message(message_id=message.pk, by=SYSTEM, at=NOW, guard=Line(answer))
    endpoint.refresh_from_db()
    assert (endpoint.n_failures, endpoint.failing_since, endpoint.reached_at) == (0, None, NOW)


def test_an_inner_address_is_refused_when_entered_and_again_when_the_name_changes_later(cast):
    for url in ("http://kait.contoh.id/", "https://127.0.0.1/", "https://localhost/", "https://kait.contoh.id:22/"):
        with pytest.raises(Problem) as refusal:
            opened(cast, url=url)
        assert "url" in refusal.value.fields
    endpoint, _secret = opened(cast)
    message = actions.ping(endpoint_id=endpoint.pk, by=cast.citra, at=NOW)
    inner = replace(OPEN, resolver=lambda _h, _p: ["10.0.0.5"])
    done = actions.send_message(message_id=message.pk, by=SYSTEM, at=NOW, guard=inner)
    assert (done.state, done.last_error) == ("quarantined", "forbidden: address")


def test_after_a_new_secret_both_sign_for_a_day_and_neither_stands_in_the_table(cast):
    endpoint, former = opened(cast)
    _endpoint, secret = actions.change_secret(endpoint_id=endpoint.pk, by=cast.citra, at=NOW)
    endpoint.refresh_from_db()
    assert actions.secrets_of(endpoint, NOW + timedelta(hours=23)) == [secret, former]
    assert actions.secrets_of(endpoint, NOW + timedelta(hours=25)) == [secret]
    for sealed in (endpoint.sealed_secret, endpoint.sealed_former):
        assert secret.encode() not in bytes(sealed)
        assert former.encode() not in bytes(sealed)
    assert not Event.objects.filter(payload__icontains="whsec_").exists()


def test_only_those_who_decide_on_what_leaves_enter_and_switch_addresses(cast):
    for who in ("budi", "ani", "dewi", "rendra", "eko"):
        with pytest.raises(NotAllowed):
            actions.open_endpoint(
                name="x", url=URL, events=["alert.issued"], region_code="35.26", by=getattr(cast, who), at=NOW, guard=OPEN
            )  # fmt: skip
    endpoint, _secret = opened(cast)
    with pytest.raises(NotAllowed):
        actions.switch_endpoint(endpoint_id=endpoint.pk, to=EndpointState.ENDED, by=cast.eko, at=NOW)
    with pytest.raises(ForbiddenMove):
        actions.switch_endpoint(endpoint_id=endpoint.pk, to=EndpointState.ACTIVE, by=cast.citra, at=NOW)
    with pytest.raises(Problem) as refusal:
        opened(cast, events=["report.received"], name=" ")
    assert set(refusal.value.fields) == {"events", "name"}


def test_the_task_orders_the_next_try_and_the_sweep_finds_what_was_left(cast, monkeypatch):
    opened(cast)
    event, ordered = issued(cast), []
    monkeypatch.setattr(tasks, "enqueue", lambda task, **how: ordered.append(how))
    monkeypatch.setattr(tasks, "enqueue_each", lambda task, rows: ordered.extend(rows))
    monkeypatch.setattr(actions, "Guard", lambda: Line(500))
    tasks.tell_webhooks(event_id=event.pk)
    tasks.send_webhook(**ordered[0])
    message = WebhookMessage.objects.get()
    assert ordered[1]["at"] == message.not_before
    tasks.sweep_webhooks(timestamp=int(message.not_before.timestamp()) + 3600)
    assert ordered[2] == {"once": f"webhook:{message.pk}", "message_id": str(message.pk)}


def enters(client, person) -> None:
    client.force_login(person)
    second_factor_of(person)


def test_the_secret_is_shown_once_and_the_page_orders_a_test(cast, client, monkeypatch):
    enters(client, cast.persons["citra"])
    monkeypatch.setattr(actions, "Guard", lambda: OPEN)
    typed = {"name": "Polres", "url": "http://kait.contoh.id", "region": "35.26", "events": ["alert.issued"]}
    assert "https://" in (refused := client.post(reverse("interop:new_webhook"), typed)).content.decode()
    assert refused.status_code == 422
    page = client.post(reverse("interop:new_webhook"), typed | {"url": URL})
    assert "whsec_" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    endpoint = WebhookEndpoint.objects.get()
    one = reverse("interop:webhook", args=[endpoint.pk])
    assert "whsec_" not in client.get(one).content.decode()
    assert client.post(reverse("interop:ping_webhook", args=[endpoint.pk])).status_code == 302
    assert WebhookMessage.objects.get().name == payloads.PING
    assert client.post(reverse("interop:switch_webhook", args=[endpoint.pk, "tutup"])).status_code == 302
    assert client.post(reverse("interop:change_webhook_secret", args=[endpoint.pk])).status_code == 302
    assert client.post(reverse("interop:switch_webhook", args=[endpoint.pk, "meledak"])).status_code == 404
    enters(client, cast.persons["budi"])
    assert client.get(one).status_code == 403
