"""Bring the shipped calendars of elections into the database."""

from pathlib import Path

from django.db import transaction

from kondusif.elections.calendar_file import ElectionFile, read_election
from kondusif.elections.models import Election, Stage


@transaction.atomic
def load_calendars(*, folder: Path) -> list[Election]:
    """
    This function will write every calendar of *folder*; what the files no longer say goes away.

    :raises ValueError: if a file is not a calendar; then none is written.
    """
    return [_load(read_election(file)) for file in sorted(folder.glob("*.toml"))]


def _load(file: ElectionFile) -> Election:
    election, _is_new = Election.objects.update_or_create(
        slug=file.slug,
        defaults={
            "kind": file.kind,
            "name": file.name,
            "voting_on": file.voting_on,
            "law_family": file.law_family.value,
            "synthetic": file.synthetic,
        },
    )
    election.stages.exclude(code__in=[stage.code for stage in file.stages]).delete()
    for stage in file.stages:
        Stage.objects.update_or_create(
            election=election,
            code=stage.code,
            defaults={"name": stage.name, "from_on": stage.from_on, "to_on": stage.to_on, "source": stage.source},
        )
    return election
