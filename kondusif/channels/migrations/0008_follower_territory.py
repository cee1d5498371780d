from django.db import migrations

from kondusif.core.territory import guard_by_parent, guard_territory


class Migration(migrations.Migration):
    dependencies = [("channels", "0007_followers_and_calls"), ("core", "0001_initial")]
    operations = [
        guard_territory("channels_follower"),
        guard_territory("channels_bulletin"),
        guard_by_parent("channels_bulletincopy", "channels_bulletin", "bulletin_id"),
        guard_territory("channels_caller"),
        guard_territory("channels_call"),
    ]
