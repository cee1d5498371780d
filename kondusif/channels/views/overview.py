"""What became of the messages: of one warning, and of those that stand in quarantine."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from kondusif.alerts.queries import alert_for
from kondusif.channels import actions, queries, words
from kondusif.channels.forms import RetryForm
from kondusif.channels.models import Climb
from kondusif.core.queries import history_of
from kondusif.people.routes import opens

PER_PAGE = 50


@opens("delivery.read")
def told(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Who was told of a warning by what and when, who answered, and where the call tree stands."""
    alert = alert_for(request.viewer, alert_id)
    rows = queries.deliveries_of(request.viewer, alert)
    context = {
        "alert": alert,
        "climb": Climb.objects.filter(alert=alert).first(),
        "entries": words.climb_entries(history_of(alert)),
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("hal")),
        "counts": queries.counts_by_state(rows),
        "words": words,
    }
    return render(request, "channels/told.html", context)


@opens("delivery.retry", methods="GET POST")
def held_back(request: HttpRequest) -> HttpResponse:
    """The messages that were refused five times, with the reason, and a button that tries them again."""
    rows = queries.held_back(request.viewer)
    if request.method == "POST":
        form = RetryForm(request.POST)
        if form.is_valid():
            chosen = rows.filter(pk__in=form.cleaned_data["messages"])
            n = actions.send_again(
                delivery_ids=list(chosen.values_list("pk", flat=True)), by=request.viewer, at=request.at
            )
            told = ngettext("%(n)d message goes out again.", "%(n)d messages go out again.", n)
            messages.success(request, told % {"n": n})
        return redirect("channels:held_back")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("hal"))
    return render(request, "channels/held_back.html", {"page_obj": page, "words": words})
