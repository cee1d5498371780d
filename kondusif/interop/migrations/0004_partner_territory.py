from django.db import migrations

from kondusif.core.territory import guard_by_parent, guard_territory


class Migration(migrations.Migration):
    dependencies = [("interop", "0003_partners"), ("core", "0001_initial"), ("reports", "0001_initial")]
    operations = [
        guard_territory("interop_partnerkey"),
        guard_by_parent("interop_servicerequest", "reports_report", "report_id"),
    ]
