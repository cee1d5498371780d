"""How a text's states are kept: each as the one stretch that differs from the state before it."""

from dataclasses import dataclass
from functools import reduce
from itertools import takewhile
from operator import eq

SNAPSHOT_EVERY = 25  # so many stretches at most are laid on one another to read an old state


@dataclass(frozen=True)
class Splice:
    """One stretch of a text replaced by another; *start* and *removed* count characters."""

    start: int
    removed: int
    inserted: str

    def apply(self, text: str) -> str:
        """This function will return *text* with the stretch replaced."""
        return text[: self.start] + self.inserted + text[self.start + self.removed :]


def splice(before: str, after: str) -> Splice:
    """This function will return the stretch that turns *before* into *after*."""
    start = sum(1 for _same in takewhile(bool, map(eq, before, after)))
    room = min(len(before), len(after)) - start
    n_tail = sum(1 for _same in takewhile(bool, map(eq, before[::-1][:room], after[::-1][:room])))
    return Splice(start, len(before) - start - n_tail, after[start : len(after) - n_tail])


def replay(snapshot: str, splices: list[Splice]) -> str:
    """This function will return the state that the *splices* make of *snapshot*, one after the other."""
    return reduce(lambda text, one: one.apply(text), splices, snapshot)


def clean_text(text: str) -> str:
    """
    This function will return *text* as it can be stored: one kind of line end, no NUL, no half characters.

    Half characters (lone surrogates) come from a browser that cut an emoji in two.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text.encode("utf-8", "ignore").decode("utf-8")
