"""How a class follows from a value. Pure arithmetic; the cuts are always somebody's and travel with the rating."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

LOW, MODERATE, HIGH = "rendah", "sedang", "tinggi"
FEW_AREAS = 10  # below this, mean ± SD of the areas themselves says little


@dataclass(frozen=True)
class Cuts:
    """Below *low* is rendah, above *high* is tinggi; a value on a cut is sedang."""

    low: float
    high: float


def sd_reference(mean: float, sd: float) -> Cuts:
    """
    This function will return the cuts of an edition whose mean and standard deviation are frozen.

    :raises ValueError: if the numbers are not finite or *sd* is not positive.
    """
    if not (math.isfinite(mean) and math.isfinite(sd) and sd > 0):
        raise ValueError(f"mean {mean} and sd {sd} give no cuts; sd must be above 0")
    return Cuts(mean - sd, mean + sd)


def absolute(low: float, high: float) -> Cuts:
    """
    This function will return the cuts as typed in.

    :raises ValueError: if they are not finite or not in order.
    """
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"cuts {low} and {high} are not in order; give the lower one first")
    return Cuts(low, high)


def sd_local(values: Sequence[float]) -> tuple[Cuts, bool]:
    """
    This function will return the cuts from the areas' own mean and sample SD, and whether that is weak.

    With n areas no value can lie more than (n - 1) / √n SD from the mean: 1.15 with three, so that a
    class beyond one SD hangs on a hair.

    :raises ValueError: if there are fewer than two values or they are all equal.
    """
    if len(values) < 2:
        raise ValueError("one area has no spread; use an edition's mean and SD, or cuts of its own")
    mean = math.fsum(values) / len(values)
    sd = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (len(values) - 1))
    return sd_reference(mean, sd), len(values) < FEW_AREAS


def class_of(value: float, cuts: Cuts) -> str:
    """This function will return rendah, sedang or tinggi."""
    if value > cuts.high:
        return HIGH
    return LOW if value < cuts.low else MODERATE


# The authorities' words on the four steps of our maps' legend; what is not here is drawn without colour.
_TONES: dict[str, int] = {
    "rendah": 0, "kerawanan rendah": 0, "kurang rawan": 0, "tidak rawan": 0, "aman": 0, "hijau": 0, "kondusif": 0,
    "sedang": 1, "kerawanan sedang": 1, "waspada": 1, "kuning": 1, "agak rawan": 1,
    "rawan": 2, "oranye": 2, "siaga": 2,
    "tinggi": 3, "kerawanan tinggi": 3, "sangat rawan": 3, "zona merah": 3, "merah": 3, "awas": 3,
}  # fmt: skip


def tone_of(class_name: str, level: int | None = None) -> int | None:
    """This function will return the step of the legend, 0 to 3, in which a class is drawn, or None if it has none."""
    return level if level is not None else _TONES.get(" ".join(class_name.casefold().split()))
