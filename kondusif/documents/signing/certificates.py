"""Making X.509 certificates: names, usages and terms."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


@dataclass(frozen=True)
class Draft:
    """What a certificate is to say: of whom, from when until when, for what."""

    subject: x509.Name
    not_before: datetime
    not_after: datetime
    usage: str = "person"  # person | seal | timestamp | authority


def key_of_a_person(*, for_clock: bool = False) -> PrivateKey:
    """This function will make a private key; a clock's is RSA, which every reader of time stamps knows."""
    return rsa.generate_private_key(65537, 2048) if for_clock else ec.generate_private_key(ec.SECP256R1())


def subject_name(name: str, *, organisation: str, title: str = "", unit: str = "", number: str = "") -> x509.Name:
    """This function will return the subject of a certificate; what is empty is left out."""
    parts = (
        (NameOID.COUNTRY_NAME, "ID"),
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        (NameOID.TITLE, title),
        (NameOID.COMMON_NAME, name),
        (NameOID.SERIAL_NUMBER, number),
    )
    return x509.Name([x509.NameAttribute(oid, text[:64]) for oid, text in parts if text])


def build_certificate(
    draft: Draft, public_key: PublicKey, issuer: x509.Certificate | None, issuer_key: PrivateKey
) -> x509.Certificate:
    """This function will sign a certificate by *issuer*, or by itself where there is none."""
    is_authority = draft.usage == "authority"
    builder = (
        x509.CertificateBuilder()
        .subject_name(draft.subject)
        .issuer_name(issuer.subject if issuer else draft.subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(draft.not_before)
        .not_valid_after(draft.not_after)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
        .add_extension(_key_usage(is_authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if draft.usage == "timestamp":
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


def _key_usage(is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority, content_commitment=not is_authority, key_cert_sign=is_authority,
        crl_sign=is_authority, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
