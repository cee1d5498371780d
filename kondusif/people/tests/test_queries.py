"""Who holds which office when."""

from datetime import date, timedelta

import pytest

from kondusif.people.models import Holding, Prefix
from kondusif.people.queries import offices_above, viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint, make_cast

pytestmark = pytest.mark.django_db


def test_an_acting_holder_carries_the_prefix_before_the_title():
    cast = make_cast()
    assert cast.rendra.title == "Pj. Bupati Bangkalan"
    assert cast.budi.title == "Operator Posko Bangkalan"


def test_an_office_gives_nothing_before_its_first_day_and_after_its_last():
    make_cast()
    person = appoint(
        "Gita", Role.ANALYST, "35.26", "Analis Cadangan", starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 21)
    )
    days = [viewer_of(person, at=NOW + timedelta(days=n)).may("report.verify") for n in (-1, 0, 1, 2)]
    assert days == [False, True, True, False]


def test_the_day_of_a_decree_is_the_day_in_jakarta():
    make_cast()
    person = appoint("Hadi", Role.ANALYST, "35.26", "Analis Malam", starts_on=date(2026, 11, 21))
    evening_utc = NOW.replace(hour=18)  # already 01.00 of the 21st in Jakarta
    assert viewer_of(person, at=evening_utc).may("report.verify")


def test_a_head_on_campaign_leave_and_a_candidate_are_cut_off():
    cast = make_cast()
    Holding.objects.filter(person=cast.persons["rendra"]).update(suspended=True)
    assert viewer_of(cast.persons["rendra"], at=NOW).grants == ()
    citra = cast.persons["citra"]
    citra.is_candidate_linked = True
    citra.save()
    assert viewer_of(citra, at=NOW).grants == ()


def test_the_superiors_of_a_village_are_found_nearest_first():
    make_cast()
    titles = [o.title for o in offices_above("35.26.06.2005", Role.SUBDISTRICT_HEAD, Role.AGENCY_HEAD)]
    assert titles == ["Camat Geger", "Kepala Bakesbangpol Bangkalan"]


def test_a_holding_cannot_end_before_it_starts():
    from django.db import IntegrityError

    cast = make_cast()
    with pytest.raises(IntegrityError):
        Holding.objects.filter(person=cast.persons["budi"]).update(ends_on=date(2025, 1, 1), prefix=Prefix.PLT)
