"""A signing service over HTTP: the hash goes in, the signature comes out; the paper itself never leaves."""

import base64
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from hashlib import new as new_hash
from typing import Any

from asn1crypto import cms, tsp
from cryptography import x509
from pyhanko.sign.signers.pdf_cms import ExternalSigner
from pyhanko.sign.timestamps import TimeStamper

from kondusif.documents.signing.problems import SigningProblem
from kondusif.documents.signing.signers import Signer, store_of, to_asn1

TIME_S = 20.0
_MOST = 200_000
_RESERVE = 24_576


@dataclass(frozen=True)
class Service:
    """
    Where the service stands and what it speaks.

    ``POST {url}/certificate`` {"account"} -> {"certificate", "chain"} (base64 DER).
    ``POST {url}/sign`` {"account", "pin", "hash", "algorithm", "form"} -> {"signature"} for the form
    "signature" (over the hash of the signed attributes), {"cms"} for "cms" (over the document's hash).
    """

    url: str
    token: str = ""  # sent as a bearer token
    form: str = "signature"


def service_signer(service: Service, *, account: str, pin: str) -> Signer:
    """
    This function will ask the service who *account* is and return a signer that sends it hashes.

    :raises SigningProblem: if it is silent, refuses, or leads elsewhere.
    """
    told = _ask(service, "certificate", {"account": account})
    certificate, chain = _certificate(told.get("certificate")), [_certificate(c) for c in told.get("chain", [])]
    backend_class = _CmsFromAfar if service.form == "cms" else _SignatureFromAfar
    backend = backend_class(to_asn1(certificate), store_of(chain), _RESERVE // 2)
    backend.ask = lambda more: _ask(service, "sign", {"account": account, "pin": pin, "form": service.form, **more})
    # The size is set beforehand: a trial signature would ask the person's consent twice.
    return Signer("service", certificate, backend, reserve=_RESERVE)


class _SignatureFromAfar(ExternalSigner):
    """The attributes are put together here, their hash is signed there."""

    ask: Any = None

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(512)
        digest = new_hash(digest_algorithm, data).digest()
        told = self.ask({"hash": _text(digest), "algorithm": digest_algorithm})
        return _bytes(told.get("signature"))


class _CmsFromAfar(ExternalSigner):
    """The document's hash goes there, the whole CMS comes back."""

    ask: Any = None

    async def async_sign(self, data_digest: bytes, digest_algorithm: str, **more: Any) -> cms.ContentInfo:
        told = self.ask({"hash": _text(data_digest), "algorithm": digest_algorithm})
        try:
            return cms.ContentInfo.load(_bytes(told.get("cms")))
        except ValueError:
            raise SigningProblem("service_refused") from None


class TimestampService(TimeStamper):
    """A time-stamping authority over HTTP (RFC 3161)."""

    def __init__(self, url: str):
        super().__init__()
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        content = _fetch(self.url, req.dump(), {"Content-Type": "application/timestamp-query"})
        try:
            return tsp.TimeStampResp.load(content)
        except ValueError:
            raise SigningProblem("service_refused") from None


def _ask(service: Service, what: str, question: dict[str, str]) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if service.token:
        headers["Authorization"] = f"Bearer {service.token}"
    try:
        told = json.loads(_fetch(f"{service.url.rstrip('/')}/{what}", json.dumps(question).encode(), headers))
    except ValueError:
        raise SigningProblem("service_refused") from None
    if not isinstance(told, dict):
        raise SigningProblem("service_refused")
    return told


class _NoOtherHost(urllib.request.HTTPRedirectHandler):
    """Nothing follows a redirection: a hash and a PIN go to the configured host or nowhere."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        raise SigningProblem("service_elsewhere")


# No proxy from the environment either: the configured address is the one that is called.
_opener = urllib.request.build_opener(_NoOtherHost, urllib.request.ProxyHandler({}))


def _fetch(url: str, body: bytes, headers: dict[str, str]) -> bytes:
    parts = urllib.parse.urlsplit(url)
    is_here = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
        raise SigningProblem("service_elsewhere")
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    try:
        with _opener.open(request, timeout=TIME_S) as answer:
            return answer.read(_MOST)
    except urllib.error.HTTPError:
        raise SigningProblem("service_refused") from None
    except OSError:
        raise SigningProblem("service_silent") from None


def _certificate(told: Any) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(_bytes(told))
    except ValueError:
        raise SigningProblem("service_refused") from None


def _bytes(told: Any) -> bytes:
    try:
        return base64.b64decode(told, validate=True)
    except (TypeError, ValueError):
        raise SigningProblem("service_refused") from None


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
