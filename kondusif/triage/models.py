from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id
from kondusif.core.numbers import YearBook
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


class Target(models.TextChoices):
    """Whose place was attacked, if it was one of the election's."""

    NONE = "", "-"
    KPU = "kpu", "KPU"
    BAWASLU = "bawaslu", "Bawaslu"
    WAREHOUSE = "warehouse", "warehouse"


class Incident(models.Model):
    """Something that happens or is about to, known from one or more reports."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=160)
    category = models.CharField(max_length=32, choices=[(c, c) for c in CATEGORIES])
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in IncidentState], default=IncidentState.REPORTED
    )
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    happened_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    has_victims = models.BooleanField(default=False)
    has_weapon = models.BooleanField(default=False)
    target = models.CharField(max_length=12, choices=[(t.value, t.value) for t in Target], blank=True, default="")
    # The highest of its reports: an incident is never easier to read than what it is made of.
    classification = models.PositiveSmallIntegerField(default=1)
    # Known twice: this number lives on under another one, until somebody takes the merge back.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
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
    # The incident it came from by a merge; taking the merge back looks for it.
    merged_from = models.ForeignKey(Incident, models.PROTECT, null=True, blank=True, related_name="+")
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


class IncidentSeries(YearBook):
    """The last number given to an incident of one office in one year."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region_code", "year"], name="series_once_per_year")]


class Suggestion(models.Model):
    """That two reports may tell of one thing: what the engine said, how likely, and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey("reports.Report", models.CASCADE, related_name="suggestions")
    other = models.ForeignKey("reports.Report", models.CASCADE, related_name="+")
    probability = models.FloatField()
    reasons = models.JSONField()  # [[code, value, weight], ...], the heaviest first
    engine_version = models.CharField(max_length=20)
    at = models.DateTimeField()
    # An officer said that they are not the same; null again once somebody takes that back.
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-probability", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "other"], name="suggestion_once_per_pair"),
            models.CheckConstraint(condition=Q(probability__range=(0, 1)), name="suggestion_probability_0_to_1"),
            models.CheckConstraint(condition=~Q(report=models.F("other")), name="suggestion_of_two_reports"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} ~ {self.other_id} {self.probability:.2f}"


class Escalation(models.Model):
    """That a report was overdue and which superior office was told; one for each clock that ran out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey("reports.Report", models.CASCADE, related_name="escalations")
    due_at = models.DateTimeField()
    office = models.ForeignKey("people.Office", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "id"]
        constraints = [models.UniqueConstraint(fields=["report", "due_at"], name="escalation_once_per_clock")]

    def __str__(self) -> str:
        return f"{self.report_id} overdue since {self.due_at:%Y-%m-%d %H:%M}"


class SearchEntry(models.Model):
    """The words of a report or an incident, folded and stemmed; read only through ``triage_search`` (see the ADR)."""

    class Kind(models.TextChoices):
        REPORT = "report"
        INCIDENT = "incident"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    subject_id = models.UUIDField()
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    at = models.DateTimeField()
    vector = SearchVectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="search_entry_once")]
        indexes = [GinIndex(fields=["vector"], name="search_entry_words")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"
