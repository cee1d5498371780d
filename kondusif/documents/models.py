"""Rows of documents, the numbers they take, their files, and who read them."""

from django.db import models
from django.db.models import F, Q

from kondusif.core.ids import new_id
from kondusif.documents.states import DocumentState, Format
from kondusif.people.roles import Classification

_LEVELS = [(c.value, c.name) for c in Classification]


class Document(models.Model):
    """An official paper of an office; *data* and *frame* are all it takes to render it again to the same bytes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=24)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in DocumentState])
    classification = models.PositiveSmallIntegerField(choices=_LEVELS)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="documents")
    number = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=40, blank=True)  # whose book the number stands in
    series = models.CharField(max_length=8, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    sequence = models.PositiveIntegerField(null=True)
    data = models.JSONField()
    # Letterhead, signer, place and dates as they were on the day of issue.
    frame = models.JSONField(default=dict)
    template = models.ForeignKey("Template", models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=16, unique=True)  # opens the public verification page
    signer_office = models.ForeignKey("people.Office", models.PROTECT, null=True, related_name="+")
    signer_title = models.CharField(max_length=200, blank=True)  # with prefix
    signer_name = models.CharField(max_length=120, blank=True)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    synthetic = models.BooleanField(default=False)

    created_at = models.DateTimeField()
    created_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    end_reason = models.TextField(blank=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaces")

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "series", "year", "sequence"],
                condition=Q(sequence__isnull=False),
                name="document_number_once",
            ),
            models.UniqueConstraint(
                fields=["unit", "number"], condition=~Q(number=""), name="document_number_text_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "withdrawn", "replaced"])
                | Q(issued_at__isnull=False, sequence__isnull=False) & ~Q(number=""),
                name="document_issued_has_number",
            ),
            models.CheckConstraint(
                condition=~Q(state="draft") | Q(sequence=None, number=""), name="document_draft_has_no_number"
            ),
            models.CheckConstraint(
                condition=~Q(state="replaced") | Q(replaced_by__isnull=False), name="document_replaced_names_by_what"
            ),
        ]
        indexes = [
            models.Index(fields=["region", "state", "-created_at"], name="document_place"),
            models.Index(fields=["subject_type", "subject_id"], name="document_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.number or self.kind} {self.title}"

    @property
    def region_code(self) -> str:
        return self.region_id

    @property
    def is_classified(self) -> bool:
        """Whether every reading of it is written down and every copy marked."""
        return self.classification >= Classification.LIMITED


class Recipient(models.Model):
    """An office a document is addressed to: it may read it, although the document belongs to a region above."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="recipients")
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "office"], name="recipient_once")]

    def __str__(self) -> str:
        return f"{self.document_id} to {self.office_id}"


class Rendition(models.Model):
    """A stored file of a document and its mark. Only ever added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="renditions")
    format = models.CharField(max_length=6, choices=[(f.value, f.value) for f in Format])
    path = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    n_bytes = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["document", "format", "-at"], name="rendition_latest")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.format}"


class Reading(models.Model):
    """That somebody read a classified document, and the mark of the copy that left. Only ever added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="readings")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    office_title = models.CharField(max_length=200)
    format = models.CharField(max_length=6)
    sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["document", "-at"], name="reading_latest")]

    def __str__(self) -> str:
        return f"{self.document_id} read by {self.office_title}"


class NumberCounter(models.Model):
    """The last number of a book in a year; its row lock makes numbers follow one another."""

    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    unit = models.CharField(max_length=40)
    series = models.CharField(max_length=8, blank=True)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "series", "year"], name="number_counter_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.series} {self.year}: {self.last}"


class TakenNumber(models.Model):
    """A block of numbers that an office wrote by hand: never issued again. Only ever added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    unit = models.CharField(max_length=40)
    series = models.CharField(max_length=8, blank=True)
    year = models.PositiveSmallIntegerField()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    purpose = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-year", "series", "first"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first"), first__gte=1), name="taken_number_block_is_whole")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.series} {self.year}: {self.first}–{self.last}"


class Letterhead(models.Model):
    """How the papers of one unit look: the lines at the top, the coat of arms, the pattern of its numbers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    unit = models.CharField(max_length=40, unique=True)
    lines = models.JSONField(default=list)
    address = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=80)
    logo_path = models.CharField(max_length=160, blank=True)
    logo_sha256 = models.CharField(max_length=64, blank=True)
    unit_code = models.CharField(max_length=40)  # as it stands in a number
    number_pattern = models.CharField(max_length=80, blank=True)
    number_patterns = models.JSONField(default=dict)  # kind -> pattern, where a kind has its own
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.unit


class Template(models.Model):
    """An office's own form of a kind: a checked DOCX. The newest active one counts; older ones stay."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    unit = models.CharField(max_length=40)
    kind = models.CharField(max_length=24)
    version = models.PositiveSmallIntegerField()
    active = models.BooleanField(default=True)
    file_name = models.CharField(max_length=160)
    path = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "version"], name="template_version_once"),
            models.UniqueConstraint(
                fields=["unit", "kind"], condition=Q(active=True), name="template_one_active_per_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.kind} {self.version}"
