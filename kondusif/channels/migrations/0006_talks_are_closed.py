from django.db import migrations

from kondusif.core.territory import guard_rows

# A talk belongs to no territory before it has become a report: only the system itself reads it.
_SYSTEM = "(SELECT current_setting('app.scope', true)) = '*'"
_TABLES = ("conversation", "inboundmessage", "heldphoto", "reply", "webhookevent")


class Migration(migrations.Migration):
    dependencies = [("channels", "0005_talks")]
    operations = [guard_rows(f"channels_{table}", _SYSTEM) for table in _TABLES]
