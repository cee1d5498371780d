"""Sending a report with photos: the files first and durably, then the rows that name them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotAllowed, Problem, Sentence
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import CITIZEN, Viewer
from kondusif.reports.actions.attach import row_of
from kondusif.reports.actions.receive import Received, receive_reports
from kondusif.reports.models import Attachment, Report
from kondusif.reports.photos import (
    PHOTOS_MAX,
    Photo,
    SealedPhoto,
    StoredPhoto,
    clean_photo,
    discard_photos,
    store_photos,
)
from kondusif.reports.rules import NewReport
from kondusif.reports.sealed_photos import kept_as, seal_of_words, sealed_photo


@dataclass(frozen=True)
class Sent:
    """A stored report, how many photos came with it, and why others did not."""

    received: Received
    n_photos: int
    refused: tuple[Sentence, ...] = ()


def send_report(
    new: NewReport, *, photos: Sequence[bytes], at: datetime, by: Viewer = CITIZEN, sealed: Sequence[bytes] = ()
) -> Sent:
    """
    This function will take in one report and its *photos*; a photo that is refused never refuses the report.

    *sealed* are photos that the browser has sealed like the words.

    An officer enters only what lies in a region where an office of theirs allows it; a citizen needs none.

    :raises Problem: if the report itself is not in order.
    :raises NotAllowed: if *by* holds offices, but none that enters reports there.
    :raises Conflict: if its ``client_id`` was used before for other content.
    """
    ready, refused = _ready(photos[:PHOTOS_MAX], sealed[:PHOTOS_MAX], new)
    stored = store_photos(ready[:PHOTOS_MAX])
    try:
        with transaction.atomic():
            received = receive_reports([new], at=at)[0]
            _check_may_enter(by, received)
            if received.is_new and stored:
                _attach(received, stored, at)
    except BaseException:
        discard_photos(stored)
        raise
    if not received.is_new:
        discard_photos(stored)  # the first sending brought them already
    return Sent(received, len(stored), tuple(refused))


def _check_may_enter(by: Viewer, received: Received) -> None:
    if not by.is_staff:
        return
    with scoped(EVERYWHERE):
        code = Report.objects.values_list("region_id", flat=True).get(pk=received.report_id)
    if not by.may("report.enter", code):
        sentence = _("This place lies outside the region of your office. Choose a place inside it.")
        raise NotAllowed("report.enter_elsewhere", sentence, fields={"village_code": sentence})


def _ready(
    photos: Sequence[bytes], sealed: Sequence[bytes], new: NewReport
) -> tuple[list[Photo | SealedPhoto], list[Sentence]]:
    """This function will return the photos as they may be kept, and why others may not."""
    seal, key_id = seal_of_words(new.sealed), new.sealed.key_id if new.sealed else None
    ready: list[Photo | SealedPhoto] = []
    refused: list[Sentence] = []
    for content, is_sealed in [*((one, False) for one in photos), *((one, True) for one in sealed)]:
        try:
            photo = sealed_photo(content, key_id) if is_sealed else clean_photo(content)
            ready += kept_as([photo], seal)
        except Problem as problem:
            refused.append(problem.sentence)
    return ready, refused


def _attach(received: Received, stored: Sequence[StoredPhoto], at: datetime) -> None:
    with scoped(EVERYWHERE):  # the citizen's own report, stored a moment ago in this transaction
        Attachment.objects.bulk_create(row_of(one, received.report_id, at) for one in stored)
