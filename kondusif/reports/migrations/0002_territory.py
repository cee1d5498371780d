from django.db import migrations

from kondusif.core.territory import guard_by_parent, guard_territory


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("core", "0001_initial")]
    operations = [
        guard_territory("reports_report"),
        guard_by_parent("reports_contact", "reports_report", "report_id"),
        guard_by_parent("reports_attachment", "reports_report", "report_id"),
        guard_by_parent("reports_message", "reports_report", "report_id"),
    ]
