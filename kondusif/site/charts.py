"""Geometry of the small charts: numbers in, SVG path data out; the macros draw them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """The path of a sparkline, broken where values are missing, and the place of its last value."""

    path: str
    end: tuple[float, float] | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Column:
    """One bar of a column chart."""

    x: float
    y: float
    width: float
    height: float
    value: float | None


def line(values: Sequence[float | None], width: float = 160, height: float = 34, margin: float = 4) -> Line:
    """
    This function will lay *values* from left to right over a box of *width* by *height*.

    A missing value breaks the line instead of falling to zero, so that silence never looks like calm.
    """
    known = [v for v in values if v is not None]
    if not known:
        return Line("", None, None, None)
    low, high = min(known), max(known)
    reach = (high - low) or 1
    step = (width - 2 * margin) / max(len(values) - 1, 1)
    parts, end, pen_down = [], None, False
    for i, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        # A flat line runs through the middle: on the floor it would read as zero.
        part = (value - low) / reach if high > low else 0.5
        end = (round(margin + i * step, 1), round(height - margin - part * (height - 2 * margin), 1))
        parts.append(f"{'L' if pen_down else 'M'}{end[0]:g} {end[1]:g}")
        pen_down = True
    return Line("".join(parts), end, low, high)


def columns(values: Sequence[float | None], width: float = 320, height: float = 80) -> list[Column]:
    """This function will lay *values* out as bars standing on zero, one slot each, missing ones empty."""
    top = max((v for v in values if v is not None), default=0) or 1
    slot = width / max(len(values), 1)
    return [
        Column(
            x=round(i * slot + slot * 0.1, 2),
            y=round(height - height * (value or 0) / top, 2),
            width=round(slot * 0.8, 2),
            height=round(height * (value or 0) / top, 2),
            value=value,
        )
        for i, value in enumerate(values)
    ]
