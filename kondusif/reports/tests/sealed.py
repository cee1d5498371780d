"""A browser's part played by another implementation of HPKE: the library ``cryptography``."""

import json
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from kondusif.people.models import GroupKey
from kondusif.people.tests.factories import NOW, Cast
from kondusif.people.vault.actions import found_key
from kondusif.people.vault.groups import Group
from kondusif.people.vault.rules import Share, Wrapped
from kondusif.reports.rules import SealedWords

SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
REPORT, MESSAGE, ANSWER = (f"kondusif/1 {word}".encode() for word in ("laporan", "pesan", "jawaban"))


def padded(words: dict[str, str]) -> bytes:
    """This function will pad words as ``words.js`` does."""
    plain = json.dumps(words).encode()
    size = next(n for n in (256, 512, 1024, 2048, 4096, 8192, 16384, 32768) if n >= len(plain) + 4)
    return (len(plain).to_bytes(4) + plain).ljust(size, b"\0")


def opened(private: X25519PrivateKey, sealed: bytes, about: bytes) -> dict[str, str]:
    """This function will open what was sealed to the public half of *private*."""
    whole = SUITE.decrypt(bytes(sealed), private, info=about)
    return json.loads(whole[4 : 4 + int.from_bytes(whole[:4])])


def sealed_to(public: bytes, about: bytes, words: dict[str, str]) -> bytes:
    """This function will seal words to a public key."""
    return SUITE.encrypt(padded(words), X25519PublicKey.from_public_bytes(public), info=about)


@dataclass(frozen=True)
class Keys:
    """A group's key and a reporter's, with what a browser would make of them."""

    key_id: UUID
    group: X25519PrivateKey
    reader: X25519PrivateKey

    @property
    def reading(self) -> bytes:
        return self.reader.public_key().public_bytes_raw()

    def words(self, **words: str) -> SealedWords:
        """This function will seal the words of a report."""
        envelope = sealed_to(self.group.public_key().public_bytes_raw(), REPORT + self.reading, words)
        return SealedWords(envelope, self.key_id, self.reading)

    def line(self, text: str, *, to_reporter: bool = False) -> SealedWords:
        """This function will seal a line of the talk."""
        envelope = sealed_to(self.group.public_key().public_bytes_raw(), MESSAGE + self.reading, {"text": text})
        answer = sealed_to(self.reading, ANSWER + self.reading, {"text": text}) if to_reporter else b""
        return SealedWords(envelope, self.key_id, answer=answer)


def founded(cast: Cast, group: Group = Group.DESK) -> Keys:
    """This function will put a key of *group* over Bangkalan in use."""
    private = X25519PrivateKey.generate()
    key: GroupKey = found_key(
        region_code="35.26", group=group, public_key=private.public_key().public_bytes_raw(),
        wrapped=Wrapped(b"s" * 16, 600_000, b"n" * 12, b"w" * 48),
        shares=[Share(f"Pemegang {n}", bytes([n]) * 32) for n in (1, 2, 3)], by=cast.ani, at=NOW,
    )  # fmt: skip
    return Keys(key.pk, private, X25519PrivateKey.generate())
