# A member opens a key by a passphrase, by passkeys, or both.
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("people", "0002_vault")]

    operations = [
        migrations.AddField("keygrant", "credential", models.BinaryField(default=b"", max_length=1023)),
        migrations.AddField("keygrant", "label", models.CharField(blank=True, default="", max_length=60), preserve_default=False),
        migrations.RemoveConstraint("keygrant", "key_grant_once"),
        migrations.AddConstraint(
            "keygrant",
            models.UniqueConstraint(
                fields=("key", "person", "credential"), condition=Q(revoked_at=None), name="key_grant_each_way_once"
            ),
        ),
        migrations.AddConstraint(
            "keygrant",
            models.CheckConstraint(
                condition=Q(credential=b"", iterations__gt=0) | (~Q(credential=b"") & Q(iterations=0)),
                name="key_grant_one_way",
            ),
        ),
    ]
