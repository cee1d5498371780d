"""A person keeps their own ways; the desk keeps the roster, the rules and what is held back."""

import json
from datetime import timedelta

import pytest

from kondusif.alerts.actions import sign_alert
from kondusif.alerts.tests.factories import drafted, seen
from kondusif.channels import actions
from kondusif.channels.kinds import Kind
from kondusif.channels.models import Address, Delivery, Duty, Preference, TellRule
from kondusif.channels.tests.test_webpush import Browser
from kondusif.core.problems import Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast, second_factor_of
from kondusif.people.viewers import SYSTEM
from tests.support.words import says

pytestmark = pytest.mark.django_db
OWN = "/orang/pemberitahuan/"


@pytest.fixture
def stage(settings):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/sms"
    with scoped(EVERYWHERE):
        cast = make_cast()
    yield cast


@pytest.fixture
def sign_in(client, stage):
    def enter(name: str):
        client.force_login(stage.persons[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        second_factor_of(stage.persons[name])
        return client

    return enter


def text(answer) -> str:
    return answer.content.decode()


def rows(model, **wanted):
    with scoped(EVERYWHERE):
        return list(model.objects.filter(**wanted))


def test_a_number_is_proved_by_the_code_that_was_sent_there(sign_in):
    client = sign_in("dewi")
    assert client.get(OWN).status_code == 200
    assert client.post(OWN + "nomor", {"kind": "sms", "number": "0812-3000 0001"}).status_code == 302
    (number,), (letter,) = rows(Address), rows(Delivery)
    assert (number.address, letter.address, number.verified_at) == ("+6281230000001", "+6281230000001", None)
    code = letter.body[:6]
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert client.post(f"{OWN}{number.pk}/kode", {"code": wrong}).status_code == 422
    assert rows(Address)[0].verified_at is None
    assert client.post(f"{OWN}{number.pk}/kode", {"code": code}).status_code == 302
    assert rows(Address)[0].verified_at is not None
    assert code not in str(rows(Address)[0].__dict__)


def test_a_code_is_not_guessed_and_no_second_one_follows_at_once(sign_in):
    client = sign_in("dewi")
    client.post(OWN + "nomor", {"kind": "sms", "number": "081230000001"})
    again = client.post(OWN + "nomor", {"kind": "sms", "number": "081230000001"})
    assert again.status_code == 422 and "Tunggu satu menit" in text(again)
    (number,), (letter,) = rows(Address), rows(Delivery)
    for n in range(5):
        client.post(f"{OWN}{number.pk}/kode", {"code": f"x{n}"})
    spent = client.post(f"{OWN}{number.pk}/kode", {"code": letter.body[:6]})
    assert spent.status_code == 422 and "tidak berlaku lagi" in text(spent)


def test_one_number_is_not_called_all_day(stage):
    with scoped(EVERYWHERE):
        moments = [NOW + timedelta(minutes=2 * n) for n in range(6)]
        for at in moments[:5]:
            actions.add_number(kind=Kind.SMS, number="081230000001", by=stage.dewi, at=at)
        with pytest.raises(Problem, match=r"hari ini"):
            actions.add_number(kind=Kind.SMS, number="081230000001", by=stage.dewi, at=moments[5])
        actions.add_number(kind=Kind.SMS, number="081230000001", by=stage.dewi, at=NOW + timedelta(days=2))


@pytest.mark.parametrize("number", ["", "halo", "12", "+62" + "1" * 30, "0812abc45678"])
def test_what_is_no_number_is_said_so(sign_in, number):
    assert sign_in("dewi").post(OWN + "nomor", {"kind": "sms", "number": number}).status_code == 422
    assert rows(Delivery) == []


def test_nobody_changes_the_ways_of_another(sign_in, stage):
    with scoped(EVERYWHERE):
        theirs = Address.objects.create(
            person=stage.persons["budi"],
            kind=Kind.SMS,
            address="+628111",
            added_at=stage_time(),
            verified_at=stage_time(),
        )
    client = sign_in("dewi")
    assert client.post(f"{OWN}{theirs.pk}/ubah", {"what": "end"}).status_code == 404
    assert client.post(f"{OWN}{theirs.pk}/kode", {"code": "1"}).status_code == 404
    assert "+628111" not in text(client.get(OWN))
    client = sign_in("budi")
    assert "+628111" in text(client.get(OWN))
    client.post(f"{OWN}{theirs.pk}/ubah", {"what": "off"})
    assert not rows(Address)[0].is_active
    client.post(f"{OWN}{theirs.pk}/ubah", {"what": "end"})
    assert rows(Address)[0].ended_at is not None


def stage_time():
    from kondusif.people.tests.factories import NOW

    return NOW


def test_hours_of_quiet_are_two_or_none(sign_in, stage):
    client = sign_in("dewi")
    assert client.post(OWN + "tenang", {"start": "22:00", "end": ""}).status_code == 422
    assert client.post(OWN + "tenang", {"start": "22:00", "end": "05:00"}).status_code == 302
    assert str(rows(Preference)[0].quiet_until) == "05:00:00"
    assert "22:00" in text(client.get(OWN))
    assert client.post(OWN + "tenang", {"start": "", "end": ""}).status_code == 302
    assert rows(Preference)[0].quiet_from is None


def test_a_chat_that_writes_the_word_becomes_ones_own(stage, monkeypatch):
    monkeypatch.setattr("kondusif.channels.actions.addresses.has_carrier", lambda kind: True)
    with scoped(EVERYWHERE):
        word = actions.start_linking(kind=Kind.WHATSAPP, by=stage.dewi, at=stage_time())
    late = stage_time() + timedelta(minutes=16)
    assert not actions.take_reply(Kind.WHATSAPP, "62877123456", f"HUBUNG {word}", late)
    assert not actions.take_reply(Kind.TELEGRAM, "777", f"HUBUNG {word}", stage_time())
    assert actions.take_reply(Kind.WHATSAPP, "62877123456", f"hubung {word.lower()}", stage_time())
    assert not actions.take_reply(Kind.WHATSAPP, "62999123456", f"HUBUNG {word}", stage_time())
    row = rows(Address, ended_at=None)[0]
    assert (row.person_id, row.address, row.verified_at) == (stage.dewi.person_id, "+62877123456", stage_time())


def test_an_sms_links_nothing_since_it_may_name_a_colleagues_number(stage):
    with scoped(EVERYWHERE), pytest.raises(Problem):
        actions.start_linking(kind=Kind.SMS, by=stage.dewi, at=stage_time())


def test_a_browser_subscribes_and_signs_off_over_json(sign_in):
    client = sign_in("dewi")
    told = {"endpoint": "https://fcm.googleapis.com/x", "keys": Browser().keys}

    def post(path, body):
        return client.post(OWN + path, body, content_type="application/json")

    assert post("perangkat", json.dumps(told)).status_code == 204
    assert [a.kind for a in rows(Address, ended_at=None)] == ["webpush"]
    assert post("perangkat/lepas", json.dumps(told)).status_code == 204
    assert rows(Address, ended_at=None) == []
    for bad in ("", "[]", "{", '{"endpoint": 5, "keys": []}', json.dumps(told | {"endpoint": "http://127.0.0.1/"})):
        assert post("perangkat", bad).status_code == 422


def test_the_desk_keeps_the_roster_of_its_own_offices(sign_in, stage):
    client = sign_in("budi")
    holding = stage.persons["budi"].holdings.get()
    hours = {"starts_at": "2030-01-01T08:00", "ends_at": "2030-01-01T16:00"}
    assert client.post("/kanal/piket/", {"holding": holding.pk} | hours).status_code == 302
    page = text(client.get("/kanal/piket/"))
    assert "Budi Santosa" in page and not says(page, "Eko")
    assert client.post("/kanal/piket/", {"holding": holding.pk, "starts_at": "2030-01-01T08:00", "ends_at": "2030-01-01T07:00"}).status_code == 422  # fmt: skip
    (duty,) = rows(Duty)
    eko = sign_in("eko")
    assert eko.post(f"/kanal/piket/{duty.pk}/hapus").status_code == 404
    client = sign_in("budi")
    assert client.post(f"/kanal/piket/{duty.pk}/hapus").status_code == 302
    assert rows(Duty, removed_at=None) == []


def test_the_head_of_agency_keeps_the_rules(sign_in):
    client = sign_in("citra")
    rule = {"region": "35.26", "role": "oversight_liaison", "from_level": "2"}
    for _n in range(2):
        assert client.post("/kanal/aturan/", rule).status_code == 302
    (row,) = rows(TellRule, removed_at=None)
    assert "Bawaslu" in text(client.get("/kanal/aturan/"))
    assert client.post("/kanal/aturan/", rule | {"region": "35.27"}).status_code == 422
    assert client.post(f"/kanal/aturan/{row.pk}/hapus").status_code == 302
    assert rows(TellRule, removed_at=None) == []


def test_what_is_held_back_is_shown_with_its_reason_and_goes_out_again(sign_in, stage):
    with scoped(EVERYWHERE):
        alert = drafted(stage.budi)
        alert = sign_alert(alert_id=alert.pk, seen=seen(alert), by=stage.citra, at=stage_time())
        actions.queue_alert(alert_id=alert.pk, news="issued", by=SYSTEM, at=stage_time())
        actions.start_climb(alert_id=alert.pk, by=SYSTEM, at=stage_time())
        Delivery.objects.update(state="quarantined", tries=5, last_error="kotak surat penuh")
        one = Delivery.objects.filter(person=stage.persons["dewi"]).get()
    client = sign_in("eko")
    assert "kotak surat" not in text(client.get("/kanal/tertahan/"))
    client.post("/kanal/tertahan/", {"messages": [str(one.pk)]})
    assert rows(Delivery, pk=one.pk)[0].state == "quarantined"
    assert client.get(f"/kanal/peringatan/{alert.pk}").status_code == 404
    client = sign_in("budi")
    assert "kotak surat penuh" in text(client.get("/kanal/tertahan/"))
    assert client.post("/kanal/tertahan/", {"messages": ["x"]}).status_code == 302
    assert client.post("/kanal/tertahan/", {"messages": [str(one.pk)]}).status_code == 302
    assert rows(Delivery, pk=one.pk)[0].state == "queued"
    page = text(client.get(f"/kanal/peringatan/{alert.pk}"))
    assert "Dewi Rahayu" in page and "Sekarang ditanya: camat." in page and "tertahan" in page
    assert f"/kanal/peringatan/{alert.pk}" in text(client.get(f"/peringatan/{alert.pk}"))
