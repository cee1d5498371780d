"""The queue and the search."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.people.routes import opens
from kondusif.reports.actions import note_readings
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.permissions import excerpt_for
from kondusif.triage import actions, queries, words
from kondusif.triage.forms import QueueForm, SearchForm
from kondusif.triage.queries import Cursor, QueueFilter

ALL, OVERDUE, MINE = "", "lewat", "saya"


@opens("report.read")
def queue(request: HttpRequest) -> HttpResponse:
    """This function will show what waits for a judgement, the most urgent first."""
    viewer, at = request.viewer, request.at
    form = QueueForm(request.GET, subdistricts=queries.subdistrict_choices(viewer))
    shown = request.GET.get("tampil", "")
    wanted = _wanted(form, shown)
    page = queries.queue_page(viewer, at=at, wanted=wanted, after=Cursor.read(request.GET.get("sesudah", "")))
    n_waiting = queries.queue_count(viewer, at=at)
    n_overdue = queries.queue_count(viewer, at=at, wanted=QueueFilter(overdue=True))
    context = {
        "form": form,
        "shown": shown,
        "reports": page.reports,
        "following": page.following,
        "is_later_page": "sesudah" in request.GET,
        "n_waiting": n_waiting,
        "n_overdue": n_overdue,
        "count_to": queries.COUNT_TO,
        "tabs": _tabs(shown, n_waiting, n_overdue),
        "escalated": list(queries.escalated_to(viewer, at=at)[:5]),
        "may_claim": viewer.may("report.claim"),
        "categories": CATEGORIES,
        "states": words.STATES,
        "excerpt_for": excerpt_for,
        "is_filtered": wanted != QueueFilter(),
    }
    return render(request, "triage/queue.html", context)


@opens("report.claim", methods="POST")
def take_next(request: HttpRequest) -> HttpResponse:
    """This function will give the officer the next report that nobody holds."""
    report = actions.claim_next(by=request.viewer, at=request.at)
    if report is None:
        messages.info(request, _("No report waits that nobody is checking. Well done."))
        return redirect("triage:queue")
    return redirect("triage:work", report.pk)


@opens("report.read")
def find(request: HttpRequest) -> HttpResponse:
    """This function will show the reports and incidents in which the typed words stand; of sensitive ones on request."""
    text = request.GET.get("q", "")[:200]
    in_sensitive = bool(request.GET.get("peka"))
    found = queries.search(request.viewer, text, in_sensitive=in_sensitive)
    if in_sensitive:
        read = [report for report in found.reports if report.text]
        note_readings(reports=read, what="search", by=request.viewer, at=request.at)
    context = {
        "form": SearchForm(request.GET),
        "text": text,
        "in_sensitive": in_sensitive,
        "found": found,
        "excerpt_for": excerpt_for,
        "categories": CATEGORIES,
        "states": words.STATES,
        "incident_states": words.INCIDENT_STATES,
    }
    return render(request, "triage/search.html", context)


def _wanted(form: QueueForm, shown: str) -> QueueFilter:
    form.is_valid()  # a value that is no choice is told beside its field, and filters nothing
    typed = form.cleaned_data
    urgency = typed.get("urgensi", "")
    return QueueFilter(
        category=typed.get("kategori", ""),
        subdistrict=typed.get("kecamatan", ""),
        urgency=int(urgency) if urgency else None,
        overdue=shown == OVERDUE,
        mine=shown == MINE,
    )


def _tabs(shown: str, n_waiting: int, n_overdue: int) -> list[tuple[str, str, int, str]]:
    return [
        (_("All that wait"), ALL, n_waiting, "1"),
        (_("Overdue"), OVERDUE, n_overdue, "2"),
        (_("With me"), MINE, -1, "3"),
    ]
