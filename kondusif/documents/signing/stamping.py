"""Putting a signature into a PDF as an addition at its end, so that earlier signatures stay whole."""

import io
import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from asn1crypto import keys
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, PdfSigningSession, SigDSSPlacementPreference
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper

from kondusif.documents.signing.appearance import Appearance, style_of
from kondusif.documents.signing.authority import TIMESTAMP, LocalAuthority
from kondusif.documents.signing.problems import SigningProblem
from kondusif.documents.signing.signers import Signer, store_of, to_asn1
from kondusif.documents.signing.trust import Trust

logging.getLogger("pyhanko").setLevel(logging.ERROR)  # what is wrong is told by our own findings
logging.getLogger("pyhanko_certvalidator").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Options:
    """What a signature may carry beside itself."""

    field_name: str = ""
    location: str = ""
    appearance: Appearance | None = None
    # With a trust, certificates and revocation lists are put into the file: it can be checked far away and later.
    trust: Trust | None = None
    # With a clock too, the signature is archival (PAdES-B-LTA); whose clock it was is told by the check.
    clock: TimeStamper | None = None
    build: dict[str, Any] = field(default_factory=dict)


def sign_pdf(pdf: bytes, *, signer: Signer, reason: str, at: datetime, options: Options | None = None) -> bytes:
    """
    This function will add one PAdES signature to *pdf* and return the longer file; its beginning stays as it was.

    :raises SigningProblem: if the certificate is not in force at *at*, was taken back, or *pdf* is no PDF.
    """
    options = options or Options()
    certificate = signer.certificate
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise SigningProblem("not_in_force")
    if options.trust and options.trust.revoked_at(certificate):
        raise SigningProblem("revoked")
    return add_signature(pdf, signer=signer, reason=reason, at=at, options=options)


def add_signature(pdf: bytes, *, signer: Signer, reason: str, at: datetime, options: Options) -> bytes:
    """This function will sign without asking whether the certificate is in force; ``sign_pdf`` asks."""
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        name = options.field_name or f"TTD-{uuid4().hex[:12]}"
        out = _At(
            at, _metadata(name, signer, reason, at, options), signer.backend, timestamper=options.clock,
            stamp_style=style_of(options.appearance), new_field_spec=_field(name, options.appearance),
        ).sign_pdf(writer, bytes_reserved=signer.reserve)  # fmt: skip
        return out.getvalue()
    except SigningProblem:
        raise
    except (PdfError, SigningError, ValueError, KeyError, IndexError, TypeError) as error:
        raise SigningProblem("pdf_unreadable") from error


def local_clock(authority: LocalAuthority, *, at: datetime) -> TimeStamper:
    """This function will return the installation's own clock; it proves nothing against the installation itself."""
    certificate, key = authority.service(TIMESTAMP)
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return DummyTimeStamper(
        to_asn1(certificate), keys.PrivateKeyInfo.load(der), store_of([authority.certificate]), fixed_dt=at
    )


class _At(PdfSigner):
    """pyHanko reads the clock for the time of signing; here it is the caller's to say."""

    def __init__(self, at: datetime, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self._at = at

    def init_signing_session(self, *args: Any, **more: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **more)
        session.system_time = self._at
        return session


def _metadata(name: str, signer: Signer, reason: str, at: datetime, options: Options) -> PdfSignatureMetadata:
    more: dict[str, Any] = {}
    if options.trust is not None and options.trust.knows(signer.certificate):
        together = SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
        more = {
            "embed_validation_info": True,
            "validation_context": options.trust.context(at),
            "use_pades_lta": options.clock is not None,
            "dss_settings": DSSContentSettings(include_vri=False, placement=together),
        }
    return PdfSignatureMetadata(
        field_name=name, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason,
        location=options.location or None, name=signer.name, **more,
    )  # fmt: skip


def _field(name: str, appearance: Appearance | None) -> SigFieldSpec:
    if appearance is None:
        return SigFieldSpec(name)
    return SigFieldSpec(name, on_page=appearance.page, box=appearance.box)
