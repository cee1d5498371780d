"""Lists of tasks: all with filters, the officer's own for a phone, who is late, and everything as a table."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from kondusif.coordination import actions, queries, words
from kondusif.coordination.forms import FilterForm
from kondusif.coordination.models import Task
from kondusif.coordination.queries import Wanted
from kondusif.coordination.tables import table_of
from kondusif.coordination.views.giving import alert_of
from kondusif.core.ids import new_id
from kondusif.people.routes import opens

MOST_IN_TABLE = 10_000
SHORT = 20  # of one's own, before the list itself


@opens("task.read")
def task_list(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    alert = alert_of(request)
    if alert:
        tasks = queries.tasks_of_alert(viewer, alert.pk)
        return render(request, "coordination/of_alert.html", {"alert": alert, "tasks": tasks, "words": words})
    form = FilterForm(request.GET, owners=queries.owners_seen_by(viewer))
    after = _cursor(request.GET.get("sesudah", ""))
    tasks = queries.task_page(viewer, _wanted(form), request.at, after=after)
    is_first = after is None and not any(request.GET.values())
    return render(
        request,
        "coordination/list.html",
        {
            "form": form,
            "tasks": tasks[: queries.PAGE],
            "following": _cursor_of(tasks[queries.PAGE - 1]) if len(tasks) > queries.PAGE else "",
            "is_later_page": after is not None,
            "is_filtered": any(request.GET.values()),
            "mine": queries.tasks_for(viewer)[:SHORT] if is_first else [],
            "to_verify": queries.tasks_to_verify(viewer)[:SHORT] if is_first and viewer.may("task.verify") else [],
            "may_give": viewer.may("task.give"),
            "words": words,
        },
    )


@opens("task.read")
def mine(request: HttpRequest) -> HttpResponse:
    tasks = list(queries.tasks_for(request.viewer)[: queries.PAGE])
    helping = list(queries.tasks_helped_by(request.viewer)[: queries.PAGE])
    context = {
        "tasks": [(task, new_id()) for task in tasks],
        "helping": helping,
        "words": words,
        "person": request.viewer.person_id,
    }
    return render(request, "coordination/mine.html", context)


@opens("task.read")
def lag(request: HttpRequest) -> HttpResponse:
    offices = queries.lag_by_office(request.viewer, request.at)
    most = max((office.n_overdue for office in offices), default=0)
    late = queries.task_page(request.viewer, Wanted(overdue=True), request.at, most=200)[:200]
    context = {
        "offices": offices, "most": most, "late": late, "may_give": request.viewer.may("task.give"),
        "n_late": sum(office.n_overdue for office in offices),
    }  # fmt: skip
    return render(request, "coordination/lag.html", context)


@opens("task.give", methods="POST")
def remind_many(request: HttpRequest) -> HttpResponse:
    ids = []
    for text in request.POST.getlist("tugas")[:200]:
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    if not ids:
        messages.error(request, _("Tick the tasks of which the offices are to be reminded."))
        return redirect(_came_from(request))
    told, passed = actions.remind_tasks(task_ids=ids, by=request.viewer, at=request.at)
    messages.success(request, _("Reminded of %(n)s tasks.") % {"n": told})
    if passed:
        messages.warning(
            request, _("%(n)s were passed over: finished, or reminded within the last twelve hours.") % {"n": passed}
        )
    return redirect(_came_from(request))


def _came_from(request: HttpRequest) -> str:
    """The page of this site whose table was ticked: that of the late offices, or of a meeting's directives."""
    page = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()})
    return page if own and page.startswith("/") else reverse("coordination:lag")


@opens("task.read")
def table(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET, owners=queries.owners_seen_by(request.viewer))
    tasks = queries.task_page(request.viewer, _wanted(form), request.at, most=MOST_IN_TABLE)[:MOST_IN_TABLE]
    response = HttpResponse(table_of(tasks, words.STATES), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="tugas-{timezone.localdate(request.at):%Y%m%d}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _wanted(form: FilterForm) -> Wanted:
    """What the filter asks for; a value it does not know asks for nothing."""
    form.is_valid()
    data = form.cleaned_data
    owner = data.get("kantor")
    return Wanted(
        state=data.get("keadaan") or "",
        owner_id=UUID(owner) if owner else None,
        overdue=bool(data.get("lewat")),
        source_type=data.get("sumber") or "",
    )


def _cursor(text: str) -> tuple[datetime, UUID] | None:
    moment, _comma, pk = text.partition(",")
    try:
        read = datetime.fromisoformat(moment), UUID(pk)
    except ValueError:
        return None
    return read if read[0].tzinfo else None


def _cursor_of(task: Task) -> str:
    return f"{task.due_at.isoformat()},{task.pk}"
