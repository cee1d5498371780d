"""Whoever has to ratify a spoken directive is asked by one letter, and told by one when its time is over."""

from datetime import timedelta

import pytest

from kondusif.channels.models import Delivery
from kondusif.channels.tasks import tell_of_directive
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.meetings.actions import open_meeting, oral
from kondusif.meetings.actions.decisions import NewDirective
from kondusif.meetings.tests.factories import planned
from kondusif.people.models import Office
from kondusif.people.tests.factories import NOW, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with scoped(EVERYWHERE):
        yield make_cast()


def spoken(by, **more):
    camat = Office.objects.get(title="Camat Geger")
    new = NewDirective(title="Tutup jembatan", owner_ids=(camat.pk,), due_at=NOW + timedelta(days=3))
    return oral.give_oral_directive(new=new, by=by, at=NOW, **more)


def tell_all() -> None:
    for _ in range(2):  # the outbox may call twice
        for event in Event.objects.filter(name__in=["directive.ratification_due", "directive.unratified"]):
            tell_of_directive(event_id=event.pk)


def test_the_giver_is_reminded_once_and_told_once_that_the_time_is_over(cast):
    spoken(cast.citra)
    oral.note_unratified(at=NOW + timedelta(hours=25))
    tell_all()
    letter = Delivery.objects.get()
    assert letter.address == cast.persons["citra"].email
    assert "Tutup jembatan" in letter.subject
    assert "22-11-2026 09.00 WIB" in letter.body and "Arahan lisan" in letter.body
    oral.note_unratified(at=NOW + timedelta(hours=49))
    tell_all()
    assert Delivery.objects.count() == 2
    assert len(set(Delivery.objects.values_list("subject", flat=True))) == 2


def test_in_a_meeting_the_chair_and_the_clerk_hear_of_it_and_nobody_else(cast):
    clerk = Office.objects.get(title="Analis Kewaspadaan Bangkalan")
    meeting = planned(cast.citra, clerk_id=clerk.pk)
    open_meeting(meeting_id=meeting.pk, by=cast.rendra, at=NOW)
    spoken(cast.rendra, meeting_id=meeting.pk)
    oral.note_unratified(at=NOW + timedelta(hours=25))
    tell_all()
    addresses = set(Delivery.objects.values_list("address", flat=True))
    assert addresses == {cast.persons["rendra"].email, cast.persons["ani"].email}
    assert all("notulen" in body for body in Delivery.objects.values_list("body", flat=True))


def test_a_directive_ratified_in_time_makes_no_letter(cast):
    row = spoken(cast.citra)
    oral.ratify_directive(directive_id=row.pk, by=cast.citra, at=NOW + timedelta(hours=1))
    oral.note_unratified(at=NOW + timedelta(hours=49))
    tell_all()
    assert not Delivery.objects.exists()
