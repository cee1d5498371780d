"""What the pages share: doing one thing and telling how it went, and handing out stored files."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kondusif.core.problems import NotFound, Problem
from kondusif.core.states import ForbiddenMove
from kondusif.people.viewers import Viewer
from kondusif.plans.papers import read_paper
from kondusif.regions.models import Region

Page = Callable[..., HttpResponse]


def done(request: HttpRequest, act: Callable[[], object], thanks: str, back: Page, to: tuple) -> HttpResponse:
    """
    This function will do one thing and return to its page; a refusal is told there, with the status that says so.

    *back* draws the page again, with ``problem=`` and ``status=``; *to* is the address after success.
    """
    try:
        act()
    except NotFound:
        raise
    except Problem as problem:
        return back(problem=problem, status=problem.status)
    except ForbiddenMove:
        moved = Problem("plans.moved_on", _("This has moved on meanwhile. This is how it stands now."))
        return back(problem=moved, status=409)
    messages.success(request, thanks)
    return redirect(*to)


def onto(form: Form, problem: Problem) -> None:
    """This function will write a problem's sentences beside the fields they belong to."""
    for name, sentence in problem.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not problem.fields:
        form.add_error(None, problem.sentence)


def regions_of(viewer: Viewer, deed: str) -> list[tuple[str, str]]:
    """This function will return code and title of the regions in which an office of the viewer gives *deed*."""
    codes = sorted({g.region_code for g in viewer.grants_for(deed)})
    titles = {r.pk: r.title for r in Region.objects.filter(pk__in=codes)}
    return [(code, titles[code]) for code in codes if code in titles]


def stored(path: str, digest: bytes, media_type: str, name: str) -> HttpResponse:
    """This function will hand a stored file out: a picture in the page, everything else to be saved."""
    response = HttpResponse(read_paper(path, bytes(digest)), content_type=media_type)
    way = "inline" if media_type.startswith("image/") else "attachment"
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in name)
    response["Content-Disposition"] = f'{way}; filename="{plain}"'
    response["Cache-Control"] = "private, no-store"
    return response
