from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kondusif.alerts.states import AWAITING, IN_FORCE, AlertState, Level
from kondusif.core.ids import new_id
from kondusif.core.numbers import YearBook


class Alert(models.Model):
    """An early warning: drafted by one, signed by another, addressed to offices, ended by a decision or a date."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=32, unique=True)
    level = models.PositiveSmallIntegerField(choices=[(n.value, n.name) for n in Level])
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in AlertState], default=AlertState.DRAFT)
    title = models.CharField(max_length=160)
    reasons = models.JSONField(default=list)  # [{"code": "same_place", "n": "3", ...}], shown as sentences
    situation = models.TextField()
    action = models.TextField()  # what to do
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    valid_until = models.DateTimeField()
    trigger_key = models.CharField(max_length=80, blank=True)
    cluster = models.ForeignKey("detection.Cluster", models.PROTECT, null=True, blank=True, related_name="alerts")
    is_public = models.BooleanField(default=False)
    public_text = models.TextField(blank=True)
    exercise = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)

    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    authors = ArrayField(models.UUIDField(), default=list)  # whoever wrote any version of it: they never sign it
    wish = models.TextField(blank=True)  # what a colleague wants changed before it is signed
    wish_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.TextField(blank=True)
    single_sign_reason = models.TextField(blank=True)  # red, second authority out of reach: flagged for ever

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted([*AWAITING, AlertState.DECLINED])) | Q(issued_at__isnull=False),
                name="alert_in_force_was_issued",
            ),
            models.UniqueConstraint(
                fields=["trigger_key"],
                condition=Q(state__in=sorted([*AWAITING, *IN_FORCE])) & ~Q(trigger_key=""),
                name="alert_one_open_per_trigger",
            ),
        ]
        indexes = [models.Index(fields=["region", "state", "-level"], name="alert_place")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def region_code(self) -> str:
        return self.region_id

    def content(self) -> dict[str, object]:
        """What a signature covers."""
        return {
            "number": self.number, "level": self.level, "title": self.title, "reasons": self.reasons,
            "situation": self.situation, "action": self.action, "region": self.region_id,
            "valid_until": self.valid_until.isoformat(), "public": self.public_text if self.is_public else "",
            "exercise": self.exercise, "offices": self.addressed(),
        }  # fmt: skip

    def addressed(self) -> list[str]:
        """The offices it goes to: one of them left out or added is another warning."""
        return sorted(str(pk) for pk in self.addressees.values_list("office_id", flat=True))


class Basis(models.Model):
    """A report that an alert rests on."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="basis")
    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="alerts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "report"], name="basis_once")]

    def __str__(self) -> str:
        return f"{self.alert_id} rests on {self.report_id}"


class Signature(models.Model):
    """That a person in an office stands behind exactly this content. Only ever added."""

    class Part(models.TextChoices):
        SIGN = "sign"
        COUNTERSIGN = "countersign"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="signatures")
    part = models.CharField(max_length=12, choices=Part.choices)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="+")
    title = models.CharField(max_length=170)  # with the prefix of an acting holder, as it stood that day
    content_hash = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.part} {self.title}"


class Addressee(models.Model):
    """An office an alert is addressed to, and whether it has answered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alert = models.ForeignKey(Alert, models.CASCADE, related_name="addressees")
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "office"], name="addressee_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="acknowledgement_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} of {self.alert_id}"


class AlertCounter(YearBook):
    """The last number of a tenant's warnings in a year."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region_code", "year"], name="alert_counter_once")]
