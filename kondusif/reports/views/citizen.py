"""The citizen's pages: send a report, see its receipt once, follow it by the receipt."""

from collections.abc import Callable
from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt

from kondusif.core.compression import compressed
from kondusif.core.problems import Problem
from kondusif.core.states import ForbiddenMove
from kondusif.people.routes import opens
from kondusif.regions.queries import places_like, top_tenants
from kondusif.regions.views import where
from kondusif.reports import telling, work
from kondusif.reports.actions import Sent, add_photos, reopen_report, send_report, write_to_desk
from kondusif.reports.categories import CATEGORIES, FIRST_CHOICES
from kondusif.reports.forms import MessageForm, ReceiptForm, ReportForm
from kondusif.reports.queries import FollowUp, follow_up
from kondusif.reports.receipts import digits_of, grouped
from kondusif.reports.rules import may_reopen
from kondusif.reports.states import ReportState
from kondusif.reports.throttle import may_try
from kondusif.reports.uploads import PhotosInMemory
from kondusif.reports.views import sealing
from kondusif.reports.views.phone import take_typed, wants_json
from kondusif.reports.views.same_site import check_same_site
from kondusif.reports.views.shown_once import forget_shown, show_once, shown_once

PROBE = "kuki"  # tells whether the browser keeps cookies at all; holds nothing


# These forms use no session and no account, so there is nothing a foreign page could misuse in the
# reader's name but the reader's network; check_same_site keeps foreign pages from sending reports that way.
@opens("public", methods="GET POST")
@compressed
@csrf_exempt
def new(request: HttpRequest) -> HttpResponse:
    """This function will show the page on which anybody reports, and take in what is sent from it."""
    if request.method != "POST":
        response = _page(request, ReportForm().blank())
        response.set_cookie(
            PROBE, "1", path=reverse("reports:new"), samesite="Strict", secure=request.is_secure(), httponly=True
        )
        return response
    check_same_site(request)
    photos = PhotosInMemory(request)
    request.upload_handlers = [photos]
    form = ReportForm(request.POST)
    if wants_json(request):
        form.asks_to_seal = False  # typed before there was a key, perhaps; nobody is there to be asked
        return take_typed(request, form) if work.may_pass(request.POST, at=request.at) else _crowded(request)
    if form.is_valid() and "search" not in request.POST:
        if hints := sealing.hints_of(request.POST):
            return _page(request, form, status=422, hints=hints)
        if not work.may_pass(request.POST, at=request.at):
            waiting = work.ticket(form.data.get("client_id", ""), at=request.at)
            response = _page(request, form, status=429, ticket=waiting)
            response["Retry-After"] = str(int(work.WAIT.total_seconds()))
            return response
        work.load.count(request.at)
        try:
            new, (plain, sealed) = form.new_report(at=request.at), _files(request)
            return _shown_once(request, send_report(new, photos=plain, sealed=sealed, at=request.at), photos)
        except Problem as problem:
            form.show(problem)
            return _page(request, form, status=problem.status)
    return _page(request, form, status=200 if "search" in request.POST else 422)


def _files(request: HttpRequest) -> tuple[list[bytes], list[bytes]]:
    """This function will return the photos of a form: those to be made anew, and those that its page has sealed."""
    plain, sealed = ([file.read() for file in request.FILES.getlist(name)] for name in ("photos", "sealed_photos"))
    return plain, sealed


def _crowded(request: HttpRequest) -> HttpResponse:
    """This function will ask a phone's own queue for a sum, or to come again: it keeps what it has."""
    asked = work.challenge(request.POST.get("client_id", ""), at=request.at)
    told = {"problem": _("Very many are sending right now")} | ({"work": asdict(asked)} if asked else {})
    return JsonResponse(told, status=429, headers={"Retry-After": str(int(work.WAIT.total_seconds()))})


def _page(request: HttpRequest, form: ReportForm, status: int = 200, **shown: object) -> HttpResponse:
    tenants = top_tenants()
    typed = form.data.get("place_text", "")[:100] if form.is_bound else ""
    chosen = form.data.get("village_code") or form.data.get("lat") if form.is_bound else ""
    found = places_like(typed, within=[t.region_id for t in tenants], limit=8) if typed.strip() and not chosen else []
    response = render(
        request,
        "reports/new.html",
        {
            "form": form,
            "first": [(code, CATEGORIES[code].name) for code in FIRST_CHOICES],
            "others": [(code, c.name) for code, c in CATEGORIES.items() if code not in FIRST_CHOICES],
            "picks": [(r.code, f"{r.title}, {where(r)}") for r in found],
            "searched": typed if not chosen else "",
            "tenants": tenants,
            "had_photos": form.is_bound and bool(request.FILES),
            "hints": (),
            "crowd": work.challenge(str(form["client_id"].value() or ""), at=request.at),
            **sealing.for_form(),
            **shown,
        },
        status=status,
    )
    add_never_cache_headers(response)
    return response


def _shown_once(request: HttpRequest, done: Sent, photos: PhotosInMemory) -> HttpResponse:
    refused = [str(sentence) for sentence in done.refused]
    if photos.n_too_large:
        refused.append(_("A photo had more than 12 megabytes and was left out."))
    told = {"receipt": done.received.receipt, "n_photos": done.n_photos, "refused": refused}
    if PROBE not in request.COOKIES:
        return _receipt_page(request, told, kept=False)
    response = redirect("reports:sent")
    show_once(request, response, receipt=done.received.receipt, n_photos=done.n_photos, refused=refused)
    return response


