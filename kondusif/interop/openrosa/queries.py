"""Reading offices' own forms: by the key in a phone's address, and for the officers who keep them."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from django.conf import settings

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.secrets import secret
from kondusif.interop.models import FieldForm

KEY_LENGTH = 32


@dataclass(frozen=True)
class FormTaken:
    """An office's form with what a submission of it needs."""

    form: FieldForm
    roles: Mapping[str, str]
    file_questions: Sequence[str]
    region_code: str


def key_of(region_code: str) -> str:
    """This function will return the key of an office's forms: it stands in the address that its officers' phones use."""
    return hmac.digest(_secret(), region_code.encode(), "sha256").hex()[:KEY_LENGTH]


@cache
def _secret() -> bytes:
    return sha256(secret(settings.SECRETS_DIR, "field-forms").encode()).digest()


def forms_by_key(key: str) -> list[FieldForm]:
    """This function will return the forms in use that *key* opens."""
    with scoped(EVERYWHERE):
        forms = list(FieldForm.objects.filter(retired_at=None).select_related("region").defer("workbook"))
    return [form for form in forms if hmac.compare_digest(key_of(form.region_id), key)]


def form_taken(key: str, form_id: str) -> FormTaken | None:
    """
    This function will return the form that takes a submission of *form_id*.

    A retired form still takes what phones filled before: nothing that was written down is turned away.
    """
    with scoped(EVERYWHERE):
        forms = list(FieldForm.objects.filter(form_id=form_id).defer("workbook", "xform").order_by("retired_at"))
    forms.sort(key=lambda form: form.retired_at is not None)
    for form in forms:
        if hmac.compare_digest(key_of(form.region_id), key):
            roles = form.roles | {"default_category": form.default_category}
            return FormTaken(form, roles, form.file_questions, form.region_id)
    return None
