"""
Two people write one text: whatever either of them typed stays, what either took out goes.

A text is a row of words, each with the white space before it. Both sides are compared with the state they
started from, word by word, and put together; where both wrote at one place, the words of both stand there.
The browser does the same in ``static/meetings/merging.js``; a test holds the two against each other.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

# Written out, because "white space" is not the same set of characters in Python and in a browser.
_SPACE = " \t\n\r\f\v\u00a0"
_WORD = re.compile(rf"([{_SPACE}]*)([^{_SPACE}]+)")
# Beyond so many differences the middle counts as written anew: the cost grows with the square.
MOST_DIFFERENCES = 1000


@dataclass(frozen=True)
class Words:
    """A text as words and the white space before each, with what follows the last."""

    words: tuple[str, ...]
    spaces: tuple[str, ...]
    tail: str


def split(text: str) -> Words:
    """This function will return *text* as a row of words; joined again it is the same text."""
    found = _WORD.findall(text)
    tail = text[len(text.rstrip(_SPACE)) :] if found else text
    return Words(tuple(word for _space, word in found), tuple(space for space, _word in found), tail)


def merge(base: str, mine: str, theirs: str) -> str:
    """
    This function will put together what *mine* and *theirs* made of *base*.

    A word that either side added is in the result; a word of *base* is in it if neither side took it out.
    Where both added words at one place, theirs come first. Both may have replaced the same words by the
    same words: then they stand once.
    """
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    b, m, t = split(base), split(mine), split(theirs)
    of_mine, of_theirs = _matches(b.words, m.words), _matches(b.words, t.words)
    result: list[str] = []

    def add(space: str, word: str) -> None:
        result.append(space or (" " if result else ""))  # two words never grow together
        result.append(word)

    for place in _places(b, m, t, of_mine, of_theirs):
        for side, start, end in place.added:
            for i in range(start, end):
                add(side.spaces[i], side.words[i])
        if place.kept is not None:
            i, j, k = place.kept
            add(_choose(b.spaces[i], m.spaces[j], t.spaces[k]), b.words[i])
    return "".join(result) + _choose(b.tail, m.tail, t.tail)


def union(mine: str, theirs: str) -> str:
    """
    This function will put two texts together of which nobody knows where they started: nothing is taken out.

    What both have stands once; everything else of either side is kept.
    """
    m, t = split(mine), split(theirs)
    common = [m.words[i] for i, j in enumerate(_matches(m.words, t.words)) if j is not None]
    return merge(" ".join(common), mine, theirs)


@dataclass(frozen=True)
class _Place:
    """What was added at one place by either side, and the word of the base that follows and stays, if any."""

    added: tuple[tuple[Words, int, int], ...]
    kept: tuple[int, int, int] | None


def _places(b: Words, m: Words, t: Words, of_mine: list[int | None], of_theirs: list[int | None]) -> list[_Place]:
    """Walk along the base from one word that both kept to the next; between them lies one place."""
    both = [i for i in range(len(b.words)) if of_mine[i] is not None and of_theirs[i] is not None]
    stops = [(-1, -1, -1), *((i, of_mine[i], of_theirs[i]) for i in both), (len(b.words), len(m.words), len(t.words))]
    places = []
    for (i0, j0, k0), (i1, j1, k1) in pairwise(stops):
        same = m.words[j0 + 1 : j1] == t.words[k0 + 1 : k1] and i1 - i0 > 1
        added = ((t, k0 + 1, k1),) if same else tuple(_between(b, m, t, of_mine, of_theirs, (i0, j0, k0), (i1, j1, k1)))
        places.append(_Place(added, (i1, j1, k1) if i1 < len(b.words) else None))
    return places


def _between(b, m, t, of_mine, of_theirs, start, end):
    """The added words between two stops, in order: word of the base by word, theirs before mine."""
    (i0, j0, k0), (i1, j1, k1) = start, end
    j, k = j0 + 1, k0 + 1
    for i in range(i0 + 1, i1 + 1):
        j_next = j1 if i == i1 else of_mine[i]
        k_next = k1 if i == i1 else of_theirs[i]
        # A word only one side kept was taken out by the other: skip it, keep what was added before it.
        if k_next is not None:
            yield t, k, k_next
            k = k_next + 1
        if j_next is not None:
            yield m, j, j_next
            j = j_next + 1


def _choose(base: str, mine: str, theirs: str) -> str:
    """White space: what either side changed; if both did, the one that parts more."""
    if mine == base:
        return theirs
    if theirs == base:
        return mine
    return max(theirs, mine, key=lambda space: (space.count("\n"), len(space)))


def _matches(old: tuple[str, ...], new: tuple[str, ...]) -> list[int | None]:
    """For each word of *old* its place in *new*, or None where it was taken out (Myers 1986, greedy)."""
    n_head = 0
    while n_head < min(len(old), len(new)) and old[n_head] == new[n_head]:
        n_head += 1
    n_tail = 0
    while n_tail < min(len(old), len(new)) - n_head and old[-1 - n_tail] == new[-1 - n_tail]:
        n_tail += 1
    found: list[int | None] = [None] * len(old)
    for i in range(n_head):
        found[i] = i
    for i in range(n_tail):
        found[len(old) - 1 - i] = len(new) - 1 - i
    middle_old, middle_new = old[n_head : len(old) - n_tail], new[n_head : len(new) - n_tail]
    for i, j in _shortest(middle_old, middle_new):
        found[n_head + i] = n_head + j
    return found


def _shortest(old: tuple[str, ...], new: tuple[str, ...]) -> list[tuple[int, int]]:
    """The pairs of a shortest edit from *old* to *new*; none if it is longer than is worth searching."""
    if not old or not new:
        return []
    reached = {1: 0}
    trace = []
    for n_edits in range(min(len(old) + len(new), MOST_DIFFERENCES) + 1):
        trace.append(dict(reached))
        for k in range(-n_edits, n_edits + 1, 2):
            down = k == -n_edits or (k != n_edits and reached[k - 1] < reached[k + 1])
            i = reached[k + 1] if down else reached[k - 1] + 1
            j = i - k
            while i < len(old) and j < len(new) and old[i] == new[j]:
                i, j = i + 1, j + 1
            reached[k] = i
            if i >= len(old) and j >= len(new):
                return _walk_back(trace, len(old), len(new))
    return []


def _walk_back(trace: list[dict[int, int]], i: int, j: int) -> list[tuple[int, int]]:
    pairs = []
    for n_edits in range(len(trace) - 1, -1, -1):
        reached, k = trace[n_edits], i - j
        down = k == -n_edits or (k != n_edits and reached[k - 1] < reached[k + 1])
        k_before = k + 1 if down else k - 1
        i_before = reached[k_before] if n_edits else 0
        j_before = i_before - k_before if n_edits else 0
        while i > i_before and j > j_before:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        i, j = i_before, j_before
    return pairs[::-1]
