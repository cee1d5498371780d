from django.db import migrations

from kondusif.core.territory import guard_by_parent, guard_territory


class Migration(migrations.Migration):
    dependencies = [("publication", "0003_notices"), ("core", "0001_initial")]
    operations = [
        guard_territory("publication_publicnotice"),
        guard_by_parent("publication_noticedraft", "publication_publicnotice", "notice_id"),
        guard_by_parent("publication_noticeversion", "publication_publicnotice", "notice_id"),
        guard_territory("publication_noticecounter"),
    ]
