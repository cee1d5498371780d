"""The door of OGC API Features, below ``/ogc/``."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kondusif.core.compression import compressed
from kondusif.core.problems import NotFound, Problem
from kondusif.elections.queries import zone_of
from kondusif.interop.ogc import codec, described
from kondusif.interop.ogc.asking import AFTER, Ask, BadQuery, ask_of
from kondusif.interop.ogc.catalogue import COLLECTIONS, Collection, collections_for
from kondusif.interop.ogc.codec import Described, LinkTitles
from kondusif.interop.ogc.sources import Reader, extents
from kondusif.interop.partners.keys import key_in
from kondusif.interop.partners.queries import key_opened_by
from kondusif.people.middleware import second_factor_missing
from kondusif.people.routes import opens
from kondusif.people.viewers import CITIZEN
from kondusif.regions.queries import top_tenants

_CRS = "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"


# What ``asking`` says, which knows no languages.
_SENTENCES = (
    gettext_lazy("there is no such parameter"),
    gettext_lazy("features are answered as json"),
    gettext_lazy("json or html"),
    gettext_lazy("only CRS84 is known"),
    gettext_lazy("four or six numbers with commas between them"),
    gettext_lazy("west, south, east, north in degrees, south below north"),
    gettext_lazy("begins after it ends"),
    gettext_lazy("not a moment and not an interval"),
    gettext_lazy("write a moment as 2027-02-14T09:30:00Z, an open end as .."),
    gettext_lazy("a whole number from 1 to 1000"),
    gettext_lazy("take it from the link to the next page"),
)


class WhoAreYou(Problem):
    """The collection is for those who say who they are."""

    status = 401


def _door(answer: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Turns refusals into the standard's own form, and keeps what is not for everybody out of caches."""

    @wraps(answer)
    def view(request: HttpRequest, **named: str) -> HttpResponse:
        reader = None
        try:
            reader = _reader(request)
            response = answer(request, reader, **named)
        except BadQuery as bad:
            response = _json(codec.fault("InvalidParameterValue", f"{bad.name}: {_(bad.what)}"), status=400)
        except Problem as problem:
            response = _json(codec.fault(problem.code, str(problem.sentence)), status=problem.status)
            if problem.status == 401:
                response["WWW-Authenticate"] = 'Basic realm="Kondusif", charset="UTF-8"'
        is_public = reader is not None and not reader.is_known and response.status_code == 200
        response["Cache-Control"] = "public, max-age=60" if is_public else "private, no-store"
        response["Vary"] = "Accept, Accept-Language, Authorization, Cookie"
        response["Access-Control-Allow-Origin"] = "*"  # without a browser's cookies: those never go with it
        return response

    return view


def _reader(request: HttpRequest) -> Reader:
    """
    This function will find out who asks.

    :raises WhoAreYou: if a key was shown that opens nothing: answering as to a stranger would hide it.
    """
    shown = key_in(request)
    key = key_opened_by(shown, at=request.at)
    if shown and key is None:
        raise WhoAreYou("ogc.key", _("This key is unknown, expired or revoked. Ask the office for one."))
    signed_in = request.user.is_authenticated and second_factor_missing(request) is None
    return Reader(request.viewer if signed_in else CITIZEN, key, request.at)


def _json(document: object, *, status: int = 200, kind: str = "application/json") -> HttpResponse:
    return HttpResponse(codec.written(document), status=status, content_type=kind)


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/ogc")


def _wants_page(request: HttpRequest) -> bool:
    for name in request.GET:
        if name not in {"f", "api_key"}:
            raise BadQuery(name[:60], "there is no such parameter")
    form = request.GET.get("f", "")
    if form not in {"", "json", "html"}:
        raise BadQuery("f", "json or html")
    accepted = request.headers.get("Accept", "")
    return form == "html" or (not form and "text/html" in accepted and "json" not in accepted)


def _page(request: HttpRequest, reader: Reader) -> HttpResponse:
    return render(request, "interop/ogc.html", {"collections": collections_for(reader), "base": _base(request)})


@opens("public")
@_door
def landing(request: HttpRequest, reader: Reader) -> HttpResponse:
    """This function will show where everything stands."""
    if _wants_page(request):
        return _page(request, reader)
    text = _("Areas, the public map and public warnings; with a key, incidents of its region.")
    return _json(codec.landing(_base(request), "Kondusif", text, _titles()))


