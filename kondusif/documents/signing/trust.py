"""Whose certificates count here, and what was taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from pyhanko_certvalidator import ValidationContext

from kondusif.documents.signing.authority import LocalAuthority
from kondusif.documents.signing.signers import is_local, to_asn1


@dataclass(frozen=True)
class Trust:
    """Roots and revocation lists; nothing is ever fetched while checking."""

    roots: tuple[x509.Certificate, ...]
    lists: tuple[bytes, ...] = ()
    others: tuple[x509.Certificate, ...] = ()

    def context(self, moment: datetime, *, strict: bool = True) -> ValidationContext:
        """This function will return what pyHanko asks for trust as of *moment*."""
        return ValidationContext(
            trust_roots=[to_asn1(c) for c in self.roots],
            other_certs=[to_asn1(c) for c in self.others],
            crls=list(self.lists),
            moment=moment,
            allow_fetching=False,
            # Ours always has a list; of foreign authorities it may be in the file, or not at hand.
            revocation_mode="require" if strict else "soft-fail",
            retroactive_revinfo=True,
        )

    def knows(self, certificate: x509.Certificate) -> bool:
        """This function will tell whether one of the roots issued *certificate* itself."""
        return any(certificate.issuer == root.subject for root in self.roots)

    def revoked_at(self, certificate: x509.Certificate) -> tuple[datetime, str] | None:
        """This function will return when and why *certificate* was taken back, if it was."""
        for der in self.lists:
            revocations = x509.load_der_x509_crl(der)
            row = revocations.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if revocations.issuer == certificate.issuer and row is not None:
                return row.revocation_date_utc, _reason(row)
        return None


def trust_in(authority: LocalAuthority, folder: Path | None = None) -> Trust:
    """
    This function will trust *authority* and, beside it, every root laid into *folder* as ``*.pem``.

    Revocation lists of foreign authorities lie beside them as ``*.crl``, intermediate certificates
    as ``*.mid.pem``.
    """
    roots, lists, others = [authority.certificate], [authority.revocation_list], []
    for path in sorted(folder.glob("*.pem")) if folder and folder.is_dir() else ():
        found = x509.load_pem_x509_certificates(path.read_bytes())
        (others if path.name.endswith(".mid.pem") else roots).extend(found)
    for path in sorted(folder.glob("*.crl")) if folder and folder.is_dir() else ():
        lists.append(path.read_bytes())
    return Trust(tuple(roots), tuple(lists), tuple(others))


def fingerprint(certificate: x509.Certificate) -> str:
    """This function will return the SHA-256 by which a certificate is known, in hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def is_strict_for(certificate: x509.Certificate, roots: Sequence[x509.Certificate]) -> bool:
    """This function will tell whether a missing revocation list already speaks against *certificate*."""
    return is_local(certificate) and any(certificate.issuer == root.subject for root in roots)


def _reason(row: x509.RevokedCertificate) -> str:
    try:
        return row.extensions.get_extension_for_class(x509.CRLReason).value.reason.name
    except x509.ExtensionNotFound:
        return "unspecified"
