"""Strokes of a finger or a pen as a picture."""

from collections.abc import Sequence

Stroke = Sequence[tuple[float, float]]


def svg_of(strokes: Sequence[Stroke], *, width: int = 3) -> str:
    """This function will return strokes, points of numbers, as an SVG picture cut to what was drawn."""
    points = [p for stroke in strokes for p in stroke]
    left, top = min(x for x, _y in points) - width, min(y for _x, y in points) - width
    right, bottom = max(x for x, _y in points) + width, max(y for _x, y in points) + width
    # A single touch is a dot: a line of no length is drawn by its round ends.
    paths = "".join(
        f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in (stroke if len(stroke) > 1 else [*stroke, *stroke]))}"/>'
        for stroke in strokes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:.1f} {top:.1f} {right - left:.1f} {bottom - top:.1f}">'
        f'<g fill="none" stroke="#14213d" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round">{paths}</g></svg>'
    )
