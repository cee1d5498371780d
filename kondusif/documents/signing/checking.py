"""
Checking a signed PDF: bytes, trust, time, and whether everything is there that our rows say must be.

pyHanko's ``valid`` says only that the mathematics of the signature block are right; it stays True when
a byte of the page was changed. Only its bottom line counts here, together with the analysis of what
was appended after each signature, and with the chain of lengths and hashes that our own rows keep.
"""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256

from asn1crypto.cms import SignedData
from cryptography.x509 import Certificate
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel

from kondusif.documents.signing.signers import from_asn1, is_local, name_of, serial_of, title_of
from kondusif.documents.signing.trust import Trust, fingerprint, is_strict_for
from kondusif.documents.signing.verdicts import Fault, Finding, Level, Stage, Verdict


def check_pdf(
    pdf: bytes, *, trust: Trust, stages: Sequence[Stage] = (), signed_by: Sequence[str] | None = None
) -> Verdict:
    """
    This function will judge *pdf* and every signature in it; it never raises for what a stranger sends.

    *stages* is the chain our rows keep of the file as it grew, *signed_by* the fingerprints of the
    certificates whose signatures it must carry: a removed signature leaves no trace in the file itself.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        signatures = list(reader.embedded_regular_signatures)
        last = max((s.signed_revision for s in signatures), default=0)
        findings = tuple(_finding(s, trust, is_last=s.signed_revision == last) for s in signatures)
        faults = _faults_of_file(findings, list(reader.embedded_timestamp_signatures), trust)
    except (PdfError, SigningError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        findings, faults = (), [Fault.UNREADABLE]
    faults += _faults_by_rows(pdf, findings, stages, signed_by)
    return Verdict(findings, tuple(dict.fromkeys(faults)))


def _faults_of_file(findings: Sequence[Finding], stamps: Sequence[EmbeddedPdfSignature], trust: Trust) -> list[Fault]:
    if not findings:
        return [Fault.UNSIGNED]
    statuses = [_archival(stamp, trust) for stamp in stamps]
    return [] if all(statuses) else [Fault.BAD_TIMESTAMP]


def _archival(stamp: EmbeddedPdfSignature, trust: Trust) -> bool:
    """A clock's seal over the whole file; it counts as any signature does: whole, and of somebody known."""
    token = stamp.signed_data["encap_content_info"]["content"].parsed
    status = validate_pdf_timestamp(stamp, trust.context(token["gen_time"].native, strict=False))
    return (
        status.valid and status.intact and status.trusted and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    )


def _faults_by_rows(
    pdf: bytes, findings: Sequence[Finding], stages: Sequence[Stage], signed_by: Sequence[str] | None
) -> Iterator[Fault]:
    if stages:
        if len(pdf) < stages[-1].n_bytes or len(pdf) > stages[-1].n_bytes:
            yield Fault.SIGNATURE_REMOVED if _stops_early(pdf, stages) else Fault.CHANGED_AFTER
        if sha256(pdf[: stages[0].n_bytes]).digest() != bytes(stages[0].sha256):
            yield Fault.OTHER_TEXT
        elif any(sha256(pdf[: s.n_bytes]).digest() != bytes(s.sha256) for s in stages if s.n_bytes <= len(pdf)):
            yield Fault.BYTES_CHANGED
    if signed_by is not None and Counter(signed_by) - Counter(f.fingerprint for f in findings):
        yield Fault.SIGNATURE_REMOVED


def _stops_early(pdf: bytes, stages: Sequence[Stage]) -> bool:
    """The file is one that we once held, before the last signature was added: somebody cut the end off."""
    return any(len(pdf) == s.n_bytes and sha256(pdf).digest() == bytes(s.sha256) for s in stages[:-1])


def _finding(signature: EmbeddedPdfSignature, trust: Trust, *, is_last: bool) -> Finding:
    certificate = from_asn1(signature.signer_cert)
    clock = next(iter(extract_tst_data_iter(signature.signer_info, signed=False)), None)
    stamped = clock["encap_content_info"]["content"].parsed["gen_time"].native if clock is not None else None
    signed_at = stamped or signature.self_reported_timestamp
    # Nobody says when: then it is judged as of the certificate's first moment, and fails where that is revoked.
    moment = signed_at or certificate.not_valid_before_utc
    is_strict = is_strict_for(certificate, trust.roots)
    status = validate_pdf_signature(signature, trust.context(moment, strict=is_strict))
    revoked = trust.revoked_at(certificate)
    return Finding(
        field=signature.field_name, name=name_of(certificate), title=title_of(certificate),
        serial=serial_of(certificate), fingerprint=fingerprint(certificate),
        issuer=certificate.issuer.rfc4514_string(), signed_at=signed_at,
        reason=str(signature.sig_object.get("/Reason", "")), level=_level(signature, clock is not None),
        is_local=is_local(certificate), has_clock=clock is not None, clock_is_local=_is_local_clock(clock),
        revocation_known=is_strict or any(trust.lists[1:]),
        faults=tuple(dict.fromkeys(_faults(status, certificate, moment, revoked, is_last, clock is not None))),
    )  # fmt: skip


def _faults(
    status: PdfSignatureStatus,
    certificate: Certificate,
    moment: datetime,
    revoked: tuple[datetime, str] | None,
    is_last: bool,
    has_clock: bool,
) -> Iterator[Fault]:
    yield from _faults_of_bytes(status, is_last)
    yield from _faults_of_trust(status, certificate, moment)
    if revoked and revoked[0] <= moment:
        yield Fault.REVOKED
    elif revoked and revoked[1] == "key_compromise" and not has_clock:
        yield Fault.KEY_LOST  # whoever holds the key can write any time into a signature


def _faults_of_bytes(status: PdfSignatureStatus, is_last: bool) -> Iterator[Fault]:
    if not status.intact or not status.valid:
        yield Fault.BYTES_CHANGED
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        yield Fault.NOT_WHOLE
    allowed = ModificationLevel.LTA_UPDATES if is_last else ModificationLevel.FORM_FILLING
    level = status.modification_level
    if level is None or level > allowed or not status.docmdp_ok:
        yield Fault.CHANGED_AFTER


def _faults_of_trust(status: PdfSignatureStatus, certificate: Certificate, moment: datetime) -> Iterator[Fault]:
    if not certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc:
        yield Fault.EXPIRED
    if status.timestamp_validity is not None and not status.timestamp_validity.trusted:
        yield Fault.BAD_TIMESTAMP
    if status.intact and status.valid and not status.trusted and not status.revoked:
        yield Fault.NOT_TRUSTED


def _level(signature: EmbeddedPdfSignature, has_clock: bool) -> Level:
    has_lists = "/DSS" in signature.reader.root
    if not has_clock:
        return Level.B
    has_seal = any(
        s.signed_revision > signature.signed_revision for s in signature.reader.embedded_timestamp_signatures
    )
    if has_lists and has_seal:
        return Level.LTA
    return Level.LT if has_lists else Level.T


def _is_local_clock(clock: SignedData | None) -> bool:
    if clock is None:
        return False
    certificates = [from_asn1(c.chosen) for c in clock["certificates"] if c.name == "certificate"]
    return any(is_local(c) for c in certificates)
