"""What counts as a cluster worth a word, when two findings are the same, and when one is news."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import reduce
from os.path import commonprefix

CAMPAIGN_DAYS = 75  # of the national campaign of 2023-24, to which every promise about chance refers
# So many alarms may chance alone raise in a whole quiet campaign: one in two campaigns. Rarer ones disturb nobody.
ALARMS_PER_CAMPAIGN = 0.5
WINDOW_DAYS = 60  # of reports looked at
LONGEST_CLUSTER_DAYS = 14
LARGEST_RADIUS_KM = 20.0
LARGEST_SHARE = 0.25  # of all reports, in one cluster
REPLICATES = 999
MIN_CASES = 3
STOP_AT = 10  # replicates as strong as what was found: then chance explains it, and more replicates change nothing
# Silence shows late: five reports that were to be expected and did not come prove little.
LONGEST_SILENCE_DAYS = 21
SHORTEST_SILENCE_DAYS = 2
FEWEST_FOR_SILENCE = 30  # reports in the window, before a place can be called silent
# A judgement or an announcement is spent when the cluster has grown by half since.
GROWTH = 1.5
CALIBRATION_GOOD_FOR_DAYS = 8  # made every night; habits of reporting change slowly
CAMPAIGNS = 200  # simulated; the error of the promise falls with the square root
FIRST_CAMPAIGNS = 60  # where there are none yet, so that the first answer comes soon
LOOKS_PER_DAY = 24  # the timetable scans every hour
# What one tenant's campaigns may take of a processor; fewer are simulated where they would take longer.
CALIBRATION_CPU_S, FIRST_CALIBRATION_CPU_S = 600.0, 90.0
ASIDE_CPU_S = 120.0  # for incidents and for silence, which warn nobody
LONGEST_CHILD_S = 3600.0  # of a child at the lowest priority; on a busy day it gets little done
# A machine that has other work is asked again this much later, at most so many times: half a day. Where there
# are no campaigns at all yet, alarms have no number to say, and a quarter of an hour is all they wait.
STAND_ASIDE_MINUTES, STAND_ASIDE_TIMES, FIRST_STAND_ASIDE_TIMES = 5, 144, 3
QUIET_DAYS = 3  # below the level, after which a new alarm is counted: as long as a finding is remembered
STALE_HOURS = 36  # an older scan says nothing of now
SUBDISTRICT = 8  # characters of its code
GIVE_UP_MINUTES = 60  # a run that has not ended by then lost its worker


@dataclass(frozen=True)
class Extent:
    """Where and when a finding is, and how big."""

    members: Collection[str]
    starts_on: date
    ends_on: date
    cases: int
    stream: str = "all"


def alarms_by_recurrence(recurrence_days: float, campaign_days: int = CAMPAIGN_DAYS) -> float:
    """
    This function will return how many alarms this strong a quiet campaign brings if it has one look a day.

    The hourly scan has more; only simulated campaigns count them.
    Days that follow one another see much the same weeks, so that chance's alarms come in runs: the true
    number of alarms is smaller. Where campaigns were simulated for the tenant, their count is used instead.
    """
    return campaign_days / recurrence_days if recurrence_days > 0 else float(campaign_days)


def is_alarm(alarms_per_campaign: float, allowed: float = ALARMS_PER_CAMPAIGN) -> bool:
    """This function will tell whether a finding is rare enough in quiet times to be shown as an alarm."""
    return alarms_per_campaign <= allowed


def is_same(former: Extent, now: Extent) -> bool:
    """
    This function will tell whether *now* is the finding *former* seen again.

    They share days, and at least half of the places of the smaller one. The stream may differ: the
    same trouble often tops its own theme one hour and all reports the next.
    """
    shared = len(set(former.members) & set(now.members))
    together = former.starts_on <= now.ends_on and now.starts_on <= former.ends_on
    return together and 2 * shared >= min(len(set(former.members)), len(set(now.members))) > 0


def is_news(alarms_per_campaign: float, size: int, announced_size: int | None) -> bool:
    """This function will tell whether a finding is to be announced: rare, and new or grown by half."""
    return is_alarm(alarms_per_campaign) and has_outgrown(size, announced_size)


def has_outgrown(size: int, then: int | None) -> bool:
    """This function will tell whether what was said of the size *then* no longer covers the *size* of now."""
    return then is None or size >= GROWTH * then


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
