from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from kondusif.coordination.states import UNFINISHED, Nature, TaskState
from kondusif.core.ids import new_id
from kondusif.core.numbers import YearBook


class Task(models.Model):
    """Something an office has to do by a moment, from whom, and what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=160)
    text = models.TextField()
    nature = models.CharField(max_length=12, choices=[(n.value, n.value) for n in Nature])
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in TaskState], default=TaskState.OPEN)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    owner = models.ForeignKey("people.Office", models.PROTECT, related_name="tasks")
    giver = models.ForeignKey("people.Office", models.PROTECT, related_name="tasks_given")
    alert = models.ForeignKey("alerts.Alert", models.PROTECT, null=True, blank=True, related_name="tasks")
    # Offices that help: they see the task and add evidence; the owner answers for it. Their regions stand
    # beside them because row security needs them, and offices are never removed.
    supporter_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    supporter_regions = ArrayField(models.CharField(max_length=13), default=list, blank=True)
    # Where it was born, besides a warning: "meeting", "plan" …; rooms that come later name themselves.
    source_type = models.CharField(max_length=40, blank=True)
    source_id = models.UUIDField(null=True, blank=True)
    due_at = models.DateTimeField()
    # The day as it was said, "H-7"; due_at is what it meant when the task was given.
    due_rule = models.CharField(max_length=8, blank=True)
    # Made by the sender: the same task sent twice over a bad line is stored once.
    client_id = models.UUIDField(null=True, blank=True, unique=True)
    synthetic = models.BooleanField(default=False)

    given_at = models.DateTimeField()
    given_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    # The owner office's first look, whoever held it then; apart from accepting.
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True)
    raised_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    # What the reporter is told when the task is verified: plain words, no names.
    outcome = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{verb}_at": None, f"{verb}_by": None})
                | Q(**{f"{verb}_at__isnull": False, f"{verb}_by__isnull": False}),
                name=f"task_{verb}_is_whole",
            )
            for verb in ("read", "accepted", "done", "verified")
        ] + [
            models.CheckConstraint(
                condition=Q(source_type="", source_id=None) | (~Q(source_type="") & Q(source_id__isnull=False)),
                name="task_source_is_whole",
            )
        ]
        indexes = [
            models.Index(fields=["owner", "state", "due_at"], name="task_owner_due"),
            models.Index(fields=["source_type", "source_id"], condition=~Q(source_type=""), name="task_source"),
            # The list in the order of its pages, of everybody's and of one office's tasks.
            models.Index(fields=["due_at", "id"], condition=Q(state__in=sorted(UNFINISHED)), name="task_list"),
            models.Index(
                fields=["region", "due_at", "id"], condition=Q(state__in=sorted(UNFINISHED)), name="task_region_list"
            ),
            models.Index(fields=["given_at"], condition=Q(state="open", raised_at=None), name="task_unanswered"),
            GinIndex(fields=["supporter_ids"], name="task_supporters"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def region_code(self) -> str:
        return self.region_id

    def is_overdue(self, at: datetime) -> bool:
        """Whether the time has passed and it is not done; a flag beside the state, never a state."""
        return self.state in UNFINISHED and self.due_at < at


class Evidence(models.Model):
    """What shows that work was done: words, and a photo made anew from its pixels. Only ever added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="evidence")
    note = models.TextField()
    path = models.CharField(max_length=120, blank=True)
    sha256 = models.BinaryField(max_length=32, null=True, blank=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Made on the phone: the same note sent twice over a bad line is stored once.
    client_id = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"evidence of {self.task_id}"


class TaskCounter(YearBook):
    """The last number of a tenant's tasks in a year."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region_code", "year"], name="task_counter_once")]
