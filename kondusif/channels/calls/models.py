"""Calls at the desk, and callers as far as they agreed to be known again."""

from django.db import models
from django.db.models import Q

from kondusif.channels.states import CallOutcome
from kondusif.core.ids import new_id


class Caller(models.Model):
    """
    A number that the desk knows again: because the caller agreed, or because it was flagged as a nuisance.

    Found by a keyed hash; the number itself is sealed, and only with the caller's word. A flag tells, and
    never blocks: the same number may call about a fire tomorrow.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    lookup = models.BinaryField(max_length=32)
    sealed = models.BinaryField(null=True, blank=True)
    first_at = models.DateTimeField()
    consented_at = models.DateTimeField(null=True, blank=True)
    flagged_at = models.DateTimeField(null=True, blank=True)
    flagged_title = models.CharField(max_length=200, blank=True)
    flag_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "lookup"], name="caller_once"),
            models.CheckConstraint(
                condition=Q(consented_at=None, sealed=None) | Q(consented_at__isnull=False, sealed__isnull=False),
                name="caller_number_only_with_consent",
            ),
            models.CheckConstraint(
                condition=Q(consented_at__isnull=False) | Q(flagged_at__isnull=False), name="caller_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"caller of {self.region_id}"

    @property
    def region_code(self) -> str:
        return self.region_id


class Call(models.Model):
    """A call the desk took. The number stands here sealed while somebody speaks, and not a moment longer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="+")
    answered_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    caller = models.ForeignKey(Caller, models.SET_NULL, null=True, blank=True, related_name="calls")
    sealed_number = models.BinaryField(null=True, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=[(o.value, o.value) for o in CallOutcome], blank=True)
    report = models.ForeignKey("reports.Report", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["region", "-began_at"], name="call_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="")
                | (Q(ended_at__isnull=False, sealed_number=None) & ~Q(outcome="")),
                name="ended_call_forgets_the_number",
            ),
            # Which report came from whom is known only of callers who agreed.
            models.CheckConstraint(condition=Q(report=None) | Q(outcome="report"), name="call_report_is_told"),
        ]

    def __str__(self) -> str:
        return f"call of {self.began_at:%Y-%m-%d %H:%M}"

    @property
    def region_code(self) -> str:
        return self.region_id
