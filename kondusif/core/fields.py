"""The class of every stored field: how sensitive it is and how long it stays. A test misses none."""

from dataclasses import dataclass
from enum import StrEnum


class Sensitivity(StrEnum):
    """Who could be hurt if the field leaked."""

    PUBLIC = "public"  # official facts and what we publish
    INTERNAL = "internal"  # offices at work
    CONFIDENTIAL = "confidential"  # a reporter's words and places, a person's account
    SEALED = "sealed"  # who a reporter is; encrypted, disclosed only for a reason


class Retention(StrEnum):
    """How long a field stays."""

    PERMANENT = "permanent"  # official facts, history of the office
    ARCHIVE = "archive"  # per the archive schedule of the office
    CASE = "case"  # end of the case and one year, five at most
    CASE_SHORT = "case_short"  # end of the case and 90 days, twelve months at most
    ACCOUNT = "account"  # as long as the person holds an account
    TRANSIENT = "transient"  # working state, gone when the work is done


@dataclass(frozen=True)
class FieldClass:
    """How a field is to be treated."""

    sensitivity: Sensitivity
    retention: Retention


# "room.Model" -> the class of its fields, and the fields that differ from it.
MODELS: dict[str, FieldClass] = {}
FIELDS: dict[str, FieldClass] = {}


def classify(
    model: str, sensitivity: Sensitivity, retention: Retention, **fields: tuple[Sensitivity, Retention]
) -> None:
    """
    This function will enter the class of *model*'s fields, with the *fields* that differ.

    Rooms call it in their ``apps.py``; a test fails for a model that nobody classed.
    """
    MODELS[model] = FieldClass(sensitivity, retention)
    for name, (how_sensitive, how_long) in fields.items():
        FIELDS[f"{model}.{name}"] = FieldClass(how_sensitive, how_long)


def class_of(model: str, field: str) -> FieldClass | None:
    """This function will return the class of a field, or None if nobody entered it."""
    return FIELDS.get(f"{model}.{field}") or MODELS.get(model)
