"""What counts as a cluster worth a word, when two findings are the same, and when one is news."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import reduce
from os.path import commonprefix

# A cluster this strong comes by chance once in so many daily scans; below it, nobody is disturbed.
ALARM_RECURRENCE_DAYS = 100.0
WINDOW_DAYS = 60  # of reports looked at
LONGEST_CLUSTER_DAYS = 14
LARGEST_RADIUS_KM = 20.0
LARGEST_SHARE = 0.25  # of all reports, in one cluster
REPLICATES = 999
MIN_CASES = 3
# A judgement or an announcement is spent when the cluster has grown by half since.
GROWTH = 1.5
STALE_HOURS = 36  # an older scan says nothing of now
GIVE_UP_MINUTES = 60  # a run that has not ended by then lost its worker


@dataclass(frozen=True)
class Extent:
    """Where and when a finding is, and how big."""

    members: Collection[str]
    starts_on: date
    ends_on: date
    cases: int
    stream: str = "all"


def is_significant(recurrence_days: float, threshold: float = ALARM_RECURRENCE_DAYS) -> bool:
    """This function will tell whether a cluster is rare enough in quiet times to be shown as an alarm."""
    return recurrence_days >= threshold


def is_same(former: Extent, now: Extent) -> bool:
    """
    This function will tell whether *now* is the finding *former* seen again.

    They share days, and at least half of the places of the smaller one. The stream may differ: the
    same trouble often tops its own theme one hour and all reports the next.
    """
    shared = len(set(former.members) & set(now.members))
    together = former.starts_on <= now.ends_on and now.starts_on <= former.ends_on
    return together and 2 * shared >= min(len(set(former.members)), len(set(now.members))) > 0


def is_news(
    recurrence_days: float, cases: int, announced_cases: int | None, threshold: float = ALARM_RECURRENCE_DAYS
) -> bool:
    """This function will tell whether a finding is to be announced: rare, and new or grown by half."""
    return is_significant(recurrence_days, threshold) and has_outgrown(cases, announced_cases)


def has_outgrown(cases: int, then: int | None) -> bool:
    """This function will tell whether what was said of *then* cases no longer covers the *cases* of now."""
    return then is None or cases >= GROWTH * then


def common_region(codes: Collection[str]) -> str:
    """
    This function will return the smallest region that holds every code.

    :raises ValueError: if there is no code, or they share not even a province.
    """
    parts = [code.split(".") for code in codes]
    shared = reduce(lambda a, b: list(commonprefix([a, b])), parts) if parts else []
    if not shared:
        raise ValueError(f"no region holds all of {sorted(codes)}")
    return ".".join(shared)
