"""Plain twins of the likeness of two messages, written for the reader."""

import math


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


def _unit(lon, lat):
    lon, lat = math.radians(lon), math.radians(lat)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
