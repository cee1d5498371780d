"""Who sees which report."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kondusif.core.problems import NotFound
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Office
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint, make_cast
from kondusif.people.viewers import CITIZEN, SYSTEM
from kondusif.reports.models import Report
from kondusif.reports.queries import recent_reports, report_for, reports_seen_by
from kondusif.reports.tests.factories import SAMPANG_VILLAGE, make_report


@pytest.fixture
def cast(db):
    return make_cast()


def seen(viewer) -> set:
    # Without the second wall: the query's own filter must be enough.
    with scoped(EVERYWHERE):
        return {r.pk for r in reports_seen_by(viewer)}


def test_an_office_sees_its_region_and_nothing_else(cast):
    geger = make_report()
    town = make_report(region_code="35.26.01.1001")
    sampang = make_report(region_code=SAMPANG_VILLAGE)
    assert seen(cast.budi) == {geger.pk, town.pk}
    assert seen(cast.dewi) == {geger.pk}
    assert seen(cast.eko) == {sampang.pk}
    assert seen(CITIZEN) == set()
    assert seen(SYSTEM) == {geger.pk, town.pk, sampang.pk}


def test_a_province_office_sees_all_its_regencies(cast):
    head = viewer_of(appoint("Gubernur Uji", Role.REGIONAL_HEAD, "35", "Gubernur Jawa Timur"), at=NOW)
    reports = {make_report().pk, make_report(region_code=SAMPANG_VILLAGE).pk}
    assert seen(head) == reports


def test_a_report_of_the_whole_regency_is_seen_above_the_villages_only(cast):
    wide = make_report(region_code="35.26")
    assert seen(cast.budi) == {wide.pk} and seen(cast.dewi) == set()


def test_secret_reports_need_the_clearance(cast):
    secret = make_report(classification=2)
    assert seen(cast.citra) == {secret.pk}
    assert seen(cast.budi) == set()


def test_nobody_sees_a_report_about_their_own_office(cast):
    camat = Office.objects.get(title="Camat Geger")
    report = make_report(about_office_id=camat.pk)
    assert seen(cast.dewi) == set()
    assert seen(cast.budi) == {report.pk}


def test_two_offices_are_never_added_up(cast):
    # Camat Geger reads limited papers there; the oversight liaison's deed does not read reports at all.
    person = appoint("Dewi Rahayu", Role.OVERSIGHT_LIAISON, "35.26", "Penghubung Bawaslu Bangkalan")
    geger, town = make_report(), make_report(region_code="35.26.01.1001")
    assert seen(viewer_of(person, at=NOW)) == {geger.pk} and town.pk not in seen(viewer_of(person, at=NOW))


def test_a_hidden_report_and_a_missing_one_are_answered_alike(cast):
    report = make_report()
    with scoped(EVERYWHERE), pytest.raises(NotFound) as hidden:
        report_for(cast.eko, report.pk)
    with scoped(EVERYWHERE), pytest.raises(NotFound) as missing:
        report_for(cast.eko, Office.objects.first().pk)
    assert str(hidden.value) == str(missing.value)
    with scoped(EVERYWHERE):
        assert report_for(cast.budi, report.pk) == report


def test_row_level_security_hides_what_a_forgotten_filter_would_show(cast):
    make_report()
    with scoped(cast.eko.scope):
        assert Report.objects.count() == 0
    assert Report.objects.count() == 0
    with scoped(cast.budi.scope):
        assert Report.objects.count() == 1


def test_recent_reports_are_newest_first_within_the_times_and_in_one_query(cast):
    old = make_report(at=NOW - timedelta(days=3), event_at=NOW - timedelta(days=4))
    new = make_report(at=NOW - timedelta(hours=1))
    newest = make_report(at=NOW)
    with scoped(cast.budi.scope), CaptureQueriesContext(connection) as captured:
        found = [
            r.pk
            for r in recent_reports(cast.budi, NOW - timedelta(days=1), NOW + timedelta(seconds=1))
            if r.region.name
        ]
    assert found == [newest.pk, new.pk] and old.pk not in found
    assert len(captured) == 1
