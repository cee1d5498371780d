"""Reading commitments, as far as the viewer's offices reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kondusif.commitments.models import (
    Breach,
    Certificate,
    Commitment,
    MonitoringEvent,
    Party,
    Signing,
    SigningLink,
    TextVersion,
)
from kondusif.commitments.rules import share
from kondusif.commitments.states import SHOWN_TO_PUBLIC, SIGNABLE, BreachState, CommitmentState, Kind, Method
from kondusif.core.problems import NotFound
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Holding, Office
from kondusif.people.queries import holdings_on, within
from kondusif.people.viewers import Viewer
from kondusif.regions.models import Tenant
from kondusif.triage.queries import incidents_seen_by

PACTS = (Kind.INTEGRITY_PACT, Kind.ASN_NEUTRALITY)
COUNTED = (*SIGNABLE, CommitmentState.FULLY_SIGNED, *SHOWN_TO_PUBLIC)


def commitments_seen_by(viewer: Viewer) -> QuerySet[Commitment]:
    """This function will return the commitments of the viewer's territory and those their offices are a party of."""
    commitments = Commitment.objects.select_related("owner", "region")
    if viewer.is_system:
        return commitments
    mine = Party.objects.filter(commitment=OuterRef("pk"), office_id__in=_offices(viewer))
    seen = Exists(mine) & ~Q(state=CommitmentState.DRAFTED)
    return commitments.filter(Q(seen) | within(viewer.scope_for("commitment.read")))


def commitment_for(viewer: Viewer, commitment_id: UUID) -> Commitment:
    """
    This function will return the commitment.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    found = commitments_seen_by(viewer).filter(pk=commitment_id).first()
    if found is None:
        raise NotFound("commitment.missing", _("There is no such commitment, or it is not yours to see."))
    return found


def listed(viewer: Viewer, *, kind: str = "", state: str = "", words: str = "") -> QuerySet[Commitment]:
    """This function will return commitments for a list, the newest first, with their parties and signatures."""
    found = commitments_seen_by(viewer)
    if kind in set(Kind):
        found = found.filter(kind=kind)
    if state in set(CommitmentState):
        found = found.filter(state=state)
    if words.strip():
        found = found.filter(Q(title__icontains=words.strip()) | Q(occasion__icontains=words.strip()))
    return found.order_by("-created_at", "-id")


def current_version(commitment: Commitment) -> TextVersion:
    """This function will return the wording that is signed now."""
    return commitment.versions.order_by("-number").first()


def effective(signings: Iterable[Signing], version_id: UUID) -> Signing | None:
    """This function will return the signature that counts for a wording, if there is one: a scan counts once confirmed."""
    for signing in signings:
        if signing.version_id == version_id and (
            signing.method != Method.SCAN or (hasattr(signing, "check_of_scan") and signing.check_of_scan.accepted)
        ):
            return signing
    return None


@dataclass(frozen=True)
class Row:
    """A party, how it signed, and what still waits."""

    party: Party
    signing: Signing | None
    unconfirmed: Signing | None
    signed_older: bool

    @property
    def is_open(self) -> bool:
        return self.signing is None


def rows_of(commitment: Commitment, version: TextVersion) -> list[Row]:
    """This function will return who has signed *version*, in the order of the paper."""
    signings = Signing.objects.select_related("check_of_scan", "version")
    parties = commitment.parties.select_related("office").prefetch_related(Prefetch("signings", signings))
    return [_row(party, version) for party in parties]


def _row(party: Party, version: TextVersion) -> Row:
    signings = list(party.signings.all())
    waiting = [
        s for s in signings
        if s.version_id == version.pk and s.method == Method.SCAN and not hasattr(s, "check_of_scan")
    ]  # fmt: skip
    older = any(s.version_id != version.pk for s in signings)
    return Row(party, effective(signings, version.pk), waiting[0] if waiting else None, older)


@dataclass(frozen=True)
class Compliance:
    """How many pacts an agency's people were asked for and signed."""

    agency: str
    n: int
    n_signed: int

    @property
    def share(self) -> float | None:
        return share(self.n_signed, self.n)


def compliance(viewer: Viewer) -> list[Compliance]:
    """This function will return how far each agency has signed its pacts, the least first."""
    counts: dict[str, list[int]] = {}
    for agency, signed in _pact_parties(viewer):
        row = counts.setdefault(agency, [0, 0])
        row[0] += 1
        row[1] += signed
    rows = [Compliance(agency, n, n_signed) for agency, (n, n_signed) in counts.items()]
    return sorted(rows, key=lambda r: (r.share or 0, -r.n, r.agency))


def _pact_parties(viewer: Viewer) -> list[tuple[str, bool]]:
    newest = TextVersion.objects.filter(commitment=OuterRef("commitment")).order_by("-number").values("pk")[:1]
    counts = ~Q(method=Method.SCAN) | Q(check_of_scan__accepted=True)
    signed = Signing.objects.filter(counts, party=OuterRef("pk"), version=OuterRef("newest"))
    parties = (
        Party.objects.filter(commitment__in=commitments_seen_by(viewer).filter(kind__in=PACTS, state__in=COUNTED))
        .annotate(newest=newest)
        .annotate(has_signed=Exists(signed))
        .values_list("office__agency", "office__title", "organisation", "has_signed")
    )
    return [(agency or organisation or title or "", signed) for agency, title, organisation, signed in parties]


@dataclass(frozen=True)
class Figure:
    """For the morning board: pacts signed of those asked for, and breaches."""

    n: int
    n_signed: int
    least: tuple[Compliance, ...]
    n_alleged: int
    n_upheld: int

    @property
    def share(self) -> float | None:
        return share(self.n_signed, self.n)


