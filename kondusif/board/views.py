"""The morning board, the map, and what the map fetches."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from kondusif.alerts import words as warning_words
from kondusif.board import words
from kondusif.board.queries import layers
from kondusif.board.queries.decisions import decisions
from kondusif.board.queries.figures import figures, vote
from kondusif.board.queries.place import Place, land_of, narrowed, place_of
from kondusif.board.queries.situation import (
    SITUATION,
    AreaRow,
    area_rows,
    gravest_first,
    headline_of,
    levels_by_day,
    worth_a_line,
)
from kondusif.board.rules import most_pressing
from kondusif.core.problems import NotAllowed
from kondusif.detection import words as found_words
from kondusif.people.routes import opens
from kondusif.people.viewers import Viewer
from kondusif.plans.queries.conflict import statuses_in_force
from kondusif.ratings.queries import authorities_seen_by
from kondusif.ratings.schemes import AUTHORITY_NAMES, Authority

MOST_DECISIONS = 7
MOST_LINES = 20


@opens("board.read")
def morning(request: HttpRequest) -> HttpResponse:
    """This function will show how things stand, what changed, and what waits for the viewer."""
    place, viewer = _seen_from(request, "board.read")
    rows = area_rows(viewer, place, request.at)
    headline = headline_of(rows)
    pressing, n_more = most_pressing(decisions(viewer, request.at), MOST_DECISIONS)
    context = {
        "place": place,
        "basis": SITUATION,
        "rows": worth_a_line(gravest_first(rows), MOST_LINES),
        "n_areas": len(rows),
        "land": land_of(place),
        "headline": headline,
        "sentence": words.sentence(headline, place.area_level),
        "figures": figures(viewer, place, rows, request.at),
        "pressing": pressing,
        "n_more": n_more,
        "conflicts": statuses_in_force(viewer, request.at),
        "found_words": found_words,
        "chance_briefly": warning_words.chance_briefly,
    }
    return render(request, "board/morning.html", context)


@opens("map.read")
def map_page(request: HttpRequest) -> HttpResponse:
    """This function will show the map by the chosen authority, with its table."""
    place, viewer = _seen_from(request, "map.read")
    basis = _basis(request)
    rows = area_rows(viewer, place, request.at, basis)
    context = {
        "place": place,
        "basis": basis,
        "rows": gravest_first(rows),
        "land": land_of(place),
        "headline": headline_of(rows),
        "vote": vote(place, request.at),
        "conflicts": statuses_in_force(viewer, request.at),
        "bases": _bases(viewer),
        "reads_reports": bool(viewer.scope_for("report.read")),
        "reads_incidents": bool(viewer.scope_for("incident.read")),
        "reads_clusters": bool(viewer.scope_for("detection.read")),
    }
    return render(request, "board/map.html", context)


@opens("map.read")
def levels(request: HttpRequest) -> HttpResponse:
    """This function will answer each area's level on each day of the time slider."""
    place, viewer = _seen_from(request, "map.read")
    basis = _basis(request)
    days, lines = levels_by_day(viewer, place, request.at, basis)
    rows = area_rows(viewer, place, request.at, basis)
    return _fresh(
        {
            "days": [day.isoformat() for day in days],
            "levels": {r.code: lines.get(r.code, [None] * len(days)) for r in rows},
            "words": {r.code: _area_words(r, basis) for r in rows},
            "urls": {r.code: address("ratings:area", r.code) for r in rows},
        }
    )


def _area_words(row: AreaRow, basis: str) -> str:
    said = _rating_words(row, basis)
    return f"{said} · {words.unchecked(row.n_unchecked)}" if row.n_unchecked else said


def _rating_words(row: AreaRow, basis: str) -> str:
    if row.rating is None:
        return words.level_name(None)
    # An authority's class stays in its own words; our situation is said in the reader's.
    name = words.level_name(row.level) if basis == SITUATION else row.rating.class_name
    return f"{name} · {row.rating.authority_name}, {row.rating.edition}"


@opens("incident.read")
def incidents(request: HttpRequest) -> HttpResponse:
    """This function will answer the incidents of the last days."""
    place, viewer = _seen_from(request, "incident.read")
    return _fresh(layers.incident_points(viewer, place, request.at, address))


@opens("report.read")
def reports(request: HttpRequest) -> HttpResponse:
    """This function will answer the points of reports of the last days, without their words."""
    place, viewer = _seen_from(request, "report.read")
    return _fresh(layers.report_points(viewer, place, request.at, address))


@opens("detection.read")
def clusters(request: HttpRequest) -> HttpResponse:
    """This function will answer the clusters of the latest scan."""
    place, viewer = _seen_from(request, "detection.read")
    return _fresh(layers.cluster_points(viewer, place, request.at, address, _cluster_words, found_words.caution))


@opens("alert.read")
def alerts(request: HttpRequest) -> HttpResponse:
    """This function will answer the warnings in force and their areas."""
    place, viewer = _seen_from(request, "alert.read")
    return _fresh(layers.alert_areas(viewer, place, address))


def _seen_from(request: HttpRequest, deed: str) -> tuple[Place, Viewer]:
    place = place_of(request.viewer, deed, request.GET.get("wilayah", ""))
    if place is None:
        raise NotAllowed("board.no_place", _("None of your offices has a region for this page."))
    return place, narrowed(request.viewer, place.code)


def _basis(request: HttpRequest) -> str:
    wanted = request.GET.get("penilaian", SITUATION)
    return wanted if wanted in set(Authority) else SITUATION


def _bases(viewer: Viewer) -> list[tuple[str, str]]:
    others = [(a, AUTHORITY_NAMES[Authority(a)]) for a in authorities_seen_by(viewer)]
    return [(SITUATION, _("Situation (Kesbangpol, hourly)")), *others]


def _cluster_words(cluster) -> str:
    if cluster.is_silence:
        named = {"n": cluster.cases, "expected": round(cluster.expected), "day": f"{cluster.starts_on:%d-%m}"}
        return _("Silent: %(n)d reports since %(day)s, usually %(expected)d") % named
    return _("Cluster of %(n)s reports since %(day)s") % {"n": cluster.cases, "day": f"{cluster.starts_on:%d-%m}"}


def address(name: str, *args: object) -> str | None:
    """This function will return the address of a page, or None where this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def _fresh(data: dict[str, object]) -> HttpResponse:
    response = JsonResponse(data)
    patch_cache_control(response, private=True, no_store=True)  # sight differs from person to person
    return response