@opens("public")
def sent(request: HttpRequest) -> HttpResponse:
    """This function will show the receipt of the report just sent, this once."""
    response = _receipt_page(request, shown_once(request), kept=True)
    forget_shown(response)
    return response


def _receipt_page(request: HttpRequest, told: dict | None, *, kept: bool) -> HttpResponse:
    found = follow_up(told["receipt"]) if told else None
    context = {"told": told, "found": found, "kept": kept, "grouped": grouped(told["receipt"]) if told else ""}
    response = render(request, "reports/sent.html", context)
    add_never_cache_headers(response)
    return response


@opens("public", methods="GET POST")
@csrf_exempt
def follow(request: HttpRequest) -> HttpResponse:
    """This function will show how it stands with the report of a receipt, and take a line or an objection."""
    if request.method != "POST":
        return _follow_page(request, ReceiptForm())
    check_same_site(request)
    photos = PhotosInMemory(request)
    request.upload_handlers = [photos]
    form = ReceiptForm(request.POST)
    digits = digits_of(form.data.get("receipt", "")[:60])
    if not may_try(digits, at=request.at):
        form.add_error("receipt", _("This number was tried too often. Wait ten minutes, then try again."))
        return _follow_page(request, form, status=429)
    found = follow_up(digits)
    if found is None:
        form.add_error("receipt", _("There is no report with this number. Compare all 20 digits with what you noted."))
        return _follow_page(request, form, status=404)
    if request.POST.get("deed") == "photos":
        said, refused = _photos(request, digits or "", found, photos)
        found = follow_up(digits)
        return _follow_page(
            request, form, found=found, receipt=digits or "", said=said, message=MessageForm(), refused=refused
        )
    if request.POST.get("deed") and (hints := sealing.hints_of(request.POST)):
        return _follow_page(
            request, form, found=found, receipt=digits or "", message=MessageForm(request.POST), hints=hints, status=422
        )
    said, message = _act(request, digits or "", found)
    return _follow_page(request, form, found=follow_up(digits), receipt=digits or "", said=said, message=message)


def _photos(request: HttpRequest, receipt: str, found: FollowUp, photos: PhotosInMemory) -> tuple[str, list[str]]:
    """This function will add the photos of the follow-up page and return what to say: thanks, and what was left out."""
    plain, sealed = _files(request)
    refused = [_("A photo had more than 12 megabytes and was left out.")] if photos.n_too_large else []
    try:
        key_id = sealing.key_of_photos(request.POST, found, n_plain=len(plain), n_sealed=len(sealed))
        added = add_photos(receipt=receipt, photos=plain, sealed=sealed, key_id=key_id, at=request.at)
    except Problem as problem:
        return "", refused or [str(problem.sentence)]
    thanks = ngettext("One photo was added.", "%(n)s photos were added.", added.n_new) % {"n": added.n_new}
    return thanks if added.n_new else "", [*refused, *(str(sentence) for sentence in added.refused)]


def _act(request: HttpRequest, receipt: str, found: FollowUp) -> tuple[str, MessageForm]:
    """This function will do what the button on the follow-up page asks for and return what to say about it."""
    deeds: dict[str, tuple[Callable[..., object], str]] = {
        "message": (write_to_desk, _("Your line has arrived. The officers will read it.")),
        "reopen": (reopen_report, _("Your case is open again. It will be checked once more.")),
    }
    wanted = deeds.get(request.POST.get("deed", ""))
    if wanted is None:  # loaded again: what was typed meanwhile stays
        return "", MessageForm(initial={"text": request.POST.get("text", "")})
    form, (deed, thanks) = MessageForm(request.POST), wanted
    try:
        sealed = sealing.sealed_line(request.POST, found)
        deed(receipt=receipt, text=request.POST.get("text", ""), at=request.at, sealed=sealed)
    except ForbiddenMove:
        form.add_error("text", _("This case is not closed, so it need not be opened again."))
    except Problem as problem:
        form.add_error("text", str(problem.fields.get("text", problem.sentence)))
    else:
        return thanks, MessageForm()
    return "", form


def _follow_page(
    request: HttpRequest, form: ReceiptForm, *, found: FollowUp | None = None, receipt: str = "", status: int = 200,
    **shown: object,
) -> HttpResponse:  # fmt: skip
    context: dict[str, object] = {"form": form, "found": found, "receipt": receipt, "message": None, **shown}
    if found is not None:
        report = found.report
        context |= {
            "now": telling.now_of(report),
            "next": telling.next_of(report),
            "steps": telling.steps_of(found.events),
            "category": CATEGORIES[report.category].name,
            "grouped": grouped(receipt),
            "seal": sealing.for_talk(found),
            "can_reopen": report.state == ReportState.CLOSED
            and may_reopen(closed_at=report.closed_at, reopened_before=report.reopened_at is not None, at=request.at),
        }
    response = render(request, "reports/follow.html", context, status=status)
    add_never_cache_headers(response)
    return response
