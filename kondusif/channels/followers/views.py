"""Pages for following an area: ask, confirm, leave; by mail and by device."""

from uuid import UUID

import orjson
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from kondusif.channels.actions import renew_device
from kondusif.channels.carriers import has_carrier
from kondusif.channels.followers import actions
from kondusif.channels.followers.forms import FollowForm
from kondusif.channels.followers.tasks import order_sending
from kondusif.channels.kinds import Kind
from kondusif.channels.webpush.guard import is_push_service
from kondusif.channels.webpush.keys import public_key
from kondusif.core.problems import NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.routes import opens
from kondusif.publication.notice_queries import place_of
from kondusif.regions.models import Region

BODY_MAX = 4096
KEY_MAX = 200


@opens("public", methods="GET POST")
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take an e-mail address and ask it whether it wants to follow; the answer is always the same."""
    place = _place(code)
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        question = actions.ask_to_follow(
            region_code=place.pk, email=form.cleaned_data["email"], language=get_language() or "id", at=request.at
        )
        if question is not None:
            order_sending(question)
        return render(request, "followers/asked.html", {"place": place})
    context = {"form": form, "place": place, "push_key": _push_key()}
    return render(request, "followers/follow.html", context, status=422 if form.errors else 200)


@opens("public", methods="GET POST")
def confirm(request: HttpRequest, follower_id: UUID, token: str) -> HttpResponse:
    """This function will ask once more by a button: programs that look into mails open every address in them."""
    if request.method != "POST":
        return render(request, "followers/confirm.html")
    follower = actions.confirm(follower_id=follower_id, token=token, at=request.at)
    place = Region.objects.get(pk=follower.region_id) if follower else None
    return render(request, "followers/confirmed.html", {"place": place}, status=200 if follower else 404)


# A mail program posts here by itself (RFC 8058), from anywhere and without our form: the token is the right.
@csrf_exempt
@opens("public", methods="GET POST")
def leave(request: HttpRequest, follower_id: UUID, token: str) -> HttpResponse:
    """This function will end a following in one step."""
    if request.method != "POST":
        return render(request, "followers/leave.html")
    if not actions.leave(follower_id=follower_id, token=token, at=request.at):
        raise Http404
    return render(request, "followers/left.html")


@opens("public", methods="POST DELETE")
def device(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let a browser that subscribed to pushes follow an area, or end it."""
    place, told = _place(code), _subscription(request)
    if told is None:
        return JsonResponse({"detail": _("This is no subscription of a browser.")}, status=422)
    endpoint, keys = told
    if request.method == "DELETE":
        actions.leave_by_device(region_code=place.pk, endpoint=endpoint, at=request.at)
        return JsonResponse({"following": False})
    follower = actions.follow_by_device(
        region_code=place.pk, endpoint=endpoint, keys=keys, language=get_language() or "id", at=request.at
    )
    if follower is None:
        return JsonResponse({"detail": _("This device follows too many areas already.")}, status=422)
    return JsonResponse({"following": True})


# The former subscription's secret is the proof: nobody has to be signed in, and whoever is does not matter.
@csrf_exempt
@opens("public", methods="POST")
def renew(request: HttpRequest) -> HttpResponse:
    """
    This function will put a subscription that a browser renewed by itself in the place of its former one.

    Which areas a forgotten one followed, its browser alone remembers: with *areas* the new one follows them anew.
    """
    told = _told(request)
    fresh, former = told.get("fresh"), told.get("former")
    found = _subscription_in(fresh) if isinstance(fresh, dict) and isinstance(former, dict) else None
    if found is None:
        return JsonResponse({"detail": _("This is no subscription of a browser.")}, status=422)
    endpoint, keys = found
    secret = former.get("keys", {}).get("auth", "") if isinstance(former.get("keys"), dict) else ""
    proof = {"former": str(former.get("endpoint", "")), "secret": str(secret), "at": request.at}
    try:
        with scoped(EVERYWHERE):  # whose it is says the row alone
            is_officers = renew_device(endpoint=endpoint, keys=keys, **proof)
            n = actions.renew_device(endpoint=endpoint, keys=keys, **proof)
        if not n and endpoint != proof["former"]:
            n = _follow_anew(told.get("areas"), endpoint, keys, request)
    except Problem as problem:
        return JsonResponse({"detail": str(problem.sentence)}, status=problem.status)
    return HttpResponse(status=204 if n or is_officers else 404)


def _follow_anew(areas: object, endpoint: str, keys: dict[str, str], request: HttpRequest) -> int:
    n = 0
    for code in (areas if isinstance(areas, list) else [])[: actions.AREAS_MAX]:
        try:
            place = _place(str(code))
        except Http404:  # a place that was joined to another meanwhile
            continue
        follower = actions.follow_by_device(
            region_code=place.pk, endpoint=endpoint, keys=keys, language=get_language() or "id", at=request.at
        )
        n += follower is not None
    return n


def _told(request: HttpRequest) -> dict:
    try:
        told = orjson.loads(request.body[: BODY_MAX + 1])
    except orjson.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}


def _subscription(request: HttpRequest) -> tuple[str, dict[str, str]] | None:
    return _subscription_in(_told(request), is_left=request.method == "DELETE")


def _subscription_in(told: dict, *, is_left: bool = False) -> tuple[str, dict[str, str]] | None:
    """A subscription as browsers give it; only push services of browsers are posted to."""
    try:
        endpoint = told["endpoint"]
        keys = {name: told.get("keys", {}).get(name, "") for name in ("p256dh", "auth")}
    except (KeyError, TypeError, AttributeError):
        return None
    wanted = all(isinstance(v, str) and 0 < len(v) <= KEY_MAX and v.isascii() for v in keys.values())
    if not isinstance(endpoint, str) or not is_push_service(endpoint):
        return None
    return (endpoint, keys) if wanted or is_left else None


def _push_key() -> str:
    if not has_carrier(Kind.WEBPUSH):
        return ""
    return public_key()


def _place(code: str) -> Region:
    try:
        return place_of(code)
    except NotFound as error:
        raise Http404 from error
