from django.db import migrations

from kondusif.core.territory import guard_by_parent, guard_territory


class Migration(migrations.Migration):
    dependencies = [("publication", "0001_initial"), ("core", "0001_initial")]
    operations = [
        guard_territory("publication_release"),
        guard_by_parent("publication_cell", "publication_release", "release_id"),
    ]
