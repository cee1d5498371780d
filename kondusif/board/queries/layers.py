"""What lies on the areas of the map, as GeoJSON: places and times, never a reporter's words."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from kondusif.alerts.queries import alerts_open
from kondusif.board.queries.place import Place
from kondusif.board.queries.situation import DAYS, touches
from kondusif.detection.queries import clusters_telling, silences_telling
from kondusif.people.viewers import Viewer
from kondusif.regions.queries import subtree
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.queries import reports_seen_by
from kondusif.triage.queries import incidents_seen_by

MOST = 4000  # newest first; a browser draws no more at once
Json = dict[str, object]
Address = Callable[..., str | None]


def incident_points(viewer: Viewer, place: Place, at: datetime, address: Address) -> Json:
    """This function will return the incidents of the last days that have a point."""
    seen = incidents_seen_by(viewer).filter(exercise=False, lon__isnull=False, happened_at__lte=at)
    rows = seen.filter(happened_at__gt=at - timedelta(days=DAYS))[:MOST]
    return collection(
        point(
            i.lon, i.lat, title=i.title, words=f"{CATEGORIES[i.category].name} · {i.region.title}",
            day=place.day(i.happened_at).isoformat(), url=address("triage:incident", i.number),
        )
        for i in rows
    )  # fmt: skip


def report_points(viewer: Viewer, place: Place, at: datetime, address: Address) -> Json:
    """This function will return the reports of the last days that have a point; their text stays where it is."""
    seen = reports_seen_by(viewer).filter(exercise=False, lon__isnull=False, event_at__lte=at)
    rows = seen.filter(event_at__gt=at - timedelta(days=DAYS)).select_related("region").order_by("-event_at")
    kept = rows.only("id", "lon", "lat", "category", "event_at", "region__name", "region__kind")[:MOST]
    return collection(
        point(
            r.lon, r.lat, title=str(CATEGORIES[r.category].name), words=r.region.title,
            day=place.day(r.event_at).isoformat(), url=address("triage:work", r.pk),
        )
        for r in kept
    )  # fmt: skip


def cluster_points(
    viewer: Viewer,
    place: Place,
    at: datetime,
    address: Address,
    words: Callable[..., str],
    caution: Callable[..., list[str]],
) -> Json:
    """
    This function will return the clusters and the silences of the latest scans with the circle they cover.

    *words* names one; *caution* says how often such an alarm comes by chance and how much is usually sent there,
    without which a circle on a map is taken for trouble.
    """
    return collection(
        point(
            c.lon, c.lat, title=words(c), words=c.region.title, caution=caution(c), radius_m=max(c.radius_km * 1000, 400),
            kind="silence" if c.is_silence else "cluster", day=c.starts_on.isoformat(), until=place.day(at).isoformat(), url=address("detection:cluster", c.pk),
        )
        for c in [*clusters_telling(viewer, at), *silences_telling(viewer, at)]
    )  # fmt: skip


def alert_areas(viewer: Viewer, place: Place, address: Address) -> Json:
    """This function will return the warnings in force with the areas each concerns."""
    areas = list(subtree(place.code, place.area_level).values_list("code", flat=True))
    items = [
        {
            "codes": [code for code in areas if touches(a.region_id, code)],
            "title": a.title,
            "level": a.level,
            "url": address("alerts:one", a.pk),
        }
        for a in alerts_open(viewer).filter(exercise=False)
    ]
    return {"items": items}


def point(lon: float, lat: float, **properties: object) -> Json:
    """This function will return one GeoJSON point."""
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}


def collection(features: Iterable[Json]) -> Json:
    """This function will return a GeoJSON collection."""
    return {"type": "FeatureCollection", "features": list(features)}
