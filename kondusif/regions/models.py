"""Rows of regions, their boundaries, and the offices that use this installation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kondusif.regions import codes
from kondusif.regions.gazetteer import EDITION
from kondusif.regions.kinds import LEVEL_OF, Kind, Level, titled


class Region(models.Model):
    """A province, regency, subdistrict or village, known by its Kemendagri code."""

    code = models.CharField(max_length=13, primary_key=True, db_collation="C")
    level = models.PositiveSmallIntegerField(choices=[(level.value, level.name.lower()) for level in Level])
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    code_system = models.CharField(max_length=30, default=EDITION)
    timezone = models.CharField(max_length=20)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    postal_code = models.CharField(max_length=5, blank=True)
    search_name = models.CharField(max_length=100)
    capital = models.CharField(max_length=60, blank=True)
    official_area_km2 = models.FloatField(null=True)
    # Null means unknown: what is published must never take a missing number for a small one.
    population = models.PositiveIntegerField(null=True)
    population_source = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "search_name"], name="region_level_search")]
        constraints = [
            models.CheckConstraint(
                name="region_level_fits_kind",
                condition=Q(
                    *[Q(kind=kind.value, level=level.value) for kind, level in LEVEL_OF.items()],
                    _connector=Q.OR,
                ),
            ),
            models.CheckConstraint(
                name="region_only_provinces_have_no_parent",
                condition=Q(level=1, parent=None) | Q(level__gt=1, parent__isnull=False),
            ),
            models.CheckConstraint(
                name="region_point_is_whole",
                condition=Q(lon=None, lat=None)
                | Q(lon__isnull=False, lat__isnull=False, lon__range=(-180, 180), lat__range=(-90, 90)),
            ),
            models.CheckConstraint(
                name="region_population_names_its_source",
                condition=Q(population=None, population_source="")
                | (Q(population__isnull=False) & ~Q(population_source="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """This function will return the name as an official letter writes it: ``Kecamatan Geger``."""
        return titled(self.kind, self.name)

    @property
    def province_code(self) -> str:
        """This function will return the code of the province this region is or lies in."""
        return self.code[:2]

    @property
    def regency_code(self) -> str | None:
        """This function will return the code of the regency this region is or lies in, if any."""
        return codes.ancestor(self.code, Level.REGENCY)

    @property
    def subdistrict_code(self) -> str | None:
        """This function will return the code of the subdistrict this region is or lies in, if any."""
        return codes.ancestor(self.code, Level.SUBDISTRICT)

    def contains(self, code: str) -> bool:
        """This function will tell whether *code* is this region or lies in it."""
        return codes.lies_in(code, self.code)


class Boundary(models.Model):
    """One edition of a region's area; at most one per region is current."""

    region = models.ForeignKey(Region, models.CASCADE, related_name="boundaries")
    edition = models.CharField(max_length=60)
    approximate = models.BooleanField()
    current = models.BooleanField(default=True)
    geometry = models.BinaryField()
    # A finished GeoJSON feature, simplified: the map joins bytes and parses nothing.
    feature = models.BinaryField()
    area_km2 = models.FloatField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    valid_from = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["region_id", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region"], condition=Q(current=True), name="boundary_one_current_per_region"
            ),
            models.UniqueConstraint(fields=["region", "edition"], name="boundary_one_per_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} ({self.edition})"


class Tenant(models.Model):
    """An office that uses this installation: a regency, a city, or a province above regencies."""

    region = models.OneToOneField(Region, models.PROTECT, related_name="tenant")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=20)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["region_id"]

    def __str__(self) -> str:
        return self.name


class DataLoad(models.Model):
    """Which file of shipped regions was loaded, so that loading it again costs nothing."""

    what = models.CharField(max_length=60, unique=True)
    edition = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    n_rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.what}: {self.edition}"
