"""Where a reader starts, and what they choose for the display alone."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from kondusif.people.policy import PUBLIC, SIGNED_IN
from kondusif.people.routes import opens
from kondusif.site.context import THEMES, frame_of

YEAR = 365 * 24 * 3600


@opens(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """This function will lead somebody who signed in to the first page that their offices open."""
    return HttpResponseRedirect(frame_of(request).home)


@opens(PUBLIC, methods="POST")
def set_theme(request: HttpRequest) -> HttpResponse:
    """This function will remember the chosen theme and return to the page it was chosen on."""
    onward = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure()):
        onward = "/"
    response = HttpResponseRedirect(onward)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    else:
        response.delete_cookie("theme")
    return response


@opens(PUBLIC, methods="GET POST")
def no_page(request: HttpRequest) -> HttpResponse:
    """This function will answer that there is nothing, where a package would have a page."""
    raise Http404
