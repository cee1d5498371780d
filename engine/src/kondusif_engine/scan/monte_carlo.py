"""How large does the maximum become when nothing is going on?"""

import math
import os
from collections.abc import Callable
from concurrent.futures import Executor

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.scan.inference import stopping_point
from kondusif_engine.scan.job import Job, maxima

PILOT = 128  # the first replicates, whose maxima set the level for the others
# Of the others, so many are left for a second look at a lower level, which together costs less than a
# level low enough for all: the lower it is, the more zones reach it and have to be scored.
_LEFT_SHARE = 0.05
# Unless the last block has lanes free, and those left would fit: it then costs a block less. A pilot knows
# its lowest maxima but roughly, hence a little lower still.
_ROOM_USED, _CAUTION = 0.6, 0.95
_FIRST_LEVEL, _NO_LEVEL = 0.65, 8.0  # the first, of what the log of zones and windows has above the second
_TASK = 256  # replicates in one task of a foreign executor


def usable_threads() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def null_maxima(
    jobs: list[Job],
    replicates: int,
    observed: float,
    stop_at: int | None,
    executor: Executor | None,
    threads: int,
    of: Callable = maxima,
) -> NDArray[np.float64]:
    """Return the maximum over all streams of every replicate, in order, up to where the test may stop.

    `of` finds the maxima of one job: of discs, or of subsets.
    Every value depends on the seed and the number of the replicate alone; batches, threads, executors
    and levels decide only who computes it and how fast.
    """
    found, levels = np.empty(0), [_first_level(job) for job in jobs]
    while found.size < replicates:
        batch = _batch(found.size, replicates, stop_at)
        values = [_spread(*pair, batch, executor, threads, of) for pair in zip(jobs, levels, strict=True)]
        if found.size == 0:
            levels = [_level(value, replicates - batch.size) for value in values]
        found = np.concatenate((found, np.max(values, axis=0)))
        used = stopping_point(observed, found, stop_at)
        if used is not None:
            return found[:used]
    return found


def _first_level(job: Job) -> float:
    looked_at = math.log(2.0 + job.zones.index.size * job.windows.first.size)
    return _FIRST_LEVEL * max(0.0, looked_at - _NO_LEVEL)


def _level(pilot: NDArray[np.float64], replicates: int) -> float:
    """Return the level at which to scan so many further replicates."""
    from kondusif_engine.kernels.lane_line import LANES

    blocks, rest = divmod(replicates, LANES)
    room = (LANES - rest) / (blocks * LANES) if blocks and rest else 1.0
    if _ROOM_USED * room < _LEFT_SHARE:
        return _CAUTION * max(0.0, float(np.quantile(pilot, _ROOM_USED * room)))
    return max(0.0, float(np.quantile(pilot, _LEFT_SHARE)))


def _batch(done: int, replicates: int, stop_at: int | None) -> NDArray[np.int64]:
    size = PILOT if done == 0 else replicates if stop_at is None else done
    return np.arange(done, min(replicates, done + size), dtype=np.int64)


def _spread(job: Job, level: float, batch, executor: Executor | None, threads: int, of: Callable):
    if executor is None:
        return of(job, batch, level, threads)
    chunks = [batch[low : low + _TASK] for low in range(0, batch.size, _TASK)]
    tasks = [executor.submit(of, job, chunk, level, 1) for chunk in chunks]
    return np.concatenate([task.result() for task in tasks])
