"""Rows of the desk's day."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id
from kondusif.daily import states as s


def _choices(kind) -> list[tuple[str, str]]:
    return [(str(member.value), str(member.value)) for member in kind]


def _whole(noun: str, verb: str) -> models.CheckConstraint:
    """A moment and who did it are both there or both absent."""
    return models.CheckConstraint(
        condition=Q(**{f"{verb}_at": None, f"{verb}_by": None})
        | Q(**{f"{verb}_at__isnull": False, f"{verb}_by__isnull": False}),
        name=f"{noun}_{verb}_is_whole",
    )


def _person(**more) -> models.ForeignKey:
    return models.ForeignKey("people.Person", models.PROTECT, related_name="+", **more)


def _office(**more) -> models.ForeignKey:
    return models.ForeignKey("people.Office", models.PROTECT, related_name="+", **more)


def _region() -> models.ForeignKey:
    return models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")


_NEVER = {"null": True, "blank": True}


class SituationReport(models.Model):
    """How things stand in an area at one due moment. Only ever added: a correction is the next version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client_id = models.UUIDField(unique=True)
    content_hash = models.BinaryField(max_length=32)
    region = _region()
    office = _office()
    person = _person()
    due_at = models.DateTimeField()
    version = models.PositiveSmallIntegerField(default=1)
    level = models.PositiveSmallIntegerField(choices=[(n.value, n.name) for n in s.SituationLevel])
    crowd = models.CharField(max_length=10, choices=_choices(s.Crowd))
    n_incidents = models.PositiveSmallIntegerField(default=0)
    incidents_note = models.TextField(blank=True)
    logistics_note = models.TextField(blank=True)
    head_where = models.CharField(max_length=16, choices=_choices(s.HeadWhere))
    needs = models.TextField(blank=True)
    correction_note = models.CharField(max_length=300, blank=True)
    event_at = models.DateTimeField()  # what the report speaks of
    entered_at = models.DateTimeField()  # when it was written, by the phone's clock
    received_at = models.DateTimeField()  # when it reached us
    is_late = models.BooleanField()
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "due_at", "version"], name="situation_version_once"),
            models.CheckConstraint(condition=Q(entered_at__lte=models.F("received_at")), name="situation_not_early"),
        ]
        indexes = [models.Index(fields=["due_at", "region"], name="situation_due")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.due_at:%Y-%m-%d %H:%M} v{self.version}"

    @property
    def region_code(self) -> str:
        return self.region_id


class Silence(models.Model):
    """That an area says nothing: since when, and what was done about it. One open row per area."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = _region()
    since = models.DateTimeField()
    n_missed = models.PositiveSmallIntegerField()
    noticed_at = models.DateTimeField()
    alert = models.ForeignKey("alerts.Alert", models.PROTECT, related_name="+", **_NEVER)
    ended_at = models.DateTimeField(**_NEVER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region"], condition=Q(ended_at=None), name="silence_one_open_per_region")
        ]

    def __str__(self) -> str:
        return f"{self.region_id} silent since {self.since:%Y-%m-%d %H:%M}"

    @property
    def region_code(self) -> str:
        return self.region_id


class PresenceCheck(models.Model):
    """That a head was in the own area: by position, of which only inside or how far is kept, or by word."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client_id = models.UUIDField(unique=True)
    region = _region()
    office = _office()
    person = _person()
    day = models.DateField()
    way = models.CharField(max_length=10, choices=_choices(s.Way))
    standing = models.CharField(max_length=8, choices=_choices(s.Standing))
    distance = models.CharField(max_length=6, blank=True)  # band of kilometres outside; never a position
    statement = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField()
    received_at = models.DateTimeField()
    synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["day", "region"], name="presence_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(standing="outside") | Q(distance=""), name="presence_distance_only_outside"
            )
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.day} {self.standing}"

    @property
    def region_code(self) -> str:
        return self.region_id


