from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kondusif.core.ids import new_id
from kondusif.core.numbers import YearBook
from kondusif.publication.notice_rules import NoticeContent, Source
from kondusif.publication.states import Change, NoticeKind, NoticeState, Verdict


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


class PublicNotice(models.Model):
    """What an office tells everybody of an area: an announcement, or what is true of a claim that goes round."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=32, unique=True, null=True, blank=True)  # from the first release on
    kind = models.CharField(max_length=14, choices=[(k.value, k.value) for k in NoticeKind])
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in NoticeState], default="draft")
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    newest = models.OneToOneField("NoticeVersion", models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)  # when the newest version was released
    exercise = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"], number=None, newest=None, told_at=None)
                | Q(
                    state__in=["released", "withdrawn"],
                    number__isnull=False,
                    newest__isnull=False,
                    told_at__isnull=False,
                ),
                name="notice_told_is_whole",
            )
        ]
        indexes = [models.Index(fields=["state", "-told_at"], name="notice_newest")]

    def __str__(self) -> str:
        return f"{self.number or self.pk} {self.state}"

    @property
    def region_code(self) -> str:
        return self.region_id


class NoticeText(models.Model):
    """The words of a notice, in a draft and in a version alike."""

    title = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    claim = models.TextField(blank=True)
    finding = models.TextField(blank=True)
    verdict = models.CharField(max_length=12, choices=[(v.value, v.value) for v in Verdict], blank=True)
    sources = models.JSONField(default=list)  # [{"name": "KPU Bangkalan", "url": "https://…"}]
    reason = models.TextField(blank=True)  # why it was corrected or withdrawn
    drafted_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    drafted_title = models.CharField(max_length=200)
    drafted_at = models.DateTimeField()
    authors = ArrayField(models.UUIDField(), default=list)  # whoever wrote any version of it: they never release it

    class Meta:
        abstract = True

    def content(self) -> NoticeContent:
        """The words as the rules take them."""
        sources = tuple(Source(s["name"], s.get("url", "")) for s in self.sources)
        verdict = Verdict(self.verdict) if self.verdict else None
        return NoticeContent(self.title, self.body, self.claim, self.finding, verdict, sources)


class NoticeDraft(NoticeText):
    """Words that wait for a second person; gone when they are released or dropped."""

    notice = models.OneToOneField(PublicNotice, models.CASCADE, primary_key=True, related_name="draft")

    def __str__(self) -> str:
        return f"draft of {self.notice_id}"


class NoticeVersion(NoticeText):
    """What the public was told from a moment on, and who stands behind it. Only ever added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="versions")
    n = models.PositiveSmallIntegerField()
    change = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Change])
    headline = models.CharField(max_length=160)
    released_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    released_title = models.CharField(max_length=200)
    released_at = models.DateTimeField()
    content_hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "n"], name="notice_version_once"),
            # Taking back what is wrong must not wait for a colleague; telling always does.
            models.CheckConstraint(
                condition=Q(change="withdrawal")
                | ~Q(drafted_by=F("released_by")) & ~Q(authors__contains=[F("released_by")]),
                name="notice_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} v{self.n}"


class NoticeCounter(YearBook):
    """The last number of a tenant's notices in a year."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region_code", "year"], name="notice_counter_once")]
