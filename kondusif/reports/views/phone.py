"""What a phone's own queue sends: reports typed earlier, under a clock that may be wrong, and photos in parts."""

import json
import re
from dataclasses import replace
from hashlib import sha256
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from kondusif.core.phone_time import phone_times
from kondusif.core.problems import Conflict, Problem
from kondusif.people.routes import opens
from kondusif.regions.kinds import Level
from kondusif.regions.queries import places_like, top_tenants
from kondusif.reports.actions import send_report
from kondusif.reports.actions.upload import Finished, LastWord, PartOf, finish_photo, refusals_of, take_part
from kondusif.reports.forms import ReportForm
from kondusif.reports.receipts import receipt_of
from kondusif.reports.rules import NewReport, mended_moment
from kondusif.reports.views.same_site import check_same_site
from kondusif.reports.views.shown_once import show_once
from kondusif.reports.work import load

_SHA256 = re.compile(r"[0-9a-f]{64}")
_HEX = re.compile(r"(?:[0-9a-f]{2})*")


def wants_json(request: HttpRequest) -> bool:
    """This function will tell whether the phone's queue sent this, and not the page itself."""
    return request.headers.get("Accept", "") == "application/json"


def take_typed(request: HttpRequest, form: ReportForm) -> HttpResponse:
    """This function will take in a report that was typed on a phone a while ago and answer its queue."""
    if not form.is_valid():
        return _refusal(form, 422)
    try:
        done = send_report(_typed(form, request), photos=[], at=request.at)
    except Problem as problem:
        form.show(problem)
        return _refusal(form, problem.status)
    received = done.received
    load.count(request.at)
    answer = {"receipt": received.receipt, "status": received.status}
    if request.POST.get("shown") != "1":
        return _told(answer, 201 if received.is_new else 200)
    response = _told(answer | {"shown": True}, 201 if received.is_new else 200)
    show_once(request, response, receipt=received.receipt, n_photos=0, refused=[])
    return response


# What makes two sendings the same report: what was typed, not what our clock makes of it at each try.
_TYPED = (
    "category", "text", "place_text", "village_code", "village_pick", "lat", "lon", "event_local", "anonymous",
    "contact", "entered_at",
)  # fmt: skip


def _typed(form: ReportForm, request: HttpRequest) -> NewReport:
    """This function will return the report with the moments that our own clock would have shown."""
    times = phone_times(request.POST, at=request.at)
    typed_at = times.moment(request.at)
    new = replace(form.new_report(at=typed_at), entered_at=typed_at, digest=_digest(request))
    if not new.happens_now:
        offset = typed_at - times.typed_at
        new = replace(new, event_at=mended_moment(new.event_at, offset=offset, typed_at=typed_at, at=request.at))
    return new if new.region_code or new.lat is not None else replace(new, region_code=_only_village(new.place_text))


def _digest(request: HttpRequest) -> bytes:
    return sha256(json.dumps([request.POST.get(name, "") for name in _TYPED]).encode()).digest()


def _only_village(name: str) -> str:
    """This function will return the village that a name typed without a signal means, where there is only one."""
    if not name.strip():
        return ""
    found = places_like(name[:100], within=[tenant.region_id for tenant in top_tenants()], limit=3)
    villages = [place.code for place in found if place.level == Level.VILLAGE]
    return villages[0] if len(villages) == 1 else ""


def _refusal(form: ReportForm, status: int) -> JsonResponse:
    faults = {name: [str(words) for words in found] for name, found in form.errors.items()}
    sentence = " ".join(words for found in faults.values() for words in found)
    return _told({"problem": sentence, "faults": faults}, status)


def _told(answer: dict[str, object], status: int = 200) -> JsonResponse:
    return JsonResponse(answer, status=status, headers={"Cache-Control": "no-store"})


@opens("public", methods="POST")
@csrf_exempt
def photo_part(request: HttpRequest) -> HttpResponse:
    """This function will keep a part of a sealed photo and answer from where to go on."""
    check_same_site(request)
    try:
        part = _part(request)
        offset = take_part(part, request.body, at=request.at)
    except Problem as problem:
        return _told({"problem": str(problem.sentence)}, problem.status)
    return _told({"offset": offset})


def _part(request: HttpRequest) -> PartOf:
    headers = request.headers
    photo, size, offset = (headers.get(name, "") for name in ("X-Photo", "X-Size", "X-Offset"))
    if not (_SHA256.fullmatch(photo) and _number(size) and _number(offset)):
        raise _malformed()
    return PartOf(_uuid(headers.get("X-Report", "")), bytes.fromhex(photo), int(size), int(offset))


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _uuid(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise _malformed() from None


def _malformed() -> Problem:
    return Problem("photo.malformed", _("The phone's queue sent something unreadable. Reload the page and try again."))


@opens("public", methods="POST")
@csrf_exempt
def photo_done(request: HttpRequest) -> HttpResponse:
    """This function will open the photo of which every part has arrived, and say what became of it."""
    check_same_site(request)
    try:
        client_id, photo, word = _last_word(request)
        done = finish_photo(client_id=client_id, photo=photo, word=word, at=request.at)
    except Conflict as conflict:
        return _told({"problem": str(conflict.sentence), "offset": 0}, 409)
    except Problem as problem:
        return _told({"problem": str(problem.sentence)}, problem.status)
    response = _told({"n_photos": done.n_photos, "refused": str(done.refused)})
    if b'"shown":true' in request.body:
        _show_photos(request, response, client_id, done)
    return response


def _last_word(request: HttpRequest) -> tuple[UUID, bytes, LastWord]:
    try:
        said = json.loads(request.body)
        needed = ("photo",) if "sealed_key" in said else ("photo", "key", "iv")
        words = {name: said[name] for name in needed}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _malformed() from None
    if not all(isinstance(text, str) and _HEX.fullmatch(text) and len(text) <= 64 for text in words.values()):
        raise _malformed()
    photo, *rest = (bytes.fromhex(text) for text in words.values())
    word = LastWord(*rest) if rest else LastWord(sealed_key=_uuid(said["sealed_key"]))
    return _uuid(said.get("client_id")), photo, word


def _show_photos(request: HttpRequest, response: HttpResponse, client_id: UUID, done: Finished) -> None:
    receipt = receipt_of(client_id)
    show_once(request, response, receipt=receipt, n_photos=done.n_photos, refused=refusals_of(client_id))
