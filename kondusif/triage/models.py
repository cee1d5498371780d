from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id
from kondusif.reports.categories import CATEGORIES
from kondusif.triage.states import IncidentState


class Claim(models.Model):
    """An officer's hold on a report: one at a time, until the lease ends."""

    report = models.OneToOneField("reports.Report", models.CASCADE, primary_key=True, related_name="claim")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.report_id} until {self.until:%H:%M}"


class Assessment(models.Model):
    """A judgement of a report at a moment; a later one stands beside it, never in its place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey("reports.Report", models.CASCADE, related_name="assessments")
    verdict = models.CharField(max_length=16)  # the state it led to, or "hoax_proposed"
    source_rating = models.CharField(max_length=1, blank=True)
    info_rating = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.verdict} {self.report_id}"


class Incident(models.Model):
    """Something that happens or is about to, known from one or more reports."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=160)
    category = models.CharField(max_length=32, choices=[(c, c) for c in CATEGORIES])
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in IncidentState], default=IncidentState.REPORTED)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    happened_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    has_victims = models.BooleanField(default=False)
    has_weapon = models.BooleanField(default=False)
    target = models.CharField(max_length=12, blank=True)  # kpu | bawaslu | warehouse | "" : whose place was attacked
    exercise = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["region", "happened_at"], name="incident_place_time")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def region_code(self) -> str:
        return self.region_id


class Link(models.Model):
    """That a report belongs to an incident; undone by an end, never by deletion."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="links")
    report = models.ForeignKey("reports.Report", models.CASCADE, related_name="links")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    probability = models.FloatField(null=True, blank=True)  # of the engine, where it proposed the link
    reasons = models.JSONField(default=list)
    linked_at = models.DateTimeField()
    unlinked_at = models.DateTimeField(null=True, blank=True)
    unlinked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report"], condition=Q(unlinked_at=None), name="report_in_one_incident"),
            models.CheckConstraint(
                condition=Q(unlinked_at=None, unlinked_by=None) | Q(unlinked_at__isnull=False), name="unlink_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} in {self.incident_id}"
