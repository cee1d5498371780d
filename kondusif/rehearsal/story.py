"""
Sixty invented days over real villages: everyday noise and three planted outbreaks, the same for the same seed.

Pure: places in, reports out. Nothing here is true of anybody; every row it leads to is marked synthetic.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from kondusif.rehearsal.phrases import EVERYDAY, OUTBREAKS

N_DAYS = 60
_NAMESPACE = UUID("6f1c1a34-8e0e-4a4e-9c56-0f3c1d7a2b11")
_HOURS = (5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 21)


@dataclass(frozen=True)
class Village:
    """A real village: where the story's reports come from."""

    code: str
    name: str
    subdistrict: str
    subdistrict_name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class StoryReport:
    """One invented report and what the officers of the story make of it."""

    client_id: UUID
    at: datetime
    category: str
    text: str
    village: Village
    lon: float
    lat: float
    station_number: int | None
    fate: str  # verified | unverified | hoax | out_of_scope | waiting
    outbreak: int | None  # index into Story.outbreaks


@dataclass(frozen=True)
class Outbreak:
    """A planted cluster: where, when, of what, and whether the story has it over."""

    category: str
    villages: tuple[Village, ...]
    first_at: datetime
    last_at: datetime
    is_over: bool


@dataclass(frozen=True)
class Story:
    """All reports in the order of their time, and what was planted among them."""

    reports: tuple[StoryReport, ...]
    outbreaks: tuple[Outbreak, ...]
    silent: tuple[str, ...] = ()  # subdistricts from which everyday reports stopped


SILENT_DAYS, SILENT_SUBDISTRICTS, LEAST_SUBDISTRICTS, MOST_SILENT = 14, 3, 12, 0.2

# category, days before the end on which it starts and ends, reports, how many villages
_PLAN = (
    ("hoax", 41, 36, 14, 4),
    ("money_politics", 20, 15, 15, 4),
    ("intimidation_violence", 3, 0, 13, 3),
)


def tell(villages: Sequence[Village], *, ends_at: datetime, seed: int, reports_per_day: float = 7.0) -> Story:
    """
    This function will invent sixty days that end at *ends_at*.

    Everyday reports follow the villages at random with a weekly rhythm; each outbreak falls on
    neighbouring villages of another part of the region. The last outbreak is still going on.

    :raises ValueError: if there are fewer than twelve villages to tell of.
    """
    if len(villages) < 12:
        raise ValueError(f"a story needs at least 12 villages with a place, got {len(villages)}")
    chance = random.Random(seed)
    everyday = _everyday(chance, villages, ends_at, reports_per_day)
    outbreaks, planted, taken = [], [], set()
    for index, (category, starts, ends, n, n_villages) in enumerate(_PLAN):
        hit = _neighbours(chance, villages, n_villages, taken)
        taken |= {v.subdistrict for v in hit}
        rows = _outbreak(chance, index, category, hit, ends_at, (starts, ends), n)
        planted += rows
        outbreaks.append(Outbreak(category, hit, rows[0].at, rows[-1].at, is_over=ends > 0))
    silent = _silent(everyday, villages, taken)
    since = ends_at - timedelta(days=SILENT_DAYS)
    everyday = [r for r in everyday if r.village.subdistrict not in silent or r.at < since]
    everything = sorted([*everyday, *planted], key=lambda r: (r.at, r.client_id))
    return Story(tuple(everything), tuple(outbreaks), silent)


def _everyday(
    chance: random.Random, villages: Sequence[Village], ends_at: datetime, per_day: float
) -> list[StoryReport]:
    # Some villages write more than others, as in life: the scan must not take a habit for a cluster.
    habits = [chance.lognormvariate(0, 0.7) for _ in villages]
    themes = list(EVERYDAY)
    made = []
    for day in range(N_DAYS, 0, -1):
        rhythm = 1.2 if day % 7 in (1, 2) else 0.95
        for _ in range(_poisson(chance, per_day * rhythm)):
            village = chance.choices(villages, habits)[0]
            at = _moment(chance, ends_at - timedelta(days=day), ends_at)
            category = chance.choice(themes)
            fate = _everyday_fate(chance, ends_at - at)
            made.append(
                _report(chance, at, category, chance.choice(EVERYDAY[category]), village, fate, None, len(made))
            )
    return made


