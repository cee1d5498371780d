"""The truth table: which role may do which deed of this room with which report."""

from uuid import UUID

import pytest

from kondusif.core.problems import NotAllowed
from kondusif.people.models import Office
from kondusif.people.roles import ROLES, Classification, Role
from kondusif.people.tests.factories import make_cast
from kondusif.people.viewers import CITIZEN, SYSTEM, Grant, Viewer
from kondusif.reports.models import Report
from kondusif.triage.permissions import DEEDS, can, check_can, check_can_incident

OFFICE = UUID(int=1)
EVERY = frozenset(DEEDS)
# Whoever is not named here may do nothing of this room.
TABLE: dict[Role, frozenset[str]] = {
    Role.ANALYST: EVERY,
    Role.DUTY_OPERATOR: EVERY - {"report.propose_hoax"},
    Role.AGENCY_HEAD: frozenset({"report.confirm_hoax"}),
}


def holder(role: Role, region_code: str = "35.26") -> Viewer:
    return Viewer(person_id=UUID(int=9), grants=(Grant(role, region_code, OFFICE, "Jabatan"),))


def report(**fields) -> Report:
    return Report(**{"region_id": "35.26.06.2001", "classification": Classification.OPEN} | fields)


@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_exactly_what_the_table_says(role):
    assert {deed for deed in DEEDS if can(deed, holder(role), report())} == TABLE.get(role, frozenset())


@pytest.mark.parametrize("role", Role)
def test_no_role_may_do_anything_in_another_region(role):
    for region_code in ("35.27", "35.2", "35.26.01", "36"):
        assert not any(can(deed, holder(role, region_code), report()) for deed in DEEDS)


@pytest.mark.parametrize("role", TABLE)
def test_no_role_judges_what_is_above_its_clearance(role):
    for level in Classification:
        allowed = {deed for deed in DEEDS if can(deed, holder(role), report(classification=level))}
        assert allowed == (TABLE[role] if level <= ROLES[role].clearance else frozenset())


@pytest.mark.parametrize("role", TABLE)
def test_nobody_does_anything_with_a_report_about_their_own_office(role):
    assert not any(can(deed, holder(role), report(about_office_id=OFFICE)) for deed in DEEDS)


def test_a_province_reaches_into_its_regencies():
    assert can("report.verify", holder(Role.ANALYST, "35"), report())


def test_a_citizen_may_nothing_and_the_system_all():
    assert not any(can(deed, CITIZEN, report()) for deed in DEEDS)
    assert all(can(deed, SYSTEM, report()) for deed in DEEDS)


def test_another_office_of_the_same_person_does_not_open_what_is_about_one_of_them():
    other = UUID(int=2)
    viewer = Viewer(
        grants=(
            Grant(Role.SUBDISTRICT_HEAD, "35.26.06", OFFICE, "Camat"),
            Grant(Role.ANALYST, "35.26", other, "Analis"),
        )
    )
    assert can("report.verify", viewer, report())
    assert not can("report.verify", viewer, report(about_office_id=OFFICE))


def test_clearance_and_deed_come_from_one_office_and_never_from_two():
    # The head of region may read secrets and not verify; the operator may verify and not read secrets.
    viewer = Viewer(
        grants=(
            Grant(Role.REGIONAL_HEAD, "35.26", OFFICE, "Bupati"),
            Grant(Role.DUTY_OPERATOR, "35.26", UUID(int=2), "Operator"),
        )
    )
    assert not can("report.verify", viewer, report(classification=Classification.SECRET))


@pytest.mark.django_db
def test_an_office_of_the_same_agency_does_not_judge_and_one_of_another_does():
    make_cast()
    mine, head = (Office.objects.get(title=t) for t in ("Operator Posko Bangkalan", "Kepala Bakesbangpol Bangkalan"))
    viewer = Viewer(grants=(Grant(Role.DUTY_OPERATOR, "35.26", mine.pk, mine.title),))
    about_head = report(about_office_id=head.pk)
    assert can("report.verify", viewer, about_head)
    Office.objects.filter(pk__in=[mine.pk, head.pk]).update(agency="Bakesbangpol")
    assert not can("report.verify", viewer, about_head)
    with pytest.raises(NotAllowed):
        check_can("report.verify", viewer, about_head)
    Office.objects.filter(pk=head.pk).update(agency="Satpol PP")
    assert check_can("report.verify", viewer, about_head).office_id == mine.pk


def test_incidents_are_guarded_by_their_region():
    assert check_can_incident("incident.move", holder(Role.DUTY_OPERATOR), "35.26.06").office_id == OFFICE
    for viewer, region in (
        (holder(Role.DUTY_OPERATOR), "35.27"),
        (holder(Role.SUBDISTRICT_HEAD, "35.26.06"), "35.26.06"),
    ):
        with pytest.raises(NotAllowed):
            check_can_incident("incident.move", viewer, region)
