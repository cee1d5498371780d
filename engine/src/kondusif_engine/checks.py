"""Checks of arguments, shared by every public function.

Each check returns a clean array of its own (C order, the type asked for) or raises
:class:`ArgumentProblem`; the caller's array is never changed.
"""

from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

LARGEST = 2**53  # whole numbers up to it are exact as floats; nothing here counts further
MOST_THREADS = 1024


class ArgumentProblem(ValueError):
    """An argument that cannot be used: which one, what is wrong with it, and what to do now."""

    def __init__(self, argument: str, wrong: str, now: str = "") -> None:
        self.argument, self.wrong, self.now = argument, wrong, now
        super().__init__(f"{argument} {wrong}" + (f"; {now}" if now else ""))

    def __reduce__(self) -> tuple[type, tuple[str, str, str]]:
        # Problems travel back from worker processes, which pickles them.
        return (type(self), (self.argument, self.wrong, self.now))


def whole_number(value: object, argument: str, *, least: int | None = None, most: int | None = None) -> int:
    """Return `value` as an int, or refuse anything that is not a whole number in [least, most]."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral):
        raise ArgumentProblem(argument, f"is {value!r}, not a whole number", "give an int")
    return int(_within(int(value), argument, least, LARGEST if most is None else most))


def real_number(
    value: object,
    argument: str,
    *,
    least: float | None = None,
    most: float | None = None,
    above: float | None = None,
) -> float:
    """Return `value` as a float, or refuse what is not finite or out of range."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise ArgumentProblem(argument, f"is {value!r}, not a number", "give a float")
    try:
        number = float(value)
    except OverflowError:  # a whole number of hundreds of digits
        raise ArgumentProblem(argument, "is beyond any float", "give a smaller number") from None
    if not np.isfinite(number):
        raise ArgumentProblem(argument, f"is {number}", "give a finite number")
    if above is not None and not number > above:
        raise ArgumentProblem(argument, f"is {number}", f"give more than {above}")
    return _within(number, argument, least, most)


def _within(value: float, argument: str, least: float | None, most: float | None) -> float:
    if least is not None and value < least:
        raise ArgumentProblem(argument, f"is {value}", f"give at least {least}")
    if most is not None and value > most:
        raise ArgumentProblem(argument, f"is {value}", f"give at most {most}")
    return value


def flag(value: object, argument: str) -> bool:
    """Return `value` as a bool, or refuse what is neither True nor False."""
    if not isinstance(value, bool | np.bool_):
        raise ArgumentProblem(argument, f"is {value!r}", "give True or False")
    return bool(value)


def one_of(value: object, argument: str, choices: Iterable[str]) -> str:
    """Return `value` if it is one of `choices`."""
    choices = tuple(choices)
    if not isinstance(value, str) or value not in choices:
        raise ArgumentProblem(argument, f"is {value!r}", f"give one of {', '.join(choices)}")
    return value


def seed_number(seed: object) -> int:
    """Return the seed, a whole number in [0, 2**63)."""
    return whole_number(seed, "seed", least=0, most=2**63 - 1)


def real_array(
    values: ArrayLike,
    argument: str,
    *,
    shape: tuple[int | None, ...],
    least: float | None = None,
    most: float | None = None,
) -> NDArray[np.float64]:
    """Return a finite float64 copy of `values` of the given shape (None = any length)."""
    array = _numbers(values, argument, shape).astype(np.float64, order="C", copy=True)
    if not np.isfinite(array).all():
        raise ArgumentProblem(
            argument, f"holds NaN or infinity {_where(~np.isfinite(array))}", "give finite numbers"
        )
    if least is not None and (array < least).any():
        raise ArgumentProblem(
            argument, f"holds a value below {least} {_where(array < least)}", f"give at least {least:g}"
        )
    if most is not None and (array > most).any():
        raise ArgumentProblem(
            argument, f"holds a value above {most} {_where(array > most)}", f"give at most {most:g}"
        )
    return array


