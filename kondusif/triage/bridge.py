"""Reports to the linkage engine and back: how likely two of them tell of one thing, and why."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from kondusif_engine import __version__
from kondusif_engine.linkage import Snippet, score_pairs

from kondusif.reports.models import Report

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
# Below this the officer would only be disturbed.
WORTH_SHOWING = 0.2
_MOST_CHARACTERS = 4000
# All that ``snippet_of`` looks at: of two hundred neighbours the other thirty columns cost more than the comparison.
COMPARED = ("text", "station_number", "lon", "lat", "event_at", "region", "category")
# Place and time alone are no ground: at one moment more than one thing happens in a village, and two
# reports that name only the village share its point. Something they say must speak for one event.
_SPOKEN = frozenset({"text_alike", "shared_words", "same_topic", "same_station", "same_number"})
_LEAST_SPOKEN = 0.3  # in the log-odds
# The engine was fitted on made-up events, nearly half of them beside another one. A village at the height
# of a campaign is denser still, so its odds are lowered a little until they can be fitted again on what
# officers linked and took apart.
PRIOR_LOG_ODDS = -1.0


@dataclass(frozen=True)
class Pair:
    """What the engine says of a report and another one."""

    other_id: UUID
    probability: float
    reasons: tuple[tuple[str, float, float], ...]  # code, value, weight in the log-odds
    engine_version: str = __version__


def likely_pairs(report: Report, others: Iterable[Report], *, least: float = WORTH_SHOWING) -> list[Pair]:
    """This function will return the *others* that may tell of the same thing as *report*, the likeliest first."""
    others = list(others)
    pairs = []
    scores = score_pairs(snippet_of(report), [snippet_of(other) for other in others])
    for other, score in zip(others, scores, strict=True):
        reasons = tuple((r.code, round(r.value, 4), round(r.weight, 4)) for r in score.reasons)
        probability = _lowered(score.probability)
        if probability >= least and _something_said(reasons):
            pairs.append(Pair(other.pk, probability, reasons))
    return sorted(pairs, key=lambda pair: (-pair.probability, str(pair.other_id)))


def _lowered(probability: float) -> float:
    sure = min(max(float(probability), 1e-12), 1 - 1e-12)
    return 1 / (1 + math.exp(-(math.log(sure / (1 - sure)) + PRIOR_LOG_ODDS)))


def _something_said(reasons: Iterable[tuple[str, float, float]]) -> bool:
    return any(code in _SPOKEN and weight >= _LEAST_SPOKEN for code, _value, weight in reasons)


def snippet_of(report: Report) -> Snippet:
    """This function will turn a report into what the engine compares."""
    text = report.text[:_MOST_CHARACTERS]
    if report.station_number:
        text = f"TPS {report.station_number}. {text}"
    return Snippet(
        id=str(report.pk),
        text=text,
        lon=report.lon,
        lat=report.lat,
        hours=(report.event_at - _EPOCH).total_seconds() / 3600,
        place_code=report.region_id,
        category=report.category,
    )
