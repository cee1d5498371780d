import django.db.models.deletion
from django.db import migrations, models

from kondusif.core.territory import guard_territory

OUTBOX = """
CREATE FUNCTION core_event_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO core_pending (event_id) SELECT id FROM written;
    PERFORM pg_notify('kondusif_event', json_build_object('id', last, 'name', name, 'regency', regency)::text)
    FROM (SELECT max(id) AS last, name, left(region_code, 5) AS regency FROM written GROUP BY name, left(region_code, 5)) n;
    RETURN NULL;
END $$;
CREATE TRIGGER core_event_written AFTER INSERT ON core_event
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION core_event_written();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("by_id", models.UUIDField(null=True)),
                ("by_title", models.CharField(blank=True, max_length=200)),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.CharField(max_length=40)),
                ("region_code", models.CharField(blank=True, max_length=13)),
                ("payload", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id", "id"], name="event_subject"),
                    models.Index(fields=["name", "id"], name="event_name"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Pending",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        serialize=False,
                        to="core.event",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(OUTBOX, "DROP TRIGGER core_event_written ON core_event; DROP FUNCTION core_event_written();"),
        guard_territory("core_event"),
    ]
