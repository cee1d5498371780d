"""Photos: made anew from their pixels, or refused with a sentence; what the phone sent is never kept."""

import struct
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.core.files.storage import storages
from django.utils.translation import gettext_lazy as _

from kondusif.core.files import save_bytes
from kondusif.core.ids import new_id
from kondusif.core.problems import Problem, Sentence

PHOTOS_MAX = 3
BYTES_MAX = 12 * 1024 * 1024
TIME_S = 20.0
MEDIA_TYPE = "image/jpeg"
_WORKER = Path(__file__).with_name("photo_worker.py")


class Verdict(IntEnum):
    """What the worker says with its exit code; anything else means that it died."""

    GOOD = 0
    OTHER_KIND = 3
    TOO_MANY_PIXELS = 4
    BROKEN = 5


_REFUSALS: dict[int, Sentence] = {
    Verdict.OTHER_KIND: _("This is no JPEG, PNG or WebP photo. Take a photo with the camera, or choose another file."),
    Verdict.TOO_MANY_PIXELS: _("This photo has more than 40 million pixels. Take it again at a smaller size."),
    Verdict.BROKEN: _("This photo is damaged or incomplete. Take it again, or choose another file."),
}


@dataclass(frozen=True)
class Photo:
    """A photo made anew."""

    content: bytes
    width: int
    height: int
    media_type = MEDIA_TYPE
    suffix = "jpg"
    key_id: UUID | None = None

    @property
    def sha256(self) -> bytes:
        """This function will return the mark by which a changed file is known."""
        return sha256(self.content).digest()


@dataclass(frozen=True)
class SealedPhoto:
    """A photo sealed to the key of a role group: padded, and nothing of it can be seen here."""

    content: bytes
    key_id: UUID | None
    media_type = "application/octet-stream"
    suffix = "tersegel"
    width: int = 0
    height: int = 0

    @property
    def sha256(self) -> bytes:
        """This function will return the mark by which a changed file is known."""
        return sha256(self.content).digest()


@dataclass(frozen=True)
class StoredPhoto:
    """A photo that is on disk, for the row that will name it."""

    id: UUID
    path: str
    photo: Photo | SealedPhoto


def clean_photo(content: bytes) -> Photo:
    """
    This function will make a photo anew from its pixels.

    :raises Problem: if it is no photo, too large, or damaged.
    """
    if len(content) > BYTES_MAX:
        raise Problem("photo.too_large", _("This photo has more than 12 megabytes. Take it again at a smaller size."))
    if not content:
        raise Problem("photo.broken", _REFUSALS[Verdict.BROKEN])
    try:
        # An empty environment and isolated mode: nothing of ours is within reach of the decoder.
        done = subprocess.run(
            [sys.executable, "-I", str(_WORKER)],
            input=content,
            capture_output=True,
            timeout=TIME_S,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Problem("photo.broken", _REFUSALS[Verdict.BROKEN]) from None
    if done.returncode != Verdict.GOOD:
        raise Problem("photo.refused", _REFUSALS.get(done.returncode, _REFUSALS[Verdict.BROKEN]))
    return Photo(done.stdout, *_size_of(done.stdout))


def _size_of(jpeg: bytes) -> tuple[int, int]:
    """This function will read width and height out of a JPEG that our own worker wrote."""
    at = 2
    while not 0xC0 <= jpeg[at + 1] <= 0xC3:
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    height, width = struct.unpack(">HH", jpeg[at + 5 : at + 9])
    return width, height


def store_photos(photos: Iterable[Photo | SealedPhoto]) -> list[StoredPhoto]:
    """This function will put photos on disk under names that tell nothing, before any row names them."""
    stored = []
    for photo in photos:
        id = new_id()
        # The random end of the id, not its time: names in one folder tell no order of arrival.
        path = save_bytes(storages["default"], f"photos/{id.hex[-2:]}/{id.hex}.{photo.suffix}", photo.content)
        stored.append(StoredPhoto(id, path, photo))
    return stored


def discard_photos(stored: Iterable[StoredPhoto]) -> None:
    """This function will remove photos whose rows never came to be."""
    for photo in stored:
        storages["default"].delete(photo.path)


def read_photo(path: str, digest: bytes) -> bytes:
    """
    This function will return a stored photo, if it is still the one that was stored.

    :raises Problem: if the file is gone or changed.
    """
    try:
        with storages["default"].open(path, "rb") as file:
            content = file.read()
    except OSError:
        content = b""
    if sha256(content).digest() != bytes(digest):
        raise Problem("photo.changed", _("The stored photo is missing or was changed. Tell the administrator."))
    return content
