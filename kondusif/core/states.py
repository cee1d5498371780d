"""How every state table of the house is read: data says from where to where, one function checks."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

State = TypeVar("State", bound=StrEnum)


class ForbiddenMove(Exception):
    """The thing is in a state from which this move does not exist."""

    def __init__(self, now: str, wanted: str):
        super().__init__(f"{now} -> {wanted}")
        self.now, self.wanted = now, wanted


def check_move(moves: Mapping[State, frozenset[State]], now: State | str, wanted: State) -> None:
    """
    This function will let a move pass that the table *moves* holds.

    :raises ForbiddenMove: if the table has no such move.
    """
    if wanted not in moves.get(type(wanted)(now), frozenset()):
        raise ForbiddenMove(str(now), str(wanted))
