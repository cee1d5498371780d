from django.db import migrations, models

from kondusif.core.territory import guard_territory_and_above


class Migration(migrations.Migration):
    dependencies = [("triage", "0007_likeness_can_be_refused")]

    operations = [
        migrations.RemoveConstraint("incidentseries", "series_once_per_year"),
        migrations.RenameField("incidentseries", "tenant_code", "region_code"),
        migrations.RenameField("incidentseries", "last_number", "last"),
        migrations.AlterField("incidentseries", "region_code", models.CharField(max_length=5)),
        migrations.AddConstraint(
            "incidentseries", models.UniqueConstraint(fields=["region_code", "year"], name="series_once_per_year")
        ),
        guard_territory_and_above("triage_incidentseries"),
    ]
