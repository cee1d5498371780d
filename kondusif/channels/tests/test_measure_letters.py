"""The owner of a measure is called for a missing report by one letter for each step."""

from datetime import UTC, datetime

import pytest

from kondusif.channels.models import Delivery
from kondusif.channels.tasks import tell_of_measure
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import SYSTEM
from kondusif.plans.actions.reminding import remind_of_reports
from kondusif.plans.tests.factories import IN_B08, make_players, new_measure, running

pytestmark = pytest.mark.django_db


def test_a_late_report_is_one_letter_to_the_owner_however_often_the_task_runs():
    with scoped(EVERYWHERE):
        who = make_players(IN_B08)
        running(who, new_measure(), at=IN_B08)
        remind_of_reports(by=SYSTEM, at=datetime(2026, 9, 2, 1, 0, tzinfo=UTC))
        event = Event.objects.filter(name="measure.overdue", payload__period="b08").get()
    for _ in range(2):
        tell_of_measure(event_id=event.pk)
    with scoped(EVERYWHERE):
        letter = Delivery.objects.get()
    assert "B08" in letter.subject
    assert letter.address == who.persons["dewi"].email