def pact_figure(viewer: Viewer) -> Figure:
    """This function will return how far the pacts are signed, which agencies lag most, and how many breaches there are."""
    rows = compliance(viewer)
    breaches = Breach.objects.filter(commitment__in=commitments_seen_by(viewer))
    return Figure(
        n=sum(r.n for r in rows),
        n_signed=sum(r.n_signed for r in rows),
        least=tuple(r for r in rows if r.n_signed < r.n)[:3],
        n_alleged=breaches.filter(state=BreachState.ALLEGED).count(),
        n_upheld=breaches.filter(state=BreachState.UPHELD).count(),
    )


def waiting_for(viewer: Viewer) -> list[Party]:
    """This function will return where the viewer's own offices still have to sign."""
    newest = TextVersion.objects.filter(commitment=OuterRef("commitment")).order_by("-number").values("pk")[:1]
    signed = Signing.objects.filter(party=OuterRef("pk"), version=OuterRef("newest"))
    parties = Party.objects.select_related("commitment", "office").filter(
        office_id__in=_offices(viewer), commitment__state__in=SIGNABLE
    )
    return list(parties.annotate(newest=newest).filter(~Exists(signed)).order_by("commitment__closes_at", "pk"))


def party_for(viewer: Viewer, party_id: UUID) -> Party:
    """
    This function will return a party of a commitment that *viewer* may see.

    :raises NotFound: if there is none.
    """
    party = Party.objects.select_related("commitment__owner", "office").filter(pk=party_id).first()
    if party is None:
        raise NotFound("commitment.no_party", _("There is no such party."))
    commitment_for(viewer, party.commitment_id)
    return party


def link_of(token: str) -> SigningLink | None:
    """This function will return the link whose word is *token*; whoever holds the word may see what it opens."""
    links = SigningLink.objects.select_related("party__commitment__owner", "party__office", "version")
    return links.filter(digest=digest_of(token)).first()


def digest_of(token: str) -> bytes:
    """This function will return what is kept of a link's word."""
    return sha256(token.encode()).digest()


def scan_for(viewer: Viewer, signing_id: UUID) -> Signing | None:
    """This function will return a scanned signature if its commitment is one *viewer* may see."""
    seen = Signing.objects.filter(pk=signing_id, party__commitment__in=commitments_seen_by(viewer))
    return seen.exclude(scan_path="").first()


def monitoring_photo(viewer: Viewer, event_id: UUID) -> MonitoringEvent | None:
    """This function will return a monitoring event with a photo if *viewer* may see its commitment."""
    seen = MonitoringEvent.objects.filter(pk=event_id, commitment__in=commitments_seen_by(viewer))
    return seen.exclude(path="").first()


def breaches_of(commitment: Commitment) -> QuerySet[Breach]:
    """This function will return what was said of broken promises, the latest first."""
    return commitment.breaches.select_related("party__office", "incident")


def incidents_to_name(viewer: Viewer, region_code: str) -> list[tuple[str, str]]:
    """This function will return the incidents a breach may rest on, the newest first."""
    found = incidents_seen_by(viewer).filter(within([region_code])).order_by("-pk")[:100]
    return [(str(i.pk), f"{i.number} {i.title}") for i in found]


def offices_for_pacts(viewer: Viewer, region_code: str) -> QuerySet[Office]:
    """This function will return the offices of a region, by title: the parties a pact can be asked of."""
    return Office.objects.filter(within([region_code])).order_by("title")


def own_holdings(viewer: Viewer, day: date) -> list[Holding]:
    """This function will return the offices for which *viewer* can ask for a certificate."""
    return list(holdings_on(day).filter(person_id=viewer.person_id).order_by("starts_on", "id"))


def certificates_of(viewer: Viewer) -> QuerySet[Certificate]:
    """This function will return the viewer's own certificates, the newest first."""
    return Certificate.objects.select_related("person").filter(person_id=viewer.person_id)


def certificates_managed_by(viewer: Viewer) -> QuerySet[Certificate]:
    """This function will return the certificates that *viewer* may take back."""
    scope = viewer.scope_for("certificate.revoke")
    return Certificate.objects.select_related("person").filter(within(scope)).exclude(person_id=viewer.person_id)


def usable_certificates(viewer: Viewer, office_id: UUID | None, at: datetime) -> QuerySet[Certificate]:
    """This function will return the viewer's certificates for an office that can sign at the moment *at*."""
    mine = certificates_of(viewer).filter(valid_from__lte=at, valid_until__gte=at, revoked_at=None)
    return mine.filter(holding__office_id=office_id)


def public_commitments(tenant: Tenant) -> list[Commitment]:
    """
    This function will return what the public of a region may read of commitments.

    A citizen holds no office: this door opens the scope for published commitments, and nothing else.
    """
    with scoped(EVERYWHERE):
        found = Commitment.objects.select_related("owner", "document").filter(
            within([tenant.region_id]), is_public=True, state__in=SHOWN_TO_PUBLIC
        )
        return list(
            found.prefetch_related("versions", "parties__office", "monitoring", "breaches").order_by("-in_force_at")
        )


def public_commitment(commitment_id: UUID) -> tuple[Commitment, TextVersion, list[Row]] | None:
    """This function will return one published commitment with its text and who signed it, or None."""
    with scoped(EVERYWHERE):
        found = (
            Commitment.objects.select_related("owner", "document", "region")
            .prefetch_related("monitoring", "breaches__party__office")
            .filter(pk=commitment_id, is_public=True, state__in=SHOWN_TO_PUBLIC)
            .first()
        )
        if found is None:
            return None
        version = current_version(found)
        return found, version, rows_of(found, version)


def _offices(viewer: Viewer) -> list[UUID]:
    return [g.office_id for g in viewer.grants]
