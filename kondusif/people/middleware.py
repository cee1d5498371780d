"""At the door: who is it, does the route open for them, and how far may the database see for them."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from kondusif.core.scope import scoped
from kondusif.people.policy import PUBLIC, SIGNED_IN
from kondusif.people.queries import viewer_of
from kondusif.people.routes import deed_of
from kondusif.people.viewers import CITIZEN, Viewer


class ViewerMiddleware:
    """Sets ``request.viewer`` and ``request.at``, refuses routes without a deed, scopes the connection."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = timezone.now()
        request.viewer = _viewer(request)
        if not request.viewer.grants:
            return _kept_nowhere(request, self.get_response(request))  # a fresh scope is empty: no office, no rows
        with scoped(request.viewer.scope):
            return _kept_nowhere(request, self.get_response(request))

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        deed = deed_of(view)
        if deed is None:
            raise PermissionDenied("route without a deed")
        methods = getattr(view, "methods", None)
        if methods and request.method not in methods:
            return HttpResponseNotAllowed(sorted(methods))
        if deed == PUBLIC:
            return None
        if not request.user.is_authenticated:
            # What was posted is not posted again by a sign-in; the page's own script leads back to the typed words.
            back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("home")
            return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")
        if deed != SIGNED_IN and not request.viewer.may(deed):
            raise PermissionDenied(deed)
        return second_factor_missing(request)


def _kept_nowhere(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The next one at a shared screen must not find, by the way back, what somebody read before signing out."""
    if request.user.is_authenticated and "Cache-Control" not in response:
        response["Cache-Control"] = "private, no-store"
    return response


def _viewer(request: HttpRequest) -> Viewer:
    if not request.user.is_authenticated:
        return CITIZEN
    return viewer_of(request.user, at=request.at)


def second_factor_missing(request: HttpRequest) -> HttpResponse | None:
    """Staff without a second factor first set one up; demo persons may do without, in the demo only."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.utils import is_mfa_enabled
    from django.conf import settings

    if settings.DEMO and request.user.is_demo:
        return None
    # Asked of the rows at every request: a factor taken away in the middle of a session no longer counts.
    if is_mfa_enabled(request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
        return None
    return redirect("mfa_index")
