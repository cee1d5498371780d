"""Accounts are opened by an administrator of the region, offices filled by decree, and closed by a date."""

from datetime import date, timedelta

import pytest

from kondusif.core.models import Event
from kondusif.core.problems import NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people import actions
from kondusif.people.actions import Appointment
from kondusif.people.models import Holding, Person
from kondusif.people.queries import holdings_seen_by, viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    with scoped(EVERYWHERE):
        cast = make_cast()
        admin = appoint("Agus Admin", Role.ADMIN, "35.26", "Admin Bangkalan")
        yield cast, viewer_of(admin, at=NOW)


def wanted(**changes) -> Appointment:
    fields = {
        "email": "baru@contoh.test", "name": "Orang Baru", "role": Role.ANALYST, "region_code": "35.26",
        "title": "Analis Baru", "starts_on": date(2026, 11, 1), "decree": "SK 1",
    }  # fmt: skip
    return Appointment(**(fields | changes))


def test_an_appointment_opens_account_and_office_and_leaves_its_events(stage):
    _cast, admin = stage
    holding = actions.appoint(appointment=wanted(), by=admin, at=NOW)
    assert viewer_of(holding.person, at=NOW).may("report.verify", "35.26")
    assert not holding.person.has_usable_password()
    assert list(Event.objects.order_by("id").values_list("name", flat=True))[-2:] == [
        "person.opened",
        "holding.started",
    ]


def test_only_an_administrator_of_the_region_appoints(stage):
    cast, admin = stage
    for by in (cast.citra, cast.eko, cast.sari):
        with pytest.raises(NotAllowed):
            actions.appoint(appointment=wanted(), by=by, at=NOW)
    with pytest.raises(NotAllowed):
        actions.appoint(appointment=wanted(region_code="35.27"), by=admin, at=NOW)
    assert not Person.objects.filter(email="baru@contoh.test").exists()


def test_a_role_sits_only_at_its_levels_and_days_run_forward(stage):
    _cast, admin = stage
    bad = wanted(role=Role.SUBDISTRICT_HEAD, email="bukan-surel", ends_on=date(2026, 10, 1))
    with pytest.raises(Problem) as refused:
        actions.appoint(appointment=bad, by=admin, at=NOW)
    assert set(refused.value.fields) == {"role", "email", "ends_on"}


def test_a_title_keeps_its_role(stage):
    _cast, admin = stage
    with pytest.raises(Problem) as refused:
        actions.appoint(
            appointment=wanted(title="Camat Geger", region_code="35.26.06", role=Role.POLICE_COMMAND), by=admin, at=NOW
        )
    assert refused.value.code == "office.other_role"


def test_an_ended_holding_gives_nothing_from_the_next_day(stage):
    cast, admin = stage
    holding = Holding.objects.get(person=cast.persons["budi"])
    actions.end_holding(holding_id=holding.pk, ends_on=NOW.date(), by=admin, at=NOW)
    assert viewer_of(cast.persons["budi"], at=NOW).may("report.verify")
    assert not viewer_of(cast.persons["budi"], at=NOW + timedelta(days=1)).may("report.verify")


def test_an_administrator_of_elsewhere_finds_no_holding_here(stage):
    cast, _admin = stage
    other = viewer_of(appoint("Oki Admin", Role.ADMIN, "35.27", "Admin Sampang"), at=NOW)
    holding = Holding.objects.get(person=cast.persons["budi"])
    with pytest.raises(NotFound):
        actions.suspend_holding(holding_id=holding.pk, suspended=True, by=other, at=NOW)
    assert holding not in holdings_seen_by(other)


def test_whoever_becomes_a_candidate_is_cut_off_at_once(stage):
    cast, admin = stage
    actions.cut_off(person_id=cast.persons["rendra"].pk, by=admin, at=NOW)
    assert viewer_of(Person.objects.get(pk=cast.persons["rendra"].pk), at=NOW).grants == ()


def test_an_administrator_of_one_of_the_regions_cuts_off_whatever_office_came_first(stage):
    cast, admin = stage
    elsewhere = cast.persons["eko"]
    other = viewer_of(appoint("Oki Admin", Role.ADMIN, "35.27", "Admin Sampang"), at=NOW)
    appoint("Eko Prasetyo", Role.ANALYST, "35.26", "Analis Kedua")
    with pytest.raises(NotFound):
        actions.cut_off(person_id=cast.persons["rendra"].pk, by=other, at=NOW)
    actions.cut_off(person_id=elsewhere.pk, by=admin, at=NOW)
    assert viewer_of(Person.objects.get(pk=elsewhere.pk), at=NOW).grants == ()


def test_an_office_that_was_left_gives_its_administrator_no_hold_on_the_person(stage):
    cast, admin = stage
    Holding.objects.filter(person=cast.persons["budi"]).update(ends_on=NOW.date() - timedelta(days=1))
    with pytest.raises(NotFound):
        actions.cut_off(person_id=cast.persons["budi"].pk, by=admin, at=NOW)


def test_nobody_gives_an_office_to_themselves(stage):
    _cast, admin = stage
    email = Person.objects.get(pk=admin.person_id).email
    with pytest.raises(NotAllowed):
        actions.appoint(
            appointment=wanted(email=email.upper(), role=Role.REGIONAL_HEAD, title="Bupati Kedua"), by=admin, at=NOW
        )
    assert Holding.objects.filter(person_id=admin.person_id).count() == 1
