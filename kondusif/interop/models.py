from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id
from kondusif.interop.states import EndpointState, MessageState


class CapMessage(models.Model):
    """One CAP 1.2 message as it went out: signed bytes that are never made again. Only ever added."""

    identifier = models.CharField(max_length=120, unique=True)
    event = models.OneToOneField("core.Event", models.PROTECT, related_name="+")
    alert = models.ForeignKey("alerts.Alert", models.PROTECT, related_name="cap_messages")
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    msg_type = models.CharField(max_length=8)
    sent_at = models.DateTimeField()
    is_public = models.BooleanField()
    headline = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(fields=["is_public", "-sent_at"], name="cap_public_newest")]

    def __str__(self) -> str:
        return self.identifier

    @property
    def region_code(self) -> str:
        return self.region_id


class PartnerKey(models.Model):
    """
    That a partner's system may knock at the doors for programs: for which region, and for what.

    The key itself is shown once and kept nowhere; the table holds a keyed hash of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)  # whose system: "SP4N-LAPOR Bangkalan"
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    start = models.CharField(max_length=8)  # of the key, to tell two apart
    sends_reports = models.BooleanField(default=True)
    reads_incidents = models.BooleanField(default=False)
    # The most confidential incident it reads; never more than the issuer may.
    clearance = models.PositiveSmallIntegerField(default=0)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-issued_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="partner_key_revoked_is_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"


class WebhookEndpoint(models.Model):
    """Where another program wants to hear of what happens in a region; its secret is sealed, shown once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)  # names of ``webhooks.payloads.EVENTS``
    state = models.CharField(max_length=8, choices=[(s.value, s.value) for s in EndpointState], default="active")
    sealed_secret = models.BinaryField()
    sealed_former = models.BinaryField(null=True, blank=True)  # signs as well for a day after a change
    former_until = models.DateTimeField(null=True, blank=True)
    n_failures = models.PositiveIntegerField(default=0)  # since the last success
    failing_since = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"

    @property
    def region_code(self) -> str:
        return self.region_id


class ServiceRequest(models.Model):
    """That a report came from a partner's system, and the number under which that system asks for its state."""

    number = models.CharField(max_length=20, primary_key=True)
    report = models.OneToOneField("reports.Report", models.PROTECT, related_name="service_request")
    key = models.ForeignKey(PartnerKey, models.PROTECT, related_name="requests")
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "-sent_at", "number"], name="service_request_newest")]

    def __str__(self) -> str:
        return self.number


class CalendarKey(models.Model):
    """The secret word in the address of a person's calendar feeds; the table holds a keyed hash of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="calendar_keys")
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(revoked_at=None), name="calendar_key_one_per_person")
        ]

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"


class AppPassword(models.Model):
    """
    That a phone of a person's fills field forms in the person's name.

    The password is computed from the row when it is needed (``openrosa.accounts``), so that it stands nowhere.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="app_passwords")
    label = models.CharField(max_length=60)  # "HP dinas"
    username = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
    used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.username


class GuessLane(models.Model):
    """How many wrong app passwords came in a row for one account by one way; ``mark`` is a hash of both, and names nobody."""

    mark = models.BinaryField(max_length=32, primary_key=True)
    n_wrong = models.PositiveSmallIntegerField()
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.n_wrong} wrong guesses"


class FieldForm(models.Model):
    """
    An XLSForm of an office's own, and the XForm made of it.

    Phones reach it by an address with a key; one that is for the office's people alone only with an account.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    form_id = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    version = models.CharField(max_length=60)
    default_category = models.CharField(max_length=32)
    workbook = models.BinaryField()
    xform = models.BinaryField()
    # Which question is which part of a report, and which questions take files.
    roles = models.JSONField(default=dict)
    file_questions = models.JSONField(default=list)
    n_questions = models.PositiveIntegerField()
    staff_only = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-published_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "form_id"], condition=models.Q(retired_at=None), name="field_form_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.version}"

    @property
    def region_code(self) -> str:
        return self.region_id


class FormSubmission(models.Model):
    """The filled form of an office as it came, whole; its report holds what could be read as one."""

    report = models.OneToOneField("reports.Report", models.CASCADE, primary_key=True, related_name="+")
    form = models.ForeignKey(FieldForm, models.PROTECT, related_name="submissions")
    version = models.CharField(max_length=60, blank=True)
    document = models.BinaryField()
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.form_id} {self.at:%Y-%m-%d %H:%M}"


class FormFile(models.Model):
    """A file that a filled form speaks of: awaited until it comes, then kept as a photo or refused."""

    report = models.ForeignKey("reports.Report", models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    attachment = models.ForeignKey("reports.Attachment", models.CASCADE, null=True, blank=True, related_name="+")
    refusal = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "name"], name="form_file_once")]

    def __str__(self) -> str:
        return self.name


class WebhookMessage(models.Model):
    """One message to one endpoint: the same bytes under the same id however often it is tried."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="messages")
    event = models.ForeignKey("core.Event", models.PROTECT, null=True, blank=True, related_name="+")  # None: a test
    name = models.CharField(max_length=60)
    body = models.TextField()
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in MessageState], default="queued")
    tries = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-queued_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["endpoint", "event"], name="webhook_message_once")]
        indexes = [models.Index(fields=["not_before"], condition=Q(state="queued"), name="webhook_waiting")]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
