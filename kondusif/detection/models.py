"""Rows of scans of a tenant's reports, of what they found, and of how often chance alone finds as much."""

from django.db import models
from django.db.models import F, Q

from kondusif.core.ids import new_id
from kondusif.detection import rules
from kondusif.detection.states import ACTIVE, SERIES, Judgement, Kind, RunState, Source, Step


class Run(models.Model):
    """
    One scan of one tenant's reports, with all that is needed to repeat it to the bit.

    The counted cells are kept with the run (compressed), because reports go on living: what was
    unverified yesterday may be a hoax today, and yesterday's finding must still be repeatable.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    kind = models.CharField(max_length=8, choices=[(k.value, k.value) for k in Kind], default=Kind.STP)
    source = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Source], default=Source.REPORTS)
    exercise = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=[(s.value, s.value) for s in RunState], default=RunState.QUEUED)
    progress = models.FloatField(default=0.0)  # 0-1
    step = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Step], default=Step.WAITING)

    method = models.CharField(max_length=40, blank=True)
    engine_version = models.CharField(max_length=20, blank=True)
    parameters = models.JSONField(default=dict)
    seed = models.BigIntegerField()
    # By which simulated campaigns its findings were judged; null: by the recurrence interval alone.
    calibration = models.ForeignKey("Calibration", models.PROTECT, null=True, related_name="+")
    counted = models.BinaryField(null=True)  # zlib of the canonical JSON that the scan was given
    input_hash = models.CharField(max_length=64, blank=True)
    result_hash = models.CharField(max_length=64, blank=True)
    result = models.JSONField(default=dict)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    n_reports = models.PositiveIntegerField(default=0)
    n_places = models.PositiveIntegerField(default=0)
    n_unplaced = models.PositiveIntegerField(default=0)  # without a place finer than the regency

    # Null: the schedule asked.
    requested_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=40, blank=True)  # code of the sentence shown
    error_detail = models.CharField(max_length=300, blank=True)  # for whoever mends it

    class Meta:
        ordering = ["-requested_at", "-id"]
        indexes = [models.Index(fields=["region", "kind", "state", "-requested_at"], name="run_latest_of_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "exercise", "kind"],
                condition=Q(state__in=sorted(ACTIVE)),
                name="run_one_active_per_tenant",
            ),
            models.CheckConstraint(condition=Q(progress__range=(0, 1)), name="run_progress_is_a_share"),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="run_failed_says_why"),
            models.CheckConstraint(
                condition=~Q(state="done")
                | (~Q(input_hash="") & ~Q(result_hash="") & ~Q(method="") & Q(finished_at__isnull=False)),
                name="run_done_can_be_repeated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.region_id} {self.state}"

    @property
    def region_code(self) -> str:
        return self.region_id


class Calibration(models.Model):
    """
    Quiet campaigns, simulated over a tenant's own places and habits, each scanned as in life.

    Reports, incidents and silences have campaigns of their own. They say how strong a finding must be before it may be an alarm, and how often chance alone finds as much.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    kind = models.CharField(
        max_length=8, choices=[(kind, kind) for kind in (*(k.value for k in Kind), SERIES)], default=Kind.STP
    )
    source = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Source], default=Source.REPORTS)
    at = models.DateTimeField()
    engine_version = models.CharField(max_length=20)
    parameters = models.JSONField()
    seed = models.BigIntegerField()
    input_hash = models.CharField(max_length=64)
    maxima = models.BinaryField()  # zlib of float64[campaigns, days]: the strongest LLR of every simulated day
    level = models.FloatField()  # the LLR from which on a finding is an alarm
    allowed = models.FloatField()  # alarms in a quiet campaign at that level
    standard_error = models.FloatField()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["region", "kind", "source", "-at"], name="calibration_latest_of_kind")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.at:%Y-%m-%d} level {self.level:.2f}"

    @property
    def region_code(self) -> str:
        return self.region_id


