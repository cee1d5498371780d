from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id
from kondusif.elections.deadlines import Limit, Unit
from kondusif.reports.categories import CATEGORIES, SEALED
from kondusif.reports.rules import Clock
from kondusif.reports.states import Channel, DisclosureState, ImportState, Maturity, ReportState, Urgency


class Report(models.Model):
    """
    One report of potential trouble, whoever sent it by whatever way.

    No address, device or browser of the sender is kept. The receipt is not stored: only a keyed
    hash of it, so that a stolen table finds no reporter's page.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client_id = models.UUIDField(unique=True)
    content_hash = models.BinaryField(max_length=32)
    receipt_hash = models.BinaryField(max_length=32, unique=True)
    channel = models.CharField(max_length=16, choices=[(c.value, c.value) for c in Channel])
    state = models.CharField(
        max_length=16, choices=[(s.value, s.value) for s in ReportState], default=ReportState.RECEIVED
    )

    category = models.CharField(max_length=32, choices=[(c, c) for c in CATEGORIES])
    maturity = models.CharField(
        max_length=12, choices=[(m.value, m.value) for m in Maturity], default=Maturity.POTENTIAL
    )
    text = models.TextField()
    crowd_estimate = models.PositiveIntegerField(null=True, blank=True)
    station_number = models.PositiveSmallIntegerField(null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(choices=[(u.value, u.name) for u in Urgency])
    classification = models.PositiveSmallIntegerField(default=1)  # people.roles.Classification; limited

    # The village where the place is known, else the subdistrict or regency; always within a tenant.
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    subdistrict_code = models.GeneratedField(
        expression=models.Func("region", 8, function="LEFT", output_field=models.CharField()),
        output_field=models.CharField(max_length=8),
        db_persist=True,
    )
    regency_code = models.GeneratedField(
        expression=models.Func("region", 5, function="LEFT", output_field=models.CharField()),
        output_field=models.CharField(max_length=5),
        db_persist=True,
    )
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    place_text = models.CharField(max_length=200, blank=True)

    event_at = models.DateTimeField()  # when it happened, the reporter says
    entered_at = models.DateTimeField()  # when it was typed
    received_at = models.DateTimeField()  # when it reached us
    first_action_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)  # the running response clock
    closed_at = models.DateTimeField(null=True, blank=True)

    source_rating = models.CharField(max_length=1, default="F")  # A-F
    info_rating = models.PositiveSmallIntegerField(default=6)  # 1-6
    anonymous = models.BooleanField(default=True)
    exercise = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)
    reporter = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    reporter_office = models.ForeignKey("people.Office", models.PROTECT, null=True, blank=True, related_name="+")
    # A report against an office is hidden from that office and whoever sits in it.
    about_office = models.ForeignKey("people.Office", models.PROTECT, null=True, blank=True, related_name="+")
    referred_to = models.CharField(max_length=160, blank=True)
    decision_note = models.TextField(blank=True)
    outcome_note = models.TextField(blank=True)  # what became of it, in words meant for the reporter
    # Whose task it is now; the reporter reads the office's title, never a person's name.
    handler = models.ForeignKey("people.Office", models.PROTECT, null=True, blank=True, related_name="+")
    reopened_at = models.DateTimeField(null=True, blank=True)  # the reporter's one objection

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False), name="report_point_is_whole"
            ),
            models.CheckConstraint(condition=Q(info_rating__range=(1, 6)), name="report_info_rating_1_to_6"),
            models.CheckConstraint(condition=Q(source_rating__regex=r"^[A-F]$"), name="report_source_rating_a_to_f"),
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(reporter=None), name="report_anonymous_names_nobody"
            ),
        ]
        indexes = [
            # The queue: most urgent first, then oldest; only rows that wait.
            models.Index(
                models.F("regency_code"), models.F("urgency").desc(), models.F("received_at"), models.F("id"),
                name="report_queue", condition=Q(state__in=["received", "screened", "verifying", "reopened"]),
            ),
            models.Index(fields=["regency_code", "-received_at", "id"], name="report_recent"),
            models.Index(fields=["region", "event_at"], name="report_place_time"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.category} {self.region_id} {self.state}"

    @property
    def region_code(self) -> str:
        return self.region_id

    @property
    def shown_text(self) -> str:
        """The words, or that they are sealed."""
        return self.text or str(SEALED)


class Contact(models.Model):
    """How to reach a reporter who chose to be reached: sealed bytes, apart from the report."""

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="contact")
    sealed = models.BinaryField()
    hint = models.CharField(max_length=4, blank=True)  # the last two digits, to tell two apart

    def __str__(self) -> str:
        return f"contact of {self.report_id}"


class Attachment(models.Model):
    """
    A photo, made anew from its pixels; what the phone sent is never kept and never served.

    Where the words of its report are sealed, so is the photo: then there is a key, and no size to be told.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="attachments")
    path = models.CharField(max_length=120, unique=True)
    media_type = models.CharField(max_length=40)
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    key = models.ForeignKey("people.GroupKey", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.path


class PhotoUpload(models.Model):
    """A photo on its way after its report: sealed by the phone, whose key comes with the last word."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="uploads")
    sha256 = models.BinaryField(max_length=32)  # of what is sealed: tells nothing of the picture
    size = models.PositiveIntegerField()
    n_bytes = models.PositiveIntegerField(default=0)  # there from the start on, without a gap
    begun_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    refused = models.CharField(max_length=240, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "sha256"], name="photo_upload_once"),
            models.CheckConstraint(condition=Q(n_bytes__lte=models.F("size")), name="photo_upload_not_past_its_end"),
        ]

    def __str__(self) -> str:
        return f"{self.n_bytes}/{self.size}"


class PhotoPart(models.Model):
    """Some sealed bytes of such a photo; gone when the photo is whole."""

    upload = models.ForeignKey(PhotoUpload, models.CASCADE, related_name="parts")
    offset = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "offset"], name="photo_part_once")]

    def __str__(self) -> str:
        return f"{self.offset}"


class Message(models.Model):
    """A line between the desk and the reporter, who needs no name for it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="messages")
    from_reporter = models.BooleanField()
    office = models.ForeignKey("people.Office", models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_reporter=True, office=None) | Q(from_reporter=False, office__isnull=False),
                name="message_has_one_side",
            )
        ]

    def __str__(self) -> str:
        return f"{'reporter' if self.from_reporter else 'desk'} {self.at:%Y-%m-%d %H:%M}"


