"""Bringing reports in from a file: first everything is checked and told, then all of it is written or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kondusif.core.problems import Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.reports.actions.receive import Received, receive_each
from kondusif.reports.models import Report
from kondusif.reports.point_file import Point, PointFile, shifted
from kondusif.reports.rules import NewReport
from kondusif.reports.states import Channel
from kondusif.reports.territory import Placed, Territory, current_territory, place

BATCH = 500


@dataclass(frozen=True)
class ImportOptions:
    """How the rows of a file are to be taken."""

    category: str = "other"
    as_history: bool = False  # times of long ago are meant
    shift_to: datetime | None = None  # move all times so that the last one falls here: invented times
    exercise: bool = False


@dataclass(frozen=True)
class ImportCheck:
    """What would be written, and what would not and why."""

    ready: list[Placed]
    n_repeated: int  # the same row twice in this file
    known: frozenset[UUID]  # keys that an earlier import has stored
    refused: list[tuple[int, str]]  # row of the file, sentence


def examine_points(file: PointFile, *, options: ImportOptions, at: datetime) -> ImportCheck:
    """This function will check every row of *file* against all rules and write nothing."""
    territory = current_territory()
    refused = list(file.unreadable)
    ready: dict[UUID, Placed] = {}
    n_repeated = 0
    points = list(shifted(file.points, options.shift_to)) if options.shift_to and file.points else file.points
    for original, point in zip(file.points, points, strict=True):
        try:
            placed = _placed(original.key, point, options, territory, at)
        except Problem as problem:
            refused.append((point.row, " ".join(str(words) for words in problem.fields.values()) or str(problem)))
            continue
        n_repeated += original.key in ready
        ready[original.key] = placed
    with scoped(EVERYWHERE):
        known = frozenset(Report.objects.filter(client_id__in=list(ready)).values_list("client_id", flat=True))
    return ImportCheck(list(ready.values()), n_repeated, known, sorted(refused))


def _placed(key: UUID, point: Point, options: ImportOptions, territory: Territory, at: datetime) -> Placed:
    new = NewReport(
        client_id=key,
        category=options.category,
        text=point.text,
        event_at=point.moment,
        lat=point.lat,
        lon=point.lon,
        channel=Channel.IMPORT,
        exercise=options.exercise,
        synthetic=options.shift_to is not None,
    )
    return place(new, territory=territory, at=at, ancient=options.as_history)


def import_points(
    ready: Sequence[Placed], *, at: datetime, progress: Callable[[int], None] = lambda n: None
) -> list[Received]:
    """
    This function will take in all of *ready* through the way of every report, or none.

    :raises Problem: if one of them was imported before with other options.
    """
    received: list[Received] = []
    with transaction.atomic():
        for start in range(0, len(ready), BATCH):
            for outcome in receive_each(ready[start : start + BATCH], at=at):
                if isinstance(outcome, Problem):
                    raise outcome
                received.append(outcome)
            progress(len(received))
    return received
