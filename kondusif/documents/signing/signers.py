"""Where the key is: in this installation, in a file the person brings, in a token, or at a signing service."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.pdf_cms import Signer as Backend
from pyhanko_certvalidator.registry import SimpleCertificateStore

from kondusif.documents.signing.authority import LABEL, SEAL, LocalAuthority, serial_of
from kondusif.documents.signing.certificates import PrivateKey
from kondusif.documents.signing.problems import SigningProblem


@dataclass(frozen=True)
class Signer:
    """Somebody who can sign now; *backend* holds the key or knows the way to it."""

    kind: str  # local | seal | pkcs12 | pkcs11 | service
    certificate: x509.Certificate
    backend: Backend
    # How many bytes the signature needs, where asking twice would cost the person a second consent.
    reserve: int | None = None

    @property
    def name(self) -> str:
        return name_of(self.certificate)

    @property
    def serial(self) -> str:
        return serial_of(self.certificate)

    @property
    def is_local(self) -> bool:
        """Whether the certificate comes from an authority like ours, which the state does not recognise."""
        return is_local(self.certificate)


def seal_signer(authority: LocalAuthority) -> Signer:
    """This function will return the installation's own seal."""
    certificate, key = authority.service(SEAL)
    return Signer("seal", certificate, _in_memory(certificate, key, [authority.certificate]))


def pkcs12_signer(content: bytes, phrase: str, *, kind: str = "pkcs12") -> Signer:
    """
    This function will open a PKCS#12 file, ours or one that a person brings; nothing of it is kept.

    :raises SigningProblem: if the phrase does not open it.
    """
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        key, certificate, others = pkcs12.load_key_and_certificates(content, phrase.encode())
    except (ValueError, TypeError):
        raise SigningProblem("phrase_wrong") from None
    if key is None or certificate is None:
        raise SigningProblem("phrase_wrong")
    return Signer(kind, certificate, _in_memory(certificate, key, others))


@contextmanager
def pkcs11_signer(module: Path, *, token: str, pin: str, label: str) -> Iterator[Signer]:
    """
    This function will open a token (smart card, HSM) for one signature and close it again.

    :raises SigningProblem: if python-pkcs11 is not installed or the token does not answer.
    """
    try:
        from pkcs11.exceptions import PKCS11Error as TokenError
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Error as SessionError
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    except ImportError:
        raise SigningProblem("token_missing") from None
    try:
        session = open_pkcs11_session(str(module), token_criteria=TokenCriteria(label=token), user_pin=pin)
    except (TokenError, SessionError, RuntimeError, OSError):
        raise SigningProblem("token_missing") from None
    try:
        certificate = from_asn1(PKCS11Signer(session, cert_label=label, key_label=label).signing_cert)
        # Many tokens hash nothing for elliptic curves: then it is done here, and the token signs the hash.
        raw = isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
        backend = PKCS11Signer(session, cert_label=label, key_label=label, use_raw_mechanism=raw)
        yield Signer("pkcs11", certificate, backend)
    except (TokenError, SessionError) as error:
        raise SigningProblem("token_missing") from error
    finally:
        session.close()


def name_of(certificate: x509.Certificate) -> str:
    """This function will return whom the certificate names."""
    found = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else certificate.subject.rfc4514_string()


def title_of(certificate: x509.Certificate) -> str:
    """This function will return the office the certificate names, if it names one."""
    found = certificate.subject.get_attributes_for_oid(x509.NameOID.TITLE)
    return str(found[0].value) if found else ""


def is_local(certificate: x509.Certificate) -> bool:
    """This function will tell whether an authority of a Kondusif installation issued *certificate*."""
    found = certificate.issuer.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)
    return bool(found) and found[0].value == LABEL


def to_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """This function will turn a certificate into the form that pyHanko reads."""
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def from_asn1(certificate: asn1_x509.Certificate) -> x509.Certificate:
    """This function will turn pyHanko's form of a certificate into ours."""
    return x509.load_der_x509_certificate(certificate.dump())


def store_of(certificates: Any) -> SimpleCertificateStore:
    """This function will return the store of further certificates that travel with a signature."""
    store = SimpleCertificateStore()
    store.register_multiple([to_asn1(c) for c in certificates])
    return store


def _in_memory(certificate: x509.Certificate, key: PrivateKey, others: list[x509.Certificate]) -> SimpleSigner:
    from asn1crypto import keys

    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return SimpleSigner(to_asn1(certificate), keys.PrivateKeyInfo.load(der), store_of(others))
