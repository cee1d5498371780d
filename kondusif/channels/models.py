from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kondusif.alerts.states import Level
from kondusif.channels.kinds import CHOICES, Kind
from kondusif.channels.states import DeliveryState, Step
from kondusif.core.ids import new_id
from kondusif.people.roles import Role


class Address(models.Model):
    """
    Where a person is reached by one way: a number, a chat, a browser that subscribed.

    It is used once it is verified; ending it is a date, never a deletion. The account's own e-mail
    address and an office's mailbox need no row here: they are always possible.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="addresses")
    kind = models.CharField(max_length=12, choices=CHOICES)
    address = models.TextField()  # +628…, a chat's number, the endpoint of a push service
    keys = models.JSONField(default=dict, blank=True)  # Web Push: {"p256dh": …, "auth": …}
    label = models.CharField(max_length=60, blank=True)  # "HP dinas", "Chrome di Android"
    is_active = models.BooleanField(default=True)  # switched off by the person, not ended
    added_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=120, blank=True)
    code_hash = models.BinaryField(max_length=32, null=True, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [
            # One number answers for one person: whoever verifies it last.
            models.UniqueConstraint(
                fields=["kind", "address"],
                condition=Q(verified_at__isnull=False, ended_at=None),
                name="address_answers_for_one",
            )
        ]
        indexes = [models.Index(fields=["person", "kind"], condition=Q(ended_at=None), name="address_of_person")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class Delivery(models.Model):
    """
    One message to one person or office by one way; made in the transaction of what it tells, sent afterwards.

    ``key`` makes it once: the same news to the same address is one row whatever happens. It is
    marked sent only after the carrier took it, so a crash in between sends it again, with the same key.
    """

    State = DeliveryState

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=12, choices=CHOICES, default=Kind.EMAIL)
    address = models.TextField()
    to = models.ForeignKey(Address, models.PROTECT, null=True, blank=True, related_name="deliveries")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    office = models.ForeignKey("people.Office", models.PROTECT, null=True, blank=True, related_name="+")
    news = models.CharField(max_length=20, blank=True)  # issued, climbed, reminded …
    code = models.CharField(max_length=8, blank=True)  # what the person writes back: SIAP 4821
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    is_urgent = models.BooleanField(default=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    alert = models.ForeignKey("alerts.Alert", models.PROTECT, null=True, blank=True, related_name="deliveries")
    task = models.ForeignKey("coordination.Task", models.PROTECT, null=True, blank=True, related_name="deliveries")
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in DeliveryState], default="queued")
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    provider_id = models.CharField(max_length=120, blank=True)
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    good_until = models.DateTimeField(null=True, blank=True)  # later it would only mislead
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent"), name="delivery_sent_has_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["kind", "not_before"], condition=Q(state="queued"), name="delivery_waiting"),
            models.Index(fields=["kind", "provider_id"], condition=~Q(provider_id=""), name="delivery_at_provider"),
            models.Index(fields=["person", "-queued_at"], condition=~Q(code=""), name="delivery_to_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.state}"

    @property
    def region_code(self) -> str:
        return self.region_id


class Preference(models.Model):
    """When a person wants to be left alone; red warnings come all the same."""

    person = models.OneToOneField("people.Person", models.PROTECT, primary_key=True, related_name="+")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None) | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_are_whole",
            )
        ]

    def __str__(self) -> str:
        return f"preferences of {self.person_id}"


class Duty(models.Model):
    """Piket: who of an office is on duty from when to when. Taken back by a date, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="duties")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="duties")
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="duty_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["office", "person", "starts_at"], condition=Q(removed_at=None), name="duty_once"
            ),
        ]
        indexes = [models.Index(fields=["office", "ends_at"], condition=Q(removed_at=None), name="duty_of_office")]

    def __str__(self) -> str:
        return f"duty of {self.person_id} from {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def region_code(self) -> str:
        return self.region_id


class TellRule(models.Model):
    """That offices of a role hear of each warning over an area from a level on, though it is not addressed to them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    role = models.CharField(max_length=24, choices=[(r.value, r.value) for r in Role])
    from_level = models.PositiveSmallIntegerField(choices=[(n.value, n.name) for n in Level])
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "role"], condition=Q(removed_at=None), name="tell_rule_once_per_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} in {self.region_id} from level {self.from_level}"

    @property
    def region_code(self) -> str:
        return self.region_id


class Climb(models.Model):
    """Where a warning stands in its call tree, and until when that step may answer."""

    alert = models.OneToOneField("alerts.Alert", models.PROTECT, primary_key=True, related_name="climb")
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    step = models.CharField(max_length=8, choices=[(s.value, s.value) for s in Step])
    office_ids = ArrayField(models.UUIDField())
    told_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, blank=True)  # answered, unanswered, over

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="climb_ends_with_an_outcome",
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(ended_at=None), name="climb_open")]

    def __str__(self) -> str:
        return f"climb of {self.alert_id} at {self.step}"

    @property
    def region_code(self) -> str:
        return self.region_id


# The rows of the talks, of calls and of followers stand in their folders; Django looks for models here.
from kondusif.channels.calls.models import Call, Caller  # noqa: E402
from kondusif.channels.dialogue.models import Conversation, HeldPhoto, InboundMessage, Reply, WebhookEvent  # noqa: E402
from kondusif.channels.followers.models import Bulletin, BulletinCopy, Follower  # noqa: E402

__all__ = [
    "Address",
    "Bulletin",
    "BulletinCopy",
    "Call",
    "Caller",
    "Climb",
    "Conversation",
    "Delivery",
    "Duty",
    "Follower",
    "HeldPhoto",
    "InboundMessage",
    "Preference",
    "Reply",
    "TellRule",
    "WebhookEvent",
]
