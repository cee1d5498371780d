from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id
from kondusif.pwa.states import LeaseEnd


class DeviceLease(models.Model):
    """That one device of a person may hold sealed provisions for a while; ending it makes the device throw them away."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    label = models.CharField(max_length=40, blank=True)
    session_key = models.CharField(max_length=40, blank=True)  # ends with the lease
    n_items = models.PositiveSmallIntegerField(default=0)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=12, blank=True, choices=[(w.value, w.value) for w in LeaseEnd])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_why="") | Q(ended_at__isnull=False) & ~Q(ended_why=""),
                name="lease_end_is_whole",
            )
        ]
        indexes = [models.Index(fields=["person", "-issued_at"], name="lease_person")]

    def __str__(self) -> str:
        return f"{self.label or self.pk}"
