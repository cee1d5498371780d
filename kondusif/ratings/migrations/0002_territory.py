from django.db import migrations

from kondusif.core.territory import guard_territory


class Migration(migrations.Migration):
    dependencies = [("ratings", "0001_initial"), ("detection", "0002_territory"), ("core", "0001_initial")]
    operations = [
        guard_territory("ratings_importbatch"),
        guard_territory("ratings_rating"),
        guard_territory("ratings_situationround"),
    ]
