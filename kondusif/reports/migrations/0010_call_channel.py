from django.db import migrations, models

_CHANNELS = ["web", "api", "posko", "three_pillars", "forum", "import", "sms", "chat", "email", "lapor", "call", "form"]


class Migration(migrations.Migration):
    """Reports may come by telephone."""

    dependencies = [("reports", "0009_sealed_text")]
    operations = [
        migrations.AlterField("report", "channel", models.CharField(choices=[(c, c) for c in _CHANNELS], max_length=16))
    ]
