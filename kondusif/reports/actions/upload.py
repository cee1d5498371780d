"""Photos that come after their report, in parts over a bad line; sealed until the last part is there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotFound, Problem, Sentence
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import CITIZEN
from kondusif.reports.actions.attach import row_of
from kondusif.reports.models import PhotoPart, PhotoUpload, Report
from kondusif.reports.photos import (
    BYTES_MAX,
    PHOTOS_MAX,
    Photo,
    SealedPhoto,
    StoredPhoto,
    clean_photo,
    discard_photos,
    store_photos,
)
from kondusif.reports.sealed_photos import kept_as, seal_of_report, sealed_photo

PART_MAX = 512 * 1024
SEAL = 16  # bytes that sealing adds
# A photo may come this long after its report; parts of one that never comes whole are forgotten after a week.
FOLLOWS_WITHIN = timedelta(days=14)
FORGET_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class PartOf:
    """Which bytes of which sealed photo of which report a part holds."""

    client_id: UUID
    photo: bytes  # the hash of the whole photo as it was sealed on the phone
    size: int
    offset: int


@dataclass(frozen=True)
class Finished:
    """How many photos the report has now, and why this one was left out, if it was."""

    n_photos: int
    refused: Sentence = ""


@transaction.atomic
def take_part(part: PartOf, content: bytes, *, at: datetime) -> int:
    """
    This function will keep one part of a photo and return how many bytes are there from the start on.

    A part that is there already changes nothing; one that leaves a gap is not kept. The number returned
    says where to go on in both cases.

    :raises NotFound: if there is no such report, or it is too old to be added to.
    :raises Problem: if the photo is too large or one too many, or the part is none.
    """
    with scoped(EVERYWHERE):  # whoever knows the sender's own key is the sender
        upload = _upload(part, at)
        fits = part.offset == upload.n_bytes and upload.done_at is None
        if not fits:
            return upload.size if upload.done_at else upload.n_bytes
        if not 0 < len(content) <= min(PART_MAX, upload.size - upload.n_bytes):
            raise Problem("photo.bad_part", _("This part of a photo does not fit the whole."))
        PhotoPart.objects.create(upload=upload, offset=part.offset, content=content)
        upload.n_bytes += len(content)
        upload.save(update_fields=["n_bytes"])
        return upload.n_bytes


def _upload(part: PartOf, at: datetime) -> PhotoUpload:
    report = _report(part.client_id, at)
    known = PhotoUpload.objects.select_for_update().filter(report=report, sha256=part.photo).first()
    if known is not None:
        if known.size != part.size:
            raise Problem("photo.bad_part", _("This part of a photo does not fit the whole."))
        return known
    if not 0 < part.size <= BYTES_MAX + SEAL:
        raise Problem("photo.too_large", _("This photo has more than 12 megabytes. Take it again at a smaller size."))
    if PhotoUpload.objects.filter(report=report).count() >= PHOTOS_MAX:
        raise Problem("photo.too_many", _("A report has three photos at most."))
    return PhotoUpload.objects.create(report=report, sha256=part.photo, size=part.size, begun_at=at)


def _report(client_id: UUID, at: datetime) -> Report:
    # Locked, so that two photos that end at the same moment are counted one after the other.
    report = Report.objects.select_for_update().filter(client_id=client_id).first()
    if report is None or at - report.received_at > FOLLOWS_WITHIN:
        raise NotFound("report.unknown", _("The report of this photo is not here, or is older than two weeks."))
    return report


@dataclass(frozen=True)
class LastWord:
    """What a phone tells of a photo when all of it has left: the key that opens it, or to which key it stays sealed."""

    key: bytes = b""
    iv: bytes = b""
    sealed_key: UUID | None = None


def finish_photo(*, client_id: UUID, photo: bytes, word: LastWord, at: datetime) -> Finished:
    """
    This function will open a photo of which every part is there, make it anew from its pixels and add it to its report.

    A photo that was sealed like the words of its report is added as it is.

    What cannot be opened or is no photo is left out with a sentence; the report stands. Asked again, it
    answers the same.

    :raises NotFound: if there is no such report or photo.
    :raises Conflict: if parts are missing, or the parts are not the photo that was announced.
    """
    with scoped(EVERYWHERE):
        sealed, done = _collected(client_id, photo, at)
    if done is not None:
        return done
    if not sealed:
        raise Conflict("photo.damaged", _("This photo did not arrive as it was sent. It is sent again."))
    stored, refusal = _stored(client_id, sealed, word)
    try:
        with scoped(EVERYWHERE):
            return _added(client_id, photo, stored, refusal, at)
    except BaseException:
        discard_photos(stored)
        raise


@transaction.atomic
def _collected(client_id: UUID, photo: bytes, at: datetime) -> tuple[bytes, Finished | None]:
    """The sealed photo; nothing where its parts are not what was announced, and then they are thrown away."""
    upload = _begun(client_id, photo, at)
    if upload.done_at is not None:
        return b"", _finished(upload)
    if upload.n_bytes < upload.size:
        raise Conflict("photo.incomplete", _("Parts of this photo are missing."))
    content = b"".join(bytes(part) for part in upload.parts.order_by("offset").values_list("content", flat=True))
    if sha256(content).digest() == photo:
        return content, None
    upload.parts.all().delete()
    upload.n_bytes = 0
    upload.save(update_fields=["n_bytes"])
    return b"", None


def _begun(client_id: UUID, photo: bytes, at: datetime) -> PhotoUpload:
    upload = PhotoUpload.objects.select_for_update().filter(report=_report(client_id, at), sha256=photo).first()
    if upload is None:
        raise NotFound("photo.unknown", _("No part of this photo has arrived."))
    return upload


def _stored(client_id: UUID, sealed: bytes, word: LastWord) -> tuple[list[StoredPhoto], Problem | None]:
    try:
        photo = sealed_photo(sealed, word.sealed_key) if word.sealed_key else _opened(sealed, word)
        with scoped(EVERYWHERE):
            seal = seal_of_report(Report.objects.only("pk").get(client_id=client_id).pk)
        return store_photos(kept_as([photo], seal)), None
    except Problem as problem:
        return [], problem


def _opened(sealed: bytes, word: LastWord) -> Photo | SealedPhoto:
    try:
        content = AESGCM(word.key).decrypt(word.iv, sealed, None)
    except (InvalidTag, ValueError):
        sentence = _("This photo could not be opened. Take it again, or choose another file.")
        raise Problem("photo.unsealable", sentence) from None
    return clean_photo(content)


@transaction.atomic
def _added(client_id: UUID, photo: bytes, stored: list[StoredPhoto], refusal: Problem | None, at: datetime) -> Finished:
    upload = _begun(client_id, photo, at)
    if upload.done_at is not None:  # the same was asked twice at once
        discard_photos(stored)
        return _finished(upload)
    if stored and upload.report.attachments.count() >= PHOTOS_MAX:
        discard_photos(stored)
        stored, refusal = [], Problem("photo.too_many", _("A report has three photos at most."))
    for one in stored:
        row_of(one, upload.report_id, at).save(force_insert=True)
        record("report.photo_added", subject=upload.report, by=CITIZEN, at=at, n=upload.report.attachments.count())
    upload.done_at = at
    upload.refused = str(refusal.sentence) if refusal else ""
    upload.save(update_fields=["done_at", "refused"])
    upload.parts.all().delete()
    return _finished(upload)


def _finished(upload: PhotoUpload) -> Finished:
    return Finished(upload.report.attachments.count(), upload.refused)


def refusals_of(client_id: UUID) -> list[str]:
    """This function will return why photos that came after their report were left out."""
    with scoped(EVERYWHERE):
        refused = PhotoUpload.objects.filter(report__client_id=client_id).exclude(refused="")
        return list(refused.order_by("begun_at").values_list("refused", flat=True))


def forget_stale(*, at: datetime) -> int:
    """This function will throw away the parts of photos that never came whole and return how many photos those were."""
    with transaction.atomic(), scoped(EVERYWHERE):
        stale = PhotoUpload.objects.filter(done_at=None, begun_at__lt=at - FORGET_AFTER)
        n = stale.count()
        PhotoPart.objects.filter(upload__in=stale).delete()
        stale.delete()
    return n
