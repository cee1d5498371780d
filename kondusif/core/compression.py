"""Answers that are the same for everybody travel compressed; nothing that holds a secret does."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

View = Callable[..., Any]


def compressed(view: View) -> View:
    """
    This function will have *view* answer strangers compressed: a third of the bytes on a phone's slow line.

    For views only that show every stranger the same. The length of a compressed answer tells a listener what
    stands in it beside words of his own (BREACH), so whoever signed in or shows a key gets it plain. What is left,
    the token of a form, Django masks anew for each answer, and pads each to a length of chance.
    """

    @wraps(view)
    def answer(request: HttpRequest, *parts: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *parts, **named)
        return _gzip.process_response(request, response) if _is_strangers(request) else response

    return answer


def _is_strangers(request: HttpRequest) -> bool:
    shows_key = "Authorization" in request.headers or "api_key" in request.GET
    return request.method == "GET" and settings.SESSION_COOKIE_NAME not in request.COOKIES and not shows_key


_gzip = GZipMiddleware(lambda _request: HttpResponse())  # only the half that answers is used
