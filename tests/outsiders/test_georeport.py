"""A client of Open311 that others wrote works with ours as it comes from its registry."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kondusif.alerts.actions import sign_alert
from kondusif.alerts.tests.factories import drafted, seen
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.tests.factories import a_key
from kondusif.people.tests.factories import make_cast
from kondusif.reports.models import Report
from kondusif.reports.territory import forget_territory
from tests.support.waiting import PATIENCE_S

georeport = pytest.importorskip("georeport", reason="the client georeport is not installed")
requests = pytest.importorskip("requests", reason="the library requests is not installed")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads_services_definitions_and_requests(live_server, form):
    forget_territory()
    now = timezone.now()
    with scoped(EVERYWHERE):
        folk = make_cast(now)
        key = a_key(folk.citra).key
        alert = drafted(folk.budi, is_public=True, public_text="Hindari pasar.", valid_until=now + timedelta(days=2))
        sign_alert(alert_id=alert.pk, seen=seen(alert), by=folk.citra, at=now)
    root = f"{live_server.url}/open311/v2"
    for words in ("Kotak suara basah di balai desa", "Warga berkumpul di depan kantor desa"):
        body = {"api_key": key, "service_code": "logistics", "address_id": "35.26.06.2001", "description": words}
        assert requests.post(f"{root}/requests.{form}", body, timeout=PATIENCE_S).status_code == 200
    city = georeport.GeoReport(root, api_key=key, output_format=form)
    assert "money_politics" in {service["service_code"] for service in city.get_service_list()}
    assert city.get_service_definition("crowd")["service_code"] == "crowd"
    numbers = [row.service_request.number for row in _reports()]
    listed = city.get_service_requests()
    shown = listed if isinstance(listed, list) else [listed]  # its reader of XML makes no list of one
    assert [row["service_code"] for row in shown] == ["public_warning"], "it sends no key, so it is a stranger"
    assert {city.get_service_request(number)["status"] for number in numbers} == {"open"}


def _reports():
    with scoped(EVERYWHERE):
        return list(Report.objects.select_related("service_request"))
