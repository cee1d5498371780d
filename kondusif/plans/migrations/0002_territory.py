from django.db import migrations

from kondusif.core.territory import guard_by_parent, guard_territory_and_above


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial"), ("core", "0001_initial")]
    # A region's plan binds the offices below it: a subdistrict head reports his measure of the regency's plan.
    operations = [
        guard_territory_and_above("plans_actionplan"),
        guard_territory_and_above("plans_resultcut"),
        guard_territory_and_above("plans_conflictstatus"),
        guard_territory_and_above("plans_strategicissue"),
        guard_territory_and_above("plans_tie"),
        guard_by_parent("plans_measure", "plans_actionplan", "plan_id"),
        guard_by_parent("plans_supporter", "plans_measure", "measure_id"),
        guard_by_parent("plans_periodreport", "plans_measure", "measure_id"),
        guard_by_parent("plans_reportfile", "plans_periodreport", "report_id"),
        guard_by_parent("plans_statuspaper", "plans_conflictstatus", "status_id"),
    ]
