"""The level above is told by one letter that a desk's daily report came; the paper itself stays inside."""

import pytest

from kondusif.channels.models import Delivery
from kondusif.channels.tasks import tell_of_daily_report
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.daily.actions import reports as actions
from kondusif.daily.actions.reports import ReportText
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint, make_cast

pytestmark = pytest.mark.django_db


def test_the_province_hears_once_that_a_daily_report_came(monkeypatch):
    class Paper:
        pk, number = None, "100.1/7/LH"

    monkeypatch.setattr(actions, "issue_daily_report", lambda *a, **k: Paper)
    with scoped(EVERYWHERE):
        cast = make_cast()
        above = appoint("Putri Provinsi", Role.PROVINCE_VIEWER, "35", "Kesbangpol Jawa Timur")
        secretary = viewer_of(
            appoint("Siti Sekda", Role.REGIONAL_SECRETARY, "35.26", "Sekretaris Daerah Bangkalan"), at=NOW
        )
        report = actions.assemble_report(region_code="35.26", by=cast.budi, at=NOW)
        actions.edit_report(report_id=report.pk, text=ReportText(summary="Aman."), by=cast.budi, at=NOW)
        actions.submit_report(report_id=report.pk, by=cast.budi, at=NOW)
        actions.approve_report(report_id=report.pk, by=secretary, at=NOW)
        actions.send_report(report_id=report.pk, by=cast.budi, at=NOW)
        event = Event.objects.get(name="daily_report.sent")
    for _ in range(2):
        tell_of_daily_report(event_id=event.pk)
    with scoped(EVERYWHERE):
        letter = Delivery.objects.get()
    assert letter.address == above.email
    assert "Laporan harian" in letter.subject and "100.1/7/LH" in letter.body and "Aman." not in letter.body
