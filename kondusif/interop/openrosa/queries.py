"""Reading offices' own forms: by the key in a phone's address, and for the officers who keep them."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotFound
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.secrets import secret
from kondusif.core.sheets import written
from kondusif.interop.models import FieldForm, FormSubmission
from kondusif.interop.openrosa.codec import read_document
from kondusif.people.viewers import Grant, Viewer
from kondusif.reports.queries import reports_seen_by

KEY_LENGTH = 32


@dataclass(frozen=True)
class FormTaken:
    """An office's form with what a submission of it needs."""

    form: FieldForm
    roles: Mapping[str, str]
    file_questions: Sequence[str]
    region_code: str
    by: Viewer | None = None  # who fills it, where the phone said so
    office: Grant | None = None  # as what


def key_of(region_code: str) -> str:
    """This function will return the key of an office's forms: it stands in the address that its officers' phones use."""
    return hmac.digest(_secret(), region_code.encode(), "sha256").hex()[:KEY_LENGTH]


@cache
def _secret() -> bytes:
    return sha256(secret(settings.SECRETS_DIR, "field-forms").encode()).digest()


def forms_by_key(key: str) -> list[FieldForm]:
    """This function will return the forms in use that *key* opens; those for the office's people alone it does not."""
    with scoped(EVERYWHERE):
        forms = list(
            FieldForm.objects.filter(retired_at=None, staff_only=False).select_related("region").defer("workbook")
        )
    return [form for form in forms if hmac.compare_digest(key_of(form.region_id), key)]


def form_taken(key: str, form_id: str) -> FormTaken | None:
    """
    This function will return the form that takes a submission of *form_id*.

    A retired form still takes what phones filled before: nothing that was written down is turned away.
    """
    for form in newest_first(form_id):
        if not form.staff_only and hmac.compare_digest(key_of(form.region_id), key):
            return taken(form)
    return None


def newest_first(form_id: str) -> list[FieldForm]:
    """This function will return the editions of a form in every region, those in use before the retired ones."""
    with scoped(EVERYWHERE):
        forms = list(FieldForm.objects.filter(form_id=form_id).defer("workbook", "xform").order_by("-retired_at"))
    return sorted(forms, key=lambda form: form.retired_at is not None)


def taken(form: FieldForm, *, by: Viewer | None = None, office: Grant | None = None) -> FormTaken:
    """This function will return what a submission of *form* needs, with who fills it."""
    roles = form.roles | {"default_category": form.default_category}
    return FormTaken(form, roles, form.file_questions, form.region_id, by, office)


def forms_kept_by(viewer: Viewer) -> QuerySet[FieldForm]:
    """This function will return the forms of the regions in which *viewer* keeps forms, those in use first."""
    forms = FieldForm.objects.filter(region_id__in=viewer.scope_for("form.publish")).defer("workbook", "xform")
    forms = forms.select_related("region", "published_by").annotate(n_submissions=Count("submissions"))
    return forms.order_by("retired_at", "-published_at")


def submissions_csv(viewer: Viewer, form_pk: UUID) -> tuple[FieldForm, bytes]:
    """
    This function will write all submissions of a form that *viewer* may read, one column a question.

    :raises NotFound: if there is no such form, or none that *viewer* keeps.
    """
    form = forms_kept_by(viewer).filter(pk=form_pk).first()
    if form is None:
        raise NotFound("form.unknown", _("There is no such form."))
    seen = reports_seen_by(viewer).values("pk")
    rows = (
        FormSubmission.objects.filter(form=form, report_id__in=seen)
        .select_related("report", "person")
        .order_by("at", "pk")
    )
    read = [(row, read_document(bytes(row.document)).answers) for row in rows]
    paths = list(dict.fromkeys(path for _row, answers in read for path in answers))
    heads = ["laporan", "diterima", "wilayah", "keadaan", "pengisi", *paths]
    lines = [
        [
            row.report_id,
            row.at.isoformat(),
            row.report.region_id,
            row.report.state,
            row.person.name if row.person else "",
            *(answers.get(p, "") for p in paths),
        ]
        for row, answers in read
    ]
    return form, written(heads, lines)
