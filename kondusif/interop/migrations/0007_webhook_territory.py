from django.db import migrations

from kondusif.core.territory import guard_by_parent, guard_territory


class Migration(migrations.Migration):
    dependencies = [("interop", "0006_webhooks"), ("core", "0001_initial")]
    operations = [
        guard_territory("interop_webhookendpoint"),
        guard_by_parent("interop_webhookmessage", "interop_webhookendpoint", "endpoint_id"),
    ]
