"""Strategic issues, and what measures and issues are tied to."""

from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id
from kondusif.plans.models.plan import Measure
from kondusif.plans.states import IssueState


class StrategicIssue(models.Model):
    """Something that may decide whether an election stays calm, kept in view until it is over."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    # Which seed or raised issue it came from; the same one never comes twice.
    origin = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    category = models.CharField(max_length=40)
    source = models.CharField(max_length=300)
    stage = models.CharField(max_length=20)
    owner = models.ForeignKey("people.Office", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in IssueState], default=IssueState.OPEN)
    synthetic = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["-moved_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["region", "origin"], condition=~Q(origin=""), name="issue_origin_once")
        ]
        indexes = [models.Index(fields=["region", "state"], name="issue_region_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def region_code(self) -> str:
        return self.region_id


class Tie(models.Model):
    """That a measure or an issue concerns an incident, a warning or a meeting; or a measure an issue."""

    class To(models.TextChoices):
        INCIDENT = "incident"
        ALERT = "alert"
        MEETING = "meeting"
        ISSUE = "issue"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="ties")
    issue = models.ForeignKey(StrategicIssue, models.PROTECT, null=True, blank=True, related_name="ties")
    to = models.CharField(max_length=10, choices=To.choices)
    to_id = models.UUIDField(null=True, blank=True)
    label = models.CharField(max_length=60, blank=True)
    tied_at = models.DateTimeField()
    tied_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    untied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["tied_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to="issue", measure__isnull=False, issue__isnull=False, to_id=None)
                | (~Q(to="issue") & Q(to_id__isnull=False) & (Q(measure=None) ^ Q(issue=None))),
                name="tie_has_two_ends",
            ),
            models.UniqueConstraint(
                fields=["measure", "issue", "to", "to_id"],
                condition=Q(untied_at=None),
                nulls_distinct=False,
                name="tie_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to} {self.label}"
