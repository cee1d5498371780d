from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id


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


class PartnerKey(models.Model):
    """
    That a partner's system may knock at the doors for programs: for which region, and for what.

    The key itself is shown once and kept nowhere; the table holds a keyed hash of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)  # whose system: "SP4N-LAPOR Bangkalan"
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    start = models.CharField(max_length=8)  # of the key, to tell two apart
    sends_reports = models.BooleanField(default=True)
    reads_incidents = models.BooleanField(default=False)
    # The most confidential incident it reads; never more than the issuer may.
    clearance = models.PositiveSmallIntegerField(default=0)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-issued_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="partner_key_revoked_is_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"

    @property
    def region_code(self) -> str:
        return self.region_id


class ServiceRequest(models.Model):
    """That a report came from a partner's system, and the number under which that system asks for its state."""

    number = models.CharField(max_length=20, primary_key=True)
    report = models.OneToOneField("reports.Report", models.PROTECT, related_name="service_request")
    key = models.ForeignKey(PartnerKey, models.PROTECT, related_name="requests")
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "-sent_at", "number"], name="service_request_newest")]

    def __str__(self) -> str:
        return self.number


class CalendarKey(models.Model):
    """The secret word in the address of a person's calendar feeds; the table holds a keyed hash of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="calendar_keys")
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(revoked_at=None), name="calendar_key_one_per_person")
        ]

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"
