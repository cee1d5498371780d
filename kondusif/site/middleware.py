"""The last layer before the views: the tenant's clock, and a calm page for every refusal."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, RawPostDataException, UnreadablePostError
from django.utils import timezone

from kondusif.core.problems import Problem
from kondusif.people.viewers import CITIZEN
from kondusif.site import errors
from kondusif.site.tenants import tenant_of, zone_of

# These answer machines, in their own words and without a page's clock.
MACHINE_PATHS = ("/api/", "/health", "/static/", "/open311/", "/ogc/")


class WholeBodyMiddleware:
    """
    Refuses a form of which only the beginning arrived.

    A line that breaks in the middle of a form ends the body early, and the server before us hands over
    what it has; a report cut in half would be taken for a whole one. Its sender sends it again.
    """

    KINDS = ("application/x-www-form-urlencoded", "application/json")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.content_type in self.KINDS and self._lacks_its_end(request):
            return HttpResponse(status=400)
        return self.get_response(request)

    @staticmethod
    def _lacks_its_end(request: HttpRequest) -> bool:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        try:
            return announced.isdigit() and len(request.body) < int(announced)
        except (RequestDataTooBig, UnreadablePostError, RawPostDataException):
            return False  # too large is told further on, in its own words


class PageMiddleware:
    """Sets ``request.tenant`` and its time zone; turns problems and bare 405s into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(MACHINE_PATHS):
            return self.get_response(request)
        request.tenant = tenant_of(getattr(request, "viewer", CITIZEN))
        with timezone.override(zone_of(request.tenant) or timezone.get_default_timezone()):
            response = self.get_response(request)
            if response.status_code == 405 and not response.content:
                return errors.method_not_allowed(request, response.headers.get("Allow", ""))
            return response

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, Problem) and not request.path.startswith(MACHINE_PATHS):
            return errors.refusal(request, problem)
        return None
