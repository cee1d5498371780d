from django.db import models


class Event(models.Model):
    """
    Something that happened, written in the transaction that made it happen: audit and outbox in one.

    The application may insert and read events, never change or delete them (see ``grants``).
    Order by ``id``; the clock of ``at`` is the caller's and may be wrong.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=60)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    by_title = models.CharField(max_length=200, blank=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    region_code = models.CharField(max_length=13, blank=True)
    payload = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["name", "id"], name="event_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_type}:{self.subject_id}"


class Pending(models.Model):
    """An event that no job has been made for yet; a trigger fills it, the dispatcher empties it."""

    event = models.OneToOneField(Event, models.DO_NOTHING, primary_key=True, db_constraint=False)

    def __str__(self) -> str:
        return f"pending {self.event_id}"
