from django.db import migrations

from kondusif.core.territory import guard_by_parent, guard_territory, guard_territory_and_above


class Migration(migrations.Migration):
    dependencies = [("daily", "0001_initial"), ("core", "0001_initial")]
    operations = [
        guard_territory("daily_situationreport"),
        guard_territory("daily_silence"),
        guard_territory("daily_presencecheck"),
        # What a regency orders and learns binds and serves the subdistricts below it.
        guard_territory_and_above("daily_absenceorder"),
        guard_by_parent("daily_addressedclass", "daily_absenceorder", "order_id"),
        guard_territory("daily_exceptionrequest"),
        guard_territory("daily_dailyreport"),
        guard_by_parent("daily_handover", "daily_dailyreport", "report_id"),
        guard_territory("daily_pressnote"),
        guard_territory_and_above("daily_lesson"),
    ]
