from django.db import models

from kondusif.core.ids import new_id


class Release(models.Model):
    """One issue of the public map of a tenant: made at fixed hours, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    made_at = models.DateTimeField()
    method_version = models.CharField(max_length=10)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["region", "-made_at"], name="release_latest")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def region_code(self) -> str:
        return self.region_id


class Cell(models.Model):
    """
    What one issue says of one area and theme: a band, never a number.

    ``counted`` stays inside: it is what the next issue compares with, so that no band ever moves for
    the sake of fewer than three reports.
    """

    release = models.ForeignKey(Release, models.CASCADE, related_name="cells")
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    group = models.CharField(max_length=14)  # a public group of categories, or "all"
    band = models.PositiveSmallIntegerField()
    counted = models.JSONField(default=list)  # ids behind the band shown, as of its last change
    changed_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "region", "group"], name="cell_once_per_release")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.group} {self.band}"
