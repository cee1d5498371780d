"""The page for everybody, as somebody without an account sees it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kondusif.alerts.actions import sign_alert
from kondusif.alerts.tests.factories import drafted, seen
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.viewers import SYSTEM
from kondusif.publication.actions import make_release
from kondusif.publication.models import Cell, Release
from kondusif.publication.queries import tenant_shown
from kondusif.regions.models import Region
from kondusif.reports.models import Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    with scoped(EVERYWHERE):
        yield make_cast()


def some_reports(n: int, **changes) -> None:
    fields = {
        "content_hash": b"x" * 32, "channel": "web", "state": "verified", "category": "crowd", "urgency": 1,
        "text": "Kanarek-teks rahasia", "region_id": "35.26.06.2005", "lon": 112.944, "lat": -6.985,
        "event_at": NOW, "entered_at": NOW, "received_at": NOW - timedelta(hours=20),
    }  # fmt: skip
    for _ in range(n):
        Report.objects.create(client_id=uuid4(), receipt_hash=uuid4().bytes * 2, **(fields | changes))


def test_the_page_stands_without_any_region(client, db):
    response = client.get("/")
    assert response.status_code == 200
    assert "create-tenant" in response.content.decode()


def test_a_warning_for_the_public_is_told_and_one_for_offices_is_not(stage, client):
    inside = drafted(stage.budi, title="Hanya untuk kantor")
    sign_alert(alert_id=inside.pk, seen=seen(inside), by=stage.citra, at=NOW)
    later = NOW + timedelta(days=9_000)
    outside = drafted(
        stage.budi, title="Banjir di Geger", is_public=True, public_text="Hindari jembatan.", valid_until=later
    )
    sign_alert(alert_id=outside.pk, seen=seen(outside), by=stage.citra, at=NOW)
    page = client.get("/?wilayah=bangkalan").content.decode()
    assert "Hindari jembatan." in page
    assert "Hanya untuk kantor" not in page


def test_an_issue_counts_by_subdistrict_where_its_people_are_known_and_else_by_regency(stage):
    some_reports(6)
    tenant = tenant_shown("bangkalan")
    make_release(tenant, by=SYSTEM, at=NOW)
    assert set(Cell.objects.values_list("region_id", flat=True)) == {"35.26"}
    Region.objects.filter(pk="35.26.06").update(population=40_000, population_source="uji")
    make_release(tenant, by=SYSTEM, at=NOW + timedelta(hours=6))
    newest = Release.objects.order_by("-made_at").first()
    assert newest.cells.get(region_id="35.26.06", group="all").band == 2


def test_exercises_and_reports_found_false_never_enter(stage):
    Region.objects.filter(pk="35.26.06").update(population=40_000, population_source="uji")
    some_reports(6, exercise=True)
    some_reports(6, state="hoax")
    some_reports(6, state="duplicate")
    make_release(tenant_shown("bangkalan"), by=SYSTEM, at=NOW)
    assert not Cell.objects.exclude(band=0).exists()


def test_no_text_point_or_id_of_a_report_reaches_the_page(stage, client):
    some_reports(30)
    make_release(tenant_shown("bangkalan"), by=SYSTEM, at=NOW)
    page = client.get("/?wilayah=bangkalan").content.decode()
    for canary in ("Kanarek", "112.944", "-6.985", *map(str, Report.objects.values_list("pk", flat=True))):
        assert canary not in page


def test_an_unknown_region_is_said_to_be_missing(stage, client):
    assert client.get("/?wilayah=atlantis").status_code == 404


def test_an_issue_is_never_changed_or_taken_back(stage):
    from django.db import DatabaseError, transaction

    make_release(tenant_shown("bangkalan"), by=SYSTEM, at=NOW)
    for spoil in (lambda q: q.update(band=4), lambda q: q.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil(Cell.objects.all())
