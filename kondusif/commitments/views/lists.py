"""Pacts for a whole list: first what it would make, then making it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.commitments.actions import bulk
from kondusif.commitments.actions.bulk import Batch
from kondusif.commitments.forms import ListForm, local_moment
from kondusif.commitments.states import Kind
from kondusif.commitments.views.page import onto
from kondusif.core.problems import Problem
from kondusif.people.routes import opens
from kondusif.regions.models import Region

BYTES_MAX = 900_000


@opens("commitment.draft", methods="GET POST")
def pacts_from_list(request: HttpRequest) -> HttpResponse:
    form = ListForm(_with_file(request) if request.method == "POST" else None)
    plan = None
    if request.method == "POST" and form.is_valid():
        region = Region.objects.get(pk=request.viewer.scope_for("commitment.draft")[0])
        data = form.cleaned_data
        try:
            plan = bulk.plan_pacts(text=data["list"], kind=Kind(data["kind"]), region_code=region.pk, by=request.viewer)
            if "make" in request.POST:
                return _make(request, data, region)
        except Problem as problem:
            onto(form, problem)
    context = {"form": form, "plan": plan, "may_open": request.viewer.may("commitment.decide")}
    return render(request, "commitments/bulk.html", context, status=422 if form.errors else 200)


def _make(request: HttpRequest, data: dict, region: Region) -> HttpResponse:
    closes = data["closes_at"] and local_moment(data["closes_at"].replace(tzinfo=None), region.timezone)
    batch = Batch(
        kind=Kind(data["kind"]), title=data["title"], articles=data["articles"], region_code=region.pk,
        preamble=data["preamble"], closes_at=closes,
    )  # fmt: skip
    made = bulk.make_pacts(
        text=data["list"], batch=batch, opened=data["open_at_once"], by=request.viewer, at=request.at
    )
    messages.success(request, _("%(n)s pacts were made.") % {"n": len(made)})
    return redirect("commitments:list")


def _with_file(request: HttpRequest):
    """The uploaded list takes the place of the pasted one, so that the second step still has it."""
    posted = request.POST.copy()
    file = request.FILES.get("file")
    if file is not None:
        content = file.read(BYTES_MAX)
        try:
            posted["list"] = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            posted["list"] = content.decode("cp1252", errors="replace")  # how Excel saves CSV in Indonesia
    return posted
