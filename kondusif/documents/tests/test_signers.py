"""Where the key may be: in a file, in a token, at a service; the paper itself never leaves."""

import asyncio
import base64
import json
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import pkcs12

from kondusif.documents.signing.certificates import Draft, build_certificate, key_of_a_person, subject_name
from kondusif.documents.signing.checking import check_pdf
from kondusif.documents.signing.problems import SigningProblem
from kondusif.documents.signing.service import Service, TimestampService, service_signer
from kondusif.documents.signing.signers import pkcs11_signer, pkcs12_signer
from kondusif.documents.signing.stamping import Options, local_clock, sign_pdf
from kondusif.documents.signing.trust import Trust
from kondusif.documents.signing.verdicts import Level
from kondusif.documents.tests.papers import AT, DAY, desk_in, paper
from tests.support.waiting import RESTART_S

SOFTHSM = next((p for p in ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so") if Path(p).exists()), "")  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return desk_in(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def nation():
    """An authority that is not ours: root, and a person's key and certificate."""
    root_key, key = key_of_a_person(), key_of_a_person()
    root_name = subject_name("Akar Contoh", organisation="Otoritas Contoh")
    root = build_certificate(
        Draft(root_name, AT - DAY, AT + 900 * DAY, "authority"), root_key.public_key(), None, root_key
    )
    subject = subject_name("Rendra Wijaya", organisation="Pemerintah Kabupaten Contoh")
    certificate = build_certificate(Draft(subject, AT - DAY, AT + 90 * DAY), key.public_key(), root, root_key)
    return root, certificate, key


def signed_by(signer, **options) -> bytes:
    return sign_pdf(paper(), signer=signer, reason="Setuju", at=AT, options=Options(**options))


def der(certificate) -> str:
    return base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()


class FakeService:
    """A signing service on the loopback, over true HTTP: it holds the key and remembers what it was asked."""

    def __init__(self, nation, *, desk=None, moved=False):
        self.asked: list[tuple[str, str, dict]] = []
        root, certificate, key = nation
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if moved:
                    self.send_response(307)
                    self.send_header("Location", "http://127.0.0.1:9/elsewhere")
                    self.end_headers()
                    return
                answer = fake.stamp(body, desk) if self.path == "/clock" else fake.answer(self, body, nation)
                self.send_response(200 if answer else 403)
                self.end_headers()
                self.wfile.write(answer or b"{}")

            def log_message(self, *_args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, handler, body, nation) -> bytes:
        root, certificate, key = nation
        question = json.loads(body)
        self.asked.append((handler.path, handler.headers.get("Authorization", ""), question))
        if handler.path == "/certificate":
            return json.dumps({"certificate": der(certificate), "chain": [der(root)]}).encode()
        if question["pin"] != "246810":
            return b""
        digest = base64.b64decode(question["hash"])
        if question["form"] == "cms":
            return json.dumps({"cms": base64.b64encode(self.cms(digest, nation)).decode()}).encode()
        signature = key.sign(digest, ec.ECDSA(utils.Prehashed(SHA256())))
        return json.dumps({"signature": base64.b64encode(signature).decode()}).encode()

    def cms(self, digest: bytes, nation) -> bytes:
        root, certificate, key = nation
        plain = serialization.NoEncryption()
        signer = pkcs12_signer(pkcs12.serialize_key_and_certificates(b"x", key, certificate, [root], plain), "")
        return asyncio.run(signer.backend.async_sign(digest, "sha256", use_pades=True)).dump()

    def stamp(self, body: bytes, desk) -> bytes:
        return local_clock(desk.authority, at=AT).request_tsa_response(tsp.TimeStampReq.load(body)).dump()

    def __enter__(self):
        return self

    def __exit__(self, *_more):
        self.server.shutdown()
        self.server.server_close()


def test_a_file_that_a_person_brings_signs_and_is_trusted_only_where_its_root_is(nation, desk):
    root, certificate, key = nation
    closed = pkcs12.serialize_key_and_certificates(
        b"rendra", key, certificate, [root], serialization.BestAvailableEncryption(b"kata sandi berkas")
    )
    signed = signed_by(pkcs12_signer(closed, "kata sandi berkas"))
    assert not check_pdf(signed, trust=desk.trust).is_valid
    verdict = check_pdf(signed, trust=Trust((root,)))
    assert verdict.is_valid
    assert not verdict.findings[0].is_local
    assert not verdict.findings[0].revocation_known  # said openly: nobody gave us that authority's list


@pytest.mark.parametrize("form", ["signature", "cms"])
def test_a_service_gets_the_hash_and_never_the_paper(nation, form):
    root, _certificate, _key = nation
    with FakeService(nation) as fake:
        service = Service(fake.url, token="rahasia-layanan", form=form)
        signed = signed_by(service_signer(service, account="rendra", pin="246810"))
    assert check_pdf(signed, trust=Trust((root,))).is_valid
    [(_path, _token, _first), (path, token, question)] = fake.asked  # one consent, not two
    assert (path, token) == ("/sign", "Bearer rahasia-layanan")
    assert len(base64.b64decode(question["hash"])) == 32
    assert set(question) == {"account", "pin", "form", "hash", "algorithm"}


def test_a_service_that_refuses_leads_elsewhere_or_is_silent_signs_nothing(nation):
    with FakeService(nation) as fake, pytest.raises(SigningProblem) as refused:
        signed_by(service_signer(Service(fake.url), account="rendra", pin="000000"))
    assert refused.value.code == "signing.service_refused"
    with FakeService(nation, moved=True) as fake, pytest.raises(SigningProblem) as moved:
        service_signer(Service(fake.url), account="rendra", pin="246810")
    assert moved.value.code == "signing.service_elsewhere"
    with pytest.raises(SigningProblem) as silent:
        service_signer(Service(fake.url), account="rendra", pin="246810")
    assert silent.value.code == "signing.service_silent"
    with pytest.raises(SigningProblem) as plain:
        service_signer(Service("http://layanan.contoh.test"), account="rendra", pin="246810")
    assert plain.value.code == "signing.service_elsewhere"  # a PIN never goes out unencrypted


def test_a_clock_over_http_makes_the_signature_archival(nation, desk):
    with FakeService(nation, desk=desk) as fake:
        clock = TimestampService(f"{fake.url}/clock")
        signed = signed_by(desk.person(), trust=desk.trust, clock=clock)
    verdict = check_pdf(signed, trust=desk.trust)
    assert verdict.is_valid
    assert verdict.findings[0].level == Level.LTA


@pytest.fixture
def token(tmp_path, monkeypatch, nation):
    """A token of SoftHSM with the person's key and certificate in it."""
    pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed (extra: pkcs11)")
    if not SOFTHSM or not shutil.which("softhsm2-util"):
        pytest.skip("SoftHSM is not installed (apt install softhsm2)")
    from pkcs11 import Attribute, ObjectClass, lib
    from pkcs11.util.ec import encode_named_curve_parameters

    (tmp_path / "tokens").mkdir()
    config = tmp_path / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {tmp_path}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(config))
    _root, certificate, key = nation
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    for words in (
        ["--init-token", "--free", "--label", "contoh", "--so-pin", "1234", "--pin", "5678"],
        [
            "--import",
            str(tmp_path / "key.pem"),
            "--token",
            "contoh",
            "--label",
            "rendra",
            "--id",
            "01",
            "--pin",
            "5678",
        ],
    ):
        subprocess.run(["softhsm2-util", *words], check=True, capture_output=True, timeout=RESTART_S)
    assert encode_named_curve_parameters  # the token speaks of curves by name
    module = lib(SOFTHSM)
    with module.get_token(token_label="contoh").open(rw=True, user_pin="5678") as session:
        content = certificate.public_bytes(serialization.Encoding.DER)
        session.create_object({
            Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.CERTIFICATE_TYPE: 0, Attribute.LABEL: "rendra",
            Attribute.ID: b"\x01", Attribute.VALUE: content, Attribute.TOKEN: True,
            Attribute.SUBJECT: certificate.subject.public_bytes(),
        })  # fmt: skip
    return Path(SOFTHSM)


def test_a_token_signs_and_the_key_never_leaves_it(token, nation):
    root, _certificate, _key = nation
    with pkcs11_signer(token, token="contoh", pin="5678", label="rendra") as signer:
        signed = signed_by(signer)
        assert signer.name == "Rendra Wijaya"
    assert check_pdf(signed, trust=Trust((root,))).is_valid
    for wrong in ({"token": "contoh", "pin": "0000"}, {"token": "lain", "pin": "5678"}):
        with pytest.raises(SigningProblem), pkcs11_signer(token, label="rendra", **wrong):
            pass


def test_a_token_that_is_not_there_says_so(tmp_path):
    with pytest.raises(SigningProblem) as missing, pkcs11_signer(tmp_path / "none.so", token="x", pin="x", label="x"):
        pass
    assert missing.value.code == "signing.token_missing"
