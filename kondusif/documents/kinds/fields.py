"""The fields of a document's schema: plain dataclass fields that carry what people call them."""

from dataclasses import MISSING, field
from typing import Any

from kondusif.core.problems import Sentence

SHORT, LONG, ROWS = 300, 20_000, 2_000


def line(label: Sentence, *, default: Any = MISSING, longest: int = SHORT) -> Any:
    """This function will return a field for one line of text; without *default* it must be filled."""
    return field(default=default, metadata={"label": label, "longest": longest})


def prose(label: Sentence, *, default: Any = MISSING) -> Any:
    """This function will return a field for paragraphs, divided by empty lines."""
    return field(default=default, metadata={"label": label, "longest": LONG, "paragraphs": True})


def choice(label: Sentence, names: dict[str, Sentence], *, default: Any = MISSING) -> Any:
    """This function will return a field that holds one of the codes in *names*."""
    return field(default=default, metadata={"label": label, "choices": names, "longest": SHORT})


def lines(label: Sentence, *, required: bool = True, choices: dict[str, Sentence] | None = None) -> Any:
    """This function will return a field for a list of lines."""
    more = {"choices": choices} if choices else {}
    return field(
        default=MISSING if required else (),
        metadata={"label": label, "longest": LONG, "required": required} | more,
    )


def rows(label: Sentence, *, required: bool = True) -> Any:
    """This function will return a field for the rows of a table; its type is ``tuple[Row, ...]``."""
    return field(default=MISSING if required else (), metadata={"label": label, "required": required})


def amount(label: Sentence, *, default: Any = MISSING, least: float | None = None, most: float | None = None) -> Any:
    """This function will return a field for a number."""
    return field(default=default, metadata={"label": label, "least": least, "most": most})


def day(label: Sentence, *, default: Any = MISSING) -> Any:
    """This function will return a field for a date, written ``YYYY-MM-DD``."""
    return field(default=default, metadata={"label": label})


def moment(label: Sentence, *, default: Any = MISSING) -> Any:
    """This function will return a field for a moment with its zone, written in ISO 8601."""
    return field(default=default, metadata={"label": label})


def flag(label: Sentence, *, default: bool) -> Any:
    """This function will return a field that is yes or no."""
    return field(default=default, metadata={"label": label})


def shape(label: Sentence) -> Any:
    """This function will return a field for the rings of an area, each a list of ``[lon, lat]``."""
    return field(default=(), metadata={"label": label, "required": False})


Ring = tuple[tuple[float, float], ...]
