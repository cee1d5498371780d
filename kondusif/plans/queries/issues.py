"""Reading the register of strategic issues and what it is tied to."""

from collections import Counter
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NOT_HERE, NotFound
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer
from kondusif.plans.models import Measure, StrategicIssue, Tie
from kondusif.plans.states import IssueState
from kondusif.regions.codes import lineage


def issues_seen_by(viewer: Viewer) -> QuerySet[StrategicIssue]:
    """This function will return the issues of the viewer's territory and of the regions above it."""
    issues = StrategicIssue.objects.select_related("region", "owner")
    if viewer.is_system:
        return issues
    codes = viewer.scope_for("strategic_issue.read")
    above = {c for code in codes for c in lineage(code)[:-1]}
    return issues.filter(within(codes) | Q(region_id__in=above))


def issue_for(viewer: Viewer, issue_id: UUID) -> StrategicIssue:
    """
    This function will return the issue.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    issue = issues_seen_by(viewer).filter(pk=issue_id).first()
    if issue is None:
        raise NotFound("issue.missing", NOT_HERE)
    return issue


def issue_counts(viewer: Viewer) -> dict[str, int]:
    """This function will count the issues the viewer sees by state."""
    counts = Counter(issues_seen_by(viewer).order_by().values_list("state", flat=True))
    return {state.value: counts[state.value] for state in IssueState}


def ties_of_issue(viewer: Viewer, issue: StrategicIssue) -> QuerySet[Tie]:
    """This function will return what an issue is tied to now; who may see the issue may see that much."""
    return Tie.objects.select_related("measure__plan").filter(issue=issue, untied_at=None)


def ties_of_measure(viewer: Viewer, measure: Measure) -> QuerySet[Tie]:
    """This function will return what a measure is tied to now; who may see the measure may see that much."""
    return Tie.objects.select_related("issue").filter(measure=measure, untied_at=None)


def tie_for(viewer: Viewer, tie_id: UUID) -> Tie:
    """
    This function will return a tie of one of the viewer's own regions.

    :raises NotFound: if there is none, or it was ended.
    """
    own = [g.region_code for g in viewer.grants]
    tie = Tie.objects.filter(pk=tie_id, region_id__in=own, untied_at=None).first()
    if tie is None:
        raise NotFound("tie.missing", _("This tie is gone already."))
    return tie
