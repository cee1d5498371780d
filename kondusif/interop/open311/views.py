"""The door of Open311 GeoReport v2, below ``/open311/v2/``."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from kondusif.core.problems import NotAllowed, NotFound, Problem
from kondusif.interop.models import PartnerKey
from kondusif.interop.open311 import codec, mapping, queries
from kondusif.interop.open311.actions import take_in
from kondusif.interop.partners.keys import key_in
from kondusif.interop.partners.queries import key_opened_by
from kondusif.people.routes import opens
from kondusif.regions.models import Tenant
from kondusif.regions.queries import top_tenants
from kondusif.reports.receipts import grouped
from kondusif.reports.throttle import Buckets
from kondusif.reports.uploads import PhotosInMemory

MOST = 200
FURTHEST_PAGE = 500
_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
_UNREADABLE = (UnreadablePostError, MultiPartParserError)
# A partner's system may send two hundred at once and three a second for good: more than a city's whole call centre.
sendings = Buckets(tries=200, refill_s=1 / 3)

Answer = Callable[..., codec.Document]


class TooMany(Problem):
    """The partner's system sends faster than its key allows."""

    status = 429


def _door(answer: Answer) -> Callable[..., HttpResponse]:
    """Turns what a view answers, or why it refuses, into the standard's own form."""

    @wraps(answer)
    def view(request: HttpRequest, form: str, **named: str) -> HttpResponse:
        try:
            document, status = answer(request, **named), 200
        except Problem as problem:
            # "Always 404 for what does not exist, 403 for a key, and basically 400 for any other error."
            status = problem.status if problem.status in {403, 404, 429, 503} else 400
            document = codec.errors(mapping.faults_of(problem))
        except _TOO_MUCH:
            told = _("The body is too large. Send fewer or smaller photos, and at most 1 MB of text.")
            status, document = 400, codec.errors([codec.Fault(400, told)])
        except _UNREADABLE:
            status, document = 400, codec.errors([codec.Fault(400, _("The body could not be read. Send it again."))])
        response = HttpResponse(codec.written(document, form), status=status, content_type=codec.TYPES[form])
        response["Cache-Control"] = "no-store"
        if request.method != "POST":
            response["Access-Control-Allow-Origin"] = "*"  # public facts: a page of another city may show them
        return response

    return view


@opens("public")
@_door
def discovery(request: HttpRequest) -> codec.Document:
    """This function will say where the interface stands, who keeps it and how to get a key."""
    contact = ", ".join(t.name for t in top_tenants()) or settings.PUBLIC_ADDRESS
    base = request.build_absolute_uri("/").rstrip("/")
    return mapping.discovery(base, contact=contact, is_test=settings.DEMO)


@opens("public")
def root(request: HttpRequest) -> HttpResponse:
    """This function will answer the bare address with the discovery, as JSON where that is asked for."""
    return discovery(request, form="json" if "json" in request.headers.get("Accept", "") else "xml")


@opens("public")
@_door
def services(request: HttpRequest) -> codec.Document:
    _jurisdiction(request)
    return mapping.services()


@opens("public")
@_door
def service(request: HttpRequest, code: str) -> codec.Document:
    _jurisdiction(request)
    return mapping.definition(code)


@opens("public", methods="GET POST")
@csrf_exempt  # the key in the request says who asks; no cookie counts here
@_door
def requests(request: HttpRequest) -> codec.Document:
    """This function will take in a report, or list what the reader may see."""
    return _create(request) if request.method == "POST" else _list(request)


def _create(request: HttpRequest) -> codec.Document:
    photos = PhotosInMemory(request)
    request.upload_handlers = [photos]
    key = _key(request)
    if key is None:
        raise NotAllowed(
            "open311.key", _("The api_key is missing, unknown, expired or revoked. Ask the office for one.")
        )
    if not sendings.take(str(key.pk), at=request.at):
        raise TooMany(
            "open311.too_many", _("Too many reports from this key at this moment. Send the same again later.")
        )
    _jurisdiction(request)
    sent = mapping.submission_of(request.POST.dict() | _external(request), at=request.at)
    taken = take_in(sent=sent, photos=[f.read() for f in request.FILES.getlist("media")], key=key, at=request.at)
    page = request.build_absolute_uri(reverse("reports:follow"))
    return mapping.created(taken.number, grouped(taken.receipt), page)


def _external(request: HttpRequest) -> dict[str, str]:
    """The partner's own number may stand in a header too, where its program cannot add attributes."""
    number = request.headers.get("Idempotency-Key", "")[:200]
    return {"attribute[external_id]": number} if number else {}