@opens("public")
@_door
def conformance(request: HttpRequest, reader: Reader) -> HttpResponse:
    return _json({"conformsTo": codec.CONFORMS_TO})


@opens("public")
@compressed
@_door
def api(request: HttpRequest, reader: Reader) -> HttpResponse:
    """This function will describe the interface to programs."""
    ids = [c.id for c in collections_for(reader)]
    return _json(described.document(_base(request), "Kondusif", ids), kind=codec.OPENAPI)


@opens("public")
@compressed
@_door
def collections(request: HttpRequest, reader: Reader) -> HttpResponse:
    """This function will list the collections that this reader finds."""
    if _wants_page(request):
        return _page(request, reader)
    described = [_described(c) for c in _with_extents(collections_for(reader))]
    return _json(codec.collections(_base(request), described, _titles()))


@opens("public")
@_door
def collection(request: HttpRequest, reader: Reader, collection_id: str) -> HttpResponse:
    found = _found(collection_id, reader)
    return _json(codec.collection(_base(request), _described(*_with_extents([found]))))


@opens("public")
@compressed
@_door
def items(request: HttpRequest, reader: Reader, collection_id: str) -> HttpResponse:
    """This function will answer one page of features."""
    found = _found(collection_id, reader)
    asked = {name: value for name, value in request.GET.items() if name != "api_key"}
    ask = ask_of(asked, zone=_zone(reader))
    features = found.page(reader, ask)
    page, more = features[: ask.limit], len(features) > ask.limit
    home = f"{_base(request)}/collections/{found.id}"
    following = f"{home}/items?{urlencode(asked | {AFTER: page[-1].id})}" if more else ""
    own = f"{home}/items" + (f"?{urlencode(asked)}" if asked else "")
    told = [codec.feature(f.id, f.geometry, f.properties) for f in page]
    document = codec.items(told, own=own, home=home, following=following, at=request.at, titles=_titles())
    response = _json(document, kind=codec.GEOJSON)
    response["Content-Crs"] = _CRS
    return response


@opens("public")
@_door
def item(request: HttpRequest, reader: Reader, collection_id: str, feature_id: str) -> HttpResponse:
    """This function will answer one feature."""
    collection = _found(collection_id, reader)
    found = collection.page(reader, Ask(limit=1, only=feature_id))
    if not found:
        raise NotFound("ogc.no_feature", _("There is no such feature."))
    home = f"{_base(request)}/collections/{collection.id}"
    told = codec.feature(found[0].id, found[0].geometry, found[0].properties)
    told["links"] = [
        codec.link(f"{home}/items/{quote(found[0].id)}", "self", codec.GEOJSON, found[0].id),
        codec.link(home, "collection", "application/json", str(collection.title)),
    ]
    response = _json(told, kind=codec.GEOJSON)
    response["Content-Crs"] = _CRS
    return response


@opens("public")
@_door
def nothing(request: HttpRequest, reader: Reader, rest: str) -> HttpResponse:
    """This function will say in the standard's own form that nothing stands at an address."""
    raise NotFound("ogc.nothing", _("Nothing stands at this address. The collections are at /ogc/collections."))


def _zone(reader: Reader) -> ZoneInfo:
    """This function will return by whose clocks a day begins: the region's of the key, else this installation's."""
    if reader.key is not None:
        return zone_of(reader.key.region_id)
    tenant = next(iter(top_tenants()), None)
    return ZoneInfo(tenant.timezone if tenant else settings.TIME_ZONE)


def _titles() -> LinkTitles:
    return LinkTitles(
        conformance=_("Conformance to standards"), collections=_("Collections of map data"), collection=_("Collection"),
        this_page=_("This page"), next_page=_("Next page"),
    )  # fmt: skip


def _found(collection_id: str, reader: Reader) -> Collection:
    found = COLLECTIONS.get(collection_id)
    if found is None or not (found.is_public or found.is_for(reader) or not reader.is_known):
        raise NotFound("ogc.no_collection", _("There is no such collection."))
    if not found.is_for(reader):
        raise WhoAreYou("ogc.sign_in", _("Sign in, or send a key as the password of HTTP Basic."))
    return found


def _with_extents(found: list[Collection]) -> list[tuple[Collection, object]]:
    known = extents()
    whole = known.get(min(known)) if known else None
    return [(c, known.get(c.level) if c.level else whole) for c in found]


def _described(pair: tuple) -> Described:
    found, extent = pair
    return Described(found.id, str(found.title), str(found.description), extent)
