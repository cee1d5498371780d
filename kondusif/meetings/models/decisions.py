from datetime import datetime

from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id


def _removal_is_whole(name: str) -> models.CheckConstraint:
    """Taken out by somebody at a moment, or not taken out."""
    return models.CheckConstraint(
        condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
        name=f"{name}_removal_is_whole",
    )


class Decision(models.Model):
    """Something the meeting agreed on, born in its minutes; taken out by a mark, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="decisions")
    item = models.ForeignKey("meetings.AgendaItem", models.PROTECT, null=True, blank=True, related_name="decisions")
    text = models.TextField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [_removal_is_whole("decision")]

    def __str__(self) -> str:
        return self.text[:60]


class Directive(models.Model):
    """
    What the chair tells offices to do, in a meeting or by word of mouth; it becomes a task for each of them.

    Written in a meeting it waits for the minutes' approval. Given by word of mouth (*oral*) it is in force at
    once and has to be ratified: by the minutes that mention it, or by the one who gave it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, null=True, blank=True, related_name="directives")
    item = models.ForeignKey("meetings.AgendaItem", models.PROTECT, null=True, blank=True, related_name="directives")
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    giver = models.ForeignKey("people.Office", models.PROTECT, related_name="directives")
    title = models.CharField(max_length=160)
    text = models.TextField()
    due_at = models.DateTimeField()
    due_rule = models.CharField(max_length=8, blank=True)  # "H-7": the voting day moved, the date moves
    day_off_meant = models.BooleanField(default=False)  # due on a day off, and that is meant
    oral = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)

    added_at = models.DateTimeField()
    added_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    ratify_by = models.DateTimeField(null=True, blank=True)
    ratified_at = models.DateTimeField(null=True, blank=True)
    ratified_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)  # when it was noted that nobody ratified it in time

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            _removal_is_whole("directive"),
            models.CheckConstraint(
                condition=Q(ratified_at=None, ratified_by=None)
                | Q(ratified_at__isnull=False, ratified_by__isnull=False),
                name="directive_ratified_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(oral=False, meeting__isnull=False, ratify_by=None) | Q(oral=True, ratify_by__isnull=False),
                name="directive_has_minutes_or_a_clock",
            ),
        ]
        indexes = [models.Index(fields=["ratify_by"], condition=Q(ratified_at=None), name="directive_to_ratify")]

    def __str__(self) -> str:
        return self.title

    @property
    def region_code(self) -> str:
        return self.region_id

    def is_unratified(self, at: datetime) -> bool:
        """Whether it was given by word of mouth, and nobody ratified it in time."""
        return bool(self.oral and self.ratified_at is None and self.removed_at is None and self.ratify_by < at)


class DirectiveOwner(models.Model):
    """An office that a directive is for, and the task it became there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    directive = models.ForeignKey(Directive, models.CASCADE, related_name="owners")
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="+")
    task = models.OneToOneField("coordination.Task", models.PROTECT, null=True, blank=True, related_name="directive")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["directive", "office"], name="directive_office_once")]

    def __str__(self) -> str:
        return f"{self.directive_id} for {self.office_id}"


class MeetingIssue(models.Model):
    """A strategic issue that came up in a meeting; the register of issues hears of it when the minutes are approved."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="issues")
    item = models.ForeignKey("meetings.AgendaItem", models.PROTECT, null=True, blank=True, related_name="issues")
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [_removal_is_whole("issue")]

    def __str__(self) -> str:
        return self.title
