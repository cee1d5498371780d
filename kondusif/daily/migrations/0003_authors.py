from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

# Who wrote or changed it until now stands in the events.
_FILL = """
    SELECT set_config('app.scope', '*', true);
    UPDATE daily_pressnote t SET authors = ARRAY(
        SELECT DISTINCT e.by_id FROM core_event e
        WHERE e.subject_type = 'daily.pressnote' AND e.subject_id = t.id::text
          AND e.name IN ('press_note.drafted', 'press_note.edited') AND e.by_id IS NOT NULL
    );
    SELECT set_config('app.scope', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("daily", "0002_territory"), ("core", "0001_initial")]

    operations = [
        migrations.AddField("pressnote", "authors", ArrayField(models.UUIDField(), default=list)),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
