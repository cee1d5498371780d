from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("interop", "0008_app_passwords")]

    operations = [
        migrations.CreateModel(
            name="GuessLane",
            fields=[
                ("mark", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("n_wrong", models.PositiveSmallIntegerField()),
                ("last_at", models.DateTimeField(db_index=True)),
            ],
        ),
        # Whoever tries passwords makes no disk work by it; after a crash the count begins anew.
        migrations.RunSQL("ALTER TABLE interop_guesslane SET UNLOGGED", migrations.RunSQL.noop),
    ]
