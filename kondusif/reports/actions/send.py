"""Sending a report with photos: the files first and durably, then the rows that name them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotAllowed, Problem, Sentence
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import CITIZEN, Viewer
from kondusif.reports.actions.receive import Received, receive_reports
from kondusif.reports.models import Attachment, Report
from kondusif.reports.photos import (
    MEDIA_TYPE,
    PHOTOS_MAX,
    Photo,
    StoredPhoto,
    clean_photo,
    discard_photos,
    store_photos,
)
from kondusif.reports.rules import NewReport


@dataclass(frozen=True)
class Sent:
    """A stored report, how many photos came with it, and why others did not."""

    received: Received
    n_photos: int
    refused: tuple[Sentence, ...] = ()


def send_report(new: NewReport, *, photos: Sequence[bytes], at: datetime, by: Viewer = CITIZEN) -> Sent:
    """
    This function will take in one report and its *photos*; a photo that is refused never refuses the report.

    An officer enters only what lies in a region where an office of theirs allows it; a citizen needs none.

    :raises Problem: if the report itself is not in order.
    :raises NotAllowed: if *by* holds offices, but none that enters reports there.
    :raises Conflict: if its ``client_id`` was used before for other content.
    """
    clean, refused = _cleaned(photos[:PHOTOS_MAX])
    stored = store_photos(clean)
    try:
        with transaction.atomic():
            received = receive_reports([new], at=at)[0]
            _check_may_enter(by, received)
            if received.is_new:
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


def _cleaned(photos: Sequence[bytes]) -> tuple[list[Photo], list[Sentence]]:
    clean: list[Photo] = []
    refused: list[Sentence] = []
    for content in photos:
        try:
            clean.append(clean_photo(content))
        except Problem as problem:
            refused.append(problem.sentence)
    return clean, refused


def _attach(received: Received, stored: Sequence[StoredPhoto], at: datetime) -> None:
    with scoped(EVERYWHERE):  # the citizen's own report, stored a moment ago in this transaction
        Attachment.objects.bulk_create(
            Attachment(
                id=one.id, report_id=received.report_id, path=one.path, media_type=MEDIA_TYPE, sha256=one.photo.sha256,
                size=len(one.photo.content), width=one.photo.width, height=one.photo.height, at=at,
            )
            for one in stored
        )  # fmt: skip
