"""The officers' pages for outgoing webhooks."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core.jobs import enqueue
from kondusif.core.problems import NotFound, Problem
from kondusif.core.queries import history_of
from kondusif.core.states import ForbiddenMove
from kondusif.interop.states import EndpointState
from kondusif.interop.webhooks import actions, queries, words
from kondusif.interop.webhooks.forms import EndpointForm
from kondusif.interop.webhooks.payloads import EVENTS, PING
from kondusif.people.routes import opens

_SWITCHES = {"nyalakan": EndpointState.ACTIVE, "matikan": EndpointState.DISABLED, "tutup": EndpointState.ENDED}


@opens("webhook.manage")
def endpoints(request: HttpRequest) -> HttpResponse:
    return render(
        request, "interop/webhooks.html", {"endpoints": queries.endpoints_seen_by(request.viewer), "words": words}
    )


@opens("webhook.manage", methods="GET POST")
def new_endpoint(request: HttpRequest) -> HttpResponse:
    """This function will take down an address and show its secret once."""
    regions = [(r.pk, r.title) for r in queries.regions_for_endpoints(request.viewer)]
    form = EndpointForm(request.POST or None, regions=regions)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            endpoint, secret = actions.open_endpoint(
                name=typed["name"], url=typed["url"], events=typed["events"], region_code=typed["region"],
                by=request.viewer, at=request.at,
            )  # fmt: skip
        except Problem as problem:
            for field, sentence in problem.fields.items() or [(None, problem.sentence)]:
                form.add_error(field, sentence)
        else:
            return _page(request, endpoint.pk, secret=secret)
    return render(request, "interop/new_webhook.html", {"form": form}, status=422 if form.errors else 200)


@opens("webhook.manage")
def endpoint(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    return _page(request, endpoint_id)


@opens("webhook.manage", methods="POST")
def change_secret(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """This function will give an endpoint a new secret and show it once."""
    queries.endpoint_for(request.viewer, endpoint_id)
    try:
        _endpoint, secret = actions.change_secret(endpoint_id=endpoint_id, by=request.viewer, at=request.at)
    except ForbiddenMove:
        return _moved_on(request, endpoint_id)
    return _page(request, endpoint_id, secret=secret)


@opens("webhook.manage", methods="POST")
def ping(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """This function will order a test message."""

    def order() -> None:
        with transaction.atomic():
            message = actions.ping(endpoint_id=endpoint_id, by=request.viewer, at=request.at)
            enqueue("interop.send_webhook", message_id=str(message.pk))

    return _done(request, endpoint_id, order, _("Test message ordered. Look below whether it was taken."))


@opens("webhook.manage", methods="POST")
def switch(request: HttpRequest, endpoint_id: UUID, to: str) -> HttpResponse:
    """This function will switch an endpoint on or off, or close it."""
    if to not in _SWITCHES:
        raise NotFound("webhook.missing", _("There is no such address, or it is not yours to see."))
    state = _SWITCHES[to]

    def turn() -> None:
        actions.switch_endpoint(endpoint_id=endpoint_id, to=state, by=request.viewer, at=request.at)

    return _done(request, endpoint_id, turn, str(words.EVENTS[f"webhook.{actions.PAST[state]}"]) + ".")


def _done(request: HttpRequest, endpoint_id: UUID, deed: Callable[[], None], thanks: str) -> HttpResponse:
    queries.endpoint_for(request.viewer, endpoint_id)
    try:
        deed()
    except NotFound:
        raise
    except ForbiddenMove:
        return _moved_on(request, endpoint_id)
    except Problem as problem:
        return _page(request, endpoint_id, problem=problem)
    messages.success(request, thanks)
    return redirect("interop:webhook", endpoint_id)


def _moved_on(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    messages.error(request, _("This address is in another state meanwhile. This is how it stands now."))
    return redirect("interop:webhook", endpoint_id)


def _page(request: HttpRequest, endpoint_id: UUID, *, secret: str = "", problem: Problem | None = None) -> HttpResponse:
    endpoint = queries.endpoint_for(request.viewer, endpoint_id)
    context = {
        "endpoint": endpoint, "secret": secret, "problem": problem, "words": words, "names": EVENTS | {PING: _("Test")},
        "deliveries": list(endpoint.messages.all()[:50]), "entries": words.timeline(history_of(endpoint)),
    }  # fmt: skip
    answer = render(request, "interop/webhook.html", context, status=problem.status if problem else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer
