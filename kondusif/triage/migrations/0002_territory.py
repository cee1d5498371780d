from django.db import migrations

from kondusif.core.territory import guard_by_parent, guard_territory


class Migration(migrations.Migration):
    dependencies = [("triage", "0001_initial"), ("reports", "0002_territory")]
    operations = [
        guard_territory("triage_incident"),
        guard_by_parent("triage_claim", "reports_report", "report_id"),
        guard_by_parent("triage_assessment", "reports_report", "report_id"),
        guard_by_parent("triage_link", "triage_incident", "incident_id"),
    ]
