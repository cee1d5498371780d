from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id
from kondusif.meetings.states import InviteeState, RuleKind, Way


class InviteRule(models.Model):
    """Who is to be invited, as a rule; resolved into invitees when the invitation goes out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in RuleKind])
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, blank=True, related_name="+")
    body = models.ForeignKey("meetings.Body", models.PROTECT, null=True, blank=True, related_name="+")
    office = models.ForeignKey("people.Office", models.PROTECT, null=True, blank=True, related_name="+")
    guest_name = models.CharField(max_length=120, blank=True)
    guest_organisation = models.CharField(max_length=160, blank=True)
    guest_email = models.EmailField(blank=True)
    added_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.meeting_id}"


class Invitee(models.Model):
    """An office or an outside guest invited to a meeting, and the answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="invitees")
    rule = models.ForeignKey(InviteRule, models.SET_NULL, null=True, blank=True, related_name="invitees")
    office = models.ForeignKey("people.Office", models.PROTECT, null=True, blank=True, related_name="invitations")
    guest_name = models.CharField(max_length=120, blank=True)
    guest_organisation = models.CharField(max_length=160, blank=True)
    guest_email = models.EmailField(blank=True)
    # As it stood when the invitation went out: who held the office, with prefix; empty says "jabatan kosong".
    holder_name = models.CharField(max_length=120, blank=True)
    holder_title = models.CharField(max_length=170, blank=True)
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in InviteeState], default=InviteeState.AWAITED
    )
    represented_by = models.CharField(max_length=160, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    invited_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(office__isnull=False, guest_name="") | (Q(office=None) & ~Q(guest_name="")),
                name="invitee_is_office_or_guest",
            ),
            models.UniqueConstraint(
                fields=["meeting", "office"], condition=Q(office__isnull=False), name="invitee_office_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "guest_name", "guest_organisation"],
                condition=Q(office=None),
                name="invitee_guest_once",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{verb}_at": None, f"{verb}_by": None})
                    | Q(**{f"{verb}_at__isnull": False, f"{verb}_by__isnull": False}),
                    name=f"invitee_{verb}_is_whole",
                )
                for verb in ("read", "answered")
            ),
        ]

    def __str__(self) -> str:
        return self.holder_title or self.guest_name or str(self.office_id)

    @property
    def is_vacant(self) -> bool:
        """Whether nobody held the office when the invitation went out."""
        return self.office_id is not None and not self.holder_name


class Attendance(models.Model):
    """That somebody came: an invitee or one who stands for it, or a guest; taken back by a mark, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="attendance")
    client_id = models.UUIDField()  # made where it was noted: sending twice stores once
    invitee = models.ForeignKey(Invitee, models.PROTECT, null=True, blank=True, related_name="attendance")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=170, blank=True)  # office or institution, as it stands on the list
    phone = models.CharField(max_length=24, blank=True)  # of guests; masked in every copy
    represents = models.BooleanField(default=False)
    way = models.CharField(max_length=8, choices=[(w.value, w.value) for w in Way])
    arrived_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "attendance"
        ordering = ["arrived_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "client_id"], name="attendance_sent_once"),
            models.UniqueConstraint(
                fields=["invitee"],
                condition=Q(invitee__isnull=False, withdrawn_at=None),
                name="attendance_once_per_invitee",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="attendance_withdrawal_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} at {self.meeting_id}"
