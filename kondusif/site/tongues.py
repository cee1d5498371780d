"""In which form an address that machines read is told what went wrong: never as a page."""

from collections.abc import Callable

from django.http import HttpResponse, JsonResponse

from kondusif.channels.refusals import to_gateway, to_kannel, to_meta, to_telegram
from kondusif.interop.ogc import codec as ogc
from kondusif.interop.open311 import codec as open311
from kondusif.interop.openrosa import codec as openrosa

Tongue = Callable[[int, str], HttpResponse]


def _openrosa(status: int, sentence: str) -> HttpResponse:
    told = openrosa.response(sentence, "submit_error")
    headers = {"X-OpenRosa-Version": openrosa.VERSION.decode()}
    return HttpResponse(told, status=status, content_type="text/xml; charset=utf-8", headers=headers)


def _open311(form: str) -> Tongue:
    def told(status: int, sentence: str) -> HttpResponse:
        document = open311.errors([open311.Fault(status, sentence)])
        return HttpResponse(open311.written(document, form), status=status, content_type=open311.TYPES[form])

    return told


def _ogc(status: int, sentence: str) -> HttpResponse:
    told = ogc.written(ogc.fault(str(status), sentence))
    return HttpResponse(told, status=status, content_type="application/json")


def _problem(status: int, sentence: str) -> HttpResponse:
    told = {"type": "about:blank", "title": sentence, "status": status, "detail": sentence}  # RFC 9457, 4.2.1
    return JsonResponse(told, status=status, content_type="application/problem+json")


# The first that begins the path.
TONGUES: tuple[tuple[str, Tongue], ...] = (
    ("/openrosa/", _openrosa),
    ("/ogc/", _ogc),
    ("/api/", _problem),
    ("/kanal/telegram", to_telegram),
    ("/kanal/whatsapp", to_meta),
    ("/kanal/sms/kannel", to_kannel),
    ("/kanal/sms/", to_gateway),
    ("/laporan/foto", _problem),
    ("/luring/sewa", _problem),
    ("/umpan/geojson", _problem),
    ("/cap/", to_kannel),
    ("/umpan/", to_kannel),
)


def tongue_of(path: str) -> Tongue | None:
    """This function will return how *path* is answered, or None where a person reads a page."""
    if path.startswith("/open311/"):
        return _open311("xml" if path.endswith(".xml") else "json")
    if path.endswith(".ics"):
        return to_kannel
    return next((tongue for start, tongue in TONGUES if path.startswith(start)), None)
