from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

# Who wrote or changed it until now stands in the events.
_FILL = """
    SELECT set_config('app.scope', '*', true);
    UPDATE alerts_alert t SET authors = ARRAY(
        SELECT DISTINCT e.by_id FROM core_event e
        WHERE e.subject_type = 'alerts.alert' AND e.subject_id = t.id::text
          AND e.name IN ('alert.drafted', 'alert.edited') AND e.by_id IS NOT NULL
    );
    SELECT set_config('app.scope', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("alerts", "0002_territory"), ("core", "0001_initial"), ("people", "0003_passkeys")]

    operations = [
        migrations.AddField("alert", "authors", ArrayField(models.UUIDField(), default=list)),
        migrations.AddField("alert", "wish", models.TextField(blank=True)),
        migrations.AddField(
            "alert",
            "wish_by",
            models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+"),
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
