"""The page behind the link in a message: acknowledging without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from kondusif.channels import actions
from kondusif.channels.answers import delivery_of
from kondusif.channels.models import Delivery
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.policy import PUBLIC
from kondusif.people.routes import opens


# The signed link is the proof; a notice's button posts from the service worker, which holds no form token.
@csrf_exempt
@opens(PUBLIC, methods="GET POST")
def answer(request: HttpRequest, token: str) -> HttpResponse:
    delivery_id = delivery_of(token)
    with scoped(EVERYWHERE):  # whoever holds the link may lie outside every territory
        told = _told(delivery_id)
        if told is None:
            return render(request, "channels/answer.html", {"told": None}, status=404)
        taken = None
        if told.acknowledged_at is None and not actions.is_open_for_answers(told, at=request.at):
            page = {"told": told, "alert": told.alert, "is_over": True}
            return render(request, "channels/answer.html", page, status=410)
        if request.method == "POST":
            taken = actions.acknowledge_delivery(told, at=request.at)
            told.refresh_from_db()
        page = {"told": told, "alert": told.alert, "taken": taken, "token": token}
        return render(request, "channels/answer.html", page, status=409 if taken is False else 200)


def _told(delivery_id) -> Delivery | None:
    if delivery_id is None:
        return None
    return Delivery.objects.select_related("alert", "alert__region", "office").filter(pk=delivery_id).first()
