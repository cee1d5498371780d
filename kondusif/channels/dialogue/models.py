"""Rows of the talks with citizens; none of them holds a number, an address or a word in the clear."""

from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id


class Conversation(models.Model):
    """
    The talk with one sender by one channel.

    ``mark`` is a keyed hash of the sender's address under a key that changes each quarter; the sealed
    address is there only to answer, and is forgotten a week after the last message.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12)
    account = models.CharField(max_length=40, blank=True)  # the gateway or bot it came by
    mark = models.BinaryField(max_length=32)
    sealed_address = models.BinaryField(null=True, blank=True)
    language = models.CharField(max_length=2, default="id")
    begun_at = models.DateTimeField()
    heard_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "mark"], name="conversation_one_per_sender")]

    def __str__(self) -> str:
        return f"{self.kind} {self.begun_at:%Y-%m-%d}"


class InboundMessage(models.Model):
    """
    One message as a channel delivered it, kept once however often it comes.

    ``mark`` is a keyed hash of the provider's message id (a WhatsApp id contains the sender's number).
    ``sealed`` holds the words, what was answered, and where the talk stood afterwards: a message that
    comes late is put in its place and what follows it is read again.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        PART = "part"  # the other parts of the SMS are not here yet
        JOINED = "joined"  # its words stand in the first part
        ANSWERED = "answered"
        ACKNOWLEDGED = "acknowledged"  # it answered a warning
        IGNORED = "ignored"  # a machine wrote it
        QUARANTINED = "quarantined"  # failed five times: a person has to look

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mark = models.BinaryField(max_length=32, unique=True)
    kind = models.CharField(max_length=12)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    sent_at = models.DateTimeField()
    order = models.BigIntegerField(default=0)  # the provider's own counting within one second
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    reported = models.BooleanField(default=False)
    sealed = models.BinaryField(null=True, blank=True)
    part_set = models.BinaryField(max_length=32, null=True, blank=True)
    part_no = models.PositiveSmallIntegerField(null=True, blank=True)
    n_parts = models.PositiveSmallIntegerField(null=True, blank=True)
    head = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="tail")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(part_set=None, part_no=None, n_parts=None)
                | Q(part_set__isnull=False, part_no__gte=1, n_parts__gte=models.F("part_no")),
                name="inbound_part_is_whole",
            )
        ]
        indexes = [
            models.Index(fields=["conversation", "sent_at", "order", "id"], name="inbound_in_order"),
            models.Index(fields=["kind", "-received_at"], name="inbound_recent"),
            models.Index(fields=["state", "received_at"], name="inbound_open", condition=Q(state__in=["waiting", "part", "quarantined"])),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.received_at:%Y-%m-%d %H:%M} {self.state}"

    @property
    def place(self) -> tuple[object, ...]:
        """Where it stands in its talk."""
        return self.sent_at, self.order, self.id


class HeldPhoto(models.Model):
    """A photo that came with an e-mail, made anew from its pixels, until its report takes it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(InboundMessage, models.CASCADE, related_name="held_photos")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"photo of {self.message_id}"


class Reply(models.Model):
    """What is to be sent back for one message; its words are forgotten with the message's."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.OneToOneField(InboundMessage, models.CASCADE, related_name="reply")
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"reply {self.state} {self.queued_at:%Y-%m-%d %H:%M}"


class WebhookEvent(models.Model):
    """A signed delivery that was taken, by its event id, so that the same id never brings other content."""

    id = models.BigAutoField(primary_key=True)
    gateway = models.CharField(max_length=40)
    event_id = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gateway", "event_id"], name="webhook_event_once")]

    def __str__(self) -> str:
        return f"{self.gateway} {self.event_id}"
