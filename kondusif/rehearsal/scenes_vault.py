"""The demonstration's key of a role group, which every visitor may open, and a sealed report to try it on."""

import hmac
import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import pbkdf2_hmac, sha256
from uuid import UUID, uuid5

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kondusif.core.secrets import secret
from kondusif.people.models import GroupKey
from kondusif.people.vault.actions import found_key, give_key
from kondusif.people.vault.groups import Group
from kondusif.people.vault.rules import ITERATIONS_LEAST, Share, Wrapped
from kondusif.rehearsal.stage import Stage, demo_password, villages_of
from kondusif.reports.actions import receive_reports
from kondusif.reports.models import Report
from kondusif.reports.receipts import grouped, receipt_of
from kondusif.reports.rules import NewReport, SealedWords
from kondusif.triage.tasks import prepare

CUSTODIANS = ("Inspektorat (peragaan)", "Pejabat pelindungan data (peragaan)", "Kesbangpol Provinsi (peragaan)")
WORDS = {
    "text": "Selebaran yang mengajak menolak pemungutan suara dengan kekerasan beredar di grup percakapan warga. "
    "Sudah tiga malam orang berkumpul membahasnya. (Laporan rekaan untuk peragaan.)",
    "place_text": "Pos ronda dekat balai dusun (rekaan)",
}
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # as words.js writes codes
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_KEM = b"KEM\x00\x20"
_NAMES = UUID("6f0d1a52-6d1e-5a3b-9b57-2f6f9d1c7a10")


@dataclass(frozen=True)
class Invented:
    """
    What a visitor needs to try sealing; all of it invented, and the same at each look.

    A true key is made in a browser and no server ever has it. This one comes from a secret file of the demonstration.
    """

    private: X25519PrivateKey
    papers: tuple[str, str, str]
    client_id: UUID
    reading_code: str

    @property
    def receipt(self) -> str:
        return receipt_of(self.client_id)


def invented(region_code: str) -> Invented:
    """This function will return what the demonstration of a region seals with."""

    def made(what: str) -> bytes:
        return hmac.digest(
            secret(settings.SECRETS_DIR, "demo-vault").encode(), f"{what} {region_code}".encode(), "sha256"
        )

    raw, slope = made("kunci"), made("lembar")
    code = "".join(LETTERS[byte & 31] for byte in made("kode baca")[:20])
    papers = tuple(_paper(x, bytes(s ^ _times(c, x) for s, c in zip(raw, slope, strict=True))) for x in (1, 2, 3))
    return Invented(X25519PrivateKey.from_private_bytes(raw), papers, uuid5(_NAMES, region_code), code)  # type: ignore[arg-type]


def play(stage: Stage, at: datetime) -> None:
    """
    This function will found a key of the analysts, give it to the head of agency, and receive a report sealed to it.

    Only in a demonstration: a key that its server knows would be worth nothing to anybody.
    """
    if not settings.DEMO:
        return
    code = stage.tenant.region_id
    own = invented(code)
    public = own.private.public_key().public_bytes_raw()
    # One passphrase for both, so one wrapping: each costs a quarter of a second.
    wrapped = _wrapped(own.private, public)
    key = found_key(
        region_code=code, group=Group.ANALYSIS, public_key=public, wrapped=wrapped,
        shares=[Share(name, mark_of(paper)) for name, paper in zip(CUSTODIANS, own.papers, strict=True)],
        by=stage.analyst, at=at - timedelta(days=30),
    )  # fmt: skip
    if stage.head.person_id is not None:
        give_key(
            key_id=key.pk, person_id=stage.head.person_id, wrapped=wrapped, by=stage.analyst, at=at - timedelta(days=30)
        )
    reader = reading_key(own.reading_code)
    envelope = _SUITE.encrypt(
        _padded(WORDS), X25519PublicKey.from_public_bytes(public), info=b"kondusif/1 laporan" + reader
    )
    [received] = receive_reports(
        [
            NewReport(
                client_id=own.client_id, category="ideology", text="(isi tersegel)", event_at=at - timedelta(hours=3),
                region_code=villages_of(code)[0].code, synthetic=True, sealed=SealedWords(envelope, key.pk, reader),
            )
        ],
        at=at - timedelta(hours=2),
    )  # fmt: skip
    prepare(Report.objects.get(pk=received.report_id), at=at - timedelta(hours=2))


def told_of(region_code: str) -> list[str]:
    """This function will return what a visitor is told in order to try it, or nothing where this key is not there."""
    own = invented(region_code)
    public = own.private.public_key().public_bytes_raw()
    if not settings.DEMO or not GroupKey.objects.filter(public_key=public).exists():
        return []
    return [
        "Kunci isi tersegel (rekaan): kalimat sandinya sama dengan kata sandi akun. Lembar pemulihan:",
        *(f"  {n}. {name}: {paper}" for n, (name, paper) in enumerate(zip(CUSTODIANS, own.papers, strict=True), 1)),
        f"Laporan tersegel (rekaan): resi {grouped(own.receipt)}, kode baca {own.reading_code}",
    ]


def mark_of(paper: str) -> bytes:
    """This function will return by what a paper is known again."""
    return sha256(paper.replace(" ", "").encode()).digest()


def reading_key(code: str) -> bytes:
    """This function will return the public half of a reading code's pair (DeriveKeyPair of RFC 9180, 7.1.3)."""
    secret_ = b"kondusif/1 kunci baca " + code.encode()
    root = hmac.digest(bytes(32), b"HPKE-v1" + _KEM + b"dkp_prk" + secret_, "sha256")
    raw = hmac.digest(root, b"\x00\x20HPKE-v1" + _KEM + b"sk" + b"\x01", "sha256")
    return X25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw()


def _wrapped(private: X25519PrivateKey, public: bytes) -> Wrapped:
    """The private half under the demonstration's password, as ``wrap.js`` does it."""
    salt, nonce = sha256(public + b"salt").digest()[:16], sha256(public + b"nonce").digest()[:12]
    passphrase = unicodedata.normalize("NFKC", demo_password()).encode()
    key = pbkdf2_hmac("sha256", passphrase, salt, ITERATIONS_LEAST)
    return Wrapped(salt, ITERATIONS_LEAST, nonce, AESGCM(key).encrypt(nonce, private.private_bytes_raw(), public))


def _padded(words: dict[str, str]) -> bytes:
    plain = json.dumps(words, ensure_ascii=False).encode()
    return (len(plain).to_bytes(4) + plain).ljust(512, b"\0")


def _paper(x: int, y: bytes) -> str:
    """A share as ``shares.js`` writes it: number, bytes, four bytes of checksum, in groups of four letters."""
    body = bytes([x]) + y
    whole = body + sha256(b"kondusif/1 bagian" + body).digest()[:4]
    bits = "".join(f"{byte:08b}" for byte in whole)
    bits += "0" * (-len(bits) % 5)
    text = "".join(LETTERS[int(bits[n : n + 5], 2)] for n in range(0, len(bits), 5))
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def _times(c: int, x: int) -> int:
    """The product in GF(2^8) for the three numbers of shares: 1, 2 and 3."""
    double = (c << 1) ^ (0x11B if c & 0x80 else 0)
    return {1: c, 2: double, 3: c ^ double}[x]
