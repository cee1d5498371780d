"""Public doors to regions: search by name, the village of a point, areas for the map."""

import gzip
import math
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from kondusif.core.problems import NotFound, Problem
from kondusif.regions import queries
from kondusif.regions.codes import lies_in
from kondusif.regions.kinds import LEVEL_WORDS, Level
from kondusif.regions.models import Region

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """
    This function will mark a view that needs no account and answers GET.

    The mark is that of ``people.routes.opens``; regions stand below people and cannot import it.
    """
    view.deed = "public"  # type: ignore[attr-defined]
    view.methods = frozenset({"GET", "HEAD"})  # type: ignore[attr-defined]
    return view


@public
def search(request: HttpRequest) -> HttpResponse:
    """This function will list the regions that a typed name may mean, as JSON or as a list of links."""
    query = request.GET.get("q", "")[:100]
    found = queries.places_like(query, within=_scopes(request.GET.get("di", ""))) if query.strip() else []
    results = [{"code": r.code, "name": r.title, "where": where(r), "level": r.level} for r in found]
    if "text/html" not in request.headers.get("Accept", ""):
        return _kept(JsonResponse({"results": results}), seconds=300)
    template = "regions/results.html" if "HX-Request" in request.headers else "regions/search.html"
    return render(
        request, template, {"query": query, "results": results, "back": _back(request.GET.get("kembali", ""))}
    )


@public
def locate(request: HttpRequest) -> HttpResponse:
    """This function will name the village of a point, or say why it has none."""
    lat, lon = _degrees(request.GET.get("lat", "")), _degrees(request.GET.get("lon", ""))
    problem: Problem | None = None
    for tenant in queries.top_tenants():
        try:
            code = queries.place_index(tenant.region_id).village_of(lon, lat, region_name=tenant.name)
        except Problem as refused:
            problem = refused
        else:
            village = Region.objects.select_related("parent__parent").get(code=code)
            return _unkept(JsonResponse({"code": code, "name": village.title, "where": where(village)}))
    problem = problem or NotFound("region.no_tenant", _("No office uses this installation yet."))
    status = HTTPStatus.NOT_FOUND if problem.code == "point.outside_region" else problem.status
    return _unkept(JsonResponse({"code": problem.code, "detail": str(problem.sentence)}, status=status))


@public
def areas(request: HttpRequest, code: str) -> HttpResponse:
    """This function will answer the areas of one level in a region as GeoJSON."""
    try:
        place = queries.region(code)
        level = _level(request.GET.get("tingkat", ""), place)
    except Problem as problem:
        return JsonResponse({"code": problem.code, "detail": str(problem.sentence)}, status=problem.status)
    tag, packed = queries.area_collection(code, level)
    etag = f'W/"{tag}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(packed, content_type="application/geo+json", headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(gzip.decompress(packed), content_type="application/geo+json")
    response["ETag"] = etag
    response["Vary"] = "Accept-Encoding"
    return _kept(response, seconds=60)


def where(region: Region) -> str:
    """This function will name what a region lies in, nearest first: ``Kec. Geger, Kab. Bangkalan``."""
    above = []
    parent = region.parent
    while parent is not None and len(above) < 2:
        above.append(parent.title)
        parent = parent.parent if len(above) < 2 else None
    return ", ".join(above)


def _scopes(code: str) -> list[str]:
    """This function will return where to look: the region asked for within what this installation serves."""
    tops = [tenant.region_id for tenant in queries.top_tenants()]
    return [code] if code and any(lies_in(code, top) for top in tops) else tops


def _level(word: str, place: Region) -> Level:
    level = LEVEL_WORDS.get(word, Level.SUBDISTRICT if not word else None)
    if level is None or level < place.level or level - place.level > 3:
        raise Problem("region.level", _("Ask for tingkat=kabupaten, kecamatan or desa, not above the region itself."))
    return level


def _degrees(text: str) -> float:
    try:
        return float(text.replace(",", ".")[:30])
    except ValueError:
        return math.nan


def _back(path: str) -> str:
    """This function will return the page of our own that a choice leads back to, or nothing."""
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) and path.startswith("/") else ""


def _kept(response: HttpResponse, seconds: int) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=seconds)
    return response


def _unkept(response: HttpResponse) -> HttpResponse:
    # Where somebody stood must not stay in a cache.
    patch_cache_control(response, private=True, no_store=True)
    return response
