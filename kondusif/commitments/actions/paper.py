"""The paper: issued and sealed, then signed by certificates one after the other, each stage kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.commitments.actions.drafting import locked
from kondusif.commitments.actions.signing import check_signable, settle
from kondusif.commitments.models import Certificate, Commitment, Party, Signing
from kondusif.commitments.permissions import check_can, check_can_sign
from kondusif.commitments.pledge import pledge_of
from kondusif.commitments.queries import current_version
from kondusif.commitments.states import CommitmentState, Method
from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.documents.actions import NewDocument, issue_document
from kondusif.documents.models import Document, Rendition
from kondusif.documents.signing.installation import authority_here, trust_here
from kondusif.documents.signing.verdicts import Stage, Verdict
from kondusif.documents.signing.words import FAULTS
from kondusif.documents.states import Format
from kondusif.documents.storing import read, store
from kondusif.people.viewers import Viewer

if TYPE_CHECKING:
    from kondusif.documents.signing.signers import Signer

_NO_PAPER = (CommitmentState.DRAFTED, CommitmentState.WITHDRAWN)


def issue_paper(*, commitment_id: UUID, by: Viewer, at: datetime) -> Document:
    """
    This function will issue the paper of a commitment with everybody who has signed so far, and put the
    installation's seal on it.

    :raises NotAllowed: if no office of *by* collects signatures here.
    :raises Conflict: if it is a draft, or the paper carries signatures by certificate already.
    """
    from kondusif.documents.signing.signers import seal_signer  # see signing.installation
    from kondusif.documents.signing.stamping import Options, sign_pdf

    with transaction.atomic():
        row = locked(commitment_id)
        check_can(by, "commitment.collect", row.region_id)
        version = current_version(row)
        if row.state in _NO_PAPER:
            raise Conflict(
                "commitment.no_paper_yet", _("Open the commitment for signature first; a draft has no paper.")
            )
        if row.document_id and certified(row).exists():
            raise Conflict(
                "commitment.paper_signed",
                _("The paper carries signatures by certificate already. A new one would lose them."),
            )
        kind, data = pledge_of(row, version, at)
        new = NewDocument(
            kind=kind, title=row.title, data=data, region_code=row.region_id, office_id=row.owner_id,
            subject_type="commitment", subject_id=row.pk, synthetic=row.synthetic,
        )  # fmt: skip
        document = issue_document(new=new, by=by, at=at)
        pdf = read(document.renditions.get(format=Format.PDF))
        reason = f"Segel {document.number}: naskah dan tanda tangan yang tercatat sampai saat ini"
        sealed = sign_pdf(
            pdf, signer=seal_signer(authority_here(at)), reason=reason, at=at, options=Options(trust=trust_here(at))
        )
        store(document, Format.SIGNED, sealed, at=at)
        row.document = document
        row.save(update_fields=["document"])
        record("commitment.paper_issued", subject=row, by=by, at=at, document=str(document.pk), number=document.number)
    return document


def sign_by_certificate(*, party_id: UUID, seen: str, signer: "Signer", by: Viewer, at: datetime) -> Signing:
    """
    This function will put a party's own PAdES signature on the issued paper.

    The key is asked outside any lock: a service or a card may take seconds. If somebody else signed
    meanwhile, nothing is kept and the person is asked again.

    :raises NotAllowed: if *by* does not hold the party's office, or the local certificate is another's.
    :raises Conflict: if there is no paper yet, or somebody signed at the same moment.
    :raises Problem: if the certificate is not trusted here, has expired or was taken back.
    """
    from kondusif.documents.signing.checking import check_pdf
    from kondusif.documents.signing.stamping import Options, sign_pdf
    from kondusif.documents.signing.trust import fingerprint

    party = Party.objects.select_related("office", "commitment__document").filter(pk=party_id).first()
    if party is None:
        raise NotFound("commitment.no_party", _("There is no such party."))
    grant = check_can_sign(by, party)
    check_signable(party.commitment, party, seen, at)
    _check_own(signer, party, by)
    if party.commitment.document is None:
        raise Conflict(
            "commitment.no_paper", _("The paper has not been issued yet. The office that keeps it issues it first.")
        )
    base = latest_file(party.commitment.document)
    trust = trust_here(at)
    signed = sign_pdf(
        read(base), signer=signer, reason=f"{party.commitment.title} — {party.body or party.name}"[:200], at=at,
        options=Options(trust=trust),
    )  # fmt: skip
    verdict = check_pdf(signed, trust=trust)
    if not verdict.is_valid:
        raise Problem("commitment.not_trusted", " ".join(str(FAULTS[f]) for f in verdict.all_faults))
    with transaction.atomic():
        row = locked(party.commitment_id)
        version = check_signable(row, party, seen, at)
        if row.document_id != base.document_id or latest_file(row.document).pk != base.pk:
            raise Conflict("commitment.paper_moved", _("Somebody signed at the same moment. Please sign once more."))
        store(row.document, Format.SIGNED, signed, at=at)
        signing = Signing.objects.create(
            party=party, version=version, method=Method.CERTIFICATE, at=at, person_id=by.person_id,
            office_id=grant.office_id, certificate_serial=signer.serial, certificate_name=signer.name[:200],
            certificate_print=fingerprint(signer.certificate), certificate_is_local=signer.is_local,
        )  # fmt: skip
        return settle(row, signing, by, at, grant.region_code)


def certified(row: Commitment):
    """This function will return the signatures by certificate on the wording in force."""
    return Signing.objects.filter(party__commitment=row, version=current_version(row), method=Method.CERTIFICATE)


def files_of(document: Document) -> Sequence[Rendition]:
    """This function will return the stages of a paper's file: as issued, sealed, and after each signature."""
    # A file only grows; two stages of one moment are told apart by that.
    return list(document.renditions.filter(format__in=[Format.PDF, Format.SIGNED]).order_by("n_bytes"))


def latest_file(document: Document) -> Rendition:
    """This function will return the newest stage of a paper's file."""
    return files_of(document)[-1]


def judge_file(row: Commitment, content: bytes, at: datetime) -> Verdict:
    """This function will say whether *content* is the paper of *row*, to the last byte and the last signature."""
    from kondusif.documents.signing.checking import check_pdf
    from kondusif.documents.signing.signers import seal_signer
    from kondusif.documents.signing.trust import fingerprint

    stages = [Stage(f.n_bytes, bytes.fromhex(f.sha256)) for f in files_of(row.document)]
    seal = fingerprint(seal_signer(authority_here(at)).certificate)
    prints = [seal, *certified(row).values_list("certificate_print", flat=True)]
    return check_pdf(content, trust=trust_here(at), stages=stages, signed_by=prints)


def judge_paper(row: Commitment, at: datetime) -> Verdict:
    """This function will say whether the stored paper of *row* still holds."""
    return judge_file(row, read(latest_file(row.document)), at)


def _check_own(signer: "Signer", party: Party, by: Viewer) -> None:
    """A local certificate signs for the office it was issued for, in the hand of its owner."""
    if not signer.is_local:
        return
    own = Certificate.objects.filter(serial=signer.serial, person_id=by.person_id, holding__office_id=party.office_id)
    if not own.exists():
        raise NotAllowed(
            "certificate.not_yours", _("This certificate was issued to somebody else or for another office.")
        )