class AbsenceOrder(models.Model):
    """An order on leave or travel around the vote: whom it addresses, from when, until when, and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = _region()
    kind = models.CharField(max_length=8, choices=_choices(s.AbsenceKind))
    title = models.CharField(max_length=160)
    reason = models.TextField()
    from_on = models.DateField()
    to_on = models.DateField(**_NEVER)  # open: until it is lifted
    stage = models.ForeignKey("elections.Stage", models.SET_NULL, related_name="+", **_NEVER)
    exceptions = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=_choices(s.OrderState), default=s.OrderState.DRAFTED)
    document_id = models.UUIDField(**_NEVER)
    document_number = models.CharField(max_length=80, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = _person()
    issued_at = models.DateTimeField(**_NEVER)
    issued_by = _person(**_NEVER)
    issued_title = models.CharField(max_length=170, blank=True)
    lifted_at = models.DateTimeField(**_NEVER)
    lifted_by = _person(**_NEVER)
    lift_reason = models.CharField(max_length=300, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            _whole("order", "issued"),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=models.F("from_on")), name="order_ends_not_before_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["region", "state", "from_on"], name="order_place")]

    def __str__(self) -> str:
        return self.title

    @property
    def region_code(self) -> str:
        return self.region_id


class AddressedClass(models.Model):
    """One class of people an order speaks to, and how binding it is for them."""

    order = models.ForeignKey(AbsenceOrder, models.CASCADE, related_name="addressed")
    addressed = models.CharField(max_length=20, choices=_choices(s.Addressed))
    nature = models.CharField(max_length=12, choices=_choices(s.AddressedNature))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "addressed"], name="addressed_once_per_order"),
            # Companies are outside the region's chain: nothing and nobody may instruct them by this form.
            models.CheckConstraint(
                condition=~Q(addressed__in=["state_companies", "private_employers"]) | Q(nature="appeal"),
                name="addressed_companies_only_by_appeal",
            ),
            models.CheckConstraint(
                condition=~Q(addressed="regional_companies") | ~Q(nature="instruction"),
                name="addressed_regional_companies_not_instructed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.addressed} {self.nature}"


class ExceptionRequest(models.Model):
    """A request to be away in spite of an order; granted only with a named substitute."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(AbsenceOrder, models.PROTECT, related_name="requests")
    region = _region()
    office = _office()
    from_on = models.DateField()
    to_on = models.DateField()
    destination = models.CharField(max_length=160)
    reason = models.TextField()
    substitute = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=10, choices=_choices(s.ExceptionState), default=s.ExceptionState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = _person()
    decided_at = models.DateTimeField(**_NEVER)
    decided_by = _person(**_NEVER)
    decision_note = models.CharField(max_length=300, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            _whole("exception", "decided"),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(substitute=""), name="exception_approved_names_substitute"
            ),
            models.CheckConstraint(
                condition=Q(to_on__gte=models.F("from_on")), name="exception_ends_not_before_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.from_on} {self.to_on}"

    @property
    def region_code(self) -> str:
        return self.region_id


class DailyReport(models.Model):
    """The desk's report of one day: figures from the system, words of the officers, one approval."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = _region()
    day = models.DateField()
    day_name = models.CharField(max_length=8, blank=True)  # H-12
    period_from = models.DateTimeField()
    period_to = models.DateTimeField()
    state = models.CharField(max_length=10, choices=_choices(s.DailyReportState), default=s.DailyReportState.ASSEMBLED)
    content = models.JSONField()  # sections of figures, each with its link; frozen when submitted
    summary = models.TextField(blank=True)
    problems = models.TextField(blank=True)
    steps = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    inputs_hash = models.BinaryField(max_length=32, **_NEVER)
    document_id = models.UUIDField(**_NEVER)
    document_number = models.CharField(max_length=80, blank=True)
    assembled_at = models.DateTimeField()
    assembled_by = _person(**_NEVER)
    submitted_at = models.DateTimeField(**_NEVER)
    submitted_by = _person(**_NEVER)
    approved_at = models.DateTimeField(**_NEVER)
    approved_by = _person(**_NEVER)
    approved_title = models.CharField(max_length=170, blank=True)
    sent_back_note = models.CharField(max_length=300, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "day"], name="daily_report_once_per_day"),
            _whole("daily_report", "submitted"),
            _whole("daily_report", "approved"),
            models.CheckConstraint(
                condition=Q(state__in=["assembled", "edited"]) | Q(inputs_hash__isnull=False),
                name="daily_report_frozen_when_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.day}"

    @property
    def region_code(self) -> str:
        return self.region_id

    def frozen(self) -> dict[str, object]:
        """What the hash of a submitted report covers."""
        return {
            "region": self.region_id, "day": self.day.isoformat(), "content": self.content, "summary": self.summary,
            "problems": self.problems, "steps": self.steps, "advice": self.advice,
        }  # fmt: skip


class Handover(models.Model):
    """That an approved daily report went to the level above, by which way, and whether it was received."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(DailyReport, models.PROTECT, related_name="handovers")
    way = models.CharField(max_length=10, choices=_choices(s.HandoverWay))
    to_region_code = models.CharField(max_length=13, blank=True)
    to_text = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField()
    sent_by = _person()
    sent_title = models.CharField(max_length=170)
    acknowledged_at = models.DateTimeField(**_NEVER)
    acknowledged_by = _person(**_NEVER)
    acknowledged_title = models.CharField(max_length=170, blank=True)

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [_whole("handover", "acknowledged")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.way}"


class PressNote(models.Model):
    """What the office tells the press, from the same figures and only such that harm nobody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = _region()
    day = models.DateField()
    title = models.CharField(max_length=160)
    body = models.TextField()
    facts = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=_choices(s.PressNoteState), default=s.PressNoteState.DRAFTED)
    document_id = models.UUIDField(**_NEVER)
    document_number = models.CharField(max_length=80, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = _person()
    authors = ArrayField(models.UUIDField(), default=list)  # whoever wrote any version of it: they never approve it
    approved_at = models.DateTimeField(**_NEVER)
    approved_by = _person(**_NEVER)
    approved_title = models.CharField(max_length=170, blank=True)
    published_at = models.DateTimeField(**_NEVER)
    published_by = _person(**_NEVER)
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [_whole("press_note", "approved"), _whole("press_note", "published")]

    def __str__(self) -> str:
        return self.title

    @property
    def region_code(self) -> str:
        return self.region_id


class Lesson(models.Model):
    """What was learned in a period: what happened, what worked, what to change, and by whom."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = _region()
    election = models.ForeignKey("elections.Election", models.SET_NULL, related_name="+", **_NEVER)
    period = models.CharField(max_length=80)
    happened = models.TextField()
    worked = models.TextField(blank=True)
    change = models.TextField()
    owner = _office(**_NEVER)
    linked = models.CharField(max_length=160, blank=True)  # the meeting or plan it comes from, in words
    state = models.CharField(max_length=8, choices=_choices(s.LessonState), default=s.LessonState.NOTED)
    carried_to = models.CharField(max_length=160, blank=True)
    noted_at = models.DateTimeField()
    noted_by = _person()
    carried_at = models.DateTimeField(**_NEVER)
    carried_by = _person(**_NEVER)
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [_whole("lesson", "carried")]

    def __str__(self) -> str:
        return self.happened[:60]

    @property
    def region_code(self) -> str:
        return self.region_id