def _list(request: HttpRequest) -> codec.Document:
    key, tenant, wanted = _key(request), _jurisdiction(request), _wanted(request)
    if key is not None and mapping.WARNING not in wanted.codes:
        rows = queries.requests_of(key, wanted, mapping.DONE)
        return mapping.listed(mapping.request_of(row, whole=True) for row in rows)
    agency = tenant.name if tenant else ", ".join(t.name for t in top_tenants())
    shown = queries.warnings(wanted, at=request.at, region_code=tenant.region_id if tenant else "")
    if wanted.codes and mapping.WARNING not in wanted.codes:
        shown = []
    return mapping.listed(mapping.warning_of(alert, agency, at=request.at) for alert in shown)


def _wanted(request: HttpRequest) -> queries.Wanted:
    faults: dict[str, str] = {}

    def day(name: str):
        text = request.GET.get(name, "")
        try:
            return codec.read_moment(text.replace(" ", "+")) if text else None
        except (ValueError, OverflowError):
            faults[name] = _("Write the time as 2027-02-14T09:30:00+07:00.")
            return None

    def number(name: str, otherwise: int, most: int) -> int:
        text = request.GET.get(name, "") or str(otherwise)
        if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:9]) <= most:
            faults[name] = _("Give a whole number of at most %(most)s.") % {"most": most}
            return 1
        return int(text[:9])

    since, until = day("start_date"), day("end_date")
    size, page = number("page_size", MOST, MOST), number("page", 1, FURTHEST_PAGE)
    states = {s for s in request.GET.get("status", "").split(",") if s}
    if states - {"open", "closed"}:
        faults["status"] = _("Choose open or closed.")
    until = until or (since + queries.SPAN if since else request.at)
    since = since or until - queries.SPAN
    if not timedelta(0) <= until - since <= queries.SPAN:
        faults["start_date"] = _("The two dates stand the wrong way round, or span more than 90 days.")
    if faults:
        raise Problem("open311.unreadable", _("The request is not in order."), fields=faults)
    return queries.Wanted(
        since, until, codes=_several(request, "service_code"), numbers=_several(request, "service_request_id"),
        is_open=None if len(states) != 1 else states == {"open"}, first=(page - 1) * size, most=size,
    )  # fmt: skip


def _several(request: HttpRequest, name: str) -> tuple[str, ...]:
    return tuple(
        part.strip() for part in request.GET.get(name, "")[:4000].replace("\x00", "").split(",") if part.strip()
    )


@opens("public")
@_door
def one(request: HttpRequest, number: str) -> codec.Document:
    """This function will say how it stands with one request."""
    _jurisdiction(request)
    row = queries.request_named(number)
    if row is not None:
        key = _key(request)
        return mapping.listed([mapping.request_of(row, whole=key is not None and key.pk == row.key_id)])
    wanted = queries.Wanted(request.at, request.at, numbers=(number,))
    found = queries.warnings(wanted, at=request.at)
    if not found:
        raise _unknown()
    agency = ", ".join(t.name for t in top_tenants())
    return mapping.listed([mapping.warning_of(found[0], agency, at=request.at)])


@opens("public")
@_door
def token(request: HttpRequest, number: str) -> codec.Document:
    """This function will answer a token; every request has its number at once, and that is its token too."""
    _jurisdiction(request)
    if queries.request_named(number) is None:
        raise _unknown()
    return mapping.named(number)


@opens("public")
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """This function will say in the standard's own form that nothing stands at an address."""
    return _nothing(request, form="xml" if rest.endswith(".xml") else "json")


@_door
def _nothing(request: HttpRequest) -> codec.Document:
    raise NotFound("open311.nothing", _("Nothing stands at this address. The list of services is at services.json."))


def _unknown() -> NotFound:
    return NotFound("open311.unknown", _("There is no request with this number."))


def _key(request: HttpRequest) -> PartnerKey | None:
    return key_opened_by(key_in(request), at=request.at)


def _jurisdiction(request: HttpRequest) -> Tenant | None:
    slug = request.GET.get("jurisdiction_id", "") or (
        request.method == "POST" and request.POST.get("jurisdiction_id", "")
    )
    if not slug:
        tenants = top_tenants()
        return tenants[0] if len(tenants) == 1 else None
    tenant = None if "\x00" in slug else Tenant.objects.select_related("region").filter(slug=slug[:80]).first()
    if tenant is None:
        raise NotFound("open311.jurisdiction", _("There is no office %(slug)s here.") % {"slug": slug[:80]})
    return tenant