class SealedText(models.Model):
    """Words that were sealed in a browser; nobody reads them here, only whoever holds the key of the role group."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="sealed_texts")
    message = models.OneToOneField(Message, models.CASCADE, null=True, blank=True, related_name="sealed")
    key = models.ForeignKey("people.GroupKey", models.PROTECT, related_name="+")
    envelope = models.BinaryField()  # to the group
    answer = models.BinaryField(default=b"", blank=True)  # the same words to the reporter, of a line from the desk
    reading_key = models.BinaryField(
        default=b"", blank=True, max_length=32
    )  # the reporter's public half, with the report
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report"], condition=Q(message=None), name="sealed_report_once"),
        ]

    def __str__(self) -> str:
        return f"sealed words of {self.report_id}"


class Disclosure(models.Model):
    """That somebody wants to learn who a reporter is, and why; never changed, never removed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="disclosures")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="+")
    reason = models.TextField()  # the reporter reads it once the contact was opened
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-at"], name="disclosure_at")]

    def __str__(self) -> str:
        return f"disclosure {self.pk}"


class DisclosureStep(models.Model):
    """What a person in an office decided or did about a disclosure; never changed, never removed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in DisclosureState])
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            # Two persons who decide at the same moment: the second one is refused by the table itself.
            models.UniqueConstraint(
                fields=["disclosure"], condition=Q(state__in=["approved", "refused"]), name="disclosure_decided_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.disclosure_id}"


class ResponseLimit(models.Model):
    """How soon a report of one urgency is to be looked at and judged; the office may change the figures."""

    urgency = models.PositiveSmallIntegerField(choices=[(u.value, u.name) for u in Urgency], primary_key=True)
    acknowledge_minutes = models.PositiveIntegerField()
    act_minutes = models.PositiveIntegerField(null=True, blank=True)
    act_working_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(act_minutes=None, act_working_days__isnull=False)
                | Q(act_minutes__isnull=False, act_working_days=None),
                name="response_limit_is_time_or_days",
            )
        ]

    def __str__(self) -> str:
        return f"{Urgency(self.urgency).name}: {self.acknowledge_minutes} min"

    @property
    def clock(self) -> Clock:
        """The figures as the deadline engine takes them."""
        if self.act_minutes is None:
            act = Limit(self.act_working_days, Unit.WORKING_DAYS)
        else:
            act = Limit(self.act_minutes, Unit.MINUTES)
        return Clock(Limit(self.acknowledge_minutes, Unit.MINUTES), act)


class SheetImport(models.Model):
    """A table of reports: uploaded, tried out, brought in, and for some days taken back on request."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in ImportState], default=ImportState.UPLOADED
    )
    file_name = models.CharField(max_length=200)
    sha256 = models.BinaryField(max_length=32)
    content = models.BinaryField()
    heads = models.JSONField(default=list)
    columns = models.JSONField(default=dict)  # our field -> place of the column, from 0
    category = models.CharField(max_length=32)  # of rows that name none
    as_history = models.BooleanField(default=False)
    exercise = models.BooleanField(default=False)
    n_rows = models.PositiveIntegerField(default=0)
    n_ready = models.PositiveIntegerField(default=0)
    n_known = models.PositiveIntegerField(default=0)  # brought in before, or twice in the table
    n_faulty = models.PositiveIntegerField(default=0)
    n_done = models.PositiveIntegerField(default=0)
    n_withdrawn = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)  # [row, column, sentence], the first thousand
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def region_code(self) -> str:
        return self.region_id


class ImportedReport(models.Model):
    """Which row of which table a report came from; only where the table brought it first."""

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="+")
    sheet = models.ForeignKey(SheetImport, models.CASCADE, related_name="reports")
    row = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.row}"
