from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("triage", "0004_queue_search_limits")]
    operations = [
        # The morning's figures ask for what was first acted upon in the last day, not for every report since.
        migrations.RunSQL(
            "CREATE INDEX report_first_action ON reports_report (regency_code, first_action_at) WHERE first_action_at IS NOT NULL",
            "DROP INDEX report_first_action",
        ),
    ]
