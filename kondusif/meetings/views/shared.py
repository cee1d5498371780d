"""What the views of this room have in common: one action, its refusals in words, back to the meeting."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core.problems import NotFound, Problem
from kondusif.core.states import ForbiddenMove
from kondusif.meetings import queries
from kondusif.meetings.actions.planning import Clashes
from kondusif.meetings.models import Meeting
from kondusif.meetings.views import pages


def did(request: HttpRequest, meeting: Meeting, thanks: str, action: Callable, **arguments: object) -> HttpResponse:
    """This function will do *action* and go back to the meeting's page, which shows what was refused and why."""
    try:
        action(by=request.viewer, at=request.at, **arguments)
    except NotFound:
        raise
    except Clashes as clash:
        return _refused(request, meeting, clash, clashes=clash.found)
    except Problem as problem:
        return _refused(request, meeting, problem)
    except ForbiddenMove:
        moved = Problem("meeting.moved_on", _("This meeting has moved on meanwhile. This is how it stands now."))
        moved.status = 409
        return _refused(request, meeting, moved)
    messages.success(request, thanks)
    return redirect("meetings:one", meeting.pk)


def _refused(request: HttpRequest, meeting: Meeting, problem: Problem, **more: object) -> HttpResponse:
    meeting = queries.meeting_for(request.viewer, meeting.pk)
    context = pages.page_of(request, meeting) | {"problem": problem, "typed": request.POST} | more
    return render(request, "meetings/one.html", context, status=problem.status)


def onto(form, problem: Problem) -> None:
    """This function will write what *problem* says beside the fields of *form*."""
    for name, sentence in problem.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not problem.fields:
        form.add_error(None, problem.sentence)
