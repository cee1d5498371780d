from django.db import migrations


class Migration(migrations.Migration):
    """The table of limits goes to the room whose clocks it sets; its rows stay as the office left them."""

    dependencies = [("triage", "0005_first_action_index")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE triage_responselimit RENAME TO reports_responselimit",
                    "ALTER TABLE reports_responselimit RENAME TO triage_responselimit",
                )
            ],
            state_operations=[migrations.DeleteModel("ResponseLimit")],
        )
    ]
