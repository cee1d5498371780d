import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kondusif.core.ids
from kondusif.core.territory import within_scope
from kondusif.elections.limits_file import FILE, read_limits

UNITS = ["calendar_days", "working_days", "clock_hours", "minutes", "days_before", "month_ends"]
FAMILIES = ["pemilu", "pilkada", "election", "service", "information", "privacy", "conflict", "organisation"]

# Everybody reads the days on which offices are closed; only the region's own office writes them.
REGIONAL = f"""
ALTER TABLE elections_regionalday ENABLE ROW LEVEL SECURITY;
ALTER TABLE elections_regionalday FORCE ROW LEVEL SECURITY;
CREATE POLICY public_fact ON elections_regionalday FOR SELECT USING (true);
CREATE POLICY own_decree ON elections_regionalday USING ({within_scope("region_id")}) WITH CHECK ({within_scope("region_id")});
"""


def lay_limits(apps, schema_editor):
    """A fresh installation has its limits before anybody asks; ``load_legal_limits`` brings later tables in."""
    model = apps.get_model("elections", "LegalLimit")
    known = {field.name for field in model._meta.get_fields()}
    rows = read_limits(settings.PUBLIC_DATA_DIR / "elections" / FILE)
    model.objects.using(schema_editor.connection.alias).bulk_create(
        model(**{name: value for name, value in row.items() if name in known}) for row in rows
    )


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0002_whole_points"),
        ("core", "0001_initial"),
        ("regions", "0002_whole_points"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="LegalLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=24)),
                ("law_family", models.CharField(choices=[(f, f) for f in FAMILIES], max_length=12)),
                ("trigger", models.CharField(max_length=160)),
                ("amount", models.PositiveSmallIntegerField()),
                ("unit", models.CharField(choices=[(u, u) for u in UNITS], max_length=16)),
                ("source", models.CharField(max_length=200)),
                ("certainty", models.CharField(choices=[("V", "V"), ("M", "M")], max_length=1)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["law_family", "code", "valid_from"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "valid_from"), name="legal_limit_once_from_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                        name="legal_limit_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegionalDay",
            fields=[
                ("id", models.UUIDField(default=kondusif.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("name", models.CharField(max_length=120)),
                ("decree", models.CharField(max_length=160)),
                ("entered_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "region",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="regional_days", to="regions.region"),
                ),
                (
                    "entered_by",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["day", "region_id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(withdrawn_at=None), fields=("region", "day"), name="regional_day_once_per_region"
                    )
                ],
            },
        ),
        migrations.RunPython(lay_limits, migrations.RunPython.noop),
        migrations.RunSQL(REGIONAL, migrations.RunSQL.noop),
    ]
