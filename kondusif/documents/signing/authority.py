"""The certificate authority of this installation: what it issues binds a person to an office, here and nowhere else."""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from kondusif.documents.signing.certificates import Draft, PrivateKey, build_certificate, key_of_a_person, subject_name
from kondusif.documents.signing.problems import SigningProblem

LABEL = "CA lokal Kondusif — bukan sertifikat elektronik nasional"
SEAL, TIMESTAMP = "seal", "timestamp"
_YEARS = timedelta(days=3650)
# A rehearsal plays in the past, and a term may have begun before the installation.
_BEFORE = timedelta(days=731)


@dataclass(frozen=True)
class Entry:
    """One line of the authority's own book: a certificate was issued, or taken back."""

    verb: str  # issued | revoked
    serial: str
    at: str
    subject: str = ""
    not_after: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Issued:
    """A certificate with its key, closed under the phrase that only its owner knows."""

    serial: str
    certificate: x509.Certificate
    pkcs12: bytes


class LocalAuthority:
    """
    Key, certificate, book and revocation list in one folder of mode 0700.

    The book (``index.jsonl``) is only ever added to; the revocation list is written anew from it.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    @classmethod
    def opened(cls, folder: Path, *, name: str, at: datetime) -> "LocalAuthority":
        """This function will return the authority in *folder*, founded at first use under *name*."""
        if not (folder / "ca.crt").exists():
            _found(folder, name, at)
        return cls(folder)

    @property
    def certificate(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate((self.folder / "ca.crt").read_bytes())

    @property
    def revocation_list(self) -> bytes:
        """The signed list of what was taken back, in DER."""
        return (self.folder / "ca.crl").read_bytes()

    def service(self, name: str) -> tuple[x509.Certificate, PrivateKey]:
        """This function will return certificate and key of the installation's own seal or clock."""
        certificate = x509.load_pem_x509_certificate((self.folder / f"{name}.crt").read_bytes())
        return certificate, _read_key(self.folder / f"{name}.key")

    def issue(self, draft: Draft, *, phrase: str, at: datetime) -> Issued:
        """
        This function will issue a personal certificate whose key only *phrase* opens.

        :raises SigningProblem: if the phrase is short or the term lies outside the authority's own.
        """
        if len(phrase) < 8:
            raise SigningProblem("phrase_short")
        own = self.certificate
        until = min(draft.not_after, own.not_valid_after_utc)
        since = max(draft.not_before, own.not_valid_before_utc)
        if since >= until or until <= at:
            raise SigningProblem("term_over")
        key = key_of_a_person()
        draft = Draft(draft.subject, since, until, draft.usage)
        certificate = build_certificate(draft, key.public_key(), own, _read_key(self.folder / "ca.key"))
        serial = serial_of(certificate)
        with self._locked():
            self._write(Entry("issued", serial, at.isoformat(), draft.subject.rfc4514_string(), until.isoformat()))
        closed = pkcs12.serialize_key_and_certificates(
            serial.encode(), key, certificate, [own], serialization.BestAvailableEncryption(phrase.encode())
        )
        return Issued(serial, certificate, closed)

    def revoke(self, serial: str, *, reason: str, at: datetime) -> None:
        """
        This function will take a certificate back; a second time changes nothing.

        :raises SigningProblem: if this authority never issued it, or the reason is unknown.
        """
        if reason not in x509.ReasonFlags.__members__:
            raise SigningProblem("reason_unknown")
        with self._locked():
            entries = self.entries()
            if not any(e.serial == serial and e.verb == "issued" for e in entries):
                raise SigningProblem("serial_unknown")
            if not any(e.serial == serial and e.verb == "revoked" for e in entries):
                self._write(Entry("revoked", serial, at.isoformat(), reason=reason))
            # Also when it stands in the book already: the power may have gone between the book and the list.
            _write_list(self.folder, at)

    def entries(self) -> list[Entry]:
        """This function will return the book, oldest line first."""
        return [Entry(**json.loads(line)) for line in (self.folder / "index.jsonl").read_text().splitlines()]

    def revoked(self) -> dict[str, Entry]:
        """This function will return what was taken back, by serial."""
        return {e.serial: e for e in self.entries() if e.verb == "revoked"}

    def _write(self, entry: Entry) -> None:
        with (self.folder / "index.jsonl").open("a") as book:
            book.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
            book.flush()
            os.fsync(book.fileno())

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def serial_of(certificate: x509.Certificate) -> str:
    """This function will return the serial number as it is written everywhere: lower-case hexadecimal."""
    return f"{certificate.serial_number:x}"


def _found(folder: Path, name: str, at: datetime) -> None:
    """Everything is laid in a draft folder first: two processes that start together agree on one authority."""
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(6)}")  # of this call alone: threads share a process
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # for itself: parents=True gives no mode
    draft.mkdir(mode=0o700)
    since, until = at - _BEFORE, at + _YEARS
    root_key = key_of_a_person()
    root_name = subject_name(f"CA lokal {name}"[:64], organisation=LABEL)
    root = build_certificate(Draft(root_name, since, until, "authority"), root_key.public_key(), None, root_key)
    _keep(draft, "ca", root_key, root)
    for what, title in ((SEAL, f"Segel Kondusif {name}"), (TIMESTAMP, f"Cap waktu lokal {name}")):
        key = key_of_a_person(for_clock=what == TIMESTAMP)
        subject = subject_name(title[:64], organisation=LABEL)
        _keep(draft, what, key, build_certificate(Draft(subject, since, until, what), key.public_key(), root, root_key))
    (draft / "index.jsonl").touch(mode=0o600)
    _write_list(draft, at)
    try:
        draft.rename(folder)
    except OSError:  # a colleague process was quicker: then its authority counts
        shutil.rmtree(draft)


def _write_list(folder: Path, at: datetime) -> None:
    authority = LocalAuthority(folder)
    root = authority.certificate
    # It is written anew at every revocation, and by nothing else: so it holds until the authority itself ends.
    builder = x509.CertificateRevocationListBuilder().issuer_name(root.subject)
    builder = builder.last_update(at).next_update(root.not_valid_after_utc)
    for entry in authority.revoked().values():
        row = x509.RevokedCertificateBuilder().serial_number(int(entry.serial, 16))
        row = row.revocation_date(datetime.fromisoformat(entry.at))
        builder = builder.add_revoked_certificate(
            row.add_extension(x509.CRLReason(x509.ReasonFlags[entry.reason]), critical=False).build()
        )
    number = len(authority.entries()) + 1
    builder = builder.add_extension(x509.CRLNumber(number), critical=False).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()), critical=False
    )
    signed = builder.sign(_read_key(folder / "ca.key"), hashes.SHA256())
    _put(folder / "ca.crl", signed.public_bytes(serialization.Encoding.DER), 0o600)


def _keep(folder: Path, name: str, key: PrivateKey, certificate: x509.Certificate) -> None:
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    _put(folder / f"{name}.key", pem, 0o600)
    _put(folder / f"{name}.crt", certificate.public_bytes(serialization.Encoding.PEM), 0o644)


def _put(path: Path, content: bytes, mode: int) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    draft.replace(path)


def _read_key(path: Path) -> PrivateKey:
    if path.stat().st_mode & 0o077:
        raise SigningProblem("key_open")
    return serialization.load_pem_private_key(path.read_bytes(), None)
