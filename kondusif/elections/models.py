"""Rows of elections, their stages and their polling stations."""

from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id
from kondusif.elections.deadlines import Limit, Unit
from kondusif.elections.rules import Certainty, LawFamily, LimitFamily


class Election(models.Model):
    """One vote on one day: national, local or of village heads."""

    class Kind(models.TextChoices):
        PEMILU = "pemilu"
        PILKADA = "pilkada"
        PILKADES = "pilkades"

    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=120)
    voting_on = models.DateField()
    law_family = models.CharField(max_length=10, choices=[(family.value, family.value) for family in LawFamily])
    # Null means the whole country.
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, related_name="elections")
    # Invented for demonstrations and practice; every page says so.
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-voting_on", "slug"]

    def __str__(self) -> str:
        return self.name


class Stage(models.Model):
    """A part of an election's calendar, with the rule it comes from."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="stages")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=160)
    from_on = models.DateField()
    to_on = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["from_on", "to_on", "code"]
        constraints = [
            models.UniqueConstraint(fields=["election", "code"], name="stage_code_once_per_election"),
            models.CheckConstraint(condition=Q(to_on__gte=models.F("from_on")), name="stage_ends_not_before_it_starts"),
        ]

    def __str__(self) -> str:
        return self.name


class PollingStation(models.Model):
    """One TPS of one election in one village."""

    class Kind(models.TextChoices):
        REGULAR = "regular"
        SPECIAL = "special"

    election = models.ForeignKey(Election, models.CASCADE, related_name="stations")
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="stations")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.REGULAR)
    voters_m = models.PositiveIntegerField(null=True)
    voters_f = models.PositiveIntegerField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["region_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["election", "region", "number"], name="station_number_once_per_village"),
            models.CheckConstraint(
                name="station_point_is_whole",
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"TPS {self.number:03d}"


class LegalLimit(models.Model):
    """A limit that a law sets: what starts it, how long it runs, where that is written, and how sure it is."""

    code = models.CharField(max_length=24)
    law_family = models.CharField(max_length=12, choices=[(f.value, f.value) for f in LimitFamily])
    trigger = models.CharField(max_length=160)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=16, choices=[(u.value, u.value) for u in Unit])
    source = models.CharField(max_length=200)
    certainty = models.CharField(max_length=1, choices=[(c.value, c.value) for c in Certainty])
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["law_family", "code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="legal_limit_once_from_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="legal_limit_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.amount} {self.unit}"

    @property
    def limit(self) -> Limit:
        """The figures as the deadline engine takes them."""
        return Limit(self.amount, Unit(self.unit))


class RegionalDay(models.Model):
    """A day on which the offices of one region are closed by its own decree."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="regional_days")
    day = models.DateField()
    name = models.CharField(max_length=120)
    decree = models.CharField(max_length=160)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    # A day entered by mistake stays on record and no longer counts.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["day", "region_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "day"], condition=Q(withdrawn_at=None), name="regional_day_once_per_region"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"


class PastElection(models.Model):
    """How an earlier election went in a region: turnout and trouble, and never who got how many votes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="past_elections")
    kind = models.CharField(max_length=10, choices=Election.Kind.choices)
    name = models.CharField(max_length=120)
    voting_on = models.DateField()
    n_voters = models.PositiveIntegerField(null=True, blank=True)  # on the list (DPT)
    n_voted = models.PositiveIntegerField(null=True, blank=True)  # who came, whatever they voted
    n_stations = models.PositiveIntegerField(null=True, blank=True)
    n_incidents = models.PositiveIntegerField(null=True, blank=True)
    n_disputes = models.PositiveIntegerField(null=True, blank=True)
    n_revotes = models.PositiveIntegerField(null=True, blank=True)  # stations that voted again (PSU)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=200)
    synthetic = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["region_id", "voting_on", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["region", "kind", "voting_on"], name="past_election_once"),
            models.CheckConstraint(
                condition=Q(n_voters=None) | Q(n_voted=None) | Q(n_voted__lte=models.F("n_voters") * 2),
                name="past_election_plausible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.region_id}"

    @property
    def region_code(self) -> str:
        return self.region_id

    @property
    def turnout(self) -> float | None:
        """The share of the list that came; None where a number is missing."""
        return self.n_voted / self.n_voters if self.n_voters and self.n_voted is not None else None
