"""From the event to the sent mail, as the worker's jobs do it, however often they run."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core import mail
from django.utils import timezone

from kondusif.alerts.actions import sign_alert
from kondusif.alerts.tests.factories import drafted, seen
from kondusif.channels import tasks
from kondusif.channels.models import Climb, Delivery
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert():
    with scoped(EVERYWHERE):
        stage = make_cast()
        alert = drafted(stage.budi, valid_until=timezone.now() + timedelta(days=1))
        sign_alert(alert_id=alert.pk, seen=seen(alert), by=stage.citra, at=NOW)
        yield alert


def told(name: str) -> None:
    tasks.tell_of_alert(event_id=Event.objects.filter(name=name).latest("id").pk)


def test_an_issued_warning_is_mailed_once_and_begins_to_climb(alert):
    ordered = []
    with patch.object(
        tasks, "enqueue", lambda task, **more: ordered.append((task.__name__, more["kind"], more["once"]))
    ):
        told("alert.issued")
        told("alert.issued")  # the outbox may call twice
        for _ in range(2):
            tasks.drain(kind="email")
    assert ordered == [("drain", "email", "drain:email")]
    assert len(mail.outbox) == Delivery.objects.filter(state="sent").count() > 3
    assert Climb.objects.get().told_at == NOW


def test_the_minute_hand_climbs_and_the_next_step_is_mailed(alert):
    told("alert.issued")
    tasks.watch(timestamp=int((NOW + timedelta(minutes=20)).timestamp()))
    assert Climb.objects.get().step == "post"  # nobody holds a village here: the camat was asked first
    told("alert.climbed")
    assert Delivery.objects.filter(news="climbed", person__name="Budi Santosa").exists()


def test_what_was_refused_is_ordered_again_for_later(alert):
    ordered = []
    told("alert.issued")

    def refuse(_letter):
        raise OSError("mailbox is full")

    with (
        patch.object(tasks, "enqueue", lambda task, **more: ordered.append(more)),
        patch("kondusif.channels.email.sender.send", refuse),
    ):
        tasks.drain(kind="email")
    assert [more["once"] for more in ordered] == ["drain-later:email"]
    assert ordered[0]["at"] > timezone.now()
    assert mail.outbox == []