class Cluster(models.Model):
    """A place and a stretch of days with more, or for a silence fewer, reports than chance explains, as one run found it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="clusters")
    rank = models.PositiveSmallIntegerField()
    stream = models.CharField(max_length=20, default="all")  # "all" or a public group of categories
    # The smallest region that holds every member with reports in the window.
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    members = models.JSONField()  # Kemendagri codes of all places in the disc, ascending
    cases_by_member = models.JSONField()  # code -> reports in the window, only places that have some
    starts_on = models.DateField()
    ends_on = models.DateField()
    cases = models.PositiveIntegerField()
    expected = models.FloatField()
    relative_risk = models.FloatField(null=True)  # null: no report anywhere else
    llr = models.FloatField()
    p_value = models.FloatField()
    recurrence_days = models.FloatField()
    # Alarms as strong that a quiet campaign brings, counted in simulated campaigns; null: not known yet.
    alarms_per_campaign = models.FloatField(null=True)
    chance_is_bound = models.BooleanField(default=False)  # true: so often at most
    expected_by_member = models.JSONField(default=dict)  # of a silence: code -> reports that were to be expected
    rate = models.JSONField(default=dict)  # how much these places usually report; see rates.py
    opinions = models.JSONField(default=list)  # of other detectors on its subdistricts; see bridge/opinions.py
    lon = models.FloatField()
    lat = models.FloatField()
    radius_km = models.FloatField()

    # The same finding in the run before, so that an hourly scan announces it once.
    former = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    first_found_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True)
    announced_cases = models.PositiveIntegerField(null=True)

    judgement = models.CharField(
        max_length=10, choices=[(j.value, j.value) for j in Judgement], default=Judgement.UNJUDGED
    )
    note = models.TextField(blank=True)
    judged_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    judged_cases = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["run", "rank"], name="cluster_rank_once_per_run"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cluster_ends_not_before_it_starts"),
            models.CheckConstraint(
                condition=Q(judgement="unjudged", judged_by=None, judged_at=None, judged_cases=None)
                | (
                    ~Q(judgement="unjudged")
                    & Q(judged_by__isnull=False, judged_at__isnull=False, judged_cases__isnull=False)
                ),
                name="cluster_judgement_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(announced_at=None, announced_cases=None)
                | Q(announced_at__isnull=False, announced_cases__isnull=False),
                name="cluster_announcement_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.starts_on}..{self.ends_on} {self.cases}/{self.expected:.1f}"

    @property
    def region_code(self) -> str:
        return self.region_id

    @property
    def is_silence(self) -> bool:
        return self.run.kind == Kind.SILENT

    @property
    def size(self) -> int:
        """By what a finding grows: reports that came, or in a silence those that failed to come."""
        return round(self.expected) - self.cases if self.is_silence else self.cases

    @property
    def is_chance_known(self) -> bool:
        """Whether quiet campaigns were simulated that say how often chance alone brings as much."""
        return self.alarms_per_campaign is not None

    @property
    def chance(self) -> float:
        """By how many alarms as strong a quiet campaign brings it is weighed; never shown unless it is known."""
        if self.alarms_per_campaign is not None:
            return self.alarms_per_campaign
        return rules.alarms_by_recurrence(self.recurrence_days)

    @property
    def stands_out(self) -> bool:
        """Whether it is rare enough in quiet times to be shown as an alarm."""
        return rules.is_alarm(self.chance)

    @property
    def n_days(self) -> int:
        """How many days the window has, both ends counted."""
        return (self.ends_on - self.starts_on).days + 1


class Forecast(models.Model):
    """What one day's forecast of a tenant's verified incidents says, by which model, and how good such forecasts were."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    at = models.DateTimeField()
    first_on = models.DateField()
    last_on = models.DateField()  # the last day that was known; the forecast is of the seven days after it
    engine_version = models.CharField(max_length=20)
    seed = models.BigIntegerField()
    inputs = models.BinaryField()  # zlib of the canonical JSON
    inputs_hash = models.CharField(max_length=64)
    result_hash = models.CharField(max_length=64, blank=True)  # empty: the past was too short for a forecast
    model = models.CharField(max_length=20, blank=True)
    benchmark = models.CharField(max_length=20, blank=True)
    has_won = models.BooleanField(default=False)
    skill = models.FloatField(null=True)
    p_groups = models.FloatField(null=True)
    p_time = models.FloatField(null=True)
    n_origins = models.PositiveIntegerField(default=0)
    scores = models.JSONField(default=dict)  # model -> crps, brier, auroc, coverage_80
    n_unplaced = models.PositiveIntegerField(default=0)  # incidents of no area finer than the tenant

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["region", "-at"], name="forecast_latest")]

    def __str__(self) -> str:
        return f"forecast {self.region_id} {self.last_on}"

    @property
    def region_code(self) -> str:
        return self.region_id

    @property
    def is_made(self) -> bool:
        return bool(self.result_hash)


class AreaForecast(models.Model):
    """What one forecast says of one area: the next seven days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    forecast = models.ForeignKey(Forecast, models.CASCADE, related_name="areas")
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    n_last = models.PositiveIntegerField()
    mean = models.FloatField()
    p_any = models.FloatField()
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    parts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-mean", "region_id"]
        constraints = [
            models.UniqueConstraint(fields=["forecast", "region"], name="area_forecast_once"),
            models.CheckConstraint(condition=Q(high__gte=F("low")), name="area_forecast_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.low}..{self.high}"

    @property
    def region_code(self) -> str:
        return self.region_id
