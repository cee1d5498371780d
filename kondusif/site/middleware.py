"""The last layer before the views: the tenant's clock, and a calm page for every refusal."""

from collections.abc import Callable
from typing import IO

from django.core.exceptions import RequestDataTooBig
from django.db import DataError
from django.http import HttpRequest, HttpResponse, RawPostDataException, UnreadablePostError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Conflict, Problem
from kondusif.core.states import ForbiddenMove
from kondusif.people.viewers import CITIZEN
from kondusif.site import errors
from kondusif.site.bodies import BODY_MAX
from kondusif.site.tenants import tenant_of, zone_of
from kondusif.site.tongues import tongue_of

# These answer machines, in their own words and without a page's clock.
MACHINE_PATHS = ("/api/", "/health", "/static/", "/open311/", "/ogc/")


MOVED_ON = Conflict("moved_on", _("This has moved on meanwhile. Go back and reload the page to see how it stands now."))


class WholeBodyMiddleware:
    """
    Refuses a form of which only the beginning arrived, and a body that is larger than anything we take.

    A line that breaks in the middle of a form ends the body early, and the server before us hands over
    what it has; a report cut in half would be taken for a whole one. Its sender sends it again.
    """

    KINDS = ("application/x-www-form-urlencoded", "application/json")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _announced(request) > BODY_MAX:
            return errors.answer(request, errors.TROUBLES[413])
        if request.method == "POST":
            if request.content_type in self.KINDS and self._lacks_its_end(request):
                return errors.answer(request, errors.TROUBLES[400])
            if request.content_type == "multipart/form-data":
                # Read part by part, with photos that are never held as one: the reading itself finds the missing end.
                request._stream = WholeStream(request._stream, _announced(request))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """
        This function will answer as a bad request what could not be read to its end, or came as a form where JSON belongs.

        Of the first mostly nobody listens any more; the second was read as a form before the view could see the body.
        """
        unread = isinstance(problem, UnreadablePostError | RawPostDataException)
        return errors.answer(request, errors.TROUBLES[400]) if unread else None

    @staticmethod
    def _lacks_its_end(request: HttpRequest) -> bool:
        try:
            return len(request.body) < _announced(request)
        except (RequestDataTooBig, UnreadablePostError, RawPostDataException):
            return False  # too large is told further on, in its own words


class WholeStream:
    """A body that says so when it ends before its announced length."""

    def __init__(self, stream: IO[bytes], announced: int):
        self._stream, self._left = stream, announced

    def read(self, *size: int) -> bytes:
        """
        This function will read on.

        :raises OSError: if the line ended before the body did.
        """
        return self._checked(self._stream.read(*size), size)

    def readline(self, *size: int) -> bytes:
        """
        This function will read on to the end of a line.

        :raises OSError: if the line to the sender ended before the body did.
        """
        return self._checked(self._stream.readline(*size), size)

    def close(self) -> None:
        """This function will close the body that was read."""
        self._stream.close()

    def _checked(self, found: bytes, size: tuple[int, ...]) -> bytes:
        self._left -= len(found)
        if not found and self._left > 0 and size != (0,):
            raise OSError("the line broke before the end of the form")
        return found


def _announced(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdigit() else 0


class PageMiddleware:
    """Sets ``request.tenant`` and its time zone; turns problems and bare 405s into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(MACHINE_PATHS):
            return self._told(request, self.get_response(request))
        request.tenant = tenant_of(getattr(request, "viewer", CITIZEN))
        with timezone.override(zone_of(request.tenant) or timezone.get_default_timezone()):
            return self._told(request, self.get_response(request))

    @staticmethod
    def _told(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_bare = response.status_code == 405 and not response.streaming
        if is_bare and (not response.content or tongue_of(request.path)):
            return errors.method_not_allowed(request, response.headers.get("Allow", ""))
        return response

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, Problem):
            return errors.refusal(request, problem)
        if isinstance(problem, ForbiddenMove):  # a page that has no words of its own for it
            return errors.refusal(request, MOVED_ON)
        if isinstance(problem, DataError) and any(told in str(problem) for told in ("NUL", "Unicode escape")):
            # No region, number or address holds the character that only attackers type into them.
            return errors.bad_request(request, problem)
        return None
