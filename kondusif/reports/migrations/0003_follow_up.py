import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_territory"), ("people", "0001_initial")]
    operations = [
        migrations.AddField("report", "outcome_note", models.TextField(blank=True)),
        migrations.AddField("report", "reopened_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "report",
            "handler",
            models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.office"),
        ),
    ]
