"""Scan statistics: is there a place and a stretch of days with too many reports?"""

from kondusif_engine.scan.alarm import AlarmLevel, alarm_level, count_alarms
from kondusif_engine.scan.classic import ClassicData, read_classic
from kondusif_engine.scan.events import EventCounts, events
from kondusif_engine.scan.oracle import space_time_oracle as oracle
from kondusif_engine.scan.places import Neighbours, neighbours
from kondusif_engine.scan.result import Cluster, ScanResult
from kondusif_engine.scan.space_time import space_time
from kondusif_engine.scan.subsets import subset
from kondusif_engine.scan.world import Prior

__all__ = [
    "AlarmLevel",
    "ClassicData",
    "Cluster",
    "EventCounts",
    "Neighbours",
    "Prior",
    "ScanResult",
    "alarm_level",
    "count_alarms",
    "events",
    "neighbours",
    "oracle",
    "read_classic",
    "space_time",
    "subset",
]
