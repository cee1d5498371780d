"""A short answer acknowledges a warning as the office of the person whose verified address it came from."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kondusif.alerts.actions import sign_alert
from kondusif.alerts.tests.factories import drafted, seen
from kondusif.channels.actions import take_reply
from kondusif.channels.answers import path_to
from kondusif.channels.kinds import Kind
from kondusif.channels.models import Address, Delivery
from kondusif.channels.rules import read_reply
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast

pytestmark = pytest.mark.django_db
PHONE = "+6281230000001"


@pytest.fixture
def stage():
    with scoped(EVERYWHERE):
        yield make_cast()


def issued(stage):
    alert = drafted(stage.budi)
    return sign_alert(alert_id=alert.pk, seen=seen(alert), by=stage.citra, at=NOW)


def told(stage, kind=Kind.SMS, who="dewi", code="4821", **more):
    person = stage.persons[who]
    Address.objects.get_or_create(
        person=person, kind=kind, address=PHONE, defaults={"added_at": NOW, "verified_at": NOW}
    )
    alert = more.pop("alert", None) or issued(stage)
    return Delivery.objects.create(
        key=f"alert:{alert.pk}:{kind}:{code}", kind=kind, address=PHONE, person=person, code=code, subject="s", body="b",
        region_id=alert.region_id, alert=alert, queued_at=NOW, not_before=NOW, state="sent", sent_at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["SIAP 4821", "siap4821", " Siap, 4821. ", "4821", "OK 4821", "TERIMA  4821"])
def test_siap_and_the_code_acknowledge_as_the_office_of_the_person(stage, text):
    row = told(stage)
    assert take_reply(Kind.SMS, PHONE, text, NOW + timedelta(minutes=2))
    row.refresh_from_db()
    assert (row.state, row.acknowledged_at) == ("acknowledged", NOW + timedelta(minutes=2))
    addressee = row.alert.addressees.get(office__title="Camat Geger")
    assert addressee.acknowledged_by == stage.persons["dewi"]
    assert Event.objects.get(name="alert.acknowledged").by_title == "Camat Geger"


@pytest.mark.parametrize(
    "text", ["SIAP 9999", "LAPOR#3526#banjir#isi", "siap pak, tapi jalan putus", "", "1 2 3", "48215555"]
)
def test_anything_else_is_left_to_the_report_dialogue(stage, text):
    row = told(stage)
    assert not take_reply(Kind.SMS, PHONE, text, NOW)
    row.refresh_from_db()
    assert row.acknowledged_at is None


def test_one_number_is_known_however_the_gateway_writes_it(stage):
    told(stage)
    assert take_reply(Kind.SMS, PHONE.removeprefix("+"), "SIAP 4821", NOW)
    assert take_reply(Kind.SMS, "0" + PHONE.removeprefix("+62"), "SIAP 4821", NOW)


def test_an_unknown_or_unverified_number_acknowledges_nothing(stage):
    row = told(stage)
    assert not take_reply(Kind.SMS, "+6281239999999", "SIAP 4821", NOW)
    Address.objects.update(verified_at=None)
    assert not take_reply(Kind.SMS, PHONE, "SIAP 4821", NOW)
    row.refresh_from_db()
    assert row.acknowledged_at is None


def test_a_bare_one_counts_where_the_provider_knows_the_sender_and_one_warning_waits(stage):
    told(stage, kind=Kind.SMS)
    assert not take_reply(Kind.SMS, PHONE, "1", NOW)  # an SMS may carry any number as its sender
    told(stage, kind=Kind.TELEGRAM, code="1111", alert=Delivery.objects.get().alert)
    assert take_reply(Kind.TELEGRAM, PHONE, "1", NOW)


def test_a_bare_one_is_ambiguous_where_two_warnings_wait(stage):
    told(stage, kind=Kind.TELEGRAM, code="1111")
    told(stage, kind=Kind.TELEGRAM, code="2222")
    assert not take_reply(Kind.TELEGRAM, PHONE, "1", NOW)
    assert take_reply(Kind.TELEGRAM, PHONE, "SIAP 2222", NOW)
    assert take_reply(Kind.TELEGRAM, PHONE, "1", NOW)


def test_the_same_answer_twice_acknowledges_once(stage):
    told(stage)
    assert take_reply(Kind.SMS, PHONE, "SIAP 4821", NOW)
    assert take_reply(Kind.SMS, PHONE, "SIAP 4821", NOW + timedelta(minutes=1))
    assert Event.objects.filter(name="alert.acknowledged").count() == 1


def test_somebody_who_left_the_office_acknowledges_nothing(stage):
    told(stage)
    stage.persons["dewi"].holdings.update(ends_on=NOW.date() - timedelta(days=1))
    assert not take_reply(Kind.SMS, PHONE, "SIAP 4821", NOW)
    assert not Event.objects.filter(name="alert.acknowledged").exists()


def test_a_week_later_the_code_means_nothing_any_more(stage):
    told(stage)
    assert not take_reply(Kind.SMS, PHONE, "SIAP 4821", NOW + timedelta(days=8))


def test_a_long_text_is_read_in_no_time():
    assert read_reply("SIAP " + "." * 100_000 + "1") is None


@pytest.mark.parametrize(("hours", "ends", "word"), [(73, False, "72 jam"), (1, True, "berakhir")])
def test_the_link_in_a_message_ends_with_the_warning_or_after_72_hours(stage, client, hours, ends, word):
    row = told(stage)
    row.queued_at = timezone.now() - timedelta(hours=hours)
    row.save()
    path = path_to(row.pk)
    if ends:
        row.alert.ended_at = timezone.now() - timedelta(minutes=5)
        row.alert.save()
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 410 and word in answer.content.decode()
    row.refresh_from_db()
    assert row.acknowledged_at is None and not Event.objects.filter(name="alert.acknowledged").exists()
