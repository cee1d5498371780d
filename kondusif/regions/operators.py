"""Whoever works at the command line of the server: known by the place, not by name."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Operator:
    """The actor of management commands."""

    title: str = "bin/kondusif"
    person_id: UUID | None = None
