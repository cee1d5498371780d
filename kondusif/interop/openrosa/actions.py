"""What a filled form leaves behind besides its report: its files, and the whole of an office's own form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem, Sentence
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.models import FieldForm, FormFile, FormSubmission
from kondusif.interop.openrosa.codec import SentFile
from kondusif.interop.openrosa.officeforms import read_workbook
from kondusif.people.viewers import Viewer
from kondusif.reports.actions.attach import attach_photos
from kondusif.reports.categories import CATEGORIES
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
    person_id: UUID | None = None  # who filled it, where an account says so


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
                                document=filling.document, person_id=filling.person_id, at=at)],
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


@transaction.atomic
def publish_form(
    *, workbook: bytes, region_code: str, default_category: str, staff_only: bool = False, by: Viewer, at: datetime
) -> FieldForm:
    """
    This function will give an office's form to its phones; one of the same form_id steps back for it.

    With *staff_only* it is filled by the office's own people alone, each with an account.

    :raises NotAllowed: if no office of *by* keeps forms in the region.
    :raises Problem: if the workbook is no XLSForm that can be taken.
    """
    if not by.may("form.publish", region_code) or default_category not in CATEGORIES:
        raise NotAllowed("form.elsewhere", _("Your office keeps forms of its own region only."))
    read = read_workbook(workbook)
    older = FieldForm.objects.select_for_update().filter(region_id=region_code, form_id=read.form_id, retired_at=None)
    for one in older:
        _retire(one, by, at)
    form = FieldForm.objects.create(
        region_id=region_code, form_id=read.form_id, name=read.name, version=read.version, xform=read.xform, roles=read.roles,
        default_category=default_category, workbook=workbook, file_questions=read.file_questions, n_questions=read.n_questions,
        staff_only=staff_only, published_at=at, published_by_id=by.person_id,
    )  # fmt: skip
    record("form.published", subject=form, by=by, at=at, form=form.form_id, version=form.version)
    return form


@transaction.atomic
def retire_form(*, form_pk: UUID, by: Viewer, at: datetime) -> FieldForm:
    """
    This function will take a form off the phones; what they had filled before is still taken.

    :raises NotFound: if there is none, or none that *by* keeps.
    :raises Conflict: if it was taken off before.
    """
    form = FieldForm.objects.select_for_update().filter(pk=form_pk).first()
    if form is None or not by.may("form.publish", form.region_id):
        raise NotFound("form.unknown", _("There is no such form."))
    if form.retired_at is not None:
        raise Conflict("form.retired", _("This form was already taken off the phones."))
    _retire(form, by, at)
    return form


def _retire(form: FieldForm, by: Viewer, at: datetime) -> None:
    form.retired_at = at
    form.save(update_fields=["retired_at"])
    record("form.retired", subject=form, by=by, at=at, form=form.form_id, version=form.version)
