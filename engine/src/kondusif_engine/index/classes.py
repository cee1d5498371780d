"""From a number to a class: low, moderate, high."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import ArgumentProblem, plain_array, real_array, real_number, whole_number

LOW, MODERATE, HIGH = 0, 1, 2
FEW_AREAS = 10


@dataclass(frozen=True, slots=True)
class SdReference:
    """Mean and standard deviation frozen from a named edition; the cuts are mean -/+ SD."""

    mean: float
    sd: float
    edition: str


@dataclass(frozen=True, slots=True)
class SdLocal:
    """Mean and sample standard deviation of the areas themselves; unsafe for few areas."""


@dataclass(frozen=True, slots=True)
class Absolute:
    """Cuts typed in."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Official:
    """Classes as an authority gave them: 0 low, 1 moderate, 2 high."""

    codes: tuple[int, ...]
    authority: str


Scheme = SdReference | SdLocal | Absolute | Official


@dataclass(frozen=True, slots=True)
class Classes:
    """A class for each area.

    Attributes
    ----------
    codes : NDArray[np.int8], shape (n,)
        0 low, 1 moderate, 2 high.
    low_cut, high_cut : float
        High is above `high_cut`, low is below `low_cut`, on a cut is moderate; NaN for official.
    scheme : {"sd_reference", "sd_local", "absolute", "official"}
    warnings : tuple of str
        "few_areas": fewer than ten areas set their own mean and SD; "no_spread": all are equal;
        "unreachable": with so few areas no value can pass mean + SD by much (`z_limit`).
    """

    codes: NDArray[np.int8]
    low_cut: float
    high_cut: float
    scheme: Literal["sd_reference", "sd_local", "absolute", "official"]
    warnings: tuple[str, ...]


def classify(index: ArrayLike, scheme: Scheme) -> Classes:
    """This function will give each area its class.

    Parameters
    ----------
    index : array_like of float, shape (n,)
    scheme : SdReference, SdLocal, Absolute or Official

    Returns
    -------
    Classes

    Raises
    ------
    ArgumentProblem
        If a value is not finite, the SD is not positive, the cuts are in the wrong order, SdLocal
        has fewer than two areas, or official codes do not fit.

    Notes
    -----
    Rule of the Indonesian election-vulnerability index (Bawaslu, IKP): high if x > mean + SD, low
    if x < mean - SD, otherwise moderate; the published classes of its 2024 edition follow from the
    sample standard deviation.
    """
    index = real_array(index, "index", shape=(None,))
    if isinstance(scheme, Official):
        return _official(len(index), scheme)
    low, high, warnings = _cuts(index, scheme)
    codes = np.where(index > high, HIGH, np.where(index < low, LOW, MODERATE)).astype(np.int8)
    names = {SdReference: "sd_reference", SdLocal: "sd_local", Absolute: "absolute"}
    return Classes(codes, low, high, names[type(scheme)], warnings)


def z_limit(n: int) -> float:
    """This function will return the largest z-score that one of n areas can reach: (n - 1) / sqrt(n).

    With three areas it is 1.15, so that "above mean + SD" is nearly out of reach whatever happens
    there: the reason why `SdLocal` warns.

    Notes
    -----
    Shiffler (1988), "Maximum Z scores and outliers", doi:10.1080/00031305.1988.10475530.
    """
    n = whole_number(n, "n", least=2)
    return (n - 1) / float(np.sqrt(n))


def _cuts(index: NDArray[np.float64], scheme: Scheme) -> tuple[float, float, tuple[str, ...]]:
    if isinstance(scheme, SdReference):
        mean, sd = real_number(scheme.mean, "mean"), real_number(scheme.sd, "sd", above=0.0)
        return mean - sd, mean + sd, ()
    if isinstance(scheme, Absolute):
        low = real_number(scheme.low, "low")
        return low, real_number(scheme.high, "high", above=low), ()
    if not isinstance(scheme, SdLocal):
        raise ArgumentProblem("scheme", f"is {scheme!r}", "give one of the four schemes")
    if len(index) < 2:
        raise ArgumentProblem("index", f"has {len(index)} areas", "SdLocal needs at least 2")
    warnings = ("few_areas",) if len(index) < FEW_AREAS else ()
    if np.ptp(index) == 0.0:
        return float(index[0]), float(index[0]), (*warnings, "no_spread")
    if z_limit(len(index)) < 1.5:
        warnings = (*warnings, "unreachable")
    mean, sd = float(index.mean()), float(index.std(ddof=1))
    return mean - sd, mean + sd, warnings


def _official(n: int, scheme: Official) -> Classes:
    codes = plain_array(scheme.codes, "codes")
    if codes.shape != (n,) or not np.isin(codes, (LOW, MODERATE, HIGH)).all():
        raise ArgumentProblem("codes", f"are not {n} values of 0, 1 or 2")
    return Classes(codes.astype(np.int8), np.nan, np.nan, "official", ())
