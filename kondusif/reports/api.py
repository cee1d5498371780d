"""The JSON door of reports: its description for machines, and the same answers where the front is absent."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import Router

from kondusif.core.problems import Problem
from kondusif.reports import wire
from kondusif.reports.actions import receive_each
from kondusif.reports.openapi import POST_REPORT
from kondusif.reports.territory import current_territory

router = Router(tags=["reports"])


@router.post(
    "/reports", operation_id="send_report", openapi_extra=POST_REPORT, summary="Send one report", url_name="send_report"
)
def send_report(request: HttpRequest) -> HttpResponse:
    """
    Take in one report of potential trouble. The answer comes after the report is safely on disk.

    Sending the same body again is harmless: it gets the same receipt. No address, browser or device of the sender is kept.
    """
    with translation.override(wire.language_for(request.headers.get("Accept-Language", ""))):
        try:
            return _taken(request)
        except Problem as problem:
            return HttpResponse(
                wire.problem_json(problem), status=problem.status, content_type="application/problem+json"
            )


def _taken(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    length = request.headers.get("Content-Length", "")
    body = None if length.isdecimal() and int(length) > wire.BODY_MAX else request.body
    kind, encoding = request.headers.get("Content-Type", ""), request.headers.get("Content-Encoding", "")
    placed = wire.accept("POST", kind, body, territory=current_territory(), at=at, encoding=encoding)
    outcome = receive_each([placed], at=at)[0]
    if isinstance(outcome, Problem):
        raise outcome
    status = 201 if outcome.is_new else 200
    return HttpResponse(
        wire.receipt_json(outcome.receipt, outcome.status), status=status, content_type="application/json"
    )
