"""Pages that take a plan in as a table and give it out as one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core.problems import NotAllowed, Problem
from kondusif.people.routes import opens
from kondusif.plans.actions.importing import import_measures
from kondusif.plans.actions.measures import possible_owners
from kondusif.plans.forms import ImportForm
from kondusif.plans.models import ActionPlan
from kondusif.plans.permissions import own_grant
from kondusif.plans.queries import plans as queries
from kondusif.plans.queries.progress import progress_of
from kondusif.plans.states import PlanState
from kondusif.plans.tables import Checked, as_csv, check_table, read_table
from kondusif.plans.views.doing import onto

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@opens("plan.write", methods="GET POST")
def take_in(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show first what the table would do; the second time, with the same table, do it."""
    plan = queries.plan_for(request.viewer, plan_id)
    if own_grant(request.viewer, "plan.write", plan.region_id) is None:
        raise NotAllowed("plans.not_yours", _("This belongs to another office. You can read it, not change it."))
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    checked, content = None, request.POST.get("isi", "")
    if request.method == "POST" and (content or form.is_valid()):
        try:
            checked, content = _checked(request, plan, form, content)
            if "tulis" in request.POST:
                rows = [line.new for line in checked.good]
                import_measures(plan_id=plan.pk, rows=rows, by=request.viewer, at=request.at)
                messages.success(request, _("%(n)s measures written.") % {"n": len(rows)})
                return redirect("plans:one", plan.pk)
        except Problem as problem:
            form = form if form.is_bound and not content else ImportForm({}, {})
            form.errors.clear()
            onto(form, problem)
    context = {"form": form, "plan": plan, "checked": checked, "content": content}
    failed = bool(form.errors) and checked is None
    return render(request, "plans/import.html", context, status=422 if failed else 200)


def _checked(request: HttpRequest, plan: ActionPlan, form: ImportForm, content: str) -> tuple[Checked, str]:
    if plan.state != PlanState.DRAFTED:
        raise Problem("plan.fixed", _("This plan is submitted or approved; its measures no longer change."))
    if content:
        table = bytes.fromhex(content) if len(content) % 2 == 0 and set(content) <= set("0123456789abcdef") else b""
        lines = read_table("", table)
    else:
        table = form.cleaned_data["table"].read()
        lines = read_table(form.cleaned_data["table"].name, table)
    owners = list(possible_owners(plan.region_id).values_list("title", "pk"))
    return check_table(lines, owners=owners, numbers=plan.measures.values_list("number", flat=True)), table.hex()


@opens("plan.read")
def give_csv(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = queries.plan_for(request.viewer, plan_id)
    return _file(
        as_csv(queries.measures_of(request.viewer, plan)), "text/csv; charset=utf-8", f"renaksi-{plan.year}.csv"
    )


@opens("plan.read")
def give_xlsx(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = queries.plan_for(request.viewer, plan_id)
    from kondusif.plans.workbook import as_xlsx

    progress = progress_of(request.viewer, plan, request.at)
    return _file(as_xlsx(progress, queries.measures_of(request.viewer, plan)), XLSX, f"renaksi-{plan.year}.xlsx")


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
