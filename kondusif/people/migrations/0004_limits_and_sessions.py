from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_passkeys")]

    operations = [
        migrations.AddField("person", "session_round", models.PositiveIntegerField(default=0)),
        migrations.CreateModel(
            "Tally",
            [
                ("key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.JSONField()),
                ("ends_at", models.DateTimeField(db_index=True)),
            ],
        ),
        # Worth nothing after a crash, and in no log of changes: an account's tries are nobody's history.
        migrations.RunSQL("ALTER TABLE people_tally SET UNLOGGED", migrations.RunSQL.noop),
    ]
