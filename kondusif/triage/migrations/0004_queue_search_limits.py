from django.db import migrations

from kondusif.core.territory import guard_by_parent, guard_territory, within_scope

# The queue reads one urgency of one place at a time, so every filter has an index that already lies
# in the order of the page. Only rows that wait are in them: they stay small however old the table is.
WAITING = "state IN ('received', 'screened', 'verifying', 'reopened')"
QUEUE_INDEXES = f"""
CREATE INDEX report_queue_subdistrict ON reports_report (subdistrict_code, urgency, received_at, id) WHERE {WAITING};
CREATE INDEX report_queue_category ON reports_report (regency_code, category, urgency, received_at, id) WHERE {WAITING};
CREATE INDEX report_queue_due ON reports_report (regency_code, urgency, due_at, id) WHERE {WAITING};
"""

# Text search is not leakproof, so under row security PostgreSQL may not use the word index: every
# search would read the whole table. This function runs as the owner of the table, for whom the second
# policy opens it, and applies the very same condition of territory by itself, after the index.
SEARCH = f"""
CREATE POLICY searcher ON triage_searchentry FOR SELECT TO CURRENT_USER USING (true);
CREATE FUNCTION triage_search(words text, wanted text, most integer)
RETURNS TABLE (subject_id uuid) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT e.subject_id FROM public.triage_searchentry e
    WHERE e.vector @@ websearch_to_tsquery('indonesian', words)
      AND e.kind = wanted AND {within_scope("e.region_code")}
    ORDER BY e.at DESC, e.subject_id LIMIT least(most, 1000)
$$;
"""

# The proposed service levels; the office may change the figures, a legal limit it may not.
LIMITS = [(3, 15, 60, None), (2, 60, 240, None), (1, 240, 1440, None), (0, 1440, None, 3)]


def lay_limits(apps, schema_editor):
    limits = apps.get_model("triage", "ResponseLimit").objects.using(schema_editor.connection.alias)
    for urgency, acknowledge, act, days in LIMITS:
        limits.get_or_create(
            urgency=urgency,
            defaults={"acknowledge_minutes": acknowledge, "act_minutes": act, "act_working_days": days},
        )


class Migration(migrations.Migration):
    dependencies = [("triage", "0003_clocks_search_suggestions"), ("reports", "0002_territory")]
    operations = [
        guard_by_parent("triage_suggestion", "reports_report", "report_id"),
        guard_by_parent("triage_escalation", "reports_report", "report_id"),
        guard_territory("triage_searchentry"),
        migrations.RunSQL(QUEUE_INDEXES, "DROP INDEX report_queue_subdistrict, report_queue_category, report_queue_due"),
        migrations.RunSQL(SEARCH, "DROP FUNCTION triage_search(text, text, integer); DROP POLICY searcher ON triage_searchentry"),
        migrations.RunPython(lay_limits, migrations.RunPython.noop),
    ]
