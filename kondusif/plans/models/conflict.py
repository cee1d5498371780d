"""The status of conflict (status keadaan konflik): who asked, who was heard, who decreed, until when."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kondusif.core.ids import new_id
from kondusif.plans.states import IN_FORCE, ConflictState, CouncilView


class ConflictStatus(models.Model):
    """One status of conflict of a regency, city or province under UU 7/2012."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    title = models.CharField(max_length=200)
    reason = models.TextField()
    # The two conditions of the law, each with its facts.
    beyond_police = models.TextField()
    government_hindered = models.TextField()
    areas = ArrayField(
        models.CharField(max_length=13), default=list, blank=True
    )  # codes inside the region; empty: all of it
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in ConflictState], default=ConflictState.PROPOSED
    )
    synthetic = models.BooleanField(default=False)

    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    asked_on = models.DateField()
    council_view = models.CharField(max_length=8, choices=[(v.value, v.value) for v in CouncilView], blank=True)
    council_letter = models.CharField(max_length=120, blank=True)
    council_letter_on = models.DateField(null=True, blank=True)
    consulted_at = models.DateTimeField(null=True, blank=True)
    consulted_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    decree_number = models.CharField(max_length=120, blank=True)
    declared_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    declared_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    extension_decree = models.CharField(max_length=120, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    extended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    # None beside an end: the date ended it, nobody did.
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-proposed_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["declared", "extended", "ended"])
                | (Q(declared_on__isnull=False) & Q(ends_on__gte=F("declared_on")) & ~Q(decree_number="")),
                name="declared_status_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "withdrawn"])
                | (~Q(council_view="") & Q(consulted_at__isnull=False)),
                name="status_was_consulted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ended", "withdrawn"]) | Q(ended_at__isnull=False),
                name="ended_status_says_when",
            ),
            models.UniqueConstraint(
                fields=["region"],
                condition=Q(state__in=["proposed", "consulted", "declared", "extended"]),
                name="one_status_of_conflict_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def region_code(self) -> str:
        return self.region_id

    def is_in_force(self, day: date) -> bool:
        """Whether it holds on *day*: by its dates, also while nobody has noted yet that it ran out."""
        return self.state in IN_FORCE and self.declared_on <= day <= self.ends_on


class StatusPaper(models.Model):
    """A decree or letter of a status of conflict, as it was handed in. Only ever added."""

    class Kind(models.TextChoices):
        COUNCIL_LETTER = "council_letter"
        DECREE = "decree"
        EXTENSION = "extension"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    status = models.ForeignKey(ConflictStatus, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=120)
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return self.name
