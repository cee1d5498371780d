"""What an owner reports of a measure at the end of a period, and the evidence for it."""

from decimal import Decimal
from uuid import uuid4

from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id
from kondusif.plans.models.plan import Measure
from kondusif.plans.rules import Band, Period, Result, band_of
from kondusif.plans.states import HANDED_IN, PeriodReportState


class PeriodReport(models.Model):
    """The report of one measure in one period. Earlier versions live in its events."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="reports")
    period = models.CharField(max_length=3, choices=[(p.value, p.value) for p in Period])
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in PeriodReportState], default=PeriodReportState.DRAFT
    )
    realised = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    narrative = models.TextField(blank=True)
    obstacles = models.TextField(blank=True)
    # What the phone calls this filling-in: sending the same one twice stores it once.
    client_id = models.UUIDField(default=uuid4)
    returned_reason = models.TextField(blank=True)

    started_at = models.DateTimeField()
    started_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["measure", "period"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "period"], name="period_report_once"),
            models.CheckConstraint(condition=Q(realised=None) | Q(realised__gte=0), name="realised_is_not_negative"),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "verified"])
                | (Q(realised__isnull=False) & ~Q(narrative="") & Q(submitted_at__isnull=False)),
                name="handed_in_report_is_complete",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{verb}_at": None, f"{verb}_by": None})
                    | Q(**{f"{verb}_at__isnull": False, f"{verb}_by__isnull": False}),
                    name=f"period_report_{verb}_is_whole",
                )
                for verb in ("submitted", "verified")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.period}"

    @property
    def region_code(self) -> str:
        """Where its events lie: at the owner's, who could not write them at the region above."""
        return self.measure.owner.region_id

    @property
    def is_handed_in(self) -> bool:
        return self.state in HANDED_IN

    @property
    def target(self) -> Decimal | None:
        return self.measure.target(Period(self.period))

    @property
    def band(self) -> Band | None:
        """The result band, or None while nothing is handed in: a draft is not a result."""
        if not self.is_handed_in or self.target is None or self.realised is None:
            return None
        return band_of(self.realised, self.target, self.measure.plan.near_from)

    def result(self) -> Result:
        """This function will return what the score counts of this report."""
        realised = self.realised if self.is_handed_in else None
        return Result(self.target or Decimal(0), realised, self.state == PeriodReportState.VERIFIED)


class ReportFile(models.Model):
    """Evidence of a report: a photo made anew from its pixels, or a PDF. Only ever added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(PeriodReport, models.PROTECT, related_name="files")
    media_type = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=120)
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [models.UniqueConstraint(fields=["report", "sha256"], name="report_file_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_photo(self) -> bool:
        return self.media_type == "image/jpeg"
