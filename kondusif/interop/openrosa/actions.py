"""What a filled form leaves behind besides its report: its files, and the whole of an office's own form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem, Sentence
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.models import FieldForm, FormFile, FormSubmission
from kondusif.interop.openrosa.codec import SentFile
from kondusif.reports.actions.attach import attach_photos
from kondusif.reports.photos import PHOTOS_MAX, Photo, clean_photo

OFFICE_PHOTOS_MAX = 20


@dataclass(frozen=True)
class Kept:
    """What became of the files of a filling so far."""

    n_kept: int
    n_awaited: int
    refused: tuple[Sentence, ...]


@dataclass(frozen=True)
class Filling:
    """A report that is stored, with what else its document says."""

    report_id: UUID
    files_named: Sequence[str]
    document: bytes
    version: str
    form: FieldForm | None = None


def keep_filling(filling: Filling, files: Iterable[SentFile], *, at: datetime) -> Kept:
    """
    This function will keep what came beside the report: an office's form whole, photos made anew.

    Every step may be done again: what was kept before is neither kept twice nor lost, and a file that never comes
    leaves the report standing.
    """
    _note(filling, at)
    refused: list[Sentence] = []
    for file in files:
        try:
            _keep_file(filling, file, at)
        except Problem as problem:
            refused.append(problem.sentence)
            _set(filling.report_id, file.name, refusal=problem.code)
    with scoped(EVERYWHERE):
        rows = FormFile.objects.filter(report_id=filling.report_id)
        n_kept, n_awaited = rows.exclude(attachment=None).count(), rows.filter(attachment=None, refusal="").count()
    return Kept(n_kept, n_awaited, tuple(refused))


def _note(filling: Filling, at: datetime) -> None:
    with transaction.atomic(), scoped(EVERYWHERE):
        FormFile.objects.bulk_create(
            [FormFile(report_id=filling.report_id, name=name, at=at) for name in dict.fromkeys(filling.files_named)],
            ignore_conflicts=True,
        )
        if filling.form is not None:
            FormSubmission.objects.bulk_create(
                [FormSubmission(report_id=filling.report_id, form=filling.form, version=filling.version,
                                document=filling.document, at=at)],
                ignore_conflicts=True,
            )  # fmt: skip


def _keep_file(filling: Filling, file: SentFile, at: datetime) -> None:
    with scoped(EVERYWHERE):
        known = FormFile.objects.filter(report_id=filling.report_id, name=file.name).first()
    # A file that the document does not speak of belongs to nothing; one that was kept is not made anew.
    if known is None or known.attachment_id:
        return
    photo: Photo = clean_photo(file.content)
    most = PHOTOS_MAX if filling.form is None else OFFICE_PHOTOS_MAX
    rows = attach_photos(filling.report_id, [photo], most=most, at=at)
    if rows:
        _set(filling.report_id, file.name, attachment_id=rows[0].pk, refusal="")
    else:
        raise Problem("photo.too_many", _("A report holds %(n)s photos at most.") % {"n": most})


def _set(report_id: UUID, name: str, **fields: object) -> None:
    with transaction.atomic(), scoped(EVERYWHERE):
        FormFile.objects.filter(report_id=report_id, name=name, attachment=None).update(**fields)
