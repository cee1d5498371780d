"""Who is asked to sign hears until which day, by the clock of the region."""

from datetime import timedelta

import pytest

from kondusif.channels.actions import queue_commitment
from kondusif.channels.models import Delivery
from kondusif.commitments.tests.factories import opened
from kondusif.people.tests.factories import NEW_YEAR, NOW
from kondusif.people.viewers import SYSTEM

pytestmark = pytest.mark.django_db


def test_the_last_day_to_sign_is_told_by_the_regions_clock(cast):
    row = opened(cast, closes_at=NEW_YEAR + timedelta(days=1))  # 00.30 WIB on the second of January
    queue_commitment(commitment_id=row.pk, event_id=1, news="opened", by=SYSTEM, at=NOW)
    assert "02-01-2027" in Delivery.objects.first().body
