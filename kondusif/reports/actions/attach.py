"""Photos that come after their report: one more post of a form, a phone that found a signal again."""

from collections.abc import Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.reports.models import Attachment, Report
from kondusif.reports.photos import MEDIA_TYPE, Photo, StoredPhoto, discard_photos, store_photos


def attach_photos(report_id: UUID, photos: Sequence[Photo], *, most: int, at: datetime) -> list[Attachment]:
    """
    This function will add cleaned *photos* to a report until it has *most*; the same photo again is the one it has.

    :return: for each of *photos* its row, in order; fewer once the report is full.
    """
    with _stored(photos) as stored, transaction.atomic(), scoped(EVERYWHERE):
        # Two posts of one filling arrive side by side: the second waits and sees what the first has added.
        Report.objects.select_for_update().only("pk").get(pk=report_id)
        known = {bytes(one.sha256): one for one in Attachment.objects.filter(report_id=report_id)}
        rows = []
        for one in stored:
            row = known.get(one.photo.sha256)
            if row is None and len(known) < most:
                row = known[one.photo.sha256] = Attachment.objects.create(
                    id=one.id, report_id=report_id, path=one.path, media_type=MEDIA_TYPE, sha256=one.photo.sha256,
                    size=len(one.photo.content), width=one.photo.width, height=one.photo.height, at=at,
                )  # fmt: skip
            if row is not None:
                rows.append(row)
        kept = {row.path for row in rows}
    discard_photos(one for one in stored if one.path not in kept)
    return rows


@contextmanager
def _stored(photos: Sequence[Photo]):
    stored: list[StoredPhoto] = store_photos(photos)
    try:
        yield stored
    except BaseException:
        discard_photos(stored)
        raise
