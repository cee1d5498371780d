"""The page of the ways in."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.channels import inbox, words
from kondusif.channels.actions import register_bot
from kondusif.channels.carriers import Undeliverable
from kondusif.channels.dialogue.keeping import retry_message
from kondusif.core.problems import Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.routes import opens

PER_PAGE = 50


@opens("channel.read")
def ways_in(request: HttpRequest) -> HttpResponse:
    """Every channel: set up or not, its last message, and what stands aside with the reason."""
    with scoped(EVERYWHERE):  # reasons and times alone; no words and no senders
        page = Paginator(inbox.set_aside(request.viewer), PER_PAGE).get_page(request.GET.get("hal"))
        aside = list(page.object_list)
    context = {
        "ways": inbox.ways_in(request.viewer, request.at), "out": inbox.ways_out(request.viewer), "page_obj": page, "aside": aside, "words": words,
        "may_retry": request.viewer.may("channel.retry"),
    }  # fmt: skip
    return render(request, "channels/ways_in.html", context)


@opens("channel.retry", methods="POST")
def retry(request: HttpRequest, message_id: UUID) -> HttpResponse:
    try:
        retry_message(message_id=message_id, by=request.viewer, at=request.at)
    except Problem as problem:
        messages.error(request, str(problem.sentence))
    else:
        messages.success(request, _("The message is tried again."))
    return redirect("channels:ways_in")


@opens("channel.retry", methods="POST")
def register_telegram(request: HttpRequest) -> HttpResponse:
    """This function will have Telegram deliver here what the office's bot is told, pressed buttons too."""
    try:
        register_bot(by=request.viewer, at=request.at)
    except (OSError, Undeliverable) as error:
        messages.error(request, words.sending_failed(str(error) or type(error).__name__))
    except Problem as problem:
        messages.error(request, str(problem.sentence))
    else:
        messages.success(request, _("Telegram now delivers messages and pressed buttons here."))
    return redirect("channels:ways_in")
