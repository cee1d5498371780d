from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id
from kondusif.meetings.sections import Section


class Minutes(models.Model):
    """What a meeting's minutes are beside their text: the point in hand, who approved them, their papers."""

    meeting = models.OneToOneField("meetings.Meeting", models.PROTECT, primary_key=True, related_name="minutes")
    running_item = models.ForeignKey("meetings.AgendaItem", models.PROTECT, null=True, blank=True, related_name="+")
    running_since = models.DateTimeField(null=True, blank=True)
    # Named where the chair's office has no holder: who approves in its stead, and why.
    acting_chair = models.ForeignKey("people.Office", models.PROTECT, null=True, blank=True, related_name="+")
    acting_reason = models.CharField(max_length=500, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    approved_as = models.CharField(max_length=170, blank=True)  # the title with the prefix of an acting holder
    content_hash = models.CharField(max_length=64, blank=True)  # of what the chair approved
    document_id = models.UUIDField(null=True, blank=True)
    record_document_id = models.UUIDField(null=True, blank=True)  # the official record, where one was chosen
    archived_at = models.DateTimeField(null=True, blank=True)
    archived_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "minutes"
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{verb}_at": None, f"{verb}_by": None})
                | Q(**{f"{verb}_at__isnull": False, f"{verb}_by__isnull": False}),
                name=f"minutes_{verb}_is_whole",
            )
            for verb in ("finished", "approved", "archived")
        ]

    def __str__(self) -> str:
        return f"minutes of {self.meeting_id}"


class Passage(models.Model):
    """A text of the minutes that several people write at once: one section of a point, or one agency's response."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="passages")
    item = models.ForeignKey("meetings.AgendaItem", models.PROTECT, related_name="passages")
    section = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Section])
    office = models.ForeignKey("people.Office", models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    number = models.PositiveIntegerField(default=0)  # of its last revision
    written_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # when pages were last told that it changed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "section", "office"], nulls_distinct=False, name="passage_once_per_section"
            ),
            models.CheckConstraint(
                condition=Q(section=Section.RESPONSES, office__isnull=False)
                | (~Q(section=Section.RESPONSES) & Q(office=None)),
                name="passage_of_an_office_is_a_response",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} of {self.item_id}"


class Revision(models.Model):
    """
    A state of a passage that somebody sent: what they sent, and what became of the text. Only ever added.

    *submitted* is the stretch ``[start, removed, inserted]`` against the base they started from; *start*,
    *removed* and *inserted* are the stretch against the revision before. Every so often a snapshot of the whole.
    """

    id = models.BigAutoField(primary_key=True)
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    op_id = models.UUIDField()  # made by the browser: sent twice, stored once
    client_id = models.UUIDField()  # the page it was typed in
    base_number = models.PositiveIntegerField(null=True, blank=True)  # None: nobody knows where it started
    submitted = models.JSONField()
    start = models.PositiveIntegerField()
    removed = models.PositiveIntegerField()
    inserted = models.TextField(blank=True)
    snapshot = models.TextField(null=True, blank=True)
    author = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    author_title = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["passage", "number"]
        constraints = [
            models.UniqueConstraint(fields=["passage", "op_id"], name="revision_sent_once"),
            models.UniqueConstraint(fields=["passage", "number"], name="revision_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.passage_id}"


class Correction(models.Model):
    """A numbered change to minutes that were approved; the approved text itself stays. Only ever added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    item = models.ForeignKey("meetings.AgendaItem", models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField()
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    by_title = models.CharField(max_length=200)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="correction_number_once")]

    def __str__(self) -> str:
        return f"correction {self.number} of {self.meeting_id}"
