from django.db import migrations, models

_CHANNELS = ["web", "api", "posko", "three_pillars", "forum", "import", "sms", "chat", "lapor", "form"]


class Migration(migrations.Migration):
    """Reports may come by a field form."""

    dependencies = [("reports", "0004_response_limits")]
    operations = [
        migrations.AlterField("report", "channel", models.CharField(choices=[(c, c) for c in _CHANNELS], max_length=16))
    ]
