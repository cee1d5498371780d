"""Pages for what went wrong: what, where, what now. Never blame, never a trace, never an empty screen."""

import logging
import sys
from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem
from kondusif.site.outages import is_outage
from kondusif.site.tongues import tongue_of

log = logging.getLogger(__name__)
Words = str | Promise


@dataclass(frozen=True)
class Trouble:
    """One kind of error page: its status, what happened, and what the reader can do now."""

    status: int
    title: Words
    now: Words
    retry: bool = False


TROUBLES = {
    400: Trouble(400, _("The request could not be understood"),
                 _("Something in the address or the form arrived damaged. Go back, reload the page and try once more.")),
    403: Trouble(403, _("Your office does not open this page"),
                 _("You are signed in, but none of your offices gives this right here. "
                   "If you need it for your work, ask the administrator of your region.")),
    404: Trouble(404, _("There is nothing at this address"),
                 _("The page may have moved, or it belongs to a region that your office does not see. "
                   "Check the address, or start from the front page.")),
    405: Trouble(405, _("This page does not take that kind of request"),
                 _("Nothing was changed. Go back to the previous page and use its buttons.")),
    409: Trouble(409, _("Somebody was quicker"),
                 _("This was changed while you were reading. Reload to see how it stands now, then decide again.")),
    413: Trouble(413, _("What you sent is too large"),
                 _("Send a smaller photo or a shorter text. Nothing was stored.")),
    422: Trouble(422, _("This cannot be done like this"),
                 _("Go back, mend what the sentence above says, and send it again.")),
    429: Trouble(429, _("Too many requests in a short time"),
                 _("Wait a minute, then try again. What you have typed is still on the previous page."), retry=True),
    500: Trouble(500, _("Something broke on our side"),
                 _("It is not your fault, and it has been recorded. Try again in a minute; "
                   "if it happens again, tell the duty officer the time you see below."), retry=True),
    503: Trouble(503, _("The system is busy"),
                 _("Trying again is safe: nothing is stored twice. Wait half a minute."), retry=True),
}  # fmt: skip
CSRF = Trouble(403, _("This form has expired"),
               _("For your safety a form is valid only for a while and only in the browser that opened it. "
                 "Go back, reload the page and send it again. If this keeps happening, allow cookies for this site."))  # fmt: skip


def answer(request: HttpRequest, trouble: Trouble, sentence: Words = "") -> HttpResponse:
    """
    This function will render *trouble* as a page, or as plain text if even that fails; a machine is told in its own form.

    An error page must stand when the database does not, so every failure in drawing it is caught.
    """
    tongue = tongue_of(request.path)
    response = (
        _page(request, trouble, sentence) if tongue is None else tongue(trouble.status, str(sentence or trouble.title))
    )
    if trouble.retry:
        response["Retry-After"] = "60" if trouble.status == 429 else "30"
    return response


def _page(request: HttpRequest, trouble: Trouble, sentence: Words) -> HttpResponse:
    context = {"trouble": trouble, "sentence": sentence, "at": getattr(request, "at", None)}
    viewer = getattr(request, "viewer", None)
    request.is_in_trouble = True  # type: ignore[attr-defined]  # the frame counts nothing then
    name = "trouble.html" if viewer is not None and viewer.is_staff and trouble.status < 500 else "trouble-plain.html"
    try:
        body = loader.render_to_string(name, context, request)
    except Exception:
        log.exception("the error page itself failed")
        body = (
            f"<!DOCTYPE html><html lang=id><title>{trouble.title}</title><h1>{trouble.title}</h1><p>{trouble.now}</p>"
        )
    return HttpResponse(body, status=trouble.status)


def refusal(request: HttpRequest, problem: Problem) -> HttpResponse:
    """This function will answer a problem that no form could show beside its field."""
    return answer(request, TROUBLES.get(problem.status, TROUBLES[422]), problem.sentence)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """This function will answer 400, and 413 where the body was the trouble."""
    too_much = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent))
    return answer(request, TROUBLES[413 if too_much else 400])


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """This function will answer 403 without telling which right was missing."""
    return answer(request, TROUBLES[403])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """This function will answer 404, the same for what is absent and what may not be seen."""
    return answer(request, TROUBLES[404])


def server_error(request: HttpRequest) -> HttpResponse:
    """This function will answer 500, or 503 where the database is away: whoever asks again later is served."""
    if is_outage(sys.exc_info()[1]):
        return answer(request, TROUBLES[503], _("What is stored cannot be reached at this moment."))
    return answer(request, TROUBLES[500])


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """This function will answer 405 and keep the header that says what is allowed."""
    response = answer(request, TROUBLES[405])
    response["Allow"] = allowed
    return response


def too_many(request: HttpRequest) -> HttpResponse:
    """This function will answer 429."""
    return answer(request, TROUBLES[429])


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """
    This function will answer a form without a valid token; the reason goes to the log only.

    The token is asked for first of all: whoever posts where nothing is ever posted would look for it in vain.
    """
    methods = getattr(getattr(request.resolver_match, "func", None), "methods", None)
    if methods and request.method not in methods:
        return method_not_allowed(request, ", ".join(sorted(methods)))
    log.warning("csrf: %s", reason)
    return answer(request, CSRF)
