"""A key is shown once, opens what its issuer may open and no more, and is worthless once revoked or expired."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.interop.models import PartnerKey
from kondusif.interop.partners import actions
from kondusif.interop.partners.queries import key_opened_by, keys_seen_by
from kondusif.interop.tests.factories import a_key
from kondusif.people.roles import Classification
from kondusif.people.tests.factories import NEW_YEAR, NOW

pytestmark = pytest.mark.django_db


def test_a_key_opens_its_row_and_the_row_does_not_hold_it(cast):
    issued = a_key(cast.citra, at=NOW)
    assert key_opened_by(issued.key, at=NOW) == issued.row
    assert issued.key.encode() not in bytes(issued.row.digest)
    assert issued.key not in str(PartnerKey.objects.values().get())
    assert Event.objects.filter(name="partner_key.issued", region_code="35.26").count() == 1


@pytest.mark.parametrize("wrong", ["", "kdf_", "kdf_" + "A" * 43, "\x00", "é" * 40])
def test_anything_else_opens_nothing(cast, wrong):
    a_key(cast.citra, at=NOW)
    assert key_opened_by(wrong, at=NOW) is None


def test_a_key_ends_on_its_last_day_or_when_it_is_revoked(cast):
    issued = a_key(cast.citra, at=NOW, expires_on=(NOW + timedelta(days=2)).date())
    assert key_opened_by(issued.key, at=NOW + timedelta(days=2)) == issued.row
    assert key_opened_by(issued.key, at=NOW + timedelta(days=3)) is None
    actions.revoke_key(key_id=issued.row.pk, by=cast.citra, at=NOW)
    assert key_opened_by(issued.key, at=NOW) is None
    assert Event.objects.filter(name="partner_key.revoked").count() == 1
    with pytest.raises(Conflict):
        actions.revoke_key(key_id=issued.row.pk, by=cast.citra, at=NOW)


def test_a_key_issued_after_midnight_lasts_beyond_the_day_that_has_begun(cast):
    with pytest.raises(Problem):
        a_key(cast.citra, at=NEW_YEAR, expires_on=date(2027, 1, 1))
    assert a_key(cast.citra, at=NEW_YEAR, expires_on=date(2027, 1, 2)).row.expires_on == date(2027, 1, 2)


def test_who_issues_no_keys_or_none_there_is_refused(cast):
    for viewer in (cast.budi, cast.dewi, cast.eko, cast.sari):
        with pytest.raises(NotAllowed):
            a_key(viewer, at=NOW)
    with pytest.raises(NotAllowed):
        a_key(cast.citra, at=NOW, region_code="35.27")
    assert not PartnerKey.objects.exists()


def test_nobody_gives_a_system_more_to_read_than_they_may_read(cast):
    a_key(cast.citra, at=NOW, reads_incidents=True, clearance=Classification.SECRET)
    with pytest.raises(NotAllowed):
        a_key(cast.citra, at=NOW, reads_incidents=True, clearance=Classification.TOP_SECRET)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"name": " x "}),
        ("name", {"name": "a\nb\nc"}),
        ("region", {"region_code": "99.99"}),
        ("expires_on", {"expires_on": NOW.date()}),
        ("expires_on", {"expires_on": (NOW + timedelta(days=900)).date()}),
        ("sends_reports", {"sends_reports": False}),
    ],
)
def test_what_is_typed_badly_is_named(cast, field, changes):
    with pytest.raises(Problem) as refused:
        a_key(cast.citra, at=NOW, **changes)
    assert set(refused.value.fields) == {field}


def test_the_keys_of_another_regency_are_neither_listed_nor_revoked(cast):
    issued = a_key(cast.citra, at=NOW)
    assert list(keys_seen_by(cast.citra)) == [issued.row]
    assert not keys_seen_by(cast.eko).exists()
    with pytest.raises(NotFound):
        actions.revoke_key(key_id=issued.row.pk, by=cast.eko, at=NOW)


def test_no_key_without_its_event(cast, monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(actions, "record", broken)
    with pytest.raises(DatabaseError), transaction.atomic():
        a_key(cast.citra, at=NOW)
    assert not PartnerKey.objects.exists()


def test_the_pages_show_a_key_once_and_end_it(cast, client, settings, at_the_scene):
    settings.DEMO = True
    cast.persons["citra"].is_demo = True
    cast.persons["citra"].save()
    client.force_login(cast.persons["citra"])
    assert client.get("/integrasi/kunci/baru").status_code == 200
    typed = {
        "name": "SP4N-LAPOR",
        "region": "35.26",
        "expires_on": "2027-06-01",
        "sends_reports": "on",
        "clearance": "0",
    }
    assert client.post("/integrasi/kunci/baru", typed | {"region": "35.27"}).status_code == 422
    answer = client.post("/integrasi/kunci/baru", typed)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    row = PartnerKey.objects.get()
    assert row.start in answer.content.decode()
    page = client.get("/integrasi/kunci").content.decode()
    assert "SP4N-LAPOR" in page
    assert client.post(f"/integrasi/kunci/{row.pk}/cabut").status_code == 302
    row.refresh_from_db()
    assert row.revoked_at
