from django.db import models


class CapMessage(models.Model):
    """One CAP 1.2 message as it went out: signed bytes that are never made again. Only ever added."""

    identifier = models.CharField(max_length=120, unique=True)
    event = models.OneToOneField("core.Event", models.PROTECT, related_name="+")
    alert = models.ForeignKey("alerts.Alert", models.PROTECT, related_name="cap_messages")
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    msg_type = models.CharField(max_length=8)
    sent_at = models.DateTimeField()
    is_public = models.BooleanField()
    headline = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(fields=["is_public", "-sent_at"], name="cap_public_newest")]

    def __str__(self) -> str:
        return self.identifier

    @property
    def region_code(self) -> str:
        return self.region_id
