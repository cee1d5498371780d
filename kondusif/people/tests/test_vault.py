"""The ceremonies of a group's key as the server sees them: who may, what is refused, what is told."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import GroupKey, KeyGrant
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NEW_YEAR, NOW, appoint, make_cast
from kondusif.people.vault import actions, queries
from kondusif.people.vault.groups import Group
from kondusif.people.vault.rules import (
    Share,
    Wrapped,
    in_base64,
    shares_in,
    wrapped_by_passkey_in,
    wrapped_in,
)

WRAPPED = Wrapped(b"s" * 16, 600_000, b"n" * 12, b"w" * 48)
BY_PASSKEY = Wrapped(b"S" * 16, 0, b"N" * 12, b"W" * 48, b"c" * 32, "Telepon")
SHARES = [Share(name, bytes([n]) * 32) for n, name in enumerate(("Inspektorat", "Pelindung Data", "Provinsi"), 1)]
TYPED = {
    "salt": in_base64(b"s" * 16),
    "iterations": "600000",
    "nonce": in_base64(b"n" * 12),
    "wrapped": in_base64(b"w" * 48),
}
TYPED_SHARES = {f"custodian_{n}": s.custodian for n, s in enumerate(SHARES, 1)} | {
    f"mark_{n}": in_base64(s.mark) for n, s in enumerate(SHARES, 1)
}


@pytest.fixture
def scene(db):
    with scoped(EVERYWHERE):
        yield SimpleNamespace(cast=make_cast())


def found(by, group=Group.DESK, public=b"p" * 32, region="35.26"):
    return actions.found_key(
        region_code=region, group=group, public_key=public, wrapped=WRAPPED, shares=SHARES, by=by, at=NOW
    )


def told() -> list[str]:
    return list(Event.objects.filter(name__startswith="vault.").order_by("id").values_list("name", flat=True))


def test_a_founded_key_seals_for_its_region_and_below_and_a_new_one_takes_its_place(scene):
    first = found(scene.cast.ani)
    assert queries.key_for("35.26.06.2001", Group.DESK).id == first.pk
    assert queries.key_for("35.27.01.2002", Group.DESK) is None and queries.key_for("35.26", Group.ANALYSIS) is None
    second = found(scene.cast.citra, public=b"q" * 32)
    assert queries.key_for("35.26", Group.DESK).id == second.pk
    assert [g.key_id for g in queries.grants_of(scene.cast.ani)] == [first.pk], (
        "the former key still opens what it sealed"
    )
    assert told() == ["vault.founded", "vault.rotated"]


@pytest.mark.parametrize(
    ("name", "region"),
    [("budi", "35.26"), ("dewi", "35.26.06"), ("ani", "35.27"), ("rendra", "35.26"), ("sari", "35.26")],
)
def test_who_holds_no_such_office_founds_no_key(scene, name, region):
    with pytest.raises(NotAllowed):
        found(getattr(scene.cast, name), region=region)
    assert told() == [] and not GroupKey.objects.exists()


def test_no_key_is_founded_for_a_region_that_does_not_exist(scene):
    with pytest.raises(NotFound):
        found(scene.cast.ani, region="35.26.99")
    assert told() == []


def test_the_same_key_is_not_founded_twice(scene):
    found(scene.cast.ani)
    with pytest.raises(Conflict):
        found(scene.cast.ani)


def test_only_who_holds_a_key_gives_it_and_only_to_a_member(scene):
    key = found(scene.cast.ani)
    give = {"key_id": key.pk, "wrapped": WRAPPED, "at": NOW}
    with pytest.raises(NotAllowed):
        actions.give_key(person_id=scene.cast.budi.person_id, by=scene.cast.citra, **give)
    for stranger in ("dewi", "eko", "rendra"):
        with pytest.raises(NotAllowed):
            actions.give_key(person_id=getattr(scene.cast, stranger).person_id, by=scene.cast.ani, **give)
    with pytest.raises(NotFound):
        actions.give_key(person_id=scene.cast.eko.person_id, by=scene.cast.eko, **give)
    actions.give_key(person_id=scene.cast.budi.person_id, by=scene.cast.ani, **give)
    assert [g.key_id for g in queries.grants_of(scene.cast.budi)] == [key.pk]
    assert told()[-1] == "vault.given"


def test_who_takes_office_today_is_offered_a_copy_from_midnight_of_that_day(scene):
    key = found(scene.cast.ani)
    new = appoint("Wati Baru", Role.DUTY_OPERATOR, "35.26", "Operator Posko Baru", starts_on=date(2027, 1, 1))
    assert new in queries.without_key(key, at=NEW_YEAR)
    assert new not in queries.without_key(key, at=NEW_YEAR - timedelta(hours=1))


def test_an_operator_is_no_member_of_analysis(scene):
    key = found(scene.cast.ani, group=Group.ANALYSIS)
    with pytest.raises(NotAllowed):
        actions.give_key(key_id=key.pk, person_id=scene.cast.budi.person_id, wrapped=WRAPPED, by=scene.cast.ani, at=NOW)


def test_a_copy_counts_only_while_the_office_is_held(scene):
    key = found(scene.cast.ani)
    actions.give_key(key_id=key.pk, person_id=scene.cast.budi.person_id, wrapped=WRAPPED, by=scene.cast.ani, at=NOW)
    outside = type(scene.cast.budi)(scene.cast.budi.person_id, "Budi", ())
    assert queries.grants_of(outside) == [] and len(queries.grants_of(scene.cast.budi)) == 1
    actions.take_back(key_id=key.pk, person_id=scene.cast.budi.person_id, by=scene.cast.citra, at=NOW)
    assert queries.grants_of(scene.cast.budi) == []
    with pytest.raises(NotFound):
        actions.take_back(key_id=key.pk, person_id=scene.cast.budi.person_id, by=scene.cast.citra, at=NOW)


def test_recovery_needs_two_papers_and_names_who_was_there(scene):
    key = found(scene.cast.ani)
    recover = {"key_id": key.pk, "wrapped": WRAPPED, "at": NOW}
    for numbers in ([1], [2, 2], [], [7, 8]):
        with pytest.raises(Conflict):
            actions.recover_key(numbers=numbers, by=scene.cast.citra, **recover)
    with pytest.raises(NotAllowed):
        actions.recover_key(numbers=[1, 3], by=scene.cast.budi, **recover)
    actions.recover_key(numbers=[1, 3], by=scene.cast.citra, **recover)
    assert Event.objects.get(name="vault.recovered").payload["custodians"] == ["Inspektorat", "Provinsi"]


def test_a_new_passphrase_takes_the_place_of_the_former(scene):
    key = found(scene.cast.ani)
    actions.recover_key(key_id=key.pk, numbers=[1, 2], wrapped=WRAPPED, by=scene.cast.ani, at=NOW)
    assert KeyGrant.objects.filter(key=key, revoked_at=None).count() == 1


def test_a_member_opens_a_key_in_several_ways_and_removes_any_but_the_last(scene):
    ani, key = scene.cast.ani, found(scene.cast.ani)
    add = {"key_id": key.pk, "by": ani, "at": NOW}
    passkey = actions.add_way(wrapped=BY_PASSKEY, **add)
    assert [way.is_passkey for way in queries.ways_of(ani, key)] == [False, True]
    again = actions.add_way(wrapped=BY_PASSKEY, **add)
    phrase, kept = queries.ways_of(ani, key)
    assert kept.pk == again.pk != passkey.pk, "the same passkey once more takes the former's place"
    actions.drop_way(grant_id=phrase.pk, **add)
    with pytest.raises(Conflict):
        actions.drop_way(grant_id=again.pk, **add)
    renewed = actions.add_way(wrapped=WRAPPED, **add)
    actions.drop_way(grant_id=again.pk, **add)
    assert [way.pk for way in queries.ways_of(ani, key)] == [renewed.pk]
    assert told()[-2:] == ["vault.way_added", "vault.way_dropped"]


def test_only_a_holder_adds_ways_and_only_to_the_own_copy(scene):
    key = found(scene.cast.ani)
    mine = queries.ways_of(scene.cast.ani, key)[0]
    actions.give_key(key_id=key.pk, person_id=scene.cast.budi.person_id, wrapped=WRAPPED, by=scene.cast.ani, at=NOW)
    actions.add_way(key_id=key.pk, wrapped=BY_PASSKEY, by=scene.cast.budi, at=NOW)
    with pytest.raises(NotFound):
        actions.drop_way(key_id=key.pk, grant_id=mine.pk, by=scene.cast.budi, at=NOW)
    with pytest.raises(NotAllowed):
        actions.add_way(key_id=key.pk, wrapped=BY_PASSKEY, by=scene.cast.citra, at=NOW)
    actions.take_back(key_id=key.pk, person_id=scene.cast.budi.person_id, by=scene.cast.citra, at=NOW)
    assert queries.grants_of(scene.cast.budi) == [], "taken back, whatever ways there were"


def test_a_key_takes_so_many_passkeys_of_one_member_and_no_more(scene):
    key = found(scene.cast.ani)
    for n in range(actions.MOST_PASSKEYS):
        actions.add_way(
            key_id=key.pk, wrapped=replace(BY_PASSKEY, credential=bytes([n]) * 32), by=scene.cast.ani, at=NOW
        )
    with pytest.raises(Conflict):
        actions.add_way(key_id=key.pk, wrapped=BY_PASSKEY, by=scene.cast.ani, at=NOW)


@pytest.mark.parametrize(
    "wrong", [{"credential": "AAAA"}, {"credential": "…"}, {"salt": "AA"}, {"credential": "A" * 1368}]
)
def test_a_key_under_a_passkey_of_another_shape_is_refused(wrong):
    typed = {
        "salt": in_base64(b"S" * 16),
        "nonce": in_base64(b"N" * 12),
        "wrapped": in_base64(b"W" * 48),
        "label": "Telepon ",
    }
    typed["credential"] = in_base64(b"c" * 32)
    with pytest.raises(Problem):
        wrapped_by_passkey_in(typed | wrong)
    assert wrapped_by_passkey_in(typed) == BY_PASSKEY, "the control"


@pytest.mark.parametrize(
    "wrong",
    [
        {"iterations": "1000"},
        {"iterations": "-1"},
        {"iterations": "x"},
        {"iterations": "9" * 20},
        {"salt": "AA"},
        {"wrapped": "…"},
        {"nonce": ""},
    ],
)
def test_a_wrapped_key_of_another_shape_is_refused(wrong):
    with pytest.raises(Problem):
        wrapped_in(TYPED | wrong)
    assert wrapped_in(TYPED) == WRAPPED, "the control"


@pytest.mark.parametrize(
    "wrong",
    [{"custodian_2": ""}, {"custodian_2": "inspektorat "}, {"mark_3": in_base64(bytes([1]) * 32)}, {"mark_1": "x"}],
)
def test_three_different_custodians_are_needed(wrong):
    with pytest.raises(Problem):
        shares_in(TYPED_SHARES | wrong)
    assert shares_in(TYPED_SHARES) == SHARES, "the control"


def test_who_keeps_a_share_is_never_changed(scene):
    found(scene.cast.ani)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("UPDATE people_keyshare SET custodian = 'x'")


def test_another_regency_sees_no_key(scene):
    key = found(scene.cast.ani)
    with pytest.raises(NotFound):
        queries.key_seen_by(scene.cast.eko, key.pk)
    with scoped(scene.cast.eko.scope):
        assert not GroupKey.objects.exists() and not KeyGrant.objects.exists()


def test_the_pages_of_the_ceremonies_refuse_what_is_not_in_order(scene, settings):
    settings.DEMO = True
    client = Client()
    for name in ("ani",):
        person = scene.cast.persons[name]
        person.is_demo = True
        person.save()
        client.force_login(person)
    new = "/orang/kunci/baru/35.26/desk"
    assert client.get(new).status_code == 200
    assert client.get("/orang/kunci/baru/35.27/desk").status_code == 404
    assert client.get("/orang/kunci/baru/35.26/apa").status_code == 404
    assert client.post(new, {}).status_code == 422
    assert client.post(new, TYPED | TYPED_SHARES | {"public_key": in_base64(b"p" * 32)}).status_code == 302
    key = GroupKey.objects.get()
    for ceremony in ("beri", "pulihkan"):
        assert client.get(f"/orang/kunci/{key.pk}/{ceremony}").status_code == 200
        assert client.post(f"/orang/kunci/{key.pk}/{ceremony}", TYPED | {"person": "x"}).status_code in {409, 422}
    page = client.get("/orang/kunci").content.decode()
    assert "Inspektorat" in page and "Ani Wulandari" in page
