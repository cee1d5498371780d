"""What an officer's device may hold, for how long, and how it is taken back."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from kondusif.core.models import Event
from kondusif.core.problems import NotAllowed, NotFound
from kondusif.people.actions import cut_off, end_holding, suspend_holding
from kondusif.people.models import Holding, Person
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.viewers import SYSTEM
from kondusif.pwa import rules
from kondusif.pwa.actions.leases import end_lease, end_leases_of, hear_device, take_lease
from kondusif.pwa.models import DeviceLease
from kondusif.pwa.queries import leases_of, provisions_for
from kondusif.pwa.states import LeaseEnd
from kondusif.pwa.tasks import end_leases

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(everywhere, settings):
    settings.DEMO = True
    cast = make_cast()
    Person.objects.update(is_demo=True)
    return cast


def taken(by, **fields) -> DeviceLease:
    given = {"lease_id": None, "label": "HP dinas", "session_key": "", "n_items": 3, "at": NOW} | fields
    return take_lease(by=by, **given)


def events() -> list[str]:
    return list(Event.objects.filter(subject_type="pwa.devicelease").order_by("id").values_list("name", flat=True))


def test_a_lease_runs_twelve_hours_and_is_renewed_in_place(cast):
    lease = taken(cast.dewi)
    assert lease.expires_at == NOW + timedelta(hours=12)
    again = taken(cast.dewi, lease_id=lease.pk, at=NOW + timedelta(hours=5))
    assert (again.pk, again.expires_at) == (lease.pk, NOW + timedelta(hours=17))
    assert events() == ["lease.issued", "lease.renewed"]
    assert not rules.is_running(expires_at=lease.expires_at, ended_at=None, at=lease.expires_at)


def test_whoever_has_no_office_in_the_field_takes_nothing_along(cast):
    for viewer in (cast.sari, cast.rendra):
        with pytest.raises(NotAllowed):
            taken(viewer)
    assert not DeviceLease.objects.exists() and events() == []


def test_another_persons_lease_is_neither_renewed_nor_ended(cast):
    lease = taken(cast.dewi)
    assert taken(cast.eko, lease_id=lease.pk).pk != lease.pk
    with pytest.raises(NotFound):
        end_lease(lease_id=lease.pk, by=cast.eko, at=NOW)
    assert list(leases_of(cast.dewi)) == [lease]


def test_taking_it_back_ends_the_session_of_the_device_and_the_device_hears_of_it(cast):
    Session.objects.create(session_key="geraet", session_data="", expire_date=NOW + timedelta(days=900))
    lease = taken(cast.dewi, session_key="geraet")
    end_lease(lease_id=lease.pk, by=cast.dewi, at=NOW)
    assert not Session.objects.filter(session_key="geraet").exists()
    heard = hear_device(lease_id=lease.pk, wiped=False, at=NOW)
    assert (heard.ended_why, events()) == (LeaseEnd.OWNER, ["lease.issued", "lease.ended"])
    assert end_leases_of(cast.dewi.person_id, why=LeaseEnd.OWNER, by=cast.dewi, at=NOW) == 0, "it ended once"


def test_too_many_wrong_pins_end_the_lease(cast):
    lease = taken(cast.dewi)
    assert hear_device(lease_id=lease.pk, wiped=True, at=NOW).ended_why == LeaseEnd.PIN


def test_the_end_of_an_office_takes_everything_back_at_once(cast):
    lease = taken(cast.dewi)
    holding = Holding.objects.get(person_id=cast.dewi.person_id)
    end_holding(holding_id=holding.pk, ends_on=(NOW - timedelta(days=1)).date(), by=SYSTEM, at=NOW)
    end_leases(event_id=Event.objects.get(name="holding.ended").pk)
    lease.refresh_from_db()
    assert lease.ended_why == LeaseEnd.OFFICE


def test_an_office_that_ends_later_takes_nothing_back_before(cast):
    lease = taken(cast.dewi)
    holding = Holding.objects.get(person_id=cast.dewi.person_id)
    far = (timezone.now() + timedelta(days=30)).date()
    end_holding(holding_id=holding.pk, ends_on=far, by=SYSTEM, at=NOW)
    end_leases(event_id=Event.objects.get(name="holding.ended").pk)
    lease.refresh_from_db()
    assert lease.ended_at is None
    suspend_holding(holding_id=holding.pk, suspended=True, by=SYSTEM, at=NOW)
    end_leases(event_id=Event.objects.get(name="holding.suspended").pk)
    lease.refresh_from_db()
    assert lease.ended_why == LeaseEnd.OFFICE


def test_whoever_is_cut_off_holds_nothing_even_before_the_task_has_run(cast):
    lease = taken(cast.dewi)
    cut_off(person_id=cast.dewi.person_id, by=SYSTEM, at=NOW)
    assert hear_device(lease_id=lease.pk, wiped=False, at=NOW).ended_why == LeaseEnd.OFFICE
    end_leases(event_id=Event.objects.get(name="person.cut_off").pk)
    assert events().count("lease.ended") == 1


def test_provisions_are_of_the_own_area_and_two_hundred_at_most(cast):
    items = provisions_for(cast.dewi, NOW)
    assert 0 < len(items) <= rules.ITEMS_MAX
    told = json.dumps(items)
    assert "Camat Geger" in told and "Sampang" not in told, "the noise of another regency"
    assert provisions_for(cast.sari, NOW) == []


def signed_in(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.persons[name])
    return client


def call(client, lease, **said):
    return client.post("/luring/sewa", json.dumps({"lease": str(lease)} | said), content_type="application/json")


def test_a_device_takes_along_is_listed_and_is_taken_back_from_another(cast):
    phone, desk = signed_in(cast, "dewi"), signed_in(cast, "dewi")
    given = phone.post("/luring/bekal", json.dumps({"label": "HP Geger"}), content_type="application/json").json()
    assert given["items"] and given["person"] == str(cast.dewi.person_id)
    assert call(Client(), given["lease"]).json()["runs"] is True
    page = desk.get("/luring/perangkat/").content.decode()
    assert "HP Geger" in page and "terbuka sampai" in page
    assert desk.post(f"/luring/perangkat/{given['lease']}/cabut").status_code == 302
    assert call(Client(), given["lease"]).json()["runs"] is False
    assert phone.get("/luring/perangkat/").status_code == 302, "the session of the device is dead"
    assert "dicabut" in desk.get("/luring/perangkat/").content.decode()


def test_who_may_not_take_along_is_refused_and_strangers_learn_nothing(cast):
    assert signed_in(cast, "rendra").post("/luring/bekal", b"{}", content_type="application/json").status_code == 403
    assert Client().post("/luring/bekal", b"{}", content_type="application/json").status_code == 302
    assert call(Client(), uuid4()).json()["runs"] is False
    assert Client().post("/luring/sewa", b"[" * 9000, content_type="application/json").status_code == 422
    lease = taken(cast.dewi, at=timezone.now())
    assert signed_in(cast, "budi").post(f"/luring/perangkat/{lease.pk}/cabut").status_code == 404
    assert set(call(Client(), lease.pk).json()) == {"runs", "now"}


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"lease": 5}', b'{"lease": "x"}'])
def test_nonsense_from_a_device_is_no_accident(cast, body):
    assert Client().post("/luring/sewa", body, content_type="application/json").status_code in {200, 422}
