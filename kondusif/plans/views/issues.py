"""Pages of the register of strategic issues."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core.problems import NotAllowed, Problem
from kondusif.core.queries import history_of
from kondusif.people.routes import opens
from kondusif.plans import words
from kondusif.plans.actions import issues as actions
from kondusif.plans.actions.issues import NewIssue
from kondusif.plans.actions.measures import possible_owners
from kondusif.plans.categories import CATEGORIES, STAGES
from kondusif.plans.forms import IssueForm
from kondusif.plans.models import StrategicIssue
from kondusif.plans.permissions import own_grant
from kondusif.plans.queries import issues as queries
from kondusif.plans.states import ISSUE_MOVES, IssueState
from kondusif.plans.views.doing import done, onto, regions_of
from kondusif.plans.views.tie_rows import tie_rows


@opens("strategic_issue.read")
def issue_list(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    counts = queries.issue_counts(viewer)
    state = request.GET.get("keadaan", "")
    rows = queries.issues_seen_by(viewer)
    rows = rows.filter(state=state) if state in counts else rows.exclude(state=IssueState.CLOSED)
    context = {
        "issues": rows[:300],
        "state": state if state in counts else "",
        "counts": counts,
        "regions": regions_of(viewer, "strategic_issue.write"),
        "words": words,
        "categories": CATEGORIES,
        "stages": STAGES,
    }
    return render(request, "plans/issues.html", context)


@opens("strategic_issue.write", methods="POST")
def seed(request: HttpRequest) -> HttpResponse:
    regions = dict(regions_of(request.viewer, "strategic_issue.write"))
    code = request.POST.get("region", "")
    if code not in regions:
        raise NotAllowed("issue.not_yours", _("This belongs to another office. You can read it, not change it."))
    n = actions.seed_issues(region_code=code, by=request.viewer, at=request.at)
    messages.success(request, _("%(n)s issues entered, each with its source.") % {"n": n})
    return redirect("plans:issues")


@opens("strategic_issue.write", methods="GET POST")
def new(request: HttpRequest) -> HttpResponse:
    return _form(request, None)


@opens("strategic_issue.write", methods="GET POST")
def change(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    return _form(request, queries.issue_for(request.viewer, issue_id))


def _form(request: HttpRequest, issue: StrategicIssue | None) -> HttpResponse:
    regions = regions_of(request.viewer, "strategic_issue.write")
    if issue is not None:
        regions = [(code, title) for code, title in regions if code == issue.region_id]
        if not regions:
            raise NotAllowed("issue.not_yours", _("This belongs to another office. You can read it, not change it."))
    offices = [(str(o.pk), o.title) for code, _title in regions[:1] for o in possible_owners(code)]
    form = IssueForm(request.POST or None, regions=regions, offices=offices, initial=_typed(issue) if issue else {})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = NewIssue(
            data["region"], data["title"], data["description"], data["category"], data["source"], data["stage"],
            form.owner_id(),
        )  # fmt: skip
        try:
            if issue is None:
                issue = actions.enter_issue(new=wanted, by=request.viewer, at=request.at)
            else:
                actions.change_issue(issue_id=issue.pk, new=wanted, by=request.viewer, at=request.at)
        except Problem as problem:
            onto(form, problem)
        else:
            messages.success(request, _("Entered in the register."))
            return redirect("plans:issue", issue.pk)
    return render(request, "plans/issue_form.html", {"form": form, "issue": issue}, status=422 if form.errors else 200)


def _typed(issue: StrategicIssue) -> dict[str, object]:
    names = ("title", "description", "category", "stage", "source")
    return {name: getattr(issue, name) for name in names} | {
        "owner": str(issue.owner_id or ""),
        "region": issue.region_id,
    }


@opens("strategic_issue.read")
def one_issue(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    return issue_page(request, issue_id)


def issue_page(request: HttpRequest, issue_id: UUID, problem: Problem | None = None, status: int = 200) -> HttpResponse:
    """This function will draw the page of an issue, with what went wrong if something did."""
    viewer = request.viewer
    issue = queries.issue_for(viewer, issue_id)
    ties = list(queries.ties_of_issue(viewer, issue))
    context = {
        "issue": issue,
        "measures": [t.measure for t in ties if t.measure_id],
        "ties": tie_rows(viewer, [t for t in ties if not t.measure_id]),
        "moves": [(to, words.ISSUE_VERBS[to]) for to in IssueState if to in ISSUE_MOVES[IssueState(issue.state)]],
        "entries": words.timeline(history_of(issue)),
        "may_write": own_grant(viewer, "strategic_issue.write", issue.region_id) is not None,
        "category": CATEGORIES.get(issue.category, issue.category),
        "stage": STAGES.get(issue.stage, issue.stage),
        "words": words,
        "problem": problem,
    }
    return render(request, "plans/issue.html", context, status=status)


@opens("strategic_issue.write", methods="POST")
def move(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    queries.issue_for(request.viewer, issue_id)
    to, note = request.POST.get("to", ""), request.POST.get("note", "")[:1000]

    def act() -> object:
        if to not in set(IssueState):
            raise Problem("issue.no_state", _("Choose what becomes of the issue."))
        return actions.move_issue(issue_id=issue_id, to=IssueState(to), note=note, by=request.viewer, at=request.at)

    def back(**told: object) -> HttpResponse:
        return issue_page(request, issue_id, **told)

    return done(request, act, _("Noted."), back, ("plans:issue", issue_id))
