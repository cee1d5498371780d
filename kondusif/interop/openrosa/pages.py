"""The pages on which an office keeps its forms: what phones may fill, the address they need, what came back."""

from uuid import UUID

import segno
from django import forms as shapes
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.interop.openrosa import actions, queries
from kondusif.interop.openrosa.forms import address
from kondusif.interop.openrosa.officeforms import WORKBOOK_MAX
from kondusif.people.routes import opens
from kondusif.regions.queries import region
from kondusif.reports.categories import CATEGORIES


class WorkbookForm(shapes.Form):
    """An XLSForm, whose it is, and under what its reports are filed if it does not say."""

    workbook = shapes.FileField(label=gettext_lazy("XLSForm (.xlsx)"))
    region = shapes.ChoiceField(label=gettext_lazy("Office of"))
    default_category = shapes.ChoiceField(
        label=gettext_lazy("Kind of report, where the form does not ask"), initial="other",
        choices=lambda: [(code, one.name) for code, one in CATEGORIES.items()],
    )  # fmt: skip

    staff_only = shapes.BooleanField(
        label=gettext_lazy("Only for the office's own people, each with an app password"), required=False,
        help_text=gettext_lazy("Every filling then says who sent it. Without this, whoever has the address below can fill the form."),
    )  # fmt: skip

    def __init__(self, codes: tuple[str, ...], *args: object) -> None:
        super().__init__(*args)
        self.fields["region"].choices = [(code, region(code).title) for code in codes if code != "*"]


@opens("form.publish")
def forms(request: HttpRequest) -> HttpResponse:
    """This function will list the office's forms with the address for its phones."""
    page = Paginator(queries.forms_kept_by(request.viewer), 50).get_page(request.GET.get("hal"))
    addresses = [
        (region(code).title, url, mark_safe(segno.make(url, error="m").svg_inline(border=2, omitsize=True)))
        for code in request.viewer.scope_for("form.publish")
        if code != "*" and (url := f"{address()}/k/{queries.key_of(code)}")
    ]
    return render(
        request,
        "interop/forms.html",
        {"page_obj": page, "addresses": addresses, "public": address(), "own": address() + "/petugas"},
    )


@opens("form.publish", methods="GET POST")
def publish(request: HttpRequest) -> HttpResponse:
    """This function will take an XLSForm and give it to the phones."""
    codes = request.viewer.scope_for("form.publish")
    form = WorkbookForm(codes, *((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.publish_form(
                workbook=data["workbook"].read(WORKBOOK_MAX + 1), region_code=data["region"],
                default_category=data["default_category"], staff_only=data["staff_only"], by=request.viewer, at=request.at,
            )  # fmt: skip
        except Problem as problem:
            form.add_error("workbook", problem.sentence)
        else:
            told = _("“%(name)s” is on the phones now: %(n)s questions.") % {"name": made.name, "n": made.n_questions}
            messages.success(request, told)
            return redirect("interop:forms")
    return render(request, "interop/form_new.html", {"form": form}, status=422 if form.errors else 200)


@opens("form.publish", methods="POST")
def retire(request: HttpRequest, form_pk: UUID) -> HttpResponse:
    """This function will take a form off the phones."""
    try:
        form = actions.retire_form(form_pk=form_pk, by=request.viewer, at=request.at)
    except NotFound as problem:
        raise Http404 from problem
    except Conflict as problem:
        messages.error(request, str(problem.sentence))
    else:
        messages.success(request, _("“%(name)s” is no longer on the phones.") % {"name": form.name})
    return redirect("interop:forms")


@opens("form.publish")
def submissions(request: HttpRequest, form_pk: UUID) -> HttpResponse:
    """This function will give everything that was filled in as a table."""
    try:
        form, content = queries.submissions_csv(request.viewer, form_pk)
    except NotFound as problem:
        raise Http404 from problem
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="isian-{form.pk.hex[-6:]}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer
