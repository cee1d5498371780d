"""The directory of contacts and the call tree."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core.problems import NOT_HERE, NotFound, Problem
from kondusif.meetings import actions, queries, words
from kondusif.meetings.forms import NumberForm
from kondusif.meetings.models import PhoneNumber
from kondusif.meetings.views.shared import onto
from kondusif.people.actions import today
from kondusif.people.models import Office
from kondusif.people.roles import Classification
from kondusif.people.routes import opens
from kondusif.regions.models import Region

PER_PAGE = 40


@opens("meeting.read")
def directory(request: HttpRequest) -> HttpResponse:
    sought = request.GET.get("cari", "")[:80]
    page = Paginator(queries.offices_in_directory(request.viewer, sought), PER_PAGE).get_page(request.GET.get("hal"))
    offices = list(page.object_list)
    context = {
        "page_obj": page,
        "contacts": queries.contacts_of(request.viewer, offices, today(request.at)),
        "bodies": queries.bodies_of_offices(request.viewer, [o.pk for o in offices]),
        "sought": sought,
        "masked": queries.masked,
        "edits": request.viewer.may("contact.edit"),
    }
    return render(request, "meetings/directory.html", context)


@opens("meeting.read")
def one_office(request: HttpRequest, office_id: UUID) -> HttpResponse:
    return _page(request, queries.office_in_directory(request.viewer, office_id))


@opens("contact.edit", methods="POST")
def add(request: HttpRequest, office_id: UUID) -> HttpResponse:
    office, form = queries.office_in_directory(request.viewer, office_id), NumberForm(request.POST)
    if not form.is_valid():
        return _page(request, office, form=form, status=422)
    data = form.cleaned_data
    try:
        actions.add_number(
            office_id=office.pk, number=data["number"], note=data["note"],
            classification=Classification(data["classification"]), by=request.viewer, at=request.at,
        )  # fmt: skip
    except Problem as problem:
        onto(form, problem)
        return _page(request, office, form=form, status=problem.status)
    messages.success(request, _("The number stands in the directory."))
    return redirect("meetings:office", office.pk)


@opens("contact.edit", methods="POST")
def remove(request: HttpRequest, number_id: UUID) -> HttpResponse:
    office = _office_of(request, number_id)
    actions.remove_number(number_id=number_id, by=request.viewer, at=request.at)
    messages.success(request, _("The number is off the directory."))
    return redirect("meetings:office", office.pk)


@opens("meeting.read", methods="POST")
def read(request: HttpRequest, number_id: UUID) -> HttpResponse:
    """This function will show a number in full, once its reading is recorded."""
    office = _office_of(request, number_id)
    try:
        row = actions.read_number(number_id=number_id, by=request.viewer, at=request.at)
    except Problem as problem:
        return _page(request, office, status=problem.status, problem=problem)
    return _page(request, office, shown=row.pk)


@opens("meeting.read")
def tree(request: HttpRequest) -> HttpResponse:
    region = _region(request)
    return render(
        request,
        "meetings/tree.html",
        {
            "region": region,
            "tree": queries.call_tree(request.viewer, region.pk, request.at),
            "words": words,
            "masked": queries.masked,
            "edits": request.viewer.may("contact.edit", region.pk),
        },
    )


@opens("contact.edit", methods="POST")
def check(request: HttpRequest) -> HttpResponse:
    region = _region(request)
    try:
        note = request.POST.get("note", "")
        actions.check_call_tree(region_code=region.pk, note=note, by=request.viewer, at=request.at)
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Noted: you went through the call tree today."))
    return redirect("meetings:tree")


def _region(request: HttpRequest) -> Region:
    """The regency or province the viewer's first office lies in: a call tree belongs to one of those."""
    return Region.objects.get(pk=min(request.viewer.scope, key=len)[:5])


def _office_of(request: HttpRequest, number_id: UUID) -> Office:
    row = PhoneNumber.objects.filter(pk=number_id, removed_at=None).first()
    if row is None:
        raise NotFound("number.missing", NOT_HERE)
    return queries.office_in_directory(request.viewer, row.office_id)


def _page(request: HttpRequest, office: Office, *, status: int = 200, form=None, **more: object) -> HttpResponse:
    [contact] = queries.contacts_of(request.viewer, [office], today(request.at))
    edits = request.viewer.may("contact.edit", office.region_id)
    context = {
        "contact": contact,
        "bodies": queries.bodies_of_offices(request.viewer, [office.pk]).get(office.pk, []),
        "readable": {n.pk for n in contact.numbers if queries.may_read(request.viewer, n)},
        "masked": queries.masked,
        "form": form or (NumberForm() if edits else None),
        "edits": edits,
    } | more
    return render(request, "meetings/office.html", context, status=status)
