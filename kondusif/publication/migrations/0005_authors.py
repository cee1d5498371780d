from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import F, Q

# Who wrote or changed it until now stands in the events.
_FILL = """
    SELECT set_config('app.scope', '*', true);
    UPDATE publication_noticedraft t SET authors = ARRAY(
        SELECT DISTINCT e.by_id FROM core_event e
        WHERE e.subject_type = 'publication.publicnotice' AND e.subject_id = t.notice_id::text
          AND e.name IN ('public_notice.drafted', 'public_notice.edited') AND e.by_id IS NOT NULL
          AND e.at >= coalesce((SELECT max(v.released_at) FROM publication_noticeversion v WHERE v.notice_id = t.notice_id), '-infinity')
    );
    SELECT set_config('app.scope', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("publication", "0004_notice_territory"), ("core", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("noticeversion", "notice_second_person"),
        migrations.AddField("noticedraft", "authors", ArrayField(models.UUIDField(), default=list)),
        migrations.AddField("noticeversion", "authors", ArrayField(models.UUIDField(), default=list)),
        migrations.AddConstraint(
            "noticeversion",
            models.CheckConstraint(
                condition=Q(change="withdrawal")
                | ~Q(drafted_by=F("released_by")) & ~Q(authors__contains=[F("released_by")]),
                name="notice_second_person",
            ),
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
