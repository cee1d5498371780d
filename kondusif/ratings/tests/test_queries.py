"""What stands, what stood, and who says what."""

from datetime import date, timedelta

import pytest

from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, Cast, appoint, make_cast
from kondusif.ratings import queries
from kondusif.ratings.actions import give_rating, rate_from_situation
from kondusif.ratings.tests.factories import GEGER, LERPAK, a_rating, add_incident, add_report
from kondusif.regions.kinds import Level

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture
def cast(everywhere) -> Cast:
    return make_cast()


@pytest.fixture
def wasit(cast):
    return viewer_of(appoint("Wasit Hadi", Role.OVERSIGHT_LIAISON, "35.26", "Anggota Bawaslu Bangkalan"), at=NOW)


def test_two_authorities_disagree_and_both_stand_side_by_side(cast, wasit):
    give_rating(a_rating(class_name="kondusif", level=0), by=cast.ani, at=NOW)
    give_rating(a_rating(authority="bawaslu", method="IKP", class_name="tinggi"), by=wasit, at=NOW)
    both = queries.sides(cast.dewi, GEGER, TODAY)
    assert [(r.authority_name, r.class_name, r.tone) for r in both] == [
        ("Bawaslu", "tinggi", 3),
        ("Kesbangpol", "kondusif", 0),
    ]


def test_a_later_rating_stands_and_the_earlier_one_stays_in_the_history(cast):
    give_rating(a_rating(valid_from=date(2026, 10, 1), class_name="kondusif"), by=cast.ani, at=NOW)
    give_rating(a_rating(class_name="rawan"), by=cast.ani, at=NOW)
    assert [r.class_name for r in queries.ratings_on(cast.budi, TODAY, Level.SUBDISTRICT)] == ["rawan"]
    assert [r.class_name for r in queries.ratings_on(cast.budi, date(2026, 10, 31), Level.SUBDISTRICT)] == ["kondusif"]
    assert [r.class_name for r in queries.history(cast.budi, GEGER)] == ["rawan", "kondusif"]


def test_a_corrected_rating_no_longer_stands_even_where_the_correction_starts_later(cast):
    first = give_rating(a_rating(), by=cast.ani, at=NOW)
    give_rating(a_rating(class_name="waspada", valid_from=date(2026, 11, 10), supersedes=first.pk), by=cast.ani, at=NOW)
    assert queries.ratings_on(cast.budi, date(2026, 11, 5), Level.SUBDISTRICT) == []
    assert [r.class_name for r in queries.ratings_on(cast.budi, TODAY, Level.SUBDISTRICT)] == ["waspada"]


def test_a_rating_past_its_last_day_says_nothing_any_more(cast):
    give_rating(a_rating(valid_until=date(2026, 11, 19)), by=cast.ani, at=NOW)
    assert queries.ratings_on(cast.budi, TODAY, Level.SUBDISTRICT) == []


def test_eko_reads_no_rating_of_bangkalan_and_dewi_those_of_her_subdistrict_only(cast):
    give_rating(a_rating(), by=cast.ani, at=NOW)
    give_rating(a_rating(region_code="35.26.01"), by=cast.ani, at=NOW)
    assert queries.ratings_on(cast.eko, TODAY, Level.SUBDISTRICT) == []
    assert list(queries.history(cast.eko, GEGER)) == []
    assert [r.region_code for r in queries.ratings_on(cast.dewi, TODAY, Level.SUBDISTRICT)] == [GEGER]
    assert queries.ratings_on(cast.sari, TODAY, Level.SUBDISTRICT) == []


def test_the_situation_lists_areas_of_which_nothing_is_known_as_unknown(cast):
    add_incident(LERPAK, add_report(LERPAK), has_victims=True)
    rate_from_situation("35.26", NOW)
    areas = queries.situation_on(cast.budi, TODAY)
    assert [(a.region_code, a.level) for a in areas] == [("35.26.01", None), (GEGER, 3)]
    assert areas[0].rating is None and areas[1].rating.class_name == "sangat rawan"


def test_geger_got_worse_since_yesterday(cast):
    add_report(LERPAK, hours_ago=40)
    rate_from_situation("35.26", NOW - timedelta(hours=30))
    add_incident(LERPAK, has_weapon=True)
    rate_from_situation("35.26", NOW)
    [change] = queries.changes_since(cast.citra, NOW - timedelta(hours=24))
    assert (change.region_name, change.before, change.now, change.worse) == ("Kecamatan Geger", 0, 2, True)
    assert change.reasons[0]["code"] == "incident_violent"
    assert queries.changes_since(cast.eko, NOW - timedelta(hours=24)) == []


def test_an_area_that_went_up_and_came_back_did_not_change(cast):
    add_report(LERPAK, hours_ago=60)
    rate_from_situation("35.26", NOW - timedelta(hours=50))
    incident = add_incident(LERPAK, has_weapon=True, opened_at=NOW - timedelta(hours=40))
    rate_from_situation("35.26", NOW - timedelta(hours=20))
    incident.state = "closed"
    incident.save()
    rate_from_situation("35.26", NOW)
    assert queries.changes_since(cast.citra, NOW - timedelta(hours=24)) == []


def test_the_slider_shows_each_day_as_it_ended_and_days_before_the_first_rating_as_unknown(
    cast, django_assert_max_num_queries
):
    add_report(LERPAK, hours_ago=60)
    rate_from_situation("35.26", NOW - timedelta(hours=50))
    add_incident(LERPAK, has_victims=True)
    rate_from_situation("35.26", NOW)
    with django_assert_max_num_queries(2):
        days = queries.situation_by_day(cast.budi, until=TODAY, n_days=5, level=Level.SUBDISTRICT, zone="Asia/Jakarta")
    assert days == {GEGER: [None, None, 0, 0, 3]}


def test_the_list_of_ratings_costs_one_query_however_many_areas(cast, django_assert_num_queries):
    for code in (GEGER, "35.26.01"):
        give_rating(a_rating(region_code=code), by=cast.ani, at=NOW)
    with django_assert_num_queries(1):
        assert len(queries.ratings_on(cast.budi, TODAY, Level.SUBDISTRICT)) == 2
