from django.db import migrations

from kondusif.core.territory import guard_by_parent, guard_territory, guard_territory_and_above


class Migration(migrations.Migration):
    dependencies = [("coordination", "0001_initial"), ("core", "0001_initial")]
    operations = [
        guard_territory("coordination_task"),
        guard_by_parent("coordination_evidence", "coordination_task", "task_id"),
        guard_territory_and_above("coordination_taskcounter"),
    ]
