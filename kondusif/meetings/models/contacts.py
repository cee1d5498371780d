from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id
from kondusif.people.roles import Classification


class PhoneNumber(models.Model):
    """How an office is reached by telephone or radio; who may read the number depends on its classification."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="numbers")
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    number = models.CharField(max_length=24)
    note = models.CharField(max_length=60, blank=True)  # "WA", "radio", "rumah dinas"
    classification = models.PositiveSmallIntegerField(
        choices=[(c.value, c.name) for c in Classification], default=Classification.LIMITED
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None) | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="number_check_is_whole",
            ),
            models.UniqueConstraint(
                fields=["office", "number"], condition=Q(removed_at=None), name="number_once_per_office"
            ),
        ]

    def __str__(self) -> str:
        return f"number of {self.office_id}"

    @property
    def region_code(self) -> str:
        return self.region_id


class CallTreeCheck(models.Model):
    """That somebody went through a region's call tree on a day, and what they found. Only ever added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    at = models.DateTimeField()
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    n_gaps = models.PositiveIntegerField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "id"]

    def __str__(self) -> str:
        return f"call tree of {self.region_id} checked"

    @property
    def region_code(self) -> str:
        return self.region_id
