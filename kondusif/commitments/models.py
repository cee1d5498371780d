from django.db import models
from django.db.models import Q

from kondusif.commitments.rules import PRIVATE
from kondusif.commitments.states import BreachState, CommitmentState, Kind, Method, Outcome, PartyKind
from kondusif.core.ids import new_id


def _choices(names) -> list[tuple[str, str]]:
    return [(n.value, n.value) for n in names]


class Commitment(models.Model):
    """What parties promise one another and the public, from the first draft to what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=_choices(Kind))
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=_choices(CommitmentState), default=CommitmentState.DRAFTED)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    owner = models.ForeignKey("people.Office", models.PROTECT, related_name="commitments_kept")
    occasion = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    held_on = models.DateField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)  # signatures are asked for until then
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    is_public = models.BooleanField(default=True)
    synthetic = models.BooleanField(default=False)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, blank=True, related_name="+")

    created_at = models.DateTimeField()
    created_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    in_force_at = models.DateTimeField(null=True, blank=True)
    in_force_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    partial_reason = models.TextField(blank=True)  # why it came into force although somebody had not signed
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gte=models.F("valid_from")),
                name="commitment_term_runs_forward",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{verb}_at": None, f"{verb}_by": None})
                    | Q(**{f"{verb}_at__isnull": False, f"{verb}_by__isnull": False}),
                    name=f"commitment_{verb}_is_whole",
                )
                for verb in ("opened", "in_force")
            ),
        ]
        indexes = [models.Index(fields=["region", "kind", "state"], name="commitment_place")]

    def __str__(self) -> str:
        return self.title

    @property
    def region_code(self) -> str:
        return self.region_id


class TextVersion(models.Model):
    """One wording of a commitment; a signature is bound to its mark. Only ever added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    preamble = models.TextField(blank=True)
    articles = models.JSONField()
    reason = models.CharField(max_length=300, blank=True)  # why a new wording was needed
    sha256 = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["commitment", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"version {self.number} of {self.commitment_id}"

    @property
    def mark(self) -> str:
        """The SHA-256 in hexadecimal, as pages carry it."""
        return bytes(self.sha256).hex()


class Party(models.Model):
    """Who promises: an office, or a named representative of somebody without an account."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="parties")
    kind = models.CharField(max_length=20, choices=_choices(PartyKind))
    office = models.ForeignKey("people.Office", models.PROTECT, null=True, blank=True, related_name="pledges")
    organisation = models.CharField(max_length=160, blank=True)
    person_name = models.CharField(max_length=120, blank=True)
    position = models.CharField(max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_required = models.BooleanField(default=True)
    agreed_to_name = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(office__isnull=False) | ~Q(organisation="") | ~Q(person_name=""),
                name="party_is_somebody",
            ),
            models.UniqueConstraint(
                fields=["commitment", "office", "person_name"], condition=Q(office__isnull=False),
                name="party_office_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """How officers read who it is."""
        return self.person_name or (self.office.title if self.office_id else self.organisation)

    @property
    def body(self) -> str:
        """For whom the person stands."""
        return self.organisation or (self.office.title if self.office_id else "")

    @property
    def public_name(self) -> str:
        """What everybody may read: the office or body; a private person's name only where they agreed."""
        if self.kind in PRIVATE and not self.agreed_to_name:
            return self.body if self.kind == PartyKind.CIVIL_SERVANT else ""
        return self.name if self.kind in PRIVATE else self.body or self.name


class SigningLink(models.Model):
    """A way to sign once without an account, handed over at the event; only the digest of its word is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="links")
    version = models.ForeignKey(TextVersion, models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link for {self.party_id}"


class Signing(models.Model):
    """A party signed one wording, by one method. Only ever added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="signings")
    version = models.ForeignKey(TextVersion, models.PROTECT, related_name="signings")
    method = models.CharField(max_length=12, choices=_choices(Method))
    at = models.DateTimeField()
    client_id = models.UUIDField(unique=True, null=True)  # the phone's own number: sending twice stores once
    strokes = models.JSONField(default=list)
    typed_name = models.CharField(max_length=120, blank=True)
    scan_path = models.CharField(max_length=120, blank=True)
    scan_sha256 = models.BinaryField(max_length=32, null=True)
    certificate_serial = models.CharField(max_length=64, blank=True)
    certificate_name = models.CharField(max_length=200, blank=True)
    certificate_print = models.CharField(max_length=64, blank=True)
    certificate_is_local = models.BooleanField(default=True)
    link = models.OneToOneField(SigningLink, models.PROTECT, null=True, related_name="signing")
    # Who held the device: the signer's own account, or the officer who handed it over or scanned the paper.
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey("people.Office", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            # A refused scan may be followed by a better one.
            models.UniqueConstraint(
                fields=["party", "version"], condition=~Q(method="scan"), name="signing_once_per_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} signature of {self.party_id}"


class ScanCheck(models.Model):
    """A second officer compared a scanned signature with the paper. Only ever added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    signing = models.OneToOneField(Signing, models.PROTECT, related_name="check_of_scan")
    accepted = models.BooleanField()
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"check of {self.signing_id}"


class Breach(models.Model):
    """Somebody says that a party broke its word; whether that is so, a head of agency decides, never a machine."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="breaches")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="breaches")
    state = models.CharField(max_length=12, choices=_choices(BreachState), default=BreachState.ALLEGED)
    reason = models.TextField()
    incident = models.ForeignKey("triage.Incident", models.PROTECT, null=True, blank=True, related_name="+")
    case_number = models.CharField(max_length=120, blank=True)  # of Bawaslu, BKN, the court or the police
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.TextField(blank=True)

    class Meta:
        ordering = ["-registered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(incident__isnull=False) | ~Q(case_number=""), name="breach_rests_on_something"
            ),
            models.CheckConstraint(
                condition=Q(state="alleged", decided_at=None, decided_by=None)
                | ~Q(state="alleged") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="breach_decision_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} breach of {self.commitment_id}"


class MonitoringEvent(models.Model):
    """Somebody looked how the promise is kept. Only ever added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="monitoring")
    on = models.DateField()
    outcome = models.CharField(max_length=10, choices=_choices(Outcome))
    finding = models.TextField()
    public_text = models.CharField(max_length=300, blank=True)
    path = models.CharField(max_length=120, blank=True)
    sha256 = models.BinaryField(max_length=32, null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.outcome} on {self.on}"


class Certificate(models.Model):
    """A personal certificate of the local authority: whose, of which office, until when, and whether taken back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    holding = models.ForeignKey("people.Holding", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    serial = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    path = models.CharField(max_length=120)  # PKCS#12, closed under the person's own phrase
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    revoke_reason = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoke_reason="")
                | Q(revoked_at__isnull=False) & ~Q(revoke_reason=""),
                name="certificate_revoked_is_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.serial[:8]}"

    @property
    def region_code(self) -> str:
        return self.region_id
