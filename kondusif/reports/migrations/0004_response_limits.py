from django.db import migrations, models


class Migration(migrations.Migration):
    """The table came over from the room of triage with its rows."""

    dependencies = [("reports", "0003_follow_up"), ("triage", "0006_limits_to_reports")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="ResponseLimit",
                    fields=[
                        (
                            "urgency",
                            models.PositiveSmallIntegerField(
                                choices=[(0, "GREEN"), (1, "YELLOW"), (2, "ORANGE"), (3, "RED")], primary_key=True, serialize=False
                            ),
                        ),
                        ("acknowledge_minutes", models.PositiveIntegerField()),
                        ("act_minutes", models.PositiveIntegerField(blank=True, null=True)),
                        ("act_working_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(act_minutes=None, act_working_days__isnull=False)
                                | models.Q(act_minutes__isnull=False, act_working_days=None),
                                name="response_limit_is_time_or_days",
                            )
                        ]
                    },
                )
            ]
        )
    ]
