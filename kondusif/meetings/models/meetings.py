from secrets import token_hex
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q

from kondusif.core.ids import new_id
from kondusif.meetings.states import MeetingKind, MeetingState
from kondusif.people.roles import Classification

_PAIRS = ("invited", "held", "cancelled")


def _door_key() -> str:
    return token_hex(8)


class Meeting(models.Model):
    """A meeting of any kind: planned, invited to, held, minuted; one that follows another names it as its parent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in MeetingKind])
    state = models.CharField(
        max_length=16, choices=[(s.value, s.value) for s in MeetingState], default=MeetingState.PLANNED
    )
    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="meetings")
    body = models.ForeignKey("meetings.Body", models.PROTECT, null=True, blank=True, related_name="meetings")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    chair_office = models.ForeignKey("people.Office", models.PROTECT, related_name="meetings_chaired")
    clerk_office = models.ForeignKey("people.Office", models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    place_key = models.CharField(max_length=200)  # the place as clashes compare it
    classification = models.PositiveSmallIntegerField(
        choices=[(c.value, c.name) for c in Classification], default=Classification.OPEN
    )
    late_after_minutes = models.PositiveSmallIntegerField(default=15)
    clash_reason = models.TextField(blank=True)  # why a clash was accepted
    synthetic = models.BooleanField(default=False)
    # Signs the code on the wall; a new key makes every earlier code worthless.
    door_key = models.CharField(max_length=16, default=_door_key)
    invitation_document_id = models.UUIDField(null=True, blank=True)
    attendance_document_id = models.UUIDField(null=True, blank=True)

    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    held_at = models.DateTimeField(null=True, blank=True)  # opened by the chair or the clerk
    held_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    cancel_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CANCELLED) | (Q(cancelled_at__isnull=False) & ~Q(cancel_reason="")),
                name="meeting_cancelled_with_a_reason",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{verb}_at": None, f"{verb}_by": None})
                    | Q(**{f"{verb}_at__isnull": False, f"{verb}_by__isnull": False}),
                    name=f"meeting_{verb}_is_whole",
                )
                for verb in _PAIRS
            ),
        ]
        indexes = [
            models.Index(fields=["region", "starts_at"], name="meeting_place_day"),
            models.Index(fields=["starts_at", "state"], name="meeting_day"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def region_code(self) -> str:
        return self.region_id

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the invitation names the hour: the region's."""
        return ZoneInfo(self.region.timezone)


class AgendaItem(models.Model):
    """One point of the agenda, in its order."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    minutes_planned = models.PositiveSmallIntegerField(null=True, blank=True)
    presenter = models.ForeignKey("people.Office", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="agenda_number_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"
