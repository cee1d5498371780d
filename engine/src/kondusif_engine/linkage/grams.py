"""Hashed character n-grams and their rarity, learnt from the stream."""

from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

N_BUCKETS = 1 << 18
SHORTEST, LONGEST = 3, 5
_WORD_SALT = 0x9E3779B9


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
def _word_grams(word: str) -> tuple[int, ...]:
    # crc32 and not hash(): the same word must fall into the same bucket in every process.
    padded = f" {word} ".encode()
    return tuple(
        crc32(padded[i : i + n]) % N_BUCKETS
        for n in range(SHORTEST, LONGEST + 1)
        for i in range(len(padded) - n + 1)
    )


@lru_cache(maxsize=50_000)
def _word_bucket(word: str) -> int:
    return crc32(word.encode(), _WORD_SALT) % N_BUCKETS


def grams_of(words: tuple[str, ...]) -> Grams:
    """Return the hashed n-grams of normalised words; n-grams do not cross from word to word."""
    found = [bucket for word in words for bucket in _word_grams(word)]
    chars, times = np.unique(np.array(found, dtype=np.int32), return_counts=True)
    buckets = np.array(sorted({_word_bucket(word) for word in words}), dtype=np.int32)
    return Grams(chars, 1.0 + np.log(times), buckets)


class Rarity:
    """How rare each n-gram is in the recent stream: inverse document frequency with a half-life.

    A prior stands for the messages before the first one (shares of messages in which a bucket was
    seen, as many as `prior_messages` of them); what is seen fades by half every `half_life_hours`,
    so that the words of this week's flood count as common this week and become rare again.

    Parameters
    ----------
    prior : mapping of int to float
        Bucket -> share of messages, 0-1; a bucket not named has `rare_share`.
    prior_messages : float
        Weight of the prior, in messages.
    half_life_hours : float
        After so many hours a message counts half.
    """

    _REBASE_AT = 500.0  # halvings; 2**500 still leaves float64 room for the counts

    def __init__(
        self,
        prior: dict[int, float],
        *,
        rare_share: float = 1e-3,
        prior_messages: float = 500.0,
        half_life_hours: float = 24.0 * 14,
    ) -> None:
        self._shares = np.full(N_BUCKETS, rare_share)
        for bucket, share in prior.items():
            self._shares[bucket] = share
        self._prior_messages = prior_messages
        self._half_life = half_life_hours
        self._counts = np.zeros(N_BUCKETS)
        self._total = 0.0
        self._origin: float | None = None

    def see(self, grams: Grams, hours: float) -> None:
        """Count one message of the given time (hours since any fixed moment)."""
        if self._origin is None:
            self._origin = hours
        halvings = (hours - self._origin) / self._half_life
        if halvings > self._REBASE_AT:
            self._counts *= 2.0**-halvings
            self._total *= 2.0**-halvings
            self._origin, halvings = hours, 0.0
        weight = 2.0**halvings
        self._counts[grams.chars] += weight
        self._counts[grams.words] += weight
        self._total += weight
        self._now = max(getattr(self, "_now", hours), hours)

    def of(self, buckets: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return ln(1 / share of recent messages that hold the bucket), at least 0."""
        if self._origin is None:
            return -np.log(self._shares[buckets])
        fade = 2.0 ** -((self._now - self._origin) / self._half_life)
        seen = self._counts[buckets] * fade + self._shares[buckets] * self._prior_messages
        return np.log(np.maximum((self._total * fade + self._prior_messages) / seen, 1.0))

    def state(self) -> dict:
        """Return what was learnt, in plain types; `restore` takes it back to the bit."""
        used = np.flatnonzero(self._counts)
        return {
            "origin": self._origin,
            "now": getattr(self, "_now", None),
            "total": self._total,
            "buckets": used.tolist(),
            "counts": self._counts[used].tolist(),
        }

    def restore(self, state: dict) -> None:
        """Take back what `state` returned."""
        self._counts[:] = 0.0
        self._counts[state["buckets"]] = state["counts"]
        self._total, self._origin = state["total"], state["origin"]
        if state["now"] is not None:
            self._now = state["now"]
