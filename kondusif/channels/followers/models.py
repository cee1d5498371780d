"""Citizens who follow an area, and what they are told."""

from django.db import models
from django.db.models import Q

from kondusif.channels.kinds import Kind
from kondusif.channels.states import DeliveryState
from kondusif.core.ids import new_id


class Follower(models.Model):
    """
    That somebody wants to be told what concerns an area, by one way.

    The address is sealed and found again only by a keyed hash; the row goes when they leave.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in (Kind.EMAIL, Kind.WEBPUSH)])
    sealed = models.BinaryField()
    lookup = models.BinaryField(max_length=32)
    language = models.CharField(max_length=2, default="id")
    asked_at = models.DateTimeField()
    n_asked = models.PositiveSmallIntegerField(default=1)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "kind", "lookup"], name="follower_once")]
        indexes = [
            models.Index(fields=["lookup", "asked_at"], name="follower_asked"),
            models.Index(fields=["region"], condition=Q(confirmed_at__isnull=False), name="follower_of_region"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.region_id}"

    @property
    def region_code(self) -> str:
        return self.region_id


class Bulletin(models.Model):
    """One piece of news for all who follow the places it concerns; ``key`` makes it once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=80, unique=True)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300)
    asks_to_confirm = models.BooleanField(default=False)
    is_urgent = models.BooleanField(default=False)
    queued_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key

    @property
    def region_code(self) -> str:
        return self.region_id


class BulletinCopy(models.Model):
    """One follower's copy of a piece of news; it goes with the follower."""

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="copies")
    follower = models.ForeignKey(Follower, models.CASCADE, related_name="copies")
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in DeliveryState], default="queued")
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=120, blank=True)
    not_before = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "bulletin copies"
        constraints = [models.UniqueConstraint(fields=["bulletin", "follower"], name="bulletin_copy_once")]
        indexes = [models.Index(fields=["bulletin", "not_before"], condition=Q(state="queued"), name="copy_waiting")]

    def __str__(self) -> str:
        return f"copy {self.pk} {self.state}"
