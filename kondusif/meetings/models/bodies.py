from datetime import date

from django.db import models
from django.db.models import F, Q

from kondusif.core.ids import new_id
from kondusif.meetings.states import BodyKind, BodyState, Position


class Body(models.Model):
    """A standing body under a decree: a forum, a desk, a team. Its members are offices, not persons."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in BodyKind])
    name = models.CharField(max_length=160)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="bodies")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in BodyState], default=BodyState.PROPOSED)
    decree_number = models.CharField(max_length=80, blank=True)
    decree_on = models.DateField(null=True, blank=True)
    decree_document_id = models.UUIDField(null=True, blank=True)  # a document of kind team_decree
    ends_on = models.DateField(null=True, blank=True)
    synthetic = models.BooleanField(default=False)

    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "bodies"
        constraints = [
            models.CheckConstraint(
                condition=Q(state=BodyState.PROPOSED) | Q(state=BodyState.ENDED) | Q(confirmed_at__isnull=False),
                name="body_in_force_was_confirmed",
            ),
            models.UniqueConstraint(
                fields=["region", "name"], condition=~Q(state=BodyState.ENDED), name="body_name_once_per_region"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def region_code(self) -> str:
        return self.region_id


class Membership(models.Model):
    """An office in a body from a day to a day; leaving is an end date, never a deletion."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, models.PROTECT, related_name="memberships")
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="memberships")
    position = models.CharField(max_length=12, choices=[(p.value, p.value) for p in Position], default=Position.MEMBER)
    section = models.CharField(max_length=120, blank=True)  # bidang
    rank = models.PositiveSmallIntegerField(default=0)  # order in the decree
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="membership_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["body", "office"], condition=Q(ends_on__isnull=True), name="membership_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.office_id} of {self.body_id}"

    def is_in_force(self, day: date) -> bool:
        """Whether the office sits in the body on *day*."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