def _outbreak(
    chance: random.Random,
    index: int,
    category: str,
    hit: Sequence[Village],
    ends_at: datetime,
    days: tuple[int, int],
    n: int,
) -> list[StoryReport]:
    starts, ends = days
    span = timedelta(days=starts - ends) or timedelta(days=1)
    first = ends_at - timedelta(days=starts)
    # Trouble gathers: more reports towards the end of the outbreak.
    shares = sorted(math.sqrt(chance.random()) for _ in range(n))
    made = []
    for k, share in enumerate(shares):
        at = min(first + share * span, ends_at - timedelta(minutes=25 + 11 * (n - k)))
        fate = "waiting" if ends == 0 and k >= n - 5 else "verified"
        text = OUTBREAKS[category][k % len(OUTBREAKS[category])]
        made.append(_report(chance, at, category, text, hit[k % len(hit)], fate, index, 100_000 * (index + 1) + k))
    return made


def _silent(everyday: Sequence[StoryReport], villages: Sequence[Village], taken: set[str]) -> tuple[str, ...]:
    """
    Three neighbouring subdistricts, away from the outbreaks, that used to report much: their silence can be noticed.

    A small region has none to spare. No chance here: the rest of the story stays what it was.
    """
    middles = {}
    for sub in sorted({v.subdistrict for v in villages}):
        mine = [v for v in villages if v.subdistrict == sub]
        middles[sub] = (sum(v.lon for v in mine) / len(mine), sum(v.lat for v in mine) / len(mine))
    if len(middles) < LEAST_SUBDISTRICTS:
        return ()
    n_of = {sub: sum(r.village.subdistrict == sub for r in everyday) for sub in middles}
    free = [sub for sub in middles if sub not in taken]
    groups = []
    for sub in free:
        near = sorted(
            free, key=lambda s: (middles[s][0] - middles[sub][0]) ** 2 + (middles[s][1] - middles[sub][1]) ** 2
        )
        group = tuple(sorted(near[:SILENT_SUBDISTRICTS]))
        n = sum(n_of[s] for s in group)
        if n <= MOST_SILENT * len(everyday):
            groups.append((n, group))
    return max(groups)[1] if groups else ()


def _report(
    chance: random.Random,
    at: datetime,
    category: str,
    text: str,
    village: Village,
    fate: str,
    outbreak: int | None,
    number: int,
) -> StoryReport:
    station = chance.randint(1, 12)
    words = text.format(
        desa=village.name,
        kec=village.subdistrict_name,
        tps=f"{station:02d}",
        n=chance.choice((5, 8, 10, 15, 20, 30)),
        jam=chance.choice(_HOURS),
    )
    return StoryReport(
        uuid5(_NAMESPACE, f"{village.code}:{number}:{at.isoformat()}"),
        at,
        category,
        words,
        village,
        round(village.lon + chance.gauss(0, 0.0015), 5),
        round(village.lat + chance.gauss(0, 0.0015), 5),
        station if "{tps}" in text else None,
        fate,
        outbreak,
    )


def _everyday_fate(chance: random.Random, age: timedelta) -> str:
    if age < timedelta(hours=20):
        return chance.choice(("waiting", "waiting", "waiting", "verified"))
    return chance.choices(
        ("verified", "unverified", "out_of_scope", "hoax", "waiting"),
        (52, 28, 12, 5, 3 if age < timedelta(days=4) else 0),
    )[0]


def _neighbours(chance: random.Random, villages: Sequence[Village], n: int, taken: set[str]) -> tuple[Village, ...]:
    free = [v for v in villages if v.subdistrict not in taken] or list(villages)
    crowded = [s for s in {v.subdistrict for v in free} if sum(v.subdistrict == s for v in free) >= n]
    pool = [v for v in free if v.subdistrict in crowded] or free
    centre = chance.choice(sorted(pool, key=lambda v: v.code))
    same = [v for v in free if v.subdistrict == centre.subdistrict]
    near = sorted(same if len(same) >= n else free, key=lambda v: (v.lon - centre.lon) ** 2 + (v.lat - centre.lat) ** 2)
    return tuple(near[:n])


def _moment(chance: random.Random, day: datetime, ends_at: datetime) -> datetime:
    at = day + timedelta(minutes=chance.uniform(0, 24 * 60 - 5))
    return min(at, ends_at - timedelta(minutes=30))


def _poisson(chance: random.Random, mean: float) -> int:
    """Knuth's way; the means here are small."""
    limit, k, p = math.exp(-mean), 0, 1.0
    while (p := p * chance.random()) > limit:
        k += 1
    return k
