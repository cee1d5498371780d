"""Photos that a reporter adds later by the receipt: made anew from their pixels like the first ones, or sealed like them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotFound, Problem, Sentence
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import CITIZEN
from kondusif.reports.actions.attach import attach_photos
from kondusif.reports.models import Attachment, Report
from kondusif.reports.photos import PHOTOS_MAX, Photo, SealedPhoto, clean_photo
from kondusif.reports.receipts import digits_of, receipt_hash
from kondusif.reports.sealed_photos import sealed_photo

# With the report and later, together.
PHOTOS_IN_ALL = 9


@dataclass(frozen=True)
class Added:
    """How many photos of a report are new, and why others are not."""

    n_new: int
    refused: tuple[Sentence, ...]


def add_photos(
    *, receipt: str, photos: Sequence[bytes], at: datetime, sealed: Sequence[bytes] = (), key_id: UUID | None = None
) -> Added:
    """
    This function will add photos to the report of *receipt*; the same photo again changes nothing.

    *sealed* are photos that the browser has sealed to the key *key_id*.

    :raises NotFound: if there is no such receipt.
    :raises Problem: if no photo was chosen, or one is sealed to others than its report.
    :raises Conflict: if the report has as many as it can have.
    """
    with scoped(EVERYWHERE):  # the receipt opens exactly one report
        report = Report.objects.filter(receipt_hash=receipt_hash(digits_of(receipt) or "")).first()
        if report is None:
            raise NotFound("receipt.unknown", _("There is no report with this receipt. Check the 20 digits."))
        if not photos and not sealed:
            raise Problem("photo.none", _("Choose a photo first."))
        before = Attachment.objects.filter(report=report).count()
        if before >= PHOTOS_IN_ALL:
            raise Conflict("photo.full", _("This report has nine photos already; more cannot be added."))
        clean, refused = _cleaned(photos[:PHOTOS_MAX])
        apart = [sealed_photo(content, key_id) for content in sealed[:PHOTOS_MAX]]
        with transaction.atomic():
            attach_photos(report.pk, [*clean, *apart], most=PHOTOS_IN_ALL, at=at)
            n_new = Attachment.objects.filter(report=report).count() - before
            if n_new:
                record("report.photographed", subject=report, by=CITIZEN, at=at, region_code=report.region_id, n=n_new)
    return Added(n_new, tuple(refused))


def _cleaned(photos: Sequence[bytes]) -> tuple[list[Photo | SealedPhoto], list[Sentence]]:
    clean, refused = [], []
    for content in photos:
        try:
            clean.append(clean_photo(content))
        except Problem as problem:
            refused.append(problem.sentence)
    return clean, refused
