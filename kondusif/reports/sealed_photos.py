"""Photos of sealed reports: nobody sees them here, and the server judges their size and number alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import GroupKey
from kondusif.reports.envelopes import check_key
from kondusif.reports.models import SealedText
from kondusif.reports.photos import Photo, SealedPhoto
from kondusif.reports.rules import SealedWords

# What padding makes of a photo, up to four megabytes: steps of a half, so that a size tells little.
PADDED = tuple(n for k in range(16, 23) for n in (1 << k, 3 << (k - 1)) if n <= 1 << 22)
SIZES = frozenset(32 + n + 16 for n in PADDED)
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_INFO = b"kondusif/1 foto"


@dataclass(frozen=True)
class Seal:
    """To whom everything of one sealed report is sealed."""

    key: GroupKey
    reading_key: bytes
    region_code: str


def seal_of_report(report_id: UUID) -> Seal | None:
    """This function will return the seal of a stored report, or None where its words can be read."""
    words = SealedText.objects.filter(report=report_id, message=None).select_related("key", "report").first()
    return Seal(words.key, bytes(words.reading_key), words.report.region_id) if words else None


def seal_of_words(words: SealedWords | None) -> Seal | None:
    """This function will return the seal of a report that is about to be stored; its key is judged with its words."""
    if words is None:
        return None
    with scoped(EVERYWHERE):  # public halves are for everybody
        key = GroupKey.objects.filter(pk=words.key_id).first()
    return Seal(key, words.reading_key, key.region_id) if key else None


def sealed_photo(content: bytes, key_id: UUID | None) -> SealedPhoto:
    """
    This function will return what a browser says is a sealed photo, if it has the size of one.

    :raises Problem: if not.
    """
    if len(content) not in SIZES:
        raise Problem("photo.malformed", _("A sealed photo arrived damaged. Choose it again."))
    return SealedPhoto(content, key_id)


def kept_as(photos: Sequence[Photo | SealedPhoto], seal: Seal | None) -> list[Photo | SealedPhoto]:
    """
    This function will return *photos* as they may lie here: of a sealed report, none that can be seen.

    A photo that a browser could not seal is sealed now, to the same group; it was seen by nobody but the decoder.

    :raises Problem: if a photo is sealed to another group or place, or its report is not sealed at all.
    """
    return [_kept_as(photo, seal) for photo in photos]


def _kept_as(photo: Photo | SealedPhoto, seal: Seal | None) -> Photo | SealedPhoto:
    if isinstance(photo, SealedPhoto):
        check_key(photo.key_id, seal.key.group if seal else None, seal.region_code if seal else "", field="photos")
        return photo
    if seal is None:
        return photo
    size = next((n for n in PADDED if n >= len(photo.content) + 4), None)
    if size is None:
        raise Problem("photo.too_large", _("This photo is too large to be sealed. Take it again at a smaller size."))
    whole = (len(photo.content).to_bytes(4) + photo.content).ljust(size, b"\0")
    public = X25519PublicKey.from_public_bytes(bytes(seal.key.public_key))
    return SealedPhoto(_SUITE.encrypt(whole, public, info=_INFO + seal.reading_key), seal.key.pk)
