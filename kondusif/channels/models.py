from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id


class Delivery(models.Model):
    """
    One message to one office by one way; made in the transaction of what it tells, sent afterwards.

    ``key`` makes it once: the same news to the same address is one row whatever happens. It is
    marked sent only after the carrier took it, so a crash in between sends it again, with the same key.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        QUARANTINED = "quarantined"  # refused five times: a person has to look

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=12, default="email")
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    alert = models.ForeignKey("alerts.Alert", models.PROTECT, null=True, blank=True, related_name="deliveries")
    task = models.ForeignKey("coordination.Task", models.PROTECT, null=True, blank=True, related_name="deliveries")
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent"), name="delivery_sent_has_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.state}"
