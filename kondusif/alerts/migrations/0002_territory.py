from django.db import migrations

from kondusif.core.territory import guard_by_parent, guard_territory, guard_territory_and_above


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial"), ("core", "0001_initial")]
    operations = [
        guard_territory_and_above("alerts_alert"),
        guard_by_parent("alerts_basis", "alerts_alert", "alert_id"),
        guard_by_parent("alerts_signature", "alerts_alert", "alert_id"),
        guard_by_parent("alerts_addressee", "alerts_alert", "alert_id"),
        guard_territory_and_above("alerts_alertcounter"),
    ]
