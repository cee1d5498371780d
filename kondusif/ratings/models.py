"""Rows of official ratings: only ever added, each with authority, method, edition and dates."""

from django.db import models
from django.db.models import F, Q

from kondusif.core.ids import new_id
from kondusif.ratings.schemes import Authority, Scheme

_AUTHORITIES = [(a.value, a.value) for a in Authority]
_SCHEMES = [(s.value, s.value) for s in Scheme]


class ImportBatch(models.Model):
    """A table of ratings handed in with the document it comes from: checked first, written on confirmation."""

    class State(models.TextChoices):
        CHECKED = "checked"
        WRITTEN = "written"
        DISCARDED = "discarded"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKED)
    authority = models.CharField(max_length=12, choices=_AUTHORITIES)
    method = models.CharField(max_length=120)
    edition = models.CharField(max_length=60)
    scheme = models.CharField(max_length=12, choices=_SCHEMES)
    cuts = models.JSONField(default=dict)  # of sd_reference and absolute
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    table = models.TextField()  # the CSV as it came, so that what was checked is what is written
    document_name = models.CharField(max_length=160)
    document_path = models.CharField(max_length=160)
    document_sha256 = models.CharField(max_length=64)
    n_valid = models.PositiveIntegerField()
    n_invalid = models.PositiveIntegerField()
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")  # null: the command line
    office = models.ForeignKey("people.Office", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(document_sha256="") & ~Q(document_name="") & ~Q(edition="") & ~Q(method=""),
                name="rating_import_has_document",
            ),
            models.CheckConstraint(
                condition=Q(state="written", written_at__isnull=False) | (~Q(state="written") & Q(written_at=None)),
                name="rating_import_written_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.edition} {self.state}"

    @property
    def region_code(self) -> str:
        return self.region_id


class Rating(models.Model):
    """
    What one authority says of one area, by which method, from when.

    The application's database role may add ratings and read them, never change or remove one; a
    correction is a new row that names the row it supersedes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    authority = models.CharField(max_length=12, choices=_AUTHORITIES)
    method = models.CharField(max_length=120)
    method_version = models.CharField(max_length=20, blank=True)
    edition = models.CharField(max_length=60)
    scheme = models.CharField(max_length=12, choices=_SCHEMES)
    value = models.FloatField(null=True)
    level = models.PositiveSmallIntegerField(null=True)  # 0-3 of the situation; null: no data, or another scale
    class_name = models.CharField(max_length=60)  # the authority's own word
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    document_name = models.CharField(max_length=160, blank=True)
    document_path = models.CharField(max_length=160, blank=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="ratings")
    reasons = models.JSONField(default=list)
    inputs = models.JSONField(default=dict)  # what the automatic method counted
    inputs_hash = models.CharField(max_length=64, blank=True)
    run = models.ForeignKey("detection.Run", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey("people.Office", models.PROTECT, null=True, related_name="+")
    office_title = models.CharField(max_length=200, blank=True)  # as it was signed, with prefix
    at = models.DateTimeField()
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-valid_from", "-at", "-id"]
        indexes = [
            models.Index(fields=["region", "authority", "-valid_from", "-at"], name="rating_standing"),
            models.Index(fields=["at"], name="rating_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(authority="") & ~Q(method="") & ~Q(edition="") & ~Q(class_name=""),
                name="rating_names_authority_and_method",
            ),
            models.CheckConstraint(condition=Q(level=None) | Q(level__range=(0, 3)), name="rating_level_0_to_3"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="rating_ends_not_before_it_starts"
            ),
            # Somebody answers for it: an office, a document, or the published rule with its inputs.
            models.CheckConstraint(
                condition=Q(office__isnull=False) | ~Q(document_sha256="") | (Q(scheme="situation") & ~Q(inputs_hash="")),
                name="rating_is_answered_for",
            ),
            models.CheckConstraint(
                condition=~Q(scheme="situation") | (Q(authority="kesbangpol") & ~Q(method_version="")),
                name="rating_situation_is_of_kesbangpol",
            ),
            models.CheckConstraint(
                condition=~Q(scheme__in=["sd_reference", "sd_local", "absolute"]) | Q(value__isnull=False),
                name="rating_cut_class_has_value",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.authority} {self.region_id}: {self.class_name} ({self.edition})"

    @property
    def region_code(self) -> str:
        return self.region_id


class SituationRound(models.Model):
    """When the situation of a tenant's areas was last worked out: unchanged areas get no new row."""

    region = models.OneToOneField(
        "regions.Region", models.PROTECT, primary_key=True, db_column="region_code", related_name="+"
    )
    at = models.DateTimeField()
    n_areas = models.PositiveIntegerField()
    n_changed = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.region_id} {self.at:%Y-%m-%d %H:%M}"

    @property
    def region_code(self) -> str:
        return self.region_id


