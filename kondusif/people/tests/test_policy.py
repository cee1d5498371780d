"""The policy table: complete, misspelling-proof, and never the sum of two offices."""

from uuid import uuid4

import pytest

from kondusif.people.deeds import DEED_NAMES
from kondusif.people.policy import POLICY, allows
from kondusif.people.roles import ROLES, Classification, Role
from kondusif.people.viewers import CITIZEN, SYSTEM, Grant, Viewer

GEGER, BANGKALAN, SAMPANG = "35.26.06", "35.26", "35.27"


def grant(role: Role, region: str) -> Grant:
    return Grant(role, region, uuid4(), role.value)


def test_a_misspelt_deed_is_an_error_and_never_a_yes_or_a_no():
    with pytest.raises(KeyError):
        allows("report.verfy", Role.ANALYST)


def test_every_role_of_the_specification_has_a_card():
    assert set(ROLES) == set(Role)
    assert all(card.levels for card in ROLES.values())


def test_every_deed_is_given_to_at_least_one_role():
    assert [deed for deed, roles in POLICY.items() if not roles] == []


def test_every_deed_has_a_name_for_people_and_no_two_share_one():
    assert DEED_NAMES.keys() == POLICY.keys()
    assert len({str(name) for name in DEED_NAMES.values()}) == len(POLICY)


def test_the_administrator_reads_no_report():
    admin = Viewer(uuid4(), "Adi", (grant(Role.ADMIN, BANGKALAN),))
    assert not admin.may("report.read", BANGKALAN)
    assert admin.may("person.manage", BANGKALAN)


def test_an_office_reaches_its_region_and_below_and_not_a_region_of_similar_code():
    office = grant(Role.DUTY_OPERATOR, BANGKALAN)
    assert office.reaches("35.26")
    assert office.reaches("35.26.06.2005")
    assert not office.reaches("35.2")
    assert not office.reaches("35.27.01")
    assert not office.reaches("35.261")


def test_two_offices_never_give_together_what_neither_gives_alone():
    # Camat of Geger and duty operator of Sampang: he may verify in Sampang, and not in Geger.
    both = Viewer(uuid4(), "Eko", (grant(Role.SUBDISTRICT_HEAD, GEGER), grant(Role.DUTY_OPERATOR, SAMPANG)))
    assert both.may("report.verify", SAMPANG)
    assert not both.may("report.verify", GEGER)
    assert both.scope_for("report.verify") == (SAMPANG,)
    assert both.scope_for("report.read") == (GEGER, SAMPANG)


def test_the_clearance_of_one_office_does_not_lift_the_papers_of_another():
    both = Viewer(uuid4(), "Ani", (grant(Role.ANALYST, SAMPANG), grant(Role.SUBDISTRICT_HEAD, GEGER)))
    assert both.clearance_for("report.read", GEGER) == Classification.LIMITED
    assert both.clearance_for("report.read", SAMPANG) == Classification.SECRET


def test_a_citizen_may_nothing_that_needs_an_office_and_the_system_everything():
    assert not any(CITIZEN.may(deed) for deed in POLICY)
    assert all(SYSTEM.may(deed, GEGER) for deed in POLICY)
    assert CITIZEN.scope_for("report.read") == ()
    assert SYSTEM.scope_for("report.read") == ("*",)


def test_the_published_page_of_permissions_is_the_table_itself(settings):
    from kondusif.people.matrix import as_markdown

    page = settings.BASE_DIR / "docs" / "reference" / "permissions.md"
    assert page.read_text() == as_markdown(), "run: bin/kondusif policy-matrix > docs/reference/permissions.md"
