"""The plan of a year, its measures, and who supports each."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id
from kondusif.plans.rules import NEAR_FROM, Period
from kondusif.plans.states import PlanState, Stage, SupporterKind


class ResultCut(models.Model):
    """From which share of its target a result is "near", in one tenant from a moment on. Only ever added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    near_from = models.DecimalField(max_digits=4, decimal_places=3)
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-set_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(near_from__gt=Decimal(0), near_from__lt=Decimal(1)), name="cut_lies_between_zero_and_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.region_id}: {self.near_from}"


class ActionPlan(models.Model):
    """The integrated action plan (rencana aksi terpadu) of a region for a year."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    year = models.PositiveSmallIntegerField(validators=[MinValueValidator(2012), MaxValueValidator(2100)])
    title = models.CharField(max_length=200)
    aim = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in PlanState], default=PlanState.DRAFTED)
    # Kept with the plan: a later change of the tenant's cut must not change what was reported.
    near_from = models.DecimalField(max_digits=4, decimal_places=3, default=NEAR_FROM)
    decree_number = models.CharField(max_length=120, blank=True)
    decree_on = models.DateField(null=True, blank=True)
    synthetic = models.BooleanField(default=False)

    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    evaluation = models.TextField(blank=True)

    class Meta:
        ordering = ["-year", "region_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "year"], condition=~Q(state="withdrawn"), name="plan_once_per_region_and_year"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "running", "closed"])
                | (~Q(decree_number="") & Q(decree_on__isnull=False)),
                name="plan_approved_names_its_decree",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{verb}_at": None, f"{verb}_by": None})
                    | Q(**{f"{verb}_at__isnull": False, f"{verb}_by__isnull": False}),
                    name=f"plan_{verb}_is_whole",
                )
                for verb in ("submitted", "approved", "closed")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.year}"

    @property
    def region_code(self) -> str:
        return self.region_id


class Measure(models.Model):
    """One renaksi: what is to be done, by whom, how much of it in which period, and how success shows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="measures")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Stage])
    title = models.CharField(max_length=300)
    success = models.TextField()
    owner = models.ForeignKey("people.Office", models.PROTECT, related_name="measures")
    unit = models.CharField(max_length=60)
    # None: nothing is due in that period. Zero is a target like any other, only without a ratio.
    target_b04 = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    target_b08 = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    target_b12 = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    budget_source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="measure_number_once_per_plan"),
            models.CheckConstraint(
                condition=(Q(target_b04=None) | Q(target_b04__gte=0))
                & (Q(target_b08=None) | Q(target_b08__gte=0))
                & (Q(target_b12=None) | Q(target_b12__gte=0)),
                name="measure_targets_are_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(target_b04=None, target_b08=None, target_b12=None), name="measure_has_a_target"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def region_code(self) -> str:
        return self.plan.region_id

    def target(self, period: Period) -> Decimal | None:
        """This function will return what is due in a period, or None if nothing is."""
        return getattr(self, f"target_{period.value}")

    @property
    def periods(self) -> list[Period]:
        """The periods in which something is due."""
        return [p for p in Period if self.target(p) is not None]


class Supporter(models.Model):
    """Who helps the owner of a measure: an office known here, or one that is only named."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="supporters")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in SupporterKind])
    name = models.CharField(max_length=160)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["measure", "name"], name="supporter_once_per_measure")]

    def __str__(self) -> str:
        return self.name