class IndexSetting(models.Model):
    """How a tenant's index is cut into classes; only ever added, the newest counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    scheme = models.CharField(max_length=12, choices=_SCHEMES)
    edition = models.CharField(max_length=60, blank=True)
    mean = models.FloatField(null=True)
    sd = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    authority = models.CharField(max_length=12, choices=_AUTHORITIES, blank=True)
    window_days = models.PositiveSmallIntegerField()
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    office_title = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(scheme="sd_reference") | (Q(mean__isnull=False, sd__gt=0) & ~Q(edition="")),
                name="index_reference_names_its_edition",
            ),
            models.CheckConstraint(
                condition=~Q(scheme="absolute") | Q(low__isnull=False, high__gt=F("low")), name="index_cuts_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(scheme="official") | ~Q(authority=""), name="index_official_names_whose"
            ),
            models.CheckConstraint(condition=~Q(scheme="situation"), name="index_is_not_the_situation"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.scheme}"

    @property
    def region_code(self) -> str:
        return self.region_id


class ExpertScore(models.Model):
    """How important one expert holds each indicator, 1 to 4; only ever added, the newest of an expert counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    expert = models.CharField(max_length=120)  # name and institution
    scores = models.JSONField()  # indicator -> 1..4; empty: taken back
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    office_title = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["region", "-at"], name="expert_score_latest")]
        constraints = [models.CheckConstraint(condition=~Q(expert=""), name="expert_score_names_the_expert")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.expert}"

    @property
    def region_code(self) -> str:
        return self.region_id


class IndexRun(models.Model):
    """One working out of a tenant's index, with all that is needed to repeat it to the bit; only ever added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    at = models.DateTimeField()
    first_on = models.DateField()
    last_on = models.DateField()
    formula_version = models.CharField(max_length=10)
    engine_version = models.CharField(max_length=20)
    scheme = models.CharField(max_length=12, choices=_SCHEMES)
    edition = models.CharField(max_length=60, blank=True)
    reference_mean = models.FloatField(null=True)
    reference_sd = models.FloatField(null=True)
    low_cut = models.FloatField(null=True)
    high_cut = models.FloatField(null=True)
    weights = models.JSONField()  # indicator -> weight; they sum to 1
    n_experts = models.PositiveSmallIntegerField()
    draws = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    inputs = models.BinaryField()  # zlib of the canonical JSON the index was worked out from
    inputs_hash = models.CharField(max_length=64)
    result_hash = models.CharField(max_length=64)
    n_areas = models.PositiveIntegerField()
    n_heard = models.PositiveIntegerField()
    warnings = models.JSONField(default=list)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")  # null: the schedule

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["region", "-at"], name="index_run_latest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(inputs_hash="") & ~Q(result_hash="") & ~Q(formula_version=""),
                name="index_run_can_be_repeated",
            )
        ]

    def __str__(self) -> str:
        return f"index {self.region_id} {self.at:%Y-%m-%d %H:%M}"

    @property
    def region_code(self) -> str:
        return self.region_id


class IndexValue(models.Model):
    """What one run says of one area; no value means that nothing was ever heard of it, which is never green."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(IndexRun, models.CASCADE, related_name="values")
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    value = models.FloatField(null=True)
    level = models.CharField(max_length=8, blank=True)  # low, moderate, high; empty: no data, or all areas alike
    p_low = models.FloatField(null=True)
    p_moderate = models.FloatField(null=True)
    p_high = models.FloatField(null=True)
    rank_q05 = models.PositiveIntegerField(null=True)
    rank_median = models.PositiveIntegerField(null=True)
    rank_q95 = models.PositiveIntegerField(null=True)
    dimensions = models.JSONField(default=list)
    indicators = models.JSONField(default=dict)

    class Meta:
        ordering = ["region_id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "region"], name="index_value_once_per_area"),
            models.CheckConstraint(condition=Q(value__isnull=False) | Q(level=""), name="index_class_needs_a_value"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.value}"

    @property
    def region_code(self) -> str:
        return self.region_id

    @property
    def p_shown(self) -> float | None:
        """How likely the class that is shown is, over other weights and methods."""
        return {"low": self.p_low, "moderate": self.p_moderate, "high": self.p_high}.get(self.level)
