"""Plain twins of the likeness of two messages and of the decision on one, written for the reader."""

import math
from collections import defaultdict

import numpy as np

from kondusif_engine.linkage import pair


def cosine(a, b, rarity):
    """Cosine of tf-idf vectors, one n-gram at a time."""
    mine = {int(g): float(tf) * float(rarity.of([g])[0]) for g, tf in zip(a.chars, a.tf, strict=True)}
    yours = {int(g): float(tf) * float(rarity.of([g])[0]) for g, tf in zip(b.chars, b.tf, strict=True)}
    length = math.sqrt(sum(w * w for w in mine.values()) * sum(w * w for w in yours.values()))
    return sum(w * yours.get(g, 0.0) for g, w in mine.items()) / length if length else 0.0


def weighted_jaccard(a, b, rarity):
    """Rarity of the words of both over rarity of the words of either."""
    mine, yours = set(a.words.tolist()), set(b.words.tolist())

    def weigh(words):
        return sum(float(rarity.of([word])[0]) for word in words)

    return weigh(mine & yours) / weigh(mine | yours) if mine and yours else 0.0


def great_circle_km(lon, lat, lon2, lat2):
    """Spherical law of cosines in three dimensions."""
    a, b = _unit(lon, lat), _unit(lon2, lat2)
    dot = sum(x * y for x, y in zip(a, b, strict=True))
    cross = math.dist(a, b)
    return 6371.0088 * (2 * math.asin(min(1.0, cross / 2)) if dot > 0 else math.acos(max(-1.0, dot)))


def decide(new, filed, event_of, rarity, model, settings):
    """Compare with every report within reach, one pair at a time.

    Returns the kind of decision and (event, probability, report, reasons) of the best events.
    """
    scored = []
    for other in (other for other in filed if _within_reach(new, other, settings)):
        values = pair.features(new, [other], rarity)[0]
        log_odds = model.intercept + math.fsum(values * model.weights) + settings.prior_log_odds
        scored.append((log_odds, other.snippet.id, values))
    heard = defaultdict(list)
    for log_odds, report, values in sorted(scored, key=lambda row: -row[0]):
        heard[event_of(report)].append((log_odds, report, values))
    ranked = []
    for event, rows in heard.items():
        best = rows[: settings.evidence]
        mean = math.fsum(log_odds for log_odds, _, _ in best) / len(best)
        grounds = pair.Grounds(rows[0][2], model.weights)
        if mean > 0:
            mean *= model.trust
        ranked.append((event, 1 / (1 + math.exp(-mean)), rows[0][1], grounds.reasons, rows[0][2]))
    ranked.sort(key=lambda row: (-row[1], row[0]))
    best = ranked[0][1] if ranked else 0.0
    kind = "join" if best >= settings.join_at else "new" if best < settings.new_below else "ask"
    if kind == "join":
        named = dict(zip(pair.FEATURES, ranked[0][4], strict=True))
        alike = named["same_topic"] or named["text_alike"] >= settings.join_alike
        if not alike or math.expm1(named["hours_apart"]) > settings.join_hours:
            kind = "ask"
    return kind, [row[:4] for row in ranked[: settings.show]]


def _within_reach(new, other, settings):
    if abs(new.snippet.hours - other.snippet.hours) > settings.max_hours:
        return False
    km = pair.distances(new.snippet, [other.snippet])[0]
    if np.isnan(km):
        area = new.digits[:6]
        return len(area) == 6 and other.digits[:6] == area
    return km <= settings.max_km


def _unit(lon, lat):
    lon, lat = math.radians(lon), math.radians(lat)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
