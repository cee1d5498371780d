"""Bring the shipped legal limits into the database."""

from pathlib import Path

from django.db import transaction

from kondusif.elections.limits_file import FILE, read_limits
from kondusif.elections.models import LegalLimit


@transaction.atomic
def load_legal_limits(*, folder: Path) -> int:
    """
    This function will write every limit of the table in *folder* and return how many; run twice it changes nothing.

    A limit that left the table stays: a due date of the past must remain explainable.

    :raises ValueError: if the table is not in order; then nothing is written.
    """
    rows = read_limits(folder / FILE)
    for row in rows:
        key = {"code": row["code"], "valid_from": row["valid_from"]}
        LegalLimit.objects.update_or_create(**key, defaults=row)
    return len(rows)