def count_array(values: ArrayLike, argument: str, *, shape: tuple[int | None, ...]) -> NDArray[np.int64]:
    """Return an int64 copy of `values`, refusing fractions, negatives, NaN and infinities."""
    array = real_array(values, argument, shape=shape, least=0.0, most=float(2**53))
    broken = array != np.rint(array)
    if broken.any():
        raise ArgumentProblem(argument, f"holds a fraction {_where(broken)}", "give whole numbers")
    return array.astype(np.int64)


def plain_array(values: ArrayLike, argument: str) -> NDArray:
    """Return `values` as an array of whatever they hold, not yet judged, or refuse a list of ragged rows."""
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        raise ArgumentProblem(argument, "holds masked values", "fill them or leave those places out")
    try:
        return np.asarray(values)
    except (ValueError, TypeError) as problem:
        raise ArgumentProblem(argument, "has rows of different lengths, or is no array") from problem


def instance_of(value: object, argument: str, *kinds: type, now: str = "") -> None:
    """Refuse what is none of these kinds."""
    if not isinstance(value, kinds):
        wanted = " or a ".join(kind.__name__ for kind in kinds)
        raise ArgumentProblem(argument, f"is {type(value).__name__}", now or f"give a {wanted}")


def given(value: object, argument: str, kind: type) -> object:
    """Return an argument that may be left out: None, or of this kind."""
    if value is not None:
        instance_of(value, argument, kind)
    return value


def sequence_of(values: object, argument: str, *kinds: type) -> tuple:
    """Return the members of a sequence as a tuple, or refuse one that is none or holds another kind."""
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        raise ArgumentProblem(argument, f"is {type(values).__name__}", "give a list or a tuple")
    try:
        members = tuple(values)
    except TypeError:  # an array without dimensions says that it can be iterated over
        raise ArgumentProblem(argument, f"is {values!r}", "give a list or a tuple") from None
    if kinds and not set(map(type, members)) <= set(kinds):  # subclasses are rare, a million members are not
        for at, member in enumerate(members):
            if not isinstance(member, kinds):
                wanted = " or ".join(kind.__name__ for kind in kinds)
                raise ArgumentProblem(argument, f"holds {type(member).__name__} at [{at}]", f"give {wanted}")
    return members


def mapping_of(values: Any, argument: str, *kinds: type) -> dict:
    """Return a mapping from str to one of these kinds as a dict, or refuse anything else."""
    instance_of(values, argument, Mapping, now="give a mapping")
    for key, value in values.items():
        if not isinstance(key, str) or (kinds and not isinstance(value, kinds)):
            raise ArgumentProblem(argument, f"holds {key!r}: {type(value).__name__}")
    return dict(values)


def _numbers(values: ArrayLike, argument: str, shape: tuple[int | None, ...]) -> NDArray:
    array = plain_array(values, argument)
    if array.dtype.kind == "O":
        array = _boxed_numbers(array, argument)
    if array.dtype.kind not in "biuf":
        raise ArgumentProblem(argument, f"holds {array.dtype}, not numbers")
    if array.ndim != len(shape) or any(
        want is not None and have != want for have, want in zip(array.shape, shape, strict=True)
    ):
        wanted = ", ".join("any" if side is None else str(side) for side in shape)
        comma = "," if len(shape) == 1 else ""
        raise ArgumentProblem(argument, f"has shape {array.shape}", f"give shape ({wanted}{comma})")
    return array


def _boxed_numbers(array: NDArray, argument: str) -> NDArray:
    """Return an array of objects as floats if all are numbers, as in a table of pandas' Int64."""
    strange = [x for x in array.flat if not isinstance(x, Real) or isinstance(x, bool | np.bool_)]
    if strange or not array.size:
        what = f" such as {type(strange[0]).__name__}" if strange else ""
        raise ArgumentProblem(argument, f"holds objects{what}, not numbers")
    try:
        return array.astype(np.float64)
    except OverflowError:  # a whole number of hundreds of digits
        raise ArgumentProblem(argument, "holds a number beyond any float") from None


def _where(bad: NDArray[np.bool_]) -> str:
    place = tuple(int(i) for i in np.argwhere(bad)[0])
    return f"at {list(place)} ({int(bad.sum())} in all)"
