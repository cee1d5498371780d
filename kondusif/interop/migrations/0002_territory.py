from django.db import migrations

from kondusif.core.territory import guard_territory


class Migration(migrations.Migration):
    dependencies = [("interop", "0001_initial"), ("core", "0001_initial")]
    operations = [guard_territory("interop_capmessage")]
