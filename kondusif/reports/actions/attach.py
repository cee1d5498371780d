"""Photos that come after their report: one more post of a form, a phone that found a signal again."""

from collections.abc import Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.reports.models import Attachment, Report
from kondusif.reports.photos import Photo, SealedPhoto, StoredPhoto, discard_photos, store_photos
from kondusif.reports.sealed_photos import kept_as, seal_of_report


def attach_photos(
    report_id: UUID, photos: Sequence[Photo | SealedPhoto], *, most: int, at: datetime
) -> list[Attachment]:
    """
    This function will add cleaned *photos* to a report until it has *most*; the same photo again is the one it has.

    :return: for each of *photos* its row, in order; fewer once the report is full.
    :raises Problem: if a photo is sealed to others than its report.
    """
    with scoped(EVERYWHERE):
        seal = seal_of_report(report_id)
    with _stored(kept_as(photos, seal)) as stored, transaction.atomic(), scoped(EVERYWHERE):
        # Two posts of one filling arrive side by side: the second waits and sees what the first has added.
        Report.objects.select_for_update().only("pk").get(pk=report_id)
        known = {bytes(one.sha256): one for one in Attachment.objects.filter(report_id=report_id)}
        rows = []
        for one in stored:
            row = known.get(one.photo.sha256)
            if row is None and len(known) < most:
                row = known[one.photo.sha256] = row_of(one, report_id, at)
                row.save(force_insert=True)
            if row is not None:
                rows.append(row)
        kept = {row.path for row in rows}
    discard_photos(one for one in stored if one.path not in kept)
    return rows


def row_of(one: StoredPhoto, report_id: UUID, at: datetime) -> Attachment:
    """This function will return the row that names a stored photo, not yet written."""
    photo = one.photo
    return Attachment(
        id=one.id, report_id=report_id, path=one.path, media_type=photo.media_type, sha256=photo.sha256,
        size=len(photo.content), width=photo.width, height=photo.height, key_id=photo.key_id, at=at,
    )  # fmt: skip


@contextmanager
def _stored(photos: Sequence[Photo | SealedPhoto]):
    stored: list[StoredPhoto] = store_photos(photos)
    try:
        yield stored
    except BaseException:
        discard_photos(stored)
        raise
