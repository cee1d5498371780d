"""Hashed character n-grams and their rarity, learnt from the stream."""

import math
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.checks import real_number

N_BUCKETS = 1 << 18
SHORTEST, LONGEST = 3, 5
REFRESH_MESSAGES, REFRESH_HOURS = 1024, 24.0
_WORD_SALT = 0x9E3779B9
_NO_BUCKETS, _NO_TIMES = np.empty(0, dtype=np.int32), np.empty(0)


@dataclass(frozen=True, slots=True)
class Grams:
    """The hashed n-grams and whole words of one message.

    Attributes
    ----------
    chars : NDArray[np.int32], shape (k,)
        Buckets of the character 3- to 5-grams, sorted, each once.
    tf : NDArray[np.float64], shape (k,)
        1 + ln(times seen) of each.
    words : NDArray[np.int32], shape (m,)
        Buckets of the words, sorted, each once.
    """

    chars: NDArray[np.int32]
    tf: NDArray[np.float64]
    words: NDArray[np.int32]


@lru_cache(maxsize=50_000)
def _hashed(word: str) -> tuple[NDArray[np.int32], int]:
    """Buckets of the n-grams of one word, and of the word itself; reports share their words."""
    # crc32 and not hash(): the same word must fall into the same bucket in every process.
    padded = f" {word} ".encode()
    found = [
        crc32(padded[i : i + n]) % N_BUCKETS
        for n in range(SHORTEST, LONGEST + 1)
        for i in range(len(padded) - n + 1)
    ]
    return np.array(found, dtype=np.int32), crc32(word.encode(), _WORD_SALT) % N_BUCKETS


def grams_of(words: tuple[str, ...]) -> Grams:
    """Return the hashed n-grams of normalised words; n-grams do not cross from word to word."""
    if not words:
        return Grams(_NO_BUCKETS, _NO_TIMES, _NO_BUCKETS)
    hashed = [_hashed(word) for word in words]
    found = np.concatenate([grams for grams, _ in hashed])
    found.sort()
    # A run of equal buckets lies between two edges.
    edge = np.ones(len(found) + 1, dtype=bool)
    np.not_equal(found[1:], found[:-1], out=edge[1:-1])
    edges = edge.nonzero()[0]
    starts = edges[:-1]
    buckets = np.array(sorted({bucket for _, bucket in hashed}), dtype=np.int32)
    return Grams(found[starts], 1.0 + np.log(edges[1:] - starts), buckets)


class Rarity:
    """How rare each n-gram is in the recent stream: inverse document frequency with a half-life.

    A prior stands for the messages before the first one (shares of messages in which a bucket was
    seen, as many as `prior_messages` of them); what is seen fades by half every `half_life_hours`,
    so that the words of this week's flood count as common this week and become rare again.

    The table is made anew after every 1,024 messages or 24 hours of the stream, whichever comes
    first, and stands still in between.

    Parameters
    ----------
    prior : mapping of int to float
        Bucket -> share of messages, 0-1; a bucket not named has `rare_share`.
    rare_share : float
        Share of messages, in (0, 1).
    prior_messages : float
        Weight of the prior, in messages, > 0.
    half_life_hours : float
        After so many hours a message counts half, > 0.

    Raises
    ------
    ArgumentProblem
        If a number is out of its range.

    Notes
    -----
    Cost: O(buckets) for each new table, O(n-grams) for each message. Inverse document frequency: Spärck
    Jones (1972), doi:10.1108/eb026526.
    """

    def __init__(
        self,
        prior: dict[int, float],
        *,
        rare_share: float = 1e-3,
        prior_messages: float = 500.0,
        half_life_hours: float = 24.0 * 14,
    ) -> None:
        rare_share = real_number(rare_share, "rare_share", above=0.0, most=1.0)
        prior_messages = real_number(prior_messages, "prior_messages", above=0.0)
        half_life_hours = real_number(half_life_hours, "half_life_hours", above=0.0)
        shares = np.full(N_BUCKETS, rare_share)
        for bucket, share in prior.items():
            shares[bucket] = share
        self._prior = shares * prior_messages
        self._prior_messages = prior_messages
        self._half_life = half_life_hours
        self._counts = np.zeros(N_BUCKETS)
        self._total = 0.0
        self._at: float | None = None
        self._waiting: list[tuple[Grams, float]] = []
        self._make_table()

    def see(self, grams: Grams, hours: float) -> None:
        """Count one message of the given time (hours since any fixed moment)."""
        self._waiting.append((grams, hours))
        first = self._waiting[0][1] if self._at is None else self._at
        if len(self._waiting) >= REFRESH_MESSAGES or hours >= first + REFRESH_HOURS:
            self.refresh()

    def refresh(self) -> None:
        """Make the table anew from everything seen."""
        if not self._waiting:
            return
        latest = max(hours for _, hours in self._waiting)
        now = latest if self._at is None else max(self._at, latest)
        if self._at is not None:
            fade = 2.0 ** ((self._at - now) / self._half_life)
            self._counts *= fade
            self._total *= fade
        weights = [2.0 ** ((hours - now) / self._half_life) for _, hours in self._waiting]
        sizes = [len(grams.chars) + len(grams.words) for grams, _ in self._waiting]
        seen = np.concatenate([part for grams, _ in self._waiting for part in (grams.chars, grams.words)])
        self._counts += np.bincount(seen, np.repeat(weights, sizes), N_BUCKETS)
        self._total += math.fsum(weights)
        self._at, self._waiting = now, []
        self._make_table()

    def of(self, buckets: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return ln(1 / share of recent messages that hold the bucket), at least 0."""
        return self.table[buckets]

    def state(self) -> dict:
        """Return what was learnt, in plain types; `restore` takes it back to the bit."""
        used = np.flatnonzero(self._counts)
        return {
            "at": self._at,
            "total": self._total,
            "buckets": used.tolist(),
            "counts": self._counts[used].tolist(),
            "waiting": [
                [grams.chars.tolist(), grams.words.tolist(), hours] for grams, hours in self._waiting
            ],
        }

    def restore(self, state: dict) -> None:
        """Take back what `state` returned."""
        self._counts[:] = 0.0
        self._counts[state["buckets"]] = state["counts"]
        self._total, self._at = state["total"], state["at"]
        # Only which buckets a message holds is counted, so how often it holds them is not kept.
        self._waiting = [
            (
                Grams(
                    np.array(chars, dtype=np.int32),
                    np.ones(len(chars)),
                    np.array(words, dtype=np.int32),
                ),
                hours,
            )
            for chars, words, hours in state["waiting"]
        ]
        self._make_table()

    def _make_table(self) -> None:
        seen = self._counts + self._prior
        self.table = np.log(np.maximum((self._total + self._prior_messages) / seen, 1.0))
