"""Personal certificates of the local authority: asked for, opened to sign, taken back."""

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kondusif.commitments.models import Certificate
from kondusif.commitments.permissions import check_can_revoke
from kondusif.core.actions import record
from kondusif.core.files import save_bytes
from kondusif.core.ids import new_id
from kondusif.core.problems import Conflict, NotAllowed, NotFound
from kondusif.documents.signing.authority import LABEL
from kondusif.documents.signing.certificates import Draft, subject_name
from kondusif.documents.signing.installation import authority_here
from kondusif.people.models import Holding
from kondusif.people.queries import OFFICE_DAY, holdings_on
from kondusif.people.viewers import Viewer

if TYPE_CHECKING:
    from kondusif.documents.signing.signers import Signer

LONGEST = timedelta(days=730)
REASONS = ("affiliation_changed", "key_compromise", "superseded", "cessation_of_operation")


@transaction.atomic
def request_certificate(*, holding_id: UUID, phrase: str, by: Viewer, at: datetime) -> Certificate:
    """
    This function will issue a certificate for one of the viewer's own offices, until that office's term ends.

    The key is closed under *phrase*; nobody here can open it without it.

    :raises NotAllowed: if the office is not the viewer's today.
    :raises SigningProblem: if the phrase is short.
    """
    today = at.astimezone(OFFICE_DAY).date()
    holding = holdings_on(today).select_related("office__region").filter(pk=holding_id, person_id=by.person_id).first()
    if holding is None:
        raise NotAllowed("certificate.not_your_office", _("You do not hold this office today."))
    subject = subject_name(
        holding.person.name, organisation=LABEL, title=holding.full_title, unit=holding.office.agency,
        number=holding.pk.hex[:16],
    )  # fmt: skip
    since = at.replace(microsecond=0)
    draft = Draft(subject, since, min(_term_end(holding), since + LONGEST))
    issued = authority_here(at).issue(draft, phrase=phrase, at=since)
    path = save_bytes(storages["default"], f"certificates/{new_id().hex}.p12", issued.pkcs12)
    certificate = Certificate.objects.create(
        region_id=holding.office.region_id, holding=holding, person_id=by.person_id, serial=issued.serial,
        title=holding.full_title, valid_from=issued.certificate.not_valid_before_utc,
        valid_until=issued.certificate.not_valid_after_utc, path=path, issued_at=at,
    )  # fmt: skip
    record("certificate.issued", subject=certificate, by=by, at=at, serial=issued.serial)
    return certificate


def opened(certificate: Certificate, phrase: str) -> "Signer":
    """
    This function will open a certificate's key for one signature.

    :raises SigningProblem: if the phrase does not open it.
    """
    from kondusif.documents.signing.signers import pkcs12_signer  # see signing.installation

    with storages["default"].open(certificate.path, "rb") as file:
        return pkcs12_signer(file.read(), phrase, kind="local")


@transaction.atomic
def revoke_certificate(*, certificate_id: UUID, reason: str, by: Viewer, at: datetime) -> Certificate:
    """
    This function will take a certificate back: it signs nothing more, and the list of revocations says so.

    :raises NotAllowed: if it is neither the viewer's own nor one they manage.
    :raises Conflict: if it was taken back before.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).filter(pk=certificate_id).first()
    if certificate is None:
        raise NotFound("certificate.missing", _("There is no such certificate, or it is not yours to see."))
    if not by.is_system:
        check_can_revoke(by, certificate)
    if certificate.revoked_at is not None:
        raise Conflict("certificate.revoked", _("This certificate was taken back already."))
    certificate.revoked_at, certificate.revoked_by_id, certificate.revoke_reason = at, by.person_id, reason
    certificate.save(update_fields=["revoked_at", "revoked_by_id", "revoke_reason"])
    record("certificate.revoked", subject=certificate, by=by, at=at, serial=certificate.serial, reason=reason)
    # Last: if this fails nothing is kept; if the commit fails the list is stricter than the row, never laxer.
    authority_here(at).revoke(certificate.serial, reason=reason, at=at)
    return certificate


def revoke_of_left_offices(*, by: Viewer, at: datetime) -> int:
    """This function will take back every certificate of an office whose holder's last day is over, and return how many."""
    return _revoke_each(Q(holding__ends_on__lt=at.astimezone(OFFICE_DAY).date()), by, at)


def revoke_of_person(*, person_id: UUID, by: Viewer, at: datetime) -> int:
    """This function will take back every certificate of somebody who was cut off, and return how many."""
    return _revoke_each(Q(person_id=person_id), by, at)


def _revoke_each(whose: Q, by: Viewer, at: datetime) -> int:
    ids = list(Certificate.objects.filter(whose, revoked_at=None, valid_until__gt=at).values_list("pk", flat=True))
    for certificate_id in ids:
        revoke_certificate(certificate_id=certificate_id, reason="affiliation_changed", by=by, at=at)
    return len(ids)


def _term_end(holding: Holding) -> datetime:
    if holding.ends_on is None:
        return datetime.max.replace(tzinfo=UTC) - timedelta(days=2)
    return datetime.combine(holding.ends_on + timedelta(days=1), time(0), tzinfo=OFFICE_DAY).astimezone(UTC)
